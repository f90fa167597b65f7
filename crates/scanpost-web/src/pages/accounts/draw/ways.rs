//! The choice of a way to sign in.

use askama::Template;
use scanpost_core::gateway::views::{AccountView, GrantView};
use scanpost_core::oauth::Way;

use crate::pages::accounts::shown::{WAYS, title, word};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;

/// The ways to sign in, the one to propose first; those that the provider lacks last, with the reason.
pub(in crate::pages::accounts) fn ways(
    frame: &Frame,
    account: &AccountView,
    grant: &GrantView,
) -> String {
    let say = frame.say();
    let mut order: Vec<Way> = vec![grant.way];
    order.extend(grant.ways.iter().chain(&WAYS));
    let mut cards: Vec<WayCard> = Vec::new();
    for way in order {
        if cards.iter().all(|card| card.word != word(way)) {
            let is_offered = grant.ways.contains(&way);
            cards.push(WayCard {
                word: word(way),
                title: say.text(title(way)),
                text: way_text(say, way, is_offered, &account.provider),
                is_offered,
                is_proposed: is_offered && way == grant.way,
                button: say.text(way_button(way, grant)),
            });
        }
    }
    draw(&WaysPage {
        frame,
        say,
        follow: false,
        name: account.name.to_string(),
        address: account.address.clone(),
        cards,
        can_consent: grant.can_consent,
    })
}

fn way_text(say: Say, way: Way, is_offered: bool, provider: &str) -> String {
    let (when, why_not) = match way {
        Way::DeviceCode => ("way-device-code-text", "way-device-code-not"),
        Way::AuthorizationCode => ("way-browser-text", "way-browser-not"),
        Way::ClientCredentials => ("way-app-text", "way-app-not"),
    };
    if is_offered { say.text(when) } else { say.with(why_not, "provider", provider) }
}

fn way_button(way: Way, grant: &GrantView) -> &'static str {
    match way {
        Way::DeviceCode => "way-device-code-button",
        Way::AuthorizationCode => "way-browser-button",
        Way::ClientCredentials if grant.credential.is_some() => "way-app-button",
        Way::ClientCredentials => "way-app-set-up",
    }
}

/// One way of sign-in.
struct WayCard {
    word: &'static str,
    title: String,
    text: String,
    is_offered: bool,
    is_proposed: bool,
    button: String,
}

#[derive(Template)]
#[template(path = "accounts/ways.html")]
struct WaysPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    address: String,
    cards: Vec<WayCard>,
    can_consent: bool,
}
