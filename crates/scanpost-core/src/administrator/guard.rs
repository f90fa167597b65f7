//! Guessing made slow: wrong passwords are counted by name and by address.
//!
//! After some wrong ones in a row the next has to wait, longer with each further one. What comes
//! before is not looked at, and so costs no hash. An attempt counts as wrong until it has proven to be
//! right; so a hundred at once are no way around.
//!
//! A stranger who guesses at a name must not shut out the one whose it is. Whoever comes with a
//! browser in which that administrator was logged in before is counted apart, by the browser alone.
//! Neither do names that nobody has crowd out those of administrators: they are counted apart too.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::settings::LogInSettings;

/// Where an attempt comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor {
    pub address: IpAddr,
    /// The browser, by whatever number tells it from others, if the administrator who is named has
    /// been logged in with it before.
    pub known_browser: Option<u64>,
}

/// Too many were wrong: so long nothing is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub Duration);

#[derive(Debug, Default)]
pub(crate) struct Guard {
    settings: LogInSettings,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    /// Names of administrators; no more than there are.
    names: Tally<String>,
    other_names: Tally<String>,
    addresses: Tally<IpAddr>,
    browsers: Tally<u64>,
    /// Of wrong API tokens.
    of_tokens: Tally<IpAddr>,
}

impl Guard {
    pub(crate) fn new(settings: LogInSettings) -> Self {
        Self { settings, counts: Mutex::default() }
    }

    /// Counts an attempt as wrong, if it may be made now. `is_known`: there is an administrator of
    /// that name.
    pub(crate) fn begin(&self, of: Visitor, name: &str, is_known: bool) -> Result<(), Wait> {
        let (now, name) = (Instant::now(), name.to_lowercase());
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let Counts { names, other_names, addresses, browsers, .. } = &mut *counts;
        let most = self.settings.most_wrong;
        if let Some(browser) = of.known_browser {
            self.check(browsers, &browser, most, now)?;
            browsers.count(browser, now);
            return Ok(());
        }
        let names = if is_known { names } else { other_names };
        let address = network(of.address);
        self.check(addresses, &address, self.settings.most_wrong_of_address, now)?;
        self.check(names, &name, most, now)?;
        addresses.count(address, now);
        names.count(name, now);
        Ok(())
    }

    /// The attempt has proven to be right.
    pub(crate) fn was_right(&self, of: Visitor, name: &str) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(browser) = of.known_browser {
            counts.browsers.forget(&browser);
        } else {
            counts.names.forget(&name.to_lowercase());
            counts.addresses.forget(&network(of.address));
        }
    }

    /// Counts a wrong API token. A right one is never refused for others' sake: with 256 bits of
    /// chance there is nothing to guess, the limit only keeps noise out.
    pub(crate) fn wrong_token(&self, address: IpAddr) -> Result<(), Wait> {
        let (now, address) = (Instant::now(), network(address));
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        self.check(&mut counts.of_tokens, &address, self.settings.most_wrong_of_address, now)?;
        counts.of_tokens.count(address, now);
        Ok(())
    }

    fn check<K: Hash + Eq + Clone>(
        &self,
        tally: &mut Tally<K>,
        key: &K,
        most: u32,
        now: Instant,
    ) -> Result<(), Wait> {
        let Some(count) = tally.0.get(key) else { return Ok(()) };
        if now.duration_since(count.last) >= self.settings.forgotten_after {
            tally.forget(key);
            return Ok(());
        }
        let left = (count.last + self.settings.wait(count.wrong, most)).duration_since(now);
        if left.is_zero() { Ok(()) } else { Err(Wait(left)) }
    }
}

/// Attempts in a row, by what they have in common.
#[derive(Debug)]
struct Tally<K>(HashMap<K, Count>);

#[derive(Clone, Copy, Debug)]
struct Count {
    wrong: u32,
    last: Instant,
}

impl<K> Default for Tally<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Hash + Eq + Clone> Tally<K> {
    fn count(&mut self, key: K, now: Instant) {
        if self.0.len() >= MOST_COUNTED && !self.0.contains_key(&key) {
            let oldest = self.0.iter().min_by_key(|(_, count)| count.last).map(|(key, _)| key);
            if let Some(oldest) = oldest.cloned() {
                self.0.remove(&oldest);
            }
        }
        let count = self.0.entry(key).or_insert(Count { wrong: 0, last: now });
        count.wrong = count.wrong.saturating_add(1);
        count.last = now;
    }

    fn forget(&mut self, key: &K) {
        self.0.remove(key);
    }
}

/// Whoever has one address of IPv6 has 2^64 of them (RFC 4291 §2.5.1): they count as one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// More than this of one sort are not remembered; the oldest is forgotten first.
const MOST_COUNTED: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: Visitor =
        Visitor { address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), known_browser: None };

    fn from(address: &str) -> Visitor {
        Visitor { address: address.parse().expect("an address"), known_browser: None }
    }

    /// Six wrong ones from addresses of their own.
    fn shut_out(guard: &Guard, name: &str) {
        for n in 0..5 {
            guard.begin(from(&format!("192.0.2.{n}")), name, true).expect("not yet");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn from_the_fifth_wrong_one_on_each_next_waits_longer() {
        let guard = Guard::default();
        shut_out(&guard, "anna");
        let mut waits = Vec::new();
        for _ in 0..6 {
            let Err(Wait(wait)) = guard.begin(HOME, "Anna", true) else { panic!("no wait") };
            waits.push(wait.as_secs() / 60);
            tokio::time::advance(wait.saturating_sub(Duration::from_millis(1))).await;
            guard.begin(HOME, "anna", true).expect_err("a moment too early");
            tokio::time::advance(Duration::from_millis(1)).await;
            guard.begin(HOME, "anna", true).expect("the time is over");
        }
        assert_eq!(waits, [1, 2, 4, 8, 15, 15]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_right_one_and_a_long_time_wipe_the_slate() {
        let guard = Guard::default();
        for _ in 0..4 {
            guard.begin(HOME, "anna", true).expect("not yet");
        }
        guard.was_right(HOME, "anna");
        shut_out(&guard, "anna");
        guard.begin(HOME, "anna", true).expect_err("shut out");
        tokio::time::advance(LogInSettings::default().forgotten_after).await;
        shut_out(&guard, "anna");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stranger_does_not_shut_out_the_administrator() {
        let guard = Guard::default();
        shut_out(&guard, "anna");
        let anna = Visitor { known_browser: Some(7), ..HOME };
        for _ in 0..5 {
            guard.begin(anna, "anna", true).expect("her own browser is counted apart");
        }
        guard.begin(anna, "anna", true).expect_err("but it is counted");
        let other = Visitor { known_browser: Some(8), ..HOME };
        guard.begin(other, "bo", true).expect("others are not touched");
    }

    #[tokio::test(start_paused = true)]
    async fn one_address_does_not_go_through_all_names() {
        let guard = Guard::default();
        let most = LogInSettings::default().most_wrong_of_address;
        for n in 0..most {
            guard.begin(HOME, &format!("name {n}"), false).expect("not yet");
        }
        guard.begin(HOME, "anna", true).expect_err("enough");
        guard.begin(from("192.0.2.1"), "anna", true).expect("others are not touched");
        for n in 0..most {
            let address = format!("2001:db8::{n:x}");
            guard.begin(from(&address), &format!("other {n}"), false).expect("not yet");
        }
        guard.begin(from("2001:db8::ffff"), "anna", true).expect_err("it is one network");
    }

    #[tokio::test(start_paused = true)]
    async fn a_storm_of_made_up_names_does_not_make_a_real_one_forgotten() {
        let guard = Guard::default();
        shut_out(&guard, "anna");
        for n in 0..3 * u32::try_from(MOST_COUNTED).expect("small") {
            let address = IpAddr::from(n.to_be_bytes());
            let visitor = Visitor { address, known_browser: None };
            guard.begin(visitor, &format!("name {n}"), false).expect("each is new");
        }
        guard.begin(HOME, "anna", true).expect_err("still shut out");
        let counts = guard.counts.lock().expect("nobody panicked");
        assert!(counts.other_names.0.len() <= MOST_COUNTED);
        assert!(counts.addresses.0.len() <= MOST_COUNTED);
    }
}
