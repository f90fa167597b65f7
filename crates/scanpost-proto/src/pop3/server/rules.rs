//! What one connection may do, and up to which limits.

use super::wording::Wording;
use crate::sasl::Mechanism;
pub use crate::smtp::server::Tls;

/// The rules of one connection: what a listener offers, and in which words.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Default: unavailable.
    pub tls: Tls,
    /// How a client may sign in while the line is open to read. Default: not at all.
    pub before_tls: Ways,
    /// How a client may sign in under TLS. Default: by password.
    pub after_tls: Ways,
    /// Whether AUTH may carry the answer on its own line (RFC 5034 §4). Exchange Online ends the
    /// connection instead. Default: yes.
    pub initial_response: bool,
    /// Octets of one command with its line end; the rest of a longer one is skipped. RFC 2449 §4
    /// asks for 255; an AUTH that carries its answer, and the answers to AUTH, may always have
    /// 12,288. Default: 512.
    pub command_line_limit: usize,
    /// Wrong commands and failed sign-ins that are answered; at one more the connection ends.
    /// Default: 20.
    pub errors_limit: u32,
    /// Default: scanpost's own words.
    pub wording: Wording,
}

/// Ways to sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// USER and PASS (RFC 1939 §7).
    pub password: bool,
    /// AUTH (RFC 5034).
    pub mechanisms: Vec<Mechanism>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            tls: Tls::Unavailable,
            before_tls: Ways::default(),
            after_tls: Ways { password: true, mechanisms: vec![Mechanism::Plain] },
            initial_response: true,
            command_line_limit: 512,
            errors_limit: 20,
            wording: Wording::default(),
        }
    }
}

impl Rules {
    /// The ways that are open now.
    pub(super) fn ways(&self) -> &Ways {
        match self.tls {
            Tls::Established => &self.after_tls,
            Tls::Offered | Tls::Unavailable => &self.before_tls,
        }
    }
}
