//! The page of the functions' accounts.

use askama::Template;
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Privilege;
use scanpost_core::clock::Time;
use scanpost_core::gateway::views::{AccountView, DeviationView, SlotsView};
use scanpost_core::site::{Chosen, Function, Slot, Slots};

use super::done;
use crate::pages::accounts::shown::{connection_badge, token_badge};
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::shown::{Badge, Moment, Tone};

/// The functions' accounts.
pub(in crate::pages::settings) fn slots(
    frame: &Frame,
    view: &SlotsView,
    accounts: &[AccountView],
    typed: Option<&Slots>,
    wrong: Vec<Wrong>,
    done_word: &str,
    now: Time,
) -> String {
    let say = frame.say();
    let chosen = typed.unwrap_or(&view.slots);
    let mut shown: Vec<SlotShown> = Slot::ALL
        .into_iter()
        .map(|slot| slot_shown(say, slot, view, chosen, accounts, now))
        .collect();
    let mut rest = Vec::new();
    for wrong in wrong {
        let mut fields: Vec<&mut Field> = shown.iter_mut().map(|slot| &mut slot.field).collect();
        rest.extend(wrong.mark(&mut fields));
    }
    let deviation = |one: &DeviationView| Deviation {
        device: one.device.clone(),
        account: one.account.to_string(),
        is_there: one.is_there,
    };
    draw(&SlotsPage {
        frame,
        say,
        follow: false,
        revision: view.revision.0,
        done: done(say, done_word),
        wrong: rest,
        slots: shown,
        names: accounts.iter().map(|account| account.name.to_string()).collect(),
        deviations: view.deviations.iter().map(deviation).collect(),
    })
}

fn slot_shown(
    say: Say,
    slot: Slot,
    view: &SlotsView,
    chosen: &Slots,
    accounts: &[AccountView],
    now: Time,
) -> SlotShown {
    let of_slot = view.functions.iter().filter(|one| one.slot == slot);
    let comes_to = of_slot.clone().map(|one| &one.chosen).next().unwrap_or(&Chosen::Nothing);
    let find = |name: &AccountName| accounts.iter().find(|account| account.name == *name);
    let account = comes_to.account().and_then(find).map(|account| AccountState {
        name: account.name.to_string(),
        address: account.address.clone(),
        token: token_badge(say, account.token_status),
        connection: connection_badge(say, account),
        at: account.connection.as_ref().map(|one| Moment::of(say, one.at, now)),
    });
    let (why, bad) = match comes_to {
        Chosen::Slot(_) => (None, false),
        Chosen::AsSending(_) => (Some(say.text("slot-as-sending")), false),
        Chosen::OnlyOne(_) => (Some(say.text("slot-only-one")), false),
        Chosen::Gone(name) => (Some(say.with("slot-gone", "name", name.as_str())), true),
        Chosen::Nothing if slot == Slot::Sending => (Some(say.text("slot-nothing-sends")), true),
        Chosen::Nothing => (Some(say.text("slot-nothing")), false),
    };
    let hint = match slot {
        Slot::Sending => "slot-sending-hint",
        Slot::FaxServer => "slot-fax-server-hint",
        Slot::Notices => "slot-notices-hint",
        Slot::InternetFaxReceive => "slot-fax-receive-hint",
        Slot::EmailStatus => "slot-email-status-hint",
        Slot::PrintMail => "slot-print-mail-hint",
        Slot::DeliveryReports => "slot-delivery-reports-hint",
        Slot::DeviceMailbox => "slot-device-mailbox-hint",
    };
    let value = chosen.get(slot).map(AccountName::as_str).unwrap_or_default();
    SlotShown {
        field: Field::new(slot.as_str(), say.text(slot.label()), value).hint(say.text(hint)),
        functions: of_slot.map(|one| function(say, one.function)).collect(),
        account,
        why,
        bad,
    }
}

/// What a function is called.
pub(in crate::pages) fn function(say: Say, function: Function) -> String {
    say.text(match function {
        Function::ScanToEmail => "function-scan-to-email",
        Function::ErrorNotification => "function-error-notification",
        Function::EmailNotification => "function-email-notification",
        Function::InternetFaxSend => "function-internet-fax-send",
        Function::FaxServer => "function-fax-server",
        Function::Notices => "function-notices",
        Function::InternetFaxReceive => "function-internet-fax-receive",
        Function::EmailStatus => "function-email-status",
        Function::PrintMail => "function-print-mail",
        Function::DeliveryReports => "function-delivery-reports",
        Function::DeviceMailbox => "function-device-mailbox",
    })
}

/// One slot with its functions.
struct SlotShown {
    field: Field,
    functions: Vec<String>,
    account: Option<AccountState>,
    /// Why it is that account, or why there is none.
    why: Option<String>,
    bad: bool,
}

struct AccountState {
    name: String,
    address: String,
    token: Badge,
    connection: Badge,
    at: Option<Moment>,
}

struct Deviation {
    device: String,
    account: String,
    is_there: bool,
}

#[derive(Template)]
#[template(path = "settings/functions.html")]
struct SlotsPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    revision: u64,
    done: Option<String>,
    wrong: Vec<Wrong>,
    slots: Vec<SlotShown>,
    names: Vec<String>,
    deviations: Vec<Deviation>,
}
