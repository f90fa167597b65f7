//! Views in, HTML out, for the pages of the mail server. Pure.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::clock::Time;
use scanpost_core::gateway::NewcomerView;
use scanpost_core::gateway::views::AccountView;
use scanpost_core::oauth::TokenStatus;
use scanpost_core::profile::{Page, Profile, Row, Sharing};
use scanpost_core::site::Slot;
use scanpost_core::words;

use super::lines::{Line, Lines};
use super::save::Typed;
use super::{Facts, place};
use crate::pages::accounts::shown::{
    AccountShown, CodeShown, token_badge, troubles as account_troubles,
};
use crate::pages::fields::{Field, Wrong};
use crate::pages::machine::{Crumb, way_to};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::settings::draw::function;
use crate::pages::shown::{Badge, Part, Tone, Trouble};

/// What a page shows beside what is stored.
#[derive(Default)]
pub(super) struct Shown<'a> {
    /// What was typed and could not be saved.
    pub(super) typed: Option<&'a Typed>,
    pub(super) wrong: Vec<Wrong>,
    pub(super) done: bool,
}

/// One page of the mail server.
pub(super) fn form(frame: &Frame, page: &'static Page, facts: &Facts, shown: Shown<'_>) -> String {
    let say = frame.say();
    let profile = Profile::of(frame.voice.profile);
    let may_sign_in = frame.may(Privilege::Accounts);
    let lines = Lines { say, profile, page, facts, typed: shown.typed, may_sign_in };
    let section = |section: &scanpost_core::profile::Section| Section {
        title: section.title.as_ref().map(|id| say.text(id)),
        lines: section.rows.iter().map(|row| lines.line(*row)).collect(),
    };
    let mut drawn = FormPage {
        frame,
        say,
        follow: true,
        title: say.text(&page.title),
        place: place(&page.name),
        crumbs: way_to(say, frame.voice.profile, &page.name),
        tabs: tabs(say, profile, page),
        done: shown.done.then(|| say.text("mail-server-saved")),
        wrong: Vec::new(),
        revisions: [
            ("slots_revision", facts.slots.revision.0),
            ("mail_revision", facts.mail.revision.0),
            ("receiving_revision", facts.receiving.revision.0),
        ],
        sections: page.sections.iter().map(section).collect(),
        app: lines.app(),
        shared: shared(say, profile, page),
        unknown: facts
            .unknown_service(profile)
            .map(|service| say.with("mail-server-unknown-service", "service", &service.title)),
        troubles: troubles(say, facts),
        is_fax_server: page.slot == Slot::FaxServer,
        can_save: may_sign_in || frame.may(Privilege::MailSettings),
    };
    for wrong in shown.wrong {
        let rest = wrong.mark(&mut drawn.fields());
        drawn.wrong.extend(rest);
    }
    draw(&drawn)
}

/// Between the button and the code, where the maker asks once more.
pub(super) fn ask(frame: &Frame, page: &Page, service: &str) -> String {
    let say = frame.say();
    draw(&AskPage {
        frame,
        say,
        follow: false,
        title: say.text("mail-server-ask-title"),
        text: say.with("mail-server-ask-text", "service", service),
        yes: say.text("mail-server-ask-yes"),
        no: say.text("cancel"),
        place: place(&page.name),
    })
}

/// The code, or what became of the sign-in.
pub(super) fn code(frame: &Frame, page: &Page, sign_in: SignInShown) -> String {
    let say = frame.say();
    let (title, place) = (say.text("mail-server-code-title"), place(&page.name));
    draw(&CodePage { frame, say, follow: true, title, place, sign_in })
}

/// A sign-in, as it stands.
pub(super) struct SignInShown {
    /// Name and address; nothing where whoever signs in becomes the account.
    account: Option<(String, String)>,
    service: String,
    code: Option<CodeShown>,
    troubles: Vec<Trouble>,
    badge: Badge,
    is_signed_in: bool,
    signed_in_as: Option<String>,
}

impl SignInShown {
    pub(super) fn of_account(say: Say, account: &AccountView, now: Time) -> Self {
        let shown = AccountShown::of(say, account, now);
        Self {
            account: Some((shown.name, shown.address)),
            service: account.provider.clone(),
            troubles: if shown.code.is_some() { Vec::new() } else { shown.troubles },
            code: shown.code,
            badge: shown.token,
            is_signed_in: account.signed_in_at.is_some() && account.sign_in.is_none(),
            signed_in_as: shown.signed_in_as,
        }
    }

    pub(super) fn of_newcomer(say: Say, newcomer: &NewcomerView) -> Self {
        Self {
            account: None,
            service: newcomer.provider.clone(),
            troubles: newcomer.fault.iter().map(|fault| Trouble::of(say, fault)).collect(),
            code: newcomer.code.as_ref().map(CodeShown::of),
            badge: token_badge(say, TokenStatus::NotRetrieved),
            is_signed_in: false,
            signed_in_as: None,
        }
    }
}

/// Whom a sign-in serves, where the maker speaks of it.
fn shared(say: Say, profile: &Profile, page: &Page) -> Option<String> {
    let served: Vec<_> = profile.served_by(page.slot).map(|one| function(say, one)).collect();
    match (profile.slots, served.as_slice()) {
        (Sharing::Separate, _) | (_, []) => None,
        (Sharing::Shared, [one]) => Some(say.with("mail-server-independent", "function", one)),
        (Sharing::Shared, all) => {
            Some(say.with("mail-server-shared", "functions", &all.join(", ")))
        }
    }
}

/// What stands in the way of the account, each with its next step.
fn troubles(say: Say, facts: &Facts) -> Vec<Trouble> {
    let newcomer = facts.newcomer.iter().filter_map(|newcomer| newcomer.fault.as_ref());
    let all = facts.account.iter().flat_map(|(account, _)| account_troubles(account));
    let all = all.map(|fault| Trouble::of(say, &fault));
    all.chain(newcomer.map(|fault| Trouble::of(say, fault))).collect()
}

/// The other pages of the mail server, where no menu leads to them.
fn tabs(say: Say, profile: &Profile, here: &Page) -> Vec<Tab> {
    if !profile.menus.is_empty() {
        return Vec::new();
    }
    let tab = |page: &Page| Tab {
        place: place(&page.name),
        word: words::text(say.voice, &page.title, &[]),
        is_here: page.name == here.name,
    };
    profile.pages.iter().map(tab).collect()
}

struct Tab {
    place: String,
    word: String,
    is_here: bool,
}

struct Section {
    title: Option<String>,
    lines: Vec<Line>,
}

impl FormPage<'_> {
    fn fields(&mut self) -> Vec<&mut Field> {
        let lines = self.sections.iter_mut().flat_map(|section| &mut section.lines);
        lines.filter_map(Line::field).chain(&mut self.app).collect()
    }
}

#[derive(Template)]
#[template(path = "mail_server/form.html")]
struct FormPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    place: String,
    crumbs: Vec<Crumb>,
    tabs: Vec<Tab>,
    done: Option<String>,
    wrong: Vec<Wrong>,
    revisions: [(&'static str, u64); 3],
    sections: Vec<Section>,
    app: Vec<Field>,
    shared: Option<String>,
    /// The mailbox is at a service that the maker's devices do not know.
    unknown: Option<String>,
    troubles: Vec<Trouble>,
    /// Whose numbers, address and cover are set elsewhere.
    is_fax_server: bool,
    can_save: bool,
}

#[derive(Template)]
#[template(path = "mail_server/ask.html")]
struct AskPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    text: String,
    yes: String,
    no: String,
    place: String,
}

#[derive(Template)]
#[template(path = "mail_server/code.html")]
struct CodePage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    place: String,
    sign_in: SignInShown,
}
