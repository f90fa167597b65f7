//! Devices: who may send, and strangers who tried.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Router};
use scanpost_core::account::AccountName;
use scanpost_core::administrator::{Actor, Privilege};
use scanpost_core::device::{TlsFloor, range};
use scanpost_core::gateway::views::{AddedDevice, DeviceView};
use scanpost_core::gateway::{DeviceChange, Gateway, GatewayError, NewDevice};
use scanpost_core::objection::{Kind, Objection, Reason};
use scanpost_core::record::Revision;
use serde::Deserialize;

use super::device_pages::{self, DeviceForm, FormFor};
use super::render::Frame;
use super::{Pages, now, only_for, refused, see};
use crate::address::encoded;
use crate::who::Who;

#[derive(Deserialize)]
struct Suggestion {
    /// That of a stranger.
    #[serde(default)]
    address: String,
}

pub(super) fn routes() -> Router<Pages> {
    let changing = Router::new()
        .route("/devices/new", get(ask_new).post(add))
        .route("/devices/{name}/edit", get(ask_change).post(change))
        .route("/devices/{name}/password", get(ask_new_password).post(new_password))
        .route("/devices/{name}/remove", get(ask_remove).post(remove));
    Router::new()
        .route("/devices", get(list))
        .route("/devices/{name}", get(show))
        .merge(only_for(Privilege::Devices, changing))
}

async fn list(State(gateway): State<Gateway>, frame: Frame) -> Response {
    match gateway.devices().await {
        Ok(devices) => {
            Html(device_pages::list(&frame, &devices, &gateway.strangers(), now())).into_response()
        }
        Err(fault) => refused(&frame, fault.into()),
    }
}

async fn show(State(gateway): State<Gateway>, Path(name): Path<String>, frame: Frame) -> Response {
    match gateway.device(&name).await {
        Ok(device) => Html(device_pages::device(&frame, &device, now())).into_response(),
        Err(error) => refused(&frame, error),
    }
}

// Adding and changing

async fn ask_new(
    State(gateway): State<Gateway>,
    Query(Suggestion { address }): Query<Suggestion>,
    frame: Frame,
) -> Response {
    // Only an address is taken over from a link.
    let ranges = range::parse(&address).map(|_| address.trim().to_owned()).unwrap_or_default();
    let form = DeviceForm { ranges, ..DeviceForm::default() };
    draw_form(&gateway, &frame, FormFor::New, form, None).await
}

async fn add(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(form): Form<DeviceForm>,
) -> Response {
    match added(&gateway, &actor, &form).await {
        Ok(added) => saved(&frame, added),
        Err(error) => again(&gateway, &frame, FormFor::New, form, error).await,
    }
}

async fn added(
    gateway: &Gateway,
    actor: &Actor,
    form: &DeviceForm,
) -> Result<AddedDevice, GatewayError> {
    let entered = Entered::of(form)?;
    let device = NewDevice {
        name: form.name.trim().to_owned(),
        ranges: entered.ranges,
        user: entered.user,
        tls: entered.tls,
        account: entered.account,
        wide: form.is_wide(),
    };
    gateway.by(actor).add_device(device).await
}

async fn ask_change(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Response {
    match gateway.device(&name).await {
        Ok(device) => {
            let form = DeviceForm::of(&device);
            draw_form(&gateway, &frame, FormFor::Change(&device), form, None).await
        }
        Err(error) => refused(&frame, error),
    }
}

async fn change(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
    Form(form): Form<DeviceForm>,
) -> Response {
    let device = match gateway.device(&name).await {
        Ok(device) => device,
        Err(error) => return refused(&frame, error),
    };
    match changed(&gateway, &actor, &name, &form).await {
        Ok(added) => saved(&frame, added),
        Err(error) => {
            // Who saves again after reading how it stands now means it.
            let form = DeviceForm { revision: device.revision.0, ..form };
            again(&gateway, &frame, FormFor::Change(&device), form, error).await
        }
    }
}

async fn changed(
    gateway: &Gateway,
    actor: &Actor,
    name: &str,
    form: &DeviceForm,
) -> Result<AddedDevice, GatewayError> {
    let entered = Entered::of(form)?;
    let change = DeviceChange {
        revision: Revision(form.revision),
        ranges: entered.ranges,
        user: entered.user,
        tls: entered.tls,
        account: entered.account,
        wide: form.is_wide(),
    };
    gateway.by(actor).change_device(name, change).await
}

/// What the fields mean.
struct Entered {
    ranges: Vec<ipnet::IpNet>,
    user: Option<String>,
    tls: TlsFloor,
    account: Option<AccountName>,
}

impl Entered {
    fn of(form: &DeviceForm) -> Result<Self, Objection> {
        let ranges = range::parse_all(&form.ranges)
            .map_err(|part| Objection::new(Reason::DeviceRangeInvalid, part.escape_debug()))?;
        let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let account = filled(&form.account).map(|account| {
            let unknown = |_| Objection::new(Reason::NoSuchAccount, account.escape_debug());
            account.parse().map_err(unknown)
        });
        let tls = if form.tls == "required" { TlsFloor::Required } else { TlsFloor::Optional };
        Ok(Self { ranges, user: filled(&form.user), tls, account: account.transpose()? })
    }
}

/// With a password that was made it is shown now and never again; otherwise the device.
fn saved(frame: &Frame, added: AddedDevice) -> Response {
    match added.password {
        Some(password) => {
            Html(device_pages::password(frame, &added.device, &password)).into_response()
        }
        None => see(&format!("/devices/{}", encoded(&added.device.name))),
    }
}

/// The form once more, with what was typed and what is wrong with it.
async fn again(
    gateway: &Gateway,
    frame: &Frame,
    what: FormFor<'_>,
    form: DeviceForm,
    error: GatewayError,
) -> Response {
    match error {
        GatewayError::Objection(objection)
            if matches!(objection.reason.kind(), Kind::Invalid | Kind::Conflict) =>
        {
            draw_form(gateway, frame, what, form, Some(objection)).await
        }
        error => refused(frame, error),
    }
}

async fn draw_form(
    gateway: &Gateway,
    frame: &Frame,
    what: FormFor<'_>,
    form: DeviceForm,
    objection: Option<Objection>,
) -> Response {
    let accounts = match gateway.accounts().await {
        Ok(accounts) => accounts.into_iter().map(|account| account.name.to_string()).collect(),
        Err(fault) => return refused(frame, fault.into()),
    };
    let status =
        if objection.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = device_pages::form(frame, what, form, accounts, objection.as_ref());
    (status, Html(page)).into_response()
}

// A new password, the end

async fn ask_new_password(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Response {
    asked(&gateway, &name, &frame, device_pages::ask_new_password).await
}

async fn new_password(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).new_device_password(&name).await {
        Ok(added) => saved(&frame, added),
        Err(error) => refused(&frame, error),
    }
}

async fn ask_remove(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Response {
    asked(&gateway, &name, &frame, device_pages::ask_remove).await
}

async fn remove(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).remove_device(&name).await {
        Ok(()) => see("/devices"),
        Err(error) => refused(&frame, error),
    }
}

async fn asked(
    gateway: &Gateway,
    name: &str,
    frame: &Frame,
    question: impl Fn(&Frame, &DeviceView) -> String,
) -> Response {
    match gateway.device(name).await {
        Ok(device) => Html(question(frame, &device)).into_response(),
        Err(error) => refused(frame, error),
    }
}
