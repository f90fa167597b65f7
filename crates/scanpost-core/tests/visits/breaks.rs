//! Either side goes away at any moment: no mail is deleted that nobody asked to delete, none is said to be
//! deleted that is not, and no mail looks whole that is not.

use futures_util::future::join_all;
use scanpost_sandbox::{Ending, Fault, Pop3Does, Pop3Moment};

use crate::device::{Device, unstuffed};
use crate::stage::{Stage, USER};

const MAIL: &str = "Subject: one\r\n\r\nThe text of one.\r\n.dotted\r\n";

/// What a device has heard on its way through a visit, as far as it came.
#[derive(Debug, Default)]
struct Heard {
    mail: Option<String>,
    /// The answer to QUIT.
    goodbye: String,
}

/// Fetches and deletes the first mail.
async fn visit(stage: &Stage) -> Heard {
    let mut heard = Heard::default();
    let mut device = Device::greeted(stage).await;
    if !device.log_in(USER, &stage.password).await.starts_with("+OK") {
        return heard;
    }
    if device.say("RETR 1").await.starts_with("+OK") {
        let Some(lines) = device.lines_if_whole().await else { return heard };
        heard.mail = Some(unstuffed(&lines));
    }
    assert!(device.say("DELE 1").await.starts_with("+OK"));
    heard.goodbye = device.say("QUIT").await;
    heard
}

#[tokio::test]
async fn the_provider_breaks_at_each_moment_and_a_device_is_told_the_truth() {
    let stop = Pop3Does::stop(10, Ending::Close);
    let cases = [Pop3Does::Close, Pop3Does::Reset, stop, Pop3Does::answer("[SYS/TEMP] No.")];
    let cases = cases.iter().flat_map(|does| Pop3Moment::ALL.map(|moment| (moment, does.clone())));
    join_all(cases.map(|(moment, does)| told_the_truth(moment, does))).await;
}

async fn told_the_truth(moment: Pop3Moment, does: Pop3Does) {
    let case = format!("{does:?} at {moment:?}");
    // Where the reply alone is cut off, the mail is gone, and nobody can know it.
    let is_uncertain = moment == Pop3Moment::Deleted
        || matches!((moment, &does), (Pop3Moment::Quit, Pop3Does::Stop { .. }));
    let stage = Stage::set().await;
    stage.put("one");
    stage.sandbox.change_switches(|switches| {
        switches.pop3_faults.push(Fault::next(1, moment, does));
    });
    let heard = visit(&stage).await;
    if let Some(mail) = heard.mail {
        assert_eq!(mail, MAIL, "{case}");
    }
    let left = stage.left();
    if heard.goodbye.starts_with("+OK") {
        assert_eq!(left, [""; 0], "{case}");
    } else if !is_uncertain {
        assert_eq!(left, ["one"], "{case}: {}", heard.goodbye);
    }
}

#[tokio::test]
async fn a_connection_that_the_provider_has_closed_meanwhile_is_opened_anew() {
    let stage = Stage::set().await;
    stage.put("one");
    let mut device = Device::come_in(&stage).await;
    for (moment, command) in [(Pop3Moment::Retr, "RETR 1"), (Pop3Moment::Top, "TOP 1 1")] {
        stage.sandbox.change_switches(|switches| {
            switches.pop3_faults.push(Fault::next(1, moment, Pop3Does::Close));
        });
        assert!(device.mail(command).await.starts_with("Subject: one"));
    }
    stage.sandbox.change_switches(|switches| {
        switches.pop3_faults.push(Fault::next(1, Pop3Moment::Dele, Pop3Does::Close));
    });
    assert!(device.say("DELE 1").await.starts_with("+OK"));
    assert!(device.say("QUIT").await.starts_with("+OK"));
    assert_eq!(stage.left(), [""; 0]);
    assert_eq!(stage.load().log_ins, 4);
}

#[tokio::test]
async fn a_mail_that_breaks_off_is_never_ended_by_its_dot() {
    for situation in ["pop3-drop-in-retr", "pop3-reset-in-retr"] {
        let stage = Stage::set().await;
        let text = "0123456789".repeat(7) + "\r\n";
        let mail = format!("Subject: long\r\n\r\n{}", text.repeat(1000));
        stage.sandbox.put_mail(crate::stage::MAILBOX, mail);
        stage.turn_on(situation);
        let mut device = Device::come_in(&stage).await;
        assert!(device.say("RETR 1").await.starts_with("+OK"));
        while device.read().await > 0 {}
        let lines: Vec<String> = device.lines_so_far();
        assert!(lines.len() < 1000 && !lines.contains(&".".to_owned()), "{situation}");
    }
}

#[tokio::test]
async fn a_refusal_to_delete_is_passed_on() {
    let stage = Stage::set().await;
    stage.put("one");
    stage.turn_on("pop3-not-deleted");
    let heard = visit(&stage).await;
    assert!(heard.goodbye.starts_with("-ERR [SYS/TEMP]"), "{}", heard.goodbye);
    assert_eq!(stage.left(), ["one"]);
}

#[tokio::test]
async fn a_device_that_vanishes_at_any_moment_deletes_nothing_unless_it_has_said_quit() {
    let commands = ["NOOP", "STAT", "UIDL", "RETR 1", "DELE 1", "QUIT"];
    for said in 0..=commands.len() {
        let stage = Stage::set().await;
        stage.put("one");
        let mut device = Device::come_in(&stage).await;
        for command in &commands[..said] {
            device.write(command).await;
        }
        if said == commands.len() {
            while device.read().await > 0 {} // QUIT is carried out, whether anybody hears it or not
        }
        drop(device);
        stage.gateway.stop().await; // every connection has come to its end
        assert_eq!(stage.left().is_empty(), said == commands.len(), "after {said} commands");
    }
}

#[tokio::test]
async fn at_the_end_an_idle_device_is_told_and_what_it_has_marked_stays() {
    let stage = Stage::set().await;
    stage.put("one");
    let mut device = Device::come_in(&stage).await;
    assert!(device.say("DELE 1").await.starts_with("+OK"));
    stage.gateway.stop().await;
    let reply = device.line().await;
    assert!(reply.starts_with("-ERR [SYS/TEMP] scanpost is stopping."), "{reply}");
    assert_eq!(stage.left(), ["one"]);
}
