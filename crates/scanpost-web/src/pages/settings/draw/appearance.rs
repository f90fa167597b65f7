//! The page of the appearance.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::AppearanceView;

use super::mail_fields::Choice;
use super::{Form, done};
use crate::pages::device_pages::profiles;
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::settings::appearance::Chosen;

pub(in crate::pages::settings) type AppearanceForm<'a> = Form<'a, Chosen>;

/// In whose words the pages speak.
pub(in crate::pages::settings) fn appearance(
    frame: &Frame,
    view: &AppearanceView,
    form: AppearanceForm<'_>,
) -> String {
    let say = frame.say();
    let stored = view.settings.profile.as_str();
    let value = form.entered.map_or(stored, |chosen| &chosen.profile);
    let mut page = AppearancePage {
        frame,
        say,
        follow: false,
        revision: form.seen.unwrap_or(view.revision).0,
        done: done(say, form.done),
        wrong: Vec::new(),
        profile: Choice {
            field: Field::new("profile", say.text("appearance-profile"), value)
                .hint(say.text("appearance-profile-hint")),
            options: profiles().into_iter().map(|(name, title)| (name, title.to_owned())).collect(),
        },
    };
    for wrong in form.wrong {
        let rest = wrong.mark(&mut [&mut page.profile.field]);
        page.wrong.extend(rest);
    }
    draw(&page)
}

#[derive(Template)]
#[template(path = "settings/appearance.html")]
struct AppearancePage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    revision: u64,
    done: Option<String>,
    wrong: Vec<Wrong>,
    profile: Choice,
}
