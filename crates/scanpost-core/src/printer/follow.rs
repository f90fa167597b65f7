//! A job at the printer, from look to look: whether it goes on, is over, or waits for a person. Pure: the
//! time is a value.

use std::time::Duration;

use super::reasons::{Severity, hindrance, why_stopped};
use super::words::{Job, JobState, Standing, State};
use crate::clock::Time;
use crate::fault::{Code, Fault};

/// A printer that waits for a person is given so long before that is told.
const STUCK: Duration = Duration::from_secs(20);

/// The same where it says that it can go on, and does not come to an end.
const WARNED: Duration = Duration::from_mins(1);

/// So long a printer may be away while it prints.
const LOST: Duration = Duration::from_mins(1);

/// So long a job is followed at a time.
const LONGEST: Duration = Duration::from_mins(15);

/// The wait between looks: short at the beginning, when most jobs end.
const WAITS: [(Duration, Duration); 2] = [
    (Duration::from_secs(10), Duration::from_secs(1)),
    (Duration::from_mins(1), Duration::from_secs(3)),
];
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Look again then.
    Wait(Duration),
    Printed,
    /// Not now, or not at all.
    Hindered(Fault),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Follow {
    begun_at: Time,
    /// What the last attempt has told; it is not told again so soon.
    told: Option<Code>,
    stuck_since: Option<Time>,
    lost_since: Option<Time>,
}

impl Follow {
    pub(super) const fn new(told: Option<Code>, now: Time) -> Self {
        Self { begun_at: now, told, stuck_since: None, lost_since: None }
    }

    /// The printer has said how the job is, and how it is itself.
    pub(super) fn seen(&mut self, job: &Job, printer: &Standing, now: Time) -> Step {
        self.lost_since = None;
        match job.state {
            JobState::Completed => return Step::Printed,
            JobState::Canceled => return Step::Hindered(ended(Code::PrintCanceled, job)),
            JobState::Aborted => return Step::Hindered(ended(Code::PrintRefused, job)),
            JobState::UnderWay | JobState::Stopped => {}
        }
        let is_stopped = job.state == JobState::Stopped || printer.state == State::Stopped;
        let stuck = match hindrance(printer) {
            Some((Severity::Warning, fault)) if !is_stopped => Some((WARNED, fault)),
            Some((_, fault)) => Some((STUCK, fault)),
            None => is_stopped.then(|| (STUCK, why_stopped(printer))),
        };
        let is_over = now.since(self.begun_at) >= LONGEST;
        match stuck {
            Some((patience, fault)) => {
                let since = *self.stuck_since.get_or_insert(now);
                let is_news = self.told != Some(fault.code) && now.since(since) >= patience;
                if is_news || is_over {
                    return Step::Hindered(fault);
                }
            }
            None => self.stuck_since = None,
        }
        if is_over {
            return Step::Hindered(ended(Code::PrinterSlow, job));
        }
        Step::Wait(self.wait(now))
    }

    /// The printer could not be asked.
    pub(super) fn lost(&mut self, fault: Fault, now: Time) -> Step {
        let since = *self.lost_since.get_or_insert(now);
        if fault.code == Code::PrintUncertain || now.since(since) >= LOST {
            return Step::Hindered(fault);
        }
        Step::Wait(self.wait(now))
    }

    fn wait(&self, now: Time) -> Duration {
        let age = now.since(self.begun_at);
        let wait = WAITS.into_iter().find(|(until, _)| age < *until);
        wait.map_or(LONGEST_WAIT, |(_, wait)| wait)
    }
}

/// With the printer's own words on the job.
fn ended(code: Code, job: &Job) -> Fault {
    let mut said = job.reasons.join(", ");
    if let Some(message) = &job.message {
        said = format!("{said}: {message}");
    }
    Fault::new(code).words(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(state: JobState) -> Job {
        let (name, reasons) = (None, vec!["none".to_owned()]);
        Job { id: 1, name, state, reasons, message: None }
    }

    fn printer(state: State, reason: &str) -> Standing {
        let reasons = vec![reason.to_owned()];
        Standing { formats: Vec::new(), state, reasons, message: None, takes_jobs: true }
    }

    fn at(seconds: u64) -> Time {
        Time(0) + Duration::from_secs(seconds)
    }

    fn code(step: Step) -> &'static str {
        match step {
            Step::Wait(_) => "wait",
            Step::Printed => "printed",
            Step::Hindered(fault) => fault.code.as_str(),
        }
    }

    #[test]
    fn a_job_is_printed_given_up_or_removed() {
        for (state, outcome) in [
            (JobState::Completed, "printed"),
            (JobState::Aborted, "print-refused"),
            (JobState::Canceled, "print-canceled"),
            (JobState::UnderWay, "wait"),
            (JobState::Stopped, "wait"),
        ] {
            let mut follow = Follow::new(None, at(0));
            let step = follow.seen(&job(state), &printer(State::Idle, "none"), at(1));
            assert_eq!(code(step), outcome);
        }
    }

    #[test]
    fn looks_become_rarer_and_have_an_end() {
        let mut follow = Follow::new(None, at(0));
        let (mut now, mut looks) = (0, 0);
        let step = loop {
            match follow.seen(
                &job(JobState::UnderWay),
                &printer(State::Processing, "none"),
                at(now),
            ) {
                Step::Wait(wait) => now += wait.as_secs(),
                end => break end,
            }
            looks += 1;
        };
        assert_eq!((code(step), looks < 150), ("printer-slow", true), "{looks}");
    }

    #[test]
    fn a_printer_without_paper_is_given_a_while_and_begins_anew_once_it_has_some() {
        let empty = printer(State::Processing, "media-empty");
        let mut follow = Follow::new(None, at(0));
        assert_eq!(code(follow.seen(&job(JobState::Stopped), &empty, at(1))), "wait");
        assert_eq!(code(follow.seen(&job(JobState::Stopped), &empty, at(20))), "wait");
        let well = printer(State::Processing, "none");
        assert_eq!(code(follow.seen(&job(JobState::UnderWay), &well, at(21))), "wait");
        assert_eq!(code(follow.seen(&job(JobState::UnderWay), &empty, at(30))), "wait");
        let hindered = follow.seen(&job(JobState::UnderWay), &empty, at(50));
        assert_eq!(code(hindered), "printer-out-of-paper");
        let warned = printer(State::Processing, "media-empty-warning");
        let mut follow = Follow::new(None, at(0));
        assert_eq!(code(follow.seen(&job(JobState::UnderWay), &warned, at(0))), "wait");
        assert_eq!(code(follow.seen(&job(JobState::UnderWay), &warned, at(59))), "wait");
        let hindered = follow.seen(&job(JobState::UnderWay), &warned, at(60));
        assert_eq!(code(hindered), "printer-out-of-paper");
        let stopped = printer(State::Stopped, "none");
        let mut follow = Follow::new(None, at(0));
        follow.seen(&job(JobState::UnderWay), &stopped, at(0));
        assert_eq!(
            code(follow.seen(&job(JobState::UnderWay), &stopped, at(45))),
            "printer-stopped"
        );
    }

    #[test]
    fn what_the_last_attempt_has_told_is_not_told_again_until_the_job_was_followed_for_long() {
        let empty = printer(State::Processing, "media-empty");
        let mut follow = Follow::new(Some(Code::PrinterOutOfPaper), at(0));
        assert_eq!(code(follow.seen(&job(JobState::Stopped), &empty, at(1))), "wait");
        assert_eq!(code(follow.seen(&job(JobState::Stopped), &empty, at(800))), "wait");
        let jammed = printer(State::Processing, "media-jam");
        assert_eq!(code(follow.seen(&job(JobState::Stopped), &jammed, at(801))), "printer-jammed");
        assert_eq!(
            code(follow.seen(&job(JobState::Stopped), &empty, at(900))),
            "printer-out-of-paper"
        );
    }

    #[test]
    fn a_printer_that_is_away_for_a_moment_is_asked_again() {
        let away = || Fault::new(Code::PrinterUnreachable);
        let mut follow = Follow::new(None, at(0));
        assert_eq!(code(follow.lost(away(), at(1))), "wait");
        let step = follow.seen(&job(JobState::UnderWay), &printer(State::Idle, "none"), at(30));
        assert_eq!(code(step), "wait");
        assert_eq!(code(follow.lost(away(), at(40))), "wait");
        assert_eq!(code(follow.lost(away(), at(100))), "printer-unreachable");
        let mut follow = Follow::new(None, at(0));
        assert_eq!(code(follow.lost(Fault::new(Code::PrintUncertain), at(1))), "print-uncertain");
    }
}
