//! The table of the ledger, and a mailbox that has every bad habit, polled by somebody who crashes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const HEAD: Fingerprint = Fingerprint([7; 16]);
const TODAY: Fingerprint = Fingerprint([1; 16]);
const LONG_AGO: Fingerprint = Fingerprint([2; 16]);

fn named(uidl: &str) -> Fingerprint {
    Fingerprint::of(uidl.as_bytes())
}

/// By the rules of today, with marks in the order of the storage.
fn ledger(marks: impl IntoIterator<Item = (Fingerprint, Mark)>, most: usize) -> Ledger {
    let mut ledger = Ledger::new(vec![TODAY], most);
    ledger.remember(marks.into_iter().collect::<BTreeMap<_, _>>());
    ledger
}

fn left(rules: Fingerprint) -> Mark {
    Mark::Left { head: HEAD, rules }
}

fn list<'a>(mut ledger: Ledger, uidls: impl IntoIterator<Item = &'a str>) -> Read {
    for (number, uidl) in (1..).zip(uidls) {
        ledger.listed(number, uidl);
    }
    ledger.read()
}

fn planned(number: u32, uidl: &str, deed: Deed) -> Planned {
    Planned { number, uidl: uidl.to_owned(), deed }
}

#[test]
fn what_is_done_follows_from_the_mark() {
    let table = [
        (None, Deed::Take),
        (Some(Mark::Taken { head: HEAD }), Deed::Delete { head: HEAD }),
        (Some(left(TODAY)), Deed::Compare { head: HEAD }),
        (Some(left(LONG_AGO)), Deed::Take),
    ];
    for (mark, deed) in table {
        let Read { plan, left, .. } = list(ledger(mark.map(|mark| (named("a"), mark)), 9), ["a"]);
        assert_eq!([plan, left].concat(), [planned(1, "a", deed)], "{mark:?}");
    }
}

#[test]
fn what_is_marked_and_no_longer_listed_is_gone() {
    let marks = [
        ("here", Mark::Taken { head: HEAD }),
        ("gone", Mark::Taken { head: HEAD }),
        ("left", left(TODAY)),
        ("left and gone", left(TODAY)),
        ("left long ago and gone", left(LONG_AGO)),
    ];
    let marks = marks.map(|(uidl, mark)| (named(uidl), mark));
    let mut read = list(ledger(marks, 9), ["left", "new", "here"]);
    let mut gone = ["gone", "left and gone", "left long ago and gone"].map(named);
    read.gone.sort_unstable();
    gone.sort_unstable();
    let here = planned(3, "here", Deed::Delete { head: HEAD });
    assert_eq!(read.plan, [planned(2, "new", Deed::Take), here]);
    assert_eq!(read.left, [planned(1, "left", Deed::Compare { head: HEAD })]);
    assert_eq!((read.gone, read.waiting), (gone.to_vec(), 0));
}

#[test]
fn what_one_poll_has_no_room_for_waits_and_so_does_a_uidl_that_comes_twice() {
    let read = list(ledger([], 2), ["a", "a", "b", "c"]);
    assert_eq!(read.plan, [planned(1, "a", Deed::Take), planned(3, "b", Deed::Take)]);
    assert_eq!(read.waiting, 2);
    let of_two_that_are_left = list(ledger([(named("a"), left(TODAY))], 2), ["a", "a"]);
    assert_eq!((of_two_that_are_left.left.len(), of_two_that_are_left.waiting), (1, 1));
}

#[test]
fn what_is_new_goes_before_what_other_rules_left() {
    let marks = ["1", "2", "3"].map(|uidl| (named(uidl), left(LONG_AGO)));
    let read = list(ledger(marks, 2), ["1", "2", "3", "new"]);
    assert_eq!(read.plan, [planned(4, "new", Deed::Take), planned(1, "1", Deed::Take)]);
    assert_eq!(read.waiting, 2);
}

#[test]
fn a_hundred_thousand_mails_that_nobody_wants_hide_no_newer_one() {
    let names: Vec<String> = (0..100_000).map(|number| format!("uidl-{number}")).collect();
    let marks = names.iter().map(|name| (named(name), left(TODAY)));
    let list_of_all = names.iter().map(String::as_str).chain(["new"]);
    let read = list(ledger(marks, 1_000), list_of_all);
    assert_eq!(read.plan, [planned(100_001, "new", Deed::Take)]);
    assert_eq!((read.gone.len(), read.waiting), (0, 0));
    let last = ["uidl-99999", "uidl-99998"].map(str::to_owned);
    assert_eq!([read.left[0].uidl.clone(), read.left[1].uidl.clone()], last);
    assert_eq!(read.left.len(), MOST_COMPARED);
    assert_eq!(size_of::<Marked>(), 34, "octets for each");
}

/// How a server names its mails.
#[derive(Clone, Copy, Debug)]
enum Naming {
    /// As RFC 1939 §7 wishes it.
    Lasting,
    /// By their place in the list: names come again as soon as a mail is gone.
    ByPlace,
    /// All alike.
    Alike,
    /// Differently in each session.
    New,
}

/// How a poll ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Well,
    /// The server deletes, and its word is not heard.
    Unheard,
    /// Nothing is deleted.
    Dropped,
    /// scanpost stops after so many steps, and nothing is deleted.
    Crash(usize),
}

fn ends() -> impl Strategy<Value = End> {
    prop_oneof![
        3 => Just(End::Well),
        1 => Just(End::Unheard),
        1 => Just(End::Dropped),
        1 => (0usize..12).prop_map(End::Crash),
    ]
}

fn namings() -> impl Strategy<Value = Naming> {
    prop_oneof![
        Just(Naming::Lasting),
        Just(Naming::ByPlace),
        Just(Naming::Alike),
        Just(Naming::New)
    ]
}

/// A mailbox with the storage that polls write to. A mail is a number, and its head the same.
#[derive(Default)]
struct World {
    mails: Vec<u8>,
    came: BTreeSet<u8>,
    marks: BTreeMap<String, Mark>,
    taken: Vec<u8>,
    sessions: usize,
}

impl World {
    fn uidl(&self, naming: Naming, place: usize) -> String {
        match naming {
            Naming::Lasting => self.mails[place].to_string(),
            Naming::ByPlace => place.to_string(),
            Naming::Alike => "x".to_owned(),
            Naming::New => format!("{}-{place}", self.sessions),
        }
    }

    fn come(&mut self, mails: &[u8]) {
        for mail in mails {
            if self.came.insert(*mail) {
                self.mails.push(*mail);
            }
        }
    }

    fn poll(&mut self, naming: Naming, end: End) {
        self.sessions += 1;
        let mut steps = match end {
            End::Crash(steps) => steps,
            _ => usize::MAX,
        };
        let mut goes_on = || {
            steps = steps.wrapping_sub(1);
            steps != usize::MAX
        };
        let marks = self.marks.iter().map(|(uidl, mark)| (named(uidl), *mark));
        let mut ledger = ledger(marks, 3);
        for place in 0..self.mails.len() {
            ledger.listed(u32::try_from(place).expect("few"), &self.uidl(naming, place));
        }
        let read = ledger.read();
        for uidl in &read.gone {
            self.marks.retain(|name, _| named(name) != *uidl);
        }
        let mut deleted = Vec::new();
        for planned in read.plan {
            if !goes_on() {
                return;
            }
            let mail = self.mails[planned.number as usize];
            let head = Fingerprint([mail; 16]);
            if planned.deed != (Deed::Delete { head }) {
                if !self.taken.contains(&mail) {
                    self.taken.push(mail);
                }
                self.marks.insert(planned.uidl.clone(), Mark::Taken { head });
            }
            if !goes_on() {
                return;
            }
            deleted.push((mail, planned.uidl));
        }
        if matches!(end, End::Well | End::Unheard) {
            self.mails.retain(|mail| deleted.iter().all(|(gone, _)| gone != mail));
        }
        if matches!(end, End::Well) {
            for (_, uidl) in deleted {
                self.marks.remove(&uidl);
            }
        }
    }
}

proptest! {
    /// Whatever the server calls its mails and whenever something breaks: no mail is deleted that was
    /// not taken in, none is taken in twice, and in the end all are here and the mailbox is empty.
    #[test]
    fn every_mail_is_taken_in_once(
        naming in namings(),
        days in vec((vec(any::<u8>(), 0..5), ends()), 0..12),
    ) {
        let mut world = World::default();
        for (mails, end) in days {
            world.come(&mails);
            world.poll(naming, end);
            let lost = world.came.iter().find(|mail| {
                !world.mails.contains(mail) && !world.taken.contains(mail)
            });
            prop_assert_eq!(lost, None);
        }
        for _ in 0..60 {
            world.poll(naming, End::Well);
        }
        prop_assert!(world.mails.is_empty(), "{:?} are left", world.mails);
        let taken: BTreeSet<u8> = world.taken.iter().copied().collect();
        prop_assert_eq!(taken.len(), world.taken.len());
        prop_assert_eq!(&taken, &world.came);
        world.poll(naming, End::Well);
        prop_assert_eq!(world.marks.len(), 0);
    }
}
