//! Who may open the pages: whoever has logged in, or holds a code that was made on this machine.
//!
//! - `codes.rs`: a link for one visit (`scanpost page`), and the set-up code of the first start
//! - `sessions.rs`: what both, and a log-in, are traded for
//! - `departures.rs`: browsers that are sent to a provider, and the key by which they are known again
//!
//! `scanpost page` asks for a link over the control socket, whose file permission is the admission.
//! Codes and sessions live in memory, as hashes alone, and are never logged. Nothing here lasts over
//! a restart.

mod codes;
mod departures;
mod sessions;

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use scanpost_core::account::AccountName;
use scanpost_core::administrator::person::LogIn;
use scanpost_core::gateway::RETURN_PATH;
use scanpost_core::gateway::views::BrowserView;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tokio::time::Instant;

use codes::{Codes, Found};
use departures::{Departure, Departures};
pub(crate) use sessions::Holder;
use sessions::Sessions;

/// The keys to the pages. Cheap to clone; all clones share them.
#[derive(Clone)]
pub struct Access {
    keys: Arc<Mutex<Keys>>,
    cookie: Arc<Cookie>,
    /// Its name ends with the account's: one browser may sign in several.
    sign_in: Arc<Cookie>,
    /// Of a user at the own sign-in; it opens nothing else.
    visit: Arc<Cookie>,
    /// Counts the sessions that a person has ended.
    endings: watch::Sender<u64>,
}

/// How the pages travel to the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Within this machine only.
    Plain,
    Tls,
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

/// Where a browser is sent, and the value of `Set-Cookie` by which it will be known.
pub(crate) struct SentOut {
    pub(crate) url: String,
    pub(crate) cookie: String,
}

/// The right to make the first administrator. Dropped unused, the code holds again.
pub(crate) struct SetUp {
    keys: Arc<Mutex<Keys>>,
    code: Option<KeyHash>,
}

#[derive(Default)]
struct Keys {
    codes: Codes,
    sessions: Sessions,
    departures: Departures,
}

struct Cookie {
    name: String,
    attributes: String,
}

impl Access {
    /// `port`: where the pages are. Cookies do not know ports (RFC 6265 §8.5), so the name does, and
    /// two gateways on one machine do not log each other out.
    pub fn new(port: u16, transport: Transport) -> Self {
        let cookie = |name: &str, life: Duration| {
            let life = life.as_secs();
            let attributes = format!("; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax");
            match transport {
                Transport::Plain => Cookie { name: format!("scanpost-{port}{name}"), attributes },
                // No other host of the domain can set one of this name, RFC 6265bis §4.1.3.2.
                Transport::Tls => Cookie {
                    name: format!("__Host-scanpost-{port}{name}"),
                    attributes: format!("{attributes}; Secure"),
                },
            }
        };
        Self {
            keys: Arc::default(),
            cookie: Arc::new(cookie("", sessions::REMEMBERED)),
            sign_in: Arc::new(cookie("-sign-in-", departures::KEY_LIFE)),
            visit: Arc::new(cookie("-me", VISIT_LIFE)),
            endings: watch::Sender::new(0),
        }
    }

    /// A code for one visit to `/enter?code=…` within ten minutes. When too many are pending, the
    /// oldest one stops working.
    pub fn link_code(&self) -> String {
        self.keys().codes.add_link(Instant::now())
    }

    /// A code for the set-up page. It holds until it is used; one that was made before does not.
    pub fn set_up_code(&self) -> String {
        self.keys().codes.renew_set_up()
    }

    /// Trades the code of a link for a session.
    pub(crate) fn enter(&self, code: &str, peer: IpAddr) -> Entrance {
        let now = Instant::now();
        let mut keys = self.keys();
        match keys.codes.take_link(code, peer, now) {
            Found::Right => {
                Entrance::Open(self.cookie.set(&keys.sessions.begin(Holder::Console, now)))
            }
            Found::Wrong => Entrance::Wrong,
            Found::TooMany => Entrance::TooMany,
        }
    }

    /// Takes the set-up code. The error says how it was not the right one.
    pub(crate) fn begin_set_up(&self, code: &str, peer: IpAddr) -> Result<SetUp, Entrance> {
        let mut keys = self.keys();
        match keys.codes.take_set_up(code, peer, Instant::now()) {
            Ok(code) => Ok(SetUp { keys: self.keys.clone(), code: Some(code) }),
            Err(Found::TooMany) => Err(Entrance::TooMany),
            Err(_) => Err(Entrance::Wrong),
        }
    }

    /// Opens a session for who has logged in: the value of `Set-Cookie`.
    pub(crate) fn admit(&self, log_in: LogIn) -> String {
        let holder = Holder::Administrator(log_in);
        self.cookie.set(&self.keys().sessions.begin(holder, Instant::now()))
    }

    /// Whose session one of these cookies is. `cookies` is the value of a `Cookie` header. A person
    /// at work (`is_at_work`) keeps it from ending for want of use.
    pub(crate) fn holder(&self, cookies: &str, is_at_work: bool) -> Option<Holder> {
        let now = Instant::now();
        let mut keys = self.keys();
        self.cookie.values(cookies).find_map(|id| keys.sessions.holder(id, is_at_work, now))
    }

    /// The browser, by a number, if the administrator of this name was logged in with it before.
    pub(crate) fn known_browser(&self, cookies: &str, name: &str) -> Option<u64> {
        let keys = self.keys();
        self.cookie.values(cookies).find_map(|id| keys.sessions.known_browser(id, name))
    }

    /// Ends the session.
    pub(crate) fn leave(&self, cookies: &str) {
        let mut keys = self.keys();
        self.cookie.values(cookies).for_each(|id| keys.sessions.end(id));
        drop(keys);
        self.endings.send_modify(|count| *count += 1);
    }

    /// Counts up when a session is ended.
    pub(crate) fn endings(&self) -> watch::Receiver<u64> {
        self.endings.subscribe()
    }

    /// A key for a browser that will be sent out.
    pub(crate) fn browser_key() -> SecretString {
        departures::new_key()
    }

    /// The address at which a browser gets its key and is sent on to `url`: at the host to which it
    /// will come back. Nothing: it will not come back to a page of ours.
    pub(crate) fn way_out(
        &self,
        account: &AccountName,
        begun: &BrowserView,
        key: SecretString,
    ) -> Option<String> {
        let host = begun.redirect_uri.strip_suffix(RETURN_PATH)?;
        let url = begun.url.clone();
        let ticket = self.keys().departures.expect(account.clone(), url, key, Instant::now());
        Some(format!("{host}{WAY_OUT}?ticket={ticket}"))
    }

    /// Sends the browser out that shows this ticket. Nothing: the ticket is not known, or another
    /// browser has used it.
    pub(crate) fn send_out(&self, ticket: &str, keys: &[SecretString]) -> Option<SentOut> {
        let Departure { account, url, key, .. } =
            self.keys().departures.leave(ticket, keys, Instant::now())?;
        let Cookie { name, attributes } = &*self.sign_in;
        let cookie = format!("{name}{account}={}{attributes}", key.expose_secret());
        Some(SentOut { url, cookie })
    }

    /// The value of `Set-Cookie` for a user's visit.
    pub(crate) fn let_visit(&self, key: &SecretString) -> String {
        self.visit.set(key.expose_secret())
    }

    /// The same when the visit is over: the browser forgets it.
    pub(crate) fn end_visit(&self) -> String {
        let set = self.visit.set("");
        set.replace(&format!("Max-Age={}", VISIT_LIFE.as_secs()), "Max-Age=0")
    }

    /// The key of the visit that one of these cookies is for.
    pub(crate) fn visit_key(&self, cookies: &str) -> Option<SecretString> {
        self.visit.values(cookies).find(|key| !key.is_empty()).map(SecretString::from)
    }

    /// The keys that a browser was given when it was sent out.
    pub(crate) fn browser_keys(&self, cookies: &str) -> Vec<SecretString> {
        let own = |(name, _): &(&str, &str)| name.starts_with(&self.sign_in.name);
        let own = pairs(cookies).filter(own).take(MOST_BROWSER_KEYS);
        own.map(|(_, value)| SecretString::from(value)).collect()
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        // Lists of keys are whole after every statement, so a panic elsewhere does not matter.
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access(…)")
    }
}

impl SetUp {
    /// There is an administrator now.
    pub(crate) fn done(mut self) {
        self.code = None;
    }
}

impl Drop for SetUp {
    fn drop(&mut self) {
        if let Some(code) = self.code.take() {
            let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
            keys.codes.give_back_set_up(code);
        }
    }
}

impl fmt::Debug for SetUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetUp(…)")
    }
}

impl Cookie {
    fn set(&self, id: &str) -> String {
        format!("{}={id}{}", self.name, self.attributes)
    }

    fn values<'a>(&self, cookies: &'a str) -> impl Iterator<Item = &'a str> {
        pairs(cookies).filter(|(name, _)| *name == self.name).map(|(_, value)| value)
    }
}

/// Names and values of a `Cookie` header.
fn pairs(cookies: &str) -> impl Iterator<Item = (&str, &str)> {
    cookies.split(';').filter_map(|cookie| cookie.trim().split_once('='))
}

/// Where a browser gets its key and is sent on.
pub(crate) const WAY_OUT: &str = "/sign-in/out";

/// Longer than any visit lasts; the gateway ends it.
const VISIT_LIFE: Duration = Duration::from_mins(30);

/// More sign-ins are not under way in one browser.
const MOST_BROWSER_KEYS: usize = 64;

/// What is kept of a key. Keys hold 80 random bits or more, so a plain hash is enough; and who
/// compares hashes tells nothing of the keys by the time it takes.
type KeyHash = [u8; 32];

fn key_hash(key: &str) -> KeyHash {
    Sha256::digest(key.as_bytes()).into()
}

fn random<const N: usize>() -> [u8; N] {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).expect("the system gives random octets");
    octets
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const PEER: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn access() -> Access {
        Access::new(8025, Transport::Plain)
    }

    fn session(entrance: Entrance) -> String {
        let Entrance::Open(cookie) = entrance else { panic!("not admitted: {entrance:?}") };
        cookie.split(';').next().expect("a first part").to_owned()
    }

    fn admits(access: &Access, cookies: &str) -> bool {
        access.holder(cookies, true).is_some()
    }

    #[tokio::test]
    async fn a_code_opens_the_page_once() {
        let access = access();
        let code = access.link_code();
        let cookie = session(access.enter(&code, PEER));
        assert!(admits(&access, &cookie));
        assert!(admits(&access, &format!("other=1; {cookie}; more=2")));
        assert_eq!(access.enter(&code, PEER), Entrance::Wrong);
    }

    #[tokio::test]
    async fn nothing_else_opens_it() {
        let access = access();
        let code = access.link_code();
        let cookie = session(access.enter(&code, PEER));
        let (name, value) = cookie.split_once('=').expect("name and value");
        for cookies in ["", "=", ";;;", name, &format!("{name}="), &format!("other={value}")] {
            assert!(!admits(&access, cookies), "{cookies}");
        }
        assert!(!admits(&self::access(), &cookie), "another run knows nothing of it");
        access.leave(&cookie);
        assert!(!admits(&access, &cookie), "it was ended");
    }

    #[tokio::test]
    async fn over_tls_the_cookie_travels_over_tls_only_and_belongs_to_this_host() {
        let access = Access::new(8443, Transport::Tls);
        let Entrance::Open(set) = access.enter(&access.link_code(), PEER) else { panic!("open") };
        assert!(set.starts_with("__Host-scanpost-8443="), "{set}");
        assert!(set.contains("; Secure") && set.contains("; HttpOnly"), "{set}");
        assert!(!set.to_lowercase().contains("domain"), "{set}");
    }

    #[tokio::test]
    async fn a_browser_is_sent_out_with_a_key_for_its_sign_in_alone() {
        let begun = |back: &str| BrowserView {
            url: "https://provider.example/authorize?state=x".to_owned(),
            redirect_uri: format!("{back}{RETURN_PATH}"),
            seconds_left: 900,
        };
        let name: AccountName = "scans".parse().expect("a name");
        for (transport, cookie) in [
            (Transport::Plain, "scanpost-8025-sign-in-scans="),
            (Transport::Tls, "__Host-scanpost-8025-sign-in-scans="),
        ] {
            let access = Access::new(8025, transport);
            let way = access.way_out(&name, &begun("http://localhost:8025"), Access::browser_key());
            let way = way.expect("a page of ours");
            let ticket = way.strip_prefix("http://localhost:8025/sign-in/out?ticket=");
            let sent = access.send_out(ticket.expect("at its host"), &[]).expect("the first");
            let set_cookie = sent.cookie;
            assert!(
                set_cookie.starts_with(cookie) && set_cookie.contains("; Path=/; Max-Age=900; "),
                "{set_cookie}"
            );
            assert!(set_cookie.contains("; HttpOnly; SameSite=Lax"), "{set_cookie}");
            assert_eq!(
                set_cookie.ends_with("; Secure"),
                transport == Transport::Tls,
                "{set_cookie}"
            );
            let sent_back = set_cookie.split(';').next().expect("a first part");
            assert_eq!(access.browser_keys(&format!("a=b; {sent_back}; c=d")).len(), 1);
            assert!(!admits(&access, sent_back), "it is no session");
        }
        let elsewhere =
            BrowserView { redirect_uri: "https://login.example/".to_owned(), ..begun("") };
        assert_eq!(access().way_out(&name, &elsewhere, Access::browser_key()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_set_up_code_is_good_for_one_administrator() {
        let access = access();
        assert_eq!(access.begin_set_up("", PEER).expect_err("none yet"), Entrance::Wrong);
        let old = access.set_up_code();
        let code = access.set_up_code();
        assert!(access.begin_set_up(&old, PEER).is_err(), "there is a newer one");
        let typed = code.to_uppercase().replace('-', " ");
        let begun = access.begin_set_up(&typed, PEER).expect("the right one");
        assert!(access.begin_set_up(&code, PEER).is_err(), "somebody is at it");
        drop(begun);
        access.begin_set_up(&code, PEER).expect("it came to nothing").done();
        assert!(access.begin_set_up(&code, PEER).is_err(), "it was used");
    }

    #[tokio::test(start_paused = true)]
    async fn who_guesses_at_the_set_up_code_must_wait() {
        let access = access();
        let code = access.set_up_code();
        for _ in 0..10 {
            assert_eq!(access.begin_set_up("guess", PEER).expect_err("wrong"), Entrance::Wrong);
        }
        assert_eq!(access.begin_set_up(&code, PEER).expect_err("wait"), Entrance::TooMany);
        tokio::time::advance(Duration::from_mins(1)).await;
        access.begin_set_up(&code, PEER).expect("the minute is over");
    }

    #[test]
    fn keys_are_never_printed() {
        let access = access();
        assert_eq!(format!("{access:?}"), "Access(…)");
        let code = access.set_up_code();
        let begun = access.begin_set_up(&code, PEER);
        assert_eq!(format!("{begun:?}"), "Ok(SetUp(…))");
    }
}
