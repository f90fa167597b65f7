//! An account of which nobody has typed the address: it is made by signing in.
//!
//! 1. [`By::expect_newcomer`] says for which slot, and at which service. Nothing is stored.
//! 2. [`By::sign_newcomer_in`] shows a code, which belongs to the slot: who looks at it again sees the same one.
//! 3. When somebody has signed in, account, grant and slot are written by one verb of the storage. The address is
//!    what the provider says; a name that is none, a refusal, the end of the code and the end of this
//!    program leave nothing behind.
//! 4. Where the mailbox has an account already, that one takes the grant.
//!
//! A slot that has an account expects nobody. For one that has got an account meanwhile the sign-in is thrown away, and that is said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use tokio_util::sync::DropGuard;

use super::accounts::{check_account, check_number};
use super::views::SignInView;
use super::{By, Gateway, GatewayError, Inner};
use crate::account::{AccountName, is_address};
use crate::administrator::Privilege;
use crate::fault::{Code, Fault};
use crate::journal::{Event, Stamp};
use crate::oauth::grant::{IssuedTo, Live};
use crate::oauth::keeper::ShownCode;
use crate::oauth::wire::Wire;
use crate::oauth::{Account, Grant, Needs, Provider, registration, visit};
use crate::objection::{Objection, Reason};
use crate::record::{Kind, Put, Revision};
use crate::site::{self, Chosen, Function, Seen, Slot, Slots};

/// Somebody else changes the slots at the same moment so often at most.
const MOST_TRIES: usize = 5;

/// What is under way, one for each slot.
#[derive(Default)]
pub(super) struct Newcomers(Mutex<State>);

#[derive(Default)]
struct State {
    of_slots: BTreeMap<&'static str, Newcomer>,
    /// Tells a sign-in from a later one for the same slot.
    last: u64,
}

struct Newcomer {
    number: u64,
    provider: Provider,
    /// Who asked for it.
    by: String,
    step: Step,
}

enum Step {
    Expected,
    Code { shown: ShownCode, _polling: DropGuard },
    Failed(Fault),
}

/// How a sign-in stands whose account is not there yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewcomerView {
    /// The service's title.
    pub provider: String,
    pub code: Option<SignInView>,
    /// Why it came to nothing.
    pub fault: Option<Fault>,
}

/// A slot's own account, and whoever may become it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SlotSignInView {
    pub slot: Slot,
    pub account: Option<AccountName>,
    pub newcomer: Option<NewcomerView>,
}

impl Gateway {
    /// Who has the slot, and the sign-in of whoever is to have it.
    pub async fn slot_sign_in(&self, slot: Slot) -> Result<SlotSignInView, Fault> {
        // First: an account that is made meanwhile ends the sign-in.
        let newcomer = self.newcomer(slot);
        let account = self.inner.own_account(slot).await?;
        Ok(SlotSignInView { slot, account, newcomer })
    }

    /// The sign-in that is under way for a slot without an account, or what became of it.
    pub fn newcomer(&self, slot: Slot) -> Option<NewcomerView> {
        let state = self.inner.newcomers.state();
        let newcomer = state.of_slots.get(slot.as_str())?;
        let (code, fault) = match &newcomer.step {
            Step::Expected => (None, None),
            Step::Code { shown, .. } => (Some(self.inner.show(shown.clone())), None),
            Step::Failed(fault) => (None, Some(fault.clone())),
        };
        Some(NewcomerView { provider: newcomer.provider.title.clone(), code, fault })
    }
}

impl By<'_> {
    /// Whoever signs in next for this slot becomes its account, at this service. A code at the same service that
    /// can still be used stays; any other sign-in for the slot is over.
    pub async fn expect_newcomer(
        &self,
        slot: Slot,
        provider: Provider,
    ) -> Result<(), GatewayError> {
        self.may(Privilege::Accounts)?;
        registration::check(&provider)?;
        provider.check().map_err(Objection::from)?;
        check_number(self.inner().account_names().await?.len() + 1)?;
        if let Some(there) = self.inner().own_account(slot).await? {
            return Err(Objection::new(Reason::SlotHasAccount, there).into());
        }
        self.inner().newcomers.expect(slot, provider, self.actor.to_string());
        Ok(())
    }

    /// Asks for the code, where a newcomer is expected.
    pub async fn sign_newcomer_in(&self, slot: Slot) -> Result<(), GatewayError> {
        self.may(Privilege::Accounts)?;
        let inner = &self.gateway.inner;
        let Some((number, provider)) = inner.newcomers.to_be_asked_for(slot) else { return Ok(()) };
        let wire = Arc::new(Wire::new(provider, inner.network.clone()));
        let begun = match visit::with_code(wire, needs(slot), inner.clock.clone(), true).await {
            Ok(begun) => begun,
            Err(fault) => {
                inner.newcomers.step(slot, number, Step::Failed(fault.clone()));
                return Err(fault.into());
            }
        };
        let stop = inner.stop.child_token();
        let polling = stop.clone().drop_guard();
        inner.newcomers.step(slot, number, Step::Code { shown: begun.shown, _polling: polling });
        let (inner, granted) = (inner.clone(), begun.granted);
        self.gateway.inner.tasks.spawn(async move {
            if let Some(result) = stop.run_until_cancelled(granted).await {
                inner.end_newcomer(slot, number, result).await;
            }
        });
        Ok(())
    }

    /// Ends it; nothing is left of it.
    pub fn cancel_newcomer(&self, slot: Slot) -> Result<(), GatewayError> {
        self.may(Privilege::Accounts)?;
        self.inner().newcomers.state().of_slots.remove(slot.as_str());
        Ok(())
    }
}

impl Newcomers {
    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole after every statement, so a panic elsewhere does not matter.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn expect(&self, slot: Slot, provider: Provider, by: String) {
        let mut state = self.state();
        let there = state.of_slots.get(slot.as_str());
        if there.is_some_and(|one| one.provider == provider && one.has_code()) {
            return;
        }
        state.last += 1;
        let newcomer = Newcomer { number: state.last, provider, by, step: Step::Expected };
        state.of_slots.insert(slot.as_str(), newcomer);
    }

    /// Nothing: nobody is expected, or there is a code already.
    fn to_be_asked_for(&self, slot: Slot) -> Option<(u64, Provider)> {
        let state = self.state();
        let newcomer = state.of_slots.get(slot.as_str()).filter(|one| !one.has_code())?;
        Some((newcomer.number, newcomer.provider.clone()))
    }

    /// It has come further; one that another took the place of, or that was ended, stays so.
    fn step(&self, slot: Slot, number: u64, step: Step) {
        let mut state = self.state();
        let newcomer = state.of_slots.get_mut(slot.as_str());
        if let Some(newcomer) = newcomer.filter(|one| one.number == number) {
            newcomer.step = step;
        }
    }

    /// Ends what was begun by somebody who is none of these.
    pub(super) fn keep_those_of(&self, who: &BTreeSet<String>) {
        for newcomer in self.state().of_slots.values_mut() {
            if !matches!(newcomer.step, Step::Failed(_)) && !who.contains(&newcomer.by) {
                newcomer.step = Step::Failed(Code::BeginnerGone.into());
            }
        }
    }
}

impl Newcomer {
    fn has_code(&self) -> bool {
        matches!(&self.step, Step::Code { shown, .. } if shown.deadline > Instant::now())
    }
}

impl Inner {
    async fn own_account(&self, slot: Slot) -> Result<Option<AccountName>, Fault> {
        let slots: Seen<Slots> = self.part().await?;
        Ok(own_account(&slots.value, slot, &self.account_names().await?))
    }

    /// What came of a sign-in.
    async fn end_newcomer(self: &Arc<Self>, slot: Slot, number: u64, result: Result<Live, Fault>) {
        let newcomer = {
            let mut state = self.newcomers.state();
            let there = state.of_slots.get_mut(slot.as_str()).filter(|one| one.number == number);
            let Some(newcomer) = there else { return }; // ended meanwhile, and so is the sign-in
            let polled = std::mem::replace(&mut newcomer.step, Step::Expected);
            if matches!(polled, Step::Failed(_)) {
                newcomer.step = polled;
                return;
            }
            (newcomer.provider.clone(), newcomer.by.clone())
        };
        let taken = match result {
            Ok(live) => Box::pin(self.take_in(slot, newcomer, live)).await,
            Err(fault) => Err(fault),
        };
        match taken {
            Ok(()) => {
                let mut state = self.newcomers.state();
                if state.of_slots.get(slot.as_str()).is_some_and(|one| one.number == number) {
                    state.of_slots.remove(slot.as_str());
                }
            }
            Err(fault) => {
                tracing::warn!(event = "grant.sign-in-failed", slot = slot.as_str(), fault = %fault.code);
                self.newcomers.step(slot, number, Step::Failed(fault));
            }
        }
        self.news.happened();
    }

    /// Makes the account, or gives the grant to the one that the mailbox has.
    async fn take_in(
        self: &Arc<Self>,
        slot: Slot,
        (provider, by): (Provider, String),
        mut live: Live,
    ) -> Result<(), Fault> {
        let address = live.given.signed_in_as.clone().filter(|name| is_address(name));
        let address = address.ok_or(Code::SignInWithoutAddress)?;
        let app = IssuedTo::app_at(&provider);
        live.given.issued_to = Some(app.clone());
        for _ in 0..MOST_TRIES {
            let stamp = Stamp { at: self.clock.now(), by: Some(by.clone()) };
            let accounts = self.store.accounts().await?;
            let names: Vec<_> = accounts.iter().map(|account| account.name.clone()).collect();
            let mut slots: Seen<Slots> = self.part().await?;
            if own_account(&slots.value, slot, &names).is_some() {
                return Err(Code::SignInOvertaken.into());
            }
            if let Chosen::OnlyOne(only) = slots.value.chosen(Slot::Sending, &names) {
                slots.value.sending = Some(only); // as where a second account is added
            }
            // Whoever receives has a sign-in of its own, also where others use the mailbox.
            let is_its = |account: &&Account| {
                !needs(slot).receiving
                    && account.address.eq_ignore_ascii_case(&address)
                    && IssuedTo::app_at(&account.provider) == app
            };
            let there = accounts.iter().find(is_its);
            let name = there
                .map_or_else(|| AccountName::free_after(&address, &names), |one| one.name.clone());
            slots.value.set(slot, Some(name.clone()));
            let put = if there.is_some() {
                self.keeper(&name)
                    .await
                    .map_err(as_fault)?
                    .adopt(live.clone(), stamp.by.clone())
                    .await?;
                self.store
                    .put_record(Kind::Site, site::write(&slots), Event::SlotsChanged, stamp)
                    .await?
            } else {
                let new = Account {
                    needs: needs(slot),
                    ..Account::new(name.clone(), address.clone(), provider.clone(), stamp.at)
                };
                self.put_newcomer(new, &live, &slots, stamp).await?
            };
            if put != Put::Changed {
                self.slots_have_changed().await?;
                self.news.happened();
                return Ok(());
            }
        }
        Err(Code::SignInOvertaken.into())
    }

    /// The account with its grant and its slot, or nothing of it; then it goes to work.
    async fn put_newcomer(
        self: &Arc<Self>,
        mut account: Account,
        live: &Live,
        slots: &Seen<Slots>,
        stamp: Stamp,
    ) -> Result<Put, Fault> {
        check_account(&account).map_err(as_fault)?;
        let sealed = self.sealer.seal(&account.name, &Grant::Live(live.clone()));
        let sealed = sealed.expect("a live grant has tokens");
        let signed_in = Event::SignedIn {
            way: Some(live.given.way),
            signed_in_as: live.given.signed_in_as.clone(),
            scopes: live.given.scopes.clone(),
        };
        let chosen = (site::write(slots), Event::SlotsChanged);
        let put =
            self.store.put_signed_in(account.clone(), sealed, signed_in, chosen, stamp).await?;
        if put == Put::Added {
            tracing::info!(event = "grant.signed-in", account = %account.name);
            account.revision = Revision::default().next();
            let name = account.name.clone();
            self.run(account).await?;
            // What the sign-in is worth at the mail server; how that went stands at the account.
            let inner = self.clone();
            self.tasks.spawn(async move { inner.check_connection(&name).await });
        }
        Ok(put)
    }
}

/// The account that the slot does not share with another one.
fn own_account(slots: &Slots, slot: Slot, names: &[AccountName]) -> Option<AccountName> {
    match slots.chosen(slot, names) {
        Chosen::AsSending(_) => None,
        chosen => chosen.account().cloned(),
    }
}

/// What the functions of a slot ask for.
fn needs(slot: Slot) -> Needs {
    let receiving = Function::ALL.into_iter().any(|one| one.slot() == slot && one.receives());
    Needs { receiving, ..Needs::default() }
}

fn as_fault(error: GatewayError) -> Fault {
    match error {
        GatewayError::Fault(fault) => fault,
        other => Fault::new(Code::SignInOvertaken).words(other.to_string()),
    }
}
