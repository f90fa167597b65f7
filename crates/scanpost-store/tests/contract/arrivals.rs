//! What the storage promises of mails that are taken out of a mailbox and handed on.

use std::time::Duration;

use bytes::Bytes;
use scanpost_core::clock::{Jump, Time};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{ArrivalStep, Event};
use scanpost_core::receive::ledger::Mark;
use scanpost_core::receive::{
    Addressed, Arrival, ArrivalFilter, ArrivalId, ArrivalState, Digest, Fingerprint, LeftMail,
    MailboxName, NewArrival, Outcome, TakenIn,
};
use scanpost_core::site::Function;
use tokio::io::AsyncReadExt;

use crate::stage::*;

for_every_backend! {
    a_mail_that_is_taken_in_waits_with_its_octets_and_its_mark,
    the_same_octets_are_kept_once_for_as_long_as_they_are_remembered,
    a_mail_that_is_dropped_before_it_is_taken_in_leaves_nothing_of_itself,
    an_arrival_of_one_id_is_taken_in_once,
    marks_go_when_their_mails_are_gone,
    a_mail_that_is_left_again_is_told_of_only_if_it_is_another_one,
    marks_come_in_pages_and_each_comes_once,
    an_attempt_is_written_down_with_the_later_retry_before_it_begins,
    what_is_handed_on_loses_its_octets_and_stays_as_history,
    what_is_not_handed_on_waits_until_it_is_due_again,
    what_is_quarantined_keeps_its_octets_until_a_person_acts,
    an_attempt_that_was_cut_off_is_made_again_after_the_start,
    a_list_shows_arrivals_newest_first_and_those_that_are_wanted,
    who_was_answered_since_then_is_counted_by_address,
    what_ended_long_ago_is_forgotten,
    arrivals_follow_a_clock_that_is_set,
}

const HEAD: Fingerprint = Fingerprint([7; 16]);

fn mailbox() -> MailboxName {
    MailboxName::new("Fax@Example.com", "POP.example.com")
}

fn digest(octets: &[u8]) -> Digest {
    let mut digest = [0; 32];
    digest[..octets.len().min(32)].copy_from_slice(&octets[..octets.len().min(32)]);
    Digest(digest)
}

fn new_arrival(uidl: &str, octets: &[u8], taken_at: Time) -> NewArrival {
    NewArrival {
        id: ArrivalId::new(),
        function: Function::InternetFaxReceive,
        account: scans(),
        mailbox: mailbox(),
        uidl: uidl.to_owned(),
        digest: digest(octets),
        head: HEAD,
        taken_at,
        remembered_since: Time(taken_at.0 - 1_000_000),
    }
}

async fn take_in(store: &dyn Store, new: NewArrival, octets: &[u8]) -> Result<TakenIn, Fault> {
    let mut arriving = store.arriving();
    for piece in octets.chunks(50_000) {
        arriving.write(Bytes::copy_from_slice(piece)).await.unwrap();
    }
    arriving.take_in(new).await
}

/// Takes in a mail whose octets are its UIDL.
async fn taken(store: &dyn Store, uidl: &str, taken_at: Time) -> ArrivalId {
    let new = new_arrival(uidl, uidl.as_bytes(), taken_at);
    let id = new.id;
    assert_eq!(take_in(store, new, uidl.as_bytes()).await, Ok(TakenIn::New));
    id
}

async fn octets(store: &dyn Store, id: ArrivalId) -> Result<Vec<u8>, Code> {
    let mut octets = Vec::new();
    let body = store.arrival_body(id).await.map_err(|fault| fault.code);
    body?.read_to_end(&mut octets).await.unwrap();
    Ok(octets)
}

async fn the_arrival(store: &dyn Store, id: ArrivalId) -> Arrival {
    store.arrival(id).await.unwrap().expect("it is there")
}

async fn claimed(store: &dyn Store, now: Time) -> Vec<ArrivalId> {
    let claimed = store.claim_arrivals(now, POLICY(), 100).await.unwrap();
    claimed.into_iter().map(|arrival| arrival.id).collect()
}

/// All of them, as they are stored.
async fn marks(store: &dyn Store) -> Vec<(Fingerprint, Mark)> {
    store.marks(mailbox(), None, 100).await.unwrap()
}

fn named(uidl: &str) -> Fingerprint {
    Fingerprint::of(uidl.as_bytes())
}

/// In the order of the storage.
fn sorted(mut marks: Vec<(Fingerprint, Mark)>) -> Vec<(Fingerprint, Mark)> {
    marks.sort_by_key(|(uidl, _)| *uidl);
    marks
}

/// The steps in the journal, oldest first.
async fn steps(store: &dyn Store) -> Vec<ArrivalStep> {
    let entries = store.after(0, 100).await.unwrap().into_iter();
    let step = |event| match event {
        Event::Arrival { step, .. } => Some(step),
        _ => None,
    };
    entries.filter_map(|entry| step(entry.event)).collect()
}

fn handed_on() -> Outcome {
    Outcome::HandedOn { place: "/srv/faxes/1.tiff".to_owned() }
}

async fn a_mail_that_is_taken_in_waits_with_its_octets_and_its_mark(store: &dyn Store) {
    for bytes in [0, 3, 64 * 1024 + 1, 1_000_003] {
        let mail = scan_of(bytes);
        let new = NewArrival { digest: Digest([1; 32]), ..new_arrival("uidl", &[], NOW) };
        let new = NewArrival { remembered_since: later(9), ..new };
        assert_eq!(take_in(store, new.clone(), &mail).await, Ok(TakenIn::New));
        let arrival = the_arrival(store, new.id).await;
        assert_eq!((arrival.function, arrival.account), (new.function, scans()));
        assert_eq!((arrival.mailbox, arrival.uidl.as_str()), (mailbox(), "uidl"));
        assert_eq!((arrival.digest, arrival.size_bytes), (new.digest, bytes as u64));
        assert_eq!((arrival.state, arrival.tries), (ArrivalState::Waiting, 0));
        assert_eq!((arrival.taken_at, arrival.due_at, arrival.ended_at), (NOW, Some(NOW), None));
        assert_eq!((arrival.fault, arrival.place), (None, None));
        assert!(octets(store, new.id).await == Ok(mail), "{bytes} octets");
        let last = store.latest(1).await.unwrap().remove(0);
        let step = ArrivalStep::TakenIn { size_bytes: bytes as u64 };
        assert_eq!(last.event, Event::Arrival { arrival: new.id, step });
        assert_eq!((last.account, last.at), (Some(scans()), NOW));
    }
    assert_eq!(marks(store).await, [(named("uidl"), Mark::Taken { head: HEAD })]);
}

async fn the_same_octets_are_kept_once_for_as_long_as_they_are_remembered(store: &dyn Store) {
    for mail in [scan_of(10), scan_of(200_000)] {
        let first = NewArrival { id: ArrivalId::new(), ..new_arrival("first", &mail, NOW) };
        let again = new_arrival("again", &mail, later(60));
        let elsewhere = NewArrival {
            mailbox: MailboxName::new("other@example.com", "pop.example.com"),
            ..new_arrival("again", &mail, later(60))
        };
        let by_another_name = NewArrival {
            mailbox: MailboxName::new("fax@example.com", "192.0.2.1"),
            ..new_arrival("another", &mail, later(60))
        };
        let long_after = new_arrival("again", &mail, later(2_000));
        assert_eq!(take_in(store, first.clone(), &mail).await, Ok(TakenIn::New));
        assert_eq!(take_in(store, again.clone(), &mail).await, Ok(TakenIn::Again(first.id)));
        assert_eq!(store.arrival(again.id).await, Ok(None));
        assert_eq!(steps(store).await.last(), Some(&ArrivalStep::CameAgain));
        let same = take_in(store, by_another_name, &mail).await;
        assert_eq!(same, Ok(TakenIn::Again(first.id)), "its server got another name");
        assert_eq!(take_in(store, elsewhere, &mail).await, Ok(TakenIn::New));
        assert_eq!(take_in(store, long_after, &mail).await, Ok(TakenIn::New));
    }
    let taken = Mark::Taken { head: HEAD };
    let both = sorted(vec![(named("again"), taken), (named("first"), taken)]);
    assert_eq!(marks(store).await, both);
}

async fn a_mail_that_is_dropped_before_it_is_taken_in_leaves_nothing_of_itself(store: &dyn Store) {
    let mut arriving = store.arriving();
    arriving.write(Bytes::from(scan_of(200_000))).await.unwrap();
    drop(arriving);
    assert_eq!(store.arrivals(all()).await.unwrap(), []);
    assert_eq!(store.latest(10).await.unwrap(), []);
    assert_eq!(marks(store).await, []);
}

async fn an_arrival_of_one_id_is_taken_in_once(store: &dyn Store) {
    let new = new_arrival("1", b"one", NOW);
    assert_eq!(take_in(store, new.clone(), b"one").await, Ok(TakenIn::New));
    let other = NewArrival { id: new.id, ..new_arrival("2", b"two", NOW) };
    let fault = take_in(store, other, b"two").await.unwrap_err();
    assert_eq!(fault.code, Code::StorageFailed);
    assert_eq!(octets(store, new.id).await, Ok(b"one".to_vec()));
    assert_eq!(marks(store).await.len(), 1, "a verb that fails changes nothing");
}

async fn marks_go_when_their_mails_are_gone(store: &dyn Store) {
    taken(store, "taken", NOW).await;
    let left = LeftMail {
        uidl: "left".to_owned(),
        head: HEAD,
        rules: Fingerprint([1; 16]),
        why: Fault::new(Code::MailTooLarge),
    };
    store.leave(scans(), mailbox(), vec![left.clone()], NOW).await.unwrap();
    let all = vec![
        (named("left"), Mark::Left { head: HEAD, rules: left.rules }),
        (named("taken"), Mark::Taken { head: HEAD }),
    ];
    assert_eq!(marks(store).await, sorted(all));

    let gone = |uidls: &[&str]| {
        let uidls = uidls.iter().map(|uidl| named(uidl)).collect();
        store.gone(scans(), mailbox(), uidls, NOW)
    };
    assert_eq!(gone(&["taken", "unknown"]).await, Ok(1));
    let entry = store.latest(1).await.unwrap().remove(0);
    assert_eq!((entry.event, entry.account), (Event::MailsGone { mails: 1 }, Some(scans())));
    let number = entry.number;
    assert_eq!(gone(&["left", "taken"]).await, Ok(1));
    assert_eq!(store.latest(1).await.unwrap()[0].number, number, "nobody took that one");
    assert_eq!(marks(store).await, []);
}

async fn a_mail_that_is_left_again_is_told_of_only_if_it_is_another_one(store: &dyn Store) {
    let left = |uidl: &str, head: u8, rules: u8| LeftMail {
        uidl: uidl.to_owned(),
        head: Fingerprint([head; 16]),
        rules: Fingerprint([rules; 16]),
        why: Fault::new(Code::MailForNobody),
    };
    let told = async || store.latest(100).await.unwrap().len();
    taken(store, "taken", NOW).await;
    let before = told().await;
    let first = vec![left("1", 1, 1), left("2", 2, 1), left("taken", 3, 1)];
    store.leave(scans(), mailbox(), first, NOW).await.unwrap();
    assert_eq!(told().await, before + 3);
    let by_other_rules = vec![left("1", 1, 2), left("2", 9, 2)];
    store.leave(scans(), mailbox(), by_other_rules, NOW).await.unwrap();
    let entry = store.latest(1).await.unwrap().remove(0);
    let fault = Fault::new(Code::MailForNobody);
    assert_eq!(entry.event, Event::MailLeft { uidl: "2".to_owned(), fault });
    assert_eq!((told().await, entry.account), (before + 4, Some(scans())));
    let mark = |uidl, head, rules| {
        let (head, rules) = (Fingerprint([head; 16]), Fingerprint([rules; 16]));
        (named(uidl), Mark::Left { head, rules })
    };
    let all = sorted(vec![mark("1", 1, 2), mark("2", 9, 2), mark("taken", 3, 1)]);
    assert_eq!(marks(store).await, all);
}

async fn marks_come_in_pages_and_each_comes_once(store: &dyn Store) {
    let left = |number: usize| LeftMail {
        uidl: number.to_string(),
        head: HEAD,
        rules: HEAD,
        why: Fault::new(Code::MailForNobody),
    };
    store.leave(scans(), mailbox(), (0..25).map(left).collect(), NOW).await.unwrap();
    let elsewhere = MailboxName::new("other@example.com", "pop.example.com");
    store.leave(scans(), elsewhere, vec![left(99)], NOW).await.unwrap();
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = store.marks(mailbox(), after, 10).await.unwrap();
        after = page.last().map(|(uidl, _)| *uidl);
        let is_last = page.len() < 10;
        all.extend(page);
        if is_last {
            break;
        }
    }
    assert_eq!(all, marks(store).await);
    let names = (0..25).map(|number| (named(&number.to_string()), Mark::Taken { head: HEAD }));
    let names: Vec<_> = sorted(names.collect()).into_iter().map(|(uidl, _)| uidl).collect();
    assert_eq!(all.into_iter().map(|(uidl, _)| uidl).collect::<Vec<_>>(), names);
}

async fn an_attempt_is_written_down_with_the_later_retry_before_it_begins(store: &dyn Store) {
    assert_eq!(store.next_arrival_due().await, Ok(None));
    let second = taken(store, "second", later(1)).await;
    let first = taken(store, "first", NOW).await;
    let later_one = taken(store, "later", later(60)).await;
    assert_eq!(store.next_arrival_due().await, Ok(Some(NOW)));
    assert_eq!(store.claim_arrivals(later(1), POLICY(), 1).await.unwrap()[0].id, first);
    assert_eq!(claimed(store, later(1)).await, [second]);
    assert_eq!(store.next_arrival_due().await, Ok(Some(later(60))));
    let arrival = the_arrival(store, first).await;
    assert_eq!((arrival.state, arrival.tries), (ArrivalState::HandingOn, 1));
    assert!(arrival.due_at > Some(later(1)));
    assert_eq!(steps(store).await.last(), Some(&ArrivalStep::HandingOn { attempt: 1 }));
    assert_eq!(claimed(store, later(1)).await, [], "under way already");
    assert_eq!(claimed(store, later(60)).await, [later_one]);
}

async fn what_is_handed_on_loses_its_octets_and_stays_as_history(store: &dyn Store) {
    for mail in [scan_of(10), scan_of(200_000)] {
        let new = new_arrival("1", &mail, NOW);
        take_in(store, new.clone(), &mail).await.unwrap();
        claimed(store, NOW).await;
        let settled = store.settle_arrival(new.id, handed_on(), later(5)).await.unwrap().unwrap();
        assert_eq!((settled.state, settled.ended_at), (ArrivalState::HandedOn, Some(later(5))));
        assert_eq!(settled.place.as_deref(), Some("/srv/faxes/1.tiff"));
        assert_eq!((settled.due_at, settled.fault.clone()), (None, None));
        assert_eq!(the_arrival(store, new.id).await, settled);
        assert_eq!(octets(store, new.id).await, Err(Code::BodyMissing));
        let again = store.settle_arrival(new.id, handed_on(), later(6)).await;
        assert_eq!(again, Ok(None), "nothing is settled twice");
        assert_eq!(store.retry_arrival(new.id, stamp_of("anna")).await, Ok(false));
        assert_eq!(store.delete_arrival(new.id, stamp_of("anna")).await, Ok(false));
    }
    let handed_on = ArrivalStep::HandedOn { place: "/srv/faxes/1.tiff".to_owned() };
    assert_eq!(steps(store).await.last(), Some(&handed_on));
}

async fn what_is_not_handed_on_waits_until_it_is_due_again(store: &dyn Store) {
    let id = taken(store, "1", NOW).await;
    claimed(store, NOW).await;
    let fault = Fault::new(Code::DiskFull);
    let outcome = Outcome::Retry { at: later(60), fault: fault.clone() };
    let settled = store.settle_arrival(id, outcome, later(1)).await.unwrap().unwrap();
    assert_eq!((settled.state, settled.due_at), (ArrivalState::Waiting, Some(later(60))));
    assert_eq!(settled.fault, Some(fault.clone()));
    assert_eq!(steps(store).await.last(), Some(&ArrivalStep::NotHandedOn { fault }));
    assert_eq!(claimed(store, later(59)).await, []);
    assert_eq!(store.retry_arrival(id, stamp_of("anna")).await, Ok(true));
    assert_eq!(store.audit(None, 1).await.unwrap()[0].by.as_deref(), Some("anna"));
    assert_eq!(claimed(store, later(2)).await, [id]);
    assert_eq!(the_arrival(store, id).await.tries, 2);
}

async fn what_is_quarantined_keeps_its_octets_until_a_person_acts(store: &dyn Store) {
    for mail in [scan_of(10), scan_of(200_000)] {
        let new = new_arrival("1", &mail, NOW);
        take_in(store, new.clone(), &mail).await.unwrap();
        assert_eq!(claimed(store, NOW).await, [new.id]);
        assert_eq!(store.delete_arrival(new.id, stamp_of("anna")).await, Ok(false), "under way");
        let fault = Fault::new(Code::MailMalformed);
        let outcome = Outcome::Quarantined { fault: fault.clone() };
        let settled = store.settle_arrival(new.id, outcome, NOW).await.unwrap().unwrap();
        assert_eq!((settled.state, settled.due_at), (ArrivalState::Quarantined, None));
        assert_eq!((settled.ended_at, settled.fault), (None, Some(fault)));
        assert!(octets(store, new.id).await == Ok(mail));
        assert_eq!(store.note_arrival_download(new.id, stamp_of("anna")).await, Ok(true));
        assert_eq!(steps(store).await.last(), Some(&ArrivalStep::Downloaded));
        assert_eq!(store.audit(None, 1).await.unwrap()[0].by.as_deref(), Some("anna"));
        assert_eq!(claimed(store, later(9_999_999)).await, []);
        assert_eq!(store.forget_arrivals(later(9_999_999)).await, Ok(0));
        assert_eq!(store.delete_arrival(new.id, stamp_of("anna")).await, Ok(true));
        let deleted = the_arrival(store, new.id).await;
        assert_eq!((deleted.state, deleted.ended_at), (ArrivalState::Deleted, Some(NOW)));
        assert_eq!(octets(store, new.id).await, Err(Code::BodyMissing));
        assert_eq!(store.delete_arrival(new.id, stamp_of("anna")).await, Ok(false));
        assert_eq!(store.note_arrival_download(new.id, stamp_of("anna")).await, Ok(false));
        assert_eq!(store.forget_arrivals(later(1)).await, Ok(1));
    }
}

async fn an_attempt_that_was_cut_off_is_made_again_after_the_start(store: &dyn Store) {
    let large = scan_of(200_000);
    let new = new_arrival("cut off", &large, NOW);
    take_in(store, new.clone(), &large).await.unwrap();
    claimed(store, NOW).await;
    let far = taken(store, "far", later(1)).await;
    claimed(store, later(1)).await;
    let outcome = Outcome::Retry { at: later(9_999_999), fault: Code::DiskFull.into() };
    store.settle_arrival(far, outcome, later(1)).await.unwrap();

    store.recover(later(10), Duration::from_hours(1)).await.unwrap();
    assert_eq!(store.recover_arrivals(later(10), Duration::from_hours(1)).await, Ok(1));
    let arrival = the_arrival(store, new.id).await;
    assert_eq!((arrival.state, arrival.due_at), (ArrivalState::Waiting, Some(later(10))));
    assert_eq!(arrival.fault, Some(Code::AttemptInterrupted.into()));
    assert!(octets(store, new.id).await == Ok(large), "the spool's recovery leaves it alone");
    assert_eq!(the_arrival(store, far).await.due_at, Some(later(10)));
}

async fn a_list_shows_arrivals_newest_first_and_those_that_are_wanted(store: &dyn Store) {
    let mut ids = Vec::new();
    for uidl in ["1", "2", "3"] {
        ids.push(taken(store, uidl, NOW).await);
    }
    claimed(store, NOW).await;
    store.settle_arrival(ids[1], handed_on(), NOW).await.unwrap();
    let list = async |filter| -> Vec<ArrivalId> {
        let arrivals = store.arrivals(filter).await.unwrap();
        arrivals.into_iter().map(|arrival| arrival.id).collect()
    };
    assert_eq!(list(all()).await, [ids[2], ids[1], ids[0]]);
    assert_eq!(list(ArrivalFilter { most: 1, ..all() }).await, [ids[2]]);
    assert_eq!(list(ArrivalFilter { before: Some(ids[1]), ..all() }).await, [ids[0]]);
    let state = Some(ArrivalState::HandedOn);
    assert_eq!(list(ArrivalFilter { state, ..all() }).await, [ids[1]]);
    let function = Some(Function::EmailStatus);
    assert_eq!(list(ArrivalFilter { function, ..all() }).await, []);
    let counts = store.count_arrivals().await.unwrap();
    let expected = ArrivalState::ALL.map(|state| match state {
        ArrivalState::HandingOn => (state, 2),
        ArrivalState::HandedOn => (state, 1),
        _ => (state, 0),
    });
    assert_eq!(counts, expected);
}

async fn who_was_answered_since_then_is_counted_by_address(store: &dyn Store) {
    for (number, (place, at)) in [
        ("anna@example.com", later(10)),
        ("Anna@Example.com", later(60)),
        ("bo@example.com", later(61)),
        ("not answered", later(62)),
        ("anna@example.com", later(63)),
    ]
    .into_iter()
    .enumerate()
    {
        let id = taken(store, &number.to_string(), NOW).await;
        assert_eq!(claimed(store, NOW).await, [id]);
        let outcome = Outcome::HandedOn { place: place.to_owned() };
        store.settle_arrival(id, outcome, at).await.unwrap();
    }
    let fax = Function::InternetFaxReceive;
    let addressed =
        async |function| store.addressed(function, later(60), "anna@example.COM".to_owned()).await;
    assert_eq!(addressed(fax).await, Ok(Addressed { to_one: 2, to_all: 3 }));
    assert_eq!(addressed(Function::EmailStatus).await, Ok(Addressed::default()));
}

async fn what_ended_long_ago_is_forgotten(store: &dyn Store) {
    let (old, new) = (taken(store, "old", NOW).await, taken(store, "new", NOW).await);
    let waiting = taken(store, "waiting", later(9)).await;
    claimed(store, NOW).await;
    store.settle_arrival(old, handed_on(), NOW).await.unwrap();
    store.settle_arrival(new, handed_on(), later(60)).await.unwrap();
    assert_eq!(store.forget_arrivals(later(60)).await, Ok(1));
    assert_eq!(store.arrival(old).await, Ok(None));
    for id in [new, waiting] {
        the_arrival(store, id).await;
    }
}

async fn arrivals_follow_a_clock_that_is_set(store: &dyn Store) {
    let id = taken(store, "1", NOW).await;
    store.shift(Jump(3_600_000), later(3600)).await.unwrap();
    let arrival = the_arrival(store, id).await;
    assert_eq!((arrival.taken_at, arrival.due_at), (later(3600), Some(later(3600))));
}

fn all() -> ArrivalFilter {
    ArrivalFilter { most: 100, ..ArrivalFilter::default() }
}
