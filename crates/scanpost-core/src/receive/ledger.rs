//! What a poll does with each mail that a mailbox lists, by what was marked at earlier polls. Pure.
//!
//! | the ledger says | the mail is |
//! |---|---|
//! | nothing | taken in, then deleted |
//! | [`Mark::Taken`] | only deleted, if it still begins as the one that was taken in |
//! | [`Mark::Left`] | left where it is |
//!
//! Something is marked as taken from the moment at which its octets are durable until the server has
//! said `+OK` to QUIT, or no longer lists it. Where that word is not heard, the mail may be gone, and
//! RFC 1939 §7 lets a server give its UIDL to the next one. So a mark alone deletes nothing: the head of
//! the mail is compared, which costs one TOP.
//!
//! A UIDL that stands twice in one list may be two copies, and may be two mails of a careless server.
//! Only the first is looked at; the next one's turn comes at the next poll, when the first is gone.

use std::collections::{HashMap, HashSet};

use super::Digest;

/// What is known of a UIDL that the mailbox may still list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The mail is here, and is to be deleted there. `head`: the hash of its octets up to the first
    /// empty line.
    Taken { head: Digest },
    /// It stays in the mailbox.
    Left,
}

/// What is done with a listed mail at this poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Read, take in, delete.
    Take,
    /// Delete, if its head is this one; otherwise it is another mail, and taken.
    Delete { head: Digest },
    /// Nothing, ever.
    Leave,
    /// Nothing at this poll.
    Wait,
}

/// A mail that something is done with at this poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its number in this session.
    pub number: u32,
    pub uidl: String,
    /// It is only deleted, if it begins like this.
    pub head: Option<Digest>,
}

/// The ledger of one mailbox while its list is read.
#[derive(Debug)]
pub struct Ledger {
    marks: HashMap<String, Mark>,
    /// Those of the marks that were listed.
    listed: HashSet<String>,
    plan: Vec<Planned>,
    planned: HashSet<String>,
    most: usize,
    waiting: u64,
}

/// What follows from a whole list.
#[derive(Debug, PartialEq, Eq)]
pub struct Read {
    /// In the order of the list.
    pub plan: Vec<Planned>,
    /// Marked, and not in the list: they are gone.
    pub gone: Vec<String>,
    /// Mails of the list whose turn is at a later poll.
    pub waiting: u64,
}

impl Ledger {
    /// With the marks as they are stored. At one poll something is done with `most` mails at most.
    pub fn new(marks: Vec<(String, Mark)>, most: usize) -> Self {
        Self {
            marks: marks.into_iter().collect(),
            listed: HashSet::new(),
            plan: Vec::new(),
            planned: HashSet::new(),
            most,
            waiting: 0,
        }
    }

    /// The next mail of the list.
    pub fn listed(&mut self, number: u32, uidl: &str) -> Deed {
        let mark = self.marks.get(uidl).copied();
        if mark.is_some() {
            self.listed.insert(uidl.to_owned());
        }
        if mark == Some(Mark::Left) {
            return Deed::Leave;
        }
        if self.plan.len() >= self.most || self.planned.contains(uidl) {
            self.waiting += 1;
            return Deed::Wait;
        }
        let head = match mark {
            Some(Mark::Taken { head }) => Some(head),
            Some(Mark::Left) | None => None,
        };
        self.planned.insert(uidl.to_owned());
        self.plan.push(Planned { number, uidl: uidl.to_owned(), head });
        head.map_or(Deed::Take, |head| Deed::Delete { head })
    }

    /// The list was read to its end.
    pub fn read(self) -> Read {
        let Self { marks, listed, plan, waiting, .. } = self;
        let gone = marks.into_keys().filter(|uidl| !listed.contains(uidl)).collect();
        Read { plan, gone, waiting }
    }
}

#[cfg(test)]
mod tests;
