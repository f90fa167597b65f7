//! Every sentence that the server says, and what its CAPA list shows.
//!
//! The texts stand behind `+OK` or `-ERR`. The defaults are read by a service person in a device's
//! log; they begin with a response code where RFC 2449 §8 and RFC 3206 have one. A stand-in for a
//! provider puts that provider's sentences in their place.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The texts of one kind of server.
#[derive(Clone, Debug)]
pub struct Wording {
    /// The CAPA list without SASL, USER and STLS, which follow from the rules.
    pub capabilities: Vec<String>,

    // Behind `+OK`.
    pub greeting: String,
    pub capabilities_follow: String,
    pub stls_ready: String,
    pub user_ok: String,
    pub signed_in: String,
    /// Behind the number of messages, where a list follows.
    pub list_follows: String,
    /// A mail follows.
    pub mail_follows: String,
    pub deleted: String,
    pub reset: String,
    pub noop: String,
    pub bye: String,

    // Behind `-ERR`.
    pub unknown_command: String,
    pub malformed: String,
    pub wrong_state: String,
    pub line_too_long: String,
    pub tls_first: String,
    pub stls_unavailable: String,
    pub unknown_mechanism: String,
    /// The answer stood on AUTH's own line where the rules forbid it; then the connection ends.
    pub no_initial_response: String,
    pub answer_malformed: String,
    pub cancelled: String,
    pub password_refused: String,
    pub token_refused: String,
    pub no_such_message: String,
    pub not_updated: String,
    pub too_many_errors: String,
}

impl Default for Wording {
    fn default() -> Self {
        let own = |text: &str| text.to_owned();
        Self {
            capabilities: ["TOP", "UIDL", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE"]
                .map(own)
                .into(),
            greeting: own("scanpost POP3 is ready."),
            capabilities_follow: own("Capabilities follow."),
            stls_ready: own("Begin the TLS handshake."),
            user_ok: own("Now the password, with PASS."),
            signed_in: own("Signed in."),
            list_follows: own("messages"),
            mail_follows: own("The message follows."),
            deleted: own("The message will be deleted at QUIT."),
            reset: own("No message will be deleted."),
            noop: own("Still here."),
            bye: own("scanpost closes the connection."),
            unknown_command: own("This command is not known here."),
            malformed: own("The command lacks a number or has one that is of no use."),
            wrong_state: own("This command has no place here: sign in first, or only once."),
            line_too_long: own("The command is too long."),
            tls_first: own("[AUTH] Switch on TLS in the device's settings, then sign in."),
            stls_unavailable: own("TLS cannot be switched on here."),
            unknown_mechanism: own("This way of signing in is not offered; CAPA lists them."),
            no_initial_response: own("Say AUTH first and the answer on the next line."),
            answer_malformed: own("The answer to AUTH cannot be read."),
            cancelled: own("Signing in was cancelled."),
            password_refused: own("[AUTH] The user or the password is wrong."),
            token_refused: own("[AUTH] The token is not accepted."),
            no_such_message: own("There is no such message, or it is deleted."),
            not_updated: own("[SYS/TEMP] Some messages could not be deleted."),
            too_many_errors: own("Too many errors; scanpost closes the connection."),
        }
    }
}

impl Wording {
    /// Exchange Online's sentences, as seen in transcripts; what no transcript shows stays
    /// scanpost's own. Its greeting tells the server's name in base64 of UTF-16.
    pub fn exchange(hostname: &str) -> Self {
        let own = |text: &str| text.to_owned();
        let name: Vec<u8> = hostname.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let name = STANDARD.encode(name);
        Self {
            capabilities: ["TOP", "UIDL"].map(own).into(),
            greeting: format!("The Microsoft Exchange POP3 service is ready. [{name}]"),
            capabilities_follow: String::new(),
            stls_ready: own("Begin TLS negotiation."),
            user_ok: String::new(),
            signed_in: own("User successfully authenticated."),
            bye: own("Microsoft Exchange Server POP3 server signing off."),
            unknown_command: own("Protocol error. 14"),
            wrong_state: own("Command is not valid in this state."),
            tls_first: own("Command is not valid in this state."),
            unknown_mechanism: own("Protocol error. 14"),
            no_initial_response: own("Protocol error. Connection is closed. 10"),
            password_refused: own("Logon failure: unknown user name or bad password."),
            token_refused: own("Authentication failure: unknown user name or bad password."),
            ..Self::default()
        }
    }

    /// Gmail's sentence of success; what no transcript shows stays scanpost's own.
    pub fn gmail() -> Self {
        Self { signed_in: "Welcome.".to_owned(), ..Self::default() }
    }
}
