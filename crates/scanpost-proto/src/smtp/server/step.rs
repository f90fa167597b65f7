//! What a session asks of its driver, and the proof it wants for a 250.

use super::envelope::{Envelope, MailFrom, RcptTo};
use crate::sasl::Credentials;

/// Proof that a mail was kept. Only a type that nothing but a durable commit makes may implement
/// it: the session says 250 for a mail in exchange for one, and for nothing else.
pub trait Receipt {
    /// The name under which the mail can be found, for the client's log.
    fn queue_id(&self) -> String;
}

/// What the driver does next.
#[derive(Debug)]
pub enum Step {
    /// Write the output first (220), then make the hand-shake, then
    /// [`tls_established`](super::Session::tls_established). Octets that came in the clear behind
    /// STARTTLS are dropped.
    StartTls,
    /// Answer [`authenticated`](super::Session::authenticated) or
    /// [`not_authenticated`](super::Session::not_authenticated).
    Authenticate(Credentials),
    /// Answer [`accepted`](super::Session::accepted) or [`refused`](super::Session::refused).
    Mail(MailFrom),
    /// Answer as for `Mail`. If one recipient is refused, the mail goes on with the others.
    Recipient(RcptTo),
    /// At least one recipient is accepted: open a place for the mail, then answer as for `Mail`.
    Data,
    /// The next octets of the mail, unstuffed; a lone CR or LF is passed on as it came. Needs no
    /// answer.
    Body(Vec<u8>),
    /// The mail is complete: `<CRLF>.<CRLF>` has come. Answer [`kept`](super::Session::kept) or
    /// [`not_kept`](super::Session::not_kept).
    End(Envelope),
    /// The mail has passed the size limit: drop what there is of it. The session swallows the rest
    /// and refuses the mail at the final dot; no `End` comes.
    TooLarge,
    /// RSET, EHLO or STARTTLS dropped a mail that `Mail` had begun: forget what belongs to it.
    Reset,
    /// Write the output, then close the connection.
    Close,
}
