//! What is written down when an attempt has ended. Pure: job and outcome in, settlement out.
//!
//! Who waits, waits for one of two things. A mail that the server put off waits for its own retry,
//! which the claim has written down already. A mail whose account is in trouble is due at once: the
//! queue itself waits, and an outage does not make each mail's own waits longer.
//!
//! A mail is given up when it is old and was tried often (RFC 5321 §4.5.4.1), but never for something
//! that a person must mend first: then it waits as long as that takes.

use super::passes;
use crate::clock::Time;
use crate::fault::{Code, Fault};
use crate::journal::Route;
use crate::settings::RetryPolicy;
use crate::spool::{Job, RecipientState, Settlement};

/// One recipient's number in the job, its new state, and the reply.
pub(super) type Result = (usize, RecipientState, Option<String>);

/// How an attempt ended.
#[derive(Clone, Debug)]
pub(super) enum Ended {
    /// The mail was shown to the server. Recipients that `results` leaves out stay as they are.
    Shown { results: Vec<Result>, fault: Option<Fault> },
    /// The account's trouble came first.
    NotShown(Fault),
}

/// What is written down of an attempt at `job`.
pub(super) fn settlement(
    job: &Job,
    ended: Ended,
    route: Route,
    retry: &RetryPolicy,
    now: Time,
) -> Settlement {
    let own_retry = job.due_at.unwrap_or_else(|| now + retry.wait(job.tries));
    let (results, fault, retry_at, may_give_up) = match ended {
        Ended::Shown { results, fault } => (results, fault, own_retry, true),
        Ended::NotShown(fault) => {
            let may_give_up = passes(&fault);
            (Vec::new(), Some(fault), now, may_give_up)
        }
    };
    // The sentence for the administrator names the server.
    let fault = fault.map(|fault| fault.fact("host", &route.host).fact("port", route.port));
    let settlement = Settlement { results, retry_at, route, fault };
    if may_give_up && retry.gives_up(job.tries, now.since(job.accepted_at)) {
        give_up(job, settlement)
    } else {
        settlement
    }
}

/// The numbers of the recipients that still wait.
pub(super) fn waiting(job: &Job) -> impl Iterator<Item = usize> {
    let recipients = job.recipients.iter().enumerate();
    recipients
        .filter(|(_, recipient)| recipient.state == RecipientState::Waiting)
        .map(|(number, _)| number)
}

/// Whoever waits now has waited long enough.
fn give_up(job: &Job, mut settlement: Settlement) -> Settlement {
    settlement.results.retain(|(_, state, _)| *state != RecipientState::Waiting);
    let settled: Vec<usize> = settlement.results.iter().map(|(number, ..)| *number).collect();
    let too_late: Vec<usize> = waiting(job).filter(|number| !settled.contains(number)).collect();
    if too_late.is_empty() {
        return settlement;
    }
    let last = settlement.fault.take();
    let words = last.as_ref().and_then(|fault| fault.words.clone());
    settlement
        .results
        .extend(too_late.into_iter().map(|number| (number, RecipientState::Failed, words.clone())));
    let gave_up = Fault::new(Code::GaveUp);
    settlement.fault = Some(match last {
        Some(last) => gave_up.fact("last", last.code).words(last),
        None => gave_up,
    });
    settlement
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::spool::{JobId, JobState, Recipient};
    use RecipientState::{Delivered, Failed, Waiting};

    const ACCEPTED: Time = Time(0);
    const OWN_RETRY: Time = Time(9_000_000_000);
    const YOUNG: Duration = Duration::from_hours(24);
    const OLD: Duration = Duration::from_hours(5 * 24);

    fn job(tries: u32, states: &[RecipientState]) -> Job {
        let recipient = |state: &RecipientState| Recipient {
            address: "anna@sandbox.example".to_owned(),
            state: *state,
            reply: None,
        };
        Job {
            id: JobId::new(),
            account: "scans".parse().expect("a name"),
            device: "printer".to_owned(),
            accepted_at: ACCEPTED,
            size_bytes: 1,
            sender: String::new(),
            recipients: states.iter().map(recipient).collect(),
            eight_bit: false,
            state: JobState::Delivering,
            tries,
            due_at: Some(OWN_RETRY),
            ended_at: None,
            fault: None,
        }
    }

    fn settled(job: &Job, ended: Ended, age: Duration) -> Settlement {
        settlement(job, ended, Route::default(), &RetryPolicy::default(), ACCEPTED + age)
    }

    fn shown(results: &[(usize, RecipientState)], code: Code) -> Ended {
        let results = results.iter().map(|(number, state)| (*number, *state, None)).collect();
        Ended::Shown { results, fault: Some(Fault::new(code).words("what the server said")) }
    }

    fn states(settlement: &Settlement) -> Vec<(usize, RecipientState)> {
        settlement.results.iter().map(|(number, state, _)| (*number, *state)).collect()
    }

    #[test]
    fn a_mail_that_was_put_off_waits_for_its_own_retry() {
        let put_off = shown(&[(0, Waiting)], Code::MailDeferred);
        let settlement = settled(&job(3, &[Waiting]), put_off, YOUNG);
        assert_eq!(settlement.retry_at, OWN_RETRY);
        assert_eq!(states(&settlement), [(0, Waiting)]);
    }

    #[test]
    fn a_mail_whose_account_is_in_trouble_is_due_as_soon_as_the_queue_flows() {
        for code in [Code::ServerUnreachable, Code::LoginRefused, Code::SignInNeeded] {
            let ended = Ended::NotShown(code.into());
            let settlement = settled(&job(3, &[Waiting]), ended, YOUNG);
            assert_eq!(settlement.retry_at, ACCEPTED + YOUNG, "{code}");
            assert_eq!(states(&settlement), [], "{code}");
        }
    }

    #[test]
    fn what_waits_is_given_up_when_it_is_old_and_was_tried_often() {
        let deferred = || shown(&[(0, Delivered), (2, Waiting)], Code::MailDeferred);
        let three = [Waiting, Failed, Waiting];
        for (tries, age) in [(10, YOUNG), (9, OLD)] {
            let settlement = settled(&job(tries, &three), deferred(), age);
            assert_eq!(states(&settlement), [(0, Delivered), (2, Waiting)], "{tries} {age:?}");
        }
        let settlement = settled(&job(10, &three), deferred(), OLD);
        assert_eq!(states(&settlement), [(0, Delivered), (2, Failed)]);
        assert_eq!(settlement.results[1].2.as_deref(), Some("what the server said"));
        let fault = settlement.fault.expect("a reason");
        assert_eq!((fault.code, &*fault.facts["last"]), (Code::GaveUp, "mail-deferred"));
    }

    #[test]
    fn nothing_is_given_up_where_nobody_waits_any_more() {
        let ended = Ended::Shown { results: vec![(0, Delivered, None)], fault: None };
        let settlement = settled(&job(99, &[Waiting, Failed]), ended, OLD * 2);
        assert_eq!(states(&settlement), [(0, Delivered)]);
        assert_eq!(settlement.fault, None);
    }

    #[test]
    fn an_outage_may_outlast_a_mail_but_a_person_may_take_as_long_as_it_takes() {
        let table = [
            (Code::ServerUnreachable, true),
            (Code::SignInUnreachable, true),
            (Code::LoginRefused, false),
            (Code::GrantRevoked, false),
            (Code::SignInNeeded, false),
            (Code::CertificateUntrusted, false),
        ];
        for (code, given_up) in table {
            let ended = Ended::NotShown(code.into());
            let settlement = settled(&job(99, &[Waiting]), ended, OLD * 2);
            assert_eq!(!settlement.results.is_empty(), given_up, "{code}");
        }
    }
}
