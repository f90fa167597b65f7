//! Who was sent to the provider's page for admin consent and has not come back.
//!
//! Kept in memory, a few at most: after a restart the return is not known any more and the person
//! begins again. A consent opens nothing here, so an unknown return can do no harm: it is noted
//! ([`site::Consents`]), and what waits for it looks again.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use subtle::ConstantTimeEq as _;
use tokio::time::Instant;

use super::{GatewayError, Inner};
use crate::account::AccountName;
use crate::delivery::Queue;
use crate::fault::{Code, Fault};
use crate::journal::{Event, Stamp};
use crate::oauth::Account;
use crate::oauth::authorization_code::{LONGEST_AWAY, chance};
use crate::record::{Kind, Put};
use crate::site::{self, Seen};

/// More than this are not waited for; the oldest is forgotten first.
const MOST_AWAY: usize = 32;

#[derive(Default)]
pub(super) struct Consents(Mutex<VecDeque<Away>>);

struct Away {
    state: String,
    account: AccountName,
    by: Option<String>,
    deadline: Instant,
}

impl fmt::Debug for Consents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Consents(…)")
    }
}

impl Consents {
    /// A new visit, by whoever made the link: its state, and until when it is waited for.
    pub(super) fn expect(&self, account: AccountName, by: Option<String>) -> (String, Instant) {
        let (state, deadline) = (chance(), Instant::now() + LONGEST_AWAY);
        let mut away = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if away.len() >= MOST_AWAY {
            away.pop_front();
        }
        away.push_back(Away { state: state.clone(), account, by, deadline });
        (state, deadline)
    }

    /// Whose visit ends with this state, and who made its link; once.
    pub(super) fn take(&self, state: &str) -> Option<(AccountName, Option<String>)> {
        let mut away = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        away.retain(|away| away.deadline > Instant::now());
        let is_own = |away: &Away| bool::from(away.state.as_bytes().ct_eq(state.as_bytes()));
        let place = away.iter().position(is_own)?;
        away.remove(place).map(|away| (away.account, away.by))
    }
}

impl Inner {
    /// An organisation has consented to the app of this account.
    pub(super) async fn consented(
        &self,
        name: &AccountName,
        organisation: &str,
        by: Option<String>,
    ) -> Result<(), GatewayError> {
        let (account, _) = self.account_and_keeper(name).await?;
        let organisation = organisation.to_owned();
        let consent = site::Consent { to: app(&account), organisation, at: self.clock.now(), by };
        let stamp = Stamp { at: consent.at, by: consent.by.clone() };
        loop {
            let mut seen: Seen<site::Consents> = self.part().await?;
            seen.value.note(consent.clone());
            let organisation = consent.organisation.clone();
            let event = Event::ConsentGiven { of: name.clone(), organisation };
            let record = site::write(&seen);
            match self.store.put_record(Kind::Site, record, event, stamp.clone()).await? {
                Put::Added | Put::Replaced => break,
                Put::Changed => {} // another consent came back this moment
            }
        }
        self.visits_of_users.consent_is(true);
        self.look_at_what_is_held().await?;
        self.news.happened();
        Ok(())
    }

    /// Whatever waits for a person is tried at once.
    async fn look_at_what_is_held(&self) -> Result<(), Fault> {
        for running in self.accounts.lock().await.values() {
            running.queue.iter().for_each(Queue::hurry);
        }
        let mut after = None;
        loop {
            let held = self.store.held_users(after, BATCH).await?;
            for account in &held {
                match self.queue_of_user(account).await {
                    Some(queue) => queue.hurry(),
                    None => self.bells.ring(account),
                }
            }
            after = held.last().cloned();
            if held.len() < BATCH {
                return Ok(());
            }
        }
    }

    /// Whether the provider refuses users for want of the organisation's consent: whoever wanted to sign in
    /// last, or one of those who had.
    pub(super) async fn lacks_consent(&self) -> Result<bool, Fault> {
        if self.visits_of_users.lacks_consent() {
            return Ok(true);
        }
        for account in self.store.held_users(None, LOOKED_AT).await? {
            let hold = self.store.held(account).await?;
            if hold.is_some_and(|hold| is_of_consent(&hold.fault)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What an organisation consents to.
pub(super) fn app(account: &Account) -> site::App {
    let oauth = &account.provider.oauth;
    site::App { client_id: oauth.client_id.clone(), tenant: oauth.tenant.clone() }
}

/// Whether the organisation has to consent before it goes on.
pub(super) fn is_of_consent(fault: &Fault) -> bool {
    matches!(fault.code, Code::ConsentNeeded | Code::AdminConsentNeeded | Code::ConsentRequested)
}

/// Held users that are read at once.
const BATCH: usize = 500;

/// Held users at whom it is looked why, for a page.
const LOOKED_AT: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> AccountName {
        text.parse().expect("a name")
    }

    #[tokio::test(start_paused = true)]
    async fn a_visit_ends_once_with_its_own_state_and_in_time() {
        let consents = Consents::default();
        let (first, _) = consents.expect(name("a"), None);
        let (second, _) = consents.expect(name("b"), Some("eva".to_owned()));
        assert_eq!(consents.take("stolen"), None);
        assert_eq!(consents.take(&second), Some((name("b"), Some("eva".to_owned()))));
        assert_eq!(consents.take(&second), None);
        tokio::time::advance(LONGEST_AWAY).await;
        assert_eq!(consents.take(&first), None);
    }

    #[tokio::test]
    async fn only_the_newest_are_waited_for() {
        let consents = Consents::default();
        let states: Vec<_> = (0..=MOST_AWAY).map(|_| consents.expect(name("a"), None).0).collect();
        assert_eq!(consents.take(&states[0]), None);
        assert_eq!(consents.take(&states[1]), Some((name("a"), None)));
    }
}
