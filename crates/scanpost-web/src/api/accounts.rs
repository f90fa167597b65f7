//! `/accounts`: mailboxes, their sign-in and sign-out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use scanpost_core::account::AccountName;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::{Gateway, NewAccount};
use scanpost_core::oauth::Provider;
use secrecy::SecretString;

use super::{Answer, Api, Asked, Body};
use crate::came_back;
use crate::named::Named;
use crate::who::Who;
use crate::wire::{self, Problem};

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/accounts", get(accounts).post(add_account))
        .route("/accounts/{name}", get(account).delete(remove_account))
        .route("/accounts/{name}/settings", get(grant).put(change_sign_in))
        .route("/accounts/{name}/sign-in", post(sign_in).delete(cancel_sign_in))
        .route("/accounts/{name}/sign-in/browser", post(begin_browser))
        .route("/accounts/{name}/sign-in/app", post(sign_in_as_app))
        .route("/accounts/{name}/consent", post(begin_consent))
        .route("/accounts/{name}/sign-out", post(sign_out))
        .route("/accounts/{name}/check", post(check))
        .route("/accounts/{name}/secret", put(set_secret).delete(remove_credential))
        .route(
            "/accounts/{name}/certificate",
            get(certificate).put(set_certificate).delete(remove_credential),
        )
        .route("/sign-in/return", post(come_back))
        .route("/providers", get(async || Json(Provider::known())))
}

async fn accounts(
    State(gateway): State<Gateway>,
    asked: Asked,
) -> Answer<Json<Vec<wire::AccountView>>> {
    gateway.accounts().await.map(Json).map_err(|fault| Problem::of_fault(fault, asked.0))
}

async fn account(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    asked: Asked,
) -> Answer<Json<wire::AccountView>> {
    gateway.account(&name).await.map(Json).map_err(asked.problem())
}

async fn add_account(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    Body(new): Body<wire::AddAccount>,
) -> Answer<Response> {
    let wire::AddAccount { name, address, provider, way, needs } = new;
    let new = NewAccount { name, address, provider, way, needs };
    let account = gateway.by(&actor).add_account(new).await.map_err(asked.problem())?;
    Ok((StatusCode::CREATED, Json(account)).into_response())
}

async fn remove_account(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    gateway.by(&actor).remove_account(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sign_in(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<Json<wire::SignInView>> {
    gateway.by(&actor).sign_in(&name).await.map(Json).map_err(asked.problem())
}

async fn cancel_sign_in(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    gateway.by(&actor).cancel_sign_in(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sign_out(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    gateway.by(&actor).sign_out(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn grant(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    asked: Asked,
) -> Answer<Json<wire::GrantView>> {
    gateway.grant(&name).await.map(Json).map_err(asked.problem())
}

async fn change_sign_in(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
    Body(change): Body<wire::ChangeSignIn>,
) -> Answer<Json<wire::GrantView>> {
    let seen = change.revision;
    let changed = gateway.by(&actor).change_sign_in(&name, change.into(), seen).await;
    changed.map(Json).map_err(asked.problem())
}

async fn begin_browser(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
    Body(back): Body<wire::Back>,
) -> Answer<Json<wire::BrowserView>> {
    let begun = gateway.by(&actor).begin_browser_sign_in(&name, back.into()).await;
    begun.map(Json).map_err(asked.problem())
}

async fn begin_consent(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
    Body(back): Body<wire::Back>,
) -> Answer<Json<wire::BrowserView>> {
    let begun = gateway.by(&actor).begin_admin_consent(&name, back.into()).await;
    begun.map(Json).map_err(asked.problem())
}

/// A browser has come back, to a program or to a person who copied the address.
async fn come_back(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    Body(returned): Body<wire::Returned>,
) -> Answer<Json<wire::CameBack>> {
    let came = came_back::finish(&gateway, &actor, &returned.address).await;
    came.map(Json).map_err(asked.problem())
}

async fn sign_in_as_app(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    gateway.by(&actor).sign_in_as_app(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn check(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<Json<wire::ConnectionView>> {
    gateway.by(&actor).check_connection(&name).await.map(Json).map_err(asked.problem())
}

async fn set_secret(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
    Body(new): Body<wire::SetSecret>,
) -> Answer<Json<wire::GrantView>> {
    let secret = SecretString::from(new.client_secret.as_str());
    let set = gateway.by(&actor).set_secret(&name, secret, new.ends_at, new.revision).await;
    set.map(Json).map_err(asked.problem())
}

async fn certificate(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    asked: Asked,
) -> Answer<Json<wire::Certificate>> {
    let pem = gateway.certificate(&name).await.map_err(asked.problem())?;
    let missing = || asked.problem()(Fault::new(Code::CredentialMissing).into());
    pem.map(|pem| Json(wire::Certificate { pem })).ok_or_else(missing)
}

async fn set_certificate(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
    Body(new): Body<wire::SetCertificate>,
) -> Answer<Json<wire::GrantView>> {
    let by = gateway.by(&actor);
    let set = match new.pem {
        Some(pem) => by.import_certificate(&name, pem, new.revision).await,
        None => by.make_certificate(&name, new.revision).await,
    };
    set.map(Json).map_err(asked.problem())
}

async fn remove_credential(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<Json<wire::GrantView>> {
    let seen = gateway.grant(&name).await.map_err(asked.problem())?.revision;
    let removed = gateway.by(&actor).remove_credential(&name, seen).await;
    removed.map(Json).map_err(asked.problem())
}
