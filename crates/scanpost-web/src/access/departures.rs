//! Browsers on their way to a provider's page.
//!
//! Each goes by a page of ours at the very host to which it will come back, and is given a key there:
//! cookies know hosts, and a provider may call this machine `localhost` where the person came to
//! `127.0.0.1`. Only with the key does its return count.
//!
//! The link to that page holds a ticket. The first browser that shows it gets the key; the same one may
//! go again, every other is turned away.

use std::collections::HashMap;
use std::time::Duration;

use scanpost_core::account::AccountName;
use scanpost_core::oauth::BrowserMark;
use scanpost_core::oauth::authorization_code::LONGEST_AWAY;
use secrecy::SecretString;
use tokio::time::Instant;

use super::{KeyHash, key_hash, random};

/// All that are expected, by the hashes of their tickets.
#[derive(Default)]
pub(super) struct Departures(HashMap<KeyHash, Departure>);

/// A way out.
#[derive(Clone)]
pub(super) struct Departure {
    pub(super) account: AccountName,
    /// The provider's page, with all that makes up the sign-in.
    pub(super) url: String,
    pub(super) key: SecretString,
    leaves_by: Instant,
    has_left: bool,
}

/// What a browser gets that will be sent out: 128 random bits.
pub(super) fn new_key() -> SecretString {
    SecretString::from(format!("{:032x}", u128::from_be_bytes(random())))
}

impl Departures {
    /// Expects a browser; the ticket that it will show. There is one sign-in of an account at a time.
    pub(super) fn expect(
        &mut self,
        account: AccountName,
        url: String,
        key: SecretString,
        now: Instant,
    ) -> String {
        self.0.retain(|_, other| other.leaves_by > now && other.account != account);
        if self.0.len() >= MOST_DEPARTURES {
            let oldest = self.0.iter().min_by_key(|(_, other)| other.leaves_by);
            if let Some(oldest) = oldest.map(|(ticket, _)| *ticket) {
                self.0.remove(&oldest);
            }
        }
        let ticket = format!("{:032x}", u128::from_be_bytes(random()));
        let departure =
            Departure { account, url, key, leaves_by: now + LONGEST_AWAY, has_left: false };
        self.0.insert(key_hash(&ticket), departure);
        ticket
    }

    /// The way out of whoever shows this ticket and, after the first time, the key.
    pub(super) fn leave(
        &mut self,
        ticket: &str,
        keys: &[SecretString],
        now: Instant,
    ) -> Option<Departure> {
        let departure = self.0.get_mut(&key_hash(ticket)).filter(|it| it.leaves_by > now)?;
        let own = BrowserMark::of(&departure.key);
        if departure.has_left && !keys.iter().any(|key| own.is_of(key)) {
            return None;
        }
        departure.has_left = true;
        Some(departure.clone())
    }
}

/// As long as the sign-in itself is waited for.
pub(super) const KEY_LIFE: Duration = LONGEST_AWAY;

/// More accounts than this are not signed in by browser at once.
const MOST_DEPARTURES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn expect(departures: &mut Departures, account: &str, now: Instant) -> (String, SecretString) {
        let (name, key) = (account.parse().expect("a name"), new_key());
        (departures.expect(name, "https://provider.example".to_owned(), key.clone(), now), key)
    }

    #[test]
    fn a_ticket_is_good_for_one_browser() {
        let (mut departures, now) = (Departures::default(), Instant::now());
        let (ticket, key) = expect(&mut departures, "scans", now);
        assert!(departures.leave("guessed", &[], now).is_none());
        assert!(departures.leave(&ticket, &[], now).is_some());
        assert!(departures.leave(&ticket, &[], now).is_none(), "another one");
        assert!(departures.leave(&ticket, &[new_key()], now).is_none(), "one on another way");
        assert!(departures.leave(&ticket, &[new_key(), key], now).is_some(), "the same one again");
    }

    #[test]
    fn a_ticket_ends_with_its_time_and_with_a_new_sign_in_of_the_account() {
        let (mut departures, now) = (Departures::default(), Instant::now());
        let (first, _) = expect(&mut departures, "scans", now);
        let (other, _) = expect(&mut departures, "fax", now);
        let (second, _) = expect(&mut departures, "scans", now);
        assert!(departures.leave(&first, &[], now).is_none());
        assert!(departures.leave(&second, &[], now + KEY_LIFE).is_none());
        assert!(departures.leave(&other, &[], now).is_some());
        for n in 0..3 * MOST_DEPARTURES {
            expect(&mut departures, &format!("a{n}"), now);
        }
        assert_eq!(departures.0.len(), MOST_DEPARTURES);
    }
}
