//! `/slots/{slot}/sign-in`: a sign-in for which nobody has typed an address. Whoever signs in becomes the slot's
//! account.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::site::Slot;

use super::request::Body;
use super::{Answer, Api};
use crate::who::Who;
use crate::wire;

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/slots/{slot}/sign-in", get(look).post(begin).delete(cancel))
}

async fn look(
    State(gateway): State<Gateway>,
    Path(slot): Path<String>,
) -> Answer<Json<wire::SlotSignInView>> {
    Ok(Json(gateway.slot_sign_in(named(&slot)?).await?))
}

async fn begin(
    State(gateway): State<Gateway>,
    Path(slot): Path<String>,
    Who(actor): Who,
    Body(new): Body<wire::SignNewcomerIn>,
) -> Answer<Json<wire::SlotSignInView>> {
    let (slot, by) = (named(&slot)?, gateway.by(&actor));
    by.expect_newcomer(slot, new.provider).await?;
    by.sign_newcomer_in(slot).await?;
    Ok(Json(gateway.slot_sign_in(slot).await?))
}

async fn cancel(
    State(gateway): State<Gateway>,
    Path(slot): Path<String>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).cancel_newcomer(named(&slot)?)?;
    Ok(StatusCode::NO_CONTENT)
}

fn named(word: &str) -> Result<Slot, Objection> {
    Slot::named(word).ok_or_else(|| Objection::new(Reason::NoSuchSlot, word.escape_debug()))
}
