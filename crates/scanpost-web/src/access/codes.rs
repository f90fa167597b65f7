//! Codes that are made on the machine: links for one visit, and the set-up code.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use super::{KeyHash, key_hash, random};

#[derive(Default)]
pub(super) struct Codes {
    links: Vec<Link>,
    set_up: Option<KeyHash>,
    guesses: HashMap<IpAddr, Guesses>,
}

struct Link {
    code: KeyHash,
    ends_at: Instant,
}

/// Wrong codes from one address since a moment.
struct Guesses {
    wrong: u32,
    since: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Right,
    Wrong,
    TooMany,
}

impl Codes {
    pub(super) fn add_link(&mut self, now: Instant) -> String {
        self.links.retain(|link| link.ends_at > now);
        if self.links.len() >= MOST_LINKS {
            self.links.remove(0);
        }
        let code = format!("{:032x}", u128::from_be_bytes(random()));
        self.links.push(Link { code: key_hash(&code), ends_at: now + LINK_LIFE });
        code
    }

    pub(super) fn take_link(&mut self, code: &str, peer: IpAddr, now: Instant) -> Found {
        if self.must_wait(peer, now) {
            return Found::TooMany;
        }
        let code = key_hash(code);
        self.links.retain(|link| link.ends_at > now);
        let Some(position) = self.links.iter().position(|link| link.code == code) else {
            self.count_guess(peer, now);
            return Found::Wrong;
        };
        self.links.swap_remove(position);
        Found::Right
    }

    /// `abcd-efgh-jkmn-pqrs`: 80 random bits, to be read from one screen and typed at another.
    pub(super) fn renew_set_up(&mut self) -> String {
        let letters: String =
            random::<16>().iter().map(|chance| LETTERS[usize::from(chance % 32)]).collect();
        self.set_up = Some(key_hash(&letters));
        let groups = [&letters[..4], &letters[4..8], &letters[8..12], &letters[12..]];
        groups.join("-")
    }

    /// Nobody else can use it until it is given back.
    pub(super) fn take_set_up(
        &mut self,
        code: &str,
        peer: IpAddr,
        now: Instant,
    ) -> Result<KeyHash, Found> {
        if self.must_wait(peer, now) {
            return Err(Found::TooMany);
        }
        // However it is typed.
        let letters: String =
            code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        if self.set_up == Some(key_hash(&letters)) {
            return self.set_up.take().ok_or(Found::Wrong);
        }
        self.count_guess(peer, now);
        Err(Found::Wrong)
    }

    pub(super) fn give_back_set_up(&mut self, code: KeyHash) {
        // A newer one that was made in the meantime stays.
        self.set_up.get_or_insert(code);
    }

    fn must_wait(&self, peer: IpAddr, now: Instant) -> bool {
        self.guesses.get(&peer).is_some_and(|guesses| guesses.are_too_many(now))
    }

    fn count_guess(&mut self, peer: IpAddr, now: Instant) {
        if self.guesses.len() >= MOST_GUESSERS {
            self.guesses.retain(|_, guesses| !guesses.are_over(now));
        }
        if self.guesses.len() >= MOST_GUESSERS {
            self.guesses.clear();
        }
        let guesses = self.guesses.entry(peer).or_insert(Guesses { wrong: 0, since: now });
        if guesses.are_over(now) {
            *guesses = Guesses { wrong: 0, since: now };
        }
        guesses.wrong += 1;
    }
}

impl Guesses {
    fn are_over(&self, now: Instant) -> bool {
        now.duration_since(self.since) >= GUESS_PAUSE
    }

    fn are_too_many(&self, now: Instant) -> bool {
        self.wrong >= MOST_GUESSES && !self.are_over(now)
    }
}

const LINK_LIFE: Duration = Duration::from_mins(10);
const MOST_LINKS: usize = 20;

/// No 0, 1, i, o: people type it.
const LETTERS: [char; 32] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'q', 'r', 's', 't', 'u',
    'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7', '8', '9',
];

/// Wrong codes from one address before it must wait, and how long.
const MOST_GUESSES: u32 = 10;
const GUESS_PAUSE: Duration = Duration::from_mins(1);

/// Addresses whose guesses are counted at once.
const MOST_GUESSERS: usize = 1024;

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const PEER: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn a_link_lives_ten_minutes() {
        let (mut codes, begin) = (Codes::default(), Instant::now());
        let (early, late) = (codes.add_link(begin), codes.add_link(begin));
        let almost = begin + LINK_LIFE.saturating_sub(Duration::from_secs(1));
        assert_eq!(codes.take_link(&early, PEER, almost), Found::Right);
        assert_eq!(codes.take_link(&late, PEER, begin + LINK_LIFE), Found::Wrong);
    }

    #[test]
    fn the_twenty_first_link_makes_the_oldest_void() {
        let (mut codes, now) = (Codes::default(), Instant::now());
        let links: Vec<_> = (0..=MOST_LINKS).map(|_| codes.add_link(now)).collect();
        assert_eq!(codes.take_link(&links[0], PEER, now), Found::Wrong);
        assert_eq!(codes.take_link(&links[1], PEER, now), Found::Right);
    }

    #[test]
    fn who_guesses_must_wait_and_others_need_not() {
        let (mut codes, now) = (Codes::default(), Instant::now());
        let link = codes.add_link(now);
        for _ in 0..MOST_GUESSES {
            assert_eq!(codes.take_link("guess", PEER, now), Found::Wrong);
        }
        assert_eq!(codes.take_link(&link, PEER, now), Found::TooMany);
        let other = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        assert_eq!(codes.take_link("", other, now), Found::Wrong);
        assert_eq!(codes.take_link(&link, PEER, now + GUESS_PAUSE), Found::Right);
    }

    #[test]
    fn a_storm_of_guessers_does_not_grow_the_list() {
        let (mut codes, now) = (Codes::default(), Instant::now());
        for n in 0..5000u32 {
            codes.take_link("x", IpAddr::V4(Ipv4Addr::from(n)), now);
        }
        assert!(codes.guesses.len() <= MOST_GUESSERS);
    }

    #[test]
    fn set_up_codes_differ_and_are_four_groups_of_four() {
        let mut codes = Codes::default();
        let (one, other) = (codes.renew_set_up(), codes.renew_set_up());
        assert_ne!(one, other);
        assert!(one.split('-').all(|group| group.len() == 4) && one.len() == 19, "{one}");
    }
}
