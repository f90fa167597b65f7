//! What of an account can be changed: how it signs in, and what it is used for.
//!
//! The form names the revision that was read. If somebody else was faster, it comes back with what
//! was typed, says so, and is sent again on top of the new state.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::views::{GrantView, NetworkView};
use scanpost_core::gateway::{Gateway, SignInSettings};
use scanpost_core::oauth::{Limits, Needs, Way};
use scanpost_core::record::Revision;
use serde::Deserialize;

use super::shown::{WAYS, word};
use super::{draw, place};
use crate::named::Named;
use crate::pages::fields::Wrong;
use crate::pages::render::Frame;
use crate::pages::{Page, see};
use crate::who::Who;

/// What a person has typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) client_id: String,
    pub(super) tenant: String,
    /// The way's word; empty: the one that the provider proposes.
    pub(super) way: String,
    pub(super) receiving: String,
    /// Empty: the provider's.
    pub(super) connections: String,
    pub(super) messages_a_minute: String,
    pub(super) messages_a_day: String,
    pub(super) recipients_a_day: String,
    pub(super) recipients_a_message: String,
    /// Empty: the site's.
    pub(super) network: String,
    pub(super) revision: u64,
}

impl Typed {
    fn of(grant: &GrantView, network: &NetworkView) -> Self {
        Self {
            client_id: grant.client_id.clone(),
            tenant: grant.tenant.clone().unwrap_or_default(),
            way: word(grant.way).to_owned(),
            receiving: if grant.needs.receiving { "yes".to_owned() } else { String::new() },
            connections: shown(grant.limits.connections),
            messages_a_minute: shown(grant.limits.messages_a_minute),
            messages_a_day: shown(grant.limits.messages_a_day),
            recipients_a_day: shown(grant.limits.recipients_a_day),
            recipients_a_message: shown(grant.limits.recipients_a_message),
            network: network.own.as_ref().map(ToString::to_string).unwrap_or_default(),
            revision: grant.revision.0,
        }
    }

    /// What is no number is none that can be right, and is refused as such.
    fn limits(&self, before: Limits) -> Limits {
        let read = |typed: &str| match typed.trim() {
            "" => None,
            typed => Some(typed.parse().unwrap_or(0)),
        };
        Limits {
            connections: read(&self.connections),
            messages_a_minute: read(&self.messages_a_minute),
            messages_a_day: read(&self.messages_a_day),
            recipients_a_day: read(&self.recipients_a_day),
            recipients_a_message: read(&self.recipients_a_message),
            ..before
        }
    }

    fn settings(&self, before: Limits) -> SignInSettings {
        let way = |known: &Way| word(*known) == self.way;
        SignInSettings {
            way: WAYS.into_iter().find(way),
            needs: Needs { receiving: !self.receiving.is_empty(), ..Needs::default() },
            client_id: self.client_id.trim().to_owned(),
            // Left empty, it stays as it is.
            tenant: Some(self.tenant.trim().to_owned()).filter(|tenant| !tenant.is_empty()),
            limits: Some(self.limits(before)),
            network: Some(self.network.clone()),
        }
    }
}

fn shown(limit: Option<u32>) -> String {
    limit.map(|limit| limit.to_string()).unwrap_or_default()
}

pub(super) async fn form(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let grant = gateway.grant(&name).await?;
    let typed = Typed::of(&grant, &gateway.account(&name).await?.network);
    Ok(Html(draw::settings(&frame, &name, &grant, &typed, None)).into_response())
}

pub(super) async fn change(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Page {
    let before = gateway.grant(&name).await?.limits;
    let (settings, seen) = (typed.settings(before), Revision(typed.revision));
    let Err(error) = gateway.by(&actor).change_sign_in(&name, settings, seen).await else {
        return Ok(see(&place(&name)));
    };
    let grant = gateway.grant(&name).await?;
    let typed = Typed { revision: grant.revision.0, ..typed };
    let wrong = Some(Wrong::of(frame.say(), error));
    let page = draw::settings(&frame, &name, &grant, &typed, wrong);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}
