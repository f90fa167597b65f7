//! Accounts: which there are, and how each stands.

use super::views::{AccountView, ConnectionView, NetworkView};
use super::{By, Gateway, GatewayError, Inner, Running};
use crate::account::{AccountName, is_address};
use crate::administrator::Privilege;
use crate::delivery::Share;
use crate::fault::{Code, Fault};
use crate::journal::Event;
use crate::network::way_out;
use crate::oauth::keeper::Keeper;
use crate::oauth::{Account, Needs, Provider, Services, Way, registration};
use crate::objection::{Objection, Reason};
use crate::record::Put;
use crate::site::{Chosen, Seen, Slot, Slots};

/// An account as it is entered.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub name: AccountName,
    pub address: String,
    pub provider: Provider,
    /// None: the first way that the provider offers.
    pub way: Option<Way>,
    pub needs: Needs,
}

impl NewAccount {
    /// An account for sending, of which nothing else is said.
    pub fn to_send(name: AccountName, address: String, provider: Provider) -> Self {
        Self { name, address, provider, way: None, needs: Needs::default() }
    }
}

impl Gateway {
    /// All accounts, by name.
    pub async fn accounts(&self) -> Result<Vec<AccountView>, Fault> {
        let names: Vec<_> = self.inner.accounts.lock().await.keys().cloned().collect();
        let mut views = Vec::with_capacity(names.len());
        for name in names {
            match self.account(&name).await {
                Ok(view) => views.push(view),
                Err(GatewayError::Fault(fault)) => return Err(fault),
                Err(_) => {} // removed this moment
            }
        }
        Ok(views)
    }

    /// The mail services that a new account can be at.
    pub fn known_services(&self) -> &Services {
        &self.inner.services
    }

    /// The same and those of the accounts. Where there is an account its provider's data go before those
    /// that are known: its app is known there.
    pub async fn services(&self) -> Result<Vec<Provider>, Fault> {
        let mut services = self.inner.services.all().to_vec();
        for account in self.inner.store.accounts().await? {
            match services.iter_mut().find(|one| one.name == account.provider.name) {
                Some(known) => *known = account.provider,
                None => services.push(account.provider),
            }
        }
        Ok(services)
    }

    /// The mail service that an account is at.
    pub async fn service_of(&self, name: &AccountName) -> Result<Provider, GatewayError> {
        Ok(self.inner.account_and_keeper(name).await?.0.provider)
    }

    pub async fn account(&self, name: &AccountName) -> Result<AccountView, GatewayError> {
        let hold = self.inner.store.held(name.clone()).await?;
        let receiving = self.inner.last_opened_by(name).await;
        let accounts = self.inner.accounts.lock().await;
        let running = accounts.get(name).ok_or_else(|| no_account(name))?;
        let grant = running.keeper.status().borrow().clone();
        let connection = match &running.queue {
            Some(queue) => queue.connection().borrow().clone(),
            None => running.checked.borrow().clone(),
        };
        Ok(AccountView {
            name: name.clone(),
            address: running.account.address.clone(),
            provider: running.account.provider.title.clone(),
            token_status: grant.token_status,
            sign_in: grant.code.map(|code| self.inner.show(code)),
            sign_in_fault: grant.sign_in_fault,
            signed_in_as: grant.given.as_ref().and_then(|given| given.signed_in_as.clone()),
            signed_in_at: grant.given.as_ref().map(|given| given.at),
            refreshed_at: grant.refreshed_at,
            next_refresh_at: grant.next_refresh_at,
            token_fault: grant.fault,
            connection: connection
                .map(|connection| ConnectionView { at: connection.at, fault: connection.fault }),
            receiving,
            hold,
            rest: running.queue.as_ref().and_then(|queue| self.inner.rest(queue)),
            network: self.network_of(&running.account),
        })
    }
}

impl Gateway {
    /// That a chosen network leads nowhere shows at once; whoever chose it need not wait for a mail.
    fn network_of(&self, account: &Account) -> NetworkView {
        let own = account.network.clone();
        let used = own.clone().or_else(|| self.inner.network.now().exit.clone());
        let fault = used.as_ref().and_then(way_out::fault_of);
        NetworkView { own, used, fault }
    }
}

impl By<'_> {
    /// Adds an account, with all that was entered of it or not at all. Nobody is signed in yet.
    pub async fn add_account(&self, new: NewAccount) -> Result<AccountView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let NewAccount { name, address, provider, way, needs } = new;
        let stamp = self.stamp();
        let mut account = Account::new(name.clone(), address, provider, stamp.at);
        (account.way, account.needs) = (way, needs);
        check_account(&account)?;
        if name.is_of_user() {
            return Err(Objection::new(Reason::AccountNameOfUsers, &name).into());
        }
        let names = self.inner().account_names().await?;
        if !names.contains(&name) {
            check_number(names.len() + 1)?;
            self.keep_sending_by(&names).await?;
        }
        match self.inner().store.put_account(account.clone(), stamp).await? {
            Put::Added => account.revision = account.revision.next(),
            Put::Replaced | Put::Changed => {
                return Err(Objection::new(Reason::AccountExists, &name).into());
            }
        }
        self.inner().run(account).await?;
        self.inner().reload_registry().await?;
        self.inner().news.happened();
        self.gateway.account(&name).await
    }

    /// The account that was the only one sends on when a second one comes: else nobody would have chosen
    /// either, and every device would be refused.
    async fn keep_sending_by(&self, accounts: &[AccountName]) -> Result<(), GatewayError> {
        let mut slots: Seen<Slots> = self.inner().part().await?;
        let Chosen::OnlyOne(only) = slots.value.chosen(Slot::Sending, accounts) else {
            return Ok(());
        };
        slots.value.sending = Some(only);
        self.inner().put_part(&slots, Event::SlotsChanged, self.stamp()).await
    }

    /// Removes an account with its grant, unless mails still wait for it.
    pub async fn remove_account(&self, name: &AccountName) -> Result<(), GatewayError> {
        self.may(Privilege::Accounts)?;
        let keeper = self.inner().keeper(name).await?;
        if !self.inner().store.remove_account(name.clone(), self.stamp()).await? {
            return Err(Objection::new(Reason::AccountBusy, name).into());
        }
        drop(keeper);
        if let Some(running) = self.inner().accounts.lock().await.remove(name) {
            running.stop.cancel();
        }
        self.inner().forget_code(name).await?;
        self.inner().bells.remove(name);
        self.inner().examinations.forget(name);
        self.inner().reload_registry().await?;
        self.inner().news.happened();
        Ok(())
    }
}

impl Inner {
    pub(super) async fn account_and_keeper(
        &self,
        name: &AccountName,
    ) -> Result<(Account, Keeper), GatewayError> {
        let accounts = self.accounts.lock().await;
        let running: &Running = accounts.get(name).ok_or_else(|| no_account(name))?;
        Ok((running.account.clone(), running.keeper.clone()))
    }

    /// Its part of what its mailbox may send.
    pub(super) async fn share_of(&self, name: &AccountName) -> Result<Share, GatewayError> {
        let accounts = self.accounts.lock().await;
        let running: Option<&Running> = accounts.get(name);
        running.map(|running| running.share.clone()).ok_or_else(|| no_account(name))
    }

    pub(super) async fn keeper(&self, name: &AccountName) -> Result<Keeper, GatewayError> {
        let accounts = self.accounts.lock().await;
        let running: Option<&Running> = accounts.get(name);
        running.map(|running| running.keeper.clone()).ok_or_else(|| no_account(name))
    }
}

fn no_account(name: &AccountName) -> GatewayError {
    Objection::new(Reason::NoSuchAccount, name).into()
}

/// Whether an account can be as it is entered.
pub(super) fn check_account(account: &Account) -> Result<(), GatewayError> {
    let Account { address, provider, way, .. } = account;
    if !is_address(address) {
        return Err(Objection::new(Reason::AddressInvalid, address.escape_debug()).into());
    }
    if let Some(way) = way
        && !provider.offers(*way)
    {
        return Err(Fault::new(Code::WayNotOffered).fact("provider", &provider.title).into());
    }
    registration::check(provider)?;
    account.limits.check().map_err(|which| Objection::new(Reason::LimitOutOfRange, which))?;
    Ok(provider.check().map_err(Objection::from)?)
}

/// Whether there may be so many accounts.
pub(super) fn check_number(accounts: usize) -> Result<(), Objection> {
    if accounts > MOST_ACCOUNTS {
        return Err(Objection::new(Reason::TooManyAccounts, MOST_ACCOUNTS));
    }
    Ok(())
}

/// Each account has a keeper, a queue and connections of its own. A site has a handful; one with a
/// mailbox for every department has some dozens.
const MOST_ACCOUNTS: usize = 200;
