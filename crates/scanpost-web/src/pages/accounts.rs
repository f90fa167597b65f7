//! Accounts: mailboxes at their providers, and the three ways to sign them in.
//!
//! - `list`: all accounts, and one with everything about it
//! - `add`: the provider, then the mailbox; `settings`: what can be changed later
//! - `sign_in`: which way, and the code on another screen
//! - `browser`: the administrator's browser goes to the provider and comes back
//! - `app`: what an app proves itself with, and what the tenant's administrator sets up for it
//! - `doctor`: everything on the way of a scan is looked at, step by step
//! - `power_shell`: values in the commands that are shown to be copied
//! - `shown`: decides what is shown; `draw`: puts it into the templates

mod add;
mod app;
pub(super) mod browser;
mod doctor;
mod draw;
mod list;
mod power_shell;
mod settings;
pub(super) mod shown;
mod sign_in;

use axum::Router;
use axum::routing::{get, post};
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::{AccountView, GrantView};
use scanpost_core::gateway::{Gateway, GatewayError};

use super::{Pages, only_for};
pub(super) use browser::Origins;
pub use draw::{account, accounts};
pub(super) use sign_in::{begin, cancel};

pub(super) fn routes() -> Router<Pages> {
    let changing = Router::new()
        .route("/accounts/add", get(add::choose))
        .route("/accounts/add/{provider}", get(add::form).post(add::add))
        .route("/accounts/{name}/check", post(list::check))
        .route("/accounts/{name}/doctor", get(doctor::page).post(doctor::begin))
        .route("/accounts/{name}/remove", get(list::ask_remove).post(list::remove))
        .route("/accounts/{name}/settings", get(settings::form).post(settings::change))
        .route("/accounts/{name}/sign-in", get(sign_in::ways).merge(begin(place)))
        .route("/accounts/{name}/cancel", cancel(place))
        .route("/accounts/{name}/sign-out", get(sign_in::ask_sign_out).post(sign_in::sign_out))
        .route("/accounts/{name}/browser", get(browser::page).post(browser::begin))
        .route("/accounts/{name}/paste", get(browser::to_page).post(browser::paste))
        .route("/accounts/{name}/consent", get(browser::consent_page).post(browser::consent))
        .route("/accounts/{name}/app", get(app::page))
        .route("/accounts/{name}/app/certificate", get(app::download).post(app::make))
        .route("/accounts/{name}/app/import", post(app::import))
        .route("/accounts/{name}/app/secret", post(app::secret))
        .route("/accounts/{name}/app/remove", get(app::ask_remove).post(app::remove))
        .route("/accounts/{name}/app/sign-in", post(app::sign_in));
    Router::new()
        .route("/accounts", get(list::all))
        .route("/accounts/{name}", get(list::one))
        .merge(only_for(Privilege::Accounts, changing))
}

/// The way out to the provider's pages and back from there. Nobody has to be logged in: the name of
/// this machine may differ. The ticket, the state and the browser's key are what counts.
pub(super) fn ways_back() -> Router<Pages> {
    Router::new()
        .route(crate::access::WAY_OUT, get(browser::leave))
        .route(scanpost_core::gateway::RETURN_PATH, get(browser::come_back))
        .route("/sign-in/continue/{name}", get(browser::go_on))
}

/// An account, and how it is signed in.
async fn account_and_grant(
    gateway: &Gateway,
    name: &AccountName,
) -> Result<(AccountView, GrantView), GatewayError> {
    Ok((gateway.account(name).await?, gateway.grant(name).await?))
}

/// Where an account is shown. A name holds nothing that an address would have to escape.
fn place(name: &AccountName) -> String {
    format!("/accounts/{name}")
}
