//! The events: what can happen, what is told of it, and the way that an attempt went.

use std::net::IpAddr;

use scanpost_proto::mail::Mended;
use serde::{Deserialize, Serialize};

use crate::account::AccountName;
use crate::clock::Time;
use crate::fault::Fault;
use crate::oauth::Way;
use crate::receive::ArrivalId;

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
    /// It waited for an account that its way does not lead by any more, and goes on by another one.
    JobRerouted {
        from: AccountName,
        to: AccountName,
    },
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
    /// An organisation has consented to the app of this account.
    ConsentGiven {
        of: AccountName,
        organisation: String,
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
    /// `fields`: which of the settings, without what they were set to.
    FaxServerChanged {
        fields: Vec<String>,
    },
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
    /// A device that fetches its mail has deleted mails in its mailbox; the provider has confirmed it.
    DeletedByDevice {
        device: String,
        mails: u64,
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
    /// Its sender wants to hear what became of it, and the word about it was lost.
    NotConfirmed {
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
