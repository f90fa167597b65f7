//! Devices: who may send, and strangers who tried.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Router};
use scanpost_core::account::AccountName;
use scanpost_core::administrator::{Actor, Privilege};
use scanpost_core::device::{SenderRule, TlsFloor, range};
use scanpost_core::gateway::views::{AddedDevice, DeviceView};
use scanpost_core::gateway::{DeviceChange, Gateway, GatewayError, NewDevice};
use scanpost_core::objection::{Kind, Objection, Reason};
use scanpost_core::profile::Name;
use scanpost_core::record::Revision;
use serde::Deserialize;

use super::device_pages::{self, DeviceForm, FormFor};
use super::render::Frame;
use super::{Page, Pages, now, only_for, see};
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

async fn list(State(gateway): State<Gateway>, frame: Frame) -> Page {
    let devices = gateway.devices().await?;
    Ok(Html(device_pages::list(&frame, &devices, &gateway.strangers(), now())).into_response())
}

async fn show(State(gateway): State<Gateway>, Path(name): Path<String>, frame: Frame) -> Page {
    let device = gateway.device(&name).await?;
    Ok(Html(device_pages::device(&frame, &device, now())).into_response())
}

// Adding and changing

async fn ask_new(
    State(gateway): State<Gateway>,
    Query(Suggestion { address }): Query<Suggestion>,
    frame: Frame,
) -> Page {
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
) -> Page {
    match added(&gateway, &actor, &form).await {
        Ok(added) => Ok(saved(&frame, added)),
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
        sender: entered.sender,
        fetches: form.is_fetching(),
        profile: entered.profile,
        wide: form.is_wide(),
    };
    gateway.by(actor).add_device(device).await
}

async fn ask_change(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Page {
    let device = gateway.device(&name).await?;
    let form = DeviceForm::of(&device);
    draw_form(&gateway, &frame, FormFor::Change(&device), form, None).await
}

async fn change(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
    Form(form): Form<DeviceForm>,
) -> Page {
    let device = gateway.device(&name).await?;
    match changed(&gateway, &actor, &name, &form).await {
        Ok(added) => Ok(saved(&frame, added)),
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
        sender: entered.sender,
        fetches: form.is_fetching(),
        profile: entered.profile,
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
    sender: SenderRule,
    profile: Option<Name>,
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
        let sender = SenderRule::of_words(&form.sender, &form.aliases)?;
        // Only a form that nobody has drawn here names another one.
        let profile = form.profile.parse().ok();
        let (user, account) = (filled(&form.user), account.transpose()?);
        Ok(Self { ranges, user, tls, account, sender, profile })
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
) -> Page {
    match error {
        GatewayError::Objection(objection)
            if matches!(objection.reason.kind(), Kind::Invalid | Kind::Conflict) =>
        {
            draw_form(gateway, frame, what, form, Some(objection)).await
        }
        error => Err(error.into()),
    }
}

async fn draw_form(
    gateway: &Gateway,
    frame: &Frame,
    what: FormFor<'_>,
    form: DeviceForm,
    objection: Option<Objection>,
) -> Page {
    let accounts = gateway.accounts().await?;
    let accounts = accounts.into_iter().map(|account| account.name.to_string()).collect();
    let status =
        if objection.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = device_pages::form(frame, what, form, accounts, objection.as_ref());
    Ok((status, Html(page)).into_response())
}

// A new password, the end

async fn ask_new_password(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Page {
    asked(&gateway, &name, &frame, device_pages::ask_new_password).await
}

async fn new_password(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    let added = gateway.by(&actor).new_device_password(&name).await?;
    Ok(saved(&frame, added))
}

async fn ask_remove(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Page {
    asked(&gateway, &name, &frame, device_pages::ask_remove).await
}

async fn remove(State(gateway): State<Gateway>, Path(name): Path<String>, Who(actor): Who) -> Page {
    gateway.by(&actor).remove_device(&name).await?;
    Ok(see("/devices"))
}

async fn asked(
    gateway: &Gateway,
    name: &str,
    frame: &Frame,
    question: impl Fn(&Frame, &DeviceView) -> String,
) -> Page {
    let device = gateway.device(name).await?;
    Ok(Html(question(frame, &device)).into_response())
}
