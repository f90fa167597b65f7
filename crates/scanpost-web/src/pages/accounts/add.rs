//! A new account: the provider first, because it decides what is asked then.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Actor;
use scanpost_core::gateway::{Gateway, GatewayError, NewAccount};
use scanpost_core::oauth::{Needs, Provider};
use scanpost_core::objection::{Objection, Reason};
use serde::Deserialize;

use super::draw;
use crate::pages::fields::Wrong;
use crate::pages::render::Frame;
use crate::pages::say::Say;
use crate::pages::{not_found, see};
use crate::who::Who;

/// What a person has typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) address: String,
    pub(super) name: String,
    pub(super) client_id: String,
    pub(super) tenant: String,
    /// Ticked: anything.
    pub(super) receiving: String,
    /// The description of a provider that scanpost does not know.
    pub(super) description: String,
}

/// Cards of all providers.
pub(super) async fn choose(State(gateway): State<Gateway>, frame: Frame) -> Html<String> {
    Html(draw::providers(&frame, gateway.known_services().all()))
}

pub(super) async fn form(
    State(gateway): State<Gateway>,
    Path(provider): Path<String>,
    frame: Frame,
) -> Response {
    let Some(provider) = offered(&gateway, &provider) else { return not_found(&frame) };
    let mut typed = Typed::default();
    if is_custom(&provider) {
        typed.description = template();
    }
    Html(draw::add(&frame, &provider, &typed, Vec::new())).into_response()
}

/// Adds it and goes on to the sign-in; what was wrong comes back at its field.
pub(super) async fn add(
    State(gateway): State<Gateway>,
    Path(provider): Path<String>,
    Who(actor): Who,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Response {
    let Some(provider) = offered(&gateway, &provider) else { return not_found(&frame) };
    let mut wrong = missing(frame.say(), &provider, &typed);
    if wrong.is_empty() {
        match try_add(&gateway, &actor, &provider, &typed).await {
            Ok(name) => return see(&format!("/accounts/{name}/sign-in")),
            Err(error) => wrong.push(Wrong::of(frame.say(), error)),
        }
    }
    let page = draw::add(&frame, &provider, &typed, wrong);
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

/// What must be typed and is not, all at once.
fn missing(say: Say, provider: &Provider, typed: &Typed) -> Vec<Wrong> {
    let needs_id = provider.oauth.client_id.is_empty() && !is_custom(provider);
    let table = [
        (true, "address", &typed.address, "add-address-missing"),
        (needs_id, "client_id", &typed.client_id, "add-client-id-missing"),
    ];
    let is_missing =
        |(needed, _, text, _): &(bool, &str, &String, &str)| *needed && text.trim().is_empty();
    let missing = table.into_iter().filter(is_missing);
    missing.map(|(_, field, _, sentence)| Wrong::at(field, say.text(sentence))).collect()
}

async fn try_add(
    gateway: &Gateway,
    actor: &Actor,
    provider: &Provider,
    typed: &Typed,
) -> Result<AccountName, GatewayError> {
    let mut provider = if is_custom(provider) {
        Provider::parse(&typed.description).map_err(Objection::from)?
    } else {
        provider.clone()
    };
    let address = typed.address.trim();
    let name = name(&typed.name, address)?;
    let [client_id, tenant] = [&typed.client_id, &typed.tenant].map(|text| text.trim());
    if !client_id.is_empty() {
        client_id.clone_into(&mut provider.oauth.client_id);
    }
    if !tenant.is_empty() {
        provider.oauth.tenant = Some(tenant.to_owned());
    }
    let needs = Needs { receiving: !typed.receiving.is_empty(), ..Needs::default() };
    let new =
        NewAccount { needs, ..NewAccount::to_send(name.clone(), address.to_owned(), provider) };
    gateway.by(actor).add_account(new).await?;
    Ok(name)
}

/// The name as it was typed, else what stands before the @.
fn name(typed: &str, address: &str) -> Result<AccountName, Objection> {
    let typed = typed.trim();
    let invalid = |text: &str| Objection::new(Reason::AccountNameInvalid, text.escape_debug());
    if !typed.is_empty() {
        return typed.parse().map_err(|_| invalid(typed));
    }
    // Without an address that is what is wrong, and the field of the address says so.
    Ok(AccountName::after(address))
}

/// A known provider, or the one of which everything is still to be filled in.
fn offered(gateway: &Gateway, name: &str) -> Option<Provider> {
    let custom = Provider::template();
    if name == custom.name { Some(custom) } else { gateway.known_services().named(name).cloned() }
}

pub(super) fn is_custom(provider: &Provider) -> bool {
    provider.name == Provider::template().name
}

/// What stands in the form for a provider that scanpost does not know. Without the remarks: the form
/// says in the reader's language what is to be done.
fn template() -> String {
    let is_said = |line: &&str| !line.starts_with('#');
    CUSTOM.split_inclusive('\n').filter(is_said).collect()
}

const CUSTOM: &str = include_str!("../../../../../providers/custom.toml");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_called_after_its_mailbox_unless_it_gets_a_name() {
        let table = [
            ("", "scans@contoso.example", "scans"),
            ("", "front.office+scan@contoso.example", "front.officescan"),
            ("", "_x@contoso.example", "x"),
            ("", "åäö@contoso.example", "account"),
            ("", "", "account"),
            (" office ", "scans@contoso.example", "office"),
        ];
        for (typed, address, expected) in table {
            assert_eq!(name(typed, address).expect("a name").as_str(), expected, "{address}");
        }
        for bad in ["a b", "<script>", "..", &"x".repeat(65)] {
            let objection = name(bad, "scans@contoso.example").expect_err(bad);
            assert_eq!(objection.field, Some("name"));
        }
    }
}
