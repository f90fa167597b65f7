//! Which jobs a list shows, and how far back it looks. Pure; the same for every storage.
//!
//! A storage gives its jobs newest first and leaves the choice to [`JobFilter::page`]. Words that are
//! searched for may stand anywhere in a name or an address, so no index finds them; instead no page
//! looks at more than [`JobFilter::MOST_SCANNED`] jobs. Where it stopped it says how to look further.

use super::{Job, JobId, JobState};
use crate::account::AccountName;
use crate::clock::Time;

/// Which jobs a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobFilter {
    pub state: Option<JobState>,
    pub account: Option<AccountName>,
    /// The device's name.
    pub device: Option<String>,
    /// Accepted at this moment or later.
    pub since: Option<Time>,
    /// Accepted before this moment.
    pub until: Option<Time>,
    /// Part of a recipient, the sender or the device, in capitals or not; or how the job's number
    /// begins.
    pub search: Option<String>,
    /// Only jobs older than this one: the next page of a list.
    pub before: Option<JobId>,
    /// At most so many; capped at [`JobFilter::MOST`].
    pub most: usize,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobPage {
    /// Newest first.
    pub jobs: Vec<Job>,
    /// What [`JobFilter::before`] must be for the next page; nothing: there is none.
    pub older: Option<JobId>,
}

impl JobFilter {
    /// Jobs on one page.
    pub const MOST: usize = 1000;

    /// Jobs that are looked at for one page.
    pub const MOST_SCANNED: usize = 20_000;

    /// Whether a job is one of those that are wanted.
    pub fn lets_through(&self, job: &Job) -> bool {
        self.before.is_none_or(|before| job.id < before)
            && self.state.is_none_or(|state| job.state == state)
            && self.account.as_ref().is_none_or(|account| job.account == *account)
            && self.device.as_ref().is_none_or(|device| job.device == *device)
            && self.since.is_none_or(|since| job.accepted_at >= since)
            && self.until.is_none_or(|until| job.accepted_at < until)
            && self.search.as_ref().is_none_or(|words| is_found(job, words))
    }

    /// The page of these jobs, which come newest first and end where there are no older ones.
    pub fn page<E>(&self, jobs: impl Iterator<Item = Result<Job, E>>) -> Result<JobPage, E> {
        let most = self.most.min(Self::MOST);
        let mut page = JobPage::default();
        let mut last = None;
        for (scanned, job) in jobs.enumerate() {
            if scanned == Self::MOST_SCANNED || page.jobs.len() == most {
                page.older = last;
                break;
            }
            let job = job?;
            last = Some(job.id);
            if self.lets_through(&job) {
                page.jobs.push(job);
            }
        }
        Ok(page)
    }
}

fn is_found(job: &Job, words: &str) -> bool {
    let words = words.trim().to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&words);
    let number = words.replace('-', "");
    let is_number = !number.is_empty() && job.id.to_string().starts_with(&number);
    is_number
        || holds(&job.device)
        || holds(&job.sender)
        || job.recipients.iter().any(|recipient| holds(&recipient.called()))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::spool::{Recipient, RecipientState, Reports};

    fn job() -> Job {
        let recipient = |address: &str| Recipient {
            address: address.to_owned(),
            fax: None,
            state: RecipientState::Waiting,
            reply: Some("250 hidden".to_owned()),
        };
        Job {
            id: JobId::new(),
            account: "scans".parse().expect("a name"),
            device: "Förråd 1".to_owned(),
            accepted_at: Time(1000),
            size_bytes: 1,
            sender: "copier@contoso.example".to_owned(),
            recipients: vec![recipient("anna@contoso.example"), recipient("bo@fabrikam.example")],
            eight_bit: false,
            reports: Reports::default(),
            state: JobState::Waiting,
            tries: 0,
            uncertain: 0,
            due_at: Some(Time(1000)),
            ended_at: None,
            fault: None,
        }
    }

    /// So many jobs, newest first.
    fn jobs(count: usize) -> Vec<Job> {
        let mut jobs: Vec<_> = (0..count).map(|_| job()).collect();
        jobs.sort_by_key(|job| std::cmp::Reverse(job.id));
        jobs
    }

    fn page(filter: &JobFilter, jobs: &[Job]) -> JobPage {
        let page = filter.page(jobs.iter().cloned().map(Ok::<_, Infallible>));
        page.unwrap_or_else(|never| match never {})
    }

    #[test]
    fn words_are_found_in_every_address_and_name_and_a_number_by_its_beginning() {
        let job = job();
        let number = job.id.to_string();
        let hyphenated = job.id.0.to_string();
        for (words, is_found) in [
            ("anna", true),
            ("ANNA@Contoso", true),
            (" fabrikam ", true),
            ("copier@", true),
            ("FÖRRÅD", true),
            (&number[..9], true),
            (&hyphenated[..14], true),
            (&number[1..], false),
            ("hidden", false),
            ("waiting", false),
            ("%", false),
            ("", true),
        ] {
            let filter = JobFilter { search: Some(words.to_owned()), ..JobFilter::default() };
            assert_eq!(filter.lets_through(&job), is_found, "{words:?}");
        }
    }

    #[test]
    fn a_period_has_its_first_moment_and_not_its_last() {
        for (since, until, is_in) in [
            (Some(1000), None, true),
            (Some(1001), None, false),
            (None, Some(1000), false),
            (None, Some(1001), true),
        ] {
            let (since, until) = (since.map(Time), until.map(Time));
            let filter = JobFilter { since, until, ..JobFilter::default() };
            assert_eq!(filter.lets_through(&job()), is_in, "{since:?} {until:?}");
        }
    }

    #[test]
    fn a_page_says_how_to_go_on_and_the_last_one_does_not() {
        let jobs = jobs(5);
        let filter = JobFilter { most: 5, ..JobFilter::default() };
        assert_eq!(page(&filter, &jobs), JobPage { jobs: jobs.clone(), older: None });
        let filter = JobFilter { most: 3, ..JobFilter::default() };
        let older = Some(jobs[2].id);
        assert_eq!(page(&filter, &jobs), JobPage { jobs: jobs[..3].to_vec(), older });
    }

    #[test]
    fn a_search_looks_at_so_many_jobs_and_says_where_it_stopped() {
        let jobs = jobs(JobFilter::MOST_SCANNED + 1);
        let search = Some("nobody has this name".to_owned());
        let filter = JobFilter { search, most: 10, ..JobFilter::default() };
        let older = Some(jobs[JobFilter::MOST_SCANNED - 1].id);
        assert_eq!(page(&filter, &jobs), JobPage { jobs: Vec::new(), older });
        let all = &jobs[..JobFilter::MOST_SCANNED];
        assert_eq!(page(&filter, all), JobPage::default());
    }
}
