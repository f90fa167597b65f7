//! Which account each function of a device uses.
//!
//! The rules are the printers' own (Sharp's guide says it most plainly): all sending functions share
//! one slot and change in concert; every receiving function has its own, and signing in for one does
//! not sign in another; a fax server has its own, or goes out like everything else. So do scanpost's own
//! notices: they should have their own, because an account that is held cannot tell that it is.
//!
//! A device may have an own account for sending. Where nothing is chosen the only account there is
//! serves; of two, none is taken silently.

use serde::{Deserialize, Serialize};

use crate::account::AccountName;

/// What a device does with mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Function {
    ScanToEmail,
    /// The device reports a fault.
    ErrorNotification,
    /// The device reports its state: counters, toner, finished jobs.
    EmailNotification,
    InternetFaxSend,
    /// The content goes to a provider that sends it on as a fax.
    FaxServer,
    /// scanpost itself tells people that something goes wrong.
    Notices,
    InternetFaxReceive,
    /// The device answers questions about its state that come by mail.
    EmailStatus,
    /// What comes by mail is printed.
    PrintMail,
    /// What providers and machines write back about scans that were sent.
    DeliveryReports,
    /// Mails that an old device fetches here by POP3.
    DeviceMailbox,
}

impl Function {
    pub const ALL: [Function; 11] = [
        Function::ScanToEmail,
        Function::ErrorNotification,
        Function::EmailNotification,
        Function::InternetFaxSend,
        Function::FaxServer,
        Function::Notices,
        Function::InternetFaxReceive,
        Function::EmailStatus,
        Function::PrintMail,
        Function::DeliveryReports,
        Function::DeviceMailbox,
    ];

    /// Those for which scanpost looks into a mailbox by itself, at an interval.
    pub const POLLED: [Function; 4] = [
        Function::InternetFaxReceive,
        Function::EmailStatus,
        Function::PrintMail,
        Function::DeliveryReports,
    ];

    /// Whether it reads a mailbox.
    pub fn receives(self) -> bool {
        Function::POLLED.contains(&self) || self == Function::DeviceMailbox
    }

    /// The word as it stands in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Function::ScanToEmail => "scan-to-email",
            Function::ErrorNotification => "error-notification",
            Function::EmailNotification => "email-notification",
            Function::InternetFaxSend => "internet-fax-send",
            Function::FaxServer => "fax-server",
            Function::Notices => "notices",
            Function::InternetFaxReceive => "internet-fax-receive",
            Function::EmailStatus => "email-status",
            Function::PrintMail => "print-mail",
            Function::DeliveryReports => "delivery-reports",
            Function::DeviceMailbox => "device-mailbox",
        }
    }

    pub const fn slot(self) -> Slot {
        match self {
            Function::ScanToEmail
            | Function::ErrorNotification
            | Function::EmailNotification
            | Function::InternetFaxSend => Slot::Sending,
            Function::FaxServer => Slot::FaxServer,
            Function::Notices => Slot::Notices,
            Function::InternetFaxReceive => Slot::InternetFaxReceive,
            Function::EmailStatus => Slot::EmailStatus,
            Function::PrintMail => Slot::PrintMail,
            Function::DeliveryReports => Slot::DeliveryReports,
            Function::DeviceMailbox => Slot::DeviceMailbox,
        }
    }
}

/// A place for one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    Sending,
    FaxServer,
    Notices,
    InternetFaxReceive,
    EmailStatus,
    PrintMail,
    DeliveryReports,
    DeviceMailbox,
}

impl Slot {
    pub const ALL: [Slot; 8] = [
        Slot::Sending,
        Slot::FaxServer,
        Slot::Notices,
        Slot::InternetFaxReceive,
        Slot::EmailStatus,
        Slot::PrintMail,
        Slot::DeliveryReports,
        Slot::DeviceMailbox,
    ];

    /// The word as it stands in JSON, forms and the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Slot::Sending => "sending",
            Slot::FaxServer => "fax-server",
            Slot::Notices => "notices",
            Slot::InternetFaxReceive => "internet-fax-receive",
            Slot::EmailStatus => "email-status",
            Slot::PrintMail => "print-mail",
            Slot::DeliveryReports => "delivery-reports",
            Slot::DeviceMailbox => "device-mailbox",
        }
    }

    /// The id of what its functions are called together.
    pub const fn label(self) -> &'static str {
        match self {
            Slot::Sending => "slot-sending",
            Slot::FaxServer => "slot-fax-server",
            Slot::Notices => "slot-notices",
            Slot::InternetFaxReceive => "slot-internet-fax-receive",
            Slot::EmailStatus => "slot-email-status",
            Slot::PrintMail => "slot-print-mail",
            Slot::DeliveryReports => "slot-delivery-reports",
            Slot::DeviceMailbox => "slot-device-mailbox",
        }
    }
}

/// The accounts that were chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Slots {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sending: Option<AccountName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fax_server: Option<AccountName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notices: Option<AccountName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internet_fax_receive: Option<AccountName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_status: Option<AccountName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub print_mail: Option<AccountName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_reports: Option<AccountName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_mailbox: Option<AccountName>,
}

/// Which account a slot comes to, and why that one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", content = "account", rename_all = "kebab-case")]
pub enum Chosen {
    /// It was chosen.
    Slot(AccountName),
    /// Nothing was chosen, so it is the sending functions' one.
    AsSending(AccountName),
    /// Nothing was chosen, and there is no other.
    OnlyOne(AccountName),
    /// The account that was chosen is no longer there.
    Gone(AccountName),
    /// Nothing was chosen, and nothing can be taken for it.
    Nothing,
}

impl Chosen {
    /// The account that can be used.
    pub fn account(&self) -> Option<&AccountName> {
        match self {
            Chosen::Slot(name) | Chosen::AsSending(name) | Chosen::OnlyOne(name) => Some(name),
            Chosen::Gone(_) | Chosen::Nothing => None,
        }
    }
}

impl Slots {
    pub fn get(&self, slot: Slot) -> Option<&AccountName> {
        match slot {
            Slot::Sending => self.sending.as_ref(),
            Slot::FaxServer => self.fax_server.as_ref(),
            Slot::Notices => self.notices.as_ref(),
            Slot::InternetFaxReceive => self.internet_fax_receive.as_ref(),
            Slot::EmailStatus => self.email_status.as_ref(),
            Slot::PrintMail => self.print_mail.as_ref(),
            Slot::DeliveryReports => self.delivery_reports.as_ref(),
            Slot::DeviceMailbox => self.device_mailbox.as_ref(),
        }
    }

    pub fn set(&mut self, slot: Slot, account: Option<AccountName>) {
        let place = match slot {
            Slot::Sending => &mut self.sending,
            Slot::FaxServer => &mut self.fax_server,
            Slot::Notices => &mut self.notices,
            Slot::InternetFaxReceive => &mut self.internet_fax_receive,
            Slot::EmailStatus => &mut self.email_status,
            Slot::PrintMail => &mut self.print_mail,
            Slot::DeliveryReports => &mut self.delivery_reports,
            Slot::DeviceMailbox => &mut self.device_mailbox,
        };
        *place = account;
    }

    /// What a slot comes to, with the accounts that there are.
    pub fn chosen(&self, slot: Slot, accounts: &[AccountName]) -> Chosen {
        match self.get(slot) {
            Some(name) if accounts.contains(name) => return Chosen::Slot(name.clone()),
            Some(name) => return Chosen::Gone(name.clone()),
            None => {}
        }
        match (slot, accounts) {
            (Slot::Sending, [only]) => Chosen::OnlyOne(only.clone()),
            (Slot::FaxServer | Slot::Notices, _) => {
                match self.chosen(Slot::Sending, accounts).account() {
                    Some(name) => Chosen::AsSending(name.clone()),
                    None => Chosen::Nothing,
                }
            }
            _ => Chosen::Nothing,
        }
    }

    /// The account that a device's mail goes out by: its own, else that of the sending functions.
    pub fn sends_by(
        &self,
        own: Option<&AccountName>,
        accounts: &[AccountName],
    ) -> Option<AccountName> {
        match own {
            Some(own) => accounts.contains(own).then(|| own.clone()),
            None => self.chosen(Slot::Sending, accounts).account().cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> AccountName {
        text.parse().expect("a name")
    }

    fn names(texts: &[&str]) -> Vec<AccountName> {
        texts.iter().map(|text| name(text)).collect()
    }

    #[test]
    fn functions_that_send_share_a_slot_and_those_that_receive_have_their_own() {
        let sharing = |slot| Function::ALL.into_iter().filter(|one| one.slot() == slot).count();
        assert_eq!(Slot::ALL.map(sharing), [4, 1, 1, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn words_are_those_of_the_json() {
        for function in Function::ALL {
            let json = serde_json::to_string(&function).expect("a word");
            assert_eq!(json, format!("\"{}\"", function.as_str()));
        }
        for slot in Slot::ALL {
            let mut slots = Slots::default();
            slots.set(slot, Some(name("scans")));
            assert_eq!(slots.get(slot), Some(&name("scans")));
            let json = serde_json::to_string(&slots).expect("an object");
            assert_eq!(json, format!("{{\"{}\":\"scans\"}}", slot.as_str()));
        }
    }

    #[test]
    fn an_account_is_the_chosen_one_or_the_only_one_and_never_silently_another() {
        let chosen = |text| Slots { sending: Some(name(text)), ..Slots::default() };
        let table = [
            (Slots::default(), names(&[]), Chosen::Nothing),
            (Slots::default(), names(&["a"]), Chosen::OnlyOne(name("a"))),
            (Slots::default(), names(&["a", "b"]), Chosen::Nothing),
            (chosen("b"), names(&["a", "b"]), Chosen::Slot(name("b"))),
            (chosen("b"), names(&["a"]), Chosen::Gone(name("b"))),
        ];
        for (slots, accounts, expected) in table {
            assert_eq!(slots.chosen(Slot::Sending, &accounts), expected, "{slots:?} {accounts:?}");
            assert_eq!(slots.sends_by(None, &accounts).as_ref(), expected.account());
        }
    }

    #[test]
    fn a_devices_own_account_goes_before_and_is_replaced_by_no_other_when_it_is_gone() {
        let slots = Slots { sending: Some(name("a")), ..Slots::default() };
        let accounts = names(&["a", "b"]);
        assert_eq!(slots.sends_by(Some(&name("b")), &accounts), Some(name("b")));
        assert_eq!(slots.sends_by(Some(&name("c")), &accounts), None);
    }

    #[test]
    fn a_fax_server_and_notices_go_out_like_everything_else_and_nothing_receives_by_itself() {
        let mut slots = Slots { sending: Some(name("a")), ..Slots::default() };
        let accounts = names(&["a", "b"]);
        for slot in [Slot::FaxServer, Slot::Notices] {
            assert_eq!(slots.chosen(slot, &accounts), Chosen::AsSending(name("a")));
        }
        for slot in Function::POLLED.map(Function::slot) {
            assert_eq!(slots.chosen(slot, &accounts), Chosen::Nothing);
            assert_eq!(slots.chosen(slot, &names(&["a"])), Chosen::Nothing);
        }
        slots.fax_server = Some(name("b"));
        assert_eq!(slots.chosen(Slot::FaxServer, &accounts), Chosen::Slot(name("b")));
    }
}
