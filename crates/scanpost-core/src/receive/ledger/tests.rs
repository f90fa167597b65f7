//! The table of the ledger, and a mailbox that has every bad habit, polled by somebody who crashes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const HEAD: Digest = Digest([7; 32]);

fn ledger(marks: &[(&str, Mark)], most: usize) -> Ledger {
    Ledger::new(marks.iter().map(|(uidl, mark)| ((*uidl).to_owned(), *mark)).collect(), most)
}

#[test]
fn what_is_done_follows_from_the_mark() {
    let table = [
        (None, Deed::Take),
        (Some(Mark::Taken { head: HEAD }), Deed::Delete { head: HEAD }),
        (Some(Mark::Left), Deed::Leave),
    ];
    for (mark, deed) in table {
        let marks: Vec<_> = mark.into_iter().map(|mark| ("a", mark)).collect();
        assert_eq!(ledger(&marks, 9).listed(1, "a"), deed, "{mark:?}");
    }
}

#[test]
fn what_is_marked_and_no_longer_listed_is_gone() {
    let marks = [
        ("here", Mark::Taken { head: HEAD }),
        ("gone", Mark::Taken { head: HEAD }),
        ("left", Mark::Left),
        ("left and gone", Mark::Left),
    ];
    let mut ledger = ledger(&marks, 9);
    for (number, uidl) in (1..).zip(["left", "new", "here"]) {
        ledger.listed(number, uidl);
    }
    let mut read = ledger.read();
    read.gone.sort_unstable();
    let planned = |number, uidl: &str, head| Planned { number, uidl: uidl.to_owned(), head };
    assert_eq!(read.plan, [planned(2, "new", None), planned(3, "here", Some(HEAD))]);
    assert_eq!((read.gone, read.waiting), (vec!["gone".to_owned(), "left and gone".into()], 0));
}

#[test]
fn what_one_poll_has_no_room_for_waits_and_so_does_a_uidl_that_comes_twice() {
    let mut ledger = ledger(&[], 2);
    let deeds: Vec<_> =
        (1..).zip(["a", "a", "b", "c"]).map(|(number, uidl)| ledger.listed(number, uidl)).collect();
    assert_eq!(deeds, [Deed::Take, Deed::Wait, Deed::Take, Deed::Wait]);
    assert_eq!(ledger.read().waiting, 2);
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
        let marks = self.marks.iter().map(|(uidl, mark)| (uidl.clone(), *mark)).collect();
        let mut ledger = Ledger::new(marks, 3);
        for place in 0..self.mails.len() {
            ledger.listed(u32::try_from(place).expect("few"), &self.uidl(naming, place));
        }
        let read = ledger.read();
        for uidl in &read.gone {
            self.marks.remove(uidl);
        }
        let mut deleted = Vec::new();
        for planned in read.plan {
            if !goes_on() {
                return;
            }
            let mail = self.mails[planned.number as usize];
            let head = Digest([mail; 32]);
            if planned.head != Some(head) {
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
