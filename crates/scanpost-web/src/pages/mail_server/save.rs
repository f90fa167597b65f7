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
    /// The button beside the state was pressed.
    #[serde(skip)]
    pub(super) signs_in: bool,
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

/// What the slot has afterwards.
pub(super) enum Saved {
    Account,
    /// Nobody yet: who signs in at this service becomes its account.
    Newcomer(Box<Provider>),
    Nobody,
}

/// Stores it.
pub(super) async fn save(
    gateway: &Gateway,
    actor: &Actor,
    say: Say,
    page: &'static Page,
    typed: &Typed,
) -> Result<Saved, Refused> {
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
        Wish::Keep => {
            let account = account_of(&facts.slots, page.slot);
            return Ok(account.map_or(Saved::Nobody, |_| Saved::Account));
        }
        Wish::Newcomer(provider) => return Ok(Saved::Newcomer(provider)),
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
    Ok(name.map_or(Saved::Nobody, |_| Saved::Account))
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
    /// Whoever signs in, at this service.
    Newcomer(Box<Provider>),
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
    let provider = with_app(service, typed);
    let lacks_app = provider.oauth.client_id.is_empty();
    let client_id = lacks_app.then(|| Wrong::at("client_id", say.text("add-client-id-missing")));
    if address.is_empty() && there.is_none() {
        return match (typed.signs_in, typed.method.is_some(), client_id) {
            (true, _, None) => Ok(Wish::Newcomer(Box::new(provider))),
            (true, _, Some(wrong)) => Err(Refused { wrong: vec![wrong], ..Refused::default() }),
            (false, false, _) => Ok(Wish::Keep),
            (false, true, _) => {
                let wrong = vec![Wrong::at("address", say.text("mail-server-nobody"))];
                Err(Refused { wrong, ..Refused::default() })
            }
        };
    }
    let address_missing = Wrong::at("address", say.text("add-address-missing"));
    let wrong = [address.is_empty().then_some(address_missing), client_id];
    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
    if !wrong.is_empty() {
        return Err(Refused { wrong, ..Refused::default() });
    }
    new_account(page.slot, facts, provider, address)
}

/// The service with the app that was typed, if one was.
fn with_app(service: &Provider, typed: &Typed) -> Provider {
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
    provider
}

fn new_account(
    slot: Slot,
    facts: &Facts,
    provider: Provider,
    address: &str,
) -> Result<Wish, Refused> {
    if !is_address(address) {
        let invalid = Objection::new(Reason::AddressInvalid, address.escape_debug());
        return Err(GatewayError::from(invalid).into());
    }
    let receiving = Function::ALL.into_iter().any(|one| one.slot() == slot && one.receives());
    let is_for_others = |name: &AccountName| {
        let mut others = facts.slots.functions.iter().filter(|one| one.slot != slot);
        others.any(|other| other.chosen.account() == Some(name))
    };
    let there = facts.accounts.iter().find(|one| {
        let is_the_same =
            one.address.eq_ignore_ascii_case(address) && one.provider == provider.title;
        // Whoever receives has a sign-in of its own, also where others use the mailbox.
        is_the_same && !(receiving && is_for_others(&one.name))
    });
    if let Some(there) = there {
        return Ok(Wish::There(there.name.clone()));
    }
    let taken: Vec<_> = facts.accounts.iter().map(|one| one.name.clone()).collect();
    let name = AccountName::free_after(address, &taken);
    let needs = Needs { receiving, ..Needs::default() };
    let account = NewAccount { needs, ..NewAccount::to_send(name, address.to_owned(), provider) };
    Ok(Wish::New(Box::new(account)))
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
