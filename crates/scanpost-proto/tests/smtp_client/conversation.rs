//! A session in conversation: what a test says as the server, and what comes back.

use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::client::{Bearer, Envelope, MailResult, Security, Session, Stage, Step};
use secrecy::SecretString;

pub(crate) const GREETING: &str = "220 SY5P282CA0097.outlook.office365.com Microsoft ESMTP MAIL Service ready at Sun, 23 Nov 2025 11:12:20 +0000 [08DE2A6028D26C22]\r\n";

pub(crate) const EHLO_IN_THE_CLEAR: &str = "250-SY5P282CA0097.outlook.office365.com Hello [203.0.113.9]\r\n250-SIZE 157286400\r\n250-PIPELINING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n250-STARTTLS\r\n250-8BITMIME\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250 SMTPUTF8\r\n";

pub(crate) const EHLO_UNDER_TLS: &str = "250-SY5P282CA0097.outlook.office365.com Hello [203.0.113.9]\r\n250-SIZE 157286400\r\n250-PIPELINING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n250-AUTH LOGIN XOAUTH2\r\n250-8BITMIME\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250 SMTPUTF8\r\n";

pub(crate) const GMAIL: &str = "250-smtp.gmail.com at your service, [203.0.113.9]\r\n250-SIZE 35882577\r\n250-8BITMIME\r\n250-AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH\r\n250-ENHANCEDSTATUSCODES\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 SMTPUTF8\r\n";

pub(crate) const PLAIN_RELAY: &str = "250-relay\r\n250-SIZE\r\n250 8BITMIME\r\n";
pub(crate) const PIPELINED_RELAY: &str =
    "250-relay\r\n250-SIZE\r\n250-8BITMIME\r\n250 PIPELINING\r\n";

/// The published example: user, token, and the answer made of them.
pub(crate) const TOKEN: &str = "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA";
pub(crate) const ANSWER: &str = "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==\r\n";

pub(crate) fn bearer() -> Bearer {
    Bearer {
        user: "test@contoso.onmicrosoft.com".into(),
        token: SecretString::from(TOKEN),
        host: "smtp.example.com".into(),
        port: 587,
    }
}

pub(crate) fn envelope(to: &[&str]) -> Envelope {
    Envelope {
        from: "scan@x.example".into(),
        to: to.iter().map(|to| (*to).to_owned()).collect(),
        size: Some(1000),
        ..Envelope::default()
    }
}

/// Says `server` to the session; gives the steps and what the session says to that.
pub(crate) fn hear(session: &mut Session, server: &str) -> (Vec<Step>, String) {
    session.receive(server.as_bytes());
    (steps(session), said(session))
}

pub(crate) fn steps(session: &mut Session) -> Vec<Step> {
    std::iter::from_fn(|| session.next_step()).collect()
}

pub(crate) fn said(session: &mut Session) -> String {
    String::from_utf8_lossy(&session.take_output()).into_owned()
}

/// A session that stands before the token, over TLS.
pub(crate) fn before_the_token(ehlo: &str) -> Session {
    let mut session = Session::new("mfp01.example.com", Security::Implicit);
    assert_eq!(hear(&mut session, GREETING), (vec![], "EHLO mfp01.example.com\r\n".into()));
    assert_eq!(hear(&mut session, ehlo), (vec![Step::Authenticate], String::new()));
    session
}

/// A session that is ready for a mail, at a relay that wants no token.
pub(crate) fn ready(ehlo: &str) -> Session {
    let mut session = before_the_token(ehlo);
    session.skip_authentication();
    assert_eq!(steps(&mut session), [Step::Ready]);
    session
}

/// A session whose mail for one recipient waits for its text.
pub(crate) fn in_the_text() -> Session {
    let mut session = ready(PIPELINED_RELAY);
    session.send(&envelope(&["a@x"]));
    said(&mut session);
    let replies = "250 ok\r\n250 ok\r\n354 go\r\n";
    assert_eq!(hear(&mut session, replies), (vec![Step::Body], String::new()));
    session
}

pub(crate) fn broken(steps: &[Step]) -> Option<(Stage, &str)> {
    match steps.last() {
        Some(Step::Broken { stage, what }) => Some((*stage, what)),
        _ => None,
    }
}

pub(crate) fn finished(mut steps: Vec<Step>) -> MailResult {
    match steps.pop() {
        Some(Step::Finished(result)) if steps.is_empty() => result,
        other => panic!("{steps:?} {other:?}"),
    }
}

pub(crate) fn ok() -> Reply {
    Reply::plain(250, "ok")
}
