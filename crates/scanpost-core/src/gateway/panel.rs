//! The page for a printer's control panel: who sees it without a log-in. It changes nothing; only its
//! settings are changed, by an administrator.

use super::views::PanelView;
use super::{By, Gateway, GatewayError};
use crate::administrator::Privilege;
use crate::fault::Fault;
use crate::journal::Event;
use crate::record::Revision;
use crate::site::{Panel, PanelEntered, Seen};

impl Gateway {
    /// From where the panel is seen, and where it prints.
    pub async fn panel(&self) -> Result<PanelView, Fault> {
        let Seen { revision, value } = self.inner.part::<Panel>().await?;
        Ok(PanelView { revision, settings: value })
    }
}

impl By<'_> {
    /// Stores what was entered, if all of it is right and the settings still are those that were read.
    pub async fn set_panel(
        &self,
        seen: Revision,
        entered: PanelEntered,
    ) -> Result<PanelView, GatewayError> {
        self.may(Privilege::Administrators)?;
        let part = Seen { revision: seen, value: entered.check()? };
        self.inner().put_part(&part, Event::PanelChanged, self.stamp()).await?;
        self.inner().news.happened();
        Ok(self.gateway.panel().await?)
    }
}
