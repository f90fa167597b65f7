//! Mails that wait go by the account that is used now.
//!
//! Somebody chooses another account for all devices, for one, or for faxes: what came before and has not gone
//! out follows at once, whatever it waits for. So a sign-in that nobody will give again holds nothing up, and
//! the account that is no longer used can be removed. The story of each such job says by which account it
//! goes on.
//!
//! What stays where it is:
//!
//! - a user's mail: it goes out from the user's own mailbox
//! - a mail that may name its account alone as its sender ([`SenderRule::MustMatch`]), where the other account
//!   is another mailbox: it was taken because it names this one
//! - mails of a device that is no more, and letters that scanpost wrote: nothing says who else would send them
//! - one that is on its way this moment; if it comes back it follows within a minute

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::sleep;

use super::Inner;
use crate::account::AccountName;
use crate::device::SenderRule;
use crate::fault::Fault;
use crate::notify::FAX_DEVICE;
use crate::site::Slots;
use crate::spool::Bundle;

/// How often it is looked for mails that have come back to an account which is no longer theirs.
const LOOK: Duration = Duration::from_mins(1);

/// Jobs that change their account in one transaction: some milliseconds.
const PIECE: usize = 200;

/// The accounts of the site as they are now.
struct Site {
    addresses: BTreeMap<AccountName, String>,
    sending: Option<AccountName>,
}

impl Inner {
    /// Looks every now and then, until scanpost stops.
    pub(super) async fn reroute_what_comes_back(&self) {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = sleep(LOOK) => {}
            }
            if let Err(fault) = self.reroute_what_waits().await {
                tracing::error!(event = "mails.not-rerouted", %fault);
            }
        }
    }

    /// Lets every mail that waits go by the account that its way leads by now.
    pub(super) async fn reroute_what_waits(&self) -> Result<(), Fault> {
        let bundles = self.store.bundles().await?;
        if bundles.is_empty() {
            return Ok(());
        }
        let site = self.site_now().await?;
        for bundle in bundles {
            if let Some(to) = self.way_of(&bundle, &site).filter(|to| *to != bundle.account) {
                self.reroute(bundle, to).await?;
            }
        }
        Ok(())
    }

    async fn site_now(&self) -> Result<Site, Fault> {
        let accounts = self.store.accounts().await?;
        let names: Vec<_> = accounts.iter().map(|account| account.name.clone()).collect();
        let sending = self.part::<Slots>().await?.value.sends_by(None, &names);
        let addresses = accounts.into_iter().map(|account| (account.name, account.address));
        Ok(Site { addresses: addresses.collect(), sending })
    }

    /// The account that such mails go out by now; nothing: they stay where they are.
    fn way_of(&self, bundle: &Bundle, site: &Site) -> Option<AccountName> {
        if bundle.faxes {
            return self.devices.faxes().account();
        }
        if bundle.device == FAX_DEVICE {
            return site.sending.clone();
        }
        let to = self.devices.sends_by(&bundle.device)?;
        let names_its_account = self.devices.sender_rule(&bundle.device) == SenderRule::MustMatch;
        let is_named_still = || {
            let from = site.addresses.get(&bundle.account);
            from.is_some_and(|from| from.eq_ignore_ascii_case(&to.address))
        };
        (!names_its_account || is_named_still()).then_some(to.account)
    }

    async fn reroute(&self, bundle: Bundle, to: AccountName) -> Result<(), Fault> {
        let mut jobs = 0;
        loop {
            let now = self.clock.now();
            let piece = self.store.reroute(bundle.clone(), to.clone(), PIECE, now).await?;
            jobs += piece;
            if piece < PIECE {
                break;
            }
        }
        let Bundle { account, device, .. } = bundle;
        tracing::info!(event = "mails.rerouted", device, from = %account, %to, jobs);
        self.bells.ring(&to);
        self.news.happened();
        Ok(())
    }
}
