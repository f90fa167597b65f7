//! What a session asks of its driver.

use crate::sasl::Credentials;

/// What the driver does next.
#[derive(Debug)]
pub enum Step {
    /// Write the output first (`+OK`), then make the handshake, then
    /// [`tls_established`](super::Session::tls_established). Octets that came in the clear behind
    /// STLS are dropped.
    StartTls,
    /// Answer [`authenticated`](super::Session::authenticated) with the mailbox,
    /// [`not_authenticated`](super::Session::not_authenticated), or
    /// [`not_opened`](super::Session::not_opened).
    Authenticate(Credentials),
    /// Answer with the mail's octets by [`content`](super::Session::content) and
    /// [`content_end`](super::Session::content_end), or with
    /// [`not_retrieved`](super::Session::not_retrieved). `message` is its place in the list that
    /// was handed in, from 0.
    Retrieve { message: usize },
    /// The same for a mail's head and that many lines of its text. The session cuts: `content`
    /// says when it has enough.
    Top { message: usize, lines: usize },
    /// The client says goodbye: delete these for good (places in the list, from 0), then answer
    /// [`updated`](super::Session::updated) or [`not_updated`](super::Session::not_updated).
    Quit { deleted: Vec<usize> },
    /// Write the output, then close the connection.
    Close,
}
