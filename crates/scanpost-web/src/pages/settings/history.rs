//! How long is remembered what has ended.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::HistoryView;
use scanpost_core::gateway::{By, Gateway, GatewayError};
use scanpost_core::record::Revision;
use scanpost_core::site::HistoryEntered;

use super::part::{Head, Part};
use crate::pages::fields::Field;
use crate::pages::say::Say;

#[derive(Template)]
#[template(path = "settings/history.html")]
pub(super) struct History {
    say: Say,
    jobs: Field,
    people: Field,
}

impl Part for History {
    type Entered = HistoryEntered;
    type View = HistoryView;

    const HEAD: Head = Head {
        path: "/settings/history",
        here: "history",
        title: "history-title",
        text: "history-text",
        links: &[],
        privilege: Privilege::Administrators,
    };

    async fn view(gateway: &Gateway) -> Result<HistoryView, GatewayError> {
        Ok(gateway.history().await?)
    }

    async fn save(by: By<'_>, seen: Revision, entered: HistoryEntered) -> Result<(), GatewayError> {
        by.set_history(seen, entered).await.map(drop)
    }

    fn revision(view: &HistoryView) -> Revision {
        view.revision
    }

    fn stored(view: &HistoryView) -> HistoryEntered {
        view.settings.entered()
    }

    fn new(say: Say, _: &HistoryView, typed: &HistoryEntered) -> Self {
        let line = |name, label, hint, value: &str| {
            Field::new(name, say.text(label), value).hint(say.text(hint))
        };
        Self {
            say,
            jobs: line("jobs_days", "history-jobs", "history-jobs-hint", &typed.jobs_days),
            people: line(
                "people_days",
                "history-people",
                "history-people-hint",
                &typed.people_days,
            ),
        }
    }

    fn fields(&mut self) -> Vec<&mut Field> {
        vec![&mut self.jobs, &mut self.people]
    }
}
