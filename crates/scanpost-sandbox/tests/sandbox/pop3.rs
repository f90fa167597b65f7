//! The inbox over POP3, in Exchange's words (provider-facts 4.1).

use scanpost_proto::sasl;
use scanpost_sandbox::Sandbox;
use secrecy::SecretString;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::{
    smtp::{give_mail, logged_in},
    support::{Dialogue, Http, MAILBOX, SMTP_SEND, sandbox},
};

const POP: &str = "https://outlook.office.com/POP.AccessAsUser.All";

/// What `MAIL` of the SMTP tests is when it has arrived.
const MAIL: &str = "Message-ID: <scan-1@mfp>\r\nSubject: A scan\r\n\r\n.dot\r\n";

async fn connected(sandbox: &Sandbox) -> Dialogue<TlsStream<TcpStream>> {
    let client = Dialogue::with(sandbox.pop3_addr()).await;
    let mut client = client.begin_tls(sandbox).await;
    let greeting = client.hear().await;
    let start = "+OK The Microsoft Exchange POP3 service is ready. [";
    assert!(greeting.starts_with(start) && greeting.ends_with("]\r\n"), "{greeting}");
    client
}

async fn log_in(client: &mut Dialogue<TlsStream<TcpStream>>, token: String) -> String {
    client.say("AUTH XOAUTH2").await;
    assert_eq!(client.hear().await, "+ \r\n");
    client.say(&sasl::xoauth2(MAILBOX, &SecretString::from(token))).await;
    client.hear().await
}

/// Lines up to the lone dot, with it.
async fn list(client: &mut Dialogue<TlsStream<TcpStream>>, command: &str) -> String {
    client.say(command).await;
    let mut text = String::new();
    while !text.ends_with("\r\n.\r\n") {
        let line = client.hear().await;
        assert_ne!(line, "", "the connection ended in {text}");
        text.push_str(&line);
    }
    text
}

#[tokio::test]
async fn a_session_reads_and_deletes_in_exchanges_words() {
    let sandbox = sandbox().await;
    let mut device = logged_in(&sandbox).await;
    for _ in 0..2 {
        assert_eq!(&give_mail(&mut device, MAILBOX).await[..3], "250");
    }
    let token = Http::to(&sandbox).access_token(POP).await;
    let mut client = connected(&sandbox).await;
    assert_eq!(
        list(&mut client, "CAPA").await,
        "+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN XOAUTH2\r\nUSER\r\n.\r\n"
    );
    client.say("STAT").await;
    assert_eq!(client.hear().await, "-ERR Command is not valid in this state.\r\n");
    assert_eq!(
        log_in(&mut client, token.clone()).await,
        "+OK User successfully authenticated.\r\n"
    );

    let size = MAIL.len();
    client.say("STAT").await;
    assert_eq!(client.hear().await, format!("+OK 2 {}\r\n", 2 * size));
    let sizes = list(&mut client, "LIST").await;
    assert!(sizes.ends_with(&format!("\r\n1 {size}\r\n2 {size}\r\n.\r\n")), "{sizes}");
    let names = list(&mut client, "UIDL").await;
    assert!(names.ends_with("\r\n1 1\r\n2 2\r\n.\r\n"), "{names}");
    let mail = list(&mut client, "RETR 1").await;
    let stuffed = MAIL.replace("\r\n.dot", "\r\n..dot");
    assert_eq!(mail.split_once("\r\n").unwrap().1, format!("{stuffed}.\r\n"));
    let top = list(&mut client, "TOP 2 0").await;
    assert!(top.ends_with("Subject: A scan\r\n\r\n.\r\n"), "{top}");

    client.say("DELE 1").await;
    assert!(client.hear().await.starts_with("+OK"));
    assert_eq!(sandbox.mailbox(MAILBOX).len(), 2, "until a clean QUIT");
    client.say("QUIT").await;
    let bye = "+OK Microsoft Exchange Server POP3 server signing off.\r\n";
    assert_eq!(client.hear().await, bye);
    assert_eq!(client.rest().await, b"");
    let left: Vec<u64> = sandbox.mailbox(MAILBOX).iter().map(|mail| mail.id).collect();
    assert_eq!(left, [2]);

    let mut client = connected(&sandbox).await;
    log_in(&mut client, token).await;
    let names = list(&mut client, "UIDL").await;
    assert!(names.ends_with("\r\n1 2\r\n.\r\n"), "the name stays: {names}");
}

#[tokio::test]
async fn a_mail_over_the_read_limit_comes_whole() {
    let sandbox = sandbox().await;
    let mut device = logged_in(&sandbox).await;
    device.ask(&format!("MAIL FROM:<{MAILBOX}>")).await;
    device.ask(&format!("RCPT TO:<{MAILBOX}>")).await;
    device.ask("DATA").await;
    let mail = "0123456789abcdef\r\n".repeat(20_000);
    device.send(mail.as_bytes()).await;
    assert_eq!(&device.ask(".").await[..3], "250");

    let token = Http::to(&sandbox).access_token(POP).await;
    let mut client = connected(&sandbox).await;
    log_in(&mut client, token).await;
    let read = list(&mut client, "RETR 1").await;
    assert!(read.split_once("\r\n").unwrap().1 == format!("{mail}.\r\n"));
}

#[tokio::test]
async fn a_token_on_auths_own_line_ends_the_connection() {
    let sandbox = sandbox().await;
    let token = Http::to(&sandbox).access_token(POP).await;
    let mut client = connected(&sandbox).await;
    let answer = sasl::xoauth2(MAILBOX, &SecretString::from(token));
    client.say(&format!("AUTH XOAUTH2 {}", *answer)).await;
    assert_eq!(client.hear().await, "-ERR Protocol error. Connection is closed. 10\r\n");
    assert_eq!(client.rest().await, b"");
}

#[tokio::test]
async fn passwords_and_tokens_for_smtp_do_not_open_the_inbox() {
    let sandbox = sandbox().await;
    let mut client = connected(&sandbox).await;
    client.say("USER scans@sandbox.example").await;
    assert!(client.hear().await.starts_with("+OK"));
    client.say("PASS secret").await;
    let refused = "-ERR Logon failure: unknown user name or bad password.\r\n";
    assert_eq!(client.hear().await, refused);

    let token = Http::to(&sandbox).access_token(SMTP_SEND).await;
    let refused = "-ERR Authentication failure: unknown user name or bad password.\r\n";
    assert_eq!(log_in(&mut client, token).await, refused);
    client.say("AUTH NTLM").await;
    assert_eq!(client.hear().await, "-ERR Protocol error. 14\r\n");
}
