//! The pages of export and import.

use askama::Template;
use scanpost_core::administrator::{Privilege, Privileges};
use scanpost_core::gateway::views::{ImportView, Outcome, Thing};

use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::shown::{Badge, Tone};

/// Export, and the way to an import.
pub(in crate::pages::settings) fn transfer(frame: &Frame, wrong: Vec<Wrong>) -> String {
    let say = frame.say();
    let mut file =
        Field::new("file", say.text("import-file"), "").hint(say.text("import-file-hint"));
    let mut rest = Vec::new();
    for wrong in wrong {
        rest.extend(wrong.mark(&mut [&mut file]));
    }
    let may_export = frame.actor.as_ref().is_some_and(|actor| actor.covers(&Privileges::All));
    draw(&TransferPage { frame, say, follow: false, file, may_export, wrong: rest })
}

/// What an import has done; with a `file`, what it would do, and the question.
pub(in crate::pages::settings) fn import(frame: &Frame, view: &ImportView, file: &str) -> String {
    let say = frame.say();
    let things = view.things.iter().map(|one| ThingShown {
        what: say.text(match one.thing {
            Thing::MailSettings => "thing-mail-settings",
            Thing::Slots => "thing-slots",
            Thing::Receiving => "thing-receiving",
            Thing::Notices => "thing-notices",
            Thing::History => "thing-history",
            Thing::FaxServer => "thing-fax-server",
            Thing::Panel => "thing-panel",
            Thing::Appearance => "thing-appearance",
            Thing::Users => "thing-users",
            Thing::UserRules => "thing-user-rules",
            Thing::Authorities => "thing-authorities",
            Thing::Account => "thing-account",
            Thing::Device => "thing-device",
            Thing::Administrator => "thing-administrator",
        }),
        name: one.name.clone(),
        badge: outcome(say, one.outcome, view.dry_run),
        ends_sign_in: one.ends_sign_in,
    });
    draw(&ImportPage {
        frame,
        say,
        follow: false,
        dry_run: view.dry_run,
        nothing: view.things.iter().all(|one| one.outcome == Outcome::Same),
        things: things.collect(),
        file,
    })
}

struct ThingShown {
    what: String,
    name: String,
    badge: Badge,
    ends_sign_in: bool,
}

fn outcome(say: Say, outcome: Outcome, dry_run: bool) -> Badge {
    let (tone, id) = match (outcome, dry_run) {
        (Outcome::Added, true) => (Tone::Wait, "outcome-would-be-added"),
        (Outcome::Changed, true) => (Tone::Wait, "outcome-would-be-changed"),
        (Outcome::Added, false) => (Tone::Good, "outcome-added"),
        (Outcome::Changed, false) => (Tone::Good, "outcome-changed"),
        (Outcome::Same, _) => (Tone::Idle, "outcome-same"),
        (Outcome::NotDone, _) => (Tone::Bad, "outcome-not-done"),
    };
    Badge { tone, word: say.text(id) }
}

#[derive(Template)]
#[template(path = "settings/transfer.html")]
struct TransferPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    file: Field,
    may_export: bool,
    wrong: Vec<Wrong>,
}

#[derive(Template)]
#[template(path = "settings/import.html")]
struct ImportPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    dry_run: bool,
    nothing: bool,
    things: Vec<ThingShown>,
    /// Nothing: it has been done.
    file: &'a str,
}
