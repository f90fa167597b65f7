//! What time it is, for everything that waits or writes down a moment.
//!
//! A printer room's machine gets its clock set: by NTP minutes after the start, by a person, by a
//! battery that died. Waits must not notice. So [`Clock`] reads the wall clock once, and from then
//! on counts with a clock that only goes forward (and also counts while the machine sleeps). When
//! the wall clock was set, [`Clock::jump`] says by how much; the gateway moves what it has stored
//! by that much and then calls [`Clock::adopt`].
//!
//! What waits on tokio's time does not notice that the machine sleeps; [`Clock::slept`] says how long it did.
//!
//! Deadlines inside one sign-in or one SMTP dialogue do not pass through here: they use tokio's
//! monotonic time directly.

use std::fmt;
use std::ops::{Add, Sub};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Time(pub i64);

impl Time {
    /// How long ago `earlier` was; nothing if it lies ahead.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// How long until `later`; nothing if it has passed.
    pub fn until(self, later: Time) -> Duration {
        later.since(self)
    }

    /// As it stands in a mail (RFC 5322 §3.3), in UTC: `Sat, 21 Nov 2026 09:15:00 +0000`.
    pub fn in_a_mail(self) -> String {
        let moment = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        let zoned = moment.to_zoned(jiff::tz::TimeZone::UTC);
        jiff::fmt::rfc2822::to_string(&zoned)
            .unwrap_or_else(|_| "Thu, 1 Jan 1970 00:00:00 +0000".to_owned())
    }

    /// This moment as it is after the wall clock was set by `jump`.
    #[must_use]
    pub fn shifted(self, jump: Jump) -> Time {
        Time(self.0.saturating_add(jump.0))
    }
}

impl Add<Duration> for Time {
    type Output = Time;
    fn add(self, wait: Duration) -> Time {
        Time(self.0.saturating_add(millis(wait)))
    }
}

impl Sub<Duration> for Time {
    type Output = Time;
    fn sub(self, wait: Duration) -> Time {
        Time(self.0.saturating_sub(millis(wait)))
    }
}

/// RFC 3339 in UTC, to the second: `2026-11-21T09:15:00Z`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_second(self.0.div_euclid(1000)) {
            Ok(moment) => write!(f, "{moment}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

/// By how many milliseconds somebody set the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump(pub i64);

/// Smaller differences are the clocks' own unevenness, not a set clock.
const SMALLEST_JUMP: Duration = Duration::from_secs(2);

/// No sleep is longer than this, so that a machine that was suspended looks at the time again soon.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Tells the time; cheap to clone, all clones agree.
#[derive(Clone)]
pub struct Clock {
    source: Source,
    /// Wall clock minus steady clock, in milliseconds.
    offset: Arc<Mutex<i64>>,
    /// Tokio's time and the steady clock, when they were last compared.
    compared: Arc<Mutex<(tokio::time::Instant, i64)>>,
}

#[derive(Clone)]
enum Source {
    /// The machine's own clocks.
    Machine,
    /// Tokio's time, which a test may pause, and a wall clock that a test may set.
    /// `asleep`: for how long tokio's time has stood still.
    Tokio { started: tokio::time::Instant, wall: Arc<Mutex<i64>>, asleep: Arc<Mutex<i64>> },
}

impl Clock {
    /// The machine's clock.
    pub fn machine() -> Self {
        Self::from_source(Source::Machine)
    }

    /// A clock for tests: it goes with tokio's time, which may be paused; the wall is set by hand.
    pub fn by_hand(start: Time) -> Self {
        let started = tokio::time::Instant::now();
        let (wall, asleep) = (Arc::new(Mutex::new(start.0)), Arc::default());
        Self::from_source(Source::Tokio { started, wall, asleep })
    }

    fn from_source(source: Source) -> Self {
        let offset = source.wall_millis() - source.steady_millis();
        let compared = (tokio::time::Instant::now(), source.steady_millis());
        let (offset, compared) = (Arc::new(Mutex::new(offset)), Arc::new(Mutex::new(compared)));
        Self { source, offset, compared }
    }

    /// The present moment; never goes back, except in [`Clock::adopt`].
    pub fn now(&self) -> Time {
        Time(self.source.steady_millis() + *lock(&self.offset))
    }

    /// Whether the wall clock was set since the last [`Clock::adopt`], and by how much.
    pub fn jump(&self) -> Option<Jump> {
        let ahead = self.source.wall_millis() - self.now().0;
        (Duration::from_millis(ahead.unsigned_abs()) >= SMALLEST_JUMP).then_some(Jump(ahead))
    }

    /// From now on tells the time as the wall clock does. Stored moments must have been shifted.
    pub fn adopt(&self, jump: Jump) {
        *lock(&self.offset) += jump.0;
    }

    /// Sets the wall of a [`Clock::by_hand`] forward or back; the machine's clock is not ours to set.
    pub fn set_wall(&self, by: Jump) {
        if let Source::Tokio { wall, .. } = &self.source {
            *lock(wall) += by.0;
        }
    }

    /// How long the machine slept since somebody last asked; nothing if it did not.
    pub fn slept(&self) -> Option<Duration> {
        let now = (tokio::time::Instant::now(), self.source.steady_millis());
        let before = std::mem::replace(&mut *lock(&self.compared), now);
        let awake = millis(now.0.duration_since(before.0));
        let slept = u64::try_from(now.1 - before.1 - awake).unwrap_or(0);
        Some(Duration::from_millis(slept)).filter(|slept| *slept >= SMALLEST_JUMP)
    }

    /// Lets the machine of a [`Clock::by_hand`] sleep.
    pub fn sleep_machine(&self, time: Duration) {
        if let Source::Tokio { asleep, .. } = &self.source {
            *lock(asleep) += millis(time);
        }
    }

    /// Waits until `moment`, also through a suspend.
    pub async fn sleep_until(&self, moment: Time) {
        loop {
            let left = self.now().until(moment);
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left.min(LONGEST_SLEEP)).await;
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

impl Source {
    fn wall_millis(&self) -> i64 {
        match self {
            Source::Machine => match SystemTime::now().duration_since(UNIX_EPOCH) {
                Ok(since) => millis(since),
                Err(before) => -millis(before.duration()),
            },
            Source::Tokio { started, wall, asleep } => {
                *lock(wall) + *lock(asleep) + millis(started.elapsed())
            }
        }
    }

    /// Goes forward only. On Linux it also counts a suspend, which `Instant` does not.
    fn steady_millis(&self) -> i64 {
        match self {
            Source::Machine => {
                let now = rustix::time::clock_gettime(STEADY);
                now.tv_sec * 1000 + now.tv_nsec / 1_000_000
            }
            Source::Tokio { started, asleep, .. } => *lock(asleep) + millis(started.elapsed()),
        }
    }
}

#[cfg(target_os = "linux")]
const STEADY: rustix::time::ClockId = rustix::time::ClockId::Boottime;
#[cfg(not(target_os = "linux"))]
const STEADY: rustix::time::ClockId = rustix::time::ClockId::Monotonic;

fn millis(wait: Duration) -> i64 {
    i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
}

/// A number behind a lock cannot be left half-written, so a panic elsewhere does not matter.
fn lock<T>(number: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    number.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[tokio::test(start_paused = true)]
    async fn a_clock_set_back_an_hour_does_not_lengthen_a_wait() {
        let clock = Clock::by_hand(Time(1_000_000));
        let due = clock.now() + Duration::from_mins(1);
        clock.set_wall(Jump(-HOUR));
        tokio::time::advance(Duration::from_mins(1)).await;
        assert!(clock.now() >= due);
        assert_eq!(clock.jump(), Some(Jump(-HOUR)));
    }

    #[tokio::test(start_paused = true)]
    async fn after_adopting_a_jump_the_clock_shows_the_wall() {
        let clock = Clock::by_hand(Time(0));
        clock.set_wall(Jump(HOUR));
        let jump = clock.jump().expect("an hour is a jump");
        clock.adopt(jump);
        assert_eq!(clock.now(), Time(HOUR));
        assert_eq!(clock.jump(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_night_asleep_is_noticed_once_and_is_no_set_clock() {
        let clock = Clock::by_hand(Time(0));
        tokio::time::advance(Duration::from_mins(1)).await;
        assert_eq!(clock.slept(), None);
        clock.sleep_machine(Duration::from_hours(8));
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(clock.slept(), Some(Duration::from_hours(8)));
        assert_eq!((clock.slept(), clock.jump()), (None, None));
        assert_eq!(clock.now(), Time(8 * HOUR + 65_000));
    }

    #[tokio::test(start_paused = true)]
    async fn small_unevenness_is_no_jump() {
        let clock = Clock::by_hand(Time(0));
        clock.set_wall(Jump(1_500));
        assert_eq!(clock.jump(), None);
    }

    #[test]
    fn a_moment_prints_in_utc() {
        assert_eq!(Time(1_795_252_500_000).to_string(), "2026-11-21T09:15:00Z");
    }
}
