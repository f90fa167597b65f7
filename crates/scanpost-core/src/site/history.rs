//! How long scanpost remembers what has ended.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::mail_settings::number;
use crate::objection::{Objection, Reason};

/// Ten years.
const MOST_DAYS: u16 = 3650;

/// For how many days what has ended is remembered. The octets of a mail go at its end in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct History {
    /// Jobs and received mails, with their stories, after their end; and what else happened. Default: 90.
    pub jobs_days: u16,
    /// What people did. Not less than the jobs. Default: 730.
    pub people_days: u16,
}

impl Default for History {
    fn default() -> Self {
        Self { jobs_days: 90, people_days: 730 }
    }
}

/// As a person types it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HistoryEntered {
    pub jobs_days: String,
    pub people_days: String,
}

impl History {
    pub fn entered(&self) -> HistoryEntered {
        let (jobs_days, people_days) = (self.jobs_days.to_string(), self.people_days.to_string());
        HistoryEntered { jobs_days, people_days }
    }

    /// The rules of [`HistoryEntered::check`], for settings that nobody has typed.
    pub fn check(&self) -> Result<(), Vec<Objection>> {
        self.entered().check().map(|_| ())
    }

    pub fn of_jobs(&self) -> Duration {
        days(self.jobs_days)
    }

    pub fn of_people(&self) -> Duration {
        days(self.people_days)
    }
}

fn days(count: u16) -> Duration {
    Duration::from_hours(24 * u64::from(count))
}

impl HistoryEntered {
    /// The settings, or what is wrong with each field.
    pub fn check(&self) -> Result<History, Vec<Objection>> {
        let mut wrong = Vec::new();
        let jobs_days = number(&self.jobs_days, &(1..=MOST_DAYS), "jobs_days", &mut wrong);
        let people_days = number(&self.people_days, &(1..=MOST_DAYS), "people_days", &mut wrong);
        if wrong.is_empty() && people_days < jobs_days {
            let range = format!("{jobs_days}–{MOST_DAYS}");
            wrong.push(Objection::new(Reason::NumberInvalid, range).at("people_days"));
        }
        if wrong.is_empty() { Ok(History { jobs_days, people_days }) } else { Err(wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_a_number_and_people_are_remembered_no_shorter_than_jobs() {
        for (jobs, people, wrong) in [
            ("90", "730", vec![]),
            (" 1 ", "1", vec![]),
            ("3650", "3650", vec![]),
            ("0", "90", vec!["jobs_days"]),
            ("", "x", vec!["jobs_days", "people_days"]),
            ("3651", "3651", vec!["jobs_days", "people_days"]),
            ("90", "89", vec!["people_days"]),
        ] {
            let entered = HistoryEntered { jobs_days: jobs.into(), people_days: people.into() };
            let objections = entered.check().err().unwrap_or_default();
            let fields: Vec<_> = objections.iter().filter_map(|one| one.field).collect();
            assert_eq!(fields, wrong, "{jobs} {people}");
        }
        let usual = History::default();
        assert_eq!(usual.entered().check(), Ok(usual));
    }
}
