//! What becomes of received mail, and how often it is fetched.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::ReceivingSettingsView;
use scanpost_core::gateway::{By, Gateway, GatewayError};
use scanpost_core::record::Revision;
use scanpost_core::site::{ReceivingEntered, Slot};

use super::draw::Choice;
use super::part::{Head, Part};
use crate::pages::fields::Field;
use crate::pages::say::Say;

#[derive(Template)]
#[template(path = "settings/receiving.html")]
pub(super) struct Receiving {
    say: Say,
    intervals: Vec<Field>,
    fax_to: Choice,
    /// For a folder and for a printer.
    fax: Vec<Field>,
    fax_mail: Field,
    fax_confirm: Choice,
    words: Field,
    status_senders: Field,
    status_others: Choice,
    printer: Field,
    print_senders: Field,
    print_others: Choice,
}

impl Part for Receiving {
    type Entered = ReceivingEntered;
    type View = ReceivingSettingsView;

    const HEAD: Head = Head {
        path: "/settings/receiving",
        here: "receiving",
        title: "receiving-title",
        text: "receiving-settings-text",
        links: &[("/settings/functions", "functions-title"), ("/receiving", "receiving-standing")],
        privilege: Privilege::MailSettings,
    };

    async fn view(gateway: &Gateway) -> Result<ReceivingSettingsView, GatewayError> {
        Ok(gateway.receiving_settings().await?)
    }

    async fn save(
        by: By<'_>,
        seen: Revision,
        entered: ReceivingEntered,
    ) -> Result<(), GatewayError> {
        by.set_receiving_settings(seen, entered).await.map(drop)
    }

    fn revision(view: &ReceivingSettingsView) -> Revision {
        view.revision
    }

    fn stored(view: &ReceivingSettingsView) -> ReceivingEntered {
        view.settings.entered()
    }

    fn new(say: Say, view: &ReceivingSettingsView, typed: &ReceivingEntered) -> Self {
        let line = |name, label, hint, value: &str| {
            Field::new(name, say.text(label), value).hint(say.text(hint))
        };
        let root = view.fax_folders.as_ref().map(|root| root.display().to_string());
        let path_hint = say.with("receiving-fax-path-hint", "folder", &root.unwrap_or_default());
        Self {
            say,
            intervals: intervals(say, typed),
            fax_to: destination(say, &typed.fax_to),
            fax: vec![
                Field::new("fax_path", say.text("receiving-fax-path"), &typed.fax_path)
                    .hint(path_hint),
                line(
                    "fax_printer",
                    "receiving-printer",
                    "receiving-printer-hint",
                    &typed.fax_printer,
                ),
            ],
            fax_mail: line(
                "fax_mail",
                "receiving-fax-mail",
                "receiving-fax-mail-hint",
                &typed.fax_mail,
            ),
            fax_confirm: confirm(say, &typed.fax_confirm),
            words: line(
                "status_words",
                "receiving-words",
                "receiving-words-hint",
                &typed.status_words,
            ),
            status_senders: senders(say, "status_senders", &typed.status_senders),
            status_others: others(say, "status_others", &typed.status_others),
            printer: line(
                "print_printer",
                "receiving-printer",
                "receiving-print-printer-hint",
                &typed.print_printer,
            ),
            print_senders: senders(say, "print_senders", &typed.print_senders),
            print_others: others(say, "print_others", &typed.print_others),
        }
    }

    fn fields(&mut self) -> Vec<&mut Field> {
        let single = [
            &mut self.fax_mail,
            &mut self.words,
            &mut self.status_senders,
            &mut self.printer,
            &mut self.print_senders,
        ];
        self.intervals.iter_mut().chain(&mut self.fax).chain(single).collect()
    }
}

/// How often, of each function.
fn intervals(say: Say, typed: &ReceivingEntered) -> Vec<Field> {
    let of = |name, slot: Slot, value: &str| Field::new(name, say.text(slot.label()), value);
    vec![
        of("fax_interval", Slot::InternetFaxReceive, &typed.fax_interval),
        of("status_interval", Slot::EmailStatus, &typed.status_interval),
        of("print_interval", Slot::PrintMail, &typed.print_interval),
        of("reports_interval", Slot::DeliveryReports, &typed.reports_interval),
    ]
}

fn destination(say: Say, value: &str) -> Choice {
    let value = if ["printer", "mail"].contains(&value) { value } else { "folder" };
    Choice {
        field: Field::new("fax_to", say.text("receiving-fax-to"), value)
            .hint(say.text("receiving-fax-to-hint")),
        options: vec![
            ("folder", say.text("receiving-to-folder")),
            ("printer", say.text("receiving-to-printer")),
            ("mail", say.text("receiving-to-mail")),
        ],
    }
}

fn confirm(say: Say, value: &str) -> Choice {
    Choice {
        field: Field::new(
            "fax_confirm",
            say.text("receiving-confirm"),
            if value == "on" { "on" } else { "off" },
        )
        .hint(say.text("receiving-confirm-hint")),
        options: vec![("on", say.text("switch-on")), ("off", say.text("switch-off"))],
    }
}

fn senders(say: Say, name: &'static str, value: &str) -> Field {
    Field::new(name, say.text("receiving-senders"), value).hint(say.text("receiving-senders-hint"))
}

fn others(say: Say, name: &'static str, value: &str) -> Choice {
    Choice {
        field: Field::new(
            name,
            say.text("receiving-others"),
            if value == "remove" { "remove" } else { "leave" },
        )
        .hint(say.text("receiving-others-hint")),
        options: vec![
            ("leave", say.text("receiving-others-leave")),
            ("remove", say.text("receiving-others-remove")),
        ],
    }
}
