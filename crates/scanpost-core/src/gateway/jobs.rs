//! What an administrator can do with jobs.
//!
//! A job is shown with the moment at which it can really be tried: while its account's queue is
//! paused or held, the job's own time says nothing, because the whole queue waits.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::views::{JobView, RestView};
use super::{By, Duty, Gateway, GatewayError, Inner};
use crate::account::AccountName;
use crate::administrator::Privilege;
use crate::clock::Time;
use crate::delivery::{Flow, Queue};
use crate::fault::{Code, Fault};
use crate::objection::{Objection, Reason};
use crate::profile::{ProfileCode, job_codes};
use crate::spool::{Body, Hold, Job, JobFilter, JobId, JobPage, JobState};

/// What follows when a person asks for another attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "retried", rename_all = "kebab-case")]
pub enum Retried {
    /// It goes out as soon as a connection is free.
    Now,
    /// The provider did not answer before. One mail of the account goes ahead at once to see; when
    /// it gets through, this one follows.
    Probing { fault: Fault },
    /// The account waits for a person: the hold says what for. After that it goes out by itself.
    AfterHold { hold: Hold },
    /// The mailbox has sent as much as scanpost lets it for now; nothing of it goes out before the end of
    /// that limit. Then it goes out by itself.
    AfterRest { rest: RestView },
    /// No gateway serves the storage now; the job is due when one does.
    WhenServed,
}

impl Retried {
    /// The words of all answers.
    pub const WORDS: [&str; 5] = ["now", "probing", "after-hold", "after-rest", "when-served"];

    /// The word as it stands in JSON.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Retried::Now => "now",
            Retried::Probing { .. } => "probing",
            Retried::AfterHold { .. } => "after-hold",
            Retried::AfterRest { .. } => "after-rest",
            Retried::WhenServed => "when-served",
        }
    }
}

/// What can be done to several jobs at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    Retry,
    Hold,
    Release,
    Delete,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deeds {
    pub done: usize,
    /// Jobs that it could not be done to, and why.
    pub refused: Vec<(JobId, Objection)>,
}

impl Deeds {
    /// Jobs at once.
    pub const MOST: usize = 200;
}

/// A mail on its way to a person.
pub struct Download {
    /// Made of its number alone: nothing that a sender wrote is in it.
    pub file_name: String,
    pub size_bytes: u64,
    pub body: Body,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("file_name", &self.file_name).finish_non_exhaustive()
    }
}

impl Gateway {
    /// One page of the jobs that the filter lets through, newest first.
    pub async fn jobs(&self, filter: JobFilter) -> Result<JobPage, Fault> {
        let mut page = self.inner.store.jobs(filter).await?;
        let flows = self.inner.flows().await;
        for job in &mut page.jobs {
            self.inner.show_next_attempt(job, flows.get(&job.account).copied());
        }
        Ok(page)
    }

    /// How many jobs are in each state.
    pub async fn job_counts(&self) -> Result<Vec<(JobState, u64)>, Fault> {
        self.inner.store.counts().await
    }

    /// One job with its whole story.
    pub async fn job(&self, id: JobId) -> Result<JobView, GatewayError> {
        let mut job = self.inner.store.job(id).await?.ok_or_else(|| no_job(id))?;
        let hold = if job.state.is_final() {
            None
        } else {
            self.inner.store.held(job.account.clone()).await?
        };
        let story = self.inner.store.story(id).await?;
        let flow = if hold.is_some() { Some(Flow::Held) } else { self.inner.flow(&job).await };
        self.inner.show_next_attempt(&mut job, flow);
        let hindrance = hold.as_ref().map(|hold| &hold.fault).or(job.fault.as_ref());
        let codes = hindrance.map(|fault| job_codes(fault.code)).unwrap_or_default();
        let devices = self.inner.store.devices().await?;
        let device = devices.iter().find(|device| device.name == job.device);
        let profile = device.and_then(|device| device.profile).unwrap_or(self.profile());
        let profile_code = hindrance.and_then(|fault| ProfileCode::of(profile, fault.code));
        let user = self.inner.store.user_of(job.account.clone()).await?;
        let user = user.map(|user| user.name);
        Ok(JobView { job, user, hold, codes, profile_code, story })
    }
}

impl By<'_> {
    /// Makes a waiting job due now, and says what becomes of that.
    pub async fn retry_job(&self, id: JobId) -> Result<Retried, GatewayError> {
        self.may(Privilege::Jobs)?;
        let job = self.inner().store.job(id).await?.ok_or_else(|| no_job(id))?;
        if !self.inner().store.retry(id, self.stamp()).await? {
            return Err(Objection::new(Reason::JobNotWaiting, job.state.as_str()).into());
        }
        let retried = self.inner().try_now(&job).await?;
        self.inner().news.happened();
        Ok(retried)
    }

    /// Keeps a waiting job back, until somebody releases it.
    pub async fn hold_job(&self, id: JobId) -> Result<(), GatewayError> {
        self.may(Privilege::Jobs)?;
        let job = self.inner().store.job(id).await?.ok_or_else(|| no_job(id))?;
        if !self.inner().store.hold_job(id, self.stamp()).await? {
            return Err(Objection::new(Reason::JobNotWaiting, job.state.as_str()).into());
        }
        self.inner().news.happened();
        Ok(())
    }

    /// Lets a held job go on.
    pub async fn release_job(&self, id: JobId) -> Result<(), GatewayError> {
        self.may(Privilege::Jobs)?;
        let job = self.inner().store.job(id).await?.ok_or_else(|| no_job(id))?;
        if !self.inner().store.release_job(id, self.stamp()).await? {
            return Err(Objection::new(Reason::JobNotHeld, job.state.as_str()).into());
        }
        self.inner().bells.ring(&job.account);
        self.inner().news.happened();
        Ok(())
    }

    /// The mail's octets; a user's own are nobody's to read. The journal knows who had them before they are given.
    pub async fn download_job(&self, id: JobId) -> Result<Download, GatewayError> {
        self.may(Privilege::JobContents)?;
        let job = self.inner().store.job(id).await?.ok_or_else(|| no_job(id))?;
        if job.account.is_of_user() {
            return Err(Objection::new(Reason::MailOfUser, id).into());
        }
        let gone = || GatewayError::from(Objection::new(Reason::MailGone, id));
        if job.state.is_final() {
            return Err(gone());
        }
        let body = self.inner().store.body(id).await?;
        if !self.inner().store.note_download(id, self.stamp()).await? {
            return Err(gone());
        }
        Ok(Download { file_name: format!("scan-{id}.eml"), size_bytes: job.size_bytes, body })
    }

    /// Does one thing to each of these jobs; those that it cannot be done to stay as they are.
    pub async fn do_to_jobs(&self, deed: Deed, jobs: &[JobId]) -> Result<Deeds, GatewayError> {
        self.may(Privilege::Jobs)?;
        if jobs.len() > Deeds::MOST {
            return Err(Objection::new(Reason::JobsTooMany, Deeds::MOST).into());
        }
        let mut deeds = Deeds::default();
        for id in jobs {
            let done = match deed {
                Deed::Retry => self.retry_job(*id).await.map(drop),
                Deed::Hold => self.hold_job(*id).await,
                Deed::Release => self.release_job(*id).await,
                Deed::Delete => self.delete_job(*id).await,
            };
            match done {
                Ok(()) => deeds.done += 1,
                Err(GatewayError::Objection(objection)) => deeds.refused.push((*id, objection)),
                Err(fault) => return Err(fault),
            }
        }
        Ok(deeds)
    }

    /// Removes a job and its mail.
    pub async fn delete_job(&self, id: JobId) -> Result<(), GatewayError> {
        self.may(Privilege::Jobs)?;
        self.inner().store.job(id).await?.ok_or_else(|| no_job(id))?;
        if !self.inner().store.delete(id, self.stamp()).await? {
            return Err(Objection::new(Reason::JobUnderWay, id).into());
        }
        self.inner().news.happened();
        Ok(())
    }
}

impl Inner {
    /// Wakes the job's queue, out of a pause too. A hold stays until somebody has acted, but its
    /// log-in is probed now.
    async fn try_now(&self, job: &Job) -> Result<Retried, Fault> {
        let hold = self.store.held(job.account.clone()).await?;
        let queue = self.queue_of(&job.account).await;
        let flow = match &queue {
            Some(queue) => {
                queue.hurry();
                Some(queue.flow())
            }
            // A user's queue starts for it.
            None if job.account.is_of_user() && self.duty == Duty::Serve => {
                self.bells.ring(&job.account);
                Some(Flow::Open)
            }
            None => None,
        };
        let fault = |queue: &Queue| {
            let connection = queue.connection().borrow().clone();
            let fault = connection.and_then(|connection| connection.fault);
            fault.unwrap_or_else(|| Code::ServerUnreachable.into())
        };
        Ok(match (hold, &queue, flow) {
            (Some(hold), ..) => Retried::AfterHold { hold },
            // The storage has not heard of the hold yet.
            (None, Some(queue), Some(Flow::Held)) => {
                Retried::AfterHold { hold: Hold { fault: fault(queue), since: self.clock.now() } }
            }
            (None, Some(queue), Some(Flow::Paused { .. } | Flow::Resting { .. })) => {
                Retried::Probing { fault: fault(queue) }
            }
            (None, _, Some(Flow::Full { until, limit })) => {
                Retried::AfterRest { rest: RestView { limit, until: self.time_of(until) } }
            }
            (None, _, Some(Flow::Open)) => Retried::Now,
            (None, ..) => Retried::WhenServed,
        })
    }

    /// Replaces the job's own time by the moment at which its account's queue lets it go.
    fn show_next_attempt(&self, job: &mut Job, flow: Option<Flow>) {
        if job.state != JobState::Waiting {
            return;
        }
        match flow {
            None | Some(Flow::Open) => {}
            Some(Flow::Held) => job.due_at = None,
            Some(
                Flow::Paused { until } | Flow::Resting { until, .. } | Flow::Full { until, .. },
            ) => {
                let probe_at = self.time_of(until);
                job.due_at = job.due_at.map(|due_at| due_at.max(probe_at));
            }
        }
    }

    /// The limit that the queue waits for, if it does.
    pub(super) fn rest(&self, queue: &Queue) -> Option<RestView> {
        match queue.flow() {
            Flow::Resting { until, limit } | Flow::Full { until, limit } => {
                Some(RestView { limit, until: self.time_of(until) })
            }
            Flow::Open | Flow::Paused { .. } | Flow::Held => None,
        }
    }

    /// A monotonic moment on the machine's clock.
    fn time_of(&self, moment: Instant) -> Time {
        self.clock.now() + moment.saturating_duration_since(Instant::now())
    }

    async fn flow(&self, job: &Job) -> Option<Flow> {
        self.queue_of(&job.account).await.as_ref().map(Queue::flow)
    }

    async fn queue_of(&self, account: &AccountName) -> Option<Queue> {
        if account.is_of_user() {
            return self.queue_of_user(account).await;
        }
        self.accounts.lock().await.get(account)?.queue.clone()
    }

    async fn flows(&self) -> BTreeMap<AccountName, Flow> {
        let accounts = self.accounts.lock().await;
        let flow = |running: &super::Running| running.queue.as_ref().map(Queue::flow);
        accounts.iter().filter_map(|(name, running)| Some((name.clone(), flow(running)?))).collect()
    }
}

fn no_job(id: JobId) -> GatewayError {
    Objection::new(Reason::NoSuchJob, id).into()
}
