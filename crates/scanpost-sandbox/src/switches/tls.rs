//! Where and how a TLS handshake with a mail server fails.

use serde::{Deserialize, Serialize};

use super::Fault;

pub type TlsFault = Fault<TlsMoment, TlsDoes>;

/// Whose handshake it is. No mailbox is known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsMoment {
    /// After STARTTLS.
    Smtp,
    /// POP3 begins with it, or comes to it by STLS.
    Pop3,
}

/// What the server shows or does instead of a good handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsDoes {
    /// A certificate that was issued to another name.
    WrongName,
    /// A certificate that ended yesterday.
    Expired,
    /// A certificate that begins tomorrow, as it looks to a client whose clock is behind.
    NotYetValid,
    /// A certificate of an authority that nobody knows.
    Untrusted,
    /// The server speaks nothing newer than TLS 1.0: alert `protocol_version` (RFC 8446 §6.2).
    OnlyOldVersions,
    /// Alert `handshake_failure` (RFC 8446 §6.2).
    Alert,
    /// The first octets are no TLS.
    Nonsense,
    /// The connection is closed after the client's first octets.
    Close,
    /// The same, by TCP reset.
    Reset,
    /// The server never answers.
    Hang,
}
