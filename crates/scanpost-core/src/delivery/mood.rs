//! Whether an account's queue flows, waits, rests or is held, and what changes that. Pure.
//!
//! ```text
//!              trouble that passes               trouble for a person
//!   Open ──────────────────────────▶ Paused ──────────────────────────▶ Held
//!   │▲ ◀──────── reached ────────────┘ │ ▲                              ▲ │
//!   ││                                 └─┘ again: a longer pause        │ │
//!   │└────────── a person has acted, or a probe got through ────────────┼─┘
//!   │                                                                   │
//!   └──── a limit ──▶ Resting ────────── trouble for a person ──────────┘
//!    ▲ ◀─ over, or ───┘
//!         a probe got through
//! ```
//!
//! A probe does what showed the trouble: what a log-in shows (a switch, a policy) is looked for by logging
//! in; what only a mail shows (a quota, a block, a full mailbox) by one mail that goes ahead.

use std::time::Duration;

use tokio::time::Instant;

use super::queue::Flow;
use crate::clock::Time;
use crate::fault::{Class, Fault, replies};
use crate::oauth::TokenStatus;
use crate::oauth::keeper::GrantStatus;
use crate::spool::Hold;

/// After the first failure to reach the server; doubles each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// A limit of a day gives way by and by, so one mail goes ahead this often.
const PROBE_AT_REST: Duration = Duration::from_hours(1);

/// Whether the queue flows.
#[derive(Debug)]
pub(super) enum Mood {
    Open,
    Paused {
        /// Failures in a row.
        failures: u32,
        until: Instant,
    },
    Resting(Resting),
    Held(Held),
}

/// A limit of the account was reached.
#[derive(Debug)]
pub(super) struct Resting {
    pub(super) fault: Fault,
    /// By then it is over, as far as is known.
    until: Instant,
    /// When one mail goes ahead to see.
    probe_at: Instant,
}

/// What has been seen to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Works {
    LogIn,
    /// The provider judged a mail for what it is: took it, or refused it for its own sake.
    Mail,
}

/// What the queue may do now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Round {
    Flow,
    /// After a failure or a limit one job goes ahead; the others follow when it got through.
    OneJob,
    Wait(Instant),
    Held,
}

/// An account that waits for a person.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) fault: Fault,
    /// The grant as it stood when the trouble began.
    seen: GrantSeen,
    /// What a probe must see.
    pub(super) needs: Works,
    /// A probe has got through.
    passed: bool,
    pub(super) probe_at: Instant,
    /// The storage knows of it, in these words.
    pub(super) written: bool,
}

/// What tells whether a person, or a refresh, has changed a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GrantSeen {
    works: bool,
    given_at: Option<Time>,
    refreshed_at: Option<Time>,
}

impl GrantSeen {
    pub(super) fn of(status: &GrantStatus) -> Self {
        Self {
            works: status.token_status == TokenStatus::Retrieved,
            given_at: status.given.as_ref().map(|given| given.at),
            refreshed_at: status.refreshed_at,
        }
    }
}

impl Mood {
    pub(super) fn round(&self, now: Instant) -> Round {
        match self {
            Mood::Open => Round::Flow,
            Mood::Paused { until, .. } if *until > now => Round::Wait(*until),
            Mood::Resting(resting) if resting.probe_at > now => Round::Wait(resting.probe_at),
            Mood::Paused { .. } | Mood::Resting(_) => Round::OneJob,
            Mood::Held(_) => Round::Held,
        }
    }

    /// Held, and no probe has got through: connections are of no use.
    pub(super) fn is_stuck(&self) -> bool {
        matches!(self, Mood::Held(held) if !held.passed)
    }

    /// What others are shown of it.
    pub(super) fn flow(&self, now: Instant) -> Flow {
        match self {
            Mood::Resting(Resting { until, fault, .. }) if *until > now => {
                Flow::Resting { until: *until, limit: fault.code }
            }
            Mood::Open | Mood::Resting(_) => Flow::Open,
            Mood::Paused { until, .. } => Flow::Paused { until: *until },
            Mood::Held(_) => Flow::Held,
        }
    }

    /// Why nothing goes out for longer than a pause.
    pub(super) fn standstill(&self) -> Option<&Fault> {
        match self {
            Mood::Open | Mood::Paused { .. } => None,
            Mood::Resting(resting) => Some(&resting.fault),
            Mood::Held(held) => Some(&held.fault),
        }
    }

    /// The rest that a restart must not forget, and its end. A short one is learnt anew for less than the
    /// writing costs.
    pub(super) fn rest(&self) -> Option<(&Fault, Instant)> {
        match self {
            Mood::Resting(Resting { fault, until, .. }) if is_long(fault) => Some((fault, *until)),
            _ => None,
        }
    }

    /// A person asks for an attempt: a pause is over, and one job goes ahead to see. A hold stays, but
    /// the log-in is probed now.
    pub(super) fn hurry(&mut self, now: Instant) {
        let next_try = match self {
            Mood::Open => return,
            Mood::Paused { until, .. } => until,
            Mood::Resting(resting) => &mut resting.probe_at,
            Mood::Held(held) => &mut held.probe_at,
        };
        *next_try = now.min(*next_try);
    }

    /// A job has gone ahead to see. Whatever it meets, the next one follows after a while only.
    pub(super) fn probe_started(&mut self, now: Instant) {
        if let Mood::Resting(resting) = self {
            resting.probe_at = now + LONGEST_PAUSE;
        }
    }

    /// Something works. Only a probe ends a hold or a rest: another one may have begun before it.
    pub(super) fn reached(&mut self, works: Works, by_a_probe: bool) {
        match self {
            Mood::Open | Mood::Paused { .. } => *self = Mood::Open,
            Mood::Resting(_) if by_a_probe && works == Works::Mail => *self = Mood::Open,
            Mood::Resting(_) => {}
            Mood::Held(held) => {
                held.passed |= by_a_probe && (works == held.needs || works == Works::Mail);
            }
        }
    }

    /// The account is in trouble. `seen` is the grant as it stood before the trouble was met.
    pub(super) fn trouble(
        &mut self,
        fault: &Fault,
        seen: GrantSeen,
        now: Instant,
        probe_wait: Duration,
    ) {
        match (&mut *self, fault.class()) {
            (Mood::Held(_), class) if class.passes() => {}
            (Mood::Held(held), _) => {
                held.written &= held.fault == *fault;
                held.needs = needed(fault);
                held.fault = fault.clone();
            }
            (Mood::Resting(resting), Class::WaitUntilReset) => resting.again(fault, now),
            (_, Class::WaitUntilReset) => *self = Mood::Resting(Resting::begun(fault, now)),
            (_, class) if !class.passes() => {
                let probe_at = now + probe_wait;
                *self = Mood::Held(Held { probe_at, ..Held::begun(fault.clone(), seen) });
            }
            (Mood::Resting(_), _) => {} // a rest is longer than a pause
            // Several attempts that meet the same outage are one failure.
            (Mood::Paused { until, .. }, _) if *until > now => {}
            (Mood::Paused { failures, until }, _) => {
                *failures = failures.saturating_add(1);
                *until = now + pause(*failures);
            }
            (Mood::Open, _) => *self = Mood::Paused { failures: 1, until: now + pause(1) },
        }
    }
}

impl Resting {
    /// A rest of an earlier run. Starting again and again looks no more often whether it is over.
    pub(super) fn from_storage(fault: Fault, left: Duration, now: Instant) -> Self {
        let until = now + left.min(fault.code.reset().unwrap_or_default());
        Self { fault, until, probe_at: until.min(now + PROBE_AT_REST) }
    }

    /// By then it is over, as far as is known.
    pub(super) fn until(&self) -> Instant {
        self.until
    }

    fn begun(fault: &Fault, now: Instant) -> Self {
        let until = now + fault.code.reset().unwrap_or(LONGEST_PAUSE);
        Self { fault: fault.clone(), until, probe_at: until.min(now + PROBE_AT_REST) }
    }

    /// A mail that went ahead, or was under way, met the limit too. Its end stays as it was shown,
    /// unless that has passed.
    fn again(&mut self, fault: &Fault, now: Instant) {
        let until = self.until;
        *self = Self::begun(fault, now);
        if until > now {
            self.until = until;
            self.probe_at = until.min(self.probe_at);
        }
    }
}

impl Held {
    /// A hold of an earlier run: much may have happened since, so it is probed at once.
    pub(super) fn from_storage(hold: Hold, seen: GrantSeen) -> Self {
        Self { written: true, ..Self::begun(hold.fault, seen) }
    }

    fn begun(fault: Fault, seen: GrantSeen) -> Self {
        let (needs, probe_at) = (needed(&fault), Instant::now());
        Self { fault, seen, needs, passed: false, probe_at, written: false }
    }

    /// Whether mails may flow again, with the grant as it stands now.
    pub(super) fn is_over(&self, grant: &GrantSeen) -> bool {
        let signed_in = grant.given_at != self.seen.given_at;
        let refreshed = grant.refreshed_at != self.seen.refreshed_at;
        let waits_for_a_token =
            self.fault.class() == Class::HoldForSignIn || self.fault.code.is_about_the_sign_in();
        self.passed || grant.works && (signed_in || waits_for_a_token && refreshed)
    }
}

/// What must be seen to work before the fault is over.
fn needed(fault: &Fault) -> Works {
    if replies::shows_in_mails_only(fault.code) { Works::Mail } else { Works::LogIn }
}

fn is_long(fault: &Fault) -> bool {
    fault.code.reset().is_some_and(|reset| reset > LONGEST_PAUSE)
}

fn pause(failures: u32) -> Duration {
    let doubled = 2u32.saturating_pow(failures.saturating_sub(1));
    FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Code;

    const PROBE_WAIT: Duration = Duration::from_mins(10);
    const OLD: GrantSeen =
        GrantSeen { works: false, given_at: Some(Time(1)), refreshed_at: Some(Time(1)) };

    fn fault(code: Code) -> Fault {
        Fault::new(code)
    }

    fn held(code: Code) -> Mood {
        let mut mood = Mood::Open;
        mood.trouble(&fault(code), OLD, Instant::now(), PROBE_WAIT);
        mood
    }

    fn is_over(mood: &Mood, grant: &GrantSeen) -> bool {
        let Mood::Held(held) = mood else { panic!("it is held: {mood:?}") };
        held.is_over(grant)
    }

    #[test]
    fn pauses_double_from_two_seconds_to_five_minutes() {
        let seconds: Vec<_> = (1..=9).map(|failures| pause(failures).as_secs()).collect();
        assert_eq!(seconds, [2, 4, 8, 16, 32, 64, 128, 256, 300]);
    }

    #[test]
    fn attempts_that_meet_the_same_outage_lengthen_the_pause_once() {
        let (mut mood, mut now) = (Mood::Open, Instant::now());
        for expected in [2, 4, 8] {
            for _ in 0..3 {
                mood.trouble(&fault(Code::ServerUnreachable), OLD, now, PROBE_WAIT);
            }
            let until = now + Duration::from_secs(expected);
            assert_eq!(mood.round(now), Round::Wait(until));
            now = until;
            assert_eq!(mood.round(now), Round::OneJob);
        }
        mood.reached(Works::LogIn, false);
        assert_eq!(mood.round(now), Round::Flow);
    }

    #[test]
    fn a_person_in_a_hurry_ends_a_pause_but_no_hold_and_the_next_pause_is_no_shorter() {
        let (mut mood, now) = (Mood::Open, Instant::now());
        mood.hurry(now);
        assert_eq!(mood.round(now), Round::Flow);
        mood.trouble(&fault(Code::ServerUnreachable), OLD, now, PROBE_WAIT);
        mood.hurry(now);
        assert_eq!(mood.round(now), Round::OneJob);
        mood.trouble(&fault(Code::ServerUnreachable), OLD, now, PROBE_WAIT);
        assert_eq!(mood.flow(now), Flow::Paused { until: now + Duration::from_secs(4) });

        let mut mood = held(Code::LoginRefused);
        mood.hurry(now);
        assert_eq!((mood.round(now), mood.flow(now)), (Round::Held, Flow::Held));
        let Mood::Held(held) = &mood else { panic!("it is held") };
        assert_eq!(held.probe_at, now, "but it is looked at");
    }

    #[test]
    fn the_class_of_a_fault_decides_between_pause_rest_and_hold() {
        for code in Code::ALL {
            let mut mood = Mood::Open;
            mood.trouble(&fault(*code), OLD, Instant::now(), PROBE_WAIT);
            let fits = match code.class() {
                Class::RetryLater | Class::Uncertain => matches!(mood, Mood::Paused { .. }),
                Class::WaitUntilReset => matches!(mood, Mood::Resting(_)),
                _ => matches!(mood, Mood::Held(_)),
            };
            assert!(fits, "{code}: {mood:?}");
        }
    }

    #[test]
    fn every_limit_says_when_it_is_over_and_nothing_else_does() {
        for code in Code::ALL {
            let is_limit = code.class() == Class::WaitUntilReset;
            assert_eq!(code.reset().is_some(), is_limit, "{code}");
        }
    }

    #[test]
    fn a_limit_of_a_day_is_looked_at_every_hour_and_its_end_stays_as_it_was_shown() {
        let (mut mood, begun) = (Mood::Open, Instant::now());
        mood.trouble(&fault(Code::SubmissionQuota), OLD, begun, PROBE_WAIT);
        let (hour, until) = (Duration::from_hours(1), begun + Duration::from_hours(24));
        let resting = Flow::Resting { until, limit: Code::SubmissionQuota };
        let mut now = begun;
        for probe in 1..24 {
            assert_eq!((mood.round(now), mood.flow(now)), (Round::Wait(now + hour), resting));
            now += hour;
            assert_eq!(mood.round(now), Round::OneJob, "probe {probe}");
            mood.probe_started(now);
            assert!(matches!(mood.round(now), Round::Wait(_)), "one at a time");
            mood.trouble(&fault(Code::SubmissionQuota), OLD, now, PROBE_WAIT);
        }
        assert_eq!(mood.round(until), Round::OneJob, "it is over");
        assert_eq!(mood.flow(until), Flow::Open);
        mood.trouble(&fault(Code::SubmissionQuota), OLD, until, PROBE_WAIT);
        let until = until + Duration::from_hours(24);
        assert_eq!(mood.flow(now), Flow::Resting { until, limit: Code::SubmissionQuota });
        mood.reached(Works::Mail, true);
        assert_eq!(mood.round(now), Round::Flow);
    }

    #[test]
    fn a_rest_of_an_earlier_run_goes_on_and_is_looked_at_after_an_hour() {
        let (now, hour) = (Instant::now(), Duration::from_hours(1));
        for (left, until, probe_at) in [
            (hour * 7, hour * 7, hour),
            (hour / 2, hour / 2, hour / 2),
            (Duration::ZERO, Duration::ZERO, Duration::ZERO),
            (hour * 1000, hour * 24, hour), // the clock was wrong
        ] {
            let rest = Resting::from_storage(fault(Code::SubmissionQuota), left, now);
            assert_eq!((rest.until, rest.probe_at), (now + until, now + probe_at));
        }
    }

    #[test]
    fn only_a_rest_that_is_longer_than_a_pause_is_worth_keeping() {
        for (code, kept) in [
            (Code::SubmissionQuota, true),
            (Code::LoginTooOften, true),
            (Code::RateLimit, false),
            (Code::ServerUnreachable, false),
            (Code::SignInNeeded, false),
        ] {
            let mut mood = Mood::Open;
            mood.trouble(&fault(code), OLD, Instant::now(), PROBE_WAIT);
            assert_eq!(mood.rest().is_some(), kept, "{code}");
        }
    }

    #[test]
    fn what_was_under_way_when_a_limit_was_reached_does_not_end_the_rest() {
        let (mut mood, now) = (Mood::Open, Instant::now());
        mood.trouble(&fault(Code::RateLimit), OLD, now, PROBE_WAIT);
        let minute = Duration::from_mins(1);
        assert_eq!(mood.round(now), Round::Wait(now + minute));
        for (works, by_a_probe) in [(Works::Mail, false), (Works::LogIn, true)] {
            mood.reached(works, by_a_probe);
            mood.trouble(&fault(Code::ServerUnreachable), OLD, now, PROBE_WAIT);
            assert_eq!(mood.round(now), Round::Wait(now + minute), "{works:?} {by_a_probe}");
        }
        mood.trouble(&fault(Code::SignInNeeded), OLD, now, PROBE_WAIT);
        assert_eq!(mood.round(now), Round::Held, "a person comes first");
    }

    #[test]
    fn what_only_a_mail_shows_is_not_over_because_a_log_in_goes_well() {
        for (code, needs) in [
            (Code::LoginRefused, Works::LogIn),
            (Code::SmtpAuthOffMailbox, Works::LogIn),
            (Code::SenderBlocked, Works::Mail),
            (Code::MailboxFull, Works::Mail),
            (Code::TenantThreshold, Works::Mail),
        ] {
            let mut mood = held(code);
            mood.reached(Works::LogIn, true);
            assert_eq!(is_over(&mood, &OLD), needs == Works::LogIn, "{code}");
            mood.reached(Works::Mail, true);
            assert!(is_over(&mood, &OLD), "{code}");
        }
    }

    #[test]
    fn a_hold_ends_by_a_sign_in_by_a_refresh_that_it_waited_for_or_by_a_probe() {
        let signed_in =
            GrantSeen { works: true, given_at: Some(Time(2)), refreshed_at: Some(Time(2)) };
        let refreshed = GrantSeen { works: true, refreshed_at: Some(Time(2)), ..OLD };
        let as_before = GrantSeen { works: true, ..OLD };
        let signed_out = GrantSeen { works: false, given_at: None, refreshed_at: None };
        let table = [
            (Code::GrantUnclear, true, true),
            (Code::SignInNeeded, true, true),
            (Code::DeviceCodeBlocked, true, true),
            (Code::LoginRefused, true, false),
            (Code::CertificateUntrusted, true, false),
        ];
        for (code, by_sign_in, by_refresh) in table {
            let mut mood = held(code);
            assert_eq!(is_over(&mood, &signed_in), by_sign_in, "{code}");
            assert_eq!(is_over(&mood, &refreshed), by_refresh, "{code}");
            assert!(!is_over(&mood, &as_before), "{code}");
            assert!(!is_over(&mood, &signed_out), "{code}");
            mood.reached(Works::LogIn, true);
            assert!(is_over(&mood, &as_before), "{code}");
        }
    }

    #[test]
    fn a_connection_from_before_the_hold_does_not_end_it() {
        let mut mood = held(Code::LoginRefused);
        mood.reached(Works::LogIn, false);
        assert!(!is_over(&mood, &OLD));
    }

    #[test]
    fn a_hold_that_meets_other_trouble_says_what_a_person_must_mend() {
        let mut mood = held(Code::GrantUnclear);
        let Mood::Held(held) = &mut mood else { panic!("it is held") };
        held.written = true;
        mood.trouble(&fault(Code::ServerUnreachable), OLD, Instant::now(), PROBE_WAIT);
        let Mood::Held(held) = &mood else { panic!("it is held") };
        assert_eq!((held.fault.code, held.written), (Code::GrantUnclear, true));
        mood.trouble(&fault(Code::GrantRevoked), OLD, Instant::now(), PROBE_WAIT);
        let Mood::Held(held) = &mood else { panic!("it is held") };
        assert_eq!((held.fault.code, held.written), (Code::GrantRevoked, false));
    }
}
