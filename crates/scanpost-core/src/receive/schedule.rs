//! When a mailbox is polled next. Pure: time and chance are values.
//!
//! - after a poll that went well: after the interval, up to a fifth sooner or later, so that not all
//!   mailboxes of a site are asked in the same second
//! - while more is waiting there than one poll takes: at once
//! - after trouble that passes: the waits double, from the interval to an hour
//! - after a limit: when it is over, if that is known
//! - while a person must act: every half an hour, and at once when somebody has signed in
//! - of a connection that breaks each time the next polls want less
//! - never sooner than the server allows (LOGIN-DELAY, RFC 2449 §6.5)
//!
//! A machine that was suspended polls once when it wakes, not once for each poll that it has slept
//! through. A clock that was set back does not make anybody wait longer than the wait that was meant:
//! what counts is the wait, not the moment.

use std::time::Duration;

use crate::clock::Time;
use crate::fault::{Class, Fault};

/// No wait between two polls is longer while time alone may mend what hinders.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// How often it is tried whether a person has acted.
const HELD_WAIT: Duration = Duration::from_mins(30);

/// The first polls after a start are spread over so long.
const SPREAD: Duration = Duration::from_secs(10);

/// The first wait after a log-in for a device that came to nothing; it doubles.
const VISIT_WAIT: Duration = Duration::from_secs(5);

/// Nobody at a device waits longer than so until trouble is looked at again.
const LONGEST_VISIT_WAIT: Duration = Duration::from_mins(5);

/// A server's LOGIN-DELAY counts up to this.
const LONGEST_DELAY: Duration = Duration::from_hours(1);

/// How a poll ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// `more`: mails are waiting that this poll had no room for.
    Well {
        more: bool,
    },
    Badly(Fault),
}

/// The polls of one mailbox by one account.
#[derive(Clone, Debug)]
pub struct Schedule {
    interval: Duration,
    /// Since when it is waited, and for how long.
    since: Time,
    wait: Duration,
    /// No poll within so long of `since`, whoever asks.
    delay: Duration,
    /// Polls in a row that ended badly.
    failures: u32,
    /// Between two looks at trouble, unless a limit was reached.
    longest_wait: Duration,
}

impl Schedule {
    /// After a start. `chance` runs from 0 to 255.
    pub fn new(interval: Duration, now: Time, chance: u8) -> Self {
        let wait = SPREAD * u32::from(chance) / 255;
        let delay = Duration::ZERO;
        Self { interval, since: now, wait, delay, failures: 0, longest_wait: LONGEST_WAIT }
    }

    /// Of log-ins for devices, which come when they like: only trouble makes them wait.
    pub fn of_visits(now: Time) -> Self {
        Self { longest_wait: LONGEST_VISIT_WAIT, ..Self::new(VISIT_WAIT, now, 0) }
    }

    /// A poll has ended. `delay`: what the server asks for between two log-ins.
    pub fn ended(&mut self, ended: &Ended, delay: Option<Duration>, now: Time, chance: u8) {
        self.since = now;
        self.delay = delay.unwrap_or(self.delay).min(LONGEST_DELAY);
        self.failures = match ended {
            Ended::Well { .. } => 0,
            Ended::Badly(_) => self.failures.saturating_add(1),
        };
        self.wait = match ended {
            Ended::Well { more: true } => Duration::ZERO,
            Ended::Well { more: false } => jittered(self.interval, chance),
            Ended::Badly(fault) => jittered(self.after(fault), chance),
        };
    }

    /// Somebody asks for a poll now, or has changed what hindered.
    pub fn hurry(&mut self) {
        self.wait = Duration::ZERO;
    }

    /// From now on polls are so far apart. What is waited for already is not made longer.
    pub fn set_interval(&mut self, interval: Duration) {
        self.interval = interval;
        if self.failures == 0 {
            self.wait = self.wait.min(interval);
        }
    }

    /// When the next poll is due.
    pub fn due_at(&mut self, now: Time) -> Time {
        self.since = self.since.min(now); // else the clock was set back, and the wait begins anew
        self.since + self.wait.max(self.delay)
    }

    fn after(&self, fault: &Fault) -> Duration {
        let doubled = 2u32.saturating_pow(self.failures.saturating_sub(1));
        let growing = self.interval.saturating_mul(doubled).min(self.longest_wait);
        match fault.class() {
            Class::WaitUntilReset => fault.code.reset().unwrap_or(growing),
            Class::HoldForSignIn | Class::HoldForTenant | Class::HoldForSettings => {
                HELD_WAIT.min(self.longest_wait)
            }
            _ => growing,
        }
    }
}

/// How many mails one poll deals with. What is deleted is gone with QUIT only, so a connection that ends
/// sooner each time, by a server or a firewall that wants that, would else never get anything done.
#[derive(Clone, Debug)]
pub struct Portion {
    usual: usize,
    most: usize,
}

impl Portion {
    pub fn new(usual: usize) -> Self {
        Self { usual, most: usual }
    }

    pub fn most(&self) -> usize {
        self.most
    }

    /// Half of what was done until it broke; then slowly more. A poll that has done nothing says nothing
    /// of how many would have been too many.
    pub fn ended(&mut self, ended: &Ended, dealt_with: usize) {
        self.most = match ended {
            Ended::Badly(_) if dealt_with > 0 => (dealt_with / 2).max(1),
            _ => (self.most + self.most.div_ceil(4)).min(self.usual),
        };
    }
}

/// The log-ins at one mailbox, whoever they were for: a server that wants time between two of them
/// (RFC 2449 §6.5) does not ask what they are for.
#[derive(Clone, Debug, Default)]
pub struct LogIns {
    last: Option<Time>,
    delay: Duration,
}

impl LogIns {
    /// `delay`: what the server has said of it.
    pub fn logged_in(&mut self, now: Time, delay: Option<Duration>) {
        self.last = Some(now);
        self.delay = delay.unwrap_or_default().min(LONGEST_DELAY);
    }

    /// No log-in is allowed before this moment.
    pub fn next_at(&mut self, now: Time) -> Time {
        self.last = self.last.map(|last| last.min(now)); // else the clock was set back
        self.last.map_or(now, |last| last + self.delay)
    }
}

/// Up to a fifth shorter or longer.
fn jittered(wait: Duration, chance: u8) -> Duration {
    wait * 4 / 5 + wait * 2 / 5 * u32::from(chance) / 255
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Code;

    const MINUTE: i64 = 60_000;
    const EVEN: u8 = 128;

    fn after_start() -> Schedule {
        Schedule::new(Duration::from_mins(5), Time(0), 0)
    }

    fn minutes_until_due(schedule: &mut Schedule, now: Time) -> i64 {
        (schedule.due_at(now).0 - now.0 + MINUTE / 2) / MINUTE
    }

    #[test]
    fn the_first_polls_after_a_start_are_spread_over_seconds() {
        let due = |chance| Schedule::new(Duration::from_mins(5), Time(0), chance).due_at(Time(0));
        assert_eq!((due(0), due(255)), (Time(0), Time(10_000)));
    }

    #[test]
    fn a_good_poll_is_followed_by_the_interval_give_or_take_a_fifth() {
        let mut schedule = after_start();
        for (chance, minutes) in [(0, 4), (EVEN, 5), (255, 6)] {
            schedule.ended(&Ended::Well { more: false }, None, Time(0), chance);
            assert_eq!(minutes_until_due(&mut schedule, Time(0)), minutes);
        }
        schedule.ended(&Ended::Well { more: true }, None, Time(0), EVEN);
        assert_eq!(schedule.due_at(Time(0)), Time(0));
    }

    #[test]
    fn what_passes_is_waited_for_longer_each_time_until_it_goes_well() {
        let mut schedule = after_start();
        let silent = Ended::Badly(Code::ServerSilent.into());
        let mut waits = Vec::new();
        for _ in 0..6 {
            schedule.ended(&silent, None, Time(0), EVEN);
            waits.push(minutes_until_due(&mut schedule, Time(0)));
        }
        assert_eq!(waits, [5, 10, 20, 40, 60, 60]);
        schedule.ended(&Ended::Well { more: false }, None, Time(0), EVEN);
        schedule.ended(&silent, None, Time(0), EVEN);
        assert_eq!(minutes_until_due(&mut schedule, Time(0)), 5);
    }

    #[test]
    fn a_limit_is_waited_for_and_a_person_is_looked_for_every_half_hour() {
        for (code, minutes) in [
            (Code::LoginTooOften, 15),
            (Code::SignInNeeded, 30),
            (Code::LoginRefused, 30),
            (Code::CertificateUntrusted, 30),
        ] {
            let mut schedule = after_start();
            schedule.ended(&Ended::Badly(code.into()), None, Time(0), EVEN);
            assert_eq!(minutes_until_due(&mut schedule, Time(0)), minutes, "{code}");
        }
    }

    #[test]
    fn nobody_hurries_a_server_that_wants_time_between_log_ins() {
        let mut schedule = after_start();
        let delay = Some(Duration::from_mins(3));
        schedule.ended(&Ended::Well { more: true }, delay, Time(0), EVEN);
        schedule.hurry();
        assert_eq!(minutes_until_due(&mut schedule, Time(0)), 3);
        // A connection that came to nothing says nothing of the delay: it stands.
        schedule.ended(&Ended::Badly(Code::ServerSilent.into()), None, Time(0), 0);
        schedule.hurry();
        assert_eq!(minutes_until_due(&mut schedule, Time(0)), 3);
        schedule.ended(&Ended::Well { more: true }, Some(Duration::from_hours(99)), Time(0), 0);
        assert_eq!(minutes_until_due(&mut schedule, Time(0)), 60);
    }

    #[test]
    fn devices_wait_for_trouble_alone_and_never_longer_than_five_minutes() {
        let mut schedule = Schedule::of_visits(Time(0));
        assert_eq!(schedule.due_at(Time(0)), Time(0));
        let silent = Ended::Badly(Code::ServerSilent.into());
        let mut waits = Vec::new();
        for _ in 0..8 {
            schedule.ended(&silent, None, Time(0), EVEN);
            waits.push(schedule.due_at(Time(0)).0 / 1000);
        }
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300]);
        schedule.ended(&Ended::Badly(Code::SignInNeeded.into()), None, Time(0), EVEN);
        assert_eq!(minutes_until_due(&mut schedule, Time(0)), 5);
        schedule.ended(&Ended::Well { more: true }, None, Time(0), EVEN);
        assert_eq!(schedule.due_at(Time(0)), Time(0));
    }

    #[test]
    fn a_poll_that_breaks_is_followed_by_smaller_ones_that_grow_again() {
        let (well, lost) = (Ended::Well { more: true }, Ended::Badly(Code::ConnectionLost.into()));
        let mut portion = Portion::new(1000);
        assert_eq!(portion.most(), 1000);
        let mut after = |ended, dealt_with| {
            portion.ended(ended, dealt_with);
            portion.most()
        };
        assert_eq!([after(&lost, 14), after(&lost, 7), after(&lost, 1)], [7, 3, 1]);
        let grown: Vec<usize> = (0..8).map(|_| after(&well, 1)).collect();
        assert_eq!(grown, [2, 3, 4, 5, 7, 9, 12, 15]);
        assert_eq!(after(&lost, 0), 19, "it broke in the first mail, which then comes last");
        for _ in 0..30 {
            after(&well, 1);
        }
        assert_eq!(after(&well, 1), 1000);
    }

    #[test]
    fn one_log_in_delays_the_next_one_whoever_they_are_for() {
        let mut log_ins = LogIns::default();
        assert_eq!(log_ins.next_at(Time(0)), Time(0));
        log_ins.logged_in(Time(0), Some(Duration::from_mins(3)));
        assert_eq!(log_ins.next_at(Time(MINUTE)), Time(3 * MINUTE));
        log_ins.logged_in(Time(5 * MINUTE), Some(Duration::from_hours(99)));
        assert_eq!(log_ins.next_at(Time(5 * MINUTE)), Time(65 * MINUTE));
        assert_eq!(log_ins.next_at(Time(0)), Time(60 * MINUTE), "the clock was set back");
        log_ins.logged_in(Time(0), None);
        assert_eq!(log_ins.next_at(Time(0)), Time(0));
    }

    #[test]
    fn after_a_suspend_it_is_due_at_once_and_once() {
        let mut schedule = after_start();
        schedule.ended(&Ended::Well { more: false }, None, Time(0), EVEN);
        let woken = Time(8 * 60 * MINUTE);
        assert!(schedule.due_at(woken) <= woken);
        schedule.ended(&Ended::Well { more: false }, None, woken, EVEN);
        assert_eq!(minutes_until_due(&mut schedule, woken), 5);
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nobody_wait_longer() {
        let mut schedule = after_start();
        let years_ahead = Time(100_000_000 * MINUTE);
        schedule.ended(&Ended::Well { more: false }, None, years_ahead, EVEN);
        assert_eq!(minutes_until_due(&mut schedule, Time(0)), 5);
    }

    #[test]
    fn a_shorter_interval_acts_at_once_and_a_longer_one_from_the_next_poll_on() {
        let mut schedule = after_start();
        schedule.ended(&Ended::Well { more: false }, None, Time(0), EVEN);
        schedule.set_interval(Duration::from_hours(1));
        assert_eq!(minutes_until_due(&mut schedule, Time(0)), 5);
        schedule.set_interval(Duration::from_mins(1));
        assert_eq!(minutes_until_due(&mut schedule, Time(0)), 1);
    }
}
