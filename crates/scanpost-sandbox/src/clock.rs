//! The sandbox's own clock.
//!
//! It runs by the monotonic clock of the machine, so a change of the wall clock neither kills nor
//! revives a code or a token. A test can move it forward instead of sleeping; it also follows the
//! paused time of a Tokio runtime.

use std::{sync::Mutex, time::Duration};

use jiff::Timestamp;
use tokio::time::Instant;

#[derive(Debug)]
pub(crate) struct Clock {
    started_at: Timestamp,
    started: Instant,
    advanced: Mutex<Duration>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            started_at: Timestamp::now(),
            started: Instant::now(),
            advanced: Mutex::new(Duration::ZERO),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let advanced = *self.advanced.lock().expect("no holder of the clock panics");
        let passed = self.started.elapsed().saturating_add(advanced);
        self.started_at.checked_add(passed).unwrap_or(Timestamp::MAX)
    }

    /// From here on it is `by` later than the machine thinks.
    pub(crate) fn advance(&self, by: Duration) {
        let mut advanced = self.advanced.lock().expect("no holder of the clock panics");
        *advanced = advanced.saturating_add(by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_an_hour_passes_at_once() {
        let clock = Clock::start();
        let before = clock.now();
        clock.advance(Duration::from_mins(15));
        assert!(clock.now() >= before + Duration::from_mins(15));
    }

    #[test]
    fn a_leap_beyond_the_end_of_time_stays_at_its_end() {
        let clock = Clock::start();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }
}
