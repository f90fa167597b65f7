//! Receiving: which mailboxes are polled, by what the slots and the mail settings say.
//!
//! A function is served as soon as an account is chosen for its slot. Each mailbox has one task, however
//! many functions read it; a task whose plan has not changed goes on.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::sheet::Teller;
use super::views::{ConnectionView, ReceivingFunctionView, ReceivingSettingsView, ReceivingView};
use super::visits::ForDevices;
use super::{By, Duty, Gateway, GatewayError, Inner};
use crate::account::AccountName;
use crate::administrator::Privilege;
use crate::delivery::ConnectionStatus;
use crate::fault::{Code, Fault};
use crate::journal::Event;
use crate::network::{Encryption, Server};
use crate::notify::book::Made;
use crate::oauth::Account;
use crate::objection::{Objection, Reason};
use crate::receive::claims::ReadLately;
use crate::receive::mailbox::Tools;
use crate::receive::sort::Filters;
use crate::receive::{HandingOn, Mailbox, MailboxName, Plan, Polled, Reader, Seats, make_root};
use crate::record::{Kind, Revision};
use crate::site::{
    self, Chosen, Function, MailSettings, ReceivingEntered, Seen, Slots, changed_fields,
};

/// The functions that are served.
const SERVED: [Function; 4] = [
    Function::InternetFaxReceive,
    Function::EmailStatus,
    Function::PrintMail,
    Function::DeliveryReports,
];

/// How often a mailbox is polled, where no administrator has said it.
const USUAL_INTERVAL: Duration = Duration::from_mins(5);

/// The mailboxes at work.
#[derive(Default)]
pub(super) struct Receiving {
    pub(super) running: tokio::sync::Mutex<Vec<Running>>,
    /// A mailbox that no longer runs may still end its poll.
    seats: Seats,
    /// Rung when something is to be handed on.
    pub(super) bell: Arc<Notify>,
    /// How many senders of faxes were told what became of them.
    confirmed: Arc<Mutex<Made>>,
    /// What mails say of themselves.
    pub(super) read_lately: ReadLately,
}

pub(super) struct Running {
    plan: Plan,
    pub(super) mailbox: Mailbox,
    stop: CancellationToken,
}

/// What a served function comes to.
struct Prospect {
    function: Function,
    chosen: Chosen,
    interval: Duration,
    /// Where its mails are fetched, or why they are not.
    from: Result<(Account, Server), Fault>,
}

impl Gateway {
    /// The functions that receive, how their polls stand, and how much has arrived.
    pub async fn receiving(&self) -> Result<ReceivingView, Fault> {
        let running = self.inner.receiving.running.lock().await;
        let mut functions = Vec::new();
        for prospect in self.inner.prospects().await? {
            let function = prospect.function;
            let account = match prospect.chosen.account() {
                Some(name) => self.inner.account_and_keeper(name).await.ok(),
                None => None,
            };
            let standing = running.iter().find_map(|one| one.mailbox.standing(function));
            let standing = standing.unwrap_or_default();
            let (server, fault) = match prospect.from {
                Ok((_, server)) => (Some(server), None),
                Err(fault) => (None, Some(fault)),
            };
            functions.push(ReceivingFunctionView {
                function,
                slot: function.slot(),
                chosen: prospect.chosen,
                address: account.as_ref().map(|(account, _)| account.address.clone()),
                token_status: account.map(|(_, keeper)| keeper.status().borrow().token_status),
                server,
                interval_minutes: prospect.interval.as_secs() / 60,
                fault,
                last_poll: standing.last,
                next_poll_at: standing.next_at,
                is_polling: standing.is_polling,
            });
        }
        Ok(ReceivingView { functions, arrivals: self.inner.store.count_arrivals().await? })
    }

    /// What becomes of mails that are received, and how often they are fetched.
    pub async fn receiving_settings(&self) -> Result<ReceivingSettingsView, Fault> {
        let Seen { revision, value } = self.inner.part::<site::Receiving>().await?;
        let fax_folders = self.inner.settings.receive.fax_folder.clone();
        Ok(ReceivingSettingsView { revision, settings: value, fax_folders })
    }
}

impl By<'_> {
    /// Stores what was entered, if all of it is right and the settings still are those that were read. It holds
    /// for what is handed on from then on.
    pub async fn set_receiving_settings(
        &self,
        seen: Revision,
        entered: ReceivingEntered,
    ) -> Result<ReceivingSettingsView, GatewayError> {
        self.may(Privilege::MailSettings)?;
        let inner = self.inner();
        let before: Seen<site::Receiving> = inner.part().await?;
        let value = entered.check(inner.settings.receive.fax_folder.as_deref())?;
        self.may_lead_contents(&value, &before.value)?;
        let changed = Event::ReceivingChanged { fields: changed_fields(&before.value, &value) };
        let part = Seen { revision: seen, value };
        inner.put_part(&part, changed, self.stamp()).await?;
        inner.reload_receiving().await?;
        inner.news.happened();
        Ok(self.gateway.receiving_settings().await?)
    }

    /// Whoever chooses where faxes go reads them: that takes the right to read as well.
    pub(super) fn may_lead_contents(
        &self,
        settings: &site::Receiving,
        before: &site::Receiving,
    ) -> Result<(), GatewayError> {
        if settings.leads_elsewhere(before) { self.may(Privilege::JobContents) } else { Ok(()) }
    }

    /// Polls for a function at once, and says what that came to.
    pub async fn poll_now(&self, function: Function) -> Result<Polled, GatewayError> {
        self.may(Privilege::Jobs)?;
        let mailbox = {
            let running = self.inner().receiving.running.lock().await;
            let of_function = |one: &&Running| one.mailbox.standing(function).is_some();
            running.iter().find(of_function).map(|one| one.mailbox.clone())
        };
        let not_polled = || Objection::new(Reason::NotPolled, function.as_str());
        let mailbox = mailbox.ok_or_else(not_polled)?;
        Ok(mailbox.poll(function).await.ok_or_else(not_polled)?)
    }

    /// An account that a function is to receive by gets the right to ask for that at its next sign-in.
    pub(super) async fn let_receive(&self, slots: &Slots) -> Result<(), GatewayError> {
        for function in SERVED.into_iter().chain([Function::DeviceMailbox]) {
            if let Some(name) = slots.get(function.slot()) {
                self.let_receive_by(name).await?;
            }
        }
        Ok(())
    }

    /// The same of one account.
    pub(super) async fn let_receive_by(&self, name: &AccountName) -> Result<(), GatewayError> {
        let (account, _) = self.inner().account_and_keeper(name).await?;
        if !account.needs.receiving {
            self.change_account(name, account.revision, |account| {
                account.needs.receiving = true;
                Ok(())
            })
            .await?;
        }
        Ok(())
    }
}

impl Inner {
    /// Starts to hand on what has arrived.
    pub(super) async fn start_handing_on(self: &Arc<Self>) -> Result<(), Fault> {
        let interrupted =
            self.store.recover_arrivals(self.clock.now(), self.settings.retry.longest_wait).await?;
        if interrupted > 0 {
            tracing::info!(event = "arrivals.recovered", interrupted);
        }
        let handing_on = self.handing_on();
        let stop = self.stop.clone();
        // A folder on a share may keep whoever asks for it waiting: nobody else waits with it.
        let root = self.settings.receive.fax_folder.clone();
        self.tasks.spawn(async move {
            let made = tokio::task::spawn_blocking(move || root.as_deref().map(make_root)).await;
            if let Ok(Some(Err(fault))) = made {
                tracing::warn!(event = "fax-folder.missing", %fault);
            }
            handing_on.sweep_notes().await;
            handing_on.run(stop).await;
        });
        Ok(())
    }

    pub(super) fn handing_on(self: &Arc<Self>) -> HandingOn {
        HandingOn {
            arrivals: self.store.clone(),
            records: self.store.clone(),
            accounts: self.store.clone(),
            spool: self.store.clone(),
            journal: self.store.clone(),
            bells: self.bells.clone(),
            hostname: self.settings.submission.hostname.clone(),
            confirmed: self.receiving.confirmed.clone(),
            clock: self.clock.clone(),
            news: self.news.clone(),
            printers: self.printers.clone(),
            status: Arc::new(Teller(Arc::downgrade(self))),
            retry: self.settings.retry,
            settings: self.settings.receive.clone(),
            bell: self.receiving.bell.clone(),
        }
    }

    /// Lets slots, accounts and mail settings as they stand decide which mailboxes are polled.
    pub(super) async fn reload_receiving(&self) -> Result<(), Fault> {
        if self.duty != Duty::Serve {
            return Ok(());
        }
        let mut running = self.receiving.running.lock().await;
        let plans = self.plans().await?;
        running.retain(|one| {
            let stays =
                !one.stop.is_cancelled() && plans.iter().any(|plan| plan.is_same(&one.plan));
            if !stays {
                one.stop.cancel();
            }
            stays
        });
        for plan in plans {
            if running.iter().any(|one| one.plan.is_same(&plan)) {
                continue;
            }
            let stop = self.stop.child_token();
            let tools = Tools {
                arrivals: self.store.clone(),
                spool: self.store.clone(),
                journal: self.store.clone(),
                clock: self.clock.clone(),
                news: self.news.clone(),
                settings: self.settings.receive.clone(),
                bell: self.receiving.bell.clone(),
            };
            let seats = &self.receiving.seats;
            let (mailbox, task) = Mailbox::start(plan.clone(), tools, seats, stop.clone());
            self.tasks.spawn(async move {
                if let Err(error) = task.await {
                    tracing::error!(event = "mailbox.broke-down", %error);
                }
            });
            running.push(Running { plan, mailbox, stop });
        }
        self.show_to_devices(running.iter().map(|one| &one.mailbox)).await
    }

    /// Polls by this account, and says how its mailbox was opened.
    pub(super) async fn poll_of(
        &self,
        account: &AccountName,
    ) -> Result<ConnectionStatus, GatewayError> {
        let read = {
            let running = self.receiving.running.lock().await;
            running.iter().find_map(|one| {
                let reader = one.plan.readers.iter().find(|one| one.account.name == *account)?;
                Some((one.mailbox.clone(), reader.function))
            })
        };
        let not_polled = || Objection::new(Reason::NotPolled, account);
        let (mailbox, function) = read.ok_or_else(not_polled)?;
        let polled = mailbox.poll(function).await.ok_or_else(not_polled)?;
        Ok(ConnectionStatus { at: polled.at, fault: polled.shut_by().cloned() })
    }

    /// How a mailbox was opened at last by this account.
    pub(super) async fn last_opened_by(&self, account: &AccountName) -> Option<ConnectionView> {
        let running = self.receiving.running.lock().await;
        let polls = running.iter().flat_map(|one| {
            let by_it = one.plan.readers.iter().filter(|reader| reader.account.name == *account);
            by_it.filter_map(|reader| one.mailbox.standing(reader.function)?.last)
        });
        let last = polls.max_by_key(|polled| polled.at)?;
        Some(ConnectionView { at: last.at, fault: last.shut_by().cloned() })
    }

    /// How often it was polled for each function, by the class of what hindered it; nothing: nothing did.
    pub(super) async fn polls(&self) -> Vec<(Function, Option<&'static str>, u64)> {
        let running = self.receiving.running.lock().await;
        let of = |function| {
            let standing = running.iter().find_map(|one| one.mailbox.standing(function));
            let polls = standing.map(|standing| standing.polls).unwrap_or_default();
            polls.into_iter().map(move |(class, times)| (function, class, times))
        };
        SERVED.into_iter().flat_map(of).collect()
    }

    /// The mailboxes that are to be polled, each with all that read it.
    async fn plans(&self) -> Result<Vec<Plan>, Fault> {
        let mut plans: Vec<Plan> = Vec::new();
        let filters = Filters::from(&self.part::<site::Receiving>().await?.value);
        for Prospect { function, interval, from, .. } in self.prospects().await? {
            let Ok((account, server)) = from else { continue };
            // An account without a keeper is just being added or removed; it is looked at again then.
            let Ok(keeper) = self.keeper(&account.name).await else { continue };
            let name = MailboxName::new(&account.address, &server.host);
            let reader = Reader { function, account, keeper, interval };
            plan_of(&mut plans, (name, server), &filters).readers.push(reader);
        }
        for ForDevices { account, from } in self.for_devices().await? {
            let (Ok(server), Some(visited)) = (from, self.visited(&account).await) else {
                continue;
            };
            let name = MailboxName::new(&account.address, &server.host);
            plan_of(&mut plans, (name, server), &filters).visited.push(visited);
        }
        Ok(plans)
    }

    async fn prospects(&self) -> Result<Vec<Prospect>, Fault> {
        let records = self.store.records(Kind::Site).await?;
        let slots = site::read::<Slots>(&records)?.value;
        let pop = site::read::<MailSettings>(&records)?.value.pop;
        let accounts = self.store.accounts().await?;
        let names: Vec<AccountName> = accounts.iter().map(|one| one.name.clone()).collect();
        let intervals = site::read::<site::Receiving>(&records)?.value.intervals;
        let of_server = pop.as_ref().map(|pop| pop.interval_minutes);
        let interval = |function| {
            let minutes = intervals.get(&function).copied().or(of_server);
            minutes.map_or(USUAL_INTERVAL, |minutes| Duration::from_mins(minutes.into()))
        };
        let prospect = |function: Function| {
            let chosen = slots.chosen(function.slot(), &names);
            let account = accounts.iter().find(|one| Some(&one.name) == chosen.account());
            let from = match account {
                None => Err(Code::AccountMissing.into()),
                Some(_)
                    if function == Function::InternetFaxReceive
                        && self.settings.receive.fax_folder.is_none() =>
                {
                    Err(Code::FaxFolderUnwritable.into())
                }
                Some(account) => {
                    let server = server_of(account, pop.as_ref());
                    server.map(|server| (account.clone(), server))
                }
            };
            Prospect { function, chosen, interval: interval(function), from }
        };
        Ok(SERVED.into_iter().map(prospect).collect())
    }
}

/// The plan of a mailbox, which may be a new one.
fn plan_of<'a>(
    plans: &'a mut Vec<Plan>,
    (name, server): (MailboxName, Server),
    filters: &Filters,
) -> &'a mut Plan {
    let place = plans.iter().position(|plan| plan.name == name).unwrap_or(plans.len());
    if place == plans.len() {
        let (filters, readers, visited) = (filters.clone(), Vec::new(), Vec::new());
        plans.push(Plan { name, server, filters, readers, visited });
    }
    &mut plans[place]
}

/// Where an account's mails are fetched: at the server that an administrator has entered, else at the
/// provider's own.
pub(super) fn server_of(
    account: &Account,
    entered: Option<&site::mail_settings::PopServer>,
) -> Result<Server, Fault> {
    if let Some(pop) = entered {
        let (host, port, encryption) = (pop.host.clone(), pop.port, pop.encryption);
        return Ok(Server { host, port, encryption });
    }
    let missing = || Fault::new(Code::PopServerMissing).fact("account", &account.name);
    let pop = account.provider.pop.as_ref().ok_or_else(missing)?;
    let encryption = Encryption::FromTheStart;
    Ok(Server { host: pop.host.clone(), port: pop.port, encryption })
}
