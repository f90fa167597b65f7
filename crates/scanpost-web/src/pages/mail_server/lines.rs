//! What stands in each line of a page of the mail server. Pure.

use scanpost_core::delivery::primary;
use scanpost_core::gateway::views::AccountView;
use scanpost_core::network::{Encryption, Server};
use scanpost_core::oauth::TokenStatus;
use scanpost_core::profile::{Fixed, Page, Profile, Row};

use super::save::{Typed, interval_of};
use super::{Facts, place};
use crate::pages::accounts::shown::token_badge;
use crate::pages::fields::Field;
use crate::pages::say::Say;
use crate::pages::settings::draw::{Choice, encryption_word};
use crate::pages::shown::Badge;

/// One line.
pub(super) enum Line {
    Text(String),
    Entry(Field),
    Pick(Choice),
    /// The mail service: name and title of each.
    Service {
        field: Field,
        options: Vec<(String, String)>,
    },
    /// One of two, by radio buttons.
    Switch(Choice),
    /// What cannot be chosen, and why.
    Given {
        label: String,
        value: String,
        why: String,
    },
    Status(Status),
}

/// How the sign-in stands, with its buttons.
pub(super) struct Status {
    pub(super) label: String,
    pub(super) badge: Badge,
    /// Who signed in.
    pub(super) signed_in_as: Option<String>,
    /// A code is on the screen, there.
    pub(super) code: Option<String>,
    pub(super) sign_in: Option<String>,
    pub(super) sign_out: Option<String>,
    /// The state stands to the right of the button that signs in.
    pub(super) state_last: bool,
    pub(super) place: String,
}

/// Draws the lines of one page.
pub(super) struct Lines<'a> {
    pub(super) say: Say,
    pub(super) profile: &'static Profile,
    pub(super) page: &'static Page,
    pub(super) facts: &'a Facts,
    pub(super) typed: Option<&'a Typed>,
    pub(super) may_sign_in: bool,
}

impl Lines<'_> {
    pub(super) fn line(&self, row: Row) -> Line {
        if self.page.not_used.contains(&row) {
            return self.given(row, "–".to_owned(), "mail-server-not-used");
        }
        let typed = |of: fn(&Typed) -> &Option<String>, stored: &str| {
            let typed = self.typed.and_then(|typed| of(typed).clone());
            typed.unwrap_or_else(|| stored.to_owned())
        };
        let mail = self.facts.mail.settings.entered();
        match row {
            Row::CertificateNotice => Line::Text(self.label(row)),
            Row::AuthenticationMethod => self.method(),
            Row::Service => self.service(),
            Row::Status => Line::Status(self.status()),
            Row::Account => {
                let stored = self.account().map_or("", |account| &account.address);
                let value = typed(|typed| &typed.address, stored);
                let hint = if stored.is_empty() { "mail-server-account-hint" } else { "" };
                self.entry(row, "address", &value, hint)
            }
            Row::UserName => {
                let name = self.account().map_or("–", |account| account.address.as_str());
                self.given(row, name.to_owned(), "mail-server-same-as-account")
            }
            Row::Password | Row::SmtpAuthenticationEncryption => {
                self.given(row, "–".to_owned(), "mail-server-not-used")
            }
            Row::SenderName => {
                let value = typed(|typed| &typed.sender_name, &mail.sender_name);
                self.entry(row, "sender_name", &value, "")
            }
            Row::SenderAddress => {
                let value = typed(|typed| &typed.sender_address, &mail.sender_address);
                self.entry(row, "sender_address", &value, "")
            }
            Row::AdministratorAddress => {
                let stored = &mail.administrator_address;
                let value = typed(|typed| &typed.administrator_address, stored);
                self.entry(row, "administrator_address", &value, "mail-server-administrator-hint")
            }
            Row::AutoSender => {
                let stored = &mail.auto_specify_sender_name;
                let value = typed(|typed| &typed.auto_specify_sender_name, stored);
                let hint = "mail-server-auto-hint";
                self.switch(row, "auto_specify_sender_name", &value, hint)
            }
            Row::CertificateValidation => {
                let value =
                    typed(|typed| &typed.certificate_validation, &mail.certificate_validation);
                self.switch(row, "certificate_validation", &value, "mail-server-validation-hint")
            }
            Row::Timeout => {
                let value = typed(|typed| &typed.timeout_seconds, &mail.timeout_seconds);
                self.entry(row, "timeout_seconds", &value, "")
            }
            Row::SmtpServer | Row::SmtpPort | Row::SmtpEncryption | Row::SmtpAuthentication => {
                self.smtp(row)
            }
            Row::PopServer => {
                let value = typed(|typed| &typed.pop_host, &mail.pop_host);
                self.entry(row, "pop_host", &value, "mail-server-pop-hint")
            }
            Row::PopPort => {
                let value = typed(|typed| &typed.pop_port, &mail.pop_port);
                self.entry(row, "pop_port", &value, "mail-server-pop-port-hint")
            }
            Row::PopEncryption => {
                let value = typed(|typed| &typed.pop_encryption, &mail.pop_encryption);
                let options =
                    Encryption::ALL.map(|one| (one.as_str(), encryption_word(self.say, one)));
                Line::Pick(self.choice(row, "pop_encryption", &value, options.to_vec()))
            }
            Row::Interval => {
                let mut stored = self.facts.receiving.settings.entered();
                let stored = interval_of(self.page.slot, &mut stored).cloned().unwrap_or_default();
                let value = typed(|typed| &typed.interval, &stored);
                self.entry(row, "interval", &value, "mail-server-interval-hint")
            }
        }
    }

    /// What a service needs to know of the app, where scanpost has no account at it yet.
    pub(super) fn app(&self) -> Vec<Field> {
        let typed = self.typed.and_then(|typed| typed.service.as_ref());
        let chosen = match typed {
            Some(name) => self.facts.services.iter().find(|one| one.name == *name),
            None => self.facts.service_of_new(self.profile),
        };
        let needs = chosen.is_none_or(|service| service.oauth.client_id.is_empty());
        let has_account = self.page.sections.iter().any(|one| one.rows.contains(&Row::Account));
        let is_there =
            self.account().is_some() && self.facts.unknown_service(self.profile).is_none();
        if is_there || !has_account || !needs {
            return Vec::new();
        }
        let typed = |of: fn(&Typed) -> &Option<String>| {
            self.typed.and_then(|typed| of(typed).clone()).unwrap_or_default()
        };
        let (client_id, tenant) = (typed(|typed| &typed.client_id), typed(|typed| &typed.tenant));
        vec![
            Field::new("client_id", self.say.text("add-client-id"), &client_id)
                .hint(self.say.text("mail-server-client-id-hint")),
            Field::new("tenant", self.say.text("add-tenant"), &tenant)
                .hint(self.say.text("mail-server-tenant-hint")),
        ]
    }

    fn account(&self) -> Option<&AccountView> {
        self.facts.account.as_ref().map(|(account, _)| account)
    }

    fn label(&self, row: Row) -> String {
        self.say.text(row.label())
    }

    fn entry(&self, row: Row, name: &'static str, value: &str, hint: &str) -> Line {
        let hint = if hint.is_empty() { String::new() } else { self.say.text(hint) };
        Line::Entry(Field::new(name, self.label(row), value).hint(hint))
    }

    fn given(&self, row: Row, value: String, why: &str) -> Line {
        Line::Given { label: self.label(row), value, why: self.say.text(why) }
    }

    fn choice(
        &self,
        row: Row,
        name: &'static str,
        value: &str,
        options: Vec<(&'static str, String)>,
    ) -> Choice {
        Choice { field: Field::new(name, self.label(row), value), options }
    }

    fn switch(&self, row: Row, name: &'static str, value: &str, hint: &str) -> Line {
        let options =
            vec![("on", self.say.text("switch-on")), ("off", self.say.text("switch-off"))];
        let mut choice = self.choice(row, name, value, options);
        choice.field.hint = self.say.text(hint);
        Line::Switch(choice)
    }

    fn method(&self) -> Line {
        let stored = if self.facts.account.is_some() { "oauth" } else { "none" };
        let typed = self.typed.and_then(|typed| typed.method.as_deref());
        let options = vec![
            ("none", self.say.text("mail-server-method-none")),
            ("oauth", self.say.text(OAUTH)),
        ];
        let row = Row::AuthenticationMethod;
        Line::Pick(self.choice(row, "method", typed.unwrap_or(stored), options))
    }

    fn service(&self) -> Line {
        let unknown = self.facts.unknown_service(self.profile);
        let offered = self.facts.offered(self.profile).into_iter().chain(unknown);
        let options = offered.map(|one| (one.name.clone(), one.title.clone())).collect();
        let field = Field::new("service", self.label(Row::Service), self.chosen_service());
        Line::Service { field, options }
    }

    /// The service that is typed, else the one that the page is about.
    fn chosen_service(&self) -> &str {
        let stored = self.facts.service(self.profile).map_or("", |service| &service.name);
        self.typed.and_then(|typed| typed.service.as_deref()).unwrap_or(stored)
    }

    fn status(&self) -> Status {
        let account = self.account();
        let newcomer = self.facts.newcomer.as_ref().is_some_and(|one| one.code.is_some());
        let token = match account {
            Some(account) => account.token_status,
            None if newcomer => TokenStatus::WaitingForAuthorisation,
            None => TokenStatus::NotRetrieved,
        };
        let is_waiting = token == TokenStatus::WaitingForAuthorisation;
        let is_signed_in = account.is_some_and(|account| account.signed_in_at.is_some());
        let offers = token != TokenStatus::Retrieved || self.profile.sign_in.stays;
        let has_code = newcomer || account.is_some_and(|account| account.sign_in.is_some());
        let place = place(&self.page.name);
        let sign_in = if is_signed_in { "sign-in-again" } else { "sign-in" };
        Status {
            label: self.label(Row::Status),
            badge: token_badge(self.say, token),
            signed_in_as: account.and_then(|account| account.signed_in_as.clone()),
            code: has_code.then(|| format!("{place}/code")),
            sign_in: (offers && !is_waiting && self.may_sign_in).then(|| self.say.text(sign_in)),
            sign_out: (is_signed_in && self.may_sign_in).then(|| self.say.text("sign-out")),
            state_last: self.profile.sign_in.state_last,
            place,
        }
    }

    /// What the service and the maker leave no choice in.
    fn smtp(&self, row: Row) -> Line {
        let server = self.facts.service(self.profile).map(|service| primary(&service.smtp));
        let Fixed { port, encryption, smtp_authentication } = self.profile.fixed;
        let of_service = |of: fn(&Server) -> String| server.as_ref().map(of);
        let encrypted = |one| encryption_word(self.say, one);
        let (fixed, value) = match row {
            Row::SmtpPort => {
                (port.map(|port| port.to_string()), of_service(|one| one.port.to_string()))
            }
            Row::SmtpEncryption => {
                (encryption.map(encrypted), server.as_ref().map(|one| encrypted(one.encryption)))
            }
            Row::SmtpAuthentication => {
                let on = self.say.text("switch-on");
                (smtp_authentication.map(|_| on.clone()), Some(on))
            }
            _ => (None, of_service(|one| one.host.clone())),
        };
        let value = value.unwrap_or_else(|| "–".to_owned());
        let why = match &fixed {
            Some(fixed) if *fixed != value => self.say.with("mail-server-other", "value", &value),
            Some(_) => self.say.text("mail-server-fixed"),
            None => self.say.text("mail-server-of-service"),
        };
        Line::Given { label: self.label(row), value: fixed.unwrap_or(value), why }
    }
}

/// The word for OAuth 2.0; a profile has its own.
const OAUTH: &str = "method-oauth";

impl Line {
    /// What is typed or chosen here.
    pub(super) fn field(&mut self) -> Option<&mut Field> {
        match self {
            Line::Entry(field) | Line::Service { field, .. } => Some(field),
            Line::Pick(choice) | Line::Switch(choice) => Some(&mut choice.field),
            Line::Text(_) | Line::Given { .. } | Line::Status(_) => None,
        }
    }
}
