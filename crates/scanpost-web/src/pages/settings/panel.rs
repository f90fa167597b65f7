//! The page for a printer's control panel: who sees it without a log-in, and where it prints.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::PanelView;
use scanpost_core::gateway::{By, Gateway, GatewayError};
use scanpost_core::record::Revision;
use scanpost_core::site::PanelEntered;

use super::part::{Head, Part};
use crate::pages::fields::Field;
use crate::pages::say::Say;

#[derive(Template)]
#[template(path = "settings/panel.html")]
pub(super) struct Panel {
    say: Say,
    addresses: Field,
    printer: Field,
}

impl Part for Panel {
    type Entered = PanelEntered;
    type View = PanelView;

    const HEAD: Head = Head {
        path: "/settings/panel",
        here: "panel",
        title: "panel-settings-title",
        text: "panel-settings-text",
        links: &[("/panel", "panel-open")],
        privilege: Privilege::Administrators,
    };

    async fn view(gateway: &Gateway) -> Result<PanelView, GatewayError> {
        Ok(gateway.panel().await?)
    }

    async fn save(by: By<'_>, seen: Revision, entered: PanelEntered) -> Result<(), GatewayError> {
        by.set_panel(seen, entered).await.map(drop)
    }

    fn revision(view: &PanelView) -> Revision {
        view.revision
    }

    fn stored(view: &PanelView) -> PanelEntered {
        view.settings.entered()
    }

    fn new(say: Say, _: &PanelView, typed: &PanelEntered) -> Self {
        Self {
            say,
            addresses: Field::new("addresses", say.text("panel-addresses"), &typed.addresses)
                .hint(say.text("panel-addresses-hint")),
            printer: Field::new("printer", say.text("panel-printer"), &typed.printer)
                .hint(say.text("panel-printer-hint")),
        }
    }

    fn fields(&mut self) -> Vec<&mut Field> {
        vec![&mut self.addresses, &mut self.printer]
    }
}
