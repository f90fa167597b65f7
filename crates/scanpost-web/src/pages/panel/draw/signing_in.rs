//! Views in, HTML out, for signing in at the panel: the slots, one slot's sign-in, and the log-in that it takes.

use askama::Template;
use scanpost_core::clock::Time;
use scanpost_core::gateway::NewcomerView;
use scanpost_core::gateway::views::{AccountView, SlotsView};
use scanpost_core::oauth::{Provider, TokenStatus};
use scanpost_core::site::Slot;
use scanpost_core::words;

use super::super::sign_in::{place, place_of_slot};
use super::{Around, TOUCHED_ROWS, on_page, paging};
use crate::pages::accounts::shown::{AccountShown, CodeShown, token_badge};
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::shown::{Badge, Tone};

/// One slot, and whether its account is signed in.
struct SlotLine {
    slot: String,
    /// The account; or where whoever signs in becomes it, the service.
    who: String,
    badge: Badge,
    place: String,
}

impl SlotLine {
    fn of_account(say: Say, slot: String, account: &AccountView) -> Self {
        let badge = token_badge(say, account.token_status);
        Self { slot, who: account.name.to_string(), badge, place: place(&account.name) }
    }

    fn of_newcomer(say: Say, slot: Slot, newcomer: Option<&NewcomerView>) -> Self {
        let waits = newcomer.is_some_and(|newcomer| newcomer.code.is_some());
        let status =
            if waits { TokenStatus::WaitingForAuthorisation } else { TokenStatus::NotRetrieved };
        Self {
            slot: say.text(slot.label()),
            who: newcomer.map_or_else(|| say.text("slot-nothing"), |one| one.provider.clone()),
            badge: token_badge(say, status),
            place: place_of_slot(slot),
        }
    }
}

pub(in crate::pages::panel) fn slots(
    frame: &Frame,
    slots: &SlotsView,
    accounts: &[AccountView],
    newcomers: impl Fn(Slot) -> Option<NewcomerView>,
    asked: usize,
) -> String {
    let say = frame.say();
    let of_slot = |slot: Slot| {
        let function = slots.functions.iter().find(|function| function.slot == slot);
        let chosen = function.and_then(|function| function.chosen.account());
        let account = accounts.iter().find(|account| Some(&account.name) == chosen);
        match (newcomers(slot), account) {
            (None, Some(account)) => {
                Some(SlotLine::of_account(say, say.text(slot.label()), account))
            }
            (None, None) if slot != Slot::Sending => None,
            (newcomer, _) => Some(SlotLine::of_newcomer(say, slot, newcomer.as_ref())),
        }
    };
    let mut lines: Vec<SlotLine> = Slot::ALL.into_iter().filter_map(of_slot).collect();
    let of_devices = slots.deviations.iter().filter_map(|one| {
        let account = accounts.iter().find(|account| account.name == one.account)?;
        Some(SlotLine::of_account(say, one.device.clone(), account))
    });
    lines.extend(of_devices);
    let (count, page) = paging(lines.len(), TOUCHED_ROWS, asked);
    let around = Around::of(frame, "panel-sign-in", Some("/panel"));
    draw(&SlotsPage {
        around: around.paged("/panel/sign-in", page, count),
        say,
        lines: on_page(lines, page, TOUCHED_ROWS),
    })
}

pub(in crate::pages::panel) fn sign_in(frame: &Frame, view: &AccountView) -> String {
    let say = frame.say();
    let account = AccountShown::of(say, view, Time(0));
    let trouble = account.troubles.first().map(|trouble| trouble.what.clone());
    draw(&SignInPage {
        around: Around::of(frame, "panel-sign-in", Some("/panel/sign-in")),
        say,
        place: place(&view.name),
        whose: account.address,
        token: account.token,
        choices: vec![(String::new(), say.text(account.sign_in_label))],
        code: account.code,
        trouble,
    })
}

/// The same, where whoever signs in becomes the slot's account. `services`: at which that can be.
pub(in crate::pages::panel) fn newcomer(
    frame: &Frame,
    slot: Slot,
    newcomer: Option<&NewcomerView>,
    services: Vec<Provider>,
    asked: usize,
) -> String {
    let (say, place) = (frame.say(), place_of_slot(slot));
    let fault = newcomer.and_then(|newcomer| newcomer.fault.as_ref());
    let trouble = fault.map(|fault| words::fault(say.voice, fault).what);
    let none = services.is_empty().then(|| say.text("panel-no-service"));
    let (count, page) = paging(services.len(), TOUCHED_ROWS, asked);
    let services = services.into_iter().map(|one| (one.name, one.title)).collect();
    let around = Around::of(frame, "panel-sign-in", Some("/panel/sign-in"));
    draw(&SignInPage {
        around: around.paged(&place, page, count),
        say,
        place,
        whose: say.text(slot.label()),
        token: token_badge(say, TokenStatus::NotRetrieved),
        choices: on_page(services, page, TOUCHED_ROWS),
        code: newcomer.and_then(|newcomer| newcomer.code.as_ref()).map(CodeShown::of),
        trouble: trouble.or(none),
    })
}

/// The log-in that a sign-in takes. `next`: where it leads.
pub(in crate::pages::panel) fn log_in(
    frame: &Frame,
    name: &str,
    next: &str,
    wrong: Option<Wrong>,
) -> String {
    let say = frame.say();
    draw(&LogInPage {
        around: Around::of(frame, "log-in", Some("/panel/sign-in")),
        say,
        wrong,
        name: Field::new("name", say.text("log-in-name"), name),
        password: Field::new("password", say.text("password"), ""),
        next,
    })
}

#[derive(Template)]
#[template(path = "panel/log-in.html")]
struct LogInPage<'a> {
    around: Around<'a>,
    say: Say,
    wrong: Option<Wrong>,
    name: Field,
    password: Field,
    next: &'a str,
}

#[derive(Template)]
#[template(path = "panel/slots.html")]
struct SlotsPage<'a> {
    around: Around<'a>,
    say: Say,
    lines: Vec<SlotLine>,
}

#[derive(Template)]
#[template(path = "panel/sign-in.html")]
struct SignInPage<'a> {
    around: Around<'a>,
    say: Say,
    place: String,
    /// The mailbox, or the slot that gets one.
    whose: String,
    token: Badge,
    /// What can be tapped to get a code: the service's name where there are several, and what stands there.
    choices: Vec<(String, String)>,
    code: Option<CodeShown>,
    trouble: Option<String>,
}
