//! Who may open the pages: whoever holds a link that was made on this machine.
//!
//! `scanpost page` asks for a link code over the control socket, whose file permission is the
//! admission. The code is good for one visit within ten minutes; the browser gets a session cookie
//! for it. Codes and sessions are 128 random bits each, live in memory only, are compared in
//! constant time and never logged. Nothing here lasts over a restart.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use subtle::ConstantTimeEq;
use tokio::time::Instant;

/// The keys to the pages. Cheap to clone; all clones share them.
#[derive(Clone)]
pub struct Access {
    keys: Arc<Mutex<Keys>>,
    /// The cookie's name. Cookies do not know ports (RFC 6265 §8.5), so each run has its own name
    /// and two gateways on one machine do not log each other out.
    cookie: Arc<str>,
}

/// What a visit with a code came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// The value of `Set-Cookie`.
    Open(String),
    Wrong,
    /// Too many wrong codes came from there; this one was not looked at.
    TooMany,
}

#[derive(Default)]
struct Keys {
    codes: Vec<Key>,
    sessions: Vec<Key>,
    guesses: HashMap<IpAddr, Guesses>,
}

struct Key {
    secret: [u8; KEY_BYTES],
    ends_at: Instant,
}

/// Wrong codes from one address since a moment.
struct Guesses {
    wrong: u32,
    since: Instant,
}

impl Access {
    pub fn new() -> Self {
        let run = u32::from_be_bytes(random());
        Self { keys: Arc::default(), cookie: format!("scanpost-{run:08x}").into() }
    }

    /// A code for one visit to `/enter?code=…` within ten minutes. When too many are pending, the
    /// oldest one stops working.
    pub fn link_code(&self) -> String {
        add(&mut self.keys().codes, CODE_LIFE, MOST_CODES)
    }

    /// Trades a code for a session.
    pub(crate) fn enter(&self, code: &str, peer: IpAddr) -> Entrance {
        let now = Instant::now();
        let mut keys = self.keys();
        if keys.guesses.get(&peer).is_some_and(|guesses| guesses.are_too_many(now)) {
            return Entrance::TooMany;
        }
        let Some(position) = find(&mut keys.codes, code, now) else {
            keys.count_guess(peer, now);
            return Entrance::Wrong;
        };
        keys.codes.swap_remove(position);
        let session = add(&mut keys.sessions, SESSION_LIFE, MOST_SESSIONS);
        let seconds = SESSION_LIFE.as_secs();
        Entrance::Open(format!(
            "{}={session}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict",
            self.cookie
        ))
    }

    /// Whether one of these cookies is a session. `cookies` is the value of a `Cookie` header.
    pub(crate) fn admits(&self, cookies: &str) -> bool {
        cookies
            .split(';')
            .filter_map(|cookie| cookie.trim().split_once('='))
            .filter(|(name, _)| *name == &*self.cookie)
            .any(|(_, session)| find(&mut self.keys().sessions, session, Instant::now()).is_some())
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        // Lists of keys are whole after every statement, so a panic elsewhere does not matter.
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Access {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access(…)")
    }
}

impl Keys {
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

/// Adds a new key and gives it as 32 hexadecimal digits.
fn add(keys: &mut Vec<Key>, life: Duration, most: usize) -> String {
    let now = Instant::now();
    keys.retain(|key| key.ends_at > now);
    if keys.len() >= most {
        keys.remove(0);
    }
    let secret = random();
    keys.push(Key { secret, ends_at: now + life });
    format!("{:032x}", u128::from_be_bytes(secret))
}

/// Where a key that still holds lies. Looks at all of them, whichever fits.
fn find(keys: &mut Vec<Key>, written: &str, now: Instant) -> Option<usize> {
    keys.retain(|key| key.ends_at > now);
    let given = parse(written)?;
    let mut found = None;
    for (position, key) in keys.iter().enumerate() {
        if bool::from(key.secret.ct_eq(&given)) {
            found = Some(position);
        }
    }
    found
}

fn parse(written: &str) -> Option<[u8; KEY_BYTES]> {
    let well_formed =
        written.len() == 2 * KEY_BYTES && written.bytes().all(|b| b.is_ascii_hexdigit());
    let number = u128::from_str_radix(written, 16).ok()?;
    well_formed.then(|| number.to_be_bytes())
}

fn random<const N: usize>() -> [u8; N] {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).expect("the system gives random octets");
    octets
}

const KEY_BYTES: usize = 16;

const CODE_LIFE: Duration = Duration::from_mins(10);
const MOST_CODES: usize = 20;

const SESSION_LIFE: Duration = Duration::from_hours(12);
const MOST_SESSIONS: usize = 64;

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

    fn session(entrance: Entrance) -> String {
        let Entrance::Open(cookie) = entrance else { panic!("not admitted: {entrance:?}") };
        cookie.split(';').next().expect("a first part").to_owned()
    }

    #[tokio::test]
    async fn a_code_opens_the_page_once() {
        let access = Access::new();
        let code = access.link_code();
        let cookie = session(access.enter(&code, PEER));
        assert!(access.admits(&cookie));
        assert!(access.admits(&format!("other=1; {cookie}; more=2")));
        assert_eq!(access.enter(&code, PEER), Entrance::Wrong);
    }

    #[tokio::test]
    async fn nothing_else_opens_it() {
        let access = Access::new();
        let code = access.link_code();
        let cookie = session(access.enter(&code, PEER));
        let (name, value) = cookie.split_once('=').expect("name and value");
        for cookies in ["", "=", ";;;", name, &format!("{name}="), &format!("other={value}")] {
            assert!(!access.admits(cookies), "{cookies}");
        }
        assert!(!Access::new().admits(&cookie), "another run knows nothing of it");
        let signed = format!("+{}", &value[1..]);
        assert!(!access.admits(&format!("{name}={signed}")));
    }

    #[tokio::test(start_paused = true)]
    async fn a_code_lives_ten_minutes_and_a_session_twelve_hours() {
        let access = Access::new();
        let (early, late) = (access.link_code(), access.link_code());
        let second = Duration::from_secs(1);
        tokio::time::advance(CODE_LIFE.saturating_sub(second)).await;
        let cookie = session(access.enter(&early, PEER));
        tokio::time::advance(second).await;
        assert_eq!(access.enter(&late, PEER), Entrance::Wrong);
        assert!(access.admits(&cookie));
        tokio::time::advance(SESSION_LIFE).await;
        assert!(!access.admits(&cookie));
    }

    #[tokio::test]
    async fn the_twenty_first_code_makes_the_oldest_void() {
        let access = Access::new();
        let codes: Vec<_> = (0..=MOST_CODES).map(|_| access.link_code()).collect();
        assert_eq!(access.enter(&codes[0], PEER), Entrance::Wrong);
        session(access.enter(&codes[1], PEER));
    }

    #[tokio::test(start_paused = true)]
    async fn who_guesses_must_wait_and_others_need_not() {
        let access = Access::new();
        let code = access.link_code();
        for _ in 0..MOST_GUESSES {
            assert_eq!(access.enter("00000000000000000000000000000000", PEER), Entrance::Wrong);
        }
        assert_eq!(access.enter(&code, PEER), Entrance::TooMany);
        let other = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        assert_eq!(access.enter("", other), Entrance::Wrong);
        tokio::time::advance(GUESS_PAUSE).await;
        session(access.enter(&code, PEER));
    }

    #[tokio::test]
    async fn a_storm_of_guessers_does_not_grow_the_list() {
        let access = Access::new();
        for n in 0..5000u32 {
            access.enter("x", IpAddr::V4(Ipv4Addr::from(n)));
        }
        assert!(access.keys().guesses.len() <= MOST_GUESSERS);
    }

    #[test]
    fn keys_are_never_printed() {
        assert_eq!(format!("{:?}", Access::new()), "Access(…)");
    }
}
