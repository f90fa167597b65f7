//! The page of the control panel's settings.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::PanelView;
use scanpost_core::site::PanelEntered;

use super::{Form, done};
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;

pub(in crate::pages::settings) type PanelForm<'a> = Form<'a, PanelEntered>;

/// Who sees the panel without a log-in, and where it prints.
pub(in crate::pages::settings) fn panel(
    frame: &Frame,
    view: &PanelView,
    form: PanelForm<'_>,
) -> String {
    let say = frame.say();
    let stored = view.settings.entered();
    let typed = form.entered.unwrap_or(&stored);
    let mut page = PanelPage {
        frame,
        say,
        follow: false,
        revision: form.seen.unwrap_or(view.revision).0,
        done: done(say, form.done),
        wrong: Vec::new(),
        addresses: Field::new("addresses", say.text("panel-addresses"), &typed.addresses)
            .hint(say.text("panel-addresses-hint")),
        printer: Field::new("printer", say.text("panel-printer"), &typed.printer)
            .hint(say.text("panel-printer-hint")),
    };
    for wrong in form.wrong {
        let rest = wrong.mark(&mut [&mut page.addresses, &mut page.printer]);
        page.wrong.extend(rest);
    }
    draw(&page)
}

#[derive(Template)]
#[template(path = "settings/panel.html")]
struct PanelPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    revision: u64,
    done: Option<String>,
    wrong: Vec<Wrong>,
    addresses: Field,
    printer: Field,
}
