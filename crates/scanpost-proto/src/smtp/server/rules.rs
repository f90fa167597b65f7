//! What one connection may do, and up to which limits.

use super::wording::Wording;
use crate::sasl::Mechanism;

/// The rules of one connection. They are the driver's to choose: what a listener offers, what this
/// device is allowed.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The server's own name, for the greeting. Default: `localhost`.
    pub hostname: String,
    /// Default: unavailable.
    pub tls: Tls,
    /// Ways to sign in that are offered while the line is open to read. Default: none.
    pub mechanisms_before_tls: Vec<Mechanism>,
    /// Ways to sign in that are offered under TLS. Default: PLAIN and LOGIN.
    pub mechanisms_after_tls: Vec<Mechanism>,
    /// Whether a mail may be given only after signing in. Default: no.
    pub auth_required: bool,
    /// The largest mail in octets, announced as SIZE (RFC 1870 §3). Default: 150 MiB.
    pub size_limit: u64,
    /// Recipients of one mail; the surplus is told 452 (RFC 5321 §4.5.3.1.8 asks for 100 at
    /// least). Default: 1,000.
    pub recipients_limit: usize,
    /// Whether a recipient may be a number alone, or one with blanks and parentheses before the at sign:
    /// the driver then says which of them it takes. Default: no.
    pub numbers: bool,
    /// Octets of one command with its line end (RFC 5321 §4.5.3.1.4 asks for 512 at least, which
    /// the extensions raise). AUTH and its answers may always have 12,288 (RFC 4954 §4), and no
    /// line may have more. Default: 2,048.
    pub command_line_limit: usize,
    /// Wrong commands and failed sign-ins that are answered; at one more the connection ends
    /// (RFC 5321 §4.3.2 allows 421 at any time). Default: 20.
    pub errors_limit: u32,
    /// Default: scanpost's own words.
    pub wording: Wording,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            hostname: "localhost".to_owned(),
            tls: Tls::Unavailable,
            mechanisms_before_tls: Vec::new(),
            mechanisms_after_tls: vec![Mechanism::Plain, Mechanism::Login],
            auth_required: false,
            size_limit: 150 * 1024 * 1024,
            recipients_limit: 1000,
            numbers: false,
            command_line_limit: 2048,
            errors_limit: 20,
            wording: Wording::default(),
        }
    }
}

impl Rules {
    /// Ways to sign in that are offered now.
    pub(super) fn mechanisms(&self) -> &[Mechanism] {
        match self.tls {
            Tls::Established => &self.mechanisms_after_tls,
            Tls::Offered | Tls::Unavailable => &self.mechanisms_before_tls,
        }
    }

    /// Whether a client that switches TLS on could sign in by `mechanism`.
    pub(super) fn offers_under_tls(&self, mechanism: Mechanism) -> bool {
        self.tls == Tls::Offered && self.mechanisms_after_tls.contains(&mechanism)
    }

    /// Whether signing in has to wait for TLS.
    pub(super) fn tls_comes_first(&self) -> bool {
        self.tls == Tls::Offered && self.mechanisms_before_tls.is_empty()
    }
}

/// Where the connection stands with TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    Unavailable,
    /// By STARTTLS (RFC 3207).
    Offered,
    /// By STARTTLS or from the first octet (RFC 8314 §3.3).
    Established,
}
