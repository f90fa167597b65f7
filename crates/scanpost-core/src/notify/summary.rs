//! What happened within a day, told at an hour that an administrator has chosen. Pure.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::journal::{Entry, Event};

/// What a summary counts. Mails that scanpost makes itself are not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub accepted: u64,
    pub delivered: u64,
    pub failed: u64,
    pub uncertain: u64,
    /// The day whose summary was told last.
    pub told_on: Option<Date>,
}

impl Tally {
    /// Counts an entry of a device's job.
    pub fn count(&mut self, entry: &Entry) {
        match entry.event {
            Event::JobAccepted { .. } => self.accepted += 1,
            Event::JobDelivered { .. } => self.delivered += 1,
            Event::JobFailed { .. } => self.failed += 1,
            Event::JobUncertain { .. } => self.uncertain += 1,
            _ => {}
        }
    }

    /// Whether a summary is to be told now; then counting begins anew. A clock that is set back by some
    /// hours or over midnight tells none a second time; one that was years ahead and is right again does
    /// not keep the summary away until then.
    pub fn is_due(&mut self, now: DateTime, hour: u8) -> Option<Tally> {
        let today = now.date();
        let Some(told_on) = self.told_on else {
            // The first one comes after a whole day of counting.
            let yesterday = today.yesterday().unwrap_or(today);
            let has_passed = now.hour().unsigned_abs() >= hour;
            self.told_on = Some(if has_passed { today } else { yesterday });
            return None;
        };
        if now.hour().unsigned_abs() < hour {
            return None;
        }
        let is_later = today > told_on;
        let was_far_ahead = told_on.yesterday().is_ok_and(|before| today < before);
        if !is_later && !was_far_ahead {
            return None;
        }
        let told = *self;
        *self = Self { told_on: Some(today), ..Self::default() };
        Some(told)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::notify::judge::tests::entry;

    #[test]
    fn a_summary_is_told_once_a_day_at_its_hour_whatever_the_clock_does() {
        let mut tally = Tally::default();
        let table = [
            ((2026, 11, 20, 9), false),  // set up after the hour: counting begins
            ((2026, 11, 21, 6), false),  // too early
            ((2026, 11, 21, 7), true),   // at the hour
            ((2026, 11, 21, 23), false), // once a day
            ((2026, 11, 20, 8), false),  // set back over midnight
            ((2026, 11, 21, 9), false),
            ((2026, 11, 23, 12), true), // asleep for two days: one summary
            ((2040, 1, 1, 7), true),    // years ahead
            ((2026, 11, 24, 7), true),  // and right again
            ((2026, 11, 24, 8), false),
        ];
        for ((year, month, day, hour), due) in table {
            let now = date(year, month, day).at(hour, 0, 0, 0);
            assert_eq!(tally.is_due(now, 7).is_some(), due, "{now}");
        }
    }

    #[test]
    fn what_was_counted_is_told_and_counting_begins_anew() {
        let mut tally = Tally::default();
        assert_eq!(tally.is_due(date(2026, 11, 21).at(6, 0, 0, 0), 7), None);
        let accepted = Event::JobAccepted { device: "d".to_owned(), size_bytes: 1, recipients: 1 };
        let failed = Event::JobFailed { fault: None };
        let delivered = Event::JobDelivered { after_millis: None };
        for event in [accepted.clone(), accepted, delivered, failed, Event::LoggedIn] {
            tally.count(&entry(1, event));
        }
        let told = tally.is_due(date(2026, 11, 21).at(7, 0, 0, 0), 7).expect("it is due");
        assert_eq!((told.accepted, told.delivered, told.failed, told.uncertain), (2, 1, 1, 0));
        let next = tally.is_due(date(2026, 11, 22).at(7, 0, 0, 0), 7).expect("it is due");
        assert_eq!((next.accepted, next.delivered, next.failed, next.uncertain), (0, 0, 0, 0));
    }
}
