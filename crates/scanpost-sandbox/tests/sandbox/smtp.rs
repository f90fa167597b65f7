//! Submission, octet by octet as provider-facts 3.2 has it, word for word.

use scanpost_proto::sasl;
use scanpost_sandbox::{Options, Quirk, Sandbox, Switches};
use secrecy::SecretString;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::support::{Dialogue, Http, MAILBOX, SMTP_SEND, sandbox};

type Secure = Dialogue<TlsStream<TcpStream>>;

const MAIL: &str = "Message-ID: <scan-1@mfp>\r\nSubject: A scan\r\n\r\n..dot\r\n";

/// Greeting, EHLO, STARTTLS, EHLO.
pub(crate) async fn secured(sandbox: &Sandbox) -> Secure {
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;
    client.reply().await;
    client.ask("EHLO mfp01.example.com").await;
    assert_eq!(client.ask("STARTTLS").await, "220 2.0.0 SMTP server ready\r\n");
    let mut client = client.begin_tls(sandbox).await;
    client.ask("EHLO mfp01.example.com").await;
    client
}

pub(crate) async fn token_line(sandbox: &Sandbox, user: &str) -> String {
    let token = Http::to(sandbox).access_token(SMTP_SEND).await;
    sasl::xoauth2(user, &SecretString::from(token)).to_string()
}

pub(crate) async fn logged_in(sandbox: &Sandbox) -> Secure {
    let line = token_line(sandbox, MAILBOX).await;
    let mut client = secured(sandbox).await;
    client.ask("AUTH XOAUTH2").await;
    assert_eq!(client.ask(&line).await, "235 2.7.0 Authentication successful\r\n");
    client
}

/// MAIL, RCPT and DATA up to the final dot; what is answered to it.
pub(crate) async fn give_mail(client: &mut Secure, to: &str) -> String {
    client.ask(&format!("MAIL FROM:<{MAILBOX}>")).await;
    client.ask(&format!("RCPT TO:<{to}>")).await;
    client.ask("DATA").await;
    client.send(MAIL.as_bytes()).await;
    client.ask(".").await
}

#[tokio::test]
async fn the_dialogue_is_exchanges_word_for_word() {
    let sandbox = sandbox().await;
    let line = token_line(&sandbox, MAILBOX).await;
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;

    let greeting = client.reply().await;
    let start = "220 SANDBOX.outlook.office365.com Microsoft ESMTP MAIL Service ready at ";
    let rest = greeting.strip_prefix(start).expect("Exchange's greeting");
    let (date, mark) = rest.split_once(" +0000 [").expect("a date in UTC and a mark");
    assert_eq!(date.len(), "Sun, 23 Nov 2025 11:12:20".len());
    assert_eq!(mark.len(), "08DE2A6028D26C22]\r\n".len());

    assert_eq!(
        client.ask("EHLO mfp01.example.com").await,
        "250-SANDBOX.outlook.office365.com Hello [127.0.0.1]\r\n250-SIZE 157286400\r\n\
         250-PIPELINING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n250-STARTTLS\r\n\
         250-8BITMIME\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250 SMTPUTF8\r\n"
    );
    assert_eq!(
        client.ask("MAIL FROM:<scans@sandbox.example>").await,
        "530 5.7.57 Client not authenticated to send mail.\r\n"
    );
    assert_eq!(client.ask("AUTH XOAUTH2").await, "504 5.7.4 Unrecognized authentication type\r\n");
    assert_eq!(client.ask("STARTTLS").await, "220 2.0.0 SMTP server ready\r\n");
    let mut client = client.begin_tls(&sandbox).await;
    assert_eq!(client.ask("AUTH XOAUTH2").await, "503 5.5.2 Send hello first\r\n");
    assert_eq!(
        client.ask("EHLO mfp01.example.com").await,
        "250-SANDBOX.outlook.office365.com Hello [127.0.0.1]\r\n250-SIZE 157286400\r\n\
         250-PIPELINING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n\
         250-AUTH LOGIN XOAUTH2\r\n\
         250-8BITMIME\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250 SMTPUTF8\r\n"
    );
    assert_eq!(client.ask("AUTH XOAUTH2").await, "334 \r\n");
    assert_eq!(client.ask(&line).await, "235 2.7.0 Authentication successful\r\n");
    assert_eq!(
        client.ask("MAIL FROM:<scans@sandbox.example> SIZE=100").await,
        "250 2.1.0 Sender OK\r\n"
    );
    assert_eq!(client.ask("RCPT TO:<anna@example.com>").await, "250 2.1.5 Recipient OK\r\n");
    assert_eq!(client.ask("DATA").await, "354 Start mail input; end with <CRLF>.<CRLF>\r\n");
    client.send(MAIL.as_bytes()).await;
    assert_eq!(
        client.ask(".").await,
        "250 2.0.0 OK <scan-1@mfp> [Hostname=SANDBOX.prod.outlook.com]\r\n"
    );
    assert_eq!(client.ask("QUIT").await, "221 2.0.0 Service closing transmission channel\r\n");
    assert_eq!(client.rest().await, b"");
}

#[tokio::test]
async fn a_mail_lies_with_its_recipients_and_in_sent_items_and_is_recorded() {
    let sandbox = sandbox().await;
    let mut client = logged_in(&sandbox).await;
    let pipelined = format!(
        "MAIL FROM:<{MAILBOX}>\r\nRCPT TO:<Anna@example.com>\r\nRCPT TO:<{MAILBOX}>\r\nDATA\r\n"
    );
    client.send(pipelined.as_bytes()).await;
    for code in ["250", "250", "250", "354"] {
        assert_eq!(&client.reply().await[..3], code);
    }
    client.send(format!("{MAIL}.\r\nQUIT\r\n").as_bytes()).await;
    assert_eq!(&client.reply().await[..3], "250");
    assert_eq!(&client.reply().await[..3], "221");

    let unstuffed = MAIL.replace("..dot", ".dot");
    for mails in [sandbox.mailbox("anna@example.com"), sandbox.mailbox(MAILBOX)] {
        assert_eq!(mails.len(), 1);
        assert_eq!(&mails[0].octets()[..], unstuffed.as_bytes());
        assert_eq!(mails[0].subject(), "A scan");
    }
    assert_eq!(sandbox.sent(MAILBOX).len(), 1);

    let deliveries = sandbox.deliveries();
    assert_eq!(deliveries.len(), 1);
    let delivery = &deliveries[0];
    assert_eq!((delivery.mailbox.as_str(), delivery.from.as_str()), (MAILBOX, MAILBOX));
    assert_eq!(delivery.to, ["Anna@example.com", MAILBOX]);
    assert_eq!(delivery.size_octets, unstuffed.len());
    assert_eq!(delivery.message_id.as_deref(), Some("<scan-1@mfp>"));
    assert!(delivery.answered());
    assert_eq!(delivery.sha256().as_deref(), Some(sandbox.mailbox(MAILBOX)[0].sha256()));
}

#[tokio::test]
async fn only_a_good_token_of_the_named_mailbox_opens_smtp() {
    let two = vec![MAILBOX.to_owned(), "boss@sandbox.example".to_owned()];
    let sandbox = Sandbox::start(Options { mailboxes: two, ..Options::default() }).await.unwrap();
    let http = Http::to(&sandbox);
    let pop = http.access_token("https://outlook.office.com/POP.AccessAsUser.All").await;
    let graph = http.access_token("https://graph.microsoft.com/SMTP.Send").await;
    let old = http.access_token(SMTP_SEND).await;
    sandbox.advance(std::time::Duration::from_secs(5401));
    let good = http.access_token(SMTP_SEND).await;

    let mut client = secured(&sandbox).await;
    let wrong = [
        (MAILBOX, "made-up", "a token that nobody issued"),
        (MAILBOX, pop.as_str(), "a token for POP"),
        (MAILBOX, graph.as_str(), "a token for Graph"),
        (MAILBOX, old.as_str(), "an expired token"),
        ("boss@sandbox.example", good.as_str(), "a token of somebody else"),
    ];
    for (user, token, what) in wrong {
        client.ask("AUTH XOAUTH2").await;
        let line = sasl::xoauth2(user, &SecretString::from(token));
        let reply = client.ask(&line).await;
        let start = "535 5.7.3 Authentication unsuccessful [SANDBOX.prod.outlook.com 20";
        assert!(reply.starts_with(start), "{what}: {reply}");
    }
    let line = sasl::xoauth2(MAILBOX, &SecretString::from(good));
    let one_step = format!("AUTH XOAUTH2 {}", *line);
    assert_eq!(client.ask(&one_step).await, "235 2.7.0 Authentication successful\r\n");
}

#[tokio::test]
async fn a_password_is_refused_as_basic_authentication() {
    let sandbox = sandbox().await;
    let mut client = secured(&sandbox).await;
    assert_eq!(client.ask("AUTH LOGIN").await, "334 VXNlcm5hbWU6\r\n");
    assert_eq!(client.ask("c2NhbnM=").await, "334 UGFzc3dvcmQ6\r\n");
    let reply = client.ask("c2VjcmV0").await;
    let start = "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [";
    assert!(reply.starts_with(start), "{reply}");
    client.ask("AUTH XOAUTH2").await;
    assert_eq!(&client.ask("*").await[..9], "535 5.7.3", "also after a cancel");
}

#[tokio::test]
async fn gmail_explains_in_json_before_it_refuses_a_token() {
    let sandbox = sandbox().await;
    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::Gmail);
    });
    let mut client = secured(&sandbox).await;
    client.ask("AUTH XOAUTH2").await;
    let line = sasl::xoauth2(MAILBOX, &SecretString::from("made-up"));
    assert_eq!(
        client.ask(&line).await,
        "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xl\
         LmNvbS8ifQ==\r\n"
    );
    assert_eq!(&client.ask("").await[..9], "535 5.7.8");
}

#[tokio::test]
async fn the_size_limit_and_the_room_hold() {
    let options = Options { octets_kept: 1000, ..Options::default() };
    let sandbox = Sandbox::start(options).await.unwrap();
    sandbox.set_switches(Switches { size_limit: 2000, ..Switches::default() });
    let mut client = logged_in(&sandbox).await;
    assert_eq!(
        client.ask("MAIL FROM:<a@b> SIZE=2001").await,
        "552 5.3.4 Message size exceeds fixed maximum message size\r\n"
    );
    let mut give = async |octets: usize| {
        client.ask("MAIL FROM:<a@b>").await;
        client.ask("RCPT TO:<anna@example.com>").await;
        client.ask("DATA").await;
        client.send("x".repeat(octets).as_bytes()).await;
        client.ask("\r\n.").await[..9].to_owned()
    };
    assert_eq!(give(2500).await, "552 5.3.4");
    assert_eq!(give(1500).await, "452 4.3.1", "it would not fit into what is kept");
    for _ in 0..3 {
        assert_eq!(give(400).await, "250 2.0.0");
    }
    assert_eq!(sandbox.mailbox("anna@example.com").len(), 2, "the oldest made room");
    assert_eq!(sandbox.deliveries().len(), 3);
}

#[tokio::test]
async fn commands_behind_starttls_in_the_same_breath_are_not_obeyed() {
    let sandbox = sandbox().await;
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;
    client.reply().await;
    client.ask("EHLO mfp").await;
    client.send(b"STARTTLS\r\nNOOP\r\n").await;
    assert_eq!(client.reply().await, "220 2.0.0 SMTP server ready\r\n");
    let mut client = client.begin_tls(&sandbox).await;
    assert_eq!(&client.ask("EHLO mfp").await[..4], "250-", "and no reply to NOOP before it");
}
