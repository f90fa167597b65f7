//! Which account each function uses, and how that account stands.

use std::collections::HashMap;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::Gateway;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::record::Revision;
use scanpost_core::site::{Slot, Slots};

use super::{Done, all_wrong, draw};
use crate::pages::fields::Wrong;
use crate::pages::render::Frame;
use crate::pages::{Page, now, see};
use crate::who::Who;

pub(super) async fn form(
    State(gateway): State<Gateway>,
    Query(Done { done }): Query<Done>,
    frame: Frame,
) -> Page {
    page(&gateway, &frame, StatusCode::OK, None, Vec::new(), &done).await
}

/// Saves the choice. Where somebody else was faster, it is shown with the new state and asked again.
pub(super) async fn save(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(typed): Form<HashMap<String, String>>,
) -> Page {
    let seen = typed.get("revision").and_then(|text| text.parse().ok()).unwrap_or_default();
    let saved = match chosen(&typed) {
        Ok(slots) => {
            let saved = gateway.by(&actor).set_slots(Revision(seen), slots.clone()).await;
            saved.map_err(|error| (error, Some(slots)))
        }
        Err(objection) => Err((objection.into(), None)),
    };
    match saved {
        Ok(_) => Ok(see("/settings/functions?done=saved")),
        Err((error, slots)) => {
            let wrong = all_wrong(frame.say(), error);
            page(&gateway, &frame, StatusCode::UNPROCESSABLE_ENTITY, slots, wrong, "").await
        }
    }
}

/// What was chosen for each slot; empty is nothing.
fn chosen(typed: &HashMap<String, String>) -> Result<Slots, Objection> {
    let mut slots = Slots::default();
    for slot in Slot::ALL {
        let name = typed.get(slot.as_str()).filter(|name| !name.is_empty());
        let invalid =
            |name: &String| Objection::new(Reason::SlotAccountUnknown, name.escape_debug());
        let account = name.map(|name| name.parse::<AccountName>().map_err(|_| invalid(name)));
        slots.set(slot, account.transpose().map_err(|wrong| wrong.at(slot.as_str()))?);
    }
    Ok(slots)
}

async fn page(
    gateway: &Gateway,
    frame: &Frame,
    status: StatusCode,
    typed: Option<Slots>,
    wrong: Vec<Wrong>,
    done: &str,
) -> Page {
    let (slots, accounts) = (gateway.slots().await?, gateway.accounts().await?);
    let html = draw::slots(frame, &slots, &accounts, typed.as_ref(), wrong, done, now());
    Ok((status, Html(html)).into_response())
}
