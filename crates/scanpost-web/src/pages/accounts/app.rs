//! Signing in as an app: what it proves itself with, and what the tenant's administrator sets up.
//!
//! A secret or a key goes in and never comes out again. The certificate may be seen by anybody.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use scanpost_core::account::AccountName;
use scanpost_core::clock::Time;
use scanpost_core::gateway::{Gateway, GatewayError};
use scanpost_core::record::Revision;
use secrecy::SecretString;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{account_and_grant, draw, place};
use crate::named::Named;
use crate::pages::fields::Wrong;
use crate::pages::render::Frame;
use crate::pages::{Page, not_found, now, see};
use crate::who::Who;

/// What fills in the commands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    /// The object id of the enterprise application.
    pub(super) object_id: String,
}

#[derive(Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    revision: u64,
    client_secret: SecretString,
    /// `2028-11-21`; empty where nobody knows.
    ends: String,
    certificate: Zeroizing<String>,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            revision: 0,
            client_secret: SecretString::from(""),
            ends: String::new(),
            certificate: Zeroizing::default(),
        }
    }
}

pub(super) async fn page(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Query(filled): Query<Filled>,
    frame: Frame,
) -> Page {
    show(&gateway, &name, &frame, &filled, None).await
}

/// A new key pair; its certificate is then to be uploaded.
pub(super) async fn make(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Page {
    let made = gateway.by(&actor).make_certificate(&name, Revision(typed.revision)).await;
    answer(&gateway, &name, &frame, made.map(|_| ())).await
}

pub(super) async fn import(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Page {
    let by = gateway.by(&actor);
    let imported = by.import_certificate(&name, typed.certificate, Revision(typed.revision)).await;
    answer(&gateway, &name, &frame, imported.map(|_| ())).await
}

pub(super) async fn secret(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Page {
    let Ok(ends_at) = date(&typed.ends) else {
        let wrong = Wrong::at("ends", frame.say().text("app-secret-ends-wrong"));
        return show(&gateway, &name, &frame, &Filled::default(), Some(wrong)).await;
    };
    let by = gateway.by(&actor);
    let set = by.set_secret(&name, typed.client_secret, ends_at, Revision(typed.revision)).await;
    answer(&gateway, &name, &frame, set.map(|_| ())).await
}

/// The question comes first: Yes removes it, No keeps it.
pub(super) async fn ask_remove(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    gateway.grant(&name).await?;
    Ok(Html(draw::ask_remove_credential(&frame, &name)).into_response())
}

pub(super) async fn remove(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    let removed = async {
        let seen = gateway.grant(&name).await?.revision;
        gateway.by(&actor).remove_credential(&name, seen).await
    };
    let removed = removed.await.map(|_| ());
    answer(&gateway, &name, &frame, removed).await
}

/// The certificate, as the provider's portal takes it.
pub(super) async fn download(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let Some(pem) = gateway.certificate(&name).await? else { return Ok(not_found(&frame)) };
    let file = format!("attachment; filename=\"scanpost-{name}.pem\"");
    let headers = [
        (header::CONTENT_TYPE, "application/x-pem-file".to_owned()),
        (header::CONTENT_DISPOSITION, file),
    ];
    Ok((headers, pem).into_response())
}

/// The account's page then shows that it is signed in, or why it is not.
pub(super) async fn sign_in(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Page {
    match gateway.by(&actor).sign_in_as_app(&name).await {
        Ok(()) | Err(GatewayError::Fault(_)) => Ok(see(&place(&name))),
        Err(error) => Err(error.into()),
    }
}

async fn answer(
    gateway: &Gateway,
    name: &AccountName,
    frame: &Frame,
    done: Result<(), GatewayError>,
) -> Page {
    match done {
        Ok(()) => Ok(see(&format!("/accounts/{name}/app"))),
        Err(error) => {
            let wrong = Wrong::of(frame.say(), error);
            show(gateway, name, frame, &Filled::default(), Some(wrong)).await
        }
    }
}

async fn show(
    gateway: &Gateway,
    name: &AccountName,
    frame: &Frame,
    filled: &Filled,
    wrong: Option<Wrong>,
) -> Page {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (account, grant) = account_and_grant(gateway, name).await?;
    let page = draw::app(frame, &account, &grant, filled, wrong, now());
    Ok((status, Html(page)).into_response())
}

#[derive(Debug, PartialEq, Eq)]
struct NoDate;

/// The end of a day, as a form writes it; nothing where nobody knows.
fn date(text: &str) -> Result<Option<Time>, NoDate> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    // Jiff would also take a date with a time.
    let date = Some(text).filter(|text| text.len() == "2028-11-21".len()).ok_or(NoDate)?;
    let date: Date = date.parse().map_err(|_| NoDate)?;
    let midnight = date.to_zoned(TimeZone::UTC).map_err(|_| NoDate)?;
    Ok(Some(Time(midnight.timestamp().as_millisecond())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_forms_write_it() {
        assert_eq!(date(" "), Ok(None));
        assert_eq!(date("1970-01-02"), Ok(Some(Time(86_400_000))));
        for bad in ["tomorrow", "2028-02-30", "21/11/2028", "2028-11-21T10:00"] {
            assert_eq!(date(bad), Err(NoDate), "{bad}");
        }
    }
}
