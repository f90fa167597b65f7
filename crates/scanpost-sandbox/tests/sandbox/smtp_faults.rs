//! Submission on a bad day: each fault at each moment, and the days that have a name.

use scanpost_sandbox::{
    EnhancedCode, Fault, Options, Sandbox, Situation, SmtpDoes, SmtpFault, SmtpMoment, auth_refused,
};

use tokio::{io::AsyncReadExt, net::TcpStream};

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

/// How many mails are kept when the connection ends at this moment.
fn kept(moment: SmtpMoment) -> usize {
    usize::from(matches!(moment, SmtpMoment::Kept | SmtpMoment::Quit))
}

#[tokio::test]
async fn the_connection_drops_at_each_moment_and_only_the_last_two_leave_a_mail() {
    for does in [SmtpDoes::Close, SmtpDoes::Reset] {
        for moment in SmtpMoment::ALL {
            let sandbox = sandbox().await;
            let line = token_line(&sandbox, MAILBOX).await;
            fail(&sandbox, moment, does.clone());
            let last_reply = whole_dialogue(&sandbox, &line).await;
            assert_eq!(last_reply, "", "at {moment:?} the client hears nothing more");
            assert_eq!(sandbox.deliveries().len(), kept(moment), "at {moment:?}");
            let answered = sandbox.deliveries().iter().all(|delivery| delivery.answered());
            assert_eq!(answered, moment != SmtpMoment::Kept, "at {moment:?}");
            assert_eq!(sandbox.strikes(), 1, "at {moment:?}");
        }
    }
}

#[tokio::test]
async fn a_reset_is_one_and_a_close_is_none() {
    for (does, error) in [(SmtpDoes::Reset, true), (SmtpDoes::Close, false)] {
        let sandbox = sandbox().await;
        fail(&sandbox, SmtpMoment::Greeting, does);
        let mut socket = TcpStream::connect(sandbox.smtp_addr()).await.unwrap();
        let end = socket.read(&mut [0; 1]).await;
        assert_eq!(end.is_err(), error, "{end:?}");
    }
}

#[tokio::test]
async fn a_421_at_each_moment_is_said_and_ends_the_connection() {
    for moment in SmtpMoment::ALL {
        let sandbox = sandbox().await;
        let line = token_line(&sandbox, MAILBOX).await;
        fail(&sandbox, moment, SmtpDoes::answer(421, (4, 3, 2), "Service not active"));
        let last_reply = whole_dialogue(&sandbox, &line).await;
        assert_eq!(last_reply, "421 4.3.2 Service not active\r\n", "at {moment:?}");
        assert_eq!(sandbox.deliveries().len(), kept(moment), "at {moment:?}");
    }
}

#[tokio::test]
async fn nonsense_at_each_moment_is_heard_word_for_word() {
    for moment in SmtpMoment::ALL {
        let sandbox = sandbox().await;
        let line = token_line(&sandbox, MAILBOX).await;
        fail(&sandbox, moment, SmtpDoes::nonsense("HTTP/1.1 400 Bad Request\r\n"));
        let last_reply = whole_dialogue(&sandbox, &line).await;
        assert_eq!(last_reply, "HTTP/1.1 400 Bad Request\r\n", "at {moment:?}");
        assert_eq!(sandbox.deliveries().len(), kept(moment), "at {moment:?}");
    }
}

#[tokio::test]
async fn a_reply_in_pieces_at_each_moment_is_whole_in_the_end() {
    for moment in SmtpMoment::ALL {
        let sandbox = sandbox().await;
        let line = token_line(&sandbox, MAILBOX).await;
        fail(&sandbox, moment, SmtpDoes::Pieces { octets: 1, milliseconds: 0 });
        let last_reply = whole_dialogue(&sandbox, &line).await;
        assert_eq!(last_reply, "221 2.0.0 Service closing transmission channel\r\n", "{moment:?}");
        assert_eq!(sandbox.strikes(), 1, "at {moment:?}");
    }
}

#[tokio::test]
async fn at_each_moment_a_silent_server_goes_when_it_is_stopped() {
    for moment in SmtpMoment::ALL {
        let sandbox = sandbox().await;
        let line = token_line(&sandbox, MAILBOX).await;
        fail(&sandbox, moment, SmtpDoes::Hang);
        let stop_then = async {
            while sandbox.strikes() == 0 {
                tokio::task::yield_now().await;
            }
            sandbox.deliveries().len()
        };
        let dialogue = whole_dialogue(&sandbox, &line);
        tokio::select! {
            reply = dialogue => panic!("at {moment:?} the client hears {reply:?}"),
            delivered = stop_then => assert_eq!(delivered, kept(moment), "at {moment:?}"),
        }
    }
}

/// A mail from the greeting to QUIT; the reply at which it did not go on, or the last one.
pub(crate) async fn whole_dialogue(sandbox: &Sandbox, token_line: &str) -> String {
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;
    let reply = client.reply().await;
    if !reply.starts_with("220") {
        return reply;
    }
    for (line, code) in [("EHLO mfp", "250"), ("STARTTLS", "220")] {
        let reply = client.ask(line).await;
        if !reply.starts_with(code) {
            return reply;
        }
    }
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
    let reply = client.reply().await;
    if !reply.starts_with("250") {
        return reply;
    }
    client.ask("QUIT").await
}

#[tokio::test]
async fn a_fault_strikes_one_mailbox_one_connection_or_by_chance() {
    const BOSS: &str = "boss@sandbox.example";
    let two = vec![MAILBOX.to_owned(), BOSS.to_owned()];
    let sandbox = Sandbox::start(Options { mailboxes: two, ..Options::default() }).await.unwrap();
    let line = token_line(&sandbox, MAILBOX).await;
    let busy = SmtpFault::always(
        SmtpMoment::Mail,
        SmtpDoes::answer(451, (4, 7, 0), "Temporary server error. Please try again later. PRX2"),
    );
    let of_one_mailbox = |who: &str| vec![busy.clone().of_mailbox(who)];
    let next = sandbox.smtp_connections() + 1;
    let on_connection = |number| vec![busy.clone().on_connection(number)];
    let table = [
        ("the boss's mail alone", of_one_mailbox(BOSS), "221"),
        ("this mailbox", of_one_mailbox("scans@*"), "451"),
        ("the third connection", on_connection(next + 2), "451"),
        ("a later connection", on_connection(next + 100), "221"),
        ("never", vec![busy.clone().per_mille(0)], "221"),
        ("certainly", vec![busy.clone().per_mille(1000)], "451"),
    ];
    for (what, faults, code) in table {
        sandbox.change_switches(|switches| switches.smtp_faults = faults);
        assert_eq!(&whole_dialogue(&sandbox, &line).await[..3], code, "{what}");
    }
    assert_eq!(sandbox.smtp_connections(), next + 5);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_run() {
    let run = async |seed: u64| {
        let sandbox = Sandbox::start(Options { seed, ..Options::default() }).await.unwrap();
        let line = token_line(&sandbox, MAILBOX).await;
        let later = SmtpDoes::answer(421, (4, 3, 2), "Service not active");
        let faults = SmtpMoment::ALL.map(|at| SmtpFault::always(at, later.clone()).per_mille(100));
        sandbox.change_switches(|switches| switches.smtp_faults = faults.to_vec());
        let mut ends = Vec::new();
        for _ in 0..12 {
            ends.push((whole_dialogue(&sandbox, &line).await, sandbox.delivered()));
        }
        ends
    };
    let once = run(3).await;
    assert_eq!(once, run(3).await);
    assert_ne!(once, run(4).await);
    let codes: Vec<&str> = once.iter().map(|(reply, _)| &reply[..3]).collect();
    assert!(codes.contains(&"421") && codes.contains(&"221"), "{codes:?}");
}

#[tokio::test]
async fn what_ehlo_does_not_list_is_refused() {
    let sandbox = sandbox().await;
    let line = token_line(&sandbox, MAILBOX).await;
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;
    client.reply().await;
    fail(&sandbox, SmtpMoment::Ehlo, SmtpDoes::unlist(&["STARTTLS", "SMTPUTF8"]));
    let list = client.ask("EHLO mfp").await;
    assert!(!list.contains("STARTTLS") && list.ends_with("\r\n250 CHUNKING\r\n"), "{list}");
    assert_eq!(client.ask("STARTTLS").await, "502 5.3.3 Command not implemented\r\n");
    assert_eq!(&client.ask("QUIT").await[..3], "221", "the connection goes on in good order");

    fail(&sandbox, SmtpMoment::EhloAfterTls, SmtpDoes::unlist(&["XOAUTH2", "SIZE"]));
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;
    client.reply().await;
    client.ask("EHLO mfp").await;
    client.ask("STARTTLS").await;
    let mut client = client.begin_tls(&sandbox).await;
    let list = client.ask("EHLO mfp").await;
    assert!(list.contains("250-AUTH LOGIN\r\n") && !list.contains("SIZE"), "{list}");
    client.ask("AUTH XOAUTH2").await;
    assert_eq!(client.ask(&line).await, "504 5.7.4 Unrecognized authentication type\r\n");
}

#[tokio::test]
async fn a_starttls_that_is_put_off_leaves_the_connection_usable() {
    let sandbox = sandbox().await;
    fail(&sandbox, SmtpMoment::StartTls, SmtpDoes::answer(454, (4, 7, 0), "TLS not available"));
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;
    client.reply().await;
    client.ask("EHLO mfp").await;
    assert_eq!(client.ask("STARTTLS").await, "454 4.7.0 TLS not available\r\n");
    assert_eq!(client.ask("STARTTLS").await, "220 2.0.0 SMTP server ready\r\n");
    let mut client = client.begin_tls(&sandbox).await;
    assert_eq!(&client.ask("EHLO mfp").await[..3], "250");
}

#[tokio::test]
async fn a_challenge_comes_before_the_refusal_and_a_reply_may_have_lines() {
    let sandbox = sandbox().await;
    let line = token_line(&sandbox, MAILBOX).await;
    let does = SmtpDoes::Challenge {
        challenge: r#"{"status":"400"}"#.to_owned(),
        code: 535,
        enhanced: Some(EnhancedCode::try_from("5.7.8".to_owned()).unwrap()),
        text: "Username and Password not accepted.\nFor more information, ask.".to_owned(),
    };
    fail(&sandbox, SmtpMoment::Auth, does);
    let mut client = secured(&sandbox).await;
    client.ask("AUTH XOAUTH2").await;
    assert_eq!(client.ask(&line).await, "334 eyJzdGF0dXMiOiI0MDAifQ==\r\n");
    assert_eq!(
        client.ask("").await,
        "535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 For more information, ask.\r\n"
    );
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
