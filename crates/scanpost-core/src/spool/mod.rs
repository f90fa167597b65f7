//! Kept for certain: from the device's final dot until every recipient has its outcome.
//!
//! - [`accept`]: a mail is on the disk, and the [`Receipt`] proves it
//! - [`bells`]: delivery hears that there is something to do
//! - [`search`]: which jobs a list shows, and how far back it looks
//! - this file: what a job is, and the verbs that the storage must offer ([`Spool`])
//!
//! Submission brings mails in, delivery claims and settles them; the two meet only here. A verb is
//! one transaction and writes its own journal entries. A claim records the attempt and the later
//! retry *before* anything is dialled, so a crash at any line repeats at most one attempt. We
//! promise "at least once".

pub mod accept;
pub mod bells;
pub mod search;

use std::pin::Pin;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncRead;

use crate::Stored;
use crate::account::AccountName;
use crate::clock::{Jump, Time};
use crate::fault::Fault;
use crate::id::id;
use crate::journal::{Forgotten, Reported, Route, Stamp};
use crate::settings::RetryPolicy;
pub use accept::{Receipt, accept, accept_all};
pub use bells::Bells;
pub use scanpost_proto::smtp::{Notify, Reports, Ret, Wanted};
pub use search::{JobFilter, JobPage};

id! {
    /// The name of a job.
    JobId
}

/// A mail that is about to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    pub id: JobId,
    pub account: AccountName,
    pub device: String,
    pub accepted_at: Time,
    /// The envelope's sender; empty for `<>`.
    pub sender: String,
    /// The envelope's recipients, in order. Never empty.
    pub recipients: Vec<NewRecipient>,
    /// The envelope said BODY=8BITMIME (RFC 6152).
    pub eight_bit: bool,
    /// What the sender wants to hear of it (RFC 3461 §4).
    pub reports: Reports,
}

/// Who is to get a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecipient {
    pub address: String,
    /// The number, where the provider sends it on as a fax.
    pub fax: Option<String>,
}

impl From<String> for NewRecipient {
    fn from(address: String) -> Self {
        Self { address, fax: None }
    }
}

/// Where a recipient stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecipientState {
    Waiting,
    /// The last attempt ended between the final dot and the reply: the mail may have arrived. It is sent
    /// again; if the job has ended, it stays unknown.
    Uncertain,
    Delivered,
    Failed,
}

impl RecipientState {
    /// An attempt concerns it, unless its job has ended.
    pub const fn is_open(self) -> bool {
        matches!(self, RecipientState::Waiting | RecipientState::Uncertain)
    }
}

/// One recipient of a job and its last result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    pub address: String,
    /// The number, where the provider sends it on as a fax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fax: Option<String>,
    pub state: RecipientState,
    /// The provider's reply, word for word; nothing before the first.
    pub reply: Option<String>,
}

impl Recipient {
    /// As people call it: the number before the address, where it has one.
    pub fn called(&self) -> String {
        match &self.fax {
            Some(number) => format!("{number} ({})", self.address),
            None => self.address.clone(),
        }
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobState {
    /// Waits for its next attempt, or, if its account is held, for a person.
    Waiting,
    /// A person keeps it back until a person releases it.
    Held,
    /// An attempt is under way.
    Delivering,
    /// Every recipient's provider said 250.
    Delivered,
    /// Some recipients were delivered, the others failed.
    PartlyDelivered,
    /// Nobody knows whether some recipients have got the mail, and it is not sent again.
    Uncertain,
    /// No recipient was delivered.
    Failed,
}

impl JobState {
    pub const ALL: [JobState; 7] = [
        JobState::Waiting,
        JobState::Held,
        JobState::Delivering,
        JobState::Delivered,
        JobState::PartlyDelivered,
        JobState::Uncertain,
        JobState::Failed,
    ];

    /// The word as it stands in JSON, the store and the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            JobState::Waiting => "waiting",
            JobState::Held => "held",
            JobState::Delivering => "delivering",
            JobState::Delivered => "delivered",
            JobState::PartlyDelivered => "partly-delivered",
            JobState::Uncertain => "uncertain",
            JobState::Failed => "failed",
        }
    }

    /// Nothing more happens to it by itself.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            JobState::Delivered
                | JobState::PartlyDelivered
                | JobState::Uncertain
                | JobState::Failed
        )
    }

    /// What the recipients' states make of a job that is not under way. `goes_on`: who is uncertain gets
    /// the mail again.
    pub fn of(recipients: &[Recipient], goes_on: bool) -> Self {
        let any = |state| recipients.iter().any(|recipient| recipient.state == state);
        if any(RecipientState::Waiting) || goes_on && any(RecipientState::Uncertain) {
            JobState::Waiting
        } else if any(RecipientState::Uncertain) {
            JobState::Uncertain
        } else if !any(RecipientState::Failed) {
            JobState::Delivered
        } else if any(RecipientState::Delivered) {
            JobState::PartlyDelivered
        } else {
            JobState::Failed
        }
    }
}

/// A job as it stands in the spool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    pub id: JobId,
    pub account: AccountName,
    pub device: String,
    pub accepted_at: Time,
    pub size_bytes: u64,
    pub sender: String,
    pub recipients: Vec<Recipient>,
    pub eight_bit: bool,
    /// What the sender wants to hear of it (RFC 3461 §4).
    #[serde(default, skip_serializing_if = "Reports::is_empty")]
    pub reports: Reports,
    pub state: JobState,
    /// Attempts begun so far.
    pub tries: u32,
    /// Attempts so far that ended between the final dot and the reply.
    #[serde(default)]
    pub uncertain: u32,
    /// When the next attempt is due; nothing for a final state.
    pub due_at: Option<Time>,
    /// When it came to its final state.
    pub ended_at: Option<Time>,
    /// What hindered the last attempt.
    pub fault: Option<Fault>,
}

impl Job {
    /// A provider sends it on as a fax. Such a job has no other recipients.
    pub fn is_fax(&self) -> bool {
        self.recipients.iter().any(|recipient| recipient.fax.is_some())
    }

    /// What stands, or stood, in its way. `hold`: why its account's queue waits, if it does; then what the
    /// last attempt met is no longer what somebody must do.
    pub fn hindrance<'a>(&'a self, hold: Option<&'a Fault>) -> Option<&'a Fault> {
        match self.state {
            JobState::Waiting => hold.or(self.fault.as_ref()),
            JobState::Held | JobState::Failed | JobState::PartlyDelivered | JobState::Uncertain => {
                self.fault.as_ref()
            }
            JobState::Delivering | JobState::Delivered => None,
        }
    }
}

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// For every recipient that the attempt concerned: its number in [`Job::recipients`], the new
    /// state and the reply. Recipients that are not named stay as they are.
    pub results: Vec<(usize, RecipientState, Option<String>)>,
    /// When to try again, should a recipient still be waiting or uncertain. Nothing: who is uncertain
    /// stays so.
    pub retry_at: Option<Time>,
    /// The Message-ID in it is what [`Spool::jobs_of_message`] looks for.
    pub route: Route,
    pub fault: Option<Fault>,
}

/// What the provider took of an account within one minute, which begins at `at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    pub at: Time,
    pub mails: u32,
    /// Those of mails that may have been taken count too.
    pub recipients: u32,
}

/// What of an account has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    pub account: AccountName,
    pub jobs: u64,
    /// Octets of their mails.
    pub octets: u64,
    /// When the oldest of them was accepted, without those that a person keeps back.
    pub since: Option<Time>,
}

/// Mails that came the same way, and wait for the same account or are kept back by a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bundle {
    pub account: AccountName,
    pub device: String,
    /// A provider sends them on as faxes.
    pub faxes: bool,
}

/// Why an account's queue waits for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub fault: Fault,
    pub since: Time,
}

/// Until when an account's queue waits for the end of a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    pub fault: Fault,
    /// By then it is over, as far as is known.
    pub until: Time,
}

/// A mail's octets on their way in. Dropped before [`Incoming::keep`], nothing of it remains.
pub trait Incoming: Send {
    /// Takes the next octets; small mails stay in memory, larger ones go to the disk as they come.
    fn write(&mut self, octets: Bytes) -> Stored<'_, ()>;

    /// Makes the mail durable: octets on the disk and synced, then the job committed. After this
    /// returns the mail survives a power cut. Writes [`crate::journal::Event::JobAccepted`] for each.
    ///
    /// A mail whose recipients go different ways is a job for each way, with octets of its own: all of
    /// them are kept, or none.
    fn keep_as(self: Box<Self>, jobs: Vec<NewJob>) -> Stored<'static, ()>;

    /// The same of a mail that goes one way.
    fn keep(self: Box<Self>, job: NewJob) -> Stored<'static, ()> {
        self.keep_as(vec![job])
    }
}

/// A mail's octets on their way out.
pub type Body = Pin<Box<dyn AsyncRead + Send>>;

/// What the spool's storage can do.
pub trait Spool: Send + Sync {
    /// A place for a mail that is coming in.
    fn incoming(&self) -> Box<dyn Incoming>;

    /// Takes up to `most` due jobs of an account for one attempt each: state `Delivering`, one try more,
    /// and the later retry by `policy` as `due_at`. Devices are served in turn, within a device the
    /// oldest is first: no device gets a second job before every other one with a due job got its first.
    /// Nothing while the account is held. Writes [`crate::journal::Event::AttemptStarted`].
    ///
    /// It survives the end of scanpost. A power cut before the next verb may take it back: then the job
    /// waits as if it had not been claimed, and goes out as it would after [`Self::recover`].
    fn claim(
        &self,
        account: AccountName,
        now: Time,
        policy: RetryPolicy,
        most: usize,
    ) -> Stored<'_, Vec<Job>>;

    /// When the account's next job is due; nothing if none waits or the account is held.
    fn next_due(&self, account: AccountName) -> Stored<'_, Option<Time>>;

    /// Opens the octets of a job that has not ended.
    fn body(&self, job: JobId) -> Stored<'_, Body>;

    /// Writes down what an attempt came to; a job that thereby ends loses its octets. Gives the
    /// job back as it stands then. A job that is gone (deleted meanwhile) gives nothing.
    fn settle(&self, job: JobId, settlement: Settlement, now: Time) -> Stored<'_, Option<Job>>;

    /// Takes up the oldest due job of an account that is held: it looks whether the hold is over. Otherwise
    /// as [`Self::claim`].
    fn claim_probe(
        &self,
        account: AccountName,
        now: Time,
        policy: RetryPolicy,
    ) -> Stored<'_, Option<Job>>;

    /// What the provider took of the account since then, the oldest first. A settlement notes it: who was
    /// delivered, and who became uncertain because no reply came. Older than a day it is forgotten.
    fn sent_since(&self, account: AccountName, since: Time) -> Stored<'_, Vec<Sent>>;

    /// Ends jobs of the account that wait and were accepted before `before`, so many at once; `why` becomes
    /// their fault. Gives their number. Writes [`crate::journal::Event::JobFailed`] or
    /// [`crate::journal::Event::JobUncertain`].
    fn expire(
        &self,
        account: AccountName,
        before: Time,
        why: Fault,
        now: Time,
    ) -> Stored<'_, usize>;

    /// After a start: what was under way when the last run ended waits again, due now; a job whose
    /// time lies further ahead than `longest_wait` is due now too (the clock was set meanwhile);
    /// octets without a job are removed. Gives the number of interrupted attempts.
    fn recover(&self, now: Time, longest_wait: std::time::Duration) -> Stored<'_, usize>;

    /// The account's queue waits for a person. Holding again only replaces the fault.
    fn hold(&self, account: AccountName, fault: Fault, now: Time) -> Stored<'_, ()>;

    /// The queue flows again, in order, at once. True if it was held.
    fn release(&self, account: AccountName, now: Time) -> Stored<'_, bool>;

    fn held(&self, account: AccountName) -> Stored<'_, Option<Hold>>;

    /// The account's queue waits for the end of a limit, also over a restart; nothing: it does no more.
    /// Writes [`crate::journal::Event::AccountRests`], and [`crate::journal::Event::AccountRested`] where it
    /// rested.
    fn put_rest(&self, account: AccountName, rest: Option<Rest>, now: Time) -> Stored<'_, ()>;

    /// The rest that was put last, also if its end has passed.
    fn rest(&self, account: AccountName) -> Stored<'_, Option<Rest>>;

    /// One page of the jobs that the filter lets through, newest first.
    fn jobs(&self, filter: JobFilter) -> Stored<'_, JobPage>;

    fn job(&self, id: JobId) -> Stored<'_, Option<Job>>;

    /// The jobs whose mail went out under this Message-ID (without its brackets), newest first. So many at
    /// most: firmware may write the same one into every mail.
    fn jobs_of_message(&self, message_id: String, most: usize) -> Stored<'_, Vec<Job>>;

    /// A mail came in that tells what became of this job's. Writes
    /// [`crate::journal::Event::JobReported`] for each, unless the same was told of that recipient already.
    /// True if the job is there.
    fn note_reports(&self, id: JobId, told: Vec<Reported>, now: Time) -> Stored<'_, bool>;

    /// How many jobs are in each state.
    fn counts(&self) -> Stored<'_, Vec<(JobState, u64)>>;

    /// What has not ended, by account; those with nothing are left out.
    fn backlogs(&self) -> Stored<'_, Vec<Backlog>>;

    /// Whose mails wait, or are kept back by a person; without those of users.
    fn bundles(&self) -> Stored<'_, Vec<Bundle>>;

    /// Lets jobs of the bundle go on by another account, `most` at once, the oldest first: what waits is due
    /// now. Gives their number. Writes [`crate::journal::Event::JobRerouted`].
    fn reroute(&self, bundle: Bundle, to: AccountName, most: usize, now: Time)
    -> Stored<'_, usize>;

    /// Due now. Only a waiting job can be retried: one that is held must be released first, and the
    /// octets of those that have ended are gone. True if so.
    fn retry(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool>;

    /// A person keeps a waiting job back: no attempt is made any more. True if it was waiting. Writes
    /// [`crate::journal::Event::JobHeld`].
    fn hold_job(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool>;

    /// A held job waits again, due now. True if it was held. Writes
    /// [`crate::journal::Event::JobReleased`].
    fn release_job(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool>;

    /// A person fetches the octets of a job that has not ended. True if so. Writes
    /// [`crate::journal::Event::JobDownloaded`].
    fn note_download(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool>;

    /// Removes a job that is not under way, with its octets. True if so.
    fn delete(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool>;

    /// Forgets jobs that ended before `before`, with what happened to them but what people did. Looks at so
    /// many jobs behind `after`, in the order in which they were accepted. What has not ended is never
    /// forgotten.
    fn forget_jobs(
        &self,
        after: Option<JobId>,
        before: Time,
        most: usize,
    ) -> Stored<'_, Forgotten<JobId>>;

    /// Somebody set the machine's clock: moments of jobs that have not ended move with it.
    fn shift(&self, jump: Jump, now: Time) -> Stored<'_, ()>;

    /// Free octets where mails are kept.
    fn free_bytes(&self) -> Stored<'_, u64>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_called_the_same_in_json_and_in_text_and_hyphens_do_not_matter() {
        let simple = "019aa64f2f0070008000000000000001";
        let hyphenated = "019aa64f-2f00-7000-8000-000000000001";
        let id: JobId = simple.parse().expect("an id");
        assert_eq!(id.to_string(), simple);
        assert_eq!(serde_json::to_string(&id).expect("text"), format!("\"{simple}\""));
        for text in [simple, hyphenated] {
            assert_eq!(text.parse::<JobId>().ok(), Some(id));
            assert_eq!(serde_json::from_str::<JobId>(&format!("\"{text}\"")).ok(), Some(id));
        }
        for wrong in ["", "7", "\"x\"", "\"019aa64f2f00700080000000000000\""] {
            assert!(serde_json::from_str::<JobId>(wrong).is_err(), "{wrong}");
        }
    }
}
