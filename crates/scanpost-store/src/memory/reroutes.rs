//! Jobs in memory that wait and go on by another account.

use std::collections::BTreeSet;

use scanpost_core::clock::Time;
use scanpost_core::oauth::AccountName;
use scanpost_core::spool::{Bundle, Job, JobState};

use super::State;
use crate::life;

impl State {
    pub(super) fn bundles(&self) -> Vec<Bundle> {
        let jobs = self.open.iter().filter_map(|id| Some(&self.jobs.get(id)?.job));
        let all: BTreeSet<_> = jobs.filter_map(bundle).collect();
        all.into_iter().collect()
    }

    pub(super) fn reroute(
        &mut self,
        from: &Bundle,
        to: &AccountName,
        most: usize,
        now: Time,
    ) -> usize {
        let is_of_it = |job: &Job| bundle(job).as_ref() == Some(from);
        let jobs = self.jobs.values().map(|kept| &kept.job).filter(|job| is_of_it(job));
        let ids: Vec<_> = jobs.map(|job| job.id).take(most).collect();
        for id in &ids {
            self.change(*id, now.into(), |job, now| life::reroute(job, to, now));
        }
        ids.len()
    }
}

/// Nothing: it is on its way, has ended, or is a user's.
fn bundle(job: &Job) -> Option<Bundle> {
    let waits = matches!(job.state, JobState::Waiting | JobState::Held);
    let (account, device) = (job.account.clone(), job.device.clone());
    (waits && !account.is_of_user()).then(|| Bundle { account, device, faxes: job.is_fax() })
}
