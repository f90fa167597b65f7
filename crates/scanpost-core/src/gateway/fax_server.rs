//! The fax server: the provider's address, the numbers and the cover.

use super::views::FaxServerView;
use super::{By, Gateway, GatewayError};
use crate::administrator::Privilege;
use crate::fault::Fault;
use crate::fax::{FaxServer, FaxServerEntered};
use crate::journal::Event;
use crate::objection::{Objection, Reason};
use crate::record::Revision;
use crate::site::{Seen, Slot, Slots, changed_fields};

impl Gateway {
    pub async fn fax_server(&self) -> Result<FaxServerView, Fault> {
        let Seen { revision, value } = self.inner.part::<FaxServer>().await?;
        let slots = self.inner.part::<Slots>().await?.value;
        let chosen = slots.chosen(Slot::FaxServer, &self.inner.account_names().await?);
        Ok(FaxServerView { revision, settings: value, chosen })
    }
}

impl By<'_> {
    /// Stores what was entered, if all of it is right and the settings still are those that were read.
    pub async fn set_fax_server(
        &self,
        seen: Revision,
        entered: FaxServerEntered,
    ) -> Result<FaxServerView, GatewayError> {
        self.may(Privilege::MailSettings)?;
        let inner = self.inner();
        let before = inner.part::<FaxServer>().await?.value;
        let value = entered.check()?;
        self.may_lead_faxes(&value, &before)?;
        self.leaves_mailboxes(&value).await?;
        let changed = Event::FaxServerChanged { fields: changed_fields(&before, &value) };
        inner.put_part(&Seen { revision: seen, value }, changed, self.stamp()).await?;
        inner.reload_registry().await?;
        inner.news.happened();
        Ok(self.gateway.fax_server().await?)
    }

    /// The domain of faxes is none where the site's own people have mailboxes: they would get no mail any more.
    pub(super) async fn leaves_mailboxes(&self, settings: &FaxServer) -> Result<(), GatewayError> {
        let accounts = self.gateway.accounts().await?;
        let is_theirs = |address: &str| {
            let domain = address.rsplit_once('@').map(|(_, domain)| domain);
            domain.is_some_and(|domain| domain.eq_ignore_ascii_case(&settings.domain))
        };
        if accounts.iter().any(|account| is_theirs(&account.address)) {
            return Err(Objection::new(Reason::FaxDomainOfAccount, &settings.domain).into());
        }
        Ok(())
    }

    /// Whoever chooses the provider has what is faxed: that takes the right to read it as well.
    pub(super) fn may_lead_faxes(
        &self,
        settings: &FaxServer,
        before: &FaxServer,
    ) -> Result<(), GatewayError> {
        if settings.leads_elsewhere(before) { self.may(Privilege::JobContents) } else { Ok(()) }
    }
}
