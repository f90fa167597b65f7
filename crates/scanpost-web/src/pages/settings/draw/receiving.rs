//! The page of what becomes of received mail.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::ReceivingSettingsView;
use scanpost_core::site::ReceivingEntered;

use super::mail_fields::Choice;
use super::{Form, done};
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;

pub(in crate::pages::settings) type ReceivingForm<'a> = Form<'a, ReceivingEntered>;

/// What becomes of received mail.
pub(in crate::pages::settings) fn receiving(
    frame: &Frame,
    view: &ReceivingSettingsView,
    form: ReceivingForm<'_>,
) -> String {
    let say = frame.say();
    let stored = view.settings.entered();
    let typed = form.entered.unwrap_or(&stored);
    let line = |name, label, hint, value: &str| {
        Field::new(name, say.text(label), value).hint(say.text(hint))
    };
    let root = view.fax_folders.as_ref().map(|root| root.display().to_string());
    let path_hint = say.with("receiving-fax-path-hint", "folder", &root.unwrap_or_default());
    let mut page = ReceivingPage {
        frame,
        say,
        follow: false,
        revision: form.seen.unwrap_or(view.revision).0,
        done: done(say, form.done),
        wrong: Vec::new(),
        intervals: intervals(say, typed),
        fax_to: destination(say, &typed.fax_to),
        fax: vec![
            Field::new("fax_path", say.text("receiving-fax-path"), &typed.fax_path).hint(path_hint),
            line("fax_printer", "receiving-printer", "receiving-printer-hint", &typed.fax_printer),
        ],
        fax_mail: line(
            "fax_mail",
            "receiving-fax-mail",
            "receiving-fax-mail-hint",
            &typed.fax_mail,
        ),
        fax_confirm: confirm(say, &typed.fax_confirm),
        words: line("status_words", "receiving-words", "receiving-words-hint", &typed.status_words),
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
    };
    for wrong in form.wrong {
        let rest = wrong.mark(&mut page.fields());
        page.wrong.extend(rest);
    }
    draw(&page)
}

/// How often, of each function.
fn intervals(say: Say, typed: &ReceivingEntered) -> Vec<Field> {
    vec![
        Field::new("fax_interval", say.text("slot-internet-fax-receive"), &typed.fax_interval),
        Field::new("status_interval", say.text("slot-email-status"), &typed.status_interval),
        Field::new("print_interval", say.text("slot-print-mail"), &typed.print_interval),
        Field::new("reports_interval", say.text("slot-delivery-reports"), &typed.reports_interval),
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

#[derive(Template)]
#[template(path = "settings/receiving.html")]
struct ReceivingPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    revision: u64,
    done: Option<String>,
    wrong: Vec<Wrong>,
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

impl ReceivingPage<'_> {
    /// All fields, to put sentences at.
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
