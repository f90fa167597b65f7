//! What happened, in order. Job history, audit, notices and metrics are read from it.
//!
//! Entries are written inside the storage verbs: what a verb did and that it did so are one
//! transaction. A log-in changes nothing that is stored and is a verb of its own, [`Journal::note`]. An entry never holds a token, a password, a code or the content of a mail.

use std::net::IpAddr;

use scanpost_proto::mail::Mended;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::Stored;
use crate::account::AccountName;
use crate::clock::Time;
use crate::fault::Fault;
use crate::oauth::Way;
use crate::receive::ArrivalId;
use crate::spool::JobId;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A mail lies on the disk; the device got its 250.
    JobAccepted {
        device: String,
        size_bytes: u64,
        recipients: usize,
    },
    /// An attempt begins; written before anything is dialled.
    AttemptStarted {
        attempt: u32,
    },
    /// An attempt is over; per recipient the job says more.
    AttemptEnded {
        delivered: usize,
        failed: usize,
        waiting: usize,
        /// Who may have got the mail, and nobody knows.
        #[serde(default)]
        uncertain: usize,
        route: Route,
        fault: Option<Fault>,
    },
    /// The last recipient has its outcome.
    JobDelivered {
        /// Since it was accepted. Nothing in entries of an earlier time.
        #[serde(default)]
        after_millis: Option<u64>,
    },
    JobFailed {
        fault: Option<Fault>,
    },
    /// Some recipients may or may not have got the mail, and it is not sent again.
    JobUncertain {
        fault: Option<Fault>,
    },
    /// A mail came that tells what became of this one behind the provider.
    JobReported(Reported),
    /// A person asked for another attempt now.
    JobRetried,
    JobDeleted,
    /// A person keeps the job back, until a person lets it go on.
    JobHeld,
    JobReleased,
    /// A person has fetched the mail's octets.
    JobDownloaded,
    /// The account's queue waits for a person.
    AccountHeld {
        fault: Fault,
    },
    AccountReleased,
    /// The account's queue waits for the end of a limit.
    AccountRests {
        fault: Fault,
        until: Time,
    },
    AccountRested,
    AccountAdded,
    AccountChanged,
    AccountRemoved,
    /// Somebody had everything about it checked, and perhaps a test mail sent.
    AccountExamined {
        mail_to: Option<String>,
    },
    /// The life of the grant: signed in, refreshed, lapsed, signed out.
    SignedIn {
        /// Nothing in entries of an earlier time.
        #[serde(default)]
        way: Option<Way>,
        signed_in_as: Option<String>,
        scopes: Vec<String>,
    },
    /// A code was asked for, and shown.
    SignInBegun {
        of: AccountName,
    },
    /// It is on no screen any more: it was used, ended or was cancelled.
    SignInEnded {
        of: AccountName,
    },
    /// It was lost when scanpost stopped.
    SignInInterrupted {
        of: AccountName,
    },
    TokenRefreshed,
    GrantHindered {
        fault: Fault,
    },
    GrantLapsed {
        fault: Fault,
    },
    SignedOut,
    DeviceAdded {
        device: String,
    },
    DeviceChanged {
        device: String,
    },
    DeviceRemoved {
        device: String,
    },
    UserAdded {
        user: String,
    },
    UserChanged {
        user: String,
    },
    /// With scans that had not ended: so many stay held, so many were deleted.
    UserRemoved {
        user: String,
        kept: u64,
        deleted: u64,
    },
    /// From a table, or a file of all settings.
    UsersImported {
        added: usize,
        changed: usize,
    },
    /// `fields`: which of the settings, without what they were set to.
    UserSettingsChanged {
        #[serde(default)]
        fields: Vec<String>,
    },
    /// Who may administer, and what they set for the whole site.
    AdministratorAdded {
        administrator: String,
    },
    AdministratorChanged {
        administrator: String,
    },
    AdministratorRemoved {
        administrator: String,
    },
    AdministratorPasswordChanged {
        administrator: String,
    },
    LoggedIn,
    /// Somebody was not let in, so many times since the last such entry. `by` is the address.
    LogInRefused {
        /// The administrator that was named last. What else was typed may be a password.
        administrator: Option<String>,
        attempts: u64,
    },
    ApiTokenAdded {
        token: String,
    },
    ApiTokenRemoved {
        token: String,
    },
    SlotsChanged,
    MailSettingsChanged {
        /// Which of them, by their names in the file of all settings; never what they were set to. Empty
        /// in entries of an earlier time.
        #[serde(default)]
        fields: Vec<String>,
    },
    SettingsImported,
    NoticesChanged {
        #[serde(default)]
        fields: Vec<String>,
    },
    HistoryChanged,
    /// From where the page for a control panel is seen.
    PanelChanged,
    AppearanceChanged,
    /// `fields`: which of the settings, without what they were set to.
    ReceivingChanged {
        #[serde(default)]
        fields: Vec<String>,
    },
    /// A person wants to see whether notices arrive.
    NoticeTried,
    /// A mail that was taken out of a mailbox, and what becomes of it.
    Arrival {
        arrival: ArrivalId,
        #[serde(flatten)]
        step: ArrivalStep,
    },
    /// A mail stays in its mailbox.
    MailLeft {
        uidl: String,
        fault: Fault,
    },
    /// A mail is about to be removed from its mailbox unread.
    MailRemoved {
        uidl: String,
        fault: Fault,
    },
    /// Mails that were taken in are no longer in the mailbox.
    MailsGone {
        mails: usize,
    },
    /// What will go wrong unless somebody acts, said ahead: of the account, or of the machine.
    Warned {
        fault: Fault,
    },
    /// Somebody set the machine's clock.
    ClockSet {
        by_millis: i64,
    },
}

/// What happened to an arrival.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum ArrivalStep {
    /// It lies on the disk.
    TakenIn {
        size_bytes: u64,
    },
    /// The mailbox gave it once more; it is kept once.
    CameAgain,
    /// An attempt to hand it on begins; written before anything is handed on.
    HandingOn {
        attempt: u32,
    },
    HandedOn {
        place: String,
    },
    NotHandedOn {
        fault: Fault,
    },
    /// A person must look at it.
    Quarantined {
        fault: Fault,
    },
    /// A person asked for another attempt now.
    Retried,
    /// A person has fetched its octets.
    Downloaded,
    /// A person has removed it.
    Deleted,
}

/// What a mail that came in tells of a job: a report on its delivery (RFC 3464), or an automatic reply
/// (RFC 3834).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The mail that tells it.
    pub arrival: ArrivalId,
    pub what: ReportedAs,
    /// Of whom; nothing where nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// Why it failed or is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// What is told of a recipient (RFC 3464 §2.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportedAs {
    /// The mail came back.
    Failed,
    /// Others are still trying.
    Delayed,
    Delivered,
    /// It went on to a server that does not report.
    Relayed,
    /// It went on to the members of a list.
    Expanded,
    /// The recipient's mailbox answered by itself: out of office, and the like.
    AutomaticReply,
}

impl ReportedAs {
    pub const ALL: [ReportedAs; 6] = [
        ReportedAs::Failed,
        ReportedAs::Delayed,
        ReportedAs::Delivered,
        ReportedAs::Relayed,
        ReportedAs::Expanded,
        ReportedAs::AutomaticReply,
    ];

    /// The word as it stands in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            ReportedAs::Failed => "failed",
            ReportedAs::Delayed => "delayed",
            ReportedAs::Delivered => "delivered",
            ReportedAs::Relayed => "relayed",
            ReportedAs::Expanded => "expanded",
            ReportedAs::AutomaticReply => "automatic-reply",
        }
    }
}

/// The way an attempt went: nothing falls back silently, so it is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    pub host: String,
    pub port: u16,
    /// Which of the server's addresses answered first; nothing where none did, or behind a proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// `TLSv1.3`, ...; nothing where no handshake was reached.
    pub tls: Option<String>,
    /// `XOAUTH2` or `OAUTHBEARER`; nothing where no log-in was reached.
    pub mechanism: Option<String>,
    /// It is the secondary server: the primary one could not be reached.
    #[serde(default, skip_serializing_if = "is_not")]
    pub secondary: bool,
    /// The proxy that it led through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Nobody looked whether the server is who it says: an administrator has switched that off.
    #[serde(default, skip_serializing_if = "is_not")]
    pub unchecked: bool,
    /// Whom the mail named as its author when it went out; nothing where none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// The mail's Message-ID when it went out, without its brackets: by it others name the mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// What was mended in the mail before it went out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mended: Vec<Mend>,
}

/// One thing that was mended in a mail; [`crate::words::mend`] says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mend {
    /// One of [`Mended::WORDS`].
    pub what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What stood there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

impl From<&Mended> for Mend {
    fn from(mended: &Mended) -> Self {
        Self {
            what: mended.word().to_owned(),
            field: mended.field().map(str::to_owned),
            was: mended.was().map(str::to_owned),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_not(flag: &bool) -> bool {
    !flag
}

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
    /// The person who did it; nothing: scanpost itself, a device or the provider.
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
    use crate::fault::Code;

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
