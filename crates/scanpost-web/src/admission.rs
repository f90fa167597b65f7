//! Who a request comes from: a session's cookie, or an API token.

use axum::http::{HeaderMap, Method, header};
use scanpost_core::administrator::Actor;
use scanpost_core::gateway::Gateway;

use crate::access::{Access, Holder};

/// Whoever has a session, and what they may do now.
pub(crate) fn by_session(
    gateway: &Gateway,
    access: &Access,
    headers: &HeaderMap,
) -> Option<(Actor, Holder)> {
    holder(gateway, access, headers, is_of_a_person(headers))
}

/// The same for a page that may have looked again by itself, which does not keep the session from ending.
pub(crate) fn by_session_at(
    gateway: &Gateway,
    access: &Access,
    headers: &HeaderMap,
    is_at_work: bool,
) -> Option<(Actor, Holder)> {
    holder(gateway, access, headers, is_at_work && is_of_a_person(headers))
}

/// Whether the session that was shown goes on. To look at it does not keep it from ending.
pub(crate) fn is_still_admitted(gateway: &Gateway, access: &Access, headers: &HeaderMap) -> bool {
    holder(gateway, access, headers, false).is_some()
}

fn holder(
    gateway: &Gateway,
    access: &Access,
    headers: &HeaderMap,
    is_at_work: bool,
) -> Option<(Actor, Holder)> {
    let holder = cookies(headers).find_map(|cookies| access.holder(cookies, is_at_work))?;
    let actor = match &holder {
        Holder::Console => Actor::Console,
        Holder::Administrator(log_in) => gateway.actor(log_in)?,
    };
    Some((actor, holder))
}

/// Whether a request that changes something says where it comes from. A browser always does; that it
/// comes from here is then for the layer against forged forms to see.
pub(crate) fn tells_its_origin(method: &Method, headers: &HeaderMap) -> bool {
    method.is_safe() || headers.contains_key(header::ORIGIN) || headers.contains_key(FETCH_SITE)
}

/// The values of all `Cookie` headers.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok())
}

/// A page that looks again by itself says `cors`; a person who goes somewhere says `navigate`, and
/// old browsers say nothing.
fn is_of_a_person(headers: &HeaderMap) -> bool {
    headers.get(FETCH_MODE).is_none_or(|mode| mode == "navigate")
}

const FETCH_SITE: &str = "sec-fetch-site";
const FETCH_MODE: &str = "sec-fetch-mode";
