//! What becomes of a fax behind the folder: it goes on by mail, and its sender hears of it; once, also
//! where scanpost is killed on the way.

use std::time::Duration;

use mail_parser::{MessageParser, MimeHeaders};
use scanpost_core::fault::Code;
use scanpost_core::journal::{ArrivalStep, Event, Journal};
use scanpost_core::notify::{FAX_DEVICE, OWN_DEVICE};
use scanpost_core::receive::{ArrivalState, Arrivals, Recalled, SilentPrinters};
use scanpost_core::site::receiving::{Destination, StatusAnswers};
use scanpost_core::site::{Function, Receiving, Slots};
use scanpost_core::spool::{RecipientState, Spool};

use crate::office::{
    NOW, Office, PDF, SCANS, SENDER, asking, by_mail, documents_in, fax, question, receiving,
};
use crate::shaky::Failing;

#[tokio::test]
async fn a_fax_goes_on_as_a_mail_that_another_library_reads() {
    let office = Office::new(by_mail(), false).await;
    let id = office.take_in(fax("")).await;
    office.sent_on(id).await;
    assert!(documents_in(office.faxes.path()).is_empty(), "what was on its way is not left behind");
    let jobs = office.jobs_of(FAX_DEVICE).await;
    let octets = office.octets(&jobs[0]).await;
    office.job_ends(id, RecipientState::Delivered).await;
    let arrival = office.handed_on(id).await;
    assert_eq!((arrival.state, arrival.fault), (ArrivalState::HandedOn, None));
    assert_eq!(arrival.place.as_deref(), Some("anna@contoso.example, bo@contoso.example"));
    assert_eq!(
        (jobs.len(), jobs[0].account.as_str(), jobs[0].sender.as_str()),
        (1, "scans", SCANS)
    );
    let recipients: Vec<_> = jobs[0].recipients.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(recipients, ["anna@contoso.example", "bo@contoso.example"]);
    let mail = MessageParser::default().parse(&octets).unwrap();
    let address = |found: Option<&mail_parser::Address<'_>>| {
        found.and_then(|one| one.first()?.address.clone()).map(std::borrow::Cow::into_owned)
    };
    assert_eq!(address(mail.from()).as_deref(), Some(SCANS));
    assert_eq!(address(mail.reply_to()).as_deref(), Some(SENDER));
    assert_eq!(address(mail.bcc()), None);
    assert_eq!(mail.subject(), Some("Fax from sender@example.com"));
    assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    let text = mail.body_text(0).unwrap();
    assert!(
        text.contains("Två sidor Bcc: x@y.example") && text.contains("> Hello Anna."),
        "{text}"
    );
    let attached: Vec<_> = mail.attachments().collect();
    assert_eq!((attached.len(), attached[0].attachment_name()), (1, Some("fax-1.pdf")));
    assert_eq!(attached[0].contents(), PDF.as_bytes());
    assert!(octets.split(|octet| *octet == b'\n').all(|line| line.len() < 998));
}

#[tokio::test]
async fn a_fax_goes_on_once_and_its_sender_hears_once_although_scanpost_is_killed_on_the_way() {
    for is_done in [false, true] {
        let office = Office::new(by_mail(), true).await;
        let id = office.take_in(fax(&asking())).await;
        office.store.fail(Failing { verb: "settle", calls_before: 0, is_done });
        office.run_until(async || office.store.has_failed()).await;
        office.store.recover_arrivals(NOW, Duration::from_hours(1)).await.unwrap();
        office.sent_on(id).await;
        assert_eq!(office.told().await, Vec::<String>::new(), "it is not there yet");
        office.job_ends(id, RecipientState::Delivered).await;
        office.store.fail(Failing { verb: "settle", calls_before: 0, is_done });
        office.run_until(async || office.store.has_failed()).await;
        office.store.recover_arrivals(NOW, Duration::from_hours(1)).await.unwrap();
        assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
        assert_eq!(office.jobs_of(FAX_DEVICE).await.len(), 1, "{is_done}");
        assert_eq!(office.told().await, ["processed"], "{is_done}");
    }
}

#[tokio::test]
async fn who_is_killed_between_the_fax_and_the_word_about_it_makes_up_for_the_word_alone() {
    let office = Office::new(by_mail(), false).await;
    let id = office.take_in(fax(&asking())).await;
    office.sent_on(id).await;
    office.job_ends(id, RecipientState::Delivered).await;
    office.store.fail(Failing { verb: "settle", calls_before: 0, is_done: false });
    office.run_until(async || office.store.has_failed()).await;
    assert_eq!(office.told().await, Vec::<String>::new());
    office.set(receiving(by_mail(), true)).await;
    office.store.recover_arrivals(NOW, Duration::from_hours(1)).await.unwrap();
    assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    assert_eq!(office.jobs_of(FAX_DEVICE).await.len(), 1);
    assert_eq!(office.told().await, ["processed"]);
}

#[tokio::test]
async fn a_sender_hears_of_the_fax_who_asks_may_and_is_no_stranger() {
    let asks = format!("Disposition-Notification-To: {SENDER}\r\n");
    let table = [
        (true, asking(), true),
        (false, asking(), false),
        (true, String::new(), false),
        (true, format!("Return-Path: <other@example.com>\r\n{asks}"), false),
        (true, asks, false),
        (true, format!("{}Auto-Submitted: auto-replied\r\n", asking()), false),
        (true, format!("{}List-Id: <all.example.com>\r\n", asking()), false),
        (true, format!("{}Precedence: bulk\r\n", asking()), false),
    ];
    for (confirm, head, is_told) in table {
        let office = Office::new(Destination::default(), confirm).await;
        let id = office.take_in(fax(&head)).await;
        assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
        assert_eq!(office.told().await.len(), usize::from(is_told), "{confirm} {head}");
    }
}

#[tokio::test]
async fn a_fax_that_cannot_be_handed_on_is_told_of_once_and_no_more_when_a_person_deletes_it() {
    let office = Office::new(Destination::default(), true).await;
    let mail = format!("{}From: {SENDER}\r\n\r\nNo fax.\r\n", asking());
    let arrival = office.take_in(mail).await;
    let arrival = office.handed_on(arrival).await;
    assert_eq!(arrival.fault.as_ref().map(|fault| fault.code), Some(Code::FaxMissing));
    assert_eq!(office.told().await, ["processed/error"]);
    let handing_on = office.handing_on();
    let letterhead = handing_on.who_asks(&arrival).await.expect("it is still there");
    handing_on.tell_of_deletion(&arrival, &letterhead).await;
    assert_eq!(office.told().await, ["processed/error"]);
}

#[tokio::test]
async fn a_fax_that_a_person_deletes_before_it_was_handed_on_is_told_of() {
    let office = Office::new(Destination::default(), true).await;
    let id = office.take_in(fax(&asking())).await;
    let (arrival, handing_on) = (office.arrival(id).await, office.handing_on());
    let letterhead = handing_on.who_asks(&arrival).await.expect("it waits");
    handing_on.tell_of_deletion(&arrival, &letterhead).await;
    assert_eq!(office.told().await, ["deleted"]);
}

#[tokio::test]
async fn a_fax_that_a_person_deletes_does_not_go_on_by_mail_unless_it_has_gone() {
    for has_gone in [false, true] {
        let office = Office::new(by_mail(), false).await;
        let id = office.take_in(fax("")).await;
        office.sent_on(id).await;
        let job = office.jobs_of(FAX_DEVICE).await.remove(0);
        if has_gone {
            office.job_ends(id, RecipientState::Delivered).await;
        }
        let arrival = office.arrival(id).await;
        assert!(office.store.delete_arrival(id, NOW.into()).await.unwrap());
        let mut silent = SilentPrinters::default();
        let recalled = office.handing_on().recall(&arrival, NOW.into(), &mut silent).await;
        let may_arrive = Recalled::MayArrive { job: job.id };
        assert_eq!(recalled, if has_gone { may_arrive } else { Recalled::Wholly });
        assert_eq!(office.jobs_of(FAX_DEVICE).await.len(), usize::from(has_gone));
    }
}

#[tokio::test]
async fn while_the_folder_is_away_nobody_says_that_a_deleted_fax_was_called_back() {
    let office = Office::new(by_mail(), false).await;
    let mut silent = SilentPrinters::default();
    let tried = office.take_in(fax("")).await;
    office.sent_on(tried).await;
    let new = office.take_in(fax("")).await;
    let (tried, new) = (office.arrival(tried).await, office.arrival(new).await);
    let away = office.faxes.path().with_extension("away");
    std::fs::rename(office.faxes.path(), &away).unwrap();
    assert!(office.store.delete_arrival(tried.id, NOW.into()).await.unwrap());
    for (arrival, expected) in [(&tried, Recalled::Unknown), (&new, Recalled::Wholly)] {
        let recalled = office.handing_on().recall(arrival, NOW.into(), &mut silent).await;
        assert_eq!(recalled, expected, "tried {} times", arrival.tries);
    }
    let goes_on = office.jobs_of(FAX_DEVICE).await.len();
    std::fs::rename(&away, office.faxes.path()).unwrap();
    office.handing_on().sweep_notes().await;
    assert_eq!(
        office.jobs_of(FAX_DEVICE).await.len() + 1,
        goes_on,
        "called back at the next start"
    );
}

#[tokio::test]
async fn a_word_to_the_sender_that_is_lost_stands_where_an_administrator_finds_it() {
    let office = Office::new(Destination::default(), true).await;
    office.set(Slots { sending: Some("gone".parse().unwrap()), ..Slots::default() }).await;
    let id = office.take_in(fax(&asking())).await;
    assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    let audit = office.store.memory.audit(None, 10).await.unwrap();
    let is_lost = |event: &Event| {
        matches!(event, Event::Arrival { arrival, step: ArrivalStep::NotConfirmed { fault } }
            if *arrival == id && fault.code == Code::AccountMissing)
    };
    assert_eq!(audit.iter().filter(|entry| is_lost(&entry.event)).count(), 1, "{audit:?}");
}

#[tokio::test]
async fn a_fax_that_one_of_two_has_goes_to_the_other_alone_when_a_person_tries_again() {
    for is_forgotten in [false, true] {
        let office = Office::new(by_mail(), false).await;
        let id = office.take_in(fax("")).await;
        office.sent_on(id).await;
        let first = office.jobs_of(FAX_DEVICE).await.remove(0).id;
        office.job_ends_with(id, &[RecipientState::Delivered, RecipientState::Failed]).await;
        let arrival = office.handed_on(id).await;
        assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::FaxNotSentOn));
        if is_forgotten {
            assert!(office.store.memory.delete(first, NOW.into()).await.unwrap());
        }
        office.handing_on().try_anew(id).await.unwrap();
        assert!(office.store.memory.retry_arrival(id, NOW.into()).await.unwrap());
        office.sent_on(id).await;
        let jobs = office.jobs_of(FAX_DEVICE).await;
        let second = jobs.iter().find(|job| job.id != first).expect("it was sent anew");
        let recipients: Vec<_> = second.recipients.iter().map(|one| &one.address).collect();
        assert_eq!(recipients, ["bo@contoso.example"]);
        office.job_ends(id, RecipientState::Delivered).await;
        let place = office.handed_on(id).await.place;
        assert_eq!(place.as_deref(), Some("anna@contoso.example, bo@contoso.example"));
    }
}

#[tokio::test]
async fn a_fax_that_comes_back_waits_for_a_person() {
    let to = Destination::Mail { to: vec!["Fax@Contoso.example".to_owned()] };
    let office = Office::new(to, false).await;
    let id = office.take_in(fax("")).await;
    let arrival = office.handed_on(id).await;
    assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::FaxCameBack));

    let office = Office::new(by_mail(), false).await;
    let id = office.take_in(fax("")).await;
    office.sent_on(id).await;
    let sent_on = office.jobs_of(FAX_DEVICE).await.remove(0);
    let octets = String::from_utf8(office.octets(&sent_on).await).unwrap();
    let back = office.take_in(octets).await;
    let arrival = office.handed_on(back).await;
    assert_eq!(arrival.state, ArrivalState::Quarantined);
    assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::FaxCameBack));
    assert_eq!(office.jobs_of(FAX_DEVICE).await.len(), 1);
}

#[tokio::test]
async fn two_scanposts_that_send_faxes_on_to_each_other_come_to_an_end() {
    let (one, other) = (Office::new(by_mail(), false).await, Office::new(by_mail(), false).await);
    let id = one.take_in(fax("")).await;
    one.sent_on(id).await;
    let sent_on = one.jobs_of(FAX_DEVICE).await.remove(0);
    let arrived = other.take_in(String::from_utf8(one.octets(&sent_on).await).unwrap()).await;
    let arrival = other.handed_on(arrived).await;
    assert_eq!(arrival.state, ArrivalState::Quarantined);
    assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::FaxCameBack));
    assert_eq!(other.jobs_of(FAX_DEVICE).await, []);
    // Elsewhere than by mail it goes.
    other.set(receiving(Destination::default(), false)).await;
    assert!(other.store.retry_arrival(arrived, NOW.into()).await.unwrap());
    assert_eq!(other.handed_on(arrived).await.state, ArrivalState::HandedOn);
}

#[tokio::test]
async fn a_fax_that_the_mail_server_refuses_is_kept_and_its_sender_hears_that_it_failed() {
    let office = Office::new(by_mail(), true).await;
    let id = office.take_in(fax(&asking())).await;
    office.sent_on(id).await;
    // What is chosen meanwhile does not matter to a fax that has gone.
    office.set(receiving(Destination::default(), true)).await;
    office.job_ends(id, RecipientState::Failed).await;
    let arrival = office.handed_on(id).await;
    assert_eq!(arrival.state, ArrivalState::Quarantined);
    assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::FaxNotSentOn));
    assert_eq!(office.told().await, ["processed/error"]);
    assert!(office.store.memory.arrival_body(id).await.is_ok(), "its octets are there");
    // The address is mended, and a person tries again: it is a new mail.
    office.set(receiving(by_mail(), true)).await;
    office.handing_on().try_anew(id).await.unwrap();
    assert!(office.store.retry_arrival(id, NOW.into()).await.unwrap());
    office.sent_on(id).await;
    assert_eq!(office.jobs_of(FAX_DEVICE).await.len(), 2);
    office.job_ends(id, RecipientState::Delivered).await;
    assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    assert_eq!(office.told().await, ["processed/error"], "one mail, one notification");
}

/// Anna may ask how everything stands.
async fn asked_by_anna() -> Office {
    let office = Office::new(Destination::default(), false).await;
    let senders = vec!["anna@contoso.example".to_owned()];
    let status = StatusAnswers { senders, ..StatusAnswers::default() };
    office.set(Receiving { status, ..Receiving::default() }).await;
    office
}

#[tokio::test]
async fn a_question_is_answered_once_although_scanpost_is_killed_before_that_is_written_down() {
    for is_done in [false, true] {
        let office = asked_by_anna().await;
        let id = office.take_in_for(Function::EmailStatus, question("")).await;
        office.store.fail(Failing { verb: "settle", calls_before: 0, is_done });
        office.run_until(async || office.store.has_failed()).await;
        office.store.recover_arrivals(NOW, Duration::from_hours(1)).await.unwrap();
        let arrival = office.handed_on(id).await;
        assert_eq!(arrival.place.as_deref(), Some("anna@contoso.example"), "{is_done}");
        assert_eq!(office.jobs_of(OWN_DEVICE).await.len(), 1, "{is_done}");
    }
}

#[tokio::test]
async fn many_questions_at_once_get_no_more_answers_than_one_after_the_other() {
    let office = asked_by_anna().await;
    for number in 0..60 {
        office.take_in_for(Function::EmailStatus, question(&format!("X: {number}"))).await;
    }
    let all = async || {
        let counts = office.store.count_arrivals().await.unwrap();
        counts.contains(&(ArrivalState::HandedOn, 60))
    };
    office.run_until(all).await;
    assert_eq!(office.jobs_of(OWN_DEVICE).await.len(), 20, "a day's answers to one sender");
}

#[tokio::test]
async fn who_may_no_longer_ask_and_who_asks_too_often_gets_no_answer() {
    let office = asked_by_anna().await;
    for number in 0..22 {
        let id = office.take_in_for(Function::EmailStatus, question(&format!("X: {number}"))).await;
        assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    }
    assert_eq!(office.jobs_of(OWN_DEVICE).await.len(), 20, "a day's answers to one sender");
    let office = asked_by_anna().await;
    let id = office.take_in_for(Function::EmailStatus, question("")).await;
    office.set(Receiving::default()).await;
    let place = office.handed_on(id).await.place.unwrap();
    assert_eq!(place, "not-answered: sender-not-allowed");
    assert_eq!(office.jobs_of(OWN_DEVICE).await.len(), 0);
}
