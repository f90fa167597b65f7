//! Exchange Online's words, as it says them to a client that submits mail.
//!
//! Lists and replies: provider-facts 3.2 and 3.5, from transcripts of November 2025. What it says
//! in rarer cases is its general wording and not proven for each case.

use std::net::IpAddr;

use jiff::Timestamp;
use scanpost_proto::smtp::{
    Reply,
    server::{Capability, Mechanism, Rules, Tls, Wording},
};

use crate::chance;

/// The name that the servers give themselves.
pub(crate) const HOSTNAME: &str = "SANDBOX.outlook.office365.com";

/// The rules of a new connection.
pub(super) fn rules(peer: IpAddr, size_limit: u64, now: Timestamp) -> Rules {
    Rules {
        hostname: HOSTNAME.to_owned(),
        tls: Tls::Offered,
        mechanisms_before_tls: Vec::new(),
        mechanisms_after_tls: vec![Mechanism::Login, Mechanism::Xoauth2],
        auth_required: true,
        size_limit,
        // The most that a mailbox can be allowed; its own limit is told by the driver.
        recipients_limit: 1000,
        wording: wording(peer, now),
        ..Rules::default()
    }
}

fn wording(peer: IpAddr, now: Timestamp) -> Wording {
    let peer = peer.to_canonical();
    let date = now.strftime("%a, %d %b %Y %H:%M:%S +0000");
    let greeting =
        format!("{{hostname}} Microsoft ESMTP MAIL Service ready at {date} [{}]", session_mark());
    let capability = Capability::line;
    Wording {
        greeting: Reply::plain(220, greeting),
        ehlo_greeting: format!("{{hostname}} Hello [{peer}]"),
        capabilities: vec![
            Capability::Size,
            capability("PIPELINING"),
            capability("DSN"),
            capability("ENHANCEDSTATUSCODES"),
            Capability::StartTls,
            Capability::Auth,
            capability("8BITMIME"),
            capability("BINARYMIME"),
            capability("CHUNKING"),
            capability("SMTPUTF8"),
        ],
        auth_names: None,

        sender_ok: Reply::new(250, (2, 1, 0), "Sender OK"),
        recipient_ok: Reply::new(250, (2, 1, 5), "Recipient OK"),
        start_input: Reply::plain(354, "Start mail input; end with <CRLF>.<CRLF>"),
        kept: Reply::new(250, (2, 0, 0), "OK {queue_id} [Hostname=SANDBOX.prod.outlook.com]"),
        reset_ok: Reply::new(250, (2, 0, 0), "Resetting"),
        noop_ok: Reply::new(250, (2, 0, 0), "OK"),
        verify_answer: Reply::new(252, (2, 1, 5), "Cannot VRFY user"),
        help: Reply::plain(214, "This server supports the commands that EHLO lists"),
        starttls_ready: Reply::new(220, (2, 0, 0), "SMTP server ready"),
        auth_ok: Reply::new(235, (2, 7, 0), "Authentication successful"),
        bye: Reply::new(221, (2, 0, 0), "Service closing transmission channel"),

        hello_first: Reply::new(503, (5, 5, 2), "Send hello first"),
        auth_required: not_authenticated(),
        tls_first: not_authenticated(),
        mail_first: Reply::new(503, (5, 5, 2), "Need mail command"),
        mail_begun: Reply::new(503, (5, 5, 2), "Sender already specified"),
        recipient_first: Reply::new(503, (5, 5, 2), "Need rcpt command"),
        no_recipient_accepted: Reply::new(503, (5, 5, 2), "Need rcpt command"),
        too_many_recipients: too_many_recipients(),
        too_large: too_large(),
        sender_malformed: Reply::new(501, (5, 1, 7), "Invalid address"),
        recipient_malformed: Reply::new(501, (5, 1, 3), "Invalid address"),
        address_beyond_ascii: Reply::new(553, (5, 6, 7), "Address requires SMTPUTF8"),

        starttls_unavailable: Reply::new(502, (5, 3, 3), "Command not implemented"),
        starttls_done: Reply::new(
            503,
            (5, 5, 2),
            "Only one STARTTLS command can be issued per session",
        ),
        auth_unavailable: Reply::new(504, (5, 7, 4), "Unrecognized authentication type"),
        auth_done: Reply::new(503, (5, 5, 2), "Already authenticated"),
        auth_in_mail: Reply::new(503, (5, 5, 2), "Bad sequence of commands"),
        mechanism_unknown: mechanism_unknown(),
        mechanism_needs_tls: Reply::new(504, (5, 7, 4), "Unrecognized authentication type"),
        auth_malformed: auth_refused(now),
        auth_cancelled: auth_refused(now),
        auth_line_too_long: Reply::new(500, (5, 5, 2), "Line too long"),

        command_unknown: Reply::new(500, (5, 3, 3), "Unrecognized command"),
        command_unavailable: command_unavailable(),
        command_malformed: Reply::new(501, (5, 5, 4), "Invalid arguments"),
        parameter_unknown: parameter_unknown(),
        parameter_malformed: Reply::new(501, (5, 5, 4), "Invalid arguments"),
        line_too_long: Reply::new(500, (5, 5, 2), "Line too long"),
        line_not_text: Reply::new(500, (5, 3, 3), "Unrecognized command"),
        data_needs_crlf: Reply::new(500, (5, 3, 3), "Unrecognized command"),
        not_smtp: Reply::new(421, (4, 7, 0), "Connection dropped"),
        too_many_errors: Reply::new(
            421,
            (4, 7, 0),
            "Too many errors on this connection, closing transmission channel",
        ),
    }
}

fn not_authenticated() -> Reply {
    Reply::new(530, (5, 7, 57), "Client not authenticated to send mail.")
}

pub(super) fn mechanism_unknown() -> Reply {
    Reply::new(504, (5, 7, 4), "Unrecognized authentication type")
}

pub(super) fn command_unavailable() -> Reply {
    Reply::new(502, (5, 3, 3), "Command not implemented")
}

pub(super) fn parameter_unknown() -> Reply {
    Reply::new(501, (5, 5, 4), "Invalid arguments")
}

pub(super) fn too_large() -> Reply {
    Reply::new(552, (5, 3, 4), "Message size exceeds fixed maximum message size")
}

pub(super) fn too_many_recipients() -> Reply {
    Reply::new(452, (4, 5, 3), "Too many recipients")
}

pub(super) fn too_many_connections() -> Reply {
    Reply::new(421, (4, 3, 2), "Maximum concurrent connections exceeded")
}

pub(super) fn too_many_messages() -> Reply {
    let text = "Message submission rate for this client has exceeded the configured limit";
    Reply::new(421, (4, 4, 2), text)
}

pub(super) fn thread_limit() -> Reply {
    Reply::new(432, (4, 3, 2), "STOREDRV.ClientSubmit; sender thread limit exceeded")
}

pub(super) fn quota_exceeded() -> Reply {
    Reply::new(550, (5, 2, 2), "Submission quota exceeded")
}

pub(super) fn quota_exceeded_after_data() -> Reply {
    let text = "STOREDRV.Submission.Exception:SubmissionQuotaExceededException";
    Reply::new(554, (5, 2, 0), text)
}

/// A wrong token, whatever is wrong with it: no challenge, no reason.
pub(super) fn auth_refused(now: Timestamp) -> Reply {
    let text = format!("Authentication unsuccessful [{}]", server_mark(now));
    Reply::new(535, (5, 7, 3), text)
}

/// What Gmail says is wrong with a token, before it refuses it (provider-facts 3.3).
pub(crate) const GMAIL_CHALLENGE: &str =
    r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#;

/// Gmail's refusal of a token, after the client has answered the challenge.
pub(super) fn gmail_auth_refused() -> Reply {
    Reply::new(535, (5, 7, 8), "Username and Password not accepted. - gsmtp")
}

/// A password, whatever it is.
pub(super) fn basic_auth_refused(now: Timestamp) -> Reply {
    let text = format!(
        "Authentication unsuccessful, basic authentication is disabled. [{}]",
        server_mark(now)
    );
    Reply::new(535, (5, 7, 139), text)
}

/// A client that says nothing for too long.
pub(super) fn idle() -> Reply {
    Reply::new(451, (4, 7, 0), "Timeout waiting for client input")
}

/// More mail is arriving at once than there is room for.
pub(super) fn no_room() -> Reply {
    Reply::new(452, (4, 3, 1), "Insufficient system resources")
}

/// Such as `SANDBOX.prod.outlook.com 2025-03-20T11:25:21.972Z 08DD66EDEFB0DFDF`.
fn server_mark(now: Timestamp) -> String {
    let at = now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ");
    format!("SANDBOX.prod.outlook.com {at} {}", session_mark())
}

/// Sixteen digits by which Microsoft's support finds a session.
fn session_mark() -> String {
    format!("08DE{}", &chance::guid().replace('-', "").to_uppercase()[..12])
}
