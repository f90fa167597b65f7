//! What can be changed of an account.

use askama::Template;
use scanpost_core::account::AccountName;
use scanpost_core::gateway::views::GrantView;
use scanpost_core::oauth::Way;

use crate::pages::accounts::settings;
use crate::pages::accounts::shown::{title, word};
use crate::pages::fields::{Field, Tick, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;

/// What can be changed of an account.
pub(in crate::pages::accounts) fn settings(
    frame: &Frame,
    name: &AccountName,
    grant: &GrantView,
    typed: &settings::Typed,
    wrong: Option<Wrong>,
) -> String {
    let say = frame.say();
    let mut client_id = Field::new("client_id", say.text("add-client-id"), &typed.client_id)
        .hint(say.text("settings-client-id-hint"));
    let mut tenant = grant.tenant.as_ref().map(|_| {
        Field::new("tenant", say.text("add-tenant"), &typed.tenant)
            .hint(say.text("settings-tenant-hint"))
    });
    let limits = limits(say, grant, typed);
    let mut network = Field::new("network", say.text("network"), &typed.network)
        .hint(say.text("account-network-hint"));
    // Only at fields that are drawn; elsewhere nobody would read the sentence.
    let mut drawn: Vec<_> = [&mut client_id, &mut network].into_iter().chain(&mut tenant).collect();
    let wrong = wrong.and_then(|wrong| wrong.mark(&mut drawn));
    let way = |way: &Way| Choice {
        value: word(*way),
        label: say.text(title(*way)),
        is_chosen: word(*way) == typed.way,
    };
    draw(&SettingsPage {
        frame,
        say,
        follow: false,
        name: name.to_string(),
        address: grant.expected.clone(),
        wrong,
        client_id,
        tenant,
        ways: grant.ways.iter().map(way).collect(),
        receiving: Tick::new(
            say,
            "receiving",
            "add-receiving",
            "add-receiving-hint",
            !typed.receiving.is_empty(),
        ),
        asked: grant.would_ask.clone(),
        limits,
        network,
        revision: typed.revision,
    })
}

/// What is typed, and beside it what holds where nothing is.
fn limits(say: Say, grant: &GrantView, typed: &settings::Typed) -> Vec<Field> {
    let usual = &grant.usual_limits;
    let connections = u32::try_from(usual.connections()).ok();
    let rows = [
        ("connections", "limit-connections", &typed.connections, connections),
        ("messages_a_minute", "limit-minute", &typed.messages_a_minute, usual.messages_a_minute),
        ("messages_a_day", "limit-day", &typed.messages_a_day, usual.messages_a_day),
        ("recipients_a_day", "limit-recipients", &typed.recipients_a_day, usual.recipients_a_day),
        (
            "recipients_a_message",
            "limit-recipients-a-mail",
            &typed.recipients_a_message,
            usual.recipients_a_message,
        ),
    ];
    let field = |(name, label, value, usual): (&'static str, _, &String, Option<u32>)| {
        let hint = match usual {
            Some(usual) => say.with("limit-usual", "usual", &usual.to_string()),
            None => say.text("limit-none"),
        };
        Field::new(name, say.text(label), value).hint(hint)
    };
    rows.map(field).into()
}

struct Choice {
    value: &'static str,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "accounts/settings.html")]
struct SettingsPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    address: String,
    wrong: Option<Wrong>,
    client_id: Field,
    tenant: Option<Field>,
    ways: Vec<Choice>,
    receiving: Tick,
    asked: Vec<String>,
    limits: Vec<Field>,
    network: Field,
    revision: u64,
}
