//! In whose words the pages speak: one choice.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::AppearanceView;
use scanpost_core::gateway::{By, Gateway, GatewayError};
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::record::Revision;
use scanpost_core::site;
use serde::Deserialize;

use super::draw::Choice;
use super::part::{Head, Part};
use crate::pages::device_pages::profiles;
use crate::pages::fields::Field;
use crate::pages::say::Say;

#[derive(Template)]
#[template(path = "settings/appearance.html")]
pub(super) struct Appearance {
    say: Say,
    profile: Choice,
}

/// What a person has chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    profile: String,
}

impl Part for Appearance {
    type Entered = Chosen;
    type View = AppearanceView;

    const HEAD: Head = Head {
        path: "/settings/appearance",
        here: "appearance",
        title: "appearance-title",
        text: "appearance-text",
        links: &[],
        privilege: Privilege::MailSettings,
    };

    async fn view(gateway: &Gateway) -> Result<AppearanceView, GatewayError> {
        Ok(gateway.appearance().await?)
    }

    async fn save(by: By<'_>, seen: Revision, entered: Chosen) -> Result<(), GatewayError> {
        let unknown = |why| Objection::new(Reason::ProfileUnknown, why);
        let profile = entered.profile.parse().map_err(unknown)?;
        by.set_appearance(seen, site::Appearance { profile }).await.map(drop)
    }

    fn revision(view: &AppearanceView) -> Revision {
        view.revision
    }

    fn stored(view: &AppearanceView) -> Chosen {
        Chosen { profile: view.settings.profile.as_str().to_owned() }
    }

    fn new(say: Say, _: &AppearanceView, typed: &Chosen) -> Self {
        let field = Field::new("profile", say.text("appearance-profile"), &typed.profile);
        let options =
            profiles().into_iter().map(|(name, title)| (name, title.to_owned())).collect();
        let profile = Choice { field: field.hint(say.text("appearance-profile-hint")), options };
        Self { say, profile }
    }

    fn fields(&mut self) -> Vec<&mut Field> {
        vec![&mut self.profile.field]
    }
}
