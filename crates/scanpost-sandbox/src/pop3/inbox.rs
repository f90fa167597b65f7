//! The inbox of a session: the mails that were there when it began, and what is said of them.
//!
//! It holds their ids only, so a mail that had to make room meanwhile cannot be retrieved.

use std::{collections::HashSet, sync::Arc};

use scanpost_proto::pop3::server::Entry;

use crate::{chance::Dice, mailboxes::Mail, switches::InboxSays};

#[derive(Debug)]
pub(super) struct Inbox {
    pub(super) mailbox: String,
    ids: Vec<u64>,
    says: Vec<InboxSays>,
    /// The number of the connection.
    session: u64,
}

impl Inbox {
    pub(super) fn of(
        mailbox: &str,
        mails: &[Arc<Mail>],
        says: Vec<InboxSays>,
        session: u64,
    ) -> Self {
        let ids = mails.iter().map(|mail| mail.id).collect();
        Self { mailbox: mailbox.to_owned(), ids, says, session }
    }

    /// What LIST and UIDL say of these mails, which are those that it was made of.
    pub(super) fn entries(&self, mails: &[Arc<Mail>]) -> Arc<[Entry]> {
        let entry = |(place, mail): (usize, &Arc<Mail>)| Entry {
            size: self.size(mail.id, mail.size_octets()),
            uidl: self.uidl(place).unwrap_or_default(),
        };
        mails.iter().enumerate().map(entry).collect()
    }

    pub(super) fn id(&self, place: usize) -> Option<u64> {
        self.ids.get(place).copied()
    }

    pub(super) fn ids(&self, places: &[usize]) -> HashSet<u64> {
        places.iter().filter_map(|place| self.id(*place)).collect()
    }

    pub(super) fn uidl(&self, place: usize) -> Option<String> {
        let id = self.id(place)?;
        let lie = self.says.iter().find_map(|says| match says {
            InboxSays::UidlsOfSession => Some(format!("{id}-{}", self.session)),
            InboxSays::UidlsOfPlace => Some((place + 1).to_string()),
            InboxSays::UidlsInPairs => self.id(place - place % 2).map(|id| id.to_string()),
            InboxSays::SizesEstimated | InboxSays::SizesZero | InboxSays::SizesHuge => None,
        });
        Some(lie.unwrap_or_else(|| id.to_string()))
    }

    fn size(&self, id: u64, octets: u64) -> u64 {
        let lie = self.says.iter().find_map(|says| match says {
            InboxSays::SizesEstimated => Some(octets * Dice::of(&[id]).between(70, 130) / 100),
            InboxSays::SizesZero => Some(0),
            InboxSays::SizesHuge => Some(5_000_000_000),
            InboxSays::UidlsOfSession | InboxSays::UidlsOfPlace | InboxSays::UidlsInPairs => None,
        });
        lie.unwrap_or(octets)
    }
}
