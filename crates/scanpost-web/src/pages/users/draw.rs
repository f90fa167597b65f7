//! The pages of users: views in, HTML out. Pure, as [`crate::pages::render`].

use askama::Template;
use scanpost_core::administrator::{Actor, Privilege};
use scanpost_core::clock::Time;
use scanpost_core::gateway::NewUser;
use scanpost_core::gateway::views::{ImportedUsers, UserRulesView, UserView, UsersView};
use scanpost_core::words;

use crate::address::{encoded, query};
use crate::pages::fields::{Field, Tick, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::shown::{Badge, Moment, Tone};

/// What was just done.
pub(super) enum Done {
    /// So many scans of the user stay, or went too.
    Removed {
        kept: u64,
        deleted: u64,
    },
    Imported(ImportedUsers),
    RulesSaved,
}

impl Done {
    fn said(&self, say: Say) -> String {
        match self {
            Done::Removed { kept: 0, deleted: 0 } => say.text("users-removed"),
            Done::Removed { kept, deleted: 0 } => {
                say.with("users-removed-kept", "scans", &kept.to_string())
            }
            Done::Removed { deleted, .. } => {
                say.with("users-removed-deleted", "scans", &deleted.to_string())
            }
            Done::Imported(ImportedUsers { added, changed, same }) => {
                let [added, changed, same] = [added, changed, same].map(ToString::to_string);
                let counts = [("added", &*added), ("changed", &*changed), ("same", &*same)];
                words::text(say.voice, "users-imported", &counts)
            }
            Done::RulesSaved => say.text("users-rules-saved"),
        }
    }
}

/// One page of the users. `asked`: what was searched for, and what was just done.
pub(super) fn list(
    frame: &Frame,
    view: &UsersView,
    rules: &UserRulesView,
    (search, done): (&str, Option<Done>),
    now: Time,
) -> String {
    let say = frame.say();
    let next = view.next.as_ref().map(|after| query(&[("search", search), ("after", after)]));
    draw(&UsersPage {
        frame,
        say,
        follow: true,
        done: done.map(|done| done.said(say)),
        users: view.users.iter().map(|user| UserShown::of(say, user, now)).collect(),
        count: view.count,
        search: search.to_owned(),
        next,
        consent: ConsentShown::of(say, rules, now),
        has_app: rules.app.is_some(),
        domains: rules.rules.domains.join(", "),
    })
}

/// A new user, or one as they stand, with what is wrong.
pub(super) fn form(frame: &Frame, user: &NewUser, wrong: Option<Wrong>) -> String {
    let say = frame.say();
    let is_new = user.revision.0 == 0;
    let hinted = |name, label: &str, hint: &str, value: &str| {
        Field::new(name, say.text(label), value).hint(say.text(hint))
    };
    let mut name = Field::new("name", say.text("user-name"), &user.name);
    let mut address = hinted("address", "user-address", "user-address-hint", &user.address);
    let matches = user.matches.join("\n");
    let mut matches = hinted("matches", "user-matches", "user-matches-hint", &matches);
    let wrong = wrong.and_then(|wrong| wrong.mark(&mut [&mut name, &mut address, &mut matches]));
    draw(&UserFormPage {
        frame,
        say,
        follow: false,
        is_new,
        action: if is_new { "/users/new".to_owned() } else { place(&user.address) },
        fixed_address: user.address.clone(),
        revision: user.revision.0,
        wrong,
        name,
        address,
        matches,
    })
}

/// The question before a user is removed; where scans wait, what becomes of them.
pub(super) fn ask_remove(frame: &Frame, user: &UserView) -> String {
    let say = frame.say();
    draw(&RemovePage {
        frame,
        say,
        follow: false,
        title: say.with("user-remove-title", "name", &user.user.name),
        action: format!("{}/remove", place(&user.user.address)),
        scans: user.scans,
        waiting: say.with("user-remove-scans", "scans", &user.scans.to_string()),
    })
}

/// The form for a table of users, with all that is wrong in it.
pub(super) fn import(frame: &Frame, table: &str, wrong: Vec<Wrong>) -> String {
    let say = frame.say();
    let file =
        Field::new("file", say.text("users-table"), table).hint(say.text("users-table-hint"));
    draw(&ImportPage { frame, say, follow: false, wrong, file })
}

/// Who becomes a user, and who is asked to sign in.
pub(super) fn rules(frame: &Frame, view: &UserRulesView, wrong: Option<Wrong>) -> String {
    let say = frame.say();
    let rules = &view.rules;
    let hinted = |name, label: &str, hint: &str, value: &str| {
        Field::new(name, say.text(label), value).hint(say.text(hint))
    };
    let mut domains =
        hinted("domains", "users-domains", "users-domains-hint", &rules.domains.join("\n"));
    let page = rules.page_address.as_str();
    let mut page_address = hinted("page_address", "users-page", "users-page-hint", page);
    let wrong = wrong.and_then(|wrong| wrong.mark(&mut [&mut domains, &mut page_address]));
    draw(&RulesPage {
        frame,
        say,
        follow: false,
        revision: view.revision.0,
        wrong,
        domains,
        page_address,
        asks: Tick::new(say, "asks_by_mail", "users-ask", "users-ask-hint", rules.asks_by_mail),
    })
}

fn place(address: &str) -> String {
    format!("/users/of/{}", encoded(address))
}

/// How it stands with the organisation's consent, where the provider has a page for that.
struct ConsentShown {
    /// The account of whose app it is.
    account: String,
    is_missing: bool,
    given: Option<(String, Moment)>,
}

impl ConsentShown {
    fn of(say: Say, rules: &UserRulesView, now: Time) -> Option<Self> {
        let account = rules.app.as_ref().filter(|_| rules.can_consent)?.to_string();
        let given = rules.consent.as_ref().map(|given| {
            let who = given.by.as_deref().filter(|by| *by != Actor::Console.to_string());
            let who = who.map_or_else(|| say.text("who-console"), str::to_owned);
            let facts = [("organisation", &*given.organisation), ("by", &*who)];
            (words::text(say.voice, "users-consent-given", &facts), Moment::of(say, given.at, now))
        });
        Some(Self { account, is_missing: rules.lacks_consent, given })
    }
}

struct UserShown {
    name: String,
    address: String,
    matches: String,
    place: String,
    badge: Badge,
    since: Option<Moment>,
    scans: u64,
    /// What stands in the way, where that is more than the sign-in.
    fault: Option<String>,
}

impl UserShown {
    fn of(say: Say, view: &UserView, now: Time) -> Self {
        let (tone, word) = match (view.signed_in_at, view.scans) {
            (Some(_), _) => (Tone::Good, "user-signed-in"),
            (None, 0) => (Tone::Idle, "user-not-signed-in"),
            (None, _) => (Tone::Wait, "user-waits"),
        };
        let is_more = view.signed_in_at.is_some();
        let fault = view.fault.as_ref().filter(|_| is_more);
        Self {
            name: view.user.name.clone(),
            address: view.user.address.clone(),
            matches: view.user.matches.join(", "),
            place: place(&view.user.address),
            badge: Badge { tone, word: say.text(word) },
            since: view.signed_in_at.map(|at| Moment::of(say, at, now)),
            scans: view.scans,
            fault: fault.map(|fault| words::fault(say.voice, fault).what),
        }
    }
}

#[derive(Template)]
#[template(path = "users/list.html")]
struct UsersPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    done: Option<String>,
    users: Vec<UserShown>,
    count: u64,
    search: String,
    next: Option<String>,
    consent: Option<ConsentShown>,
    has_app: bool,
    domains: String,
}

#[derive(Template)]
#[template(path = "users/form.html")]
struct UserFormPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    is_new: bool,
    action: String,
    fixed_address: String,
    revision: u64,
    wrong: Option<Wrong>,
    name: Field,
    address: Field,
    matches: Field,
}

#[derive(Template)]
#[template(path = "users/remove.html")]
struct RemovePage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    action: String,
    scans: u64,
    waiting: String,
}

#[derive(Template)]
#[template(path = "users/import.html")]
struct ImportPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    wrong: Vec<Wrong>,
    file: Field,
}

#[derive(Template)]
#[template(path = "users/rules.html")]
struct RulesPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    revision: u64,
    wrong: Option<Wrong>,
    domains: Field,
    page_address: Field,
    asks: Tick,
}
