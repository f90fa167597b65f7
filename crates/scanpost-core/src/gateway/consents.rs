//! Who was sent to the provider's page for admin consent and has not come back.
//!
//! Kept in memory, a few at most: after a restart the return is not known any more and the person
//! begins again. A consent changes nothing here, so an unknown return can do no harm.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use subtle::ConstantTimeEq as _;
use tokio::time::Instant;

use crate::account::AccountName;
use crate::oauth::authorization_code::{LONGEST_AWAY, chance};

/// More than this are not waited for; the oldest is forgotten first.
const MOST_AWAY: usize = 32;

#[derive(Default)]
pub(super) struct Consents(Mutex<VecDeque<Away>>);

struct Away {
    state: String,
    account: AccountName,
    deadline: Instant,
}

impl fmt::Debug for Consents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Consents(…)")
    }
}

impl Consents {
    /// A new visit: its state, and until when it is waited for.
    pub(super) fn expect(&self, account: AccountName) -> (String, Instant) {
        let (state, deadline) = (chance(), Instant::now() + LONGEST_AWAY);
        let mut away = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if away.len() >= MOST_AWAY {
            away.pop_front();
        }
        away.push_back(Away { state: state.clone(), account, deadline });
        (state, deadline)
    }

    /// Whose visit ends with this state; once.
    pub(super) fn take(&self, state: &str) -> Option<AccountName> {
        let mut away = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        away.retain(|away| away.deadline > Instant::now());
        let is_own = |away: &Away| bool::from(away.state.as_bytes().ct_eq(state.as_bytes()));
        let place = away.iter().position(is_own)?;
        away.remove(place).map(|away| away.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> AccountName {
        text.parse().expect("a name")
    }

    #[tokio::test(start_paused = true)]
    async fn a_visit_ends_once_with_its_own_state_and_in_time() {
        let consents = Consents::default();
        let (first, _) = consents.expect(name("a"));
        let (second, _) = consents.expect(name("b"));
        assert_eq!(consents.take("stolen"), None);
        assert_eq!(consents.take(&second), Some(name("b")));
        assert_eq!(consents.take(&second), None);
        tokio::time::advance(LONGEST_AWAY).await;
        assert_eq!(consents.take(&first), None);
    }

    #[tokio::test]
    async fn only_the_newest_are_waited_for() {
        let consents = Consents::default();
        let states: Vec<_> = (0..=MOST_AWAY).map(|_| consents.expect(name("a")).0).collect();
        assert_eq!(consents.take(&states[0]), None);
        assert_eq!(consents.take(&states[1]), Some(name("a")));
    }
}
