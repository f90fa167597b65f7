//! What a mailbox holds, as one session with it has listed it. Pure.
//!
//! A device counts the mails by the list that it was given when it came, and the provider by the list of
//! the session that is open now. In between mails may have come and gone. What stays is the UIDL
//! (RFC 1939 §7), so each mail that a device asks for is looked up by its UIDL in the list of now. Where
//! one UIDL stands for two mails nobody can tell which is meant, and none is taken for the other.

use std::collections::HashMap;
use std::sync::Arc;

use scanpost_proto::pop3::server::Entry;
use tokio::time::Instant;

/// The mails of one session with the provider.
#[derive(Debug)]
pub(in crate::receive) struct Listing {
    /// As devices see them: the place in the list, and one more, is their number.
    pub(super) entries: Arc<[Entry]>,
    /// The provider's number of each.
    numbers: Box<[u32]>,
    pub(super) at: Instant,
    /// The mailbox holds more than may be listed.
    pub(super) is_cut: bool,
}

/// Where a mail is that a device has seen in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The provider's number.
    Number(u32),
    /// Not in the mailbox any more.
    Gone,
    /// There are several of its name.
    Unclear,
}

impl Listing {
    /// The numbers of the mails that stand at these places of the list that a device was given.
    pub(super) fn find(self: &Arc<Self>, given: &Arc<Self>, places: &[usize]) -> Vec<Found> {
        if Arc::ptr_eq(self, given) {
            // The same session: its numbers are right, whatever the names are (RFC 1939 §4).
            let number = |place: &usize| self.numbers.get(*place).copied();
            return places
                .iter()
                .map(|place| number(place).map_or(Found::Gone, Found::Number))
                .collect();
        }
        let (here, there) = (self.by_uidl(), given.by_uidl());
        let find = |place: &usize| {
            let Some(entry) = given.entries.get(*place) else { return Found::Gone };
            match (here.get(&*entry.uidl), there.get(&*entry.uidl)) {
                (None, _) => Found::Gone,
                (Some(Found::Number(number)), Some(Found::Number(_))) => Found::Number(*number),
                _ => Found::Unclear,
            }
        };
        places.iter().map(find).collect()
    }

    fn by_uidl(&self) -> HashMap<&str, Found> {
        let mut found = HashMap::with_capacity(self.numbers.len());
        for (entry, number) in self.entries.iter().zip(&self.numbers) {
            found
                .entry(&*entry.uidl)
                .and_modify(|of_it| *of_it = Found::Unclear)
                .or_insert(Found::Number(*number));
        }
        found
    }
}

/// A list on its way in: the sizes first, then the names.
pub(super) struct Gathering {
    most: usize,
    sizes: HashMap<u32, u64>,
    entries: Vec<Entry>,
    numbers: Vec<u32>,
    is_cut: bool,
}

impl Gathering {
    /// At most so many mails are taken into the list, those with the first numbers.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            sizes: HashMap::new(),
            entries: Vec::new(),
            numbers: Vec::new(),
            is_cut: false,
        }
    }

    pub(super) fn size(&mut self, number: u32, octets: u64) {
        if self.sizes.len() < self.most {
            self.sizes.entry(number).or_insert(octets);
        } else {
            self.is_cut = true;
        }
    }

    /// A mail without a size, or a second one of its number, is in no list.
    pub(super) fn uidl(&mut self, number: u32, uidl: &str) {
        if let Some(size) = self.sizes.remove(&number) {
            self.entries.push(Entry { size, uidl: uidl.to_owned() });
            self.numbers.push(number);
        }
    }

    /// The whole list. One that says what `before` said shares its octets.
    pub(super) fn end(self, before: Option<&Listing>, at: Instant) -> Listing {
        let same = before.filter(|before| *before.entries == *self.entries);
        let entries = match same {
            Some(before) => before.entries.clone(),
            None => self.entries.into(),
        };
        Listing { entries, numbers: self.numbers.into(), at, is_cut: self.is_cut }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A session that lists these: the provider's number and the name.
    fn listed(mails: &[(u32, &str)]) -> Arc<Listing> {
        let mut gathering = Gathering::new(100);
        for (number, _) in mails {
            gathering.size(*number, 7);
        }
        for (number, uidl) in mails {
            gathering.uidl(*number, uidl);
        }
        Arc::new(gathering.end(None, Instant::now()))
    }

    #[test]
    fn a_mail_is_found_by_its_name_when_the_numbers_have_changed() {
        let given = listed(&[(1, "a"), (2, "b"), (3, "c")]);
        let now = listed(&[(1, "b"), (2, "d"), (3, "c")]);
        let found = now.find(&given, &[0, 1, 2, 9]);
        assert_eq!(found, [Found::Gone, Found::Number(1), Found::Number(3), Found::Gone]);
    }

    #[test]
    fn a_name_that_two_mails_have_is_of_use_within_its_own_session_alone() {
        let given = listed(&[(1, "x"), (2, "x"), (3, "y")]);
        assert_eq!(given.find(&given, &[0, 1]), [Found::Number(1), Found::Number(2)]);
        let fewer = listed(&[(1, "x"), (2, "y")]);
        assert_eq!(
            fewer.find(&given, &[0, 1, 2]),
            [Found::Unclear, Found::Unclear, Found::Number(2)]
        );
        assert_eq!(given.find(&fewer, &[0]), [Found::Unclear]);
    }

    #[test]
    fn a_mail_without_a_size_and_a_second_one_of_its_number_are_in_no_list() {
        let mut gathering = Gathering::new(100);
        gathering.size(1, 10);
        gathering.size(1, 99);
        gathering.uidl(1, "a");
        gathering.uidl(1, "b");
        gathering.uidl(2, "c");
        let listing = gathering.end(None, Instant::now());
        assert_eq!(*listing.entries, [Entry { size: 10, uidl: "a".to_owned() }]);
    }

    #[test]
    fn no_more_is_listed_than_may_be() {
        let mut gathering = Gathering::new(2);
        (1..=3).for_each(|number| gathering.size(number, 7));
        (1..=3).for_each(|number| gathering.uidl(number, &number.to_string()));
        let listing = gathering.end(None, Instant::now());
        assert!(listing.is_cut);
        assert_eq!(listing.entries.len(), 2);
    }

    #[test]
    fn a_list_that_has_not_changed_lies_in_memory_once() {
        let gathered = || {
            let mut gathering = Gathering::new(100);
            gathering.size(1, 7);
            gathering.uidl(1, "a");
            gathering
        };
        let first = gathered().end(None, Instant::now());
        let second = gathered().end(Some(&first), Instant::now());
        assert!(Arc::ptr_eq(&first.entries, &second.entries));
    }

    proptest! {
        /// Whatever has come and gone: who asks for a mail gets that mail, or none.
        #[test]
        fn nobody_gets_another_mail_than_was_asked_for(
            names in prop::collection::vec("[a-d]", 0..8),
            stay in prop::collection::vec(any::<bool>(), 8),
            come in prop::collection::vec("[a-f]", 0..4),
        ) {
            // A mail is a name and an identity that nobody on the wire can see.
            let before: Vec<(usize, String)> = names.into_iter().enumerate().collect();
            let mut after: Vec<(usize, String)> =
                before.iter().filter(|(identity, _)| stay[*identity]).cloned().collect();
            after.extend((100..).zip(come));
            let session = |mails: &[(usize, String)]| {
                let numbered: Vec<(u32, &str)> =
                    (1..).zip(mails.iter().map(|(_, name)| &**name)).collect();
                listed(&numbered)
            };
            let (given, now) = (session(&before), session(&after));
            let places: Vec<usize> = (0..before.len()).collect();
            for (place, found) in now.find(&given, &places).into_iter().enumerate() {
                let (identity, name) = &before[place];
                let of_the_name = |mails: &[(usize, String)]| {
                    mails.iter().filter(|(_, other)| other == name).count()
                };
                match found {
                    Found::Number(number) => {
                        let (got, its_name) = &after[number as usize - 1];
                        prop_assert_eq!(its_name, name);
                        // A provider that gives one name to two mails at different times breaks
                        // RFC 1939 §7; no other mail is ever taken for the one that was meant.
                        prop_assert!(got == identity || !stay[*identity]);
                    }
                    Found::Gone => prop_assert_eq!(of_the_name(&after), 0),
                    Found::Unclear => {
                        prop_assert!(of_the_name(&after) > 1 || of_the_name(&before) > 1);
                    }
                }
            }
        }
    }
}
