//! The inbox over POP3, in Exchange's words (provider-facts 4.1).

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use scanpost_proto::sasl;
use scanpost_sandbox::{Options, Quirk, Sandbox};
use secrecy::SecretString;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

use crate::{
    smtp::{give_mail, logged_in},
    support::{Dialogue, Http, MAILBOX, SMTP_SEND, sandbox},
};

pub(crate) type Secure = Dialogue<TlsStream<TcpStream>>;

pub(crate) const POP: &str = "https://outlook.office.com/POP.AccessAsUser.All";

/// What `MAIL` of the SMTP tests is when it has arrived.
const MAIL: &str = "Message-ID: <scan-1@mfp>\r\nSubject: A scan\r\n\r\n.dot\r\n";

pub(crate) async fn connected(sandbox: &Sandbox) -> Secure {
    let client = Dialogue::with(sandbox.pop3_addr()).await;
    let mut client = client.begin_tls(sandbox).await;
    let greeting = client.hear().await;
    let start = "+OK The Microsoft Exchange POP3 service is ready. [";
    assert!(greeting.starts_with(start) && greeting.ends_with("]\r\n"), "{greeting}");
    client
}

pub(crate) async fn log_in(client: &mut Secure, token: String) -> String {
    log_in_as(client, MAILBOX, token).await
}

pub(crate) async fn log_in_as(client: &mut Secure, mailbox: &str, token: String) -> String {
    client.say("AUTH XOAUTH2").await;
    assert_eq!(client.hear().await, "+ \r\n");
    client.say(&sasl::xoauth2(mailbox, &SecretString::from(token))).await;
    client.hear().await
}

fn become_gmail(sandbox: &Sandbox) {
    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::Gmail);
    });
}

/// A session that has logged in.
pub(crate) async fn opened(sandbox: &Sandbox) -> Secure {
    let token = Http::to(sandbox).access_token(POP).await;
    let mut client = connected(sandbox).await;
    let reply = log_in(&mut client, token).await;
    assert_eq!(reply, "+OK User successfully authenticated.\r\n");
    client
}

/// Lines up to the lone dot, with it.
pub(crate) async fn list<S>(client: &mut Dialogue<S>, command: &str) -> String
where
    S: AsyncRead + AsyncWrite + Unpin,
{
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
async fn the_other_door_has_stls_and_takes_nobody_before_it() {
    let sandbox = sandbox().await;
    let token = Http::to(&sandbox).access_token(POP).await;
    let mut client = Dialogue::with(sandbox.pop3_stls_addr()).await;
    assert!(client.hear().await.starts_with("+OK The Microsoft Exchange POP3 service is ready."));
    assert_eq!(list(&mut client, "CAPA").await, "+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.\r\n");
    for command in ["USER scans@sandbox.example", "AUTH XOAUTH2", "STAT"] {
        client.say(command).await;
        let refused = "-ERR Command is not valid in this state.\r\n";
        assert_eq!(client.hear().await, refused, "{command}");
    }
    client.say("STLS").await;
    assert_eq!(client.hear().await, "+OK Begin TLS negotiation.\r\n");
    let mut client = client.begin_tls(&sandbox).await;
    let listed = "+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN XOAUTH2\r\nUSER\r\n.\r\n";
    assert_eq!(list(&mut client, "CAPA").await, listed, "no second greeting comes before it");
    client.say("STLS").await;
    assert!(client.hear().await.starts_with("-ERR"));
    assert!(log_in(&mut client, token).await.starts_with("+OK"));
}

#[tokio::test]
async fn commands_in_the_clear_behind_stls_are_not_heard_under_tls() {
    let sandbox = sandbox().await;
    let mut client = Dialogue::with(sandbox.pop3_stls_addr()).await;
    client.hear().await;
    client.send(b"STLS\r\nCAPA\r\n").await;
    client.hear().await;
    let mut client = client.begin_tls(&sandbox).await;
    client.say("QUIT").await;
    assert!(client.hear().await.starts_with("+OK Microsoft"), "the answer to QUIT alone");
}

#[tokio::test]
async fn a_token_is_checked_for_its_scope_audience_user_and_age() {
    const GRAPH: &str = "https://graph.microsoft.com/POP.AccessAsUser.All";
    let two = vec![MAILBOX.to_owned(), "boss@sandbox.example".to_owned()];
    let sandbox = Sandbox::start(Options { mailboxes: two, ..Options::default() }).await.unwrap();
    let http = Http::to(&sandbox);
    let good = http.access_token(POP).await;
    let table = [
        (MAILBOX, http.access_token(SMTP_SEND).await, "another scope"),
        (MAILBOX, http.access_token(GRAPH).await, "another audience"),
        ("boss@sandbox.example", good.clone(), "another user"),
        (MAILBOX, format!("{good}x"), "no token of this provider"),
    ];
    let mut client = connected(&sandbox).await;
    let refused = "-ERR Authentication failure: unknown user name or bad password.\r\n";
    for (mailbox, token, what) in table {
        assert_eq!(log_in_as(&mut client, mailbox, token).await, refused, "{what}");
    }
    sandbox.advance(Duration::from_hours(2));
    assert_eq!(log_in(&mut client, good).await, refused, "too old");
    assert_eq!(sandbox.pop3_load(MAILBOX).log_ins, 0);
}

#[tokio::test]
async fn at_gmail_a_token_may_stand_on_auths_line_and_oauthbearer_is_offered() {
    let sandbox = sandbox().await;
    let token = SecretString::from(Http::to(&sandbox).access_token(POP).await);
    become_gmail(&sandbox);
    let port = sandbox.pop3_addr().port();
    let answers = [
        ("XOAUTH2", sasl::xoauth2(MAILBOX, &token)),
        ("OAUTHBEARER", sasl::oauthbearer(MAILBOX, "localhost", port, &token)),
    ];
    for (mechanism, answer) in answers {
        for one_line in [true, false] {
            let mut client = Dialogue::with(sandbox.pop3_addr()).await.begin_tls(&sandbox).await;
            assert!(client.hear().await.starts_with("+OK Gpop ready"));
            let listed = list(&mut client, "CAPA").await;
            assert!(listed.contains("SASL PLAIN XOAUTH2 OAUTHBEARER\r\n"), "{listed}");
            if one_line {
                client.say(&format!("AUTH {mechanism} {}", *answer)).await;
            } else {
                client.say(&format!("AUTH {mechanism}")).await;
                assert_eq!(client.hear().await, "+ \r\n");
                client.say(&answer).await;
            }
            assert_eq!(client.hear().await, "+OK Welcome.\r\n", "{mechanism} {one_line}");
        }
    }
}

#[tokio::test]
async fn gmail_explains_in_json_and_wants_the_right_way_of_giving_up() {
    let sandbox = sandbox().await;
    become_gmail(&sandbox);
    let bad = SecretString::from("bad");
    let (xoauth2, bearer) =
        (sasl::xoauth2(MAILBOX, &bad), sasl::oauthbearer(MAILBOX, "localhost", 995, &bad));
    let refused = "-ERR [AUTH] Username and password not accepted.\r\n";
    let table = [
        ("XOAUTH2", &xoauth2, "", refused),
        ("XOAUTH2", &xoauth2, "*", "-ERR bad command\r\n"),
        ("XOAUTH2", &xoauth2, "QUIT", "-ERR bad command\r\n"),
        ("OAUTHBEARER", &bearer, "AQ==", refused),
        ("OAUTHBEARER", &bearer, "*", refused),
        ("OAUTHBEARER", &bearer, "", "-ERR bad command\r\n"),
    ];
    let mut client = Dialogue::with(sandbox.pop3_addr()).await.begin_tls(&sandbox).await;
    client.hear().await;
    for (mechanism, answer, gives_up, reply) in table {
        client.say(&format!("AUTH {mechanism}")).await;
        client.hear().await;
        client.say(answer).await;
        let challenge = client.hear().await;
        let json = challenge.strip_prefix("+ ").map(|text| BASE64_STANDARD.decode(text.trim_end()));
        assert!(json.unwrap().unwrap().starts_with(b"{\"status\":\"400\""), "{challenge}");
        client.say(gives_up).await;
        assert_eq!(client.hear().await, reply, "{mechanism} {gives_up:?}");
    }
    client.say("QUIT").await;
    assert_eq!(client.hear().await, "+OK Farewell.\r\n");
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
