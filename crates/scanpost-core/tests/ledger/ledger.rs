//! The ledger: what was accepted against what became of it. After every run it must balance.
//!
//! Four books are kept by four hands, and none copies from another: what the printers were promised
//! (their 250), what lies in the provider's mailboxes, how the jobs stand in the spool, what the
//! journal tells. The ledger compares them mail by mail and recipient by recipient:
//!
//! - nothing has vanished: every promise is a job, every delivered recipient has a copy
//! - nothing comes twice, unless the job's story says *uncertain* as often
//! - who has no copy stands in a state that says so, and with a reason
//! - nothing comes from nowhere: no copy and no job without a promise
//! - the journal tells the same story as the spool
//!
//! It says what is wrong in sentences, all of it at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use scanpost_core::fault::{Class, Code};
use scanpost_core::journal::{Entry, Event};
use scanpost_core::spool::{Job, JobId, JobState, Recipient, RecipientState};

/// What the printers were promised.
#[derive(Default)]
pub(crate) struct Ledger {
    /// By the Message-ID under which each mail arrives.
    promised: BTreeMap<String, Promise>,
}

/// The printer heard 250 for it.
struct Promise {
    job: JobId,
    recipients: Vec<String>,
}

/// One mail that the provider has taken.
pub(crate) struct Copy {
    pub(crate) message_id: String,
    pub(crate) to: Vec<String>,
}

/// Mails that balance, by what became of their recipients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) mails: usize,
    pub(crate) delivered: usize,
    pub(crate) failed: usize,
    /// Nobody knows, and nothing more is sent.
    pub(crate) uncertain: usize,
    /// Still waiting, with a reason.
    pub(crate) open: usize,
    /// Copies beyond the first, each of them announced as uncertain.
    pub(crate) repeated: usize,
}

impl Ledger {
    /// A mail was promised, that arrives under this Message-ID.
    pub(crate) fn promise(&mut self, message_id: String, job: JobId, recipients: &[&str]) {
        let recipients = recipients.iter().map(|&recipient| recipient.to_owned()).collect();
        let before = self.promised.insert(message_id, Promise { job, recipients });
        assert!(before.is_none(), "a Message-ID is given once");
    }

    /// Compares the promises with the other three books.
    pub(crate) fn balance(
        &self,
        copies: &[Copy],
        jobs: &[Job],
        journal: &[Entry],
    ) -> Result<Balance, String> {
        let jobs: BTreeMap<JobId, &Job> = jobs.iter().map(|job| (job.id, job)).collect();
        let stories = stories(journal);
        let arrived = arrived(copies);
        let mut audit = Audit::default();
        for (message_id, promise) in &self.promised {
            let story = stories.get(&promise.job).map_or(&[][..], Vec::as_slice);
            let Some(job) = jobs.get(&promise.job) else {
                audit.objects(message_id, "is promised, and no job is there");
                continue;
            };
            audit.balance.mails += 1;
            audit.compare_recipients(message_id, promise, job);
            audit.compare_copies(message_id, job, &arrived);
            audit.compare_story(message_id, job, story);
        }
        self.look_for_strangers(copies, &jobs, &mut audit);
        audit.done()
    }

    fn look_for_strangers(&self, copies: &[Copy], jobs: &BTreeMap<JobId, &Job>, audit: &mut Audit) {
        for Copy { message_id, to } in copies {
            let Some(promise) = self.promised.get(message_id) else {
                audit.objects(message_id, "lies at the provider and was never promised");
                continue;
            };
            for stranger in to.iter().filter(|to| !promise.recipients.contains(to)) {
                audit.objects(message_id, format_args!("went to {stranger}, whom nobody named"));
            }
        }
        let promised: BTreeSet<JobId> = self.promised.values().map(|promise| promise.job).collect();
        for job in jobs.keys().filter(|job| !promised.contains(job)) {
            audit.objects(&job.to_string(), "is a job that was never promised");
        }
    }
}

/// What the comparison has come to so far.
#[derive(Default)]
struct Audit {
    balance: Balance,
    objections: Vec<String>,
}

impl Audit {
    fn objects(&mut self, mail: &str, what: impl fmt::Display) {
        self.objections.push(format!("{mail} {what}"));
    }

    fn compare_recipients(&mut self, mail: &str, promise: &Promise, job: &Job) {
        let addresses: Vec<&String> = job.recipients.iter().map(|one| &one.address).collect();
        if !addresses.iter().copied().eq(&promise.recipients) {
            let promised = &promise.recipients;
            self.objects(mail, format_args!("is for {promised:?}, its job for {addresses:?}"));
        }
        if JobState::of(&job.recipients, !job.state.is_final()) != job.state
            && !matches!(job.state, JobState::Held | JobState::Delivering)
        {
            self.objects(mail, format_args!("stands as {:?}: {:?}", job.state, job.recipients));
        }
    }

    fn compare_copies(&mut self, mail: &str, job: &Job, arrived: &BTreeMap<(&str, &str), usize>) {
        let doubts = usize::try_from(job.uncertain).unwrap_or(usize::MAX);
        for recipient in &job.recipients {
            let Recipient { address, state, .. } = recipient;
            let copies = arrived.get(&(mail, address.as_str())).copied().unwrap_or_default();
            let certain = usize::from(*state == RecipientState::Delivered);
            self.balance.repeated += copies.saturating_sub(1);
            if copies < certain {
                self.objects(mail, format_args!("is delivered to {address}, and is not there"));
            }
            if copies > certain + doubts {
                self.objects(
                    mail,
                    format_args!(
                        "is there {copies} times for {address} ({state:?}), {doubts} times in doubt"
                    ),
                );
            }
            *match state {
                RecipientState::Delivered => &mut self.balance.delivered,
                RecipientState::Failed => &mut self.balance.failed,
                RecipientState::Uncertain if job.state.is_final() => &mut self.balance.uncertain,
                RecipientState::Uncertain | RecipientState::Waiting => &mut self.balance.open,
            } += 1;
            self.compare_reason(mail, job, recipient);
        }
    }

    /// Who did not get the mail is told why.
    fn compare_reason(&mut self, mail: &str, job: &Job, recipient: &Recipient) {
        let Recipient { address, state, reply, .. } = recipient;
        let code = job.fault.as_ref().map(|fault| fault.code);
        let is_named = match state {
            RecipientState::Delivered => true,
            RecipientState::Waiting if job.tries == 0 => true, // nothing has hindered it yet
            RecipientState::Waiting => code.is_some() || job.state == JobState::Delivering,
            // The last attempt may have been about others; then the reply says why.
            RecipientState::Failed => {
                let final_word =
                    |code: Code| matches!(code.class(), Class::RecipientFailed | Class::MailFailed);
                reply.is_some() || code.is_some_and(final_word)
            }
            RecipientState::Uncertain => job.uncertain > 0,
        };
        if !is_named {
            self.objects(mail, format_args!("is {state:?} for {address}, and nobody says why"));
        }
    }

    fn compare_story(&mut self, mail: &str, job: &Job, story: &[&Event]) {
        let told = Told::of(story);
        let begun = usize::try_from(job.tries).unwrap_or(usize::MAX);
        let under_way = usize::from(job.state == JobState::Delivering);
        let count = |wanted| job.recipients.iter().filter(|one| one.state == wanted).count();
        if !matches!(story.first(), Some(Event::JobAccepted { .. })) || told.accepted != 1 {
            self.objects(mail, "is not accepted once, and first, in its story");
        }
        if told.begun != begun || told.ended + under_way != begun {
            let Told { begun: told_begun, ended, .. } = told;
            self.objects(
                mail,
                format_args!("was tried {begun} times; told are {told_begun}, ended {ended}"),
            );
        }
        if told.delivered != count(RecipientState::Delivered) {
            self.objects(mail, format_args!("was delivered to {} in its story", told.delivered));
        }
        if told.doubts != usize::try_from(job.uncertain).unwrap_or(usize::MAX) {
            self.objects(mail, format_args!("was in doubt {} times in its story", told.doubts));
        }
        let end = match job.state {
            JobState::Delivered => Some("delivered"),
            JobState::Failed | JobState::PartlyDelivered => Some("failed"),
            JobState::Uncertain => Some("uncertain"),
            JobState::Waiting | JobState::Held | JobState::Delivering => None,
        };
        if !told.ends.iter().copied().eq(end) {
            let ends = &told.ends;
            self.objects(mail, format_args!("is {:?}, its story ends as {ends:?}", job.state));
        }
    }

    fn done(self) -> Result<Balance, String> {
        if self.objections.is_empty() { Ok(self.balance) } else { Err(self.objections.join("\n")) }
    }
}

/// A job's story, added up.
#[derive(Default)]
struct Told {
    accepted: usize,
    begun: usize,
    ended: usize,
    delivered: usize,
    /// Attempts that ended between the final dot and the reply.
    doubts: usize,
    ends: Vec<&'static str>,
}

impl Told {
    fn of(story: &[&Event]) -> Self {
        let mut told = Self::default();
        for event in story {
            match event {
                Event::JobAccepted { .. } => told.accepted += 1,
                Event::AttemptStarted { .. } => told.begun += 1,
                Event::AttemptEnded { delivered, fault, .. } => {
                    told.ended += 1;
                    told.delivered += delivered;
                    let class = fault.as_ref().map(|fault| fault.code.class());
                    told.doubts += usize::from(class == Some(Class::Uncertain));
                }
                Event::JobDelivered { .. } => told.ends.push("delivered"),
                Event::JobFailed { .. } => told.ends.push("failed"),
                Event::JobUncertain { .. } => told.ends.push("uncertain"),
                _ => {}
            }
        }
        told
    }
}

/// What the journal tells of each job, in order.
fn stories(journal: &[Entry]) -> BTreeMap<JobId, Vec<&Event>> {
    let mut stories: BTreeMap<JobId, Vec<&Event>> = BTreeMap::new();
    for Entry { job, event, .. } in journal {
        if let Some(job) = job {
            stories.entry(*job).or_default().push(event);
        }
    }
    stories
}

/// How many copies of each mail each recipient has.
fn arrived(copies: &[Copy]) -> BTreeMap<(&str, &str), usize> {
    let mut arrived = BTreeMap::new();
    for Copy { message_id, to } in copies {
        for to in to {
            *arrived.entry((message_id.as_str(), to.as_str())).or_default() += 1;
        }
    }
    arrived
}

#[cfg(test)]
mod tests;
