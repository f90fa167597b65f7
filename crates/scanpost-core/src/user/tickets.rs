//! One-time links to the page where a user signs in: `/me/<ticket>`.
//!
//! A ticket names one user for a quarter of an hour and is good for one visit. It opens no mailbox and
//! shows nothing: who comes by it still signs in at the provider, as that user. Only hashes are kept, in
//! memory; after a restart the user asks for another one or types the address.

use std::collections::VecDeque;
use std::time::Duration;

use secrecy::SecretString;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// How long a ticket is good for.
pub const TICKET_LIFE: Duration = Duration::from_mins(15);

/// More are not out at once; the oldest end first.
const MOST_TICKETS: usize = 4096;

/// The tickets that are out.
#[derive(Default)]
pub struct Tickets(VecDeque<Ticket>);

struct Ticket {
    hash: [u8; 32],
    address: String,
    until: Instant,
}

impl std::fmt::Debug for Tickets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tickets({})", self.0.len())
    }
}

impl Tickets {
    /// A ticket for the user of this address.
    pub fn make(&mut self, address: &str, now: Instant) -> SecretString {
        self.0.retain(|ticket| ticket.until > now);
        if self.0.len() >= MOST_TICKETS {
            self.0.pop_front();
        }
        let ticket = random_key();
        let (hash, address) = (hash_of(&ticket), address.to_owned());
        self.0.push_back(Ticket { hash, address, until: now + TICKET_LIFE });
        SecretString::from(ticket)
    }

    /// Whether this one could be used now.
    pub fn is_good(&self, ticket: &str, now: Instant) -> bool {
        let hash = hash_of(ticket);
        self.0.iter().any(|one| one.hash == hash && one.until > now)
    }

    /// Whose it is; it is used up by that.
    pub fn take(&mut self, ticket: &str, now: Instant) -> Option<String> {
        let hash = hash_of(ticket);
        self.0.retain(|ticket| ticket.until > now);
        let place = self.0.iter().position(|one| one.hash == hash)?;
        self.0.remove(place).map(|ticket| ticket.address)
    }
}

/// 128 random bits, as they stand in an address or a cookie.
pub fn random_key() -> String {
    let mut octets = [0; 16];
    getrandom::fill(&mut octets).expect("the system gives random octets");
    format!("{:032x}", u128::from_be_bytes(octets))
}

/// What is kept of a key: it holds 128 random bits, so a plain hash is enough.
pub fn hash_of(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of a ticket: only the tests look into one here.
    fn text(ticket: &SecretString) -> String {
        use secrecy::ExposeSecret as _;
        ticket.expose_secret().to_owned()
    }

    #[test]
    fn a_ticket_is_good_once_for_one_user_and_for_a_quarter_of_an_hour() {
        let (mut tickets, now) = (Tickets::default(), Instant::now());
        let first = text(&tickets.make("anna@b.example", now));
        let second = text(&tickets.make("bo@b.example", now));
        assert_eq!(first.len(), 32, "128 bits");
        assert!(tickets.is_good(&first, now));
        assert_eq!(tickets.take("guessed", now), None);
        assert_eq!(tickets.take(&first, now).as_deref(), Some("anna@b.example"));
        assert_eq!(tickets.take(&first, now), None);
        assert!(!tickets.is_good(&second, now + TICKET_LIFE));
        assert_eq!(tickets.take(&second, now + TICKET_LIFE), None);
    }

    #[test]
    fn so_many_are_out_at_once_and_none_is_printed() {
        let (mut tickets, now) = (Tickets::default(), Instant::now());
        let oldest = text(&tickets.make("anna@b.example", now));
        for _ in 0..MOST_TICKETS {
            tickets.make("bo@b.example", now);
        }
        assert!(!tickets.is_good(&oldest, now));
        assert_eq!(format!("{tickets:?}"), format!("Tickets({MOST_TICKETS})"));
    }
}
