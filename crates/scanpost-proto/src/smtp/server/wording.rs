//! Every sentence that the server says, and what its EHLO list shows.
//!
//! The defaults are read by a service person, on a device's display or in its log: each refusal
//! says what happened and what to do at the device. A stand-in for a provider puts that provider's
//! sentences and list in their place, so clients meet what they will meet in the field.
//!
//! Codes: RFC 5321 §4.2.2 and §4.3.2; enhanced codes: RFC 3463, for AUTH RFC 4954 §6.
//! Words in braces are filled in where the field says so.

use super::rules::{Rules, Tls};
use crate::sasl::Mechanism;
use crate::smtp::Reply;

/// The texts of one kind of server.
#[derive(Clone, Debug)]
pub struct Wording {
    /// The 220 that opens the connection. `{hostname}`
    pub greeting: Reply,
    /// First line of the answer to EHLO, and the whole answer to HELO. `{hostname}`
    pub ehlo_greeting: String,
    /// The EHLO list, in order. Parameters of MAIL and RCPT are known if they are listed.
    pub capabilities: Vec<Capability>,
    /// The names behind AUTH, where they are to be other than those of the rules' mechanisms.
    pub auth_names: Option<String>,

    pub sender_ok: Reply,
    pub recipient_ok: Reply,
    pub start_input: Reply,
    /// The mail is kept. `{queue_id}`
    pub kept: Reply,
    pub reset_ok: Reply,
    pub noop_ok: Reply,
    pub verify_answer: Reply,
    pub help: Reply,
    pub starttls_ready: Reply,
    pub auth_ok: Reply,
    /// The 221 that answers QUIT. `{hostname}`
    pub bye: Reply,

    pub hello_first: Reply,
    pub auth_required: Reply,
    /// Like `auth_required`, where signing in is offered under TLS only.
    pub tls_first: Reply,
    pub mail_first: Reply,
    pub mail_begun: Reply,
    pub recipient_first: Reply,
    pub no_recipient_accepted: Reply,
    pub too_many_recipients: Reply,
    pub too_large: Reply,
    pub sender_malformed: Reply,
    pub recipient_malformed: Reply,
    /// An address beyond ASCII without SMTPUTF8 (RFC 6531 §3.5).
    pub address_beyond_ascii: Reply,

    pub starttls_unavailable: Reply,
    pub starttls_done: Reply,
    pub auth_unavailable: Reply,
    pub auth_done: Reply,
    pub auth_in_mail: Reply,
    pub mechanism_unknown: Reply,
    pub mechanism_needs_tls: Reply,
    pub auth_malformed: Reply,
    pub auth_cancelled: Reply,
    pub auth_line_too_long: Reply,

    pub command_unknown: Reply,
    pub command_unavailable: Reply,
    /// `{usage}`
    pub command_malformed: Reply,
    /// `{parameter}`
    pub parameter_unknown: Reply,
    /// `{parameter}`
    pub parameter_malformed: Reply,
    pub line_too_long: Reply,
    pub line_not_text: Reply,
    pub data_needs_crlf: Reply,
    pub not_smtp: Reply,
    pub too_many_errors: Reply,
}

/// One line of the EHLO list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Capability {
    /// `SIZE` and the rules' limit (RFC 1870).
    Size,
    /// `STARTTLS`, while it can still be used (RFC 3207 §4.2).
    StartTls,
    /// `AUTH` and the mechanisms of the moment; left out if there are none (RFC 4954 §3).
    Auth,
    /// Any other line.
    Line(String),
}

impl Capability {
    pub fn line(text: &str) -> Self {
        Self::Line(text.to_owned())
    }
}

impl Wording {
    /// Whether the EHLO list holds this keyword.
    pub(super) fn lists(&self, keyword: &str) -> bool {
        self.capabilities.iter().any(|capability| match capability {
            Capability::Size => keyword == "SIZE",
            Capability::StartTls => keyword == "STARTTLS",
            Capability::Auth => keyword == "AUTH",
            Capability::Line(line) => {
                line.split(' ').next().is_some_and(|word| word.eq_ignore_ascii_case(keyword))
            }
        })
    }
}

/// The answer to EHLO, as the rules stand now.
pub(super) fn ehlo_reply(rules: &Rules) -> Reply {
    let wording = &rules.wording;
    let mut reply = helo_reply(rules);
    reply.lines.extend(wording.capabilities.iter().filter_map(|capability| match capability {
        Capability::Size => Some(format!("SIZE {}", rules.size_limit)),
        Capability::StartTls => (rules.tls == Tls::Offered).then(|| "STARTTLS".to_owned()),
        Capability::Auth => auth_line(rules),
        Capability::Line(line) => Some(line.clone()),
    }));
    reply
}

/// The answer to HELO.
pub(super) fn helo_reply(rules: &Rules) -> Reply {
    Reply::plain(250, rules.wording.ehlo_greeting.replace("{hostname}", &rules.hostname))
}

fn auth_line(rules: &Rules) -> Option<String> {
    let offered = rules.mechanisms();
    if offered.is_empty() {
        return None;
    }
    let names = rules.wording.auth_names.clone().unwrap_or_else(|| {
        offered.iter().map(|mechanism| Mechanism::word(*mechanism)).collect::<Vec<_>>().join(" ")
    });
    Some(format!("AUTH {names}"))
}

/// `reply` with `{name}` filled in. What a client wrote is repeated as short printable ASCII.
pub(super) fn filled(reply: &Reply, name: &str, value: &str) -> Reply {
    let place = format!("{{{name}}}");
    let value: String = value
        .chars()
        .take(LONGEST_FILLING)
        .map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' })
        .collect();
    let lines = reply.lines.iter().map(|line| line.replace(&place, &value)).collect();
    Reply { lines, ..reply.clone() }
}

/// Keeps a reply line within the 512 octets of RFC 5321 §4.5.3.1.5, and has room for a host name.
const LONGEST_FILLING: usize = 255;

impl Default for Wording {
    fn default() -> Self {
        Self {
            greeting: Reply::plain(220, "{hostname} ESMTP scanpost"),
            ehlo_greeting: "{hostname}".to_owned(),
            capabilities: vec![
                Capability::Size,
                Capability::line("PIPELINING"),
                Capability::line("8BITMIME"),
                Capability::line("SMTPUTF8"),
                Capability::line("ENHANCEDSTATUSCODES"),
                Capability::line("DSN"),
                Capability::StartTls,
                Capability::Auth,
            ],
            auth_names: None,

            sender_ok: Reply::new(250, (2, 1, 0), "Sender accepted."),
            recipient_ok: Reply::new(250, (2, 1, 5), "Recipient accepted."),
            start_input: Reply::plain(354, "Send the mail; end it with <CRLF>.<CRLF>"),
            kept: Reply::new(250, (2, 0, 0), "Kept as {queue_id}."),
            reset_ok: Reply::new(250, (2, 0, 0), "Forgotten; begin the mail anew."),
            noop_ok: Reply::new(250, (2, 0, 0), "Still here."),
            verify_answer: Reply::new(
                252,
                (2, 5, 2),
                "Addresses are not looked up here; send the mail and see.",
            ),
            help: Reply::new(
                214,
                (2, 0, 0),
                "A mail goes: EHLO, MAIL FROM, RCPT TO, DATA, its text, a line with a dot, QUIT.",
            ),
            starttls_ready: Reply::new(220, (2, 0, 0), "Begin TLS now."),
            auth_ok: Reply::new(235, (2, 7, 0), "Signed in."),
            bye: Reply::new(221, (2, 0, 0), "{hostname} closes the connection."),

            hello_first: Reply::new(503, (5, 5, 1), "Say EHLO first."),
            auth_required: Reply::new(
                530,
                (5, 7, 0),
                "Sign in first: enter SMTP user name and password in the device.",
            ),
            tls_first: Reply::new(
                530,
                (5, 7, 0),
                "Switch on TLS (STARTTLS) in the device's mail settings, then sign in.",
            ),
            mail_first: Reply::new(503, (5, 5, 1), "Name the sender first, with MAIL FROM."),
            mail_begun: Reply::new(
                503,
                (5, 5, 1),
                "A mail is already begun: finish it with DATA or drop it with RSET.",
            ),
            recipient_first: Reply::new(503, (5, 5, 1), "Name a recipient first, with RCPT TO."),
            no_recipient_accepted: Reply::new(
                554,
                (5, 5, 1),
                "No recipient was accepted: correct the address and send the mail again.",
            ),
            too_many_recipients: Reply::new(
                452,
                (4, 5, 3),
                "Too many recipients for one mail: send the rest with another mail.",
            ),
            too_large: Reply::new(
                552,
                (5, 3, 4),
                "The mail is larger than allowed here: scan fewer pages or with a lower resolution.",
            ),
            sender_malformed: Reply::new(
                501,
                (5, 1, 7),
                "The sender is not an e-mail address: enter one in the device, such as \
                 scanner@example.com.",
            ),
            recipient_malformed: Reply::new(
                501,
                (5, 1, 3),
                "The recipient is not an e-mail address: correct it in the device's address book.",
            ),
            address_beyond_ascii: Reply::new(
                553,
                (5, 6, 7),
                "An address with such letters needs SMTPUTF8: write it with plain letters.",
            ),

            starttls_unavailable: Reply::new(
                502,
                (5, 5, 1),
                "TLS is not set up here: switch it off in the device or set it up in scanpost.",
            ),
            starttls_done: Reply::new(503, (5, 5, 1), "TLS is already on; go on with EHLO."),
            auth_unavailable: Reply::new(
                502,
                (5, 5, 1),
                "No sign-in is needed here: switch off SMTP authentication in the device.",
            ),
            auth_done: Reply::new(503, (5, 5, 1), "You are already signed in; go on."),
            auth_in_mail: Reply::new(503, (5, 5, 1), "Sign in before MAIL FROM, not after it."),
            mechanism_unknown: Reply::new(
                504,
                (5, 5, 4),
                "This way to sign in is not offered: choose one from the EHLO list.",
            ),
            mechanism_needs_tls: Reply::new(
                538,
                (5, 7, 11),
                "Passwords need TLS here: switch on TLS (STARTTLS) in the device.",
            ),
            auth_malformed: Reply::new(
                501,
                (5, 5, 2),
                "The sign-in can't be read: enter user name and password again in the device.",
            ),
            auth_cancelled: Reply::new(501, (5, 7, 0), "Sign-in cancelled."),
            auth_line_too_long: Reply::new(
                500,
                (5, 5, 6),
                "The sign-in is longer than 12,288 octets: shorten the password.",
            ),

            command_unknown: Reply::new(
                500,
                (5, 5, 1),
                "Unknown command; a mail goes: EHLO, MAIL FROM, RCPT TO, DATA, QUIT.",
            ),
            command_unavailable: Reply::new(
                502,
                (5, 5, 1),
                "This command is not offered here; do without it.",
            ),
            command_malformed: Reply::new(501, (5, 5, 4), "Write this command as {usage}"),
            parameter_unknown: Reply::new(
                555,
                (5, 5, 4),
                "The parameter {parameter} is not offered here; leave it out.",
            ),
            parameter_malformed: Reply::new(
                501,
                (5, 5, 4),
                "The parameter {parameter} has a value that can't be read.",
            ),
            line_too_long: Reply::new(
                500,
                (5, 5, 2),
                "The line is too long: shorten the address or name that it carries.",
            ),
            line_not_text: Reply::new(
                500,
                (5, 5, 2),
                "The line has control characters in it; commands are plain text.",
            ),
            data_needs_crlf: Reply::new(
                500,
                (5, 5, 2),
                "End lines with CR LF; after LF alone no mail is taken.",
            ),
            not_smtp: Reply::new(
                421,
                (4, 7, 0),
                "Only SMTP is spoken here. For TLS from the first octet use the other port.",
            ),
            too_many_errors: Reply::new(
                421,
                (4, 7, 0),
                "Too many errors: check the device's mail settings and connect again.",
            ),
        }
    }
}
