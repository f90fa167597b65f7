//! What the verbs of the spool do to the jobs in memory: from the mail that is kept to the end of its job.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{Job, JobFilter, JobId, JobState, NewJob, Sent, Settlement};

use super::{Kept, MOST_ENDED, State};
use crate::life::{self, SENT_IS_KEPT, SENT_TOGETHER};
use crate::turns::{Candidate, deal, in_turn};

impl State {
    /// All of them or none. Octets that several jobs have count once for each.
    pub(super) fn keep_as(&mut self, jobs: &[NewJob], octets: Bytes) -> Result<(), Fault> {
        let more = octets.len() as u64 * (jobs.len() as u64).saturating_sub(1);
        let refused = if jobs.iter().any(|new| self.jobs.contains_key(&new.id)) {
            Some(Fault::new(Code::StorageFailed).words("a job of this id is kept already"))
        } else {
            let has_room = self.room_bytes.saturating_sub(self.used_bytes) >= more;
            (!has_room).then(|| Code::DiskFull.into())
        };
        if let Some(fault) = refused {
            self.give_back(Some(octets));
            return Err(fault);
        }
        self.used_bytes += more;
        for new in jobs {
            let (job, event) = life::accepted(new, octets.len() as u64);
            self.write_of_job(&job, event, new.accepted_at);
            let octets = Some(octets.clone());
            self.jobs.insert(new.id, Kept { job, octets, message_id: None });
            self.open.insert(new.id);
        }
        Ok(())
    }

    /// Changes a job as the verb says, if it can be done to it; true if so.
    pub(super) fn change(
        &mut self,
        id: JobId,
        stamp: Stamp,
        verb: impl FnOnce(&mut Job, Time) -> Option<Event>,
    ) -> bool {
        let Some(kept) = self.jobs.get_mut(&id) else {
            return false;
        };
        let Some(event) = verb(&mut kept.job, stamp.at) else {
            return false;
        };
        let job = kept.job.clone();
        self.write_of_job(&job, event, stamp);
        true
    }

    /// The account's waiting jobs in the order of claims; none while it is held.
    pub(super) fn waiting(&self, account: &AccountName) -> Vec<(Time, JobId)> {
        if self.holds.contains_key(account) {
            return Vec::new();
        }
        self.waiting_though_held(account)
    }

    pub(super) fn waiting_though_held(&self, account: &AccountName) -> Vec<(Time, JobId)> {
        let mut waiting: Vec<_> = self
            .open
            .iter()
            .filter_map(|id| Some(&self.jobs.get(id)?.job))
            .filter(|job| job.state == JobState::Waiting && job.account == *account)
            .filter_map(|job| Some((job.due_at?, job.id)))
            .collect();
        waiting.sort_unstable();
        waiting
    }

    pub(super) fn claim(
        &mut self,
        account: &AccountName,
        now: Time,
        policy: &RetryPolicy,
        most: usize,
    ) -> Vec<Job> {
        let most = most.min(JobFilter::MOST);
        let due = self.waiting(account).into_iter().filter(|(due_at, _)| *due_at <= now);
        let mut of_devices: BTreeMap<String, Vec<(Time, JobId)>> = BTreeMap::new();
        for (due_at, id) in due {
            let device = self.jobs.get(&id).map(|kept| kept.job.device.clone());
            of_devices.entry(device.unwrap_or_default()).or_default().push((due_at, id));
        }
        let candidates = of_devices.iter().filter_map(|(device, jobs)| {
            let served = self.turns.get(&(account.clone(), device.clone())).copied();
            let (served, first) = (served.unwrap_or_default(), *jobs.first()?);
            Some(Candidate { device: device.clone(), served, first })
        });
        let in_turn = in_turn(candidates.collect());
        let ids = |one: &Candidate| of_devices[&one.device].iter().map(|(_, id)| *id).collect();
        let jobs: Vec<Vec<JobId>> = in_turn.iter().take(most).map(ids).collect();
        let claimed = self.begin_attempts(deal(&jobs, most), now, policy);
        for job in &claimed {
            let served = self.turns.values().max().copied().unwrap_or_default() + 1;
            self.turns.insert((account.clone(), job.device.clone()), served);
        }
        claimed
    }

    pub(super) fn begin_attempts(
        &mut self,
        due: impl IntoIterator<Item = JobId>,
        now: Time,
        policy: &RetryPolicy,
    ) -> Vec<Job> {
        let mut claimed = Vec::new();
        for id in due {
            let Some(kept) = self.jobs.get_mut(&id) else {
                continue;
            };
            let event = life::begin_attempt(&mut kept.job, now, policy);
            let job = kept.job.clone();
            self.write_of_job(&job, event, now);
            claimed.push(job);
        }
        claimed
    }

    pub(super) fn settle(
        &mut self,
        id: JobId,
        settlement: &Settlement,
        now: Time,
    ) -> Result<Option<Job>, Fault> {
        let Some(kept) = self.jobs.get_mut(&id) else {
            return Ok(None);
        };
        let mut job = kept.job.clone();
        if job.state.is_final() {
            return Ok(Some(job));
        }
        let events = life::settle(&mut job, settlement, now)?;
        kept.job = job.clone();
        if let Some(message_id) = &settlement.route.message_id {
            kept.message_id = Some(message_id.clone());
        }
        for event in events {
            self.write_of_job(&job, event, now);
        }
        if let Some(recipients) = life::taken(settlement) {
            self.note_sent(&job.account, recipients, now);
        }
        if job.state.is_final() {
            self.end(id);
        }
        Ok(Some(job))
    }

    /// A mail was taken for so many recipients.
    fn note_sent(&mut self, account: &AccountName, recipients: u32, now: Time) {
        let is_together = |at: Time| at > now - SENT_TOGETHER && at <= now;
        let mut added = false;
        for (of, sent) in &mut self.sent {
            if of == account && is_together(sent.at) {
                sent.mails = sent.mails.saturating_add(1);
                sent.recipients = sent.recipients.saturating_add(recipients);
                added = true;
            }
        }
        if !added {
            self.sent.retain(|(_, sent)| sent.at >= now - SENT_IS_KEPT);
            self.sent.push((account.clone(), Sent { at: now, mails: 1, recipients }));
        }
    }

    pub(super) fn expire(
        &mut self,
        account: &AccountName,
        before: Time,
        why: &Fault,
        now: Time,
    ) -> usize {
        let is_too_old = |job: &Job| {
            job.account == *account && job.state == JobState::Waiting && job.accepted_at < before
        };
        let too_old = self.jobs.values().map(|kept| &kept.job).filter(|job| is_too_old(job));
        let too_old: Vec<JobId> = too_old.map(|job| job.id).take(JobFilter::MOST).collect();
        for id in &too_old {
            if self.change(*id, now.into(), |job, now| life::expire(job, why, now)) {
                self.end(*id);
            }
        }
        too_old.len()
    }

    pub(super) fn recover(&mut self, now: Time, longest_wait: Duration) -> usize {
        let mut interrupted = Vec::new();
        for kept in self.jobs.values_mut() {
            let job = &mut kept.job;
            if job.state == JobState::Delivering {
                let event = life::interrupt_attempt(job, now);
                interrupted.push((job.clone(), event));
            } else if job.due_at.is_some_and(|due_at| due_at > now + longest_wait) {
                job.due_at = Some(now);
            }
        }
        let count = interrupted.len();
        for (job, event) in interrupted {
            self.write_of_job(&job, event, now);
        }
        count
    }

    /// A job has ended: its octets go, and the oldest of those that have ended.
    fn end(&mut self, id: JobId) {
        self.remove_octets(id);
        self.open.remove(&id);
        self.ended.insert(id);
        if self.ended.len() > MOST_ENDED
            && let Some(oldest) = self.ended.pop_first()
        {
            self.jobs.remove(&oldest);
        }
    }

    pub(super) fn remove(&mut self, id: JobId) {
        self.remove_octets(id);
        self.open.remove(&id);
        self.ended.remove(&id);
        self.jobs.remove(&id);
    }

    fn remove_octets(&mut self, id: JobId) {
        let octets = self.jobs.get_mut(&id).and_then(|kept| kept.octets.take());
        self.give_back(octets);
    }

    /// The room of these octets is free again.
    pub(super) fn give_back(&mut self, octets: Option<impl AsRef<[u8]>>) {
        let bytes = octets.map_or(0, |octets| octets.as_ref().len() as u64);
        self.used_bytes = self.used_bytes.saturating_sub(bytes);
    }
}
