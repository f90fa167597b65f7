//! What is written down when an attempt has ended. Pure: job and outcome in, settlement out.
//!
//! Who waits, waits for one of two things. A mail that the server put off waits for its own retry,
//! which the claim has written down already. A mail whose account is in trouble is due at once: the
//! queue itself waits, and an outage does not make each mail's own waits longer.
//!
//! A mail is given up when it is old and was tried often (RFC 5321 §4.5.4.1), but never for something
//! that a person must mend first, nor for a limit: then it waits as long as that takes.
//!
//! Who was uncertain once stays so until the server says something final of the mail. After some resends
//! that ended in the same way nothing more is sent: the job ends as uncertain.

use std::time::Duration;

use crate::clock::Time;
use crate::fault::{Class, Code, Fault};
use crate::journal::Route;
use crate::settings::RetryPolicy;
use crate::spool::{Job, RecipientState, Settlement};

/// What is heard more than once before it is believed is heard at this distance.
const PATIENT_WAIT: Duration = Duration::from_mins(3);

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
    // The sentence for the administrator names the server.
    let named = |fault: Fault| fault.fact("host", &route.host).fact("port", route.port);
    let (results, fault, shown) = match ended {
        Ended::Shown { results, fault } => (results, fault.map(named), true),
        Ended::NotShown(fault) => (Vec::new(), Some(named(fault)), false),
    };
    let class = fault.as_ref().map(Fault::class);
    if class == Some(Class::Uncertain) {
        return uncertain(job, results, fault, route, retry, now);
    }
    let results = still_uncertain(job, results);
    let retry_at = if shown { retry_at(job, &results, fault.as_ref(), retry, now) } else { now };
    let settlement = Settlement { results, retry_at: Some(retry_at), route, fault };
    let may_give_up = !class.is_some_and(Class::is_of_the_account);
    if may_give_up && retry.gives_up(job.tries, now.since(job.accepted_at)) {
        give_up(job, settlement)
    } else {
        settlement
    }
}

/// When those who wait are tried again.
fn retry_at(
    job: &Job,
    results: &[Result],
    fault: Option<&Fault>,
    retry: &RetryPolicy,
    now: Time,
) -> Time {
    let own_retry = own_retry(job, retry, now);
    let delivered = || results.iter().any(|(_, state, _)| *state == RecipientState::Delivered);
    match fault {
        Some(fault) if fault.class().is_of_the_account() => now,
        // The others get it in a mail of their own.
        Some(fault) if fault.code == Code::TooManyRecipients && delivered() => now,
        _ if leaves_out(job, results) => now,
        Some(fault) if fault.code.patience() > 1 => own_retry.max(now + PATIENT_WAIT),
        _ => own_retry,
    }
}

/// Only a part of the recipients was shown, and others never were yet. Nobody who was put off counts, so
/// that this comes to an end.
fn leaves_out(job: &Job, results: &[Result]) -> bool {
    let is_named = |wanted: usize| results.iter().any(|(number, ..)| *number == wanted);
    let mut open = open(job).filter(|number| job.recipients[*number].reply.is_none());
    !results.is_empty() && open.any(|number| !is_named(number))
}

fn own_retry(job: &Job, retry: &RetryPolicy, now: Time) -> Time {
    job.due_at.unwrap_or_else(|| now + retry.wait(job.tries))
}

/// The reply to the final dot did not come: whoever was to get the mail may have it.
fn uncertain(
    job: &Job,
    results: Vec<Result>,
    fault: Option<Fault>,
    route: Route,
    retry: &RetryPolicy,
    now: Time,
) -> Settlement {
    if job.uncertain < retry.most_resends {
        let retry_at = Some(own_retry(job, retry, now));
        return Settlement { results, retry_at, route, fault };
    }
    let fault = fault.map(|fault| Fault { code: Code::StayedUncertain, ..fault });
    Settlement { results, retry_at: None, route, fault }
}

/// Being put off, after the mail may have arrived, makes nothing certain.
fn still_uncertain(job: &Job, mut results: Vec<Result>) -> Vec<Result> {
    for (number, state, _) in &mut results {
        let before = job.recipients.get(*number).map(|recipient| recipient.state);
        if *state == RecipientState::Waiting && before == Some(RecipientState::Uncertain) {
            *state = RecipientState::Uncertain;
        }
    }
    results
}

/// The same, those at the front who were never shown yet.
pub(super) fn open_in_turn(job: &Job) -> Vec<usize> {
    let is_new = |number: &usize| job.recipients[*number].reply.is_none();
    let (mut new, others): (Vec<usize>, Vec<usize>) = open(job).partition(is_new);
    new.extend(others);
    new
}

/// The numbers of the recipients that an attempt concerns.
fn open(job: &Job) -> impl Iterator<Item = usize> {
    let recipients = job.recipients.iter().enumerate();
    recipients.filter(|(_, recipient)| recipient.state.is_open()).map(|(number, _)| number)
}

/// Whoever waits now has waited long enough.
fn give_up(job: &Job, mut settlement: Settlement) -> Settlement {
    settlement.results.retain(|(_, state, _)| !state.is_open());
    let settled: Vec<usize> = settlement.results.iter().map(|(number, ..)| *number).collect();
    let too_late: Vec<usize> = open(job).filter(|number| !settled.contains(number)).collect();
    if too_late.is_empty() {
        return settlement;
    }
    let last = settlement.fault.take();
    let words = last.as_ref().and_then(|fault| fault.words.clone());
    settlement.results.extend(too_late.into_iter().map(|number| {
        let was_uncertain = job.recipients[number].state == RecipientState::Uncertain;
        let state = if was_uncertain { RecipientState::Uncertain } else { RecipientState::Failed };
        (number, state, words.clone())
    }));
    let gave_up = Fault::new(Code::GaveUp);
    settlement.retry_at = None;
    settlement.fault = Some(match last {
        Some(last) => gave_up.fact("last", last.code).words(last),
        None => gave_up,
    });
    settlement
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::{JobId, JobState, Recipient, Reports};
    use RecipientState::{Delivered, Failed, Uncertain, Waiting};

    const ACCEPTED: Time = Time(0);
    const OWN_RETRY: Time = Time(9_000_000_000);
    const YOUNG: Duration = Duration::from_hours(24);
    const OLD: Duration = Duration::from_hours(5 * 24);

    fn job(tries: u32, states: &[RecipientState]) -> Job {
        let recipient = |state: &RecipientState| Recipient {
            address: "anna@sandbox.example".to_owned(),
            fax: None,
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
            reports: Reports::default(),
            state: JobState::Delivering,
            tries,
            uncertain: 0,
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
        assert_eq!(settlement.retry_at, Some(OWN_RETRY));
        assert_eq!(states(&settlement), [(0, Waiting)]);
    }

    #[test]
    fn a_mail_whose_account_is_in_trouble_is_due_as_soon_as_the_queue_flows() {
        for code in [Code::ServerUnreachable, Code::LoginRefused, Code::SignInNeeded] {
            let ended = Ended::NotShown(code.into());
            let settlement = settled(&job(3, &[Waiting]), ended, YOUNG);
            assert_eq!(settlement.retry_at, Some(ACCEPTED + YOUNG), "{code}");
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

    #[test]
    fn a_mail_that_met_a_limit_or_a_block_is_due_as_soon_as_the_queue_flows_and_never_given_up() {
        for code in [Code::SubmissionQuota, Code::RateLimit, Code::SenderBlocked, Code::MailboxFull]
        {
            let settlement = settled(&job(99, &[Waiting]), shown(&[(0, Waiting)], code), OLD * 2);
            assert_eq!(settlement.retry_at, Some(ACCEPTED + OLD * 2), "{code}");
            assert_eq!(states(&settlement), [(0, Waiting)], "{code}");
        }
    }

    #[test]
    fn those_that_were_too_many_follow_at_once_if_the_others_got_theirs() {
        let code = Code::TooManyRecipients;
        let two = job(1, &[Waiting, Waiting]);
        let settlement = settled(&two, shown(&[(0, Delivered), (1, Waiting)], code), YOUNG);
        assert_eq!(settlement.retry_at, Some(ACCEPTED + YOUNG));
        let settlement = settled(&two, shown(&[(0, Waiting), (1, Waiting)], code), YOUNG);
        assert_eq!(settlement.retry_at, Some(OWN_RETRY), "no circle without a pause");
    }

    #[test]
    fn send_as_denied_is_heard_again_some_minutes_later() {
        let denied = shown(&[(0, Waiting)], Code::SendAsDenied);
        let soon = Some(ACCEPTED + YOUNG + Duration::from_mins(1));
        let settlement = settled(&Job { due_at: soon, ..job(1, &[Waiting]) }, denied, YOUNG);
        assert_eq!(settlement.retry_at, Some(ACCEPTED + YOUNG + PATIENT_WAIT));
    }

    #[test]
    fn an_uncertain_mail_is_sent_again_three_times_and_then_ends_as_uncertain() {
        let lost = || Ended::Shown {
            results: vec![(1, Uncertain, None)],
            fault: Some(Code::DeliveryUncertain.into()),
        };
        for uncertain in 0..3 {
            let job = Job { uncertain, ..job(1 + uncertain, &[Failed, Waiting]) };
            let settlement = settled(&job, lost(), YOUNG);
            assert_eq!(states(&settlement), [(1, Uncertain)]);
            assert_eq!(settlement.retry_at, Some(OWN_RETRY), "resend {uncertain}");
            assert_eq!(settlement.fault.expect("a reason").code, Code::DeliveryUncertain);
        }
        let job = Job { uncertain: 3, ..job(4, &[Failed, Uncertain]) };
        let settlement = settled(&job, lost(), YOUNG);
        assert_eq!((states(&settlement), settlement.retry_at), (vec![(1, Uncertain)], None));
        assert_eq!(settlement.fault.expect("a reason").code, Code::StayedUncertain);
    }

    #[test]
    fn who_was_uncertain_stays_so_until_something_final_is_said() {
        let uncertain = |tries| Job { uncertain: 1, ..job(tries, &[Uncertain]) };
        for (said, stays) in [(Waiting, Uncertain), (Delivered, Delivered), (Failed, Failed)] {
            let settlement = settled(&uncertain(2), shown(&[(0, said)], Code::MailDeferred), YOUNG);
            assert_eq!(states(&settlement), [(0, stays)]);
        }
        let put_off = shown(&[(0, Waiting)], Code::MailDeferred);
        let settlement = settled(&uncertain(10), put_off, OLD);
        assert_eq!((states(&settlement), settlement.retry_at), (vec![(0, Uncertain)], None));
        assert_eq!(settlement.fault.expect("a reason").code, Code::GaveUp);
    }
}
