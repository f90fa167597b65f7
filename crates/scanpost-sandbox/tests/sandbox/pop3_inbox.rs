//! Inboxes that are large or say wrong things of themselves, limits of POP3 and its meter.

use std::{collections::HashSet, time::Duration};

use scanpost_sandbox::{Generated, Limits, MailboxLimits, OverPop3Sessions, Sandbox, Situation};
use serde_json::json;

use crate::{
    pop3::{POP, connected, list, log_in, opened},
    support::{Http, MAILBOX, sandbox},
};

/// `number value` of each line of a list.
async fn listed(sandbox: &Sandbox, command: &str) -> Vec<(usize, String)> {
    let mut client = opened(sandbox).await;
    let text = list(&mut client, command).await;
    let lines = text.lines().skip(1).take_while(|line| *line != ".");
    let entry = |line: &str| {
        let (number, value) = line.split_once(' ').unwrap();
        (number.parse().unwrap(), value.to_owned())
    };
    lines.map(entry).collect()
}

async fn in_situation(name: &str, mails: usize) -> Sandbox {
    let sandbox = sandbox().await;
    for n in 0..mails {
        sandbox.put_mail(MAILBOX, format!("Subject: {n}\r\n\r\n{}\r\n", "x".repeat(1000 + n)));
    }
    sandbox.change_switches(|switches| Situation::named(name).unwrap().turn_on(switches));
    sandbox
}

#[tokio::test]
async fn sizes_are_estimates_that_stay_or_zero_or_huge() {
    let sandbox = in_situation("pop3-sizes-estimated", 20).await;
    let estimated = listed(&sandbox, "LIST").await;
    assert_eq!(estimated, listed(&sandbox, "LIST").await, "the same in every session");
    let mails = sandbox.mailbox(MAILBOX);
    let wrong = estimated.iter().zip(&mails).filter(|((_, size), mail)| {
        let (size, exact) = (size.parse::<u64>().unwrap(), mail.size_octets());
        assert!((exact * 7 / 10..=exact * 13 / 10).contains(&size), "{size} of {exact}");
        size != exact
    });
    assert!(wrong.count() > 10);
    for (name, size) in [("pop3-sizes-zero", "0"), ("pop3-sizes-huge", "5000000000")] {
        let sandbox = in_situation(name, 2).await;
        let sizes = listed(&sandbox, "LIST").await;
        assert!(sizes.iter().all(|(_, said)| said == size), "{sizes:?}");
    }
}

#[tokio::test]
async fn uidls_change_repeat_or_come_again() {
    let uidls = async |sandbox: &Sandbox| -> Vec<String> {
        listed(sandbox, "UIDL").await.into_iter().map(|(_, uidl)| uidl).collect()
    };
    let delete_first = async |sandbox: &Sandbox| {
        let mut client = opened(sandbox).await;
        for command in ["DELE 1", "QUIT"] {
            client.say(command).await;
            assert!(client.hear().await.starts_with("+OK"));
        }
    };
    let good = in_situation("pop3-sizes-zero", 3).await;
    assert_eq!(uidls(&good).await, ["1", "2", "3"]);
    delete_first(&good).await;
    assert_eq!(uidls(&good).await, ["2", "3"]);

    let change = in_situation("pop3-uidls-change", 3).await;
    let (once, again) = (uidls(&change).await, uidls(&change).await);
    assert!(once.iter().all(|uidl| !again.contains(uidl)), "{once:?} {again:?}");

    let come_again = in_situation("pop3-uidls-come-again", 3).await;
    assert_eq!(uidls(&come_again).await, ["1", "2", "3"]);
    delete_first(&come_again).await;
    assert_eq!(uidls(&come_again).await, ["1", "2"]);
    assert_eq!(come_again.mailbox(MAILBOX)[0].id, 2, "and the right mail was deleted");

    let repeat = in_situation("pop3-uidls-repeat", 5).await;
    assert_eq!(uidls(&repeat).await, ["1", "1", "3", "3", "5"]);
}

#[tokio::test]
async fn fifty_thousand_mails_are_listed_and_each_is_another() {
    let sandbox = sandbox().await;
    let ids = sandbox.put_generated(MAILBOX, Generated::text(300), 50_000).unwrap();
    assert_eq!(ids, 1..50_001);
    let uidls = listed(&sandbox, "UIDL").await;
    assert_eq!(uidls.len(), 50_000);
    let different: HashSet<&str> = uidls.iter().map(|(_, uidl)| uidl.as_str()).collect();
    assert_eq!(different.len(), 50_000);
    let sizes = listed(&sandbox, "LIST").await;
    assert!(sizes.iter().all(|(_, size)| size == "300"));
    let mut client = opened(&sandbox).await;
    let last = list(&mut client, "RETR 50000").await;
    assert!(last.contains("Subject: Generated mail 00050000\r\n"), "{last}");
    assert_eq!(last.split_once("\r\n").unwrap().1.len(), 300 + 3);
    let first = list(&mut client, "TOP 1 0").await;
    assert!(first.contains("Subject: Generated mail 00000001\r\n"), "{first}");
    assert!(sandbox.put_generated(MAILBOX, Generated::text(300), 50_001).is_none(), "too many");
}

#[tokio::test]
async fn a_mail_of_100_mb_comes_whole() {
    let sandbox = sandbox().await;
    let mail = Generated {
        start: "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n".into(),
        filler: "JVBERi0xLjcK".repeat(6) + "\r\n",
        times: 1_352_000,
        end: "--\r\n".into(),
    };
    sandbox.put_generated(MAILBOX, mail, 1).unwrap();
    let exact = sandbox.mailbox(MAILBOX)[0].size_octets();
    assert!(exact > 100_000_000, "{exact}");
    let mut client = opened(&sandbox).await;
    client.say("RETR 1").await;
    assert!(client.hear().await.starts_with("+OK"));
    let (mut octets, mut lines) = (0, 0);
    loop {
        let line = client.hear().await;
        if line == ".\r\n" {
            break;
        }
        octets += line.len() as u64;
        lines += 1;
    }
    assert_eq!((octets, lines), (exact, 1_352_004));
    assert_eq!(sandbox.pop3_load(MAILBOX).retrieved, 1);
}

#[tokio::test]
async fn sessions_beyond_the_limit_are_told_and_one_that_ends_makes_room() {
    let table = [
        (OverPop3Sessions::ClosedAtLogIn, "-ERR [SYS/TEMP] Too many connections."),
        (OverPop3Sessions::InUse, "-ERR [IN-USE] "),
    ];
    for (over_pop3_sessions, words) in table {
        let sandbox = sandbox().await;
        let limits = Limits { pop3_sessions: Some(2), over_pop3_sessions, ..Limits::default() };
        sandbox.change_switches(|s| s.limits.push(MailboxLimits::of("scans@*", limits)));
        let mut first = opened(&sandbox).await;
        let _second = opened(&sandbox).await;
        let token = Http::to(&sandbox).access_token(POP).await;
        let mut third = connected(&sandbox).await;
        let reply = log_in(&mut third, token.clone()).await;
        assert!(reply.starts_with(words), "{reply}");
        let load = sandbox.pop3_load("Scans@Sandbox.Example");
        assert_eq!((load.sessions, load.most_sessions, load.over_limit), (2, 3, 1));

        first.say("QUIT").await;
        while sandbox.pop3_load(MAILBOX).sessions == 2 {
            tokio::task::yield_now().await;
        }
        if over_pop3_sessions == OverPop3Sessions::ClosedAtLogIn {
            assert_eq!(third.rest().await, b"");
            third = connected(&sandbox).await;
        }
        assert!(log_in(&mut third, token).await.starts_with("+OK"));
    }
}

#[tokio::test]
async fn polls_beyond_the_limit_of_a_minute_are_told_of_the_login_delay() {
    let sandbox = sandbox().await;
    let limits = Limits { pop3_log_ins_per_minute: Some(2), ..Limits::default() };
    sandbox.change_switches(|switches| switches.limits.push(MailboxLimits::of("*", limits)));
    let token = Http::to(&sandbox).access_token(POP).await;
    let poll = async || {
        let mut client = connected(&sandbox).await;
        let reply = log_in(&mut client, token.clone()).await;
        client.say("QUIT").await;
        client.rest().await;
        reply
    };
    for _ in 0..2 {
        assert!(poll().await.starts_with("+OK"));
    }
    let early = "-ERR [LOGIN-DELAY] minimum time between mail checks violation\r\n";
    assert_eq!(poll().await, early);
    let load = sandbox.pop3_load(MAILBOX);
    assert_eq!((load.log_ins, load.most_log_ins_in_a_minute, load.over_limit), (3, 3, 1));
    sandbox.advance(Duration::from_mins(1));
    assert!(poll().await.starts_with("+OK"));
    assert_eq!(sandbox.pop3_load(MAILBOX).most_log_ins_in_a_minute, 3);
}

#[tokio::test]
async fn another_process_puts_mails_and_reads_the_meter() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let path = format!("/mailboxes/{MAILBOX}/mails");
    let put = http.post_form_text(&path, "Subject: A fax\r\n\r\nx\r\n").await;
    assert_eq!((put.status, put.json()), (201, json!({ "id": 1 })));
    assert_eq!(sandbox.mailbox(MAILBOX)[0].octets()[..], b"Subject: A fax\r\n\r\nx\r\n"[..]);
    let path = format!("/mailboxes/{MAILBOX}/generated");
    let made = http.post_json(&path, &json!({ "count": 3, "octets": 5000 })).await;
    assert_eq!((made.status, made.json()), (201, json!({ "first_id": 2, "count": 3 })));
    let own = json!({ "start": "A: {n}\r\n\r\n", "filler": "y\r\n", "times": 2, "end": "" });
    assert_eq!(http.post_json(&path, &json!({ "mail": own })).await.status, 201);
    assert_eq!(sandbox.mailbox(MAILBOX)[4].octets()[..], b"A: 00000005\r\n\r\ny\r\ny\r\n"[..]);
    let too_many = http.post_json(&path, &json!({ "count": 1_000_000 })).await;
    assert_eq!(too_many.status, 422);

    let mut client = opened(&sandbox).await;
    for command in ["DELE 1", "DELE 2", "QUIT"] {
        client.say(command).await;
        assert!(client.hear().await.starts_with("+OK"));
    }
    let loads = http.get("/pop3-loads").await.json();
    assert_eq!((&loads[MAILBOX]["log_ins"], &loads[MAILBOX]["deleted"]), (&json!(1), &json!(2)));
    let page = http.get(&format!("/mailboxes/{MAILBOX}")).await.text();
    assert!(page.contains("Generated mail 00000004"), "{page}");
}
