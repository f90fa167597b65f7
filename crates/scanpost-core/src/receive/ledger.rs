//! What a poll does with each mail that a mailbox lists, by what was marked at earlier polls. Pure.
//!
//! | the ledger says | the mail is |
//! |---|---|
//! | nothing | taken in, then deleted; or left, if no function takes it |
//! | [`Mark::Taken`] | only deleted, if it still begins as the one that was taken in |
//! | [`Mark::Left`], by the rules of today | left where it is |
//! | [`Mark::Left`], by other rules | looked at anew, once there is nothing newer to look at |
//!
//! Something is marked as taken from the moment at which its octets are durable until the server has
//! said `+OK` to QUIT, or no longer lists it. Where that word is not heard, the mail may be gone, and
//! RFC 1939 §7 lets a server give its UIDL to the next one. So a mark alone deletes nothing: the head of
//! the mail is compared, which costs one TOP.
//!
//! A left mail may go too, and its UIDL come again. What comes last to a mailbox stands last in its list, so
//! the heads there are compared, back to where they are what they were. All others were looked at when
//! they came, whatever they are called now.
//!
//! A UIDL that stands twice in one list may be two copies, and may be two mails of a careless server.
//! Only the first is looked at; the next one's turn comes at the next poll, when the first is gone.
//!
//! A mailbox may hold many mails that nobody wants. Of each no more than 34 octets lie in memory.

use std::collections::{HashSet, VecDeque};

use super::Fingerprint;

/// So many of the left mails at the end of a list may be compared.
const MOST_COMPARED: usize = 100;

/// What is known of a UIDL that the mailbox may still list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The mail is here, and is to be deleted there. `head`: of its octets up to the first empty line.
    Taken { head: Fingerprint },
    /// It stays in the mailbox, because these rules wanted that.
    Left { head: Fingerprint, rules: Fingerprint },
}

/// What is done with a listed mail at this poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Read, take in, delete; or leave.
    Take,
    /// Delete, if its head is this one; otherwise it is another mail, and taken.
    Delete { head: Fingerprint },
    /// Nothing, if its head is this one; otherwise it is another mail, and taken.
    Compare { head: Fingerprint },
}

/// A mail that something is done with at this poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its number in this session.
    pub number: u32,
    pub uidl: String,
    pub deed: Deed,
}

/// The ledger of one mailbox while its list is read.
#[derive(Debug)]
pub struct Ledger {
    /// By these a mail that was left stays left.
    rules: Vec<Fingerprint>,
    /// In the order of the UIDLs' fingerprints.
    marks: Vec<Marked>,
    plan: Vec<Planned>,
    /// Left by other rules.
    anew: Vec<Planned>,
    /// The last ones of those that stay left.
    left: VecDeque<Planned>,
    planned: HashSet<Fingerprint>,
    most: usize,
    waiting: u64,
}

#[derive(Debug)]
struct Marked {
    uidl: Fingerprint,
    known: Known,
    is_listed: bool,
}

#[derive(Clone, Copy, Debug)]
enum Known {
    Taken { head: Fingerprint },
    Left { head: Fingerprint },
    LeftByOtherRules,
}

/// What follows from a whole list.
#[derive(Debug, PartialEq, Eq)]
pub struct Read {
    /// In the order of the list; those that are looked at anew behind the others.
    pub plan: Vec<Planned>,
    /// Left mails whose heads may be compared, the last of the list first.
    pub left: Vec<Planned>,
    /// The UIDLs that are marked, and not in the list: they are gone.
    pub gone: Vec<Fingerprint>,
    /// Mails of the list whose turn is at a later poll.
    pub waiting: u64,
}

impl Ledger {
    /// At one poll something is done with `most` mails at most.
    pub fn new(rules: Vec<Fingerprint>, most: usize) -> Self {
        Self {
            rules,
            marks: Vec::new(),
            plan: Vec::new(),
            anew: Vec::new(),
            left: VecDeque::new(),
            planned: HashSet::new(),
            most,
            waiting: 0,
        }
    }

    /// The next marks as they are stored: all of them before the list, in the order of the UIDLs'
    /// fingerprints.
    pub fn remember(&mut self, marks: impl IntoIterator<Item = (Fingerprint, Mark)>) {
        let rules = &self.rules;
        self.marks.extend(marks.into_iter().map(|(uidl, mark)| {
            let known = match mark {
                Mark::Taken { head } => Known::Taken { head },
                Mark::Left { head, rules: by } if rules.contains(&by) => Known::Left { head },
                Mark::Left { .. } => Known::LeftByOtherRules,
            };
            Marked { uidl, known, is_listed: false }
        }));
    }

    /// The next mail of the list.
    pub fn listed(&mut self, number: u32, uidl: &str) {
        let name = Fingerprint::of(uidl.as_bytes());
        let place = self.marks.binary_search_by_key(&name, |marked| marked.uidl).ok();
        let marked = place.map(|place| &mut self.marks[place]);
        let planned = |deed| Planned { number, uidl: uidl.to_owned(), deed };
        let came_before =
            marked.is_some_and(|marked| std::mem::replace(&mut marked.is_listed, true));
        let known = place.map(|place| self.marks[place].known);
        if let Some(Known::Left { head }) = known {
            if came_before {
                self.waiting += 1;
            } else {
                self.left.truncate(MOST_COMPARED - 1);
                self.left.push_front(planned(Deed::Compare { head }));
            }
            return;
        }
        let (plan, deed) = match known {
            Some(Known::LeftByOtherRules) => (&mut self.anew, Deed::Take),
            Some(Known::Taken { head }) => (&mut self.plan, Deed::Delete { head }),
            Some(Known::Left { .. }) | None => (&mut self.plan, Deed::Take),
        };
        if plan.len() >= self.most || !self.planned.insert(name) {
            self.waiting += 1;
        } else {
            plan.push(planned(deed));
        }
    }

    /// The list was read to its end.
    pub fn read(self) -> Read {
        let Self { marks, mut plan, anew, left, most, mut waiting, .. } = self;
        let room = most - plan.len();
        waiting += anew.len().saturating_sub(room) as u64;
        plan.extend(anew.into_iter().take(room));
        let gone = marks.iter().filter(|marked| !marked.is_listed).map(|marked| marked.uidl);
        Read { plan, left: left.into(), gone: gone.collect(), waiting }
    }
}

#[cfg(test)]
mod tests;
