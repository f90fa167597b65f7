//! Submission on a bad day: each fault at each moment, and the days that have a name.

use scanpost_sandbox::{Fault, Sandbox, Situation, SmtpDoes, SmtpMoment, auth_refused};

use crate::{
    smtp::{give_mail, logged_in, secured, token_line},
    support::{Dialogue, MAILBOX, sandbox},
};

fn turn_on(sandbox: &Sandbox, situation: &str) {
    let situation = Situation::named(situation).unwrap();
    sandbox.change_switches(|switches| situation.turn_on(switches));
}

fn fail(sandbox: &Sandbox, at: SmtpMoment, does: SmtpDoes) {
    sandbox.change_switches(|switches| switches.smtp_faults.push(Fault::next(1, at, does)));
}

#[tokio::test]
async fn the_named_bad_days_have_exchanges_replies() {
    let table = [
        ("recipient-refused", "nobody@example.com", "550 5.1.10 "),
        ("recipient-deferred", "later@example.com", "451 4.7.500 "),
    ];
    for (situation, recipient, reply) in table {
        let sandbox = sandbox().await;
        turn_on(&sandbox, situation);
        let mut client = logged_in(&sandbox).await;
        client.ask(&format!("MAIL FROM:<{MAILBOX}>")).await;
        assert!(client.ask(&format!("RCPT TO:<{recipient}>")).await.starts_with(reply));
        assert_eq!(&client.ask("RCPT TO:<anna@example.com>").await[..3], "250");
        client.ask("DATA").await;
        assert_eq!(&client.ask("x\r\n.").await[..3], "250");
        assert_eq!(sandbox.deliveries()[0].to, ["anna@example.com"]);
    }
    let table = [
        ("auth-refused", "535 5.7.3 Authentication unsuccessful"),
        (
            "smtp-auth-off-for-tenant",
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for \
             the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
        ),
        (
            "smtp-auth-off-for-mailbox",
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for \
             the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.",
        ),
    ];
    for (situation, reply) in table {
        let sandbox = sandbox().await;
        let line = token_line(&sandbox, MAILBOX).await;
        turn_on(&sandbox, situation);
        let mut client = secured(&sandbox).await;
        client.ask("AUTH XOAUTH2").await;
        let said = client.ask(&line).await;
        assert!(said.starts_with(reply), "{said}");
    }
}

#[tokio::test]
async fn the_connection_drops_at_each_moment_and_only_the_last_leaves_a_mail() {
    let moments = [
        (SmtpMoment::Greeting, 0),
        (SmtpMoment::Ehlo, 0),
        (SmtpMoment::EhloAfterTls, 0),
        (SmtpMoment::Auth, 0),
        (SmtpMoment::Mail, 0),
        (SmtpMoment::Rcpt, 0),
        (SmtpMoment::Data, 0),
        (SmtpMoment::Body, 0),
        (SmtpMoment::FinalDot, 0),
        (SmtpMoment::Kept, 1),
    ];
    for (moment, kept) in moments {
        let sandbox = sandbox().await;
        let line = token_line(&sandbox, MAILBOX).await;
        fail(&sandbox, moment, SmtpDoes::Close);
        let last_reply = whole_dialogue(&sandbox, &line).await;
        assert_eq!(last_reply, "", "at {moment:?} the client hears nothing more");
        assert_eq!(sandbox.deliveries().len(), kept, "at {moment:?}");
        assert!(sandbox.deliveries().iter().all(|delivery| !delivery.answered()));
        assert_eq!(sandbox.strikes(), 1, "at {moment:?}");
    }
}

#[tokio::test]
async fn a_421_at_each_moment_is_said_and_ends_the_connection() {
    let moments = [
        SmtpMoment::Greeting,
        SmtpMoment::Ehlo,
        SmtpMoment::EhloAfterTls,
        SmtpMoment::Auth,
        SmtpMoment::Mail,
        SmtpMoment::Rcpt,
        SmtpMoment::Data,
        SmtpMoment::Body,
        SmtpMoment::FinalDot,
        SmtpMoment::Kept,
    ];
    for moment in moments {
        let sandbox = sandbox().await;
        let line = token_line(&sandbox, MAILBOX).await;
        fail(&sandbox, moment, SmtpDoes::answer(421, (4, 3, 2), "Service not active"));
        let last_reply = whole_dialogue(&sandbox, &line).await;
        assert_eq!(last_reply, "421 4.3.2 Service not active\r\n", "at {moment:?}");
    }
}

/// A mail from the greeting to the final dot; the reply at which it did not go on.
async fn whole_dialogue(sandbox: &Sandbox, token_line: &str) -> String {
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;
    let reply = client.reply().await;
    if !reply.starts_with("220") {
        return reply;
    }
    let reply = client.ask("EHLO mfp").await;
    if !reply.starts_with("250") {
        return reply;
    }
    client.ask("STARTTLS").await;
    let mut client = client.begin_tls(sandbox).await;
    let from = format!("MAIL FROM:<{MAILBOX}>");
    let script = [
        ("EHLO mfp", "250"),
        ("AUTH XOAUTH2", "334"),
        (token_line, "235"),
        (from.as_str(), "250"),
        ("RCPT TO:<anna@example.com>", "250"),
        ("DATA", "354"),
    ];
    for (line, code) in script {
        let reply = client.ask(line).await;
        if !reply.starts_with(code) {
            return reply;
        }
    }
    // The last line goes on its own, for a server that is gone would refuse it.
    client.send(b"Subject: x\r\n\r\nx\r\n.\r\n").await;
    client.reply().await
}

#[tokio::test]
async fn a_hanging_server_says_nothing_until_the_client_leaves() {
    let sandbox = sandbox().await;
    let mut client = logged_in(&sandbox).await;
    fail(&sandbox, SmtpMoment::Rcpt, SmtpDoes::Hang);
    client.ask(&format!("MAIL FROM:<{MAILBOX}>")).await;
    client.say("RCPT TO:<anna@example.com>").await;
    while sandbox.strikes() == 0 {
        tokio::task::yield_now().await;
    }
    sandbox.stop().await;
    assert_eq!(client.rest().await, b"");
}

#[tokio::test]
async fn refusals_during_and_after_the_body_leave_the_connection_usable() {
    let sandbox = sandbox().await;
    let mut client = logged_in(&sandbox).await;
    let busy = SmtpDoes::answer(452, (4, 3, 1), "Insufficient system resources");
    for at in [SmtpMoment::Body, SmtpMoment::FinalDot] {
        fail(&sandbox, at, busy.clone());
        let reply = give_mail(&mut client, "anna@example.com").await;
        assert_eq!(reply, "452 4.3.1 Insufficient system resources\r\n");
        assert_eq!(sandbox.delivered(), 0);
    }
    assert_eq!(&give_mail(&mut client, "anna@example.com").await[..3], "250");
    assert_eq!(sandbox.mailbox("anna@example.com").len(), 1);
}

#[tokio::test]
async fn a_slow_reply_comes_in_the_end() {
    let sandbox = sandbox().await;
    let mut client = logged_in(&sandbox).await;
    fail(&sandbox, SmtpMoment::Mail, SmtpDoes::Wait { milliseconds: 1 });
    assert_eq!(client.ask("MAIL FROM:<a@b>").await, "250 2.1.0 Sender OK\r\n");
    assert_eq!(sandbox.strikes(), 1);
}

#[tokio::test]
async fn a_refusal_of_the_token_strikes_once_and_the_next_log_in_works() {
    let sandbox = sandbox().await;
    let line = token_line(&sandbox, MAILBOX).await;
    fail(&sandbox, SmtpMoment::Auth, auth_refused());
    let mut client = secured(&sandbox).await;
    client.ask("AUTH XOAUTH2").await;
    assert_eq!(&client.ask(&line).await[..9], "535 5.7.3");
    client.ask("AUTH XOAUTH2").await;
    assert_eq!(&client.ask(&line).await[..9], "235 2.7.0");
}
