//! One governor for each mailbox, whichever accounts send by it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Inner;
use crate::delivery::{Governor, Share};
use crate::fault::Fault;
use crate::oauth::Account;

/// The longest window of a limit, and what clocks may differ by.
const LOOKED_BACK: Duration = Duration::from_hours(25);

/// By address, in small letters.
#[derive(Debug, Default)]
pub(super) struct Governors {
    by_address: Mutex<BTreeMap<String, Arc<Governor>>>,
}

impl Governors {
    /// The governor of this mailbox. Those are forgotten by whom nobody sends any more.
    fn of(&self, address: &str) -> Arc<Governor> {
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        by_address.retain(|_, governor| !governor.is_idle(now));
        by_address.entry(address.to_lowercase()).or_default().clone()
    }

    /// The machine slept.
    pub(super) fn slept(&self, time: Duration) {
        let by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        by_address.values().for_each(|governor| governor.slept(time));
    }
}

impl Inner {
    /// The account's share in its mailbox, with what it has sent in the last day.
    pub(super) async fn share(&self, account: &Account) -> Result<Share, Fault> {
        let governor = self.governors.of(&account.address);
        let now = self.clock.now();
        let sent = self.store.sent_since(account.name.clone(), now - LOOKED_BACK).await?;
        let ages = sent.into_iter().map(|sent| (now.since(sent.at), sent.mails, sent.recipients));
        governor.recall(&account.name, ages, Instant::now());
        Ok(governor.share(account.limits()))
    }
}
