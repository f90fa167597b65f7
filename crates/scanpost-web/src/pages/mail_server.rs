//! The mail server's pages, as the maker of the printers has them: which lines stand where is data of the
//! site's profile, what they show and change is what scanpost has.
//!
//! - [`form`]: one page, and the OK below it; `save` stores what was typed, by the gateway's own verbs
//! - `sign_in`: the button beside the state, the code, and the end of a sign-in
//! - `lines`: what stands in each line; `draw` puts it into the templates

mod draw;
mod lines;
mod save;
mod sign_in;

use axum::extract::{FromRequestParts, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::{
    AccountView, MailSettingsView, ReceivingSettingsView, SlotsView,
};
use scanpost_core::gateway::{Gateway, GatewayError, NewcomerView};
use scanpost_core::oauth::Provider;
use scanpost_core::objection::Reason;
use scanpost_core::profile::{self, Profile};
use scanpost_core::site::{Chosen, Slot};
use serde::Deserialize;

use super::fields::Wrong;
use super::render::Frame;
use super::{Page, Pages, not_found, only_for, see};
use crate::named::Named;
use crate::problem::status_of;
use crate::who::Who;
pub(crate) use save::Typed;

pub(super) fn routes() -> Router<Pages> {
    let signing_in = Router::new()
        .route("/mail-server/{page}/sign-in", get(sign_in::ask).post(sign_in::save_first))
        .route("/mail-server/{page}/code", get(sign_in::code).post(sign_in::begin))
        .route("/mail-server/{page}/cancel", post(sign_in::cancel))
        .route(
            "/mail-server/{page}/sign-out",
            get(sign_in::ask_sign_out).post(sign_in::ask_sign_out),
        )
        .route("/mail-server/{page}/signed-out", post(sign_in::sign_out));
    Router::new()
        .route("/mail-server", get(first))
        .route("/mail-server/{page}", get(form).post(ok))
        .merge(only_for(Privilege::Accounts, signing_in))
}

/// The page that the address names, in the site's profile.
struct Here(&'static profile::Page);

impl FromRequestParts<Pages> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Response> {
        let Named(name): Named<String> = Named::from_request_parts(parts, pages).await?;
        let Ok(frame) = Frame::from_request_parts(parts, pages).await;
        let page = Profile::of(frame.voice.profile).page(&name);
        page.map(Here).ok_or_else(|| not_found(&frame))
    }
}

/// What was done, said once on the way back.
#[derive(Default, Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn first(frame: Frame) -> Response {
    let page = &Profile::of(frame.voice.profile).pages[0];
    see(&place(&page.name))
}

async fn form(
    State(gateway): State<Gateway>,
    Here(page): Here,
    Query(Done { done }): Query<Done>,
    frame: Frame,
) -> Page {
    let shown = draw::Shown { done: done == "saved", ..draw::Shown::default() };
    show(&gateway, &frame, page, StatusCode::OK, shown).await
}

/// Stores all that was typed, or nothing and says what is wrong.
async fn ok(
    State(gateway): State<Gateway>,
    Here(page): Here,
    Who(actor): Who,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Page {
    match save::save(&gateway, &actor, frame.say(), page, &typed).await {
        Ok(_) => Ok(see(&format!("{}?done=saved", place(&page.name)))),
        Err(refused) => again(&gateway, &frame, page, &typed, refused).await,
    }
}

/// The form once more, with what was typed and what is wrong with it.
async fn again(
    gateway: &Gateway,
    frame: &Frame,
    page: &'static profile::Page,
    typed: &Typed,
    save::Refused { error, wrong }: save::Refused,
) -> Page {
    let status = error.as_ref().map_or(StatusCode::UNPROCESSABLE_ENTITY, status_of);
    let mut wrong = wrong;
    wrong.extend(error.map(|error| all_wrong(frame, error)).into_iter().flatten());
    let shown = draw::Shown { typed: Some(typed), wrong, done: false };
    show(gateway, frame, page, status, shown).await
}

fn all_wrong(frame: &Frame, error: GatewayError) -> Vec<Wrong> {
    let say = frame.say();
    match error {
        GatewayError::Objections(objections) => {
            objections.into_iter().map(|one| Wrong::of(say, one.into())).collect()
        }
        other => vec![Wrong::of(say, other)],
    }
}

async fn show(
    gateway: &Gateway,
    frame: &Frame,
    page: &'static profile::Page,
    status: StatusCode,
    shown: draw::Shown<'_>,
) -> Page {
    let facts = Facts::of(gateway, page.slot).await?;
    Ok((status, Html(draw::form(frame, page, &facts, shown))).into_response())
}

/// All that a page shows.
struct Facts {
    slots: SlotsView,
    mail: MailSettingsView,
    receiving: ReceivingSettingsView,
    /// The account of the page's slot, and its service.
    account: Option<(AccountView, Provider)>,
    /// Who signs in where there is none.
    newcomer: Option<NewcomerView>,
    accounts: Vec<AccountView>,
    services: Vec<Provider>,
}

impl Facts {
    async fn of(gateway: &Gateway, slot: Slot) -> Result<Self, GatewayError> {
        let slots = gateway.slots().await?;
        let account = match account_of(&slots, slot) {
            Some(name) => running(gateway, &name).await?,
            None => None,
        };
        Ok(Self {
            slots,
            mail: gateway.mail_settings().await?,
            receiving: gateway.receiving_settings().await?,
            newcomer: gateway.newcomer(slot).filter(|_| account.is_none()),
            account,
            services: gateway.services().await?,
            accounts: gateway.accounts().await?,
        })
    }

    /// The services to choose from: those of the maker, then those that scanpost does not bring.
    fn offered<'a>(&'a self, profile: &'a Profile) -> Vec<&'a Provider> {
        if profile.services.is_empty() {
            return self.services.iter().collect();
        }
        let of_maker = profile.services.iter();
        let of_maker =
            of_maker.filter_map(|name| self.services.iter().find(|one| one.name == *name));
        let brought = Provider::known();
        let is_own = |one: &&Provider| brought.iter().all(|brought| brought.name != one.name);
        of_maker.chain(self.services.iter().filter(is_own)).collect()
    }

    /// The service of the account, where the maker's devices know no such thing.
    fn unknown_service(&self, profile: &Profile) -> Option<&Provider> {
        let (_, of_account) = self.account.as_ref()?;
        let is_offered = self.offered(profile).iter().any(|one| one.name == of_account.name);
        (!is_offered).then_some(of_account)
    }

    /// The service of a mailbox that is entered where none can be chosen.
    fn service_of_new<'a>(&'a self, profile: &'a Profile) -> Option<&'a Provider> {
        match self.unknown_service(profile) {
            Some(_) => self.offered(profile).into_iter().next(),
            None => self.service(profile),
        }
    }

    /// The service that the page is about as long as nobody chooses another one.
    fn service<'a>(&'a self, profile: &'a Profile) -> Option<&'a Provider> {
        let of_account = self.account.as_ref().map(|(_, provider)| provider);
        of_account.or_else(|| self.offered(profile).into_iter().next())
    }
}

/// The account and its service. None while it is being added: it stands among the others before it runs,
/// and an open page that looks again in between shall not lose its way.
async fn running(
    gateway: &Gateway,
    name: &AccountName,
) -> Result<Option<(AccountView, Provider)>, GatewayError> {
    let found = async { Ok((gateway.account(name).await?, gateway.service_of(name).await?)) };
    match found.await {
        Ok(account) => Ok(Some(account)),
        Err(GatewayError::Objection(no)) if no.reason == Reason::NoSuchAccount => Ok(None),
        Err(error) => Err(error),
    }
}

/// The account that a slot comes to.
fn account_of(slots: &SlotsView, slot: Slot) -> Option<AccountName> {
    let function = slots.functions.iter().find(|one| one.slot == slot)?;
    match &function.chosen {
        // A sign-in of its own is what the page is for.
        Chosen::AsSending(_) => None,
        chosen => chosen.account().cloned(),
    }
}

fn place(page: &str) -> String {
    format!("/mail-server/{page}")
}
