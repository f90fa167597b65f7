//! Where the dialogue stands: what is awaited, and for how long.

use std::time::Duration;

use super::exchange::Exchange;
use super::step::Stage;
use super::stuffing::Stuffing;
use super::transaction::Transaction;

/// What is awaited: a reply, or the driver's move.
pub(super) enum State {
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    /// The driver's handshake.
    HandShake,
    /// The driver's token.
    BeforeAuthentication,
    Authentication(Exchange),
    /// The driver's next mail.
    Ready,
    Transaction(Transaction),
    /// The driver's text.
    Body(Transaction, Stuffing),
    FinalDot(Transaction),
    /// The reply to a dot that ends a text for nobody.
    LoneDot(Transaction),
    /// The server said no: QUIT is all that may follow.
    Parting,
    Quit,
    /// Nothing is read or written any more. `uncertain`: the fate of a mail is open.
    Over {
        uncertain: bool,
    },
}

impl State {
    pub(super) fn awaits_a_reply(&self) -> bool {
        match self {
            Self::Greeting
            | Self::Ehlo
            | Self::Helo
            | Self::StartTls
            | Self::Authentication(_)
            | Self::Transaction(_)
            | Self::FinalDot(_)
            | Self::LoneDot(_)
            | Self::Quit => true,
            Self::HandShake
            | Self::BeforeAuthentication
            | Self::Ready
            | Self::Body(..)
            | Self::Parting
            | Self::Over { .. } => false,
        }
    }

    pub(super) fn stage(&self) -> Stage {
        match self {
            Self::Greeting => Stage::Greeting,
            Self::Ehlo | Self::Helo => Stage::Hello,
            Self::StartTls | Self::HandShake => Stage::StartTls,
            Self::BeforeAuthentication | Self::Authentication(_) => Stage::Authentication,
            Self::Ready => Stage::Ready,
            Self::Transaction(transaction) => transaction.stage(),
            Self::Body(..) => Stage::Body,
            Self::FinalDot(_) | Self::LoneDot(_) => Stage::FinalDot,
            Self::Parting | Self::Quit | Self::Over { .. } => Stage::Quit,
        }
    }

    /// RFC 5321 §4.5.3.2. The standard has no figures for STARTTLS, AUTH and the handshake, which
    /// take a command's five minutes, nor for QUIT, on which nothing depends.
    pub(super) fn reply_wait(&self) -> Duration {
        match self.stage() {
            Stage::Data => DATA_WAIT,
            Stage::Body => BLOCK_WAIT,
            Stage::FinalDot => FINAL_DOT_WAIT,
            Stage::Quit => QUIT_WAIT,
            _ => COMMAND_WAIT,
        }
    }
}

/// RFC 5321 §4.5.3.2.1 to §4.5.3.2.3: greeting, MAIL, RCPT.
const COMMAND_WAIT: Duration = Duration::from_mins(5);

/// RFC 5321 §4.5.3.2.4.
const DATA_WAIT: Duration = Duration::from_mins(2);

/// RFC 5321 §4.5.3.2.5: how long one write of the text may take.
const BLOCK_WAIT: Duration = Duration::from_mins(3);

/// RFC 5321 §4.5.3.2.6: long, because a wait that is cut short delivers the mail twice.
const FINAL_DOT_WAIT: Duration = Duration::from_mins(10);

const QUIT_WAIT: Duration = Duration::from_secs(5);
