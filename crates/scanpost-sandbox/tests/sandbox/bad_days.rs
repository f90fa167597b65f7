//! The bad days of the mail servers that have a name, each as a client meets it.

use scanpost_sandbox::{SITUATIONS, Sandbox, Situation, SmtpDoes, SmtpMoment};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::{
    smtp::token_line,
    support::{Dialogue, Http, MAILBOX, sandbox},
};

/// A mail with the recipient that a situation is about, and the reply at which it does not go on;
/// the last one if it does.
async fn send(sandbox: &Sandbox, token_line: &str, recipient: &str) -> String {
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;
    client.reply().await;
    client.ask("EHLO mfp").await;
    client.ask("STARTTLS").await;
    let mut client = client.begin_tls(sandbox).await;
    let script = [
        ("EHLO mfp".to_owned(), "250"),
        ("AUTH XOAUTH2".to_owned(), "334"),
        (token_line.to_owned(), "235"),
        (format!("MAIL FROM:<{MAILBOX}>"), "250"),
        (format!("RCPT TO:<{recipient}>"), "250"),
        ("DATA".to_owned(), "354"),
        ("Subject: x\r\n\r\nx\r\n.".to_owned(), "250"),
    ];
    let mut reply = String::new();
    for (line, code) in script {
        reply = client.ask(&line).await;
        if !reply.starts_with(code) {
            break;
        }
    }
    reply
}

#[tokio::test]
async fn each_reply_with_a_name_is_said_word_for_word_at_its_moment() {
    let sandbox = sandbox().await;
    let token_line = token_line(&sandbox, MAILBOX).await;
    let mut told = 0;
    for situation in SITUATIONS {
        let [fault] = &situation.smtp_faults()[..] else { continue };
        let SmtpDoes::Answer { code, enhanced: Some(enhanced), text } = &fault.does else {
            continue;
        };
        if fault.at == SmtpMoment::Greeting {
            continue; // There is no dialogue then; smtp_faults.rs has it.
        }
        told += 1;
        sandbox.set_switches(scanpost_sandbox::Switches::default());
        sandbox.change_switches(|switches| situation.turn_on(switches));
        let fits = fault.only.as_deref().unwrap_or("*").replace("@*", "@example.com");
        let recipient = fits.replace('*', "anna@example.com");
        let text = text.replace("{mailbox}", MAILBOX).replace("{from}", MAILBOX);
        let reply = send(&sandbox, &token_line, &recipient).await;
        let expected = format!("{code} {} {text}\r\n", enhanced.0);
        assert_eq!(reply, expected, "{}", situation.name);
    }
    assert!(told >= 70, "{told} replies");
    assert_eq!(sandbox.delivered(), 0);
}

#[tokio::test]
async fn a_reply_only_the_first_times_lets_the_next_mail_pass() {
    let sandbox = sandbox().await;
    let line = token_line(&sandbox, MAILBOX).await;
    let denied = Situation::named("send-as-denied-twice").unwrap();
    sandbox.change_switches(|switches| denied.turn_on(switches));
    for code in ["554", "554", "250"] {
        assert_eq!(&send(&sandbox, &line, "anna@example.com").await[..3], code);
    }
}

#[tokio::test]
async fn a_situation_is_narrowed_in_its_address() {
    let sandbox = sandbox().await;
    let line = token_line(&sandbox, MAILBOX).await;
    let http = Http::to(&sandbox);
    let next = sandbox.smtp_connections() + 1;
    let path = format!("/situations/mailbox-full?times=1&mailbox=scans@*&connection={}", next + 1);
    assert_eq!(http.post(&path, &[]).await.status, 200);
    for code in ["250", "554", "250"] {
        assert_eq!(&send(&sandbox, &line, "anna@example.com").await[..3], code);
    }
    assert_eq!(http.post("/situations/mailbox-full?time=1", &[]).await.status, 400);
}

#[tokio::test]
async fn gmail_explains_before_it_refuses_even_a_good_token() {
    let sandbox = sandbox().await;
    let line = token_line(&sandbox, MAILBOX).await;
    let gmail = Situation::named("gmail-token-refused").unwrap();
    sandbox.change_switches(|switches| gmail.turn_on(switches));
    let challenge = "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21h\
                     aWwuZ29vZ2xlLmNvbS8ifQ==\r\n";
    assert_eq!(send(&sandbox, &line, "anna@example.com").await, challenge);
}

#[tokio::test]
async fn each_handshake_that_fails_by_name_fails_for_its_own_reason() {
    let table = [
        ("certificate-expired", "ExpiredContext"),
        ("certificate-wrong-name", "NotValidForNameContext"),
        ("certificate-untrusted", "UnknownIssuer"),
        ("certificate-not-yet-valid", "NotValidYetContext"),
        ("tls-only-old", "ProtocolVersion"),
        ("tls-fails", "HandshakeFailure"),
    ];
    for (name, reason) in table {
        let sandbox = sandbox().await;
        let situation = Situation::named(name).unwrap();
        sandbox.change_switches(|switches| situation.turn_on(switches));
        let end = handshake(&sandbox).await.map(drop).unwrap_err();
        assert!(format!("{end:?}").contains(reason), "{name}: {end:?}");
    }
}

async fn handshake(sandbox: &Sandbox) -> std::io::Result<Dialogue<TlsStream<TcpStream>>> {
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;
    client.reply().await;
    client.ask("EHLO mfp").await;
    client.ask("STARTTLS").await;
    client.try_tls(sandbox).await
}
