//! What the client says about a mail before its text: who sends it, who is to get it.
//!
//! Parameters: SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), AUTH (RFC 4954 §5), and RET,
//! ENVID, NOTIFY, ORCPT (RFC 3461 §4). Values that travel as xtext are held decoded.

use crate::smtp::{Notify, Reports, Ret, Wanted};

/// `MAIL FROM` with its parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailFrom {
    /// The mailbox as it was written, without angle brackets and source route; empty for `<>`.
    pub address: String,
    /// The size that the client announces, in octets.
    pub size: Option<u64>,
    pub body: BodyType,
    /// How much of the mail a failure report shall bring back.
    pub ret: Option<Ret>,
    /// The client's own name for this mail, for its reports.
    pub envid: Option<String>,
    /// Who first submitted the mail; `<>` where the client does not say.
    pub auth: Option<String>,
    pub smtputf8: bool,
}

/// What the octets of the mail may be (RFC 6152 §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyType {
    #[default]
    SevenBit,
    EightBitMime,
}

/// `RCPT TO` with its parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RcptTo {
    /// The mailbox as it was written, without angle brackets and source route; never empty.
    /// `postmaster` may stand alone (RFC 5321 §4.5.1), and a number where the rules let it.
    pub address: String,
    pub notify: Option<Notify>,
    /// The recipient as the sender first named it (RFC 3461 §4.2), of type `rfc822`.
    pub orcpt: Option<String>,
}

/// All that is known of a mail when its last octet has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub from: MailFrom,
    /// The accepted recipients, in order; never empty.
    pub to: Vec<RcptTo>,
    /// The name that the client gave with EHLO or HELO.
    pub helo: String,
    /// Whether the client said EHLO.
    pub esmtp: bool,
    pub tls: bool,
    /// Who signed in, if anyone.
    pub user: Option<String>,
    /// Whether the mail holds a CR without LF or an LF without CR, which many providers refuse.
    pub bare_line_ends: bool,
}

impl Envelope {
    /// What the sender wants to hear of this mail.
    pub fn reports(&self) -> Reports {
        let wanted = self.to.iter().map(|to| Wanted { notify: to.notify, orcpt: to.orcpt.clone() });
        let recipients =
            wanted.enumerate().filter(|(_, wanted)| *wanted != Wanted::default()).collect();
        Reports { ret: self.from.ret, envid: self.from.envid.clone(), recipients }
    }
}
