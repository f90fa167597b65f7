//! All accounts, and one with everything about it.

use axum::extract::State;
use axum::response::{Html, IntoResponse};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::Gateway;

use super::{account_and_grant, draw, place};
use crate::named::Named;
use crate::pages::render::Frame;
use crate::pages::{Page, now, see};
use crate::who::Who;

pub(super) async fn all(State(gateway): State<Gateway>, frame: Frame) -> Page {
    let accounts = gateway.accounts().await?;
    Ok(Html(draw::accounts(&frame, &accounts, now())).into_response())
}

pub(super) async fn one(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let (account, grant) = account_and_grant(&gateway, &name).await?;
    Ok(Html(draw::account(&frame, &account, &grant, now())).into_response())
}

/// A real log-in at the mail server; the account's page then shows how it went.
pub(super) async fn check(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Page {
    gateway.by(&actor).check_connection(&name).await?;
    Ok(see(&place(&name)))
}

/// The question comes first: Yes removes the account, No keeps it.
pub(super) async fn ask_remove(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let account = gateway.account(&name).await?;
    let is_app_of_users = gateway.user_rules().await?.app == Some(name);
    let users = if is_app_of_users { gateway.count_users().await? } else { 0 };
    Ok(Html(draw::ask_remove(&frame, &account, users)).into_response())
}

pub(super) async fn remove(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Page {
    gateway.by(&actor).remove_account(&name).await?;
    Ok(see("/accounts"))
}
