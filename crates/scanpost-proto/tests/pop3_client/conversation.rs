//! A session in conversation: what a test says as the server, and what comes back.

use scanpost_proto::pop3::client::{Bearer, Security, Session, Stage, Step};
use scanpost_proto::pop3::{Code, Reply};
use secrecy::SecretString;

pub(crate) const GREETING: &str =
    "+OK The Microsoft Exchange POP3 service is ready. [UwBDADEAUAAyADIAMwA=]\r\n";

pub(crate) const EXCHANGE_IN_THE_CLEAR: &str = "+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.\r\n";

pub(crate) const EXCHANGE: &str = "+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN XOAUTH2\r\nUSER\r\n.\r\n";

pub(crate) const GMAIL: &str = "+OK Capability list follows\r\nUSER\r\nRESP-CODES\r\nEXPIRE 0\r\nLOGIN-DELAY 300\r\nTOP\r\nUIDL\r\nX-GOOGLE-RICO\r\nSASL PLAIN XOAUTH2 OAUTHBEARER\r\n.\r\n";

/// The published example: user, token, and the answer made of them.
pub(crate) const TOKEN: &str = "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA";
pub(crate) const ANSWER: &str = "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==\r\n";

pub(crate) fn bearer() -> Bearer {
    Bearer {
        user: "test@contoso.onmicrosoft.com".into(),
        token: SecretString::from(TOKEN),
        host: "pop.example.com".into(),
        port: 995,
    }
}

/// Says `server` to the session; gives the steps and what the session says to that.
pub(crate) fn hear<'a>(session: &mut Session, server: &'a str) -> (Vec<Step<'a>>, String) {
    (steps(session, server), said(session))
}

pub(crate) fn steps<'a>(session: &mut Session, server: &'a str) -> Vec<Step<'a>> {
    let mut input = server.as_bytes();
    let steps = std::iter::from_fn(|| session.next_step(&mut input)).collect();
    assert!(input.is_empty(), "{server:?} is read to its end");
    steps
}

pub(crate) fn said(session: &mut Session) -> String {
    String::from_utf8_lossy(&session.take_output()).into_owned()
}

/// A session that stands before the token, over TLS.
pub(crate) fn before_the_token(capabilities: &str) -> Session {
    let mut session = Session::new(Security::Implicit);
    assert_eq!(hear(&mut session, GREETING), (vec![], "CAPA\r\n".into()));
    assert_eq!(hear(&mut session, capabilities), (vec![Step::Authenticate], String::new()));
    session
}

/// A session whose token waits for the server's word.
pub(crate) fn token_shown(capabilities: &str) -> Session {
    let mut session = before_the_token(capabilities);
    session.authenticate(&bearer());
    assert!(said(&mut session).starts_with("AUTH "));
    let (steps, answer) = hear(&mut session, "+ \r\n");
    assert!(steps.is_empty() && answer.len() > 100, "{steps:?} {answer}");
    session
}

/// A session with an open mailbox.
pub(crate) fn ready() -> Session {
    let mut session = token_shown(EXCHANGE);
    let welcome = "+OK User successfully authenticated.\r\n";
    assert_eq!(hear(&mut session, welcome), (vec![Step::Ready], String::new()));
    session
}

/// A session that has asked for something, in these words.
pub(crate) fn asked(ask: impl Fn(&mut Session), words: &str) -> Session {
    let mut session = ready();
    ask(&mut session);
    assert_eq!(said(&mut session), format!("{words}\r\n"));
    session
}

pub(crate) fn broken<'a>(steps: &'a [Step]) -> Option<(Stage, &'a str)> {
    match steps.last() {
        Some(Step::Broken { stage, what }) => Some((*stage, what)),
        _ => None,
    }
}

pub(crate) fn yes(text: &str) -> Reply {
    Reply { positive: true, code: None, text: text.to_owned() }
}

pub(crate) fn no(code: Option<Code>, text: &str) -> Reply {
    Reply { positive: false, code, text: text.to_owned() }
}
