//! Device code: how a machine without a browser gets the right to send (RFC 8628).
//!
//! 1. [`begin`] asks for a code pair (§3.1, §3.2).
//! 2. A person types the user code at the provider's page, on any other screen (§3.3).
//! 3. [`until_granted`] asks every `interval` how it stands (§3.4, §3.5), until a grant, a refusal or
//!    the end of the code's life.
//!
//! The deadline is our own, on a monotonic clock: a server may say "pending" for ever, and a wall
//! clock may be set. When it comes, the server is asked one last time. A code that has ended is not
//! renewed by itself; a person asks for a new one (§3.5).
//!
//! Not here: what each answer means ([`super::grant`]), who may begin (the gateway).

use std::time::Duration;

use scanpost_proto::oauth::{DeviceAnswer, TokenAnswer, Tokens};
use tokio::time::{Instant, timeout};

use super::grant::{Asked, Polled};
use super::provider::Way;
use super::refusal;
use super::wire::Wire;
use crate::fault::{Code, Fault};

/// No code is believed to live longer than this, whatever the server says.
const LONGEST_LIFE: Duration = Duration::from_hours(1);

/// A request that has hung for so long counts as one that found nobody. [`Wire`] gives up earlier.
const LONGEST_REQUEST: Duration = Duration::from_mins(1);

/// A code pair and the moment at which it ends.
#[derive(Debug)]
pub struct Begun {
    pub asked: Asked,
    /// The scopes that it stands for.
    pub requested: Vec<String>,
    pub deadline: Instant,
}

/// Asks the provider for a code pair that stands for these scopes.
pub async fn begin(wire: &Wire, requested: Vec<String>) -> Result<Begun, Fault> {
    if !wire.provider().offers(Way::DeviceCode) {
        return Err(Fault::new(Code::DeviceCodeNotOffered).fact("provider", &wire.provider().title));
    }
    let asked_at = Instant::now();
    match wire.device_authorization(&requested).await? {
        DeviceAnswer::Code(code) => {
            let deadline = asked_at + code.expires_in.min(LONGEST_LIFE);
            Ok(Begun { asked: Asked::new(code), requested, deadline })
        }
        DeviceAnswer::Refused(error) => Err(refusal::of_code_request(&error)),
        DeviceAnswer::Busy { .. } => Err(Code::SignInBusy.into()),
        DeviceAnswer::Nonsense(what) => Err(Fault::new(Code::SignInNonsense).words(what)),
    }
}

/// Polls until it is decided. `ask` makes one request; an `Err` of it means that nobody answered.
/// Dropping the future ends the polling at once.
pub async fn until_granted(
    mut asked: Asked,
    deadline: Instant,
    mut ask: impl AsyncFnMut(&Asked) -> Result<TokenAnswer, Fault>,
) -> Result<Tokens, Fault> {
    let mut wait = asked.interval;
    loop {
        let next = Instant::now() + wait;
        let last = next >= deadline;
        tokio::time::sleep_until(next.min(deadline)).await;
        let polled = match timeout(LONGEST_REQUEST, ask(&asked)).await {
            Ok(Ok(answer)) => asked.answered(answer),
            Ok(Err(_)) | Err(_) => Polled::Wait(asked.not_reached()),
        };
        match polled {
            Polled::Granted(tokens) => return Ok(tokens),
            Polled::Ended(why) => return Err(why),
            Polled::Wait(_) if last => return Err(Code::CodeExpired.into()),
            Polled::Wait(next_wait) => wait = next_wait,
        }
    }
}

#[cfg(test)]
mod tests;
