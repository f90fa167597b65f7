//! A poll that somebody asked for, on a page or by the API: its end is waited for, though not for long.

use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::gateway::{Gateway, GatewayError};
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::site::Function;
use tokio::time::timeout;

use crate::wire::PollAnswer;

/// A large mailbox takes longer, and its poll goes on.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Polls for the function of this name.
pub(crate) async fn poll(
    gateway: &Gateway,
    actor: &Actor,
    name: &str,
) -> Result<PollAnswer, GatewayError> {
    let known = Function::POLLED.into_iter().find(|function| function.as_str() == name);
    let unknown = || Objection::new(Reason::NotReceiving, name.escape_debug());
    let function = known.ok_or_else(unknown)?;
    match timeout(LONGEST_WAIT, gateway.by(actor).poll_now(function)).await {
        Ok(polled) => Ok(PollAnswer::Ended(polled?)),
        Err(_) => Ok(PollAnswer::GoesOn),
    }
}
