//! Where the dialogue stands: what is awaited, and for how long.

use std::fmt;
use std::time::Duration;

use super::capabilities::Capabilities;
use super::listing::Listing;
use super::step::Stage;
use super::unstuffing::Unstuffing;
use crate::pop3::Reply;

/// What is awaited: the server's next words, or the driver's move.
pub(super) enum State {
    Greeting,
    /// The status line to CAPA.
    Capabilities,
    /// The list behind it, and how many lines it may still have.
    CapabilityList(Capabilities, u32),
    StartTls,
    /// The driver's handshake.
    HandShake,
    /// The driver's token.
    BeforeAuthentication,
    Authentication,
    /// The driver's next command.
    Ready,
    /// The status line to a command.
    Asked(Command),
    /// The lines behind it, and how many may still come.
    List(Listing, u32, Reply),
    /// The octets behind it.
    Content(Command, Unstuffing, Reply),
    /// The server said no: QUIT is all that may follow.
    Parting,
    /// `updates`: with a mailbox open, so that the server deletes now.
    Quit {
        updates: bool,
    },
    /// Nothing is read or written any more.
    Over,
}

/// The commands on an open mailbox.
#[derive(Clone, Copy)]
pub(super) enum Command {
    Stat,
    List,
    Uidl,
    Retrieve(u32),
    Top(u32, u32),
    Delete(u32),
    Noop,
}

/// As it is said.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.stage();
        match self {
            Self::Retrieve(number) | Self::Delete(number) => write!(f, "{word} {number}"),
            Self::Top(number, lines) => write!(f, "{word} {number} {lines}"),
            Self::Stat | Self::List | Self::Uidl | Self::Noop => write!(f, "{word}"),
        }
    }
}

impl Command {
    fn stage(self) -> Stage {
        match self {
            Self::Stat => Stage::Stat,
            Self::List => Stage::List,
            Self::Uidl => Stage::Uidl,
            Self::Retrieve(_) => Stage::Retrieve,
            Self::Top(..) => Stage::Top,
            Self::Delete(_) => Stage::Delete,
            Self::Noop => Stage::Noop,
        }
    }
}

impl State {
    pub(super) fn awaits_a_status(&self) -> bool {
        matches!(
            self,
            Self::Greeting
                | Self::Capabilities
                | Self::StartTls
                | Self::Authentication
                | Self::Asked(_)
                | Self::Quit { .. }
        )
    }

    pub(super) fn stage(&self) -> Stage {
        match self {
            Self::Greeting => Stage::Greeting,
            Self::Capabilities | Self::CapabilityList(..) => Stage::Capabilities,
            Self::StartTls | Self::HandShake => Stage::StartTls,
            Self::BeforeAuthentication | Self::Authentication => Stage::Authentication,
            Self::Ready => Stage::Ready,
            Self::Asked(command) | Self::Content(command, ..) => command.stage(),
            Self::List(Listing::Sizes, ..) => Stage::List,
            Self::List(Listing::Uidls, ..) => Stage::Uidl,
            Self::Parting | Self::Quit { .. } | Self::Over => Stage::Quit,
        }
    }

    /// RFC 1939 has figures for servers alone.
    pub(super) fn reply_wait(&self) -> Duration {
        match self {
            Self::Asked(Command::Stat | Command::List | Command::Uidl)
            | Self::Authentication
            | Self::Quit { updates: true } => WORK_WAIT,
            Self::Quit { updates: false } | Self::Parting | Self::Over => QUIT_WAIT,
            _ => COMMAND_WAIT,
        }
    }
}

/// A reply, and each read of a list or of a mail.
const COMMAND_WAIT: Duration = Duration::from_mins(2);

/// Where a server may go through the whole mailbox. At QUIT above all: a wait that is cut short
/// leaves open what was deleted.
const WORK_WAIT: Duration = Duration::from_mins(5);

/// Where nothing depends on the reply.
const QUIT_WAIT: Duration = Duration::from_secs(5);
