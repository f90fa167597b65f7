//! The page of the mail settings.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::{MailSettingsView, PrimaryView};
use scanpost_core::record::Revision;
use scanpost_core::site::{AuthorityView, Entered};

use super::done;
use super::mail_fields::{
    Choice, encryption, encryption_word, network, pop, sender, sending, switch,
};
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::shown::Tone;

/// What the form of the mail settings shows beside what is stored.
#[derive(Default)]
pub(in crate::pages::settings) struct MailForm<'a> {
    /// What was typed and could not be saved; none: what is stored.
    pub(in crate::pages::settings) entered: Option<&'a Entered>,
    /// The state that was seen then; none: the one that is stored now.
    pub(in crate::pages::settings) seen: Option<Revision>,
    pub(in crate::pages::settings) pem: &'a str,
    pub(in crate::pages::settings) wrong: Vec<Wrong>,
    pub(in crate::pages::settings) done: &'a str,
}

/// The mail settings.
pub(in crate::pages::settings) fn mail(
    frame: &Frame,
    view: &MailSettingsView,
    form: MailForm<'_>,
) -> String {
    let say = frame.say();
    let stored = view.settings.entered();
    let entered = form.entered.unwrap_or(&stored);
    let mut page = MailPage {
        frame,
        say,
        follow: false,
        revision: form.seen.unwrap_or(view.revision).0,
        done: done(say, form.done),
        wrong: Vec::new(),
        primary: view.primary.iter().map(|one| primary(say, one)).collect(),
        sending: sending(say, entered),
        secondary_encryption: encryption(
            say,
            "secondary_encryption",
            &entered.secondary_encryption,
        ),
        sender: sender(say, entered),
        auto: switch(say, "auto_specify_sender_name", &entered.auto_specify_sender_name),
        validation: switch(say, "certificate_validation", &entered.certificate_validation),
        unchecked: !view.settings.certificate_validation,
        pop: pop(say, entered),
        pop_encryption: encryption(say, "pop_encryption", &entered.pop_encryption),
        network: network(say, entered),
        password: Field::new("proxy_password", say.text("proxy-password"), "")
            .hint(say.text("proxy-password-hint")),
        pem: Field::new("pem", say.text("certificate-pem"), form.pem)
            .hint(say.text("certificate-pem-hint")),
        authorities: view.authorities.iter().map(Authority::of).collect(),
        others: Vec::new(),
    };
    if form.entered.is_some() && form.seen.is_none() {
        page.others = others(&page, &stored, entered);
    }
    if !frame.may(Privilege::Accounts) {
        page.say_who_leads_tokens(&say.text("tokens-elsewhere-hint"));
    }
    for wrong in form.wrong {
        let rest = wrong.mark(&mut page.fields());
        page.wrong.extend(rest);
    }
    draw(&page)
}

/// Where what is stored now is another thing than what was typed.
fn others(page: &MailPage<'_>, stored: &Entered, typed: &Entered) -> Vec<(String, String)> {
    let label = |name: &str| {
        let all = page.sending.iter().chain(&page.sender).chain(&page.pop).chain(&page.network);
        let mut all = all.chain([
            &page.secondary_encryption.field,
            &page.auto.field,
            &page.validation.field,
            &page.pop_encryption.field,
        ]);
        all.find(|field| field.name == name).map(|field| field.label.clone()).unwrap_or_default()
    };
    let pairs = pairs(stored).into_iter().zip(pairs(typed));
    let differing = pairs.filter(|((_, stored), (_, typed))| stored != typed);
    differing
        .map(|((name, stored), _)| {
            let shown = if stored.is_empty() { "–" } else { stored };
            (label(name), shown.to_owned())
        })
        .collect()
}

fn pairs(entered: &Entered) -> [(&'static str, &str); 17] {
    [
        ("secondary_host", &entered.secondary_host),
        ("secondary_port", &entered.secondary_port),
        ("secondary_encryption", &entered.secondary_encryption),
        ("timeout_seconds", &entered.timeout_seconds),
        ("sender_name", &entered.sender_name),
        ("sender_address", &entered.sender_address),
        ("auto_specify_sender_name", &entered.auto_specify_sender_name),
        ("administrator_address", &entered.administrator_address),
        ("certificate_validation", &entered.certificate_validation),
        ("pop_host", &entered.pop_host),
        ("pop_port", &entered.pop_port),
        ("pop_encryption", &entered.pop_encryption),
        ("pop_interval", &entered.pop_interval),
        ("network", &entered.network),
        ("proxy_host", &entered.proxy_host),
        ("proxy_port", &entered.proxy_port),
        ("proxy_user", &entered.proxy_user),
    ]
}

/// One account's own server, in words: what the provider fixes is no field.
struct Primary {
    account: String,
    provider: String,
    server: String,
    encryption: String,
}

fn primary(say: Say, one: &PrimaryView) -> Primary {
    Primary {
        account: one.account.to_string(),
        provider: one.provider.clone(),
        server: format!("{}:{}", one.server.host, one.server.port),
        encryption: encryption_word(say, one.server.encryption),
    }
}

struct Authority {
    subject: String,
    issuer: String,
    ends_at: String,
    fingerprint: String,
}

impl Authority {
    fn of(view: &AuthorityView) -> Self {
        let ends_at = view.ends_at.to_string();
        Self {
            subject: view.subject.clone(),
            issuer: view.issuer.clone(),
            ends_at: ends_at.split('T').next().unwrap_or_default().to_owned(),
            fingerprint: view.fingerprint.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "settings/mail.html")]
struct MailPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    revision: u64,
    done: Option<String>,
    wrong: Vec<Wrong>,
    /// What is stored now and is not what was typed.
    others: Vec<(String, String)>,
    primary: Vec<Primary>,
    sending: Vec<Field>,
    secondary_encryption: Choice,
    sender: Vec<Field>,
    auto: Choice,
    validation: Choice,
    unchecked: bool,
    pop: Vec<Field>,
    pop_encryption: Choice,
    network: Vec<Field>,
    password: Field,
    pem: Field,
    authorities: Vec<Authority>,
}

impl MailPage<'_> {
    /// All fields, to put sentences at.
    fn fields(&mut self) -> Vec<&mut Field> {
        let lists = [&mut self.sending, &mut self.sender, &mut self.pop, &mut self.network];
        let single = [&mut self.password, &mut self.pem, &mut self.validation.field];
        lists.into_iter().flatten().chain(single).collect()
    }

    /// At the fields that decide where access tokens go.
    fn say_who_leads_tokens(&mut self, sentence: &str) {
        for field in self.fields() {
            if LEADING_TOKENS.contains(&field.name) {
                field.hint = format!("{} {sentence}", field.hint);
            }
        }
    }
}

/// What it takes another privilege to change.
const LEADING_TOKENS: [&str; 4] = ["secondary_host", "certificate_validation", "proxy_host", "pem"];
