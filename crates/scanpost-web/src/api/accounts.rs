//! `/accounts`: mailboxes, their sign-in and sign-out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use scanpost_core::account::AccountName;
use scanpost_core::administrator::{Actor, Privilege};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::{Gateway, NewAccount};
use scanpost_core::oauth::{BrowserMark, Provider};
use secrecy::SecretString;

use super::request::Body;
use super::{Answer, Api};
use crate::access::Access;
use crate::came_back;
use crate::named::Named;
use crate::who::Who;
use crate::wire;

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
        .route("/providers", get(providers))
}

async fn providers(State(gateway): State<Gateway>) -> Json<Vec<Provider>> {
    Json(gateway.known_services().all().to_vec())
}

async fn accounts(
    State(gateway): State<Gateway>,
    Who(actor): Who,
) -> Answer<Json<Vec<wire::AccountView>>> {
    let accounts = gateway.accounts().await?;
    Ok(Json(accounts.into_iter().map(|account| as_seen_by(&actor, account)).collect()))
}

/// A code that is on the screen is for those who may sign accounts in: whoever else has it could sign in to
/// another mailbox with it (RFC 10027).
pub(super) fn as_seen_by(actor: &Actor, account: wire::AccountView) -> wire::AccountView {
    let sign_in = account.sign_in.filter(|_| actor.may(Privilege::Accounts));
    wire::AccountView { sign_in, ..account }
}

async fn account(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Answer<Json<wire::AccountView>> {
    Ok(Json(as_seen_by(&actor, gateway.account(&name).await?)))
}

async fn add_account(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::AddAccount>,
) -> Answer<Response> {
    let wire::AddAccount { name, address, provider, way, needs } = new;
    let new = NewAccount { name, address, provider, way, needs };
    let account = gateway.by(&actor).add_account(new).await?;
    Ok((StatusCode::CREATED, Json(account)).into_response())
}

async fn remove_account(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).remove_account(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sign_in(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Answer<Json<wire::SignInView>> {
    Ok(Json(gateway.by(&actor).sign_in(&name).await?))
}

async fn cancel_sign_in(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).cancel_sign_in(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sign_out(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).sign_out(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn grant(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
) -> Answer<Json<wire::GrantView>> {
    Ok(Json(gateway.grant(&name).await?))
}

async fn change_sign_in(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    Body(change): Body<wire::ChangeSignIn>,
) -> Answer<Json<wire::GrantView>> {
    let seen = change.revision;
    Ok(Json(gateway.by(&actor).change_sign_in(&name, change.into(), seen).await?))
}

/// A browser that shall come back to our own page goes by our way out; else whoever asks here brings
/// the return.
async fn begin_browser(
    State(Api { gateway, access }): State<Api>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    Body(back): Body<wire::Back>,
) -> Answer<Json<wire::BrowserView>> {
    let key = matches!(back, wire::Back::Page { .. }).then(Access::browser_key);
    let browser = key.as_ref().map(BrowserMark::of);
    let mut begun = gateway.by(&actor).begin_browser_sign_in(&name, back.into(), browser).await?;
    if let Some(way_out) = key.and_then(|key| access.way_out(&name, &begun, key)) {
        begun.url = way_out;
    }
    Ok(Json(begun))
}

async fn begin_consent(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    Body(back): Body<wire::Back>,
) -> Answer<Json<wire::BrowserView>> {
    Ok(Json(gateway.by(&actor).begin_admin_consent(&name, back.into()).await?))
}

/// A browser has come back, to a program or to a person who copied the address.
async fn come_back(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(returned): Body<wire::Returned>,
) -> Answer<Json<wire::CameBack>> {
    Ok(Json(came_back::finish(&gateway, &actor, &returned.address).await?))
}

async fn sign_in_as_app(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).sign_in_as_app(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn check(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Answer<Json<wire::ConnectionView>> {
    Ok(Json(gateway.by(&actor).check_connection(&name).await?))
}

async fn set_secret(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    Body(new): Body<wire::SetSecret>,
) -> Answer<Json<wire::GrantView>> {
    let secret = SecretString::from(new.client_secret.as_str());
    Ok(Json(gateway.by(&actor).set_secret(&name, secret, new.ends_at, new.revision).await?))
}

async fn certificate(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
) -> Answer<Json<wire::Certificate>> {
    let pem = gateway.certificate(&name).await?;
    let missing = || Fault::new(Code::CredentialMissing).into();
    pem.map(|pem| Json(wire::Certificate { pem })).ok_or_else(missing)
}

async fn set_certificate(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    Body(new): Body<wire::SetCertificate>,
) -> Answer<Json<wire::GrantView>> {
    let by = gateway.by(&actor);
    let set = match new.pem {
        Some(pem) => by.import_certificate(&name, pem, new.revision).await,
        None => by.make_certificate(&name, new.revision).await,
    };
    Ok(Json(set?))
}

async fn remove_credential(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Answer<Json<wire::GrantView>> {
    let seen = gateway.grant(&name).await?.revision;
    Ok(Json(gateway.by(&actor).remove_credential(&name, seen).await?))
}
