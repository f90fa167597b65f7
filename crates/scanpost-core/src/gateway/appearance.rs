//! The profile of the site: in whose words the pages speak, and what its maker fixes.

use std::sync::PoisonError;

use super::views::AppearanceView;
use super::{By, Gateway, GatewayError, Inner};
use crate::administrator::Privilege;
use crate::fault::Fault;
use crate::journal::Event;
use crate::profile;
use crate::record::Revision;
use crate::site::{Appearance, Seen};

impl Gateway {
    pub async fn appearance(&self) -> Result<AppearanceView, Fault> {
        let Seen { revision, value } = self.inner.part::<Appearance>().await?;
        Ok(AppearanceView { revision, settings: value })
    }

    /// The profile of the site, as every page asks for it.
    pub fn profile(&self) -> profile::Name {
        self.inner.appearance.lock().unwrap_or_else(PoisonError::into_inner).profile
    }
}

impl By<'_> {
    /// Chooses the profile, if the choice still is the one that was read.
    pub async fn set_appearance(
        &self,
        seen: Revision,
        appearance: Appearance,
    ) -> Result<AppearanceView, GatewayError> {
        self.may(Privilege::MailSettings)?;
        let part = Seen { revision: seen, value: appearance };
        self.inner().put_part(&part, Event::AppearanceChanged, self.stamp()).await?;
        self.inner().reload_appearance().await?;
        self.inner().reload_registry().await?;
        self.inner().news.happened();
        Ok(self.gateway.appearance().await?)
    }
}

impl Inner {
    pub(super) async fn reload_appearance(&self) -> Result<(), Fault> {
        let stored = self.part::<Appearance>().await?.value;
        *self.appearance.lock().unwrap_or_else(PoisonError::into_inner) = stored;
        Ok(())
    }
}
