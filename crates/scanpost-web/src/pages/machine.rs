//! The menus of the printers' own pages, walked click by click as their guides say it.
//!
//! Each way through the menus is data of the site's profile. A click that others follow is a page here,
//! `/machine/network/email-server`; the last one leads to what it opens.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use scanpost_core::profile::{Menu, Name, Opens, Profile, Step};

use super::render::{Frame, draw};
use super::say::Say;
use super::{Pages, not_found};

pub(super) fn routes() -> Router<Pages> {
    Router::new().route("/machine", get(async |frame: Frame| show(&frame, ""))).route(
        "/machine/{*way}",
        get(async |Path(way): Path<String>, frame: Frame| show(&frame, &way)),
    )
}

fn show(frame: &Frame, way: &str) -> Response {
    let profile = Profile::of(frame.voice.profile);
    let clicked: Vec<&str> = way.split('/').filter(|word| !word.is_empty()).collect();
    let groups = groups(frame.say(), profile, &clicked);
    if groups.is_empty() {
        return not_found(frame);
    }
    let crumbs = crumbs(
        frame.say(),
        profile.menus.iter().find(|menu| begins(menu, &clicked)),
        clicked.len(),
    );
    let title =
        crumbs.last().map_or_else(|| frame.say().text("machine-title"), |last| last.word.clone());
    let page = MachinePage { frame, say: frame.say(), follow: false, title, crumbs, groups };
    Html(draw(&page)).into_response()
}

/// The clicks that lead to a page of the profile, in the maker's words.
pub(super) fn way_to(say: Say, name: Name, page: &str) -> Vec<Crumb> {
    let opens = |menu: &&Menu| matches!(&menu.opens, Opens::Page(name) if name == page);
    let menu = Profile::of(name).menus.iter().find(opens);
    crumbs(say, menu, menu.map_or(0, |menu| menu.steps.len()))
}

/// One click that was done, and where it leads.
pub(super) struct Crumb {
    pub(super) word: String,
    pub(super) place: String,
}

fn crumbs(say: Say, menu: Option<&Menu>, clicks: usize) -> Vec<Crumb> {
    let Some(menu) = menu.filter(|_| clicks > 0) else { return Vec::new() };
    let crumb = |count: usize| Crumb {
        word: say.text(&menu.steps[count - 1].click),
        place: place(menu, count),
    };
    (1..=clicks).map(crumb).collect()
}

/// Links below a heading.
struct Group {
    heading: Option<String>,
    links: Vec<Crumb>,
}

/// What can be clicked after these clicks.
fn groups(say: Say, profile: &Profile, clicked: &[&str]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for menu in profile.menus.iter().filter(|menu| begins(menu, clicked)) {
        let Some(step) = menu.steps.get(clicked.len()) else { continue };
        let heading = step.under.as_ref().map(|id| say.text(id));
        let link = Crumb { word: say.text(&step.click), place: place(menu, clicked.len() + 1) };
        match groups.iter_mut().find(|group| group.heading == heading) {
            Some(group) if group.links.iter().any(|there| there.place == link.place) => {}
            Some(group) => group.links.push(link),
            None => groups.push(Group { heading, links: vec![link] }),
        }
    }
    groups
}

/// Where so many clicks of a way lead.
fn place(menu: &Menu, clicks: usize) -> String {
    if clicks < menu.steps.len() {
        let words: Vec<_> = menu.steps[..clicks].iter().map(word).collect();
        return format!("/machine/{}", words.join("/"));
    }
    match &menu.opens {
        Opens::Status => "/".to_owned(),
        Opens::Jobs => "/jobs".to_owned(),
        Opens::MailServer => "/panel/mail-server".to_owned(),
        Opens::Sheet => "/panel/sheet".to_owned(),
        Opens::Page(name) => format!("/mail-server/{name}"),
    }
}

fn begins(menu: &Menu, clicked: &[&str]) -> bool {
    menu.steps.len() > clicked.len()
        && menu.steps.iter().zip(clicked).all(|(step, clicked)| word(step) == *clicked)
}

/// As a click stands in an address.
fn word(step: &Step) -> &str {
    step.click.strip_prefix("menu-").unwrap_or(&step.click)
}

#[derive(Template)]
#[template(path = "machine.html")]
struct MachinePage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    crumbs: Vec<Crumb>,
    groups: Vec<Group>,
}
