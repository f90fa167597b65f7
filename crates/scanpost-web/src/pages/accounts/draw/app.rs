//! What an app proves itself with, and what the tenant's administrator does for it.

use askama::Template;
use scanpost_core::account::AccountName;
use scanpost_core::clock::Time;
use scanpost_core::gateway::views::{AccountView, GrantView};
use scanpost_core::oauth::registration::is_guid;

use crate::pages::accounts::power_shell::quoted;
use crate::pages::accounts::shown::GrantShown;
use crate::pages::accounts::{app, place};
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Asking, Frame, draw, question};
use crate::pages::say::Say;
use crate::pages::shown::{Part, Tone};

/// What an app proves itself with, and what the tenant's administrator does for it.
pub(in crate::pages::accounts) fn app(
    frame: &Frame,
    account: &AccountView,
    grant: &GrantView,
    filled: &app::Filled,
    wrong: Option<Wrong>,
    now: Time,
) -> String {
    let say = frame.say();
    let mut secret =
        Field::new("client_secret", say.text("app-secret"), "").hint(say.text("app-secret-hint"));
    let mut ends =
        Field::new("ends", say.text("app-secret-ends"), "").hint(say.text("app-secret-ends-hint"));
    let mut pem =
        Field::new("certificate", say.text("app-import-pem"), "").hint(say.text("app-import-hint"));
    let wrong = wrong.and_then(|wrong| wrong.mark(&mut [&mut secret, &mut ends, &mut pem]));
    let object_id = filled.object_id.trim();
    draw(&AppPage {
        frame,
        say,
        follow: false,
        name: account.name.to_string(),
        wrong,
        secret,
        ends,
        pem,
        revision: grant.revision.0,
        shown: GrantShown::of(say, grant, now),
        // What the tenant's administrator does is Microsoft's; other providers have their own ways.
        is_microsoft: grant.can_consent,
        commands: Commands {
            organization: quoted(organization(account, grant)),
            client_id: quoted(&grant.client_id),
            object_id: quoted(if is_guid(object_id) { object_id } else { "OBJECT-ID" }),
            mailbox: quoted(&account.address),
            display_name: quoted(&format!("scanpost {}", account.name)),
        },
        address: account.address.clone(),
        object_id_typed: Field::new("object_id", say.text("app-object-id"), object_id)
            .hint(say.text("app-object-id-hint")),
        receives: grant.needs.receiving,
    })
}

/// The tenant's domain or id; where only a word stands for it, the domain of the mailbox.
fn organization<'a>(account: &'a AccountView, grant: &'a GrantView) -> &'a str {
    let domain = account.address.rsplit('@').next().unwrap_or_default();
    let is_word = |tenant: &&str| ["organizations", "common", "consumers"].contains(tenant);
    grant.tenant.as_deref().filter(|tenant| !is_word(tenant)).unwrap_or(domain)
}

/// The question before secret or certificate are removed.
pub(in crate::pages::accounts) fn ask_remove_credential(
    frame: &Frame,
    name: &AccountName,
) -> String {
    let back = format!("{}/app", place(name));
    let action = format!("{back}/remove");
    question(frame, REMOVE.about(frame.say(), ("account", name.as_str()), action, back))
}

/// What fills in the commands, each value one string of PowerShell.
struct Commands {
    organization: String,
    client_id: String,
    object_id: String,
    mailbox: String,
    display_name: String,
}

#[derive(Template)]
#[template(path = "accounts/app.html")]
struct AppPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    wrong: Option<Wrong>,
    secret: Field,
    ends: Field,
    pem: Field,
    revision: u64,
    shown: GrantShown,
    is_microsoft: bool,
    commands: Commands,
    address: String,
    object_id_typed: Field,
    receives: bool,
}

const REMOVE: Asking = Asking {
    title: "app-remove-title",
    text: "app-remove-text",
    yes: "app-remove-yes",
    no: "app-remove-no",
};
