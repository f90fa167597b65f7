//! The page of the history.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::HistoryView;
use scanpost_core::site::HistoryEntered;

use super::{Form, done};
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;

pub(in crate::pages::settings) type HistoryForm<'a> = Form<'a, HistoryEntered>;

/// How long is remembered what has ended.
pub(in crate::pages::settings) fn history(
    frame: &Frame,
    view: &HistoryView,
    form: HistoryForm<'_>,
) -> String {
    let say = frame.say();
    let stored = view.settings.entered();
    let typed = form.entered.unwrap_or(&stored);
    let line = |name, label, hint, value: &str| {
        Field::new(name, say.text(label), value).hint(say.text(hint))
    };
    let mut page = HistoryPage {
        frame,
        say,
        follow: false,
        revision: form.seen.unwrap_or(view.revision).0,
        done: done(say, form.done),
        wrong: Vec::new(),
        jobs: line("jobs_days", "history-jobs", "history-jobs-hint", &typed.jobs_days),
        people: line("people_days", "history-people", "history-people-hint", &typed.people_days),
    };
    for wrong in form.wrong {
        let rest = wrong.mark(&mut [&mut page.jobs, &mut page.people]);
        page.wrong.extend(rest);
    }
    draw(&page)
}

#[derive(Template)]
#[template(path = "settings/history.html")]
struct HistoryPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    revision: u64,
    done: Option<String>,
    wrong: Vec<Wrong>,
    jobs: Field,
    people: Field,
}
