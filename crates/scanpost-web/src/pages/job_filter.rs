//! What the list of jobs is asked for: the filter as it stands in the page's address.
//!
//! Whatever cannot be read asks for nothing, so an old bookmark shows a longer list and no error.

use scanpost_core::clock::Time;
use scanpost_core::spool::{JobFilter, JobState};
use serde::Deserialize;

use crate::address;

/// The query of the list, as it was typed or linked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct JobsAsked {
    pub search: String,
    pub state: String,
    pub account: String,
    pub device: String,
    pub period: String,
    /// The number of a job: the page of those that are older.
    pub before: String,
    /// What became of what was done to some jobs, said once.
    pub deed: String,
    pub done: String,
    pub refused: String,
}

/// So far back a list goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Hour,
    Day,
    Week,
    Month,
}

impl Period {
    pub(super) const ALL: [Period; 4] = [Period::Hour, Period::Day, Period::Week, Period::Month];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Period::Hour => "hour",
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
        }
    }

    const fn hours(self) -> i64 {
        match self {
            Period::Hour => 1,
            Period::Day => 24,
            Period::Week => 7 * 24,
            Period::Month => 30 * 24,
        }
    }
}

impl JobsAsked {
    /// What the storage is asked.
    pub(super) fn filter(&self, now: Time, most: usize) -> JobFilter {
        let said = |text: &str| {
            let text = text.trim();
            let text: String = text.chars().take(LONGEST_WORDS).collect();
            (!text.is_empty()).then_some(text)
        };
        let period = Period::ALL.into_iter().find(|period| period.as_str() == self.period);
        JobFilter {
            state: self.state(),
            account: said(&self.account).and_then(|account| account.parse().ok()),
            device: said(&self.device),
            since: period.map(|period| Time(now.0 - period.hours() * 3_600_000)),
            until: None,
            search: said(&self.search),
            before: self.before.parse().ok(),
            most,
        }
    }

    pub(super) fn state(&self) -> Option<JobState> {
        JobState::ALL.into_iter().find(|state| state.as_str() == self.state)
    }

    /// The list without what was said once and without its page.
    pub(super) fn query(&self) -> String {
        self.query_with(&self.state, "")
    }

    pub(super) fn query_with(&self, state: &str, before: &str) -> String {
        address::query(&[
            ("search", &self.search),
            ("state", state),
            ("account", &self.account),
            ("device", &self.device),
            ("period", &self.period),
            ("before", before),
        ])
    }

    /// Whether anything is left out of the list.
    pub(super) fn is_narrow(&self) -> bool {
        !self.query().is_empty()
    }
}

/// More of a word than this nobody searches for.
const LONGEST_WORDS: usize = 320;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_asks_for_nothing() {
        let odd = || "<script>".to_owned();
        let asked = JobsAsked {
            state: odd(),
            account: odd(),
            period: odd(),
            before: odd(),
            ..JobsAsked::default()
        };
        let nothing = JobFilter { most: 50, ..JobFilter::default() };
        assert_eq!(asked.filter(Time(0), 50), nothing);
    }

    #[test]
    fn a_period_ends_now() {
        let asked = JobsAsked { period: "day".to_owned(), ..JobsAsked::default() };
        let day = 24 * 3_600_000;
        assert_eq!(asked.filter(Time(2 * day), 50).since, Some(Time(day)));
    }

    #[test]
    fn the_address_of_a_list_holds_its_filter_and_not_what_was_said_once() {
        let asked = JobsAsked {
            search: "å b".to_owned(),
            state: "failed".to_owned(),
            deed: "hold".to_owned(),
            done: "3".to_owned(),
            ..JobsAsked::default()
        };
        assert_eq!(asked.query(), "?search=%C3%A5%20b&state=failed");
        assert_eq!(asked.query_with("", "7"), "?search=%C3%A5%20b&before=7");
    }
}
