//! A mail server as printers show it: how one logs in, how that stands, and where it is. One part for the
//! sending functions, one for each further slot in use, and one for each account that only some devices use.

use std::collections::BTreeMap;

use super::{Wording, plain};
use crate::account::AccountName;
use crate::fault::Fault;
use crate::gateway::Gateway;
use crate::gateway::receiving::server_of;
use crate::gateway::views::{AccountView, SlotsView};
use crate::network::{Encryption, Server};
use crate::oauth::Account;
use crate::sheet::{Part, Row};
use crate::site::{Chosen, MailSettings, Slot};
use crate::words;

/// What the parts are made of.
pub(super) struct Known<'a> {
    pub(super) accounts: Vec<Account>,
    pub(super) views: &'a [AccountView],
    pub(super) slots: SlotsView,
    pub(super) mail: MailSettings,
}

impl<'a> Known<'a> {
    pub(super) async fn of(
        gateway: &Gateway,
        views: &'a [AccountView],
        mail: MailSettings,
    ) -> Result<Self, Fault> {
        let accounts = gateway.inner.store.accounts().await?;
        Ok(Self { accounts, views, slots: gateway.slots().await?, mail })
    }
}

impl Wording {
    pub(super) fn mail_servers(self, known: &Known<'_>) -> Vec<Part> {
        let slots = Slot::ALL.into_iter().filter_map(|slot| self.of_slot(known, slot));
        let mut devices: BTreeMap<&AccountName, Vec<&str>> = BTreeMap::new();
        for deviation in known.slots.deviations.iter().filter(|one| one.is_there) {
            devices.entry(&deviation.account).or_default().push(&deviation.device);
        }
        let of_devices = devices.into_iter().map(|(account, devices)| {
            self.part(&devices.join(", "), self.server(known, account, Slot::Sending))
        });
        slots.chain(of_devices).collect()
    }

    /// Nothing where the slot is not used, or goes out like everything else.
    fn of_slot(self, known: &Known<'_>, slot: Slot) -> Option<Part> {
        let function = known.slots.functions.iter().find(|one| one.slot == slot)?;
        let without = |why| vec![self.row("sheet-status", why)];
        let rows = match &function.chosen {
            Chosen::AsSending(_) => return None,
            Chosen::Nothing if slot != Slot::Sending => return None,
            Chosen::Nothing => without(self.say("slot-nothing", &[])),
            Chosen::Gone(name) => without(self.say("slot-gone", &[("name", name.as_str())])),
            Chosen::Slot(name) | Chosen::OnlyOne(name) => self.server(known, name, slot),
        };
        Some(self.part(&self.say(slot.label(), &[]), rows))
    }

    fn part(self, of: &str, rows: Vec<Row>) -> Part {
        Part::new(self.say("sheet-mail-server", &[("of", of)]), rows)
    }

    fn server(self, known: &Known<'_>, name: &AccountName, slot: Slot) -> Vec<Row> {
        let account = known.accounts.iter().find(|one| one.name == *name);
        let view = known.views.iter().find(|one| one.name == *name);
        let Some((account, view)) = account.zip(view) else { return Vec::new() }; // removed this moment
        let signed_in_as = view.signed_in_as.clone().unwrap_or_default();
        let mut rows = vec![
            self.row("sheet-authentication", "OAuth 2.0"),
            self.row("sheet-service", &account.provider.title),
            self.row("sheet-status", self.stands(view)),
            self.row("sheet-log-in", self.log_in(view)),
            self.row("sheet-account", self.or_none(signed_in_as)),
            self.row("sheet-password", self.say("sheet-not-used", &[])),
        ];
        let sends = matches!(slot, Slot::Sending | Slot::FaxServer | Slot::Notices);
        if sends {
            rows.push(self.row("sheet-sender", &account.address));
            let primary = crate::delivery::primary(&account.provider.smtp);
            rows.extend(self.place("sheet-smtp", "sheet-smtp-port", &primary));
        } else {
            rows.push(self.row("sheet-mailbox", &account.address));
        }
        if let Some(secondary) = known.mail.secondary_server.as_ref().filter(|_| sends) {
            rows.extend(self.place("sheet-secondary", "sheet-secondary-port", secondary));
        }
        let is_checked = known.mail.certificate_validation;
        let checks = if is_checked { "sheet-switched-on" } else { "sheet-switched-off" };
        rows.push(self.row("sheet-validation", self.say(checks, &[])));
        rows.push(self.row("sheet-exit", self.exit(view.network.used.as_ref())));
        match server_of(account, known.mail.pop.as_ref()) {
            Ok(pop) => rows.extend(self.place("sheet-pop", "sheet-pop-port", &pop)),
            Err(_) => rows.push(self.row("sheet-pop", self.say("sheet-none", &[]))),
        }
        rows
    }

    fn place(self, address: &str, port: &str, server: &Server) -> [Row; 3] {
        let secure = match server.encryption {
            Encryption::Starttls => "STARTTLS",
            Encryption::FromTheStart => "SSL/TLS",
        };
        [
            self.row(address, &server.host),
            self.row(port, server.port.to_string()),
            self.row("sheet-secure", secure),
        ]
    }

    /// The token's state, and what stands in the way of mails.
    fn stands(self, account: &AccountView) -> String {
        let mut facts = vec![words::token_status(self.0, account.token_status)];
        facts.extend(account.token_fault.as_ref().map(|fault| self.what(fault)));
        facts.extend(account.hold.as_ref().map(|hold| {
            let (since, why) = (plain(hold.since), self.what(&hold.fault));
            self.say("sheet-held", &[("since", &since), ("why", &why)])
        }));
        let rests = account.rest.as_ref();
        facts.extend(rests.map(|rest| self.say("sheet-rests", &[("until", &plain(rest.until))])));
        facts.join("; ")
    }

    fn log_in(self, account: &AccountView) -> String {
        let Some(connection) = &account.connection else { return self.say("sheet-none", &[]) };
        let at = plain(connection.at);
        match &connection.fault {
            None => self.say("sheet-log-in-well", &[("at", &at)]),
            Some(fault) => {
                self.say("sheet-log-in-badly", &[("at", &at), ("why", &self.what(fault))])
            }
        }
    }
}
