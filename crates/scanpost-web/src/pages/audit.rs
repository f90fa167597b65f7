//! The audit: who did what and when, newest first.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use scanpost_core::account::AccountName;
use scanpost_core::administrator::{Actor, Privilege};
use scanpost_core::clock::Time;
use scanpost_core::gateway::{Gateway, Whose};
use scanpost_core::journal::Entry;
use scanpost_core::words;
use serde::Deserialize;

use super::render::{Frame, draw};
use super::say::Say;
use super::shown::{Moment, user_word};
use super::{Page, Pages, now, only_for};
use crate::who::Who;

pub(super) fn routes() -> Router<Pages> {
    let routes = Router::new().route("/administrators/audit", get(audit));
    only_for(Privilege::Administrators, routes)
}

#[derive(Deserialize)]
struct Older {
    /// The number of the last entry of the page before.
    before: Option<i64>,
}

async fn audit(
    State(gateway): State<Gateway>,
    Query(Older { before }): Query<Older>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    let entries = gateway.by(&actor).audit(before, ENTRIES_OF_A_PAGE + 1).await?;
    let whose =
        gateway.whose(entries.iter().filter_map(|entry| entry.account.clone()).collect()).await?;
    Ok(Html(audit_page(&frame, (&entries, &whose), before.is_some())).into_response())
}

fn audit_page(frame: &Frame, (entries, whose): (&[Entry], &Whose), is_later_page: bool) -> String {
    let (say, now) = (frame.say(), now());
    let shown = &entries[..entries.len().min(ENTRIES_OF_A_PAGE)];
    draw(&AuditPage {
        frame,
        say,
        follow: false,
        lines: shown.iter().map(|entry| AuditLine::of(say, entry, whose, now)).collect(),
        older: (entries.len() > ENTRIES_OF_A_PAGE)
            .then(|| shown.last().map(|entry| entry.number))
            .flatten(),
        is_later_page,
    })
}

/// One line of the audit.
struct AuditLine {
    at: Moment,
    by: String,
    sentence: String,
    account: Option<String>,
    job: Option<String>,
}

impl AuditLine {
    fn of(say: Say, entry: &Entry, whose: &Whose, now: Time) -> Self {
        let account = |account: &AccountName| {
            let user = whose.user(account).map(|user| user.address.as_str());
            user_word(say, account, user).unwrap_or_else(|| account.to_string())
        };
        let by = entry.by.clone().unwrap_or_default();
        Self {
            at: Moment::of(say, entry.at, now),
            by: if by == Actor::Console.to_string() { say.text("who-console") } else { by },
            sentence: words::event(say.voice, &entry.event),
            account: entry.account.as_ref().map(account),
            job: entry.job.map(|job| job.to_string()),
        }
    }
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    lines: Vec<AuditLine>,
    older: Option<i64>,
    is_later_page: bool,
}

const ENTRIES_OF_A_PAGE: usize = 50;
