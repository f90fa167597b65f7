//! Who sees the panel: whoever has logged in, and whoever is at an address that an administrator has named for
//! that. A page that nobody touches looks again by itself, counts how often, and goes back to the first page;
//! at a panel's own address the log-in and the language then end, because the next one is somebody else. That
//! holds for a log-in that nobody completes and for what is refused too, or the panel would stay with it.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::super::render::Frame;
use super::super::{Pages, foreign, log_in, refused};
use super::gone;
use crate::admission;
use crate::serve::Peer;

/// A page that shows a code waits for somebody at another screen: nobody touches it meanwhile.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waits;

pub(super) async fn admit(
    State(Pages { gateway, access, .. }): State<Pages>,
    Peer(address): Peer,
    frame: Frame,
    mut request: Request,
    next: Next,
) -> Response {
    let untouched = untouched(request.uri());
    let is_panel = match gateway.panel().await {
        Ok(panel) => panel.settings.admits(address),
        Err(fault) => return leads_home(refused(&frame, fault.into())),
    };
    if is_panel && untouched >= LONGEST_UNTOUCHED {
        return gone(&access, request.headers());
    }
    let is_at_work = untouched == 0;
    let known = admission::by_session_at(&gateway, &access, request.headers(), is_at_work);
    if known.is_none() && !is_panel {
        return log_in::closed(&gateway, &frame, wished(&request));
    }
    if !admission::tells_its_origin(request.method(), request.headers()) {
        let refused = foreign(&frame);
        return if is_panel { leads_home(refused) } else { refused };
    }
    if let Some((actor, holder)) = known {
        request.extensions_mut().insert(actor);
        request.extensions_mut().insert(holder);
    }
    let here = request.uri().clone();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK {
        let waits = response.extensions().get::<Waits>().is_some();
        let again = if waits { again(&here, 0, false) } else { again(&here, untouched + 1, true) };
        if let Ok(refresh) = HeaderValue::from_str(&format!("{EVERY_SECONDS}; url={again}")) {
            response.headers_mut().insert(header::REFRESH, refresh);
        }
        return response;
    }
    if is_panel { leads_home(response) } else { response }
}

/// A page that is not looked at again: long enough to be read, or to log in, and then the first one.
fn leads_home(mut response: Response) -> Response {
    let looks = match response.status() {
        status if status.is_redirection() => return response,
        StatusCode::UNAUTHORIZED => LONGEST_UNTOUCHED,
        _ => HOME_AFTER,
    };
    let home = format!("{}; url=/panel?{UNTOUCHED}={looks}", looks * EVERY_SECONDS);
    if let Ok(home) = HeaderValue::from_str(&home) {
        response.headers_mut().insert(header::REFRESH, home);
    }
    response
}

/// A sign-in starts from an administrator who has logged in, and from nobody else (RFC 10027).
pub(super) async fn only_logged_in(
    State(pages): State<Pages>,
    frame: Frame,
    request: Request,
    next: Next,
) -> Response {
    if frame.actor.is_some() {
        return next.run(request).await;
    }
    super::log_in::closed(&pages.gateway, &frame, wished(&request))
}

/// Where a log-in leads back to.
fn wished(request: &Request) -> &str {
    if *request.method() == Method::GET { request.uri().path() } else { "/panel" }
}

/// How often the page has looked again by itself.
fn untouched(uri: &Uri) -> u32 {
    let pairs = uri.query().unwrap_or_default().split('&');
    let mut counted = pairs.filter_map(|pair| pair.strip_prefix(UNTOUCHED)?.strip_prefix('='));
    counted.next_back().and_then(|count| count.parse().ok()).unwrap_or_default()
}

/// Where the page looks next: the same list at the same place, or the first page after a while.
fn again(here: &Uri, untouched: u32, goes_home: bool) -> String {
    if goes_home && untouched >= HOME_AFTER {
        return format!("/panel?{UNTOUCHED}={untouched}");
    }
    let pairs = here.query().unwrap_or_default().split('&');
    let is_own =
        |pair: &&str| pair.strip_prefix(UNTOUCHED).is_some_and(|rest| rest.starts_with('='));
    let mut pairs: Vec<String> =
        pairs.filter(|pair| !pair.is_empty() && !is_own(pair)).map(str::to_owned).collect();
    pairs.push(format!("{UNTOUCHED}={untouched}"));
    format!("{}?{}", here.path(), pairs.join("&"))
}

const UNTOUCHED: &str = "untouched";

/// How often a page looks again.
const EVERY_SECONDS: u32 = 10;

/// After a minute in which nobody touched it, the first page is shown.
const HOME_AFTER: u32 = 6;

/// After two, whoever was there has gone.
const LONGEST_UNTOUCHED: u32 = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> Uri {
        text.parse().expect("an address")
    }

    #[test]
    fn a_page_that_nobody_touches_counts_and_goes_home_and_one_with_a_code_stays() {
        assert_eq!(untouched(&uri("/panel/jobs?page=2")), 0);
        assert_eq!(untouched(&uri("/panel/jobs?page=2&untouched=3")), 3);
        assert_eq!(untouched(&uri("/panel?untouched=x&untouched=-1")), 0);
        let here = uri("/panel/jobs?page=2&untouched=3");
        assert_eq!(again(&here, 4, true), "/panel/jobs?page=2&untouched=4");
        assert_eq!(again(&here, HOME_AFTER, true), "/panel?untouched=6");
        assert_eq!(
            again(&uri("/panel/sign-in/scans"), 0, false),
            "/panel/sign-in/scans?untouched=0"
        );
    }
}
