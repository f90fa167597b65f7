//! Whether an account's queue flows, waits or is held, and what changes that. Pure.
//!
//! ```text
//!              trouble that passes               trouble for a person
//!   Open ──────────────────────────▶ Paused ──────────────────────────▶ Held
//!    ▲ ◀──────── reached ────────────┘ │ ▲                               │
//!    │                                 └─┘ again: a longer pause         │
//!    └───────── a person has acted, or a probe got through ──────────────┘
//! ```

use std::time::Duration;

use tokio::time::Instant;

use super::passes;
use super::queue::Flow;
use crate::clock::Time;
use crate::fault::{Fault, Remedy};
use crate::oauth::TokenStatus;
use crate::oauth::keeper::GrantStatus;
use crate::spool::Hold;

/// After the first failure to reach the server; doubles each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// Whether the queue flows.
#[derive(Debug)]
pub(super) enum Mood {
    Open,
    Paused {
        /// Failures in a row.
        failures: u32,
        until: Instant,
    },
    Held(Held),
}

/// What the queue may do now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Round {
    Flow,
    /// After a failure one job goes ahead; the others follow when it got through.
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
            Mood::Paused { .. } => Round::OneJob,
            Mood::Held(_) => Round::Held,
        }
    }

    /// Held, and no probe has got through: connections are of no use.
    pub(super) fn is_stuck(&self) -> bool {
        matches!(self, Mood::Held(held) if !held.passed)
    }

    /// What others are shown of it.
    pub(super) fn flow(&self) -> Flow {
        match self {
            Mood::Open => Flow::Open,
            Mood::Paused { until, .. } => Flow::Paused { until: *until },
            Mood::Held(_) => Flow::Held,
        }
    }

    /// A person asks for an attempt: a pause is over, and one job goes ahead to see. A hold stays, but
    /// the log-in is probed now.
    pub(super) fn hurry(&mut self, now: Instant) {
        let next_try = match self {
            Mood::Open => return,
            Mood::Paused { until, .. } => until,
            Mood::Held(held) => &mut held.probe_at,
        };
        *next_try = now.min(*next_try);
    }

    /// A connection works. Only a probe ends a hold: another one may have logged in before it.
    pub(super) fn reached(&mut self, by_a_probe: bool) {
        match self {
            Mood::Held(held) => held.passed |= by_a_probe,
            Mood::Open | Mood::Paused { .. } => *self = Mood::Open,
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
        match self {
            Mood::Held(_) if passes(fault) => {}
            Mood::Held(held) => {
                held.written &= held.fault == *fault;
                held.fault = fault.clone();
            }
            _ if !passes(fault) => {
                *self = Mood::Held(Held {
                    fault: fault.clone(),
                    seen,
                    passed: false,
                    probe_at: now + probe_wait,
                    written: false,
                });
            }
            // Several attempts that meet the same outage are one failure.
            Mood::Paused { until, .. } if *until > now => {}
            Mood::Paused { failures, until } => {
                *failures = failures.saturating_add(1);
                *until = now + pause(*failures);
            }
            Mood::Open => *self = Mood::Paused { failures: 1, until: now + pause(1) },
        }
    }
}

impl Held {
    /// A hold of an earlier run: much may have happened since, so it is probed at once.
    pub(super) fn from_storage(hold: Hold, seen: GrantSeen) -> Self {
        Self { fault: hold.fault, seen, passed: false, probe_at: Instant::now(), written: true }
    }

    /// Whether mails may flow again, with the grant as it stands now.
    pub(super) fn is_over(&self, grant: &GrantSeen) -> bool {
        let signed_in = grant.given_at != self.seen.given_at;
        let refreshed = grant.refreshed_at != self.seen.refreshed_at;
        let waits_for_a_token =
            self.fault.remedy() == Remedy::SignIn || self.fault.code.is_about_the_sign_in();
        self.passed || grant.works && (signed_in || waits_for_a_token && refreshed)
    }
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
        mood.reached(false);
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
        assert_eq!(mood.flow(), Flow::Paused { until: now + Duration::from_secs(4) });

        let mut mood = held(Code::LoginRefused);
        mood.hurry(now);
        assert_eq!((mood.round(now), mood.flow()), (Round::Held, Flow::Held));
        let Mood::Held(held) = &mood else { panic!("it is held") };
        assert_eq!(held.probe_at, now, "but it is looked at");
    }

    #[test]
    fn who_must_act_decides_between_pause_and_hold() {
        for code in Code::ALL {
            let mut mood = Mood::Open;
            mood.trouble(&fault(*code), OLD, Instant::now(), PROBE_WAIT);
            let is_held = matches!(mood, Mood::Held(_));
            assert_eq!(is_held, code.remedy() != Remedy::RetryLater, "{code}");
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
            mood.reached(true);
            assert!(is_over(&mood, &as_before), "{code}");
        }
    }

    #[test]
    fn a_connection_from_before_the_hold_does_not_end_it() {
        let mut mood = held(Code::LoginRefused);
        mood.reached(false);
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
