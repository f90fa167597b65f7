//! Recipients that are fax numbers: where their mail goes, what is refused, and that a mail whose
//! recipients go both ways is kept for both or for none.

use scanpost_core::administrator::Actor;
use scanpost_core::device::TlsFloor;
use scanpost_core::fax::FaxServer;
use scanpost_core::gateway::{GatewayError, NewAccount};
use scanpost_core::oauth::Provider;
use scanpost_core::objection::Reason;
use scanpost_core::site::{Slot, Slots};
use scanpost_core::spool::Job;
use scanpost_store::MemoryStore;

use crate::stage::{MAIL, Printer, Stage};

/// Faxes go out by an account of their own, and to Sweden alone.
async fn faxing(store: MemoryStore) -> Stage {
    let stage = Stage::set_with(store, |_| {}).await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let by = stage.gateway.by(&Actor::Console);
    let mut provider = Provider::named("exchange-online").expect("is known");
    "00001111-aaaa-2222-bbbb-3333cccc4444".clone_into(&mut provider.oauth.client_id);
    let name = "faxes".parse().expect("a name");
    let account = NewAccount::to_send(name, "faxes@example.com".to_owned(), provider);
    by.add_account(account).await.expect("it can be added");
    let mut slots = Slots::default();
    slots.set(Slot::Sending, "scans".parse().ok());
    slots.set(Slot::FaxServer, "faxes".parse().ok());
    let seen = stage.gateway.slots().await.expect("slots").revision;
    by.set_slots(seen, slots).await.expect("they are there");
    set(&stage, |_| ()).await;
    stage
}

async fn set(stage: &Stage, change: impl FnOnce(&mut FaxServer)) {
    let mut settings = FaxServer {
        pattern: "{number}@fax.example".to_owned(),
        country_code: "46".to_owned(),
        allowed: vec!["+46*".to_owned()],
        ..FaxServer::default()
    };
    change(&mut settings);
    let seen = stage.gateway.fax_server().await.expect("settings").revision;
    let by = stage.gateway.by(&Actor::Console);
    by.set_fax_server(seen, settings.entered()).await.expect("it is right");
}

async fn send_to(printer: &mut Printer, recipients: &[&str]) -> String {
    printer.say("MAIL FROM:<copier@example.com>").await;
    for recipient in recipients {
        let reply = printer.say(&format!("RCPT TO:<{recipient}>")).await;
        assert!(reply.starts_with("250 "), "{recipient}: {reply}");
    }
    assert!(printer.say("DATA").await.starts_with("354 "));
    printer.write(MAIL.as_bytes()).await;
    printer.say(".").await
}

/// Account, addresses, numbers.
fn told(job: &Job) -> (&str, Vec<(&str, Option<&str>)>) {
    let recipients = job.recipients.iter();
    let recipients = recipients.map(|one| (one.address.as_str(), one.fax.as_deref())).collect();
    (job.account.as_str(), recipients)
}

#[tokio::test]
async fn a_mail_to_people_and_faxes_goes_each_way_by_its_own_account() {
    let stage = faxing(MemoryStore::new()).await;
    let to = ["anna@example.com", "08-123 45@fax", "bo@example.com", "FAX=+4631555@fax", "0812345"];
    let reply = send_to(&mut stage.printer().await, &to).await;
    let jobs = stage.jobs().await;
    let [faxes, mails] = &jobs[..] else { panic!("two jobs: {jobs:?}") };
    assert_eq!(reply.trim_end(), format!("250 2.0.0 Kept as {}.", mails.id));
    let people = vec![("anna@example.com", None), ("bo@example.com", None)];
    assert_eq!(told(mails), ("scans", people));
    let numbers = vec![
        ("46812345@fax.example", Some("+46812345")), // and the same number is dialled once
        ("4631555@fax.example", Some("+4631555")),
    ];
    assert_eq!(told(faxes), ("faxes", numbers));
    let [octets, again] = [stage.octets(mails.id).await, stage.octets(faxes.id).await];
    assert!(octets.ends_with(MAIL) && octets == again, "what the scan holds is the same");
    stage.gateway.by(&Actor::Console).delete_job(mails.id).await.expect("it waits");
    assert_eq!(stage.octets(faxes.id).await, again, "one does not take the other's octets away");
}

#[tokio::test]
async fn faxes_that_wait_go_by_the_account_that_is_chosen_for_faxes_now_and_the_mails_stay() {
    let stage = faxing(MemoryStore::new()).await;
    send_to(&mut stage.printer().await, &["anna@example.com", "08-123 45@fax"]).await;
    let choose = async |slot, account: &str| {
        let mut seen = stage.gateway.slots().await.expect("slots");
        seen.slots.set(slot, account.parse().ok());
        let by = stage.gateway.by(&Actor::Console);
        by.set_slots(seen.revision, seen.slots).await.expect("they are there");
        let jobs = stage.jobs().await;
        jobs.iter().map(|job| (job.is_fax(), job.account.to_string())).collect::<Vec<_>>()
    };
    let each = |faxes: &str, mails: &str| vec![(true, faxes.to_owned()), (false, mails.to_owned())];
    assert_eq!(choose(Slot::FaxServer, "scans").await, each("scans", "scans"));
    assert_eq!(choose(Slot::Sending, "faxes").await, each("scans", "faxes"));
    assert_eq!(choose(Slot::FaxServer, "faxes").await, each("faxes", "faxes"));
    set(&stage, |settings| settings.pattern.clear()).await;
    assert_eq!(choose(Slot::FaxServer, "scans").await, each("faxes", "faxes"), "nothing is faxed");
}

#[tokio::test]
async fn a_mail_to_faxes_alone_is_one_job_of_the_fax_servers_account() {
    let stage = faxing(MemoryStore::new()).await;
    let reply = send_to(&mut stage.printer().await, &["(08) 123.45@FAX"]).await;
    let [job] = &stage.jobs().await[..] else { panic!("one job") };
    assert_eq!(reply.trim_end(), format!("250 2.0.0 Kept as {}.", job.id));
    assert_eq!(told(job), ("faxes", vec![("46812345@fax.example", Some("+46812345"))]));
}

#[tokio::test]
async fn a_number_that_cannot_be_faxed_to_is_refused_with_its_reason_and_the_others_are_taken() {
    let stage = faxing(MemoryStore::new()).await;
    let mut printer = stage.printer().await;
    printer.say("MAIL FROM:<copier@example.com>").await;
    for (recipient, reply) in [
        ("+1 212 555 0100@fax", "550 5.7.1 Faxes to +12125550100 are not allowed. "),
        ("12125550100@fax.example", "550 5.7.1 Faxes to +12125550100 are not allowed. "),
        ("anna@fax", "550 5.1.3 anna is not a fax number: "),
        ("08-FAX@fax", "550 5.1.3 08-FAX is not a fax number: "),
        ("12345@fax", "550 5.1.3 12345 lacks its area code: "),
        ("1 2@example.com", "550 5.1.3 1 2@example.com is not a fax number: "),
        ("a b@example.com", "501 5.1.3 "),
        ("08-12345@fax", "250 "),
        ("anna@example.com", "250 "),
        ("postmaster", "250 "),
    ] {
        let said = printer.say(&format!("RCPT TO:<{recipient}>")).await;
        assert!(said.starts_with(reply), "{recipient}: {said}");
    }
}

#[tokio::test]
async fn while_faxing_is_off_a_number_is_told_so_and_mail_goes_on() {
    let stage = faxing(MemoryStore::new()).await;
    set(&stage, |settings| settings.pattern.clear()).await;
    let mut printer = stage.printer().await;
    printer.say("MAIL FROM:<copier@example.com>").await;
    for number in ["08-12345@fax", "08-12345"] {
        let reply = printer.say(&format!("RCPT TO:<{number}>")).await;
        assert!(reply.starts_with("550 5.3.5 Faxing is not set up in scanpost. "), "{reply}");
    }
    assert!(printer.say("RCPT TO:<anna@example.com>").await.starts_with("250 "));
}

#[tokio::test]
async fn numbers_that_are_forbidden_while_the_mail_comes_in_are_not_dialled() {
    let stage = faxing(MemoryStore::new()).await;
    let mut printer = stage.printer().await;
    for line in ["MAIL FROM:<copier@example.com>", "RCPT TO:<08-12345@fax>", "DATA"] {
        printer.say(line).await;
    }
    set(&stage, |settings| settings.denied = vec!["08*".to_owned()]).await;
    printer.write(MAIL.as_bytes()).await;
    let reply = printer.say(".").await;
    assert!(reply.starts_with("550 5.7.1 Faxes to +46812345 are not allowed. "), "{reply}");
    assert!(stage.jobs().await.is_empty());
}

#[tokio::test]
async fn the_domain_of_an_account_is_none_of_faxes() {
    let stage = faxing(MemoryStore::new()).await;
    let settings = FaxServer { domain: "Example.com".to_owned(), ..FaxServer::default() };
    let seen = stage.gateway.fax_server().await.expect("settings").revision;
    let by = stage.gateway.by(&Actor::Console);
    let refused = by.set_fax_server(seen, settings.entered()).await.expect_err("people are there");
    let GatewayError::Objection(why) = refused else { panic!("{refused:?}") };
    assert_eq!((why.reason, why.field), (Reason::FaxDomainOfAccount, Some("domain")));
}

#[tokio::test]
async fn a_stranger_faxes_nothing() {
    let stage = faxing(MemoryStore::new()).await;
    stage.gateway.by(&Actor::Console).remove_device("neighbour").await.expect("it is there");
    let reply = stage.printer().await.say("MAIL FROM:<copier@example.com>").await;
    assert!(reply.starts_with("550 5.7.1 "), "{reply}");
}

#[tokio::test]
async fn a_mail_for_which_there_is_room_once_and_not_twice_is_kept_for_nobody() {
    let stage = faxing(MemoryStore::with_room(8 * 1024)).await;
    let to = ["RCPT TO:<anna@example.com>", "RCPT TO:<08-12345@fax>"];
    let mut printer = stage.printer().await;
    printer.say("MAIL FROM:<copier@example.com>").await;
    for line in to {
        assert!(printer.say(line).await.starts_with("250 "));
    }
    printer.say("DATA").await;
    printer.write(format!("{MAIL}{}", "0123456789abcdef\r\n".repeat(300)).as_bytes()).await;
    let reply = printer.say(".").await;
    assert!(reply.starts_with("452 4.3.1 "), "{reply}");
    assert!(stage.jobs().await.is_empty());
    assert!(send_to(&mut printer, &["anna@example.com", "08-12345@fax"]).await.starts_with("250 "));
    assert_eq!(stage.jobs().await.len(), 2);
}
