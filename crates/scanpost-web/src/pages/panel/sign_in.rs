//! Signing in from the panel: which slot has whose sign-in, and the code for a phone.

use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::Gateway;

use super::admit::Waits;
use super::{Paged, draw};
use crate::named::Named;
use crate::pages::Page;
use crate::pages::render::Frame;

/// Each slot in use, with the state of its sign-in.
pub(super) async fn slots(
    State(gateway): State<Gateway>,
    Query(Paged { page }): Query<Paged>,
    frame: Frame,
) -> Page {
    let (slots, accounts) = (gateway.slots().await?, gateway.accounts().await?);
    Ok(Html(draw::slots(&frame, &slots, &accounts, page)).into_response())
}

/// The code that is on the screen, or how the sign-in stands.
pub(super) async fn code(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let account = gateway.account(&name).await?;
    let waits = account.sign_in.is_some().then_some(Extension(Waits));
    let page = Html(draw::sign_in(&frame, &account));
    Ok(match waits {
        Some(waits) => (waits, page).into_response(),
        None => page.into_response(),
    })
}

/// Where the code of this account is shown.
pub(super) fn place(name: &AccountName) -> String {
    format!("/panel/sign-in/{name}")
}
