//! What was typed on a page of the mail server becomes what scanpost has: mail settings, intervals, an
//! account, its slot. All of it is looked at before the first is stored; each is stored by the gateway's own
//! verb, with the revision that the form was filled in from.

use scanpost_core::account::{AccountName, is_address};
use scanpost_core::administrator::Actor;
use scanpost_core::gateway::{Gateway, GatewayError, NewAccount};
use scanpost_core::oauth::{Needs, Provider};
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::profile::{Page, Profile, Row};
use scanpost_core::record::Revision;
use scanpost_core::site::{Entered, Function, ReceivingEntered, Slot, Slots};
use serde::Deserialize;

use super::{Facts, account_of};
use crate::pages::accounts::account_name;
use crate::pages::fields::Wrong;
use crate::pages::say::Say;

/// A page as a person fills it in. What the page does not have is missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(super) slots_revision: u64,
    pub(super) mail_revision: u64,
    pub(super) receiving_revision: u64,
    pub(super) method: Option<String>,
    pub(super) service: Option<String>,
    pub(super) address: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) tenant: Option<String>,
    pub(super) timeout_seconds: Option<String>,
    pub(super) sender_name: Option<String>,
    pub(super) sender_address: Option<String>,
    pub(super) administrator_address: Option<String>,
    pub(super) auto_specify_sender_name: Option<String>,
    pub(super) certificate_validation: Option<String>,
    pub(super) pop_host: Option<String>,
    pub(super) pop_port: Option<String>,
    pub(super) pop_encryption: Option<String>,
    pub(super) interval: Option<String>,
}

/// Why nothing was stored, or not all.
#[derive(Debug, Default)]
pub(super) struct Refused {
    pub(super) error: Option<GatewayError>,
    /// Sentences of the page's own, each about a field.
    pub(super) wrong: Vec<Wrong>,
}

impl From<GatewayError> for Refused {
    fn from(error: GatewayError) -> Self {
        Self { error: Some(error), ..Self::default() }
    }
}

/// Stores it; the account that the slot then has, if any.
pub(super) async fn save(
    gateway: &Gateway,
    actor: &Actor,
    say: Say,
    page: &'static Page,
    typed: &Typed,
) -> Result<Option<AccountName>, Refused> {
    let facts = Facts::of(gateway, page.slot).await?;
    let mail = typed.mail_settings(&facts.mail.settings.entered());
    let receiving = typed.receiving(page.slot, &facts.receiving.settings.entered());
    let wish = wish(say, page, &facts, typed)?;
    if let Some(entered) = &mail {
        entered.check(&facts.mail.settings, &|_| String::new()).map_err(GatewayError::from)?;
    }
    if let Some(entered) = &receiving {
        let folders = facts.receiving.fax_folders.as_deref();
        entered.check(folders).map_err(at_the_interval)?;
    }
    let by = gateway.by(actor);
    if let Some(entered) = mail {
        by.set_mail_settings(Revision(typed.mail_revision), entered).await?;
    }
    if let Some(entered) = receiving {
        by.set_receiving_settings(Revision(typed.receiving_revision), entered).await?;
    }
    let name = match wish {
        Wish::Keep => return Ok(account_of(&facts.slots, page.slot)),
        Wish::Nobody => None,
        Wish::There(name) => Some(name),
        Wish::New(account) => {
            check_revision(&facts, typed)?;
            let name = account.name.clone();
            by.add_account(*account).await?;
            Some(name)
        }
    };
    check_revision(&facts, typed)?;
    // A second account may have made a choice of the first one.
    let now = gateway.slots().await.map_err(GatewayError::from)?;
    let mut slots: Slots = now.slots;
    slots.set(page.slot, name.clone());
    by.set_slots(now.revision, slots).await?;
    Ok(name)
}

fn check_revision(facts: &Facts, typed: &Typed) -> Result<(), Refused> {
    if facts.slots.revision == Revision(typed.slots_revision) {
        return Ok(());
    }
    Err(GatewayError::from(Objection::new(Reason::ChangedMeanwhile, "slots")).into())
}

/// An interval is one field here, and has a name of its own for each function elsewhere.
fn at_the_interval(wrong: Vec<Objection>) -> Refused {
    let wrong: Vec<_> = wrong.into_iter().map(|one| one.at("interval")).collect();
    GatewayError::from(wrong).into()
}

/// What becomes of the slot.
enum Wish {
    /// It stays as it is.
    Keep,
    /// It is left empty.
    Nobody,
    /// An account that is there already.
    There(AccountName),
    New(Box<NewAccount>),
}

/// What the lines about the account say, or what is wrong with them.
fn wish(say: Say, page: &Page, facts: &Facts, typed: &Typed) -> Result<Wish, Refused> {
    let there = facts.account.as_ref();
    if typed.method.as_deref() == Some("none") {
        let is_chosen = facts.slots.slots.get(page.slot).is_some();
        return Ok(if is_chosen { Wish::Nobody } else { Wish::Keep });
    }
    let has_account_row = page.sections.iter().any(|section| section.rows.contains(&Row::Account));
    if !has_account_row {
        return Ok(Wish::Keep);
    }
    let address = typed.address.as_deref().unwrap_or_default().trim();
    if let Some((view, provider)) = there
        && typed.service.as_ref().is_none_or(|name| *name == provider.name)
        && (address.is_empty() || view.address.eq_ignore_ascii_case(address))
    {
        return Ok(Wish::Keep);
    }
    let service = match &typed.service {
        Some(name) => facts.services.iter().find(|one| one.name == *name),
        None => facts.service_of_new(Profile::of(say.voice.profile)),
    };
    let Some(service) = service else {
        let wrong = vec![Wrong::at("service", say.text("mail-server-service-missing"))];
        return Err(Refused { wrong, ..Refused::default() });
    };
    new_account(say, page.slot, facts, service, typed, address)
}

fn new_account(
    say: Say,
    slot: Slot,
    facts: &Facts,
    service: &Provider,
    typed: &Typed,
    address: &str,
) -> Result<Wish, Refused> {
    let mut provider = service.clone();
    let typed_over = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    if let Some(client_id) = typed_over(&typed.client_id) {
        provider.oauth.client_id = client_id;
    }
    if let Some(tenant) = typed_over(&typed.tenant) {
        provider.oauth.tenant = Some(tenant);
    }
    let table = [
        (address.is_empty(), "address", "add-address-missing"),
        (provider.oauth.client_id.is_empty(), "client_id", "add-client-id-missing"),
    ];
    let missing = table.into_iter().filter(|(is_missing, ..)| *is_missing);
    let wrong: Vec<_> =
        missing.map(|(_, field, sentence)| Wrong::at(field, say.text(sentence))).collect();
    if !wrong.is_empty() {
        return Err(Refused { wrong, ..Refused::default() });
    }
    if !is_address(address) {
        let invalid = Objection::new(Reason::AddressInvalid, address.escape_debug());
        return Err(GatewayError::from(invalid).into());
    }
    let taken = |name: &AccountName| facts.accounts.iter().any(|one| one.name == *name);
    let first = account_name("", address).map_err(GatewayError::from)?;
    let receiving = Function::ALL.into_iter().any(|one| one.slot() == slot && receives(one));
    let is_for_others = |name: &AccountName| {
        let mut others = facts.slots.functions.iter().filter(|one| one.slot != slot);
        others.any(|other| other.chosen.account() == Some(name))
    };
    let there = facts.accounts.iter().find(|one| {
        let is_the_same =
            one.address.eq_ignore_ascii_case(address) && one.provider == service.title;
        // Whoever receives has a sign-in of its own, also where others use the mailbox.
        is_the_same && !(receiving && is_for_others(&one.name))
    });
    if let Some(there) = there {
        return Ok(Wish::There(there.name.clone()));
    }
    let numbered = (2..100).filter_map(|number| format!("{first}-{number}").parse().ok());
    let name = std::iter::once(first.clone()).chain(numbered).find(|name| !taken(name));
    let name = name.unwrap_or(first);
    let needs = Needs { receiving, ..Needs::default() };
    let account = NewAccount { needs, ..NewAccount::to_send(name, address.to_owned(), provider) };
    Ok(Wish::New(Box::new(account)))
}

fn receives(function: Function) -> bool {
    Function::POLLED.contains(&function) || function == Function::DeviceMailbox
}

impl Typed {
    /// The mail settings as they would be; nothing where none is another one.
    fn mail_settings(&self, stored: &Entered) -> Option<Entered> {
        let mut entered = stored.clone();
        let mut changed = false;
        let fields = [
            (&self.timeout_seconds, &mut entered.timeout_seconds),
            (&self.sender_name, &mut entered.sender_name),
            (&self.sender_address, &mut entered.sender_address),
            (&self.administrator_address, &mut entered.administrator_address),
            (&self.auto_specify_sender_name, &mut entered.auto_specify_sender_name),
            (&self.certificate_validation, &mut entered.certificate_validation),
            (&self.pop_host, &mut entered.pop_host),
            (&self.pop_port, &mut entered.pop_port),
            (&self.pop_encryption, &mut entered.pop_encryption),
        ];
        for (typed, field) in fields {
            if let Some(typed) = typed.as_ref().map(|text| text.trim()).filter(|text| text != field)
            {
                typed.clone_into(field);
                changed = true;
            }
        }
        changed.then_some(entered)
    }

    /// The same of the interval of the page's function.
    fn receiving(&self, slot: Slot, stored: &ReceivingEntered) -> Option<ReceivingEntered> {
        let mut entered = stored.clone();
        let field = interval_of(slot, &mut entered)?;
        let typed = self.interval.as_ref()?.trim();
        if typed == field.as_str() {
            return None;
        }
        typed.clone_into(field);
        Some(entered)
    }
}

/// The interval of the function that has this slot.
pub(super) fn interval_of(slot: Slot, entered: &mut ReceivingEntered) -> Option<&mut String> {
    match slot {
        Slot::InternetFaxReceive => Some(&mut entered.fax_interval),
        Slot::EmailStatus => Some(&mut entered.status_interval),
        Slot::PrintMail => Some(&mut entered.print_interval),
        Slot::DeliveryReports => Some(&mut entered.reports_interval),
        Slot::Sending | Slot::FaxServer | Slot::Notices | Slot::DeviceMailbox => None,
    }
}
