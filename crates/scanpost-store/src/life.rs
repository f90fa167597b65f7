//! What each verb makes of a job: pure, the same for every backend.
//!
//! A backend finds the job, lets one of these functions change it, writes it back and writes the
//! events that the function gives; all in one transaction.

use std::time::Duration;

use scanpost_core::clock::Time;
use scanpost_core::fault::{Class, Code, Fault};
use scanpost_core::journal::{Entry, Event, Reported, Route};
use scanpost_core::oauth::AccountName;
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{Job, JobState, NewJob, Recipient, RecipientState, Settlement};
use uuid::Uuid;

/// A mail was kept: it waits, due from the moment it was accepted.
pub(crate) fn accepted(new: &NewJob, size_bytes: u64) -> (Job, Event) {
    let recipients = new
        .recipients
        .iter()
        .map(|recipient| Recipient {
            address: recipient.address.clone(),
            fax: recipient.fax.clone(),
            state: RecipientState::Waiting,
            reply: None,
        })
        .collect();
    let job = Job {
        id: new.id,
        account: new.account.clone(),
        device: new.device.clone(),
        accepted_at: new.accepted_at,
        size_bytes,
        sender: new.sender.clone(),
        recipients,
        eight_bit: new.eight_bit,
        reports: new.reports.clone(),
        state: JobState::Waiting,
        tries: 0,
        uncertain: 0,
        due_at: Some(new.accepted_at),
        ended_at: None,
        fault: None,
    };
    let event = Event::JobAccepted {
        device: new.device.clone(),
        size_bytes,
        recipients: new.recipients.len(),
    };
    (job, event)
}

/// An attempt begins, and the later retry is written down with it: a crash during the attempt
/// leaves a job that comes back by itself.
pub(crate) fn begin_attempt(job: &mut Job, now: Time, policy: &RetryPolicy) -> Event {
    job.state = JobState::Delivering;
    job.tries += 1;
    job.due_at = Some(now + policy.jittered_wait(job.tries, chance(job.id.0, job.tries)));
    Event::AttemptStarted { attempt: job.tries }
}

/// The last run ended in the middle of an attempt. Whether the mail went out, nobody knows.
pub(crate) fn interrupt_attempt(job: &mut Job, now: Time) -> Event {
    let fault = Fault::new(Code::AttemptInterrupted);
    job.state = JobState::Waiting;
    job.due_at = Some(now);
    job.fault = Some(fault.clone());
    Event::AttemptEnded {
        delivered: 0,
        failed: 0,
        waiting: count(job, RecipientState::Waiting),
        uncertain: count(job, RecipientState::Uncertain),
        route: Route::default(),
        fault: Some(fault),
    }
}

/// What an attempt came to, for a job that has not ended: one that has stays as it is, and nothing is
/// counted twice.
///
/// The event counts the recipients that this attempt delivered or failed, and those that still wait or
/// are uncertain in the whole job; so deliveries can be added up over a job's attempts.
pub(crate) fn settle(
    job: &mut Job,
    settlement: &Settlement,
    now: Time,
) -> Result<Vec<Event>, Fault> {
    let results = &settlement.results;
    for (number, state, reply) in results {
        let known = job.recipients.len();
        let recipient = job.recipients.get_mut(*number).ok_or_else(|| {
            Fault::new(Code::StorageFailed)
                .words(format_args!("a result for recipient {number} of a mail with {known}"))
        })?;
        recipient.state = *state;
        recipient.reply.clone_from(reply);
    }
    job.state = JobState::of(&job.recipients, settlement.retry_at.is_some());
    job.fault.clone_from(&settlement.fault);
    let came_to = |wanted| results.iter().filter(|(_, state, _)| *state == wanted).count();
    if settlement.fault.as_ref().is_some_and(|fault| fault.class() == Class::Uncertain) {
        job.uncertain += 1;
    }
    let ended = job.state.is_final();
    job.due_at = (!ended).then_some(settlement.retry_at.unwrap_or(now));
    job.ended_at = ended.then_some(now);

    let attempt = Event::AttemptEnded {
        delivered: came_to(RecipientState::Delivered),
        failed: came_to(RecipientState::Failed),
        waiting: count(job, RecipientState::Waiting),
        uncertain: count(job, RecipientState::Uncertain),
        route: settlement.route.clone(),
        fault: settlement.fault.clone(),
    };
    Ok([Some(attempt), end(job)].into_iter().flatten().collect())
}

/// How many recipients' mail the provider took in an attempt, or may have taken. None: no mail.
pub(crate) fn taken(settlement: &Settlement) -> Option<u32> {
    let fault = settlement.fault.as_ref();
    let uncertain = fault.is_some_and(|fault| fault.class() == Class::Uncertain);
    let is_taken = |state: RecipientState| {
        state == RecipientState::Delivered || uncertain && state == RecipientState::Uncertain
    };
    let taken = settlement.results.iter().filter(|(_, state, _)| is_taken(*state)).count();
    (taken > 0).then(|| u32::try_from(taken).unwrap_or(u32::MAX))
}

/// What was taken within this time of the first is counted with it.
pub(crate) const SENT_TOGETHER: Duration = Duration::from_mins(1);

/// The longest window of a limit is a day; an hour more for clocks that were set.
pub(crate) const SENT_IS_KEPT: Duration = Duration::from_hours(25);

/// What is said of a job that has come to its end.
fn end(job: &Job) -> Option<Event> {
    match job.state {
        JobState::Waiting | JobState::Held | JobState::Delivering => None,
        JobState::Delivered => {
            let took = job.ended_at.map(|ended_at| ended_at.since(job.accepted_at).as_millis());
            Some(Event::JobDelivered {
                after_millis: took.and_then(|millis| millis.try_into().ok()),
            })
        }
        JobState::PartlyDelivered | JobState::Failed => {
            Some(Event::JobFailed { fault: job.fault.clone() })
        }
        JobState::Uncertain => Some(Event::JobUncertain { fault: job.fault.clone() }),
    }
}

/// What arrivals tell of a job, without what its story has of them already: handing on may be repeated, and
/// anybody can write the same report again and again.
pub(crate) fn reported(story: &[Entry], told: &[Reported]) -> Vec<Event> {
    let is_same = |one: &Reported, other: &Reported| {
        let names = [one, other].map(|one| one.recipient.as_deref().unwrap_or_default());
        one.what == other.what && names[0].eq_ignore_ascii_case(names[1])
    };
    let in_story = |one: &Reported| {
        story
            .iter()
            .any(|entry| matches!(&entry.event, Event::JobReported(other) if is_same(one, other)))
    };
    let is_first = |(place, one): &(usize, &Reported)| {
        !told[..*place].iter().any(|other| is_same(one, other)) && !in_story(one)
    };
    let new = told.iter().enumerate().filter(is_first);
    new.map(|(_, one)| Event::JobReported(one.clone())).collect()
}

/// A job that waits has waited for too long. Nothing: it does not wait.
pub(crate) fn expire(job: &mut Job, why: &Fault, now: Time) -> Option<Event> {
    if job.state != JobState::Waiting {
        return None;
    }
    for recipient in &mut job.recipients {
        if recipient.state == RecipientState::Waiting {
            recipient.state = RecipientState::Failed;
        }
    }
    job.state = JobState::of(&job.recipients, false);
    job.fault = Some(why.clone());
    job.due_at = None;
    job.ended_at = Some(now);
    end(job)
}

/// Whether a job belongs to the history that is not kept any longer.
pub(crate) fn is_forgotten(job: &Job, before: Time) -> bool {
    job.state.is_final() && job.ended_at.is_some_and(|ended_at| ended_at < before)
}

/// A person asks for another attempt. Nothing: it does not wait.
pub(crate) fn retry(job: &mut Job, now: Time) -> Option<Event> {
    if job.state != JobState::Waiting {
        return None;
    }
    job.due_at = Some(now);
    Some(Event::JobRetried)
}

/// A person keeps a waiting job back; it has no next attempt then. Nothing: it does not wait.
pub(crate) fn hold_job(job: &mut Job) -> Option<Event> {
    if job.state != JobState::Waiting {
        return None;
    }
    job.state = JobState::Held;
    job.due_at = None;
    Some(Event::JobHeld)
}

/// A held job waits again, due now. Nothing: nobody holds it.
pub(crate) fn release_job(job: &mut Job, now: Time) -> Option<Event> {
    if job.state != JobState::Held {
        return None;
    }
    job.state = JobState::Waiting;
    job.due_at = Some(now);
    Some(Event::JobReleased)
}

/// The job goes on by another account; what hindered it was trouble of the one before. Nothing: it is on its
/// way, or has ended.
pub(crate) fn reroute(job: &mut Job, to: &AccountName, now: Time) -> Option<Event> {
    match job.state {
        JobState::Waiting => job.due_at = Some(now),
        JobState::Held => {}
        _ => return None,
    }
    let from = std::mem::replace(&mut job.account, to.clone());
    job.fault = None;
    Some(Event::JobRerouted { from, to: to.clone() })
}

/// A person fetches the octets. Nothing: there are none any more.
pub(crate) fn download(job: &mut Job) -> Option<Event> {
    (!job.state.is_final()).then_some(Event::JobDownloaded)
}

fn count(job: &Job, state: RecipientState) -> usize {
    job.recipients.iter().filter(|recipient| recipient.state == state).count()
}

/// A number from 0 to 255 that differs from one id to the next and from try to try: the last octet of
/// an id is random (RFC 9562 §5.7), and an odd step leads through all 256 values.
pub(crate) fn chance(id: Uuid, tries: u32) -> u8 {
    let [.., last] = *id.as_bytes();
    let [step, ..] = tries.wrapping_mul(151).to_le_bytes();
    last.wrapping_add(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chance_of_a_job_differs_from_try_to_try() {
        let id = Uuid::now_v7();
        let mut seen: Vec<u8> = (0..256).map(|tries| chance(id, tries)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 256);
    }
}
