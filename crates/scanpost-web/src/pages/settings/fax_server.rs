//! The fax server: the provider's address, the numbers and the cover.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::FaxServerView;
use scanpost_core::gateway::{By, Gateway, GatewayError};
use scanpost_core::record::Revision;
use scanpost_core::site::FaxServerEntered;

use super::part::{Head, Part};
use crate::pages::fields::Field;
use crate::pages::say::Say;

#[derive(Template)]
#[template(path = "settings/fax-server.html")]
pub(super) struct FaxServer {
    say: Say,
    is_on: bool,
    /// Whether anything is faxed, and by whom or why not.
    state: String,
    pattern: Field,
    sender: Field,
    /// How numbers are dialled.
    dialling: [Field; 4],
    allowed: Field,
    denied: Field,
    cover: Field,
}

impl Part for FaxServer {
    type Entered = FaxServerEntered;
    type View = FaxServerView;

    const HEAD: Head = Head {
        path: "/settings/fax-server",
        here: "fax-server",
        title: "fax-server-title",
        text: "fax-server-text",
        links: &[("/settings/functions", "functions-title")],
        privilege: Privilege::MailSettings,
    };

    async fn view(gateway: &Gateway) -> Result<FaxServerView, GatewayError> {
        Ok(gateway.fax_server().await?)
    }

    async fn save(
        by: By<'_>,
        seen: Revision,
        entered: FaxServerEntered,
    ) -> Result<(), GatewayError> {
        by.set_fax_server(seen, entered).await.map(drop)
    }

    fn revision(view: &FaxServerView) -> Revision {
        view.revision
    }

    fn stored(view: &FaxServerView) -> FaxServerEntered {
        view.settings.entered()
    }

    fn new(say: Say, view: &FaxServerView, typed: &FaxServerEntered) -> Self {
        let field = |name, label, hint, value: &str| {
            Field::new(name, say.text(label), value).hint(say.text(hint))
        };
        let (is_on, state) = state(say, view);
        Self {
            say,
            is_on,
            state,
            pattern: field("pattern", "fax-pattern", "fax-pattern-hint", &typed.pattern),
            sender: field("sender", "fax-sender", "fax-sender-hint", &typed.sender),
            dialling: [
                field("domain", "fax-domain", "fax-domain-hint", &typed.domain),
                field(
                    "country_code",
                    "fax-country-code",
                    "fax-country-code-hint",
                    &typed.country_code,
                ),
                field(
                    "international_prefix",
                    "fax-international-prefix",
                    "fax-international-prefix-hint",
                    &typed.international_prefix,
                ),
                field(
                    "trunk_prefix",
                    "fax-trunk-prefix",
                    "fax-trunk-prefix-hint",
                    &typed.trunk_prefix,
                ),
            ],
            allowed: field("allowed", "fax-allowed", "fax-allowed-hint", &typed.allowed),
            denied: field("denied", "fax-denied", "fax-denied-hint", &typed.denied),
            cover: field("cover", "fax-cover", "fax-cover-hint", &typed.cover),
        }
    }

    fn fields(&mut self) -> Vec<&mut Field> {
        let texts = [&mut self.allowed, &mut self.denied, &mut self.cover];
        let lines = [&mut self.pattern, &mut self.sender].into_iter().chain(&mut self.dialling);
        lines.chain(texts).collect()
    }
}

fn state(say: Say, view: &FaxServerView) -> (bool, String) {
    match view.chosen.account() {
        _ if view.settings.pattern.is_empty() => (false, say.text("fax-server-state-off")),
        None => (false, say.text("fax-server-state-nobody")),
        Some(account) => (true, say.with("fax-server-state-on", "account", account.as_str())),
    }
}
