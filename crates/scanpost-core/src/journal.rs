//! What happened, in order. Job history, audit, notices and metrics are read from it.
//!
//! Entries are written inside the storage verbs: what a verb did and that it did so are one
//! transaction. A log-in changes nothing that is stored and is a verb of its own, [`Journal::note`]. An entry
//! never holds a token, a password, a code or the content of a mail.

mod event;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

pub use self::event::{ArrivalStep, Event, Mend, Reported, ReportedAs, Route};
use crate::Stored;
use crate::account::AccountName;
use crate::clock::Time;
use crate::spool::JobId;

/// When something was done, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub at: Time,
    /// The person; nothing: scanpost itself.
    pub by: Option<String>,
}

impl From<Time> for Stamp {
    /// Of what scanpost does by itself.
    fn from(at: Time) -> Self {
        Self { at, by: None }
    }
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts up by one; the order of the journal.
    pub number: i64,
    pub at: Time,
    pub job: Option<JobId>,
    pub account: Option<AccountName>,
    /// The person who did it, or the device where it deleted mails; `scanpost` where a person should know of
    /// something that it could not do. Nothing: scanpost itself, a device or the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    #[serde(flatten)]
    pub event: Event,
}

/// What the journal is asked.
pub trait Journal: Send + Sync {
    /// Writes down what has changed nothing else that is stored.
    fn note(&self, event: Event, stamp: Stamp) -> Stored<'_, ()>;
    /// The same, of an account.
    fn note_of(&self, account: AccountName, event: Event, stamp: Stamp) -> Stored<'_, ()>;
    /// All of one job, oldest first.
    fn story(&self, job: JobId) -> Stored<'_, Vec<Entry>>;
    /// The newest `most` entries, newest first.
    fn latest(&self, most: usize) -> Stored<'_, Vec<Entry>>;
    /// What people did: the newest `most` entries with a name, newest first, older than `before`.
    fn audit(&self, before: Option<i64>, most: usize) -> Stored<'_, Vec<Entry>>;
    /// What came after the entry of that number: at most `most` entries, oldest first.
    fn after(&self, number: i64, most: usize) -> Stored<'_, Vec<Entry>>;
    /// Where a reader of the journal has come to, in its own words; nothing if it has never said.
    fn bookmark(&self, reader: &'static str) -> Stored<'_, Option<String>>;
    /// Forgets what happened before `before`, and what people did before `people_before`. The story of a
    /// job that is still there stays whole. Looks at so many entries behind the one of number `after`. It
    /// is no event either.
    fn forget_entries(
        &self,
        after: i64,
        before: Time,
        people_before: Time,
        most: usize,
    ) -> Stored<'_, Forgotten<i64>>;
    /// Keeps where a reader has come to. It is no event: the journal does not tell of its readers.
    fn put_bookmark(&self, reader: &'static str, place: String) -> Stored<'_, ()>;
}

/// What one piece of forgetting came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten<Place> {
    pub removed: usize,
    /// Behind which the next piece begins; nothing: all that is old enough is gone.
    pub read_to: Option<Place>,
}

/// Tells whoever shows things that there is something new to show; not what. Cheap to clone.
#[derive(Clone, Debug)]
pub struct News(watch::Sender<u64>);

impl Default for News {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl News {
    /// Something happened that a page may show.
    pub fn happened(&self) {
        self.0.send_modify(|count| *count += 1);
    }

    /// Counts up with everything that happens.
    pub fn follow(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Code, Fault};
    use crate::oauth::Way;
    use crate::receive::ArrivalId;

    fn arrival(step: ArrivalStep) -> Event {
        Event::Arrival { arrival: ArrivalId::new(), step }
    }

    /// An entry is flat JSON: two fields of one name would make it unreadable.
    #[test]
    fn every_entry_can_be_read_again() {
        let fault = Fault::new(Code::ServerSilent).words("silence");
        let events = vec![
            Event::JobAccepted { device: "copier".to_owned(), size_bytes: 1, recipients: 1 },
            Event::AttemptStarted { attempt: 1 },
            Event::AttemptEnded {
                delivered: 1,
                failed: 0,
                waiting: 0,
                uncertain: 0,
                route: Route::default(),
                fault: Some(fault.clone()),
            },
            Event::JobDelivered { after_millis: Some(1500) },
            Event::JobFailed { fault: Some(fault.clone()) },
            Event::JobUncertain { fault: Some(fault.clone()) },
            Event::JobReported(Reported {
                arrival: ArrivalId::new(),
                what: ReportedAs::Failed,
                recipient: Some("bo@contoso.example".to_owned()),
                fault: Some(fault.clone()),
            }),
            Event::JobRetried,
            Event::JobDeleted,
            Event::JobHeld,
            Event::JobReleased,
            Event::JobRerouted {
                from: "scans".parse().expect("a name"),
                to: "office".parse().expect("a name"),
            },
            Event::JobDownloaded,
            Event::AccountHeld { fault: fault.clone() },
            Event::AccountReleased,
            Event::AccountRests { fault: fault.clone(), until: Time(7) },
            Event::AccountRested,
            Event::AccountAdded,
            Event::AccountChanged,
            Event::AccountRemoved,
            Event::AccountExamined { mail_to: Some("anna@contoso.example".to_owned()) },
            Event::SignedIn {
                way: Some(Way::AuthorizationCode),
                signed_in_as: None,
                scopes: Vec::new(),
            },
            Event::SignInBegun { of: "scans".parse().expect("a name") },
            Event::SignInEnded { of: "scans".parse().expect("a name") },
            Event::SignInInterrupted { of: "scans".parse().expect("a name") },
            Event::TokenRefreshed,
            Event::GrantHindered { fault: fault.clone() },
            Event::GrantLapsed { fault },
            Event::SignedOut,
            Event::DeviceAdded { device: "copier".to_owned() },
            Event::DeviceChanged { device: "copier".to_owned() },
            Event::DeviceRemoved { device: "copier".to_owned() },
            Event::UserAdded { user: "anna@contoso.example".to_owned() },
            Event::UserChanged { user: "anna@contoso.example".to_owned() },
            Event::UserRemoved { user: "anna@contoso.example".to_owned(), kept: 1, deleted: 0 },
            Event::UsersImported { added: 1, changed: 2 },
            Event::UserSettingsChanged { fields: Vec::new() },
            Event::ConsentGiven {
                of: "scans".parse().expect("a name"),
                organisation: "contoso.example".to_owned(),
            },
            Event::AdministratorAdded { administrator: "anna".to_owned() },
            Event::AdministratorChanged { administrator: "anna".to_owned() },
            Event::AdministratorRemoved { administrator: "anna".to_owned() },
            Event::AdministratorPasswordChanged { administrator: "anna".to_owned() },
            Event::LoggedIn,
            Event::LogInRefused { administrator: Some("anna".to_owned()), attempts: 3 },
            Event::ApiTokenAdded { token: "anna".to_owned() },
            Event::ApiTokenRemoved { token: "anna".to_owned() },
            Event::SlotsChanged,
            Event::MailSettingsChanged { fields: vec!["proxy".to_owned()] },
            Event::SettingsImported,
            Event::NoticesChanged { fields: Vec::new() },
            Event::HistoryChanged,
            Event::FaxServerChanged { fields: vec!["pattern".to_owned()] },
            Event::PanelChanged,
            Event::AppearanceChanged,
            Event::ReceivingChanged { fields: vec!["fax.to".to_owned()] },
            Event::NoticeTried,
            arrival(ArrivalStep::TakenIn { size_bytes: 1 }),
            arrival(ArrivalStep::CameAgain),
            arrival(ArrivalStep::HandingOn { attempt: 1 }),
            arrival(ArrivalStep::HandedOn { place: "folder".to_owned() }),
            arrival(ArrivalStep::NotHandedOn { fault: Fault::new(Code::DiskFull) }),
            arrival(ArrivalStep::Quarantined { fault: Fault::new(Code::MailTooLarge) }),
            arrival(ArrivalStep::Retried),
            arrival(ArrivalStep::Downloaded),
            arrival(ArrivalStep::Deleted),
            Event::MailLeft { uidl: "1".to_owned(), fault: Fault::new(Code::MailTooLarge) },
            Event::MailRemoved { uidl: "1".to_owned(), fault: Fault::new(Code::MailForNobody) },
            Event::MailsGone { mails: 1 },
            Event::DeletedByDevice { device: "copier".to_owned(), mails: 1 },
            arrival(ArrivalStep::NotConfirmed { fault: Fault::new(Code::AccountMissing) }),
            Event::Warned { fault: Fault::new(Code::DiskLow) },
            Event::ClockSet { by_millis: 1 },
        ];
        for event in events {
            let (job, account) = (Some(JobId::new()), None);
            let by = Some("anna".to_owned());
            let entry = Entry { number: 7, at: crate::clock::Time(1), job, account, by, event };
            let text = serde_json::to_string(&entry).expect("text keys");
            assert_eq!(serde_json::from_str::<Entry>(&text).ok(), Some(entry), "{text}");
        }
    }

    #[test]
    fn a_sign_in_of_an_earlier_time_is_read_though_it_does_not_say_its_way() {
        let text = r#"{"event":"signed-in","signed_in_as":"anna@contoso.example","scopes":["s"]}"#;
        let event: Event = serde_json::from_str(text).expect("an earlier entry");
        let expected = Event::SignedIn {
            way: None,
            signed_in_as: Some("anna@contoso.example".to_owned()),
            scopes: vec!["s".to_owned()],
        };
        assert_eq!(event, expected);
    }
}
