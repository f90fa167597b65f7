//! The limits of a mailbox, metered as Exchange does (provider-facts 3.5 and 3.7), and the record
//! by which a test knows that a client kept them.

use std::time::Duration;

use scanpost_sandbox::{Limits, MailboxLimits, OverConnections, OverQuota, Sandbox};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::{
    smtp::{give_mail, logged_in, secured, token_line},
    support::{Dialogue, Http, MAILBOX, sandbox},
};

type Secure = Dialogue<TlsStream<TcpStream>>;

async fn limited(limits: Limits) -> Sandbox {
    let sandbox = sandbox().await;
    let of_scans = MailboxLimits::of("scans@*", limits);
    sandbox.change_switches(|switches| {
        switches.limits.push(of_scans);
        // Tokens outlive the days that pass here.
        switches.access_token_lifetime_seconds = Some(10 * 24 * 60 * 60);
    });
    sandbox
}

async fn log_in(sandbox: &Sandbox, token_line: &str) -> (Secure, String) {
    let mut client = secured(sandbox).await;
    client.ask("AUTH XOAUTH2").await;
    let reply = client.ask(token_line).await;
    (client, reply)
}

/// A mail to so many recipients; the first reply that is no success, or the last one.
async fn give_to(client: &mut Secure, recipients: usize) -> String {
    let reply = client.ask(&format!("MAIL FROM:<{MAILBOX}>")).await;
    if !reply.starts_with("250") {
        return reply;
    }
    for n in 0..recipients {
        let reply = client.ask(&format!("RCPT TO:<anna{n}@example.com>")).await;
        assert!(reply.starts_with("250"), "{reply}");
    }
    client.ask("DATA").await;
    client.ask("Subject: x\r\n\r\nx\r\n.").await
}

#[tokio::test]
async fn the_fourth_connection_of_a_mailbox_is_closed_and_one_that_ends_makes_room() {
    let sandbox = limited(Limits::exchange()).await;
    let line = token_line(&sandbox, MAILBOX).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let (client, reply) = log_in(&sandbox, &line).await;
        assert_eq!(&reply[..3], "235");
        open.push(client);
    }
    let (mut fourth, reply) = log_in(&sandbox, &line).await;
    assert_eq!(reply, "421 4.3.2 Maximum concurrent connections exceeded\r\n");
    assert_eq!(fourth.rest().await, b"");
    let load = sandbox.load("Scans@Sandbox.Example");
    assert_eq!((load.connections, load.most_connections, load.over_limit), (3, 4, 1));

    open[0].ask("QUIT").await;
    while sandbox.load(MAILBOX).connections == 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(&log_in(&sandbox, &line).await.1[..3], "235");
    assert_eq!(sandbox.load("nobody@sandbox.example"), scanpost_sandbox::Load::default());
}

#[tokio::test]
async fn a_mail_beside_as_many_as_allowed_is_told_of_the_thread_limit_after_data() {
    let limits = Limits {
        connections: Some(1),
        over_connections: OverConnections::ThreadLimitAfterData,
        ..Limits::default()
    };
    let sandbox = limited(limits).await;
    let line = token_line(&sandbox, MAILBOX).await;
    let (mut first, _) = log_in(&sandbox, &line).await;
    let (mut second, reply) = log_in(&sandbox, &line).await;
    assert_eq!(&reply[..3], "235");
    for line in [&*format!("MAIL FROM:<{MAILBOX}>"), "RCPT TO:<anna@example.com>", "DATA"] {
        first.ask(line).await;
    }
    let told = give_to(&mut second, 1).await;
    assert_eq!(told, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded\r\n");
    assert_eq!(&first.ask("x\r\n.").await[..3], "250");
    assert_eq!(&give_to(&mut second, 1).await[..3], "250", "alone it is taken");
    let load = sandbox.load(MAILBOX);
    assert_eq!((load.most_connections, load.most_mails_at_once, load.over_limit), (2, 2, 1));
}

#[tokio::test]
async fn the_thirty_first_mail_of_a_minute_ends_the_connection() {
    let sandbox = limited(Limits::exchange()).await;
    let mut client = logged_in(&sandbox).await;
    for n in 0..30 {
        assert_eq!(&give_to(&mut client, 1).await[..3], "250", "mail {n}");
    }
    let rate = "421 4.4.2 Message submission rate for this client has exceeded the configured \
                limit\r\n";
    assert_eq!(give_to(&mut client, 1).await, rate);
    assert_eq!(client.rest().await, b"");
    let load = sandbox.load(MAILBOX);
    assert_eq!((load.messages, load.most_messages_in_a_minute, load.over_limit), (31, 31, 1));

    sandbox.advance(Duration::from_mins(1));
    let mut client = logged_in(&sandbox).await;
    assert_eq!(&give_to(&mut client, 1).await[..3], "250");
    assert_eq!(sandbox.load(MAILBOX).most_messages_in_a_minute, 31);
}

#[tokio::test]
async fn the_recipients_of_a_day_run_out_and_come_back() {
    let quota_at_mail = "550 5.2.2 Submission quota exceeded\r\n";
    let quota_after_data =
        "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException\r\n";
    let table = [(OverQuota::AtMail, quota_at_mail), (OverQuota::AfterData, quota_after_data)];
    for (over_quota, told) in table {
        let limits = Limits { recipients_per_day: Some(10), over_quota, ..Limits::default() };
        let sandbox = limited(limits).await;
        let mut client = logged_in(&sandbox).await;
        assert_eq!(&give_to(&mut client, 7).await[..3], "250");
        sandbox.advance(Duration::from_hours(12));
        assert_eq!(give_to(&mut client, 4).await, told, "only three are left");
        assert_eq!(&give_to(&mut client, 3).await[..3], "250");
        assert_eq!(give_to(&mut client, 1).await, told);
        sandbox.advance(Duration::from_hours(12));
        assert_eq!(&give_to(&mut client, 7).await[..3], "250", "the first seven are a day ago");
        let load = sandbox.load(MAILBOX);
        assert_eq!((load.recipients, load.over_limit), (17, 2), "{over_quota:?}");
        assert_eq!(load.most_recipients_of_a_mail, 7);
        assert!(load.most_recipients_in_a_day >= 11, "{load:?}");
    }
}

#[tokio::test]
async fn a_mail_has_so_many_recipients_and_the_mail_goes_on_with_them() {
    let sandbox = limited(Limits { recipients_per_message: 2, ..Limits::default() }).await;
    let mut client = logged_in(&sandbox).await;
    client.ask(&format!("MAIL FROM:<{MAILBOX}>")).await;
    for (recipient, reply) in [("a", "250"), ("b", "250"), ("c", "452"), ("d", "452")] {
        let said = client.ask(&format!("RCPT TO:<{recipient}@example.com>")).await;
        assert_eq!(&said[..3], reply, "{recipient}: {said}");
        assert!(reply == "250" || said == "452 4.5.3 Too many recipients\r\n");
    }
    client.ask("DATA").await;
    assert_eq!(&client.ask("x\r\n.").await[..3], "250");
    assert_eq!(sandbox.deliveries()[0].to, ["a@example.com", "b@example.com"]);
    assert_eq!(sandbox.load(MAILBOX).most_recipients_of_a_mail, 3);
}

#[tokio::test]
async fn a_mailbox_can_send_less_than_ehlo_says() {
    let sandbox = limited(Limits { message_octets: Some(1000), ..Limits::default() }).await;
    let mut client = logged_in(&sandbox).await;
    let too_large = "552 5.3.4 Message size exceeds fixed maximum message size\r\n";
    assert_eq!(client.ask(&format!("MAIL FROM:<{MAILBOX}> SIZE=1001")).await, too_large);
    for (octets, reply) in [(1001, too_large), (1000, "250 2.0.0 OK")] {
        client.ask(&format!("MAIL FROM:<{MAILBOX}>")).await;
        client.ask("RCPT TO:<anna@example.com>").await;
        client.ask("DATA").await;
        client.send("x".repeat(octets - 2).as_bytes()).await;
        assert!(client.ask("\r\n.").await.starts_with(reply), "{octets}");
    }
    assert_eq!(sandbox.load(MAILBOX).largest_mail_octets, 1001);
}

#[tokio::test]
async fn without_limits_the_record_is_kept_all_the_same_and_read_as_json() {
    let sandbox = sandbox().await;
    let mut client = logged_in(&sandbox).await;
    for _ in 0..40 {
        assert_eq!(&give_mail(&mut client, "anna@example.com").await[..3], "250");
    }
    let loads = Http::to(&sandbox).get("/loads").await.json();
    assert_eq!(loads[MAILBOX]["most_messages_in_a_minute"], 40);
    assert_eq!(loads[MAILBOX]["most_connections"], 1);
    assert_eq!(loads[MAILBOX]["over_limit"], 0);
}
