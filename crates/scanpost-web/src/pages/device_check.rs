//! What a device can do itself: a printer is asked what it is, or the local network who is there.
//!
//! Both are forms that post: they send packets to machines, which no link does.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Form, Router};
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::Gateway;
use scanpost_core::gateway::views::{DeviceCheckView, TypedView};
use scanpost_core::oauth::provider::SmtpSecurity;
use scanpost_core::support::found::Found;
use scanpost_core::support::{COMMUNITY, Heard, Question, SNMP_PORT, Support};
use scanpost_core::words;
use serde::Deserialize;

use super::fields::{Field, Wrong};
use super::render::{Frame, draw};
use super::say::Say;
use super::shown::{Part, Prose, Tone};
use super::{Page, Pages, only_for};
use crate::problem::status_of;
use crate::who::Who;

/// The form as it was typed.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
struct Asked {
    address: String,
    snmp_port: String,
    community: String,
}

impl Default for Asked {
    fn default() -> Self {
        let (snmp_port, community) = (SNMP_PORT.to_string(), COMMUNITY.to_owned());
        Self { address: String::new(), snmp_port, community }
    }
}

impl Asked {
    fn question(&self) -> Question {
        Question {
            address: self.address.trim().to_owned(),
            // What is no port is none, and refused as such.
            snmp_port: self.snmp_port.trim().parse().unwrap_or_default(),
            community: self.community.trim().to_owned(),
        }
    }
}

pub(super) fn routes() -> Router<Pages> {
    let routes = Router::new()
        .route("/device-check", get(form).post(check))
        .route("/device-check/search", post(search));
    only_for(Privilege::Devices, routes)
}

async fn form(Query(asked): Query<Asked>, frame: Frame) -> Page {
    Ok(Html(page(&frame, &asked, Answer::default())).into_response())
}

async fn check(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(asked): Form<Asked>,
) -> Page {
    match gateway.by(&actor).check_device(&asked.question()).await {
        Ok(view) => {
            let checked = Some(CheckedShown::of(frame.say(), &view));
            let answer = Answer { checked, ..Answer::default() };
            Ok(Html(page(&frame, &asked, answer)).into_response())
        }
        Err(error) => {
            let status = status_of(&error);
            let answer = Answer { wrong: Some(Wrong::of(frame.say(), error)), ..Answer::default() };
            Ok((status, Html(page(&frame, &asked, answer))).into_response())
        }
    }
}

async fn search(State(gateway): State<Gateway>, Who(actor): Who, frame: Frame) -> Page {
    let (status, answer) = match gateway.by(&actor).find_devices().await {
        Ok(found) => (StatusCode::OK, Answer { found: Some(found), ..Answer::default() }),
        Err(error) => {
            let wrong = Some(Wrong::of(frame.say(), error));
            (StatusCode::CONFLICT, Answer { wrong, ..Answer::default() })
        }
    };
    Ok((status, Html(page(&frame, &Asked::default(), answer))).into_response())
}

/// What has come of asking.
#[derive(Default)]
struct Answer {
    checked: Option<CheckedShown>,
    found: Option<Vec<Found>>,
    wrong: Option<Wrong>,
}

fn page(frame: &Frame, asked: &Asked, answer: Answer) -> String {
    let say = frame.say();
    let mut address = Field::new("address", say.text("device-check-address"), &asked.address)
        .hint(say.text("device-check-address-hint"));
    let mut port = Field::new("snmp_port", say.text("device-check-port"), &asked.snmp_port);
    let mut community =
        Field::new("community", say.text("device-check-community"), &asked.community)
            .hint(say.text("device-check-community-hint"));
    let mark = |wrong: Wrong| wrong.mark(&mut [&mut address, &mut port, &mut community]);
    let wrong = answer.wrong.and_then(mark);
    draw(&DeviceCheckPage {
        frame,
        say,
        follow: false,
        wrong,
        snmp_is_open: asked.snmp_port != SNMP_PORT.to_string()
            || asked.community != COMMUNITY
            || !port.error.is_empty(),
        address,
        port,
        community,
        checked: answer.checked,
        found: answer.found,
    })
}

struct CheckedShown {
    tone: Tone,
    what: String,
    next: Prose,
    /// What it says of itself, each with its label.
    facts: Vec<(String, String)>,
    known_as: Option<String>,
    address: String,
    itself: Vec<(String, String)>,
    /// One block for each listener.
    through: Vec<Vec<(String, String)>>,
    unreachable: Prose,
}

impl CheckedShown {
    fn of(say: Say, view: &DeviceCheckView) -> Self {
        let sentence = words::support(say.voice, view);
        let or_not_said = |text: Option<String>| {
            text.filter(|text| !text.is_empty())
                .unwrap_or_else(|| say.text("device-check-not-said"))
        };
        Self {
            tone: match view.support {
                Support::Itself => Tone::Good,
                Support::UseScanpost | Support::Unknown => Tone::Idle,
                _ => Tone::Wait,
            },
            what: sentence.what,
            next: Prose::of(&sentence.next),
            facts: vec![
                (say.text("device-check-maker"), or_not_said(view.maker.clone())),
                (say.text("device-check-model"), or_not_said(view.model.clone())),
                (say.text("device-check-firmware"), or_not_said(Some(view.firmware.join(" · ")))),
                (say.text("device-check-heard"), heard(say, view)),
            ],
            known_as: view.known_as.clone(),
            address: view.host.clone(),
            itself: view.itself.iter().flat_map(|typed| itself(say, typed)).collect(),
            through: view.through_scanpost.iter().map(|typed| through(say, typed)).collect(),
            unreachable: Prose::of(&say.text("device-check-unreachable")),
        }
    }
}

fn heard(say: Say, view: &DeviceCheckView) -> String {
    say.text(match (view.by_snmp, view.by_ipp) {
        (Heard::Answered, Heard::Answered) => "device-check-by-both",
        (Heard::Answered, _) => "device-check-by-snmp",
        (_, Heard::Answered) => "device-check-by-ipp",
        (Heard::Silent, Heard::Silent) => "device-check-by-none",
        _ => "device-check-by-unclear",
    })
}

/// At the provider.
fn itself(say: Say, typed: &TypedView) -> Vec<(String, String)> {
    let encryption = match typed.security {
        SmtpSecurity::Starttls => "device-check-starttls",
        SmtpSecurity::Implicit => "device-check-tls",
    };
    let account = typed.account.clone().unwrap_or_default();
    vec![
        (say.text("device-check-server"), typed.server.clone()),
        (say.text("device-check-port"), typed.port.to_string()),
        (say.text("device-check-encryption"), say.text(encryption)),
        (say.text("device-check-authentication"), say.text("device-check-oauth")),
        (say.text("device-check-account"), account.clone()),
        (say.text("device-check-sender"), account),
    ]
}

/// At a listener of scanpost.
fn through(say: Say, typed: &TypedView) -> Vec<(String, String)> {
    let encryption = match typed.security {
        SmtpSecurity::Starttls => "device-check-starttls-or-none",
        SmtpSecurity::Implicit => "device-check-tls",
    };
    vec![
        (say.text("device-check-server"), typed.server.clone()),
        (say.text("device-check-port"), typed.port.to_string()),
        (say.text("device-check-encryption"), say.text(encryption)),
        (say.text("device-check-authentication"), say.text("device-check-own-login")),
        (say.text("device-check-sender"), say.text("device-check-sender-any")),
    ]
}

#[derive(Template)]
#[template(path = "device_check.html")]
struct DeviceCheckPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    wrong: Option<Wrong>,
    /// What hardly anybody changes is folded away.
    snmp_is_open: bool,
    address: Field,
    port: Field,
    community: Field,
    checked: Option<CheckedShown>,
    found: Option<Vec<Found>>,
}
