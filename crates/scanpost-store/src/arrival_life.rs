//! What each verb makes of an arrival: pure, the same for every backend.

use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::ArrivalStep;
use scanpost_core::receive::{Arrival, ArrivalState, NewArrival, Outcome};
use scanpost_core::settings::RetryPolicy;

use crate::life::chance;

/// A mail was taken in: it waits, due at once.
pub(crate) fn taken_in(new: &NewArrival, size_bytes: u64) -> (Arrival, ArrivalStep) {
    let arrival = Arrival {
        id: new.id,
        function: new.function,
        account: new.account.clone(),
        mailbox: new.mailbox.clone(),
        uidl: new.uidl.clone(),
        digest: new.digest,
        taken_at: new.taken_at,
        size_bytes,
        state: ArrivalState::Waiting,
        tries: 0,
        due_at: Some(new.taken_at),
        ended_at: None,
        fault: None,
        place: None,
    };
    (arrival, ArrivalStep::TakenIn { size_bytes })
}

/// An attempt to hand it on begins, and the later retry is written down with it.
pub(crate) fn begin_handing_on(
    arrival: &mut Arrival,
    now: Time,
    policy: &RetryPolicy,
) -> ArrivalStep {
    arrival.state = ArrivalState::HandingOn;
    arrival.tries += 1;
    let chance = chance(arrival.id.0, arrival.tries);
    arrival.due_at = Some(now + policy.jittered_wait(arrival.tries, chance));
    ArrivalStep::HandingOn { attempt: arrival.tries }
}

/// What an attempt came to. Nothing: none was under way.
pub(crate) fn settle(arrival: &mut Arrival, outcome: &Outcome, now: Time) -> Option<ArrivalStep> {
    if arrival.state != ArrivalState::HandingOn {
        return None;
    }
    (arrival.due_at, arrival.fault) = (None, None);
    Some(match outcome {
        Outcome::HandedOn { place } => {
            arrival.state = ArrivalState::HandedOn;
            arrival.ended_at = Some(now);
            arrival.place = Some(place.clone());
            ArrivalStep::HandedOn { place: place.clone() }
        }
        Outcome::Retry { at, fault } => {
            arrival.state = ArrivalState::Waiting;
            arrival.due_at = Some(*at);
            arrival.fault = Some(fault.clone());
            ArrivalStep::NotHandedOn { fault: fault.clone() }
        }
        Outcome::Quarantined { fault } => {
            arrival.state = ArrivalState::Quarantined;
            arrival.fault = Some(fault.clone());
            ArrivalStep::Quarantined { fault: fault.clone() }
        }
    })
}

/// The last run ended in the middle of an attempt.
pub(crate) fn interrupt(arrival: &mut Arrival, now: Time) -> ArrivalStep {
    let fault = Fault::new(Code::AttemptInterrupted);
    arrival.state = ArrivalState::Waiting;
    arrival.due_at = Some(now);
    arrival.fault = Some(fault.clone());
    ArrivalStep::NotHandedOn { fault }
}

/// A person asks for another attempt. Nothing: it is under way, or over.
pub(crate) fn retry(arrival: &mut Arrival, now: Time) -> Option<ArrivalStep> {
    if !is_at_rest(arrival) {
        return None;
    }
    arrival.state = ArrivalState::Waiting;
    arrival.due_at = Some(now);
    Some(ArrivalStep::Retried)
}

/// A person fetches the octets. Nothing: there are none any more.
pub(crate) fn download(arrival: &Arrival) -> Option<ArrivalStep> {
    (!arrival.state.is_final()).then_some(ArrivalStep::Downloaded)
}

/// A person removes it. Nothing: it is under way, or over.
pub(crate) fn delete(arrival: &mut Arrival, now: Time) -> Option<ArrivalStep> {
    if !is_at_rest(arrival) {
        return None;
    }
    arrival.state = ArrivalState::Deleted;
    arrival.due_at = None;
    arrival.ended_at = Some(now);
    Some(ArrivalStep::Deleted)
}

fn is_at_rest(arrival: &Arrival) -> bool {
    matches!(arrival.state, ArrivalState::Waiting | ArrivalState::Quarantined)
}
