//! What the pages show of an account: words and tones in the reader's language. Pure.

use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::views::{AccountView, ConnectionView, GrantView, SignInView};
use scanpost_core::oauth::{TokenStatus, Way};
use scanpost_core::words;

use crate::pages::qr::Qr;
use crate::pages::say::Say;
use crate::pages::shown::{Badge, Moment, Tone, Trouble};

/// A code pair on the screen.
pub(in crate::pages) struct CodeShown {
    pub(in crate::pages) user_code: String,
    /// Only an address of the web becomes a link.
    pub(in crate::pages) link: Option<String>,
    /// The address as a person reads it, in parts between which a line may end.
    pub(in crate::pages) address: Vec<String>,
    pub(in crate::pages) qr: Option<Qr>,
    pub(in crate::pages) seconds_left: u64,
    /// `14:02`.
    pub(in crate::pages) clock: String,
}

impl CodeShown {
    pub(in crate::pages) fn of(view: &SignInView) -> Self {
        let uri = &view.verification_uri;
        let is_web = ["https://", "http://"].iter().any(|scheme| uri.starts_with(scheme));
        Self {
            user_code: view.user_code.clone(),
            link: is_web.then(|| uri.clone()),
            address: uri
                .strip_prefix("https://")
                .unwrap_or(uri)
                .split_inclusive(['/', '?', '&'])
                .map(str::to_owned)
                .collect(),
            qr: Qr::of(uri),
            seconds_left: view.seconds_left,
            clock: clock(view.seconds_left),
        }
    }
}

/// `14:02`.
pub(super) fn clock(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// One account with everything that its card shows.
pub(in crate::pages) struct AccountShown {
    pub(in crate::pages) name: String,
    pub(in crate::pages) address: String,
    pub(in crate::pages) provider: String,
    /// By which network it is reached, where one was chosen.
    pub(in crate::pages) network: Option<String>,
    pub(in crate::pages) state: Badge,
    pub(in crate::pages) token: Badge,
    pub(in crate::pages) connection: Badge,
    pub(in crate::pages) connected_at: Option<Moment>,
    /// How its mailbox was opened at last, where it receives.
    pub(in crate::pages) receiving: Option<(Badge, Moment)>,
    pub(in crate::pages) signed_in_as: Option<String>,
    pub(in crate::pages) signed_in_at: Option<Moment>,
    pub(in crate::pages) refreshed_at: Option<Moment>,
    pub(in crate::pages) next_refresh_at: Option<Moment>,
    pub(in crate::pages) held_since: Option<Moment>,
    /// The end of the limit that its queue waits for.
    pub(in crate::pages) rests_until: Option<Moment>,
    pub(in crate::pages) troubles: Vec<Trouble>,
    pub(in crate::pages) code: Option<CodeShown>,
    /// The last code has expired: the next step is another one.
    pub(in crate::pages) wants_new_code: bool,
    /// Signing in is the next step.
    pub(in crate::pages) wants_sign_in: bool,
    pub(in crate::pages) sign_in_label: &'static str,
    pub(in crate::pages) can_sign_out: bool,
}

impl AccountShown {
    pub(in crate::pages) fn of(say: Say, view: &AccountView, now: Time) -> Self {
        let moment = |at: Option<Time>| at.map(|at| Moment::of(say, at, now));
        let has_expired = view.sign_in_fault.as_ref().is_some_and(|f| f.code == Code::CodeExpired);
        let sign_in_label = match view.token_status {
            TokenStatus::NotRetrieved | TokenStatus::WaitingForAuthorisation => "sign-in",
            TokenStatus::Retrieved | TokenStatus::Invalid => "sign-in-again",
        };
        Self {
            name: view.name.to_string(),
            address: view.address.clone(),
            provider: view.provider.clone(),
            network: view.network.used.as_ref().map(ToString::to_string),
            state: state_badge(say, view),
            token: token_badge(say, view.token_status),
            connection: connection_badge(say, view),
            connected_at: moment(view.connection.as_ref().map(|connection| connection.at)),
            receiving: view.receiving.as_ref().map(|connection| {
                (badge_of(say, Some(connection)), Moment::of(say, connection.at, now))
            }),
            signed_in_as: view.signed_in_as.clone(),
            signed_in_at: moment(view.signed_in_at),
            refreshed_at: moment(view.refreshed_at),
            next_refresh_at: moment(view.next_refresh_at),
            held_since: moment(view.hold.as_ref().map(|hold| hold.since)),
            rests_until: moment(view.rest.as_ref().map(|rest| rest.until)),
            troubles: troubles(view)
                .iter()
                .map(|fault| Trouble::of(say, &about(fault, view)))
                .collect(),
            code: view.sign_in.as_ref().map(CodeShown::of),
            wants_new_code: has_expired,
            wants_sign_in: has_expired
                || matches!(view.token_status, TokenStatus::NotRetrieved | TokenStatus::Invalid),
            sign_in_label,
            can_sign_out: view.signed_in_at.is_some(),
        }
    }
}

/// The fault, naming the account on whose card it stands.
fn about(fault: &Fault, view: &AccountView) -> Fault {
    let mut fault = fault.clone();
    fault.facts.entry("account".to_owned()).or_insert_with(|| view.name.to_string());
    fault.facts.entry("address".to_owned()).or_insert_with(|| view.address.clone());
    fault
}

/// What stands in an account's way, each fault once, the gravest first.
pub(in crate::pages) fn troubles(view: &AccountView) -> Vec<Fault> {
    let hold = view.hold.as_ref().map(|hold| hold.fault.clone());
    let limit = view.rest.as_ref().map(|rest| Fault::new(rest.limit));
    let connection = view.connection.as_ref().and_then(|connection| connection.fault.clone());
    // While a new code is on the screen, the end of the last one is history.
    let sign_in = view.sign_in_fault.clone().filter(|_| view.sign_in.is_none());
    let mut found: Vec<Fault> = Vec::new();
    let network = view.network.fault.clone();
    let all = [network, hold, view.token_fault.clone(), sign_in, connection, limit];
    for fault in all.into_iter().flatten() {
        if found.iter().all(|known| known.code != fault.code) {
            found.push(fault);
        }
    }
    found
}

/// How it stands in one word: the connection's where there was one with this sign-in, else the token's.
fn state_badge(say: Say, view: &AccountView) -> Badge {
    let is_signed_in = view.token_status == TokenStatus::Retrieved;
    if is_signed_in && view.connection.is_some() {
        connection_badge(say, view)
    } else {
        token_badge(say, view.token_status)
    }
}

pub(in crate::pages) fn token_badge(say: Say, status: TokenStatus) -> Badge {
    let tone = match status {
        TokenStatus::NotRetrieved => Tone::Idle,
        TokenStatus::WaitingForAuthorisation => Tone::Wait,
        TokenStatus::Retrieved => Tone::Good,
        TokenStatus::Invalid => Tone::Bad,
    };
    Badge { tone, word: words::token_status(say.voice, status) }
}

pub(in crate::pages) fn connection_badge(say: Say, view: &AccountView) -> Badge {
    badge_of(say, view.connection.as_ref())
}

fn badge_of(say: Say, connection: Option<&ConnectionView>) -> Badge {
    let (tone, id) = match connection {
        None => (Tone::Idle, "account-not-tried"),
        Some(connection) => match &connection.fault {
            None => (Tone::Good, "account-connected"),
            Some(fault) => (Tone::of(fault), "account-not-connected"),
        },
    };
    Badge { tone, word: say.text(id) }
}

/// What a sign-in has given, and what is known of its future.
pub(super) struct GrantShown {
    pub(super) way: Option<String>,
    pub(super) scopes: Vec<ScopeShown>,
    pub(super) lapses_at: Option<Moment>,
    pub(super) notices: Vec<Trouble>,
    pub(super) credential: Option<CredentialShown>,
    /// A browser is away for so long at most.
    pub(super) browser_clock: Option<(u64, String)>,
    pub(super) client_id: String,
    pub(super) tenant: Option<String>,
    pub(super) receives: bool,
}

/// One permission.
pub(super) struct ScopeShown {
    pub(super) name: String,
    pub(super) is_missing: bool,
}

/// What an app proves itself with.
pub(super) struct CredentialShown {
    pub(super) is_certificate: bool,
    pub(super) kind: String,
    pub(super) thumbprint: Option<String>,
    pub(super) ends_at: Option<Moment>,
}

impl GrantShown {
    pub(super) fn of(say: Say, view: &GrantView, now: Time) -> Self {
        let scope = |is_missing| move |name: &String| ScopeShown { name: name.clone(), is_missing };
        let granted = view.granted.iter().map(scope(false));
        let mut scopes: Vec<_> = granted.chain(view.missing.iter().map(scope(true))).collect();
        let is_of_a_person = view.given_way.is_some_and(|way| way != Way::ClientCredentials);
        if is_of_a_person && !view.lasting {
            scopes.push(scope(true)(&"offline_access".to_owned()));
        }
        Self {
            way: view.given_way.map(|way| say.text(title(way))),
            scopes,
            lapses_at: view.lapses_at.map(|at| Moment::of(say, at, now)),
            notices: view.notices.iter().map(|notice| Trouble::of(say, notice)).collect(),
            credential: view.credential.as_ref().map(|credential| CredentialShown {
                is_certificate: credential.thumbprint.is_some(),
                kind: say.text(match credential.thumbprint {
                    Some(_) => "app-certificate",
                    None => "app-secret",
                }),
                thumbprint: credential.thumbprint.clone(),
                ends_at: credential.ends_at.map(|at| Moment::of(say, at, now)),
            }),
            browser_clock: view.browser_seconds_left.map(|left| (left, clock(left))),
            client_id: view.client_id.clone(),
            tenant: view.tenant.clone(),
            receives: view.needs.receiving,
        }
    }
}

/// All ways of sign-in.
pub(super) const WAYS: [Way; 3] = [Way::DeviceCode, Way::AuthorizationCode, Way::ClientCredentials];

/// The word of a way as it stands in forms and in JSON.
pub(super) const fn word(way: Way) -> &'static str {
    match way {
        Way::DeviceCode => "device-code",
        Way::AuthorizationCode => "authorization-code",
        Way::ClientCredentials => "client-credentials",
    }
}

/// The name of a way of sign-in.
pub(super) fn title(way: Way) -> &'static str {
    match way {
        Way::DeviceCode => "way-device-code",
        Way::AuthorizationCode => "way-browser",
        Way::ClientCredentials => "way-app",
    }
}
