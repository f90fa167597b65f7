//! The mailboxes: what was delivered, in bounded space.
//!
//! A mail lies once in memory, and by its id in the inbox of each recipient and in the sender's
//! Sent Items. Ids only grow, so the oldest mail is the first in every folder that it lies in, and
//! making room is popping fronts. Generated mails hold no octets: they lie in one inbox only and
//! make no room. Every accepted mail also leaves a [`Delivery`], which outlives
//! its octets: by it a test counts what arrived and what arrived twice.

mod generated;
mod mail;

use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    ops::Range,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::watch;

pub use self::generated::Generated;
pub use self::mail::{Attachment, Mail};
pub(crate) use self::mail::{fields, sha256};
use crate::options::Options;

/// What lies in a mailbox, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    Inbox,
    Sent,
}

/// One mail that was accepted. It is remembered longer than the mail itself.
#[derive(Debug)]
pub struct Delivery {
    pub mail_id: u64,
    pub at: Timestamp,
    /// Whose token it came with.
    pub mailbox: String,
    /// MAIL FROM.
    pub from: String,
    /// RCPT TO, as accepted.
    pub to: Vec<String>,
    pub size_octets: usize,
    pub message_id: Option<String>,
    /// Forgotten together with the mail, unless it was reckoned before.
    sha256: Mutex<Digest>,
    answered: AtomicBool,
}

#[derive(Debug)]
enum Digest {
    OfMail(Arc<Mail>),
    Known(String),
    Lost,
}

impl Delivery {
    /// Whether the 250 was written to the connection. If not, the client has to send again.
    pub fn answered(&self) -> bool {
        self.answered.load(Ordering::Acquire)
    }

    pub(crate) fn mark_answered(&self) {
        self.answered.store(true, Ordering::Release);
    }

    /// SHA-256 of the mail, if the mail is still there or somebody asked while it was.
    pub fn sha256(&self) -> Option<String> {
        let mut digest = self.sha256.lock().expect("no holder of a digest panics");
        if let Digest::OfMail(mail) = &*digest {
            *digest = Digest::Known(mail.sha256().to_owned());
        }
        match &*digest {
            Digest::Known(text) => Some(text.clone()),
            Digest::OfMail(_) | Digest::Lost => None,
        }
    }

    /// The mail is dropped: its memory must not hang on the delivery.
    fn let_go(&self) {
        let mut digest = self.sha256.lock().expect("no holder of a digest panics");
        if let Digest::OfMail(mail) = &*digest {
            let known = mail.sha256_if_known().map(str::to_owned);
            *digest = known.map_or(Digest::Lost, Digest::Known);
        }
    }
}

/// A mail that SMTP has taken and that is now to be filed.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) mailbox: String,
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    /// Those of `to` whom the mail does not reach after all.
    pub(crate) bounced: Vec<String>,
    pub(crate) octets: Bytes,
}

/// How a mailbox stands, for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub address: String,
    pub inbox: usize,
    pub sent: usize,
}

#[derive(Debug)]
pub(crate) struct Mailboxes {
    filed: Mutex<Filed>,
    limits: Limits,
    count: watch::Sender<u64>,
}

#[derive(Debug)]
struct Limits {
    mails: usize,
    octets: u64,
    deliveries: usize,
}

#[derive(Debug, Default)]
struct Filed {
    /// With the delivery, except of what the provider itself has written.
    mails: VecDeque<(Arc<Mail>, Option<Arc<Delivery>>)>,
    octets: u64,
    mailboxes: BTreeMap<String, Folders>,
    deliveries: VecDeque<Arc<Delivery>>,
    last_id: u64,
    dropped: u64,
}

#[derive(Debug, Default)]
struct Folders {
    inbox: VecDeque<Arc<Mail>>,
    sent: VecDeque<Arc<Mail>>,
}

/// More mailboxes than this are not made for unknown recipients: their mail lies in
/// [`ELSEWHERE`] then.
const MAILBOXES_LIMIT: usize = 1000;
const ELSEWHERE: &str = "elsewhere";

/// No mails are generated beyond so many in all inboxes together.
const GENERATED_LIMIT: usize = 100_000;

impl Mailboxes {
    pub(crate) fn new(options: &Options) -> Self {
        let mailboxes =
            options.mailboxes.iter().map(|address| (key(address), Folders::default())).collect();
        Self {
            filed: Mutex::new(Filed { mailboxes, ..Filed::default() }),
            limits: Limits {
                mails: options.mails_kept.max(1),
                octets: options.octets_kept,
                deliveries: options.deliveries_kept.max(1),
            },
            count: watch::Sender::new(0),
        }
    }

    /// Files a mail with all its recipients and in the sender's Sent Items.
    pub(crate) fn keep(&self, arrival: Arrival, now: Timestamp) -> Arc<Delivery> {
        let message_id = mail::message_id(&arrival.octets);
        let mut filed = self.lock();
        filed.last_id += 1;
        let id = filed.last_id;
        let mail =
            Mail::new(id, now, arrival.from.clone(), arrival.to.clone(), arrival.octets.into());
        let mail = Arc::new(mail);
        let delivery = Arc::new(Delivery {
            mail_id: id,
            at: now,
            size_octets: mail.octets().len(),
            message_id,
            mailbox: arrival.mailbox,
            from: arrival.from,
            to: arrival.to,
            sha256: Mutex::new(Digest::OfMail(mail.clone())),
            answered: AtomicBool::new(false),
        });
        filed.file(mail, delivery.clone(), &arrival.bounced);
        filed.make_room(&self.limits);
        drop(filed);
        self.count.send_modify(|count| *count += 1);
        delivery
    }

    /// A mail that came another way than by SMTP: it lies in an inbox and is no delivery. Returns
    /// its id.
    pub(crate) fn put(&self, to: &str, octets: Bytes, now: Timestamp) -> u64 {
        let mut filed = self.lock();
        filed.last_id += 1;
        let id = filed.last_id;
        let mail = Mail::new(id, now, String::new(), vec![to.to_owned()], octets.into());
        filed.put(&Arc::new(mail));
        filed.make_room(&self.limits);
        id
    }

    /// So many mails that are made when they are read; their ids. `None` if they are too large, or
    /// with those that lie there too many.
    pub(crate) fn put_generated(
        &self,
        to: &str,
        mail: Generated,
        count: u32,
        now: Timestamp,
    ) -> Option<Range<u64>> {
        let mail = Arc::new(mail.fitting()?);
        let mut filed = self.lock();
        let lying: usize = filed.mailboxes.values().map(|folders| folders.inbox.len()).sum();
        if lying + count as usize > GENERATED_LIMIT {
            return None;
        }
        let first = filed.last_id + 1;
        filed.last_id += u64::from(count);
        let ids = first..filed.last_id + 1;
        let place = filed.place_of(to);
        let made = ids.clone().map(|id| {
            let to = vec![to.to_owned()];
            Arc::new(Mail::new(id, now, String::new(), to, mail.clone().into()))
        });
        filed.mailboxes.entry(place).or_default().inbox.extend(made);
        Some(ids)
    }

    /// The mails of a folder, oldest first; none if there is no such mailbox.
    pub(crate) fn mails(&self, address: &str, folder: Folder) -> Option<Vec<Arc<Mail>>> {
        let filed = self.lock();
        let folders = filed.mailboxes.get(&key(address))?;
        Some(folders.get(folder).iter().cloned().collect())
    }

    /// One mail, if it lies in this mailbox.
    pub(crate) fn mail(&self, address: &str, id: u64) -> Option<Arc<Mail>> {
        let filed = self.lock();
        let folders = filed.mailboxes.get(&key(address))?;
        [&folders.inbox, &folders.sent].into_iter().find_map(|folder| {
            let place = folder.binary_search_by_key(&id, |mail| mail.id).ok()?;
            Some(folder[place].clone())
        })
    }

    /// Takes mails out of an inbox, as POP3 does at QUIT (RFC 1939 §6).
    pub(crate) fn delete(&self, address: &str, ids: &HashSet<u64>) {
        if let Some(folders) = self.lock().mailboxes.get_mut(&key(address)) {
            folders.inbox.retain(|mail| !ids.contains(&mail.id));
        }
    }

    pub(crate) fn summaries(&self) -> Vec<Summary> {
        let filed = self.lock();
        let summary = |(address, folders): (&String, &Folders)| Summary {
            address: address.clone(),
            inbox: folders.inbox.len(),
            sent: folders.sent.len(),
        };
        filed.mailboxes.iter().map(summary).collect()
    }

    /// The newest `limit` mails with the mailbox of a recipient, newest first.
    pub(crate) fn newest(&self, limit: usize) -> Vec<(String, Arc<Mail>)> {
        let filed = self.lock();
        let newest = filed.mails.iter().rev().take(limit);
        newest
            .map(|(mail, _)| {
                let mailbox = mail.to.first().map_or_else(String::new, |to| filed.place_of(to));
                (mailbox, mail.clone())
            })
            .collect()
    }

    pub(crate) fn deliveries(&self) -> Vec<Arc<Delivery>> {
        self.lock().deliveries.iter().cloned().collect()
    }

    /// Mails that were dropped because newer ones needed the room.
    pub(crate) fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    /// Mails accepted since the start; waits for the next when awaited.
    pub(crate) fn count(&self) -> watch::Receiver<u64> {
        self.count.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, Filed> {
        self.filed.lock().expect("no holder of the mailboxes panics")
    }
}

impl Filed {
    fn file(&mut self, mail: Arc<Mail>, delivery: Arc<Delivery>, bounced: &[String]) {
        for to in mail.to.iter().filter(|to| !bounced.contains(to)) {
            let place = self.place_of(to);
            let inbox = &mut self.mailboxes.entry(place).or_default().inbox;
            if inbox.back().is_none_or(|newest| newest.id != mail.id) {
                inbox.push_back(mail.clone());
            }
        }
        if let Some(folders) = self.mailboxes.get_mut(&key(&delivery.mailbox)) {
            folders.sent.push_back(mail.clone());
        }
        self.octets += mail.octets().len() as u64;
        self.deliveries.push_back(delivery.clone());
        self.mails.push_back((mail, Some(delivery)));
    }

    fn put(&mut self, mail: &Arc<Mail>) {
        for to in &mail.to {
            let place = self.place_of(to);
            self.mailboxes.entry(place).or_default().inbox.push_back(mail.clone());
        }
        self.octets += mail.octets().len() as u64;
        self.mails.push_back((mail.clone(), None));
    }

    /// The mailbox for a recipient: an own one as long as there are not too many.
    fn place_of(&self, address: &str) -> String {
        let place = key(address);
        if self.mailboxes.contains_key(&place) || self.mailboxes.len() < MAILBOXES_LIMIT {
            place
        } else {
            ELSEWHERE.to_owned()
        }
    }

    fn make_room(&mut self, limits: &Limits) {
        while self.mails.len() > limits.mails || self.octets > limits.octets {
            let Some((oldest, delivery)) = self.mails.pop_front() else {
                break;
            };
            self.octets -= oldest.octets().len() as u64;
            self.dropped += 1;
            let mut places: Vec<String> = oldest.to.iter().map(|to| self.place_of(to)).collect();
            places.push(ELSEWHERE.to_owned());
            if let Some(delivery) = delivery {
                delivery.let_go();
                places.push(key(&delivery.mailbox));
            }
            for place in places {
                if let Some(folders) = self.mailboxes.get_mut(&place) {
                    folders.forget(oldest.id);
                }
            }
        }
        while self.deliveries.len() > limits.deliveries {
            self.deliveries.pop_front();
        }
    }
}

impl Folders {
    fn get(&self, folder: Folder) -> &VecDeque<Arc<Mail>> {
        match folder {
            Folder::Inbox => &self.inbox,
            Folder::Sent => &self.sent,
        }
    }

    /// Nothing but generated mails can lie before the oldest.
    fn forget(&mut self, oldest: u64) {
        for folder in [&mut self.inbox, &mut self.sent] {
            if let Ok(place) = folder.binary_search_by_key(&oldest, |mail| mail.id) {
                folder.remove(place);
            }
        }
    }
}

/// Exchange's addresses do not tell capitals from small letters.
fn key(address: &str) -> String {
    address.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCANS: &str = "scans@sandbox.example";

    fn mailboxes(mails_kept: usize, octets_kept: u64) -> Mailboxes {
        Mailboxes::new(&Options {
            mails_kept,
            octets_kept,
            deliveries_kept: 5,
            ..Options::default()
        })
    }

    fn deliver(mailboxes: &Mailboxes, to: &[&str], octets: &'static str) -> Arc<Delivery> {
        let arrival = Arrival {
            mailbox: SCANS.to_owned(),
            from: SCANS.to_owned(),
            to: to.iter().map(ToString::to_string).collect(),
            bounced: Vec::new(),
            octets: Bytes::from_static(octets.as_bytes()),
        };
        mailboxes.keep(arrival, Timestamp::UNIX_EPOCH)
    }

    fn ids(mailboxes: &Mailboxes, address: &str, folder: Folder) -> Vec<u64> {
        let mails = mailboxes.mails(address, folder).unwrap_or_default();
        mails.iter().map(|mail| mail.id).collect()
    }

    fn ids_of_inbox(mailboxes: &Mailboxes) -> Vec<u64> {
        ids(mailboxes, "a@example.com", Folder::Inbox)
    }

    #[test]
    fn a_mail_lies_with_each_recipient_once_and_with_the_sender() {
        let mailboxes = mailboxes(10, 1000);
        deliver(&mailboxes, &["a@example.com", "A@example.com", "b@example.com"], "x");
        assert_eq!(ids(&mailboxes, "a@EXAMPLE.com", Folder::Inbox), [1]);
        assert_eq!(ids(&mailboxes, "b@example.com", Folder::Inbox), [1]);
        assert_eq!(ids(&mailboxes, SCANS, Folder::Sent), [1]);
        assert_eq!(ids(&mailboxes, SCANS, Folder::Inbox), [0; 0]);
        assert!(mailboxes.mail("a@example.com", 1).is_some());
        assert!(mailboxes.mail("stranger@example.com", 1).is_none());
    }

    #[test]
    fn the_oldest_mail_leaves_every_folder_when_there_are_too_many() {
        let mailboxes = mailboxes(2, 1000);
        let first = deliver(&mailboxes, &["a@example.com", "b@example.com"], "1");
        deliver(&mailboxes, &["b@example.com"], "2");
        deliver(&mailboxes, &["a@example.com"], "3");
        assert_eq!(ids(&mailboxes, "a@example.com", Folder::Inbox), [3]);
        assert_eq!(ids(&mailboxes, "b@example.com", Folder::Inbox), [2]);
        assert_eq!(ids(&mailboxes, SCANS, Folder::Sent), [2, 3]);
        assert_eq!(mailboxes.dropped(), 1);
        assert_eq!(first.sha256(), None, "nobody asked while the mail was there");
        assert_eq!(mailboxes.deliveries().len(), 3);
    }

    #[test]
    fn the_oldest_mails_go_when_the_octets_are_too_many() {
        let mailboxes = mailboxes(10, 10);
        let first = deliver(&mailboxes, &["a@example.com"], "12345");
        assert_eq!(first.sha256(), Some(sha256(b"12345")));
        deliver(&mailboxes, &["a@example.com"], "123456789");
        assert_eq!(ids(&mailboxes, "a@example.com", Folder::Inbox), [2]);
        assert_eq!(first.sha256(), Some(sha256(b"12345")), "it was asked for in time");
    }

    #[test]
    fn a_mail_that_was_deleted_by_pop_does_not_stop_others_from_leaving() {
        let mailboxes = mailboxes(2, 1000);
        for _ in 0..2 {
            deliver(&mailboxes, &["a@example.com"], "x");
        }
        mailboxes.delete("a@example.com", &HashSet::from([1]));
        assert_eq!(ids(&mailboxes, "a@example.com", Folder::Inbox), [2]);
        for _ in 0..2 {
            deliver(&mailboxes, &["a@example.com"], "x");
        }
        assert_eq!(ids(&mailboxes, "a@example.com", Folder::Inbox), [3, 4]);
    }

    #[test]
    fn generated_mails_make_no_room_and_stand_in_nobodys_way() {
        let mailboxes = mailboxes(2, 1000);
        let start = Timestamp::UNIX_EPOCH;
        let ids = mailboxes.put_generated("a@example.com", Generated::text(5000), 2, start);
        assert_eq!(ids, Some(1..3));
        for _ in 0..3 {
            deliver(&mailboxes, &["a@example.com"], "x");
        }
        assert_eq!(ids_of_inbox(&mailboxes), [1, 2, 4, 5]);
        mailboxes.delete("a@example.com", &HashSet::from([1]));
        assert_eq!(ids_of_inbox(&mailboxes), [2, 4, 5]);
        let huge = Generated { times: u64::MAX, ..Generated::text(1000) };
        assert_eq!(mailboxes.put_generated("a@example.com", huge, 1, start), None);
    }

    #[test]
    fn only_so_many_mailboxes_and_deliveries_are_kept() {
        let mailboxes = mailboxes(10_000, 1_000_000);
        for n in 0..MAILBOXES_LIMIT + 10 {
            deliver(&mailboxes, &[&format!("user{n}@example.com")], "x");
        }
        assert!(mailboxes.summaries().len() <= MAILBOXES_LIMIT + 1);
        assert!(!ids(&mailboxes, ELSEWHERE, Folder::Inbox).is_empty());
        assert_eq!(mailboxes.deliveries().len(), 5);
        assert_eq!(*mailboxes.count().borrow(), 1010);
    }
}
