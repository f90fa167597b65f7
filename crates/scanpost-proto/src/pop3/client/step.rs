//! What passes between the session and its driver.

use std::fmt;

use crate::pop3::Reply;

/// How the connection is protected. Without protection there is none: a token would be shown in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Begins in the clear and must be upgraded (RFC 2595 §4); never goes on without.
    StartTls,
    /// TLS from the first octet (RFC 8314 §3.3): established before `Session::new`.
    Implicit,
}

/// What the driver has to do next, or what the server has told.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Shake hands, then call `tls_established`. Nothing is to be read as POP3 in between.
    StartTls,
    /// Call `authenticate`.
    Authenticate,
    /// The server did not take the token. `authenticate` may be called again, or `quit`.
    AuthRefused {
        reply: Reply,
        /// The server's JSON, decoded: it says which scope it wants (RFC 7628 §3.2.2).
        challenge: Option<String>,
    },
    /// The mailbox is open: call a command. Comes once a connection; after `Finished` the session is
    /// ready too.
    Ready,
    /// To STAT: the server's count, and its estimate of the size.
    Totals { messages: u64, octets: u64 },
    /// A line behind LIST. The size may be an estimate (Exchange Online) or a lie: a mail ends where
    /// its octets end.
    Size { number: u32, octets: u64 },
    /// A line behind UIDL: 1 to 70 visible characters.
    Uidl { number: u32, uidl: String },
    /// A line of a list that breaks its rules, such as a UIDL that is too long: cut, for the
    /// journal. The list goes on.
    Unreadable { number: Option<u32>, line: String },
    /// Octets of the mail behind RETR or TOP, with its own dots and line ends. The mail is whole at
    /// `Finished` alone; it may be of any length.
    Content(&'a [u8]),
    /// The server's last word on a command. For all but QUIT the session is ready for the next one,
    /// also where the word is `-ERR`.
    ///
    /// QUIT: only `Ok` means that what was deleted is gone; then the connection has ended.
    Finished(Result<Reply, Reply>),
    /// The server does not go on, or leaves: close. `quit` is polite.
    Refused { stage: Stage, reply: Reply },
    /// The server's octets are not POP3, or answer nothing that was asked: close.
    Broken { stage: Stage, what: String },
    /// The server lacks what this connection needs: `STLS` or `AUTH XOAUTH2`.
    NotOffered { what: &'static str },
}

/// Where in the dialogue something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Greeting,
    Capabilities,
    StartTls,
    Authentication,
    /// Between two commands.
    Ready,
    Stat,
    List,
    Uidl,
    Retrieve,
    Top,
    Delete,
    Noop,
    Quit,
}

/// The command, as administrators know it.
impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Greeting => "greeting",
            Self::Capabilities => "CAPA",
            Self::StartTls => "STLS",
            Self::Authentication => "AUTH",
            Self::Ready => "between two commands",
            Self::Stat => "STAT",
            Self::List => "LIST",
            Self::Uidl => "UIDL",
            Self::Retrieve => "RETR",
            Self::Top => "TOP",
            Self::Delete => "DELE",
            Self::Noop => "NOOP",
            Self::Quit => "QUIT",
        })
    }
}
