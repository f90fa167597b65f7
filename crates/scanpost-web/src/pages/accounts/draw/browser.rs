//! The sign-in in the browser: the way there, the way back, and the consent of the tenant.

use askama::Template;
use scanpost_core::fault::Fault;
use scanpost_core::gateway::views::{AccountView, BrowserView, GrantView};

use crate::pages::accounts::shown::clock;
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::shown::{Part, Tone, Trouble};
use crate::wire::CameBack;

/// A browser's way to the provider and back, as far as it has come.
#[derive(Debug, Default)]
pub(in crate::pages::accounts) struct Journey {
    pub(in crate::pages::accounts) begun: Option<BrowserView>,
    /// The link out, where the browser can come back by itself.
    pub(in crate::pages::accounts) way_out: Option<String>,
    /// The gateway's own address, if the browser could come back there.
    pub(in crate::pages::accounts) own_page: Option<String>,
    pub(in crate::pages::accounts) fault: Option<Fault>,
}

/// The sign-in in the browser.
pub(in crate::pages::accounts) fn browser(
    frame: &Frame,
    account: &AccountView,
    grant: &GrantView,
    journey: &Journey,
) -> String {
    let say = frame.say();
    let Journey { begun, way_out, own_page, fault } = journey;
    let left = match begun {
        Some(begun) => Some(begun.seconds_left),
        None => grant.browser_seconds_left,
    };
    let ends_here = |uri: &str| uri.ends_with(scanpost_core::gateway::RETURN_PATH);
    draw(&BrowserPage {
        frame,
        say,
        follow: false,
        name: account.name.to_string(),
        address: account.address.clone(),
        begun: begun.as_ref().map(|begun| Begun {
            url: way_out.as_ref().unwrap_or(&begun.url).clone(),
            host: host(&begun.url),
            redirect_uri: begun.redirect_uri.clone(),
            comes_back: ends_here(&begun.redirect_uri),
        }),
        own_page: own_page.clone(),
        can_paste: grant.paste_from.is_some(),
        trouble: fault.as_ref().map(|fault| Trouble::of(say, fault)),
        left: left.map(|left| (left, clock(left))),
    })
}

/// The host of an address, as a person reads it.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
}

/// What has become of a return from the provider.
pub(in crate::pages::accounts) fn came_back(
    frame: &Frame,
    came: &Result<CameBack, Fault>,
    way_on: Option<String>,
) -> String {
    let say = frame.say();
    let (title, text) = match came {
        Ok(CameBack::SignIn { .. }) => ("return-signed-in", "return-signed-in-text"),
        Ok(CameBack::Consent { .. }) => ("return-consented", "return-consented-text"),
        Err(_) => ("return-not-signed-in", "return-not-signed-in-text"),
    };
    let trouble = came.as_ref().err().map(|fault| Trouble::of(say, fault));
    let can_repeat = trouble.as_ref().is_some_and(|trouble| trouble.tone == Tone::Wait);
    draw(&ReturnPage {
        frame,
        say,
        follow: false,
        title: say.text(title),
        text: say.text(text),
        way_on: way_on.unwrap_or_else(|| "/".to_owned()),
        trouble,
        can_repeat,
    })
}

/// Sends a browser on to a page of ours, with its session.
pub(in crate::pages::accounts) fn go_on(frame: &Frame, place: &str) -> String {
    let say = frame.say();
    draw(&ReturnPage {
        frame,
        say,
        follow: false,
        title: say.text("return-going-on"),
        text: String::new(),
        way_on: place.to_owned(),
        trouble: None,
        can_repeat: false,
    })
}

/// How an administrator of the tenant consents.
pub(in crate::pages::accounts) fn consent(
    frame: &Frame,
    account: &AccountView,
    begun: Option<&BrowserView>,
) -> String {
    draw(&ConsentPage {
        frame,
        say: frame.say(),
        follow: false,
        name: account.name.to_string(),
        begun: begun.map(|begun| Begun {
            url: begun.url.clone(),
            host: host(&begun.url),
            redirect_uri: begun.redirect_uri.clone(),
            comes_back: false,
        }),
    })
}

/// An address to send a browser to.
struct Begun {
    url: String,
    /// Of the provider, who is asked in the end.
    host: String,
    redirect_uri: String,
    /// By itself; else the address is pasted.
    comes_back: bool,
}

#[derive(Template)]
#[template(path = "accounts/browser.html")]
struct BrowserPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    address: String,
    begun: Option<Begun>,
    own_page: Option<String>,
    can_paste: bool,
    trouble: Option<Trouble>,
    left: Option<(u64, String)>,
}

#[derive(Template)]
#[template(path = "accounts/return.html")]
struct ReturnPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    text: String,
    way_on: String,
    trouble: Option<Trouble>,
    /// The same return may be tried again.
    can_repeat: bool,
}

#[derive(Template)]
#[template(path = "accounts/consent.html")]
struct ConsentPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    begun: Option<Begun>,
}
