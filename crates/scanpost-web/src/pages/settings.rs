//! The settings of the site: mail settings, the functions' accounts, export and import.
//!
//! - `mail`: servers, sender, certificates, network
//! - `slots`: which account each function uses
//! - `receiving`: what becomes of received mail, and how often it is fetched
//! - `notices`: who is told when something goes wrong, and how that goes
//! - `appearance`: in whose words the pages speak
//! - `fax_server`: the address, the numbers and the cover of faxes
//! - `panel`: who sees the page for a control panel without a log-in
//! - `history`: how long is remembered what has ended
//! - `transfer`: all settings as one file, out and in again
//! - `part`: what the parts have in common that are one form
//! - `draw`: puts views into the templates

mod appearance;
pub(super) mod draw;
mod fax_server;
mod history;
mod mail;
mod notices;
mod panel;
mod part;
mod receiving;
mod slots;
mod transfer;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::GatewayError;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::record::Revision;
use serde::Deserialize;

use self::appearance::Appearance;
use self::fax_server::FaxServer;
use self::history::History;
use self::panel::Panel;
use self::part::{form, save};
use self::receiving::Receiving;
use super::fields::Wrong;
use super::say::Say;
use super::{Pages, only_for};
use crate::problem::status_of;

pub(super) fn routes() -> Router<Pages> {
    let with_files = Router::new()
        .route("/settings/certificates", post(mail::import_certificates))
        .layer(DefaultBodyLimit::max(LARGEST_FILE));
    let transfer = Router::new()
        .route("/settings/transfer", get(transfer::form))
        .route("/settings/transfer/preview", post(transfer::preview))
        .route("/settings/transfer/import", post(transfer::import))
        .route("/settings/export", get(transfer::export))
        .layer(DefaultBodyLimit::max(LARGEST_FILE));
    Router::new()
        .route("/settings", get(mail::form).post(mail::save))
        .route("/settings/certificates/update", post(mail::update_roots))
        .route("/settings/certificates/remove", post(mail::remove_certificate))
        .route("/settings/functions", get(slots::form).post(slots::save))
        .route("/settings/notices", get(notices::form).post(notices::save))
        .route("/settings/notices/trial", post(notices::send_trial))
        .route("/settings/receiving", get(form::<Receiving>).post(save::<Receiving>))
        .route("/settings/history", get(form::<History>).post(save::<History>))
        .route("/settings/appearance", get(form::<Appearance>).post(save::<Appearance>))
        .route("/settings/fax-server", get(form::<FaxServer>).post(save::<FaxServer>))
        .route("/settings/panel", get(form::<Panel>).post(save::<Panel>))
        .merge(with_files)
        .merge(only_for(Privilege::Administrators, transfer))
}

/// What was done, said once on the way back from a form.
#[derive(Default, Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// What a person has typed, and which state was seen.
#[derive(Deserialize)]
struct Typed<E> {
    revision: u64,
    #[serde(flatten)]
    entered: E,
}

/// A form that was not saved, on its way back with what was typed.
struct NotSaved {
    status: StatusCode,
    /// The state that the form was filled in from. None: another one is stored meanwhile, and who saves
    /// again after that has seen it.
    seen: Option<Revision>,
    wrong: Vec<Wrong>,
}

impl NotSaved {
    fn of(say: Say, error: GatewayError, seen: Revision) -> Self {
        let changed = matches!(
            &error, GatewayError::Objection(one) if one.reason == Reason::ChangedMeanwhile
        );
        Self {
            status: status_of(&error),
            seen: (!changed).then_some(seen),
            wrong: all_wrong(say, error),
        }
    }
}

/// What is wrong with a form: each sentence for its field, or one for the whole.
pub(super) fn all_wrong(say: Say, error: GatewayError) -> Vec<Wrong> {
    let one = |objection: Objection| Wrong::of(say, objection.into());
    match error {
        GatewayError::Objections(objections) => objections.into_iter().map(one).collect(),
        other => vec![Wrong::of(say, other)],
    }
}

/// A file of settings, with many devices and their providers; in a form it takes up to thrice as much.
const LARGEST_FILE: usize = 3 * 1024 * 1024;
