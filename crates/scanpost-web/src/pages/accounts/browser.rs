//! The administrator's browser goes to the provider and comes back.
//!
//! 1. [`begin`] answers the form with a page that has a plain link: our policy keeps forms at home,
//!    also those that are answered with a way elsewhere (CSP `form-action`).
//! 2. The link leads by [`leave`], a page of ours at the host to which the browser will come back. There
//!    it is given a key, in a cookie of its own, and sent on to the provider.
//! 3. The person logs in there and agrees.
//! 4. The browser comes to [`come_back`], or stays where it cannot open the page, and the person
//!    pastes that address ([`paste`]).
//!
//! Who comes back needs no session: the provider may name this machine otherwise (`localhost` for
//! `127.0.0.1`) than the person did, and cookies know hosts. What counts is the state in the address,
//! 128 bits, made for whoever began and good for one return, together with the key of the browser that
//! was sent out. Without the key somebody who has seen the address could end the sign-in with a
//! mailbox of theirs. [`Origins`] remembers where the person began; only there does the way go on.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Form;
use axum::extract::{Query, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use scanpost_core::account::AccountName;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::{Gateway, GatewayError, RETURN_PATH, ReturnTo};
use scanpost_core::oauth::BrowserMark;
use secrecy::SecretString;
use serde::Deserialize;

use super::{account_and_grant, draw, place};
use crate::access::{Access, SentOut};
use crate::named::Named;
use crate::pages::render::Frame;
use crate::pages::{Page, Pages, see};
use crate::who::Who;
use crate::wire::CameBack;
use crate::{admission, came_back};

/// Where a person was when a sign-in in the browser began, by account: `http://127.0.0.1:8025`.
#[derive(Clone, Default)]
pub(crate) struct Origins(Arc<Mutex<BTreeMap<AccountName, Origin>>>);

impl fmt::Debug for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Origins(…)")
    }
}

impl Origins {
    pub(in crate::pages) fn remember(&self, name: &AccountName, origin: Origin) {
        let mut origins = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if origins.len() >= MOST_ORIGINS {
            origins.pop_first();
        }
        origins.insert(name.clone(), origin);
    }

    /// The way on for whoever has come back.
    fn way_on(&self, name: &AccountName) -> String {
        let origins = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = origins.get(name).map(|origin| origin.address.clone());
        let place =
            if name.is_of_user() { "/me".to_owned() } else { format!("/sign-in/continue/{name}") };
        format!("{}{place}", origin.unwrap_or_default())
    }
}

/// By what address a browser shows these pages (RFC 6454 §6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pages) struct Origin {
    address: String,
    /// This machine, at this port.
    loopback: Option<u16>,
}

impl Origin {
    /// A browser names it with every form; that it is ours was looked at before (CSRF).
    pub(in crate::pages) fn of(headers: &HeaderMap) -> Option<Self> {
        Self::read(headers.get(header::ORIGIN).and_then(|value: &HeaderValue| value.to_str().ok())?)
    }

    fn read(address: &str) -> Option<Self> {
        let (scheme, authority) = address.split_once("://")?;
        let is_plain =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        let own_port = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return None,
        };
        if authority.is_empty()
            || address.len() > LONGEST_ORIGIN
            || !authority.chars().all(is_plain)
        {
            return None;
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().ok()?),
            _ => (authority, own_port),
        };
        let is_here = scheme == "http" && ["localhost", "127.0.0.1"].contains(&host);
        Some(Self { address: address.to_owned(), loopback: is_here.then_some(port) })
    }

    fn is_https(&self) -> bool {
        self.address.starts_with("https://")
    }
}

/// How the browser shall come back, as the form says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Back {
    /// By itself where that can be, else pasted.
    #[default]
    Best,
    Page,
    Pasted,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    back: Back,
}

/// What the link out holds.
#[derive(Deserialize)]
pub(super) struct Ticket {
    ticket: String,
}

/// What a person pastes.
#[derive(Deserialize)]
pub(super) struct Pasted {
    #[serde(default)]
    address: String,
}

/// While a browser is away: where to paste, and how to begin anew.
pub(super) async fn page(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let (account, grant) = account_and_grant(&gateway, &name).await?;
    Ok(Html(draw::browser(&frame, &account, &grant, &draw::Journey::default())).into_response())
}

/// From where the form is answered, back to the form: the language was changed, or the page loaded
/// again.
pub(super) async fn to_page(Named(name): Named<AccountName>) -> Response {
    see(&format!("{}/browser", place(&name)))
}

/// Makes the address, and shows it as a link.
pub(super) async fn begin(
    State(pages): State<Pages>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Page {
    let (gateway, origin) = (&pages.gateway, Origin::of(&headers));
    let can_paste = gateway.grant(&name).await?.paste_from.is_some();
    let back = way_back(asked.back, origin.as_ref(), can_paste);
    let key = Access::browser_key();
    let browser = Some(BrowserMark::of(&key));
    let begun = gateway.by(&actor).begin_browser_sign_in(&name, back, browser).await?;
    let way_out = pages.access.way_out(&name, &begun, key);
    let (account, grant) = account_and_grant(gateway, &name).await?;
    let own_page = origin.as_ref().filter(|origin| origin.is_https());
    let own_page = own_page.map(|origin| format!("{}{RETURN_PATH}", origin.address));
    let journey = draw::Journey { begun: Some(begun), way_out, own_page, fault: None };
    if let Some(origin) = origin {
        pages.origins.remember(&name, origin);
    }
    Ok(Html(draw::browser(&frame, &account, &grant, &journey)).into_response())
}

/// Gives a browser its key and sends it to the provider.
pub(super) async fn leave(
    State(access): State<Access>,
    method: Method,
    Query(Ticket { ticket }): Query<Ticket>,
    frame: Frame,
    headers: HeaderMap,
) -> Response {
    if method == Method::HEAD {
        return StatusCode::OK.into_response(); // who only looks at a link does not go
    }
    match access.send_out(&ticket, &keys(&access, &headers)) {
        Some(SentOut { url, cookie }) => {
            let on = [(header::LOCATION, &url), (header::SET_COOKIE, &cookie)];
            (StatusCode::SEE_OTHER, on).into_response()
        }
        None => returned(&frame, &Err(Code::ReturnUnknown.into()), None),
    }
}

/// The address at which a browser ended that could not come back.
pub(super) async fn paste(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
    Form(Pasted { address }): Form<Pasted>,
) -> Page {
    let fault = match came_back::finish(&gateway, &actor, &address).await.map_err(fault) {
        Ok(CameBack::SignIn { account: name }) => return Ok(see(&place(&name))),
        Ok(CameBack::Consent { account: name }) => {
            return Ok(see(&format!("/accounts/{name}/sign-in")));
        }
        Err(fault) => fault,
    };
    let (account, grant) = account_and_grant(&gateway, &name).await?;
    let journey = draw::Journey { fault: Some(fault), ..draw::Journey::default() };
    let page = draw::browser(&frame, &account, &grant, &journey);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

/// The provider has sent a browser back.
pub(super) async fn come_back(
    State(pages): State<Pages>,
    RawQuery(query): RawQuery,
    frame: Frame,
    headers: HeaderMap,
) -> Response {
    let (keys, address) = (keys(&pages.access, &headers), query.unwrap_or_default());
    let came = came_back::finish_of_browser(&pages.gateway, &keys, &address).await.map_err(fault);
    let account = match &came {
        Ok(CameBack::SignIn { account } | CameBack::Consent { account }) => Some(account.clone()),
        Err(fault) => fault.facts.get("account").and_then(|name| name.parse().ok()),
    };
    let way_on = account.as_ref().map(|name| pages.origins.way_on(name));
    returned(&frame, &came, way_on)
}

/// What became of a browser's way, and how it goes on.
fn returned(frame: &Frame, came: &Result<CameBack, Fault>, way_on: Option<String>) -> Response {
    // The language switch must not come back to a return that has been used.
    let frame = Frame { here: "/".to_owned(), ..frame.clone() };
    let status = if came.is_ok() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let next = way_on.as_deref().filter(|_| came.is_ok()).map(refresh);
    (status, next, Html(draw::came_back(&frame, came, way_on))).into_response()
}

fn keys(access: &Access, headers: &HeaderMap) -> Vec<SecretString> {
    admission::cookies(headers).flat_map(|cookies| access.browser_keys(cookies)).collect()
}

/// From here a browser goes on to the account with its session: a page of ours sends it there.
pub(super) async fn go_on(Named(name): Named<AccountName>, frame: Frame) -> Response {
    let frame = Frame { here: "/".to_owned(), ..frame };
    let place = place(&name);
    (refresh(&place), Html(draw::go_on(&frame, &place))).into_response()
}

/// Sends the browser on after it has shown our page, so that it comes from us. A redirect would
/// count as a part of the visit from the other site, and the session's cookie would stay at home.
fn refresh(place: &str) -> [(header::HeaderName, String); 1] {
    [(header::REFRESH, format!("0; url={place}"))]
}

/// Shows how an administrator of the tenant consents.
pub(super) async fn consent_page(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let account = gateway.account(&name).await?;
    Ok(Html(draw::consent(&frame, &account, None)).into_response())
}

/// Makes the address of the page for admin consent, to open or to send to somebody.
pub(super) async fn consent(
    State(pages): State<Pages>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
    headers: HeaderMap,
) -> Page {
    let (gateway, origin) = (&pages.gateway, Origin::of(&headers));
    let can_paste = gateway.grant(&name).await?.paste_from.is_some();
    let back = way_back(Back::Best, origin.as_ref(), can_paste);
    let begun = gateway.by(&actor).begin_admin_consent(&name, back).await?;
    let account = gateway.account(&name).await?;
    if let Some(origin) = origin {
        pages.origins.remember(&name, origin);
    }
    Ok(Html(draw::consent(&frame, &account, Some(&begun))).into_response())
}

/// A return meets faults alone; an objection can only be that the account has been removed meanwhile.
fn fault(error: GatewayError) -> Fault {
    match error {
        GatewayError::Fault(fault) => fault,
        GatewayError::Objection(_) | GatewayError::Objections(_) => Code::ReturnUnknown.into(),
    }
}

/// Where a user's browser comes back to: to these pages or, without a word of where they are, nowhere.
pub(in crate::pages) fn way_back_of_user(origin: Option<&Origin>) -> ReturnTo {
    way_back(Back::Page, origin, false)
}

/// Where the browser comes back to. On this machine it can do so by itself whatever the provider
/// calls the machine; elsewhere over https alone (provider facts 1.9).
fn way_back(wish: Back, origin: Option<&Origin>, can_paste: bool) -> ReturnTo {
    let page = |origin: &Origin| ReturnTo::Page(format!("{}{RETURN_PATH}", origin.address));
    let loopback = origin.and_then(|origin| origin.loopback);
    match (wish, loopback, origin) {
        (Back::Pasted, ..) => ReturnTo::Pasted,
        (_, Some(port), _) => ReturnTo::Loopback { port },
        (Back::Page, None, Some(origin)) => page(origin),
        (Back::Best, None, Some(origin)) if !can_paste && origin.is_https() => page(origin),
        (_, None, _) => ReturnTo::Pasted,
    }
}

/// More accounts than this are not signed in at once by browser.
const MOST_ORIGINS: usize = 64;

/// Scheme, name of a host and port (RFC 1035 §2.3.4).
const LONGEST_ORIGIN: usize = 269;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_an_address_of_pages_and_nothing_else() {
        let table = [
            ("http://127.0.0.1:8025", Some(Some(8025))),
            ("http://localhost", Some(Some(80))),
            ("http://localhost:8025", Some(Some(8025))),
            ("https://localhost:8025", Some(None)),
            ("https://scanpost.example", Some(None)),
            ("http://[::1]:8025", Some(None)),
            ("http://192.0.2.1:8025", Some(None)),
            ("null", None),
            ("http://", None),
            ("http://a:b", None),
            ("http://user@host", None),
            ("http://host/path", None),
            ("http://host\"><script>", None),
            ("javascript://host", None),
        ];
        for (text, expected) in table {
            assert_eq!(Origin::read(text).map(|origin| origin.loopback), expected, "{text}");
        }
    }

    #[test]
    fn the_browser_comes_back_by_itself_where_it_can() {
        let origin = |text| Origin::read(text).expect("an origin");
        let here = origin("http://127.0.0.1:8025");
        let (plain, tls) = (origin("http://scanpost.example"), origin("https://scanpost.example"));
        let page = |host| ReturnTo::Page(format!("{host}/sign-in/return"));
        let table = [
            (Back::Best, Some(&here), true, ReturnTo::Loopback { port: 8025 }),
            (Back::Page, Some(&here), true, ReturnTo::Loopback { port: 8025 }),
            (Back::Pasted, Some(&here), true, ReturnTo::Pasted),
            (Back::Best, Some(&plain), true, ReturnTo::Pasted),
            (Back::Best, Some(&tls), true, ReturnTo::Pasted),
            (Back::Best, Some(&tls), false, page("https://scanpost.example")),
            (Back::Page, Some(&tls), true, page("https://scanpost.example")),
            (Back::Page, Some(&plain), true, page("http://scanpost.example")),
            (Back::Best, None, true, ReturnTo::Pasted),
            (Back::Best, None, false, ReturnTo::Pasted),
        ];
        for (wish, origin, can_paste, expected) in table {
            assert_eq!(way_back(wish, origin, can_paste), expected, "{wish:?} {origin:?}");
        }
    }

    #[test]
    fn the_way_on_leads_to_where_the_person_began_or_stays_here() {
        let (origins, name) = (Origins::default(), "scans".parse().expect("a name"));
        assert_eq!(origins.way_on(&name), "/sign-in/continue/scans");
        origins.remember(&name, Origin::read("http://127.0.0.1:8025").expect("an origin"));
        assert_eq!(origins.way_on(&name), "http://127.0.0.1:8025/sign-in/continue/scans");
        for n in 0..1000 {
            let name = format!("a{n}").parse().expect("a name");
            origins.remember(&name, Origin::read("http://localhost").expect("an origin"));
        }
        assert_eq!(origins.0.lock().expect("whole").len(), MOST_ORIGINS);
    }
}
