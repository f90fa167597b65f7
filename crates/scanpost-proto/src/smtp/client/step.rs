//! What passes between the session and its driver.

use std::fmt;

use crate::smtp::{Reply, Reports};

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Begins in the clear and must be upgraded (RFC 3207); never goes on without.
    StartTls,
    /// TLS from the first octet (RFC 8314 §3.3): established before `Session::new`.
    Implicit,
    /// None at all. No token is ever shown on such a connection.
    None,
}

/// What the driver has to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Shake hands, then call `tls_established`. Nothing is to be read as SMTP in between.
    StartTls,
    /// Call `authenticate` or `skip_authentication`.
    Authenticate,
    /// Call `send` or `quit`. Comes once a connection; after `Finished` the session is ready too.
    Ready,
    /// The server takes the mail, for one recipient at least: call `body`, then `body_end`.
    Body,
    /// The server's word on the mail. The session is ready for the next one.
    Finished(MailResult),
    /// The server did not take the token. `authenticate` may be called again, or `quit`.
    AuthRefused {
        reply: Reply,
        /// The server's JSON out of its 334, decoded: it says which scope it wants.
        challenge: Option<String>,
    },
    /// The server does not go on: close. `quit` is polite, except after 421.
    Refused { stage: Stage, reply: Reply },
    /// The server's octets are not SMTP, or answer nothing that was asked: close.
    /// `final_dot_sent` tells whether the fate of a mail is open.
    Broken { stage: Stage, what: String },
    /// The server lacks what this connection needs: `STARTTLS`, `AUTH XOAUTH2` or, for a token on
    /// a connection without protection, `TLS`.
    NotOffered { what: &'static str },
}

/// Where in the dialogue something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Greeting,
    Hello,
    StartTls,
    Authentication,
    /// Between two mails.
    Ready,
    Mail,
    Recipient,
    Data,
    Body,
    FinalDot,
    Quit,
}

/// The command, as administrators know it.
impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Greeting => "greeting",
            Self::Hello => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Authentication => "AUTH",
            Self::Ready => "between two mails",
            Self::Mail => "MAIL",
            Self::Recipient => "RCPT",
            Self::Data => "DATA",
            Self::Body => "the mail's text",
            Self::FinalDot => "the end of the mail",
            Self::Quit => "QUIT",
        })
    }
}

/// For whom a mail is and how its text looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Empty for a notice about a mail (RFC 5321 §4.5.5).
    pub from: String,
    pub to: Vec<String>,
    /// Octets with CRLF line ends and without dot-stuffing (RFC 1870 §5), where it is known.
    pub size: Option<u64>,
    /// The text holds octets above 127.
    pub eight_bit: bool,
    /// Addresses beyond ASCII are meant as such (RFC 6531). The extension is used only if there is
    /// one: smtp-mail.outlook.com has answered 502 to `SMTPUTF8`.
    pub utf8: bool,
    /// What is to be told to the sender. It is asked of the server only if that offers DSN (RFC 3461).
    pub reports: Reports,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailResult {
    /// In the order of the envelope. `Err`: this recipient was refused, at RCPT. `Ok`: what `mail`
    /// says holds for it.
    pub recipients: Vec<Result<(), Reply>>,
    /// `Ok`: the server keeps the mail for each recipient that it did not refuse. `Err`: refused
    /// at MAIL, DATA or the final dot; if every recipient was refused, the first of those replies.
    pub mail: Result<Reply, Reply>,
}
