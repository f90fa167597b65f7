//! How many sign-ins are begun from a page that anybody can open. Pure.
//!
//! Counted alike for addresses that are users and for those that are not, so that nobody learns which are.

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use tokio::time::Instant;

use super::key;
use crate::settings::UserSettings;

/// What was begun so long ago counts no more.
pub const WINDOW: Duration = Duration::from_mins(15);

/// More are not remembered, so no more are begun within the window.
const MOST: usize = 4096;

/// What was begun of late.
#[derive(Debug, Default)]
pub struct Pace(VecDeque<Begun>);

#[derive(Debug)]
struct Begun {
    at: Instant,
    address: String,
    client: IpAddr,
}

impl Pace {
    /// Counts one more; false: it is one too many, and not counted.
    pub fn may_begin(
        &mut self,
        address: &str,
        client: IpAddr,
        settings: &UserSettings,
        now: Instant,
    ) -> bool {
        while self.0.front().is_some_and(|one| one.at + WINDOW <= now) {
            self.0.pop_front();
        }
        let (address, client) = (key(address), network_of(client));
        let of_address = self.0.iter().filter(|one| one.address == address).count();
        let of_client = self.0.iter().filter(|one| one.client == client).count();
        let may = of_address < settings.most_sign_ins_of_one as usize
            && of_client < settings.most_sign_ins_of_client as usize
            && self.0.len() < MOST;
        if may {
            self.0.push_back(Begun { at: now, address, client });
        }
        may
    }
}

/// One subscriber has a whole /64 of IPv6 (RFC 6177).
fn network_of(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: UserSettings = UserSettings {
        most_at_work: 1,
        idle: Duration::ZERO,
        renew_after: Duration::ZERO,
        renewals_a_minute: 1,
        asks_a_minute: 1,
        asks_a_minute_of_device: 1,
        most_sign_ins: 1,
        most_sign_ins_of_one: 2,
        most_sign_ins_of_client: 3,
    };

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_address_and_one_client_begin_so_often_and_no_more() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        let mut begin =
            |address: &str, client: &str, at| pace.may_begin(address, ip(client), &SETTINGS, at);
        assert!(begin("anna@b", "192.0.2.1", now));
        assert!(begin("ANNA@B", "192.0.2.2", now));
        assert!(!begin("anna@b", "192.0.2.3", now), "the address");
        assert!(begin("bo@b", "192.0.2.1", now) && begin("eva@b", "192.0.2.1", now));
        assert!(!begin("fia@b", "::ffff:192.0.2.1", now), "the client");
        assert!(begin("anna@b", "192.0.2.1", now + WINDOW), "a quarter of an hour later");
    }

    #[test]
    fn neighbours_in_ipv6_are_one_client() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        for number in 1..=3 {
            let client = ip(&format!("2001:db8:0:1::{number}"));
            assert!(pace.may_begin(&format!("{number}@b"), client, &SETTINGS, now));
        }
        assert!(!pace.may_begin("4@b", ip("2001:db8:0:1:ffff::4"), &SETTINGS, now));
        assert!(pace.may_begin("4@b", ip("2001:db8:0:2::4"), &SETTINGS, now));
    }
}
