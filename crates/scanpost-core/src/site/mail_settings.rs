//! Servers, patience, sender, network: the mail settings that printers have on their pages.
//!
//! What a person types is [`Entered`]; [`Entered::check`] makes [`MailSettings`] of it, or says in
//! one pass what is wrong with each field. Settings that came as JSON or TOML take the same way, so
//! there is one set of rules.
//!
//! The words are those of the printers' guides. What follows from OAuth 2.0 (port 587, STARTTLS,
//! authentication on; Ricoh's guide) is no setting here: it is the provider's data.

use std::ops::RangeInclusive;

use rustls::pki_types::ServerName;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::account::is_address;
use crate::network::{Encryption, Exit, Server};
use crate::objection::{Objection, Reason};

/// How long a connection may take to come about, in seconds.
const TIMEOUT: RangeInclusive<u16> = 5..=300;

/// How often a mailbox is looked at, in minutes; providers want no more than once a minute.
const INTERVAL: RangeInclusive<u16> = 1..=60;

/// Longest sender name and proxy user, in characters.
const LONGEST_NAME: usize = 64;

/// The mail settings of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct MailSettings {
    /// How long a connection may take to come about. Default: 30.
    pub timeout_seconds: u16,
    /// The name beside the sender's address. Stored for the sender rules.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sender_name: String,
    /// The address of the sender. Stored for the sender rules.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sender_address: String,
    /// Whether the administrator's address is the sender. Stored for the sender rules.
    pub auto_specify_sender_name: bool,
    /// Who is told when something goes wrong.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub administrator_address: String,
    /// Whether mail servers must prove who they are. Default: yes.
    pub certificate_validation: bool,
    /// None: the system chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<Exit>,
    /// For mails of the sending functions, when the account's own server cannot be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secondary_server: Option<Server>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pop: Option<PopServer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<ProxyServer>,
}

/// Where mails are fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PopServer {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub interval_minutes: u16,
}

/// An HTTP proxy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProxyServer {
    pub host: String,
    pub port: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<ProxyLogin>,
}

/// How scanpost logs in at the proxy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProxyLogin {
    pub user: String,
    /// Sealed with the installation's key.
    pub sealed_password: String,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            timeout_seconds: 30,
            sender_name: String::new(),
            sender_address: String::new(),
            auto_specify_sender_name: false,
            administrator_address: String::new(),
            certificate_validation: true,
            network: None,
            secondary_server: None,
            pop: None,
            proxy: None,
        }
    }
}

/// The mail settings as a person types them: every field is text, and none is lost when another is
/// wrong. `on` and `off` stand for switches.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Entered {
    pub secondary_host: String,
    pub secondary_port: String,
    pub secondary_encryption: String,
    pub timeout_seconds: String,
    pub sender_name: String,
    pub sender_address: String,
    pub auto_specify_sender_name: String,
    pub administrator_address: String,
    pub certificate_validation: String,
    pub pop_host: String,
    pub pop_port: String,
    pub pop_encryption: String,
    pub pop_interval: String,
    pub network: String,
    pub proxy_host: String,
    pub proxy_port: String,
    pub proxy_user: String,
    /// Empty: the one that is stored stays, as long as proxy and user stay the same.
    pub proxy_password: SecretString,
}

impl MailSettings {
    /// As a person would have typed them; without the password of the proxy.
    pub fn entered(&self) -> Entered {
        let switch = |on| if on { "on" } else { "off" }.to_owned();
        let mut entered = Entered {
            timeout_seconds: self.timeout_seconds.to_string(),
            sender_name: self.sender_name.clone(),
            sender_address: self.sender_address.clone(),
            auto_specify_sender_name: switch(self.auto_specify_sender_name),
            administrator_address: self.administrator_address.clone(),
            certificate_validation: switch(self.certificate_validation),
            network: self.network.as_ref().map(ToString::to_string).unwrap_or_default(),
            secondary_encryption: Encryption::default().as_str().to_owned(),
            pop_encryption: Encryption::FromTheStart.as_str().to_owned(),
            ..Entered::default()
        };
        if let Some(server) = &self.secondary_server {
            entered.secondary_host.clone_from(&server.host);
            entered.secondary_port = server.port.to_string();
            server.encryption.as_str().clone_into(&mut entered.secondary_encryption);
        }
        if let Some(pop) = &self.pop {
            entered.pop_host.clone_from(&pop.host);
            entered.pop_port = pop.port.to_string();
            pop.encryption.as_str().clone_into(&mut entered.pop_encryption);
            entered.pop_interval = pop.interval_minutes.to_string();
        }
        if let Some(proxy) = &self.proxy {
            entered.proxy_host.clone_from(&proxy.host);
            entered.proxy_port = proxy.port.to_string();
            if let Some(login) = &proxy.login {
                entered.proxy_user.clone_from(&login.user);
            }
        }
        entered
    }

    /// The fields by which access tokens, and mails with them, could come to somebody whom they did
    /// not come to before: another server, another way there, a server that proves nothing. To go
    /// back to the account's own server and to checked certificates leads nowhere new.
    pub fn new_ways_for_tokens(&self, before: &MailSettings) -> Vec<&'static str> {
        let place = |proxy: &ProxyServer| (proxy.host.clone(), proxy.port);
        let (proxy, old) = (self.proxy.as_ref().map(place), before.proxy.as_ref().map(place));
        let secondary = &self.secondary_server;
        let pop_at = |settings: &MailSettings| {
            settings.pop.as_ref().map(|pop| (pop.host.clone(), pop.port, pop.encryption))
        };
        let (pop, old_pop) = (pop_at(self), pop_at(before));
        let ways = [
            ("secondary_host", secondary.is_some() && *secondary != before.secondary_server),
            ("pop_host", pop.is_some() && pop != old_pop),
            ("proxy_host", proxy.is_some() && proxy != old),
            (
                "certificate_validation",
                before.certificate_validation && !self.certificate_validation,
            ),
        ];
        ways.into_iter().filter(|(_, is_new)| *is_new).map(|(field, _)| field).collect()
    }

    /// The rules of [`Entered::check`], for settings that nobody has typed.
    pub fn check(&self) -> Result<(), Vec<Objection>> {
        let sealed_already = |_: &SecretString| String::new();
        self.entered().check(self, &sealed_already).map(|_| ())
    }
}

impl Entered {
    /// The settings, or what is wrong with each field. `before` are those that hold now; `seal`
    /// makes of a new password what may lie on the disk.
    pub fn check(
        &self,
        before: &MailSettings,
        seal: &dyn Fn(&SecretString) -> String,
    ) -> Result<MailSettings, Vec<Objection>> {
        let mut wrong = Vec::new();
        let settings = MailSettings {
            timeout_seconds: number(&self.timeout_seconds, &TIMEOUT, "timeout_seconds", &mut wrong),
            sender_name: name(&self.sender_name, "sender_name", &mut wrong),
            sender_address: address(&self.sender_address, "sender_address", &mut wrong),
            auto_specify_sender_name: self.auto_specify_sender_name == "on",
            administrator_address: address(
                &self.administrator_address,
                "administrator_address",
                &mut wrong,
            ),
            certificate_validation: self.certificate_validation != "off",
            network: self.network(&mut wrong),
            secondary_server: self.secondary(&mut wrong),
            pop: self.pop(&mut wrong),
            proxy: self.proxy(before, seal, &mut wrong),
        };
        if wrong.is_empty() { Ok(settings) } else { Err(wrong) }
    }

    fn network(&self, wrong: &mut Vec<Objection>) -> Option<Exit> {
        let text = self.network.trim();
        if text.is_empty() {
            return None;
        }
        let exit = text.parse().ok();
        if exit.is_none() {
            wrong.push(Objection::new(Reason::NetworkInvalid, text.escape_debug()));
        }
        exit
    }

    fn secondary(&self, wrong: &mut Vec<Objection>) -> Option<Server> {
        let host = host(&self.secondary_host, "secondary_host", wrong)?;
        let port = port(&self.secondary_port, 587, "secondary_port", wrong);
        Some(Server { host, port, encryption: encryption(&self.secondary_encryption) })
    }

    fn pop(&self, wrong: &mut Vec<Objection>) -> Option<PopServer> {
        let host = host(&self.pop_host, "pop_host", wrong)?;
        let encryption = encryption(&self.pop_encryption);
        let usual = if encryption == Encryption::FromTheStart { 995 } else { 110 };
        let port = port(&self.pop_port, usual, "pop_port", wrong);
        let entered = self.pop_interval.trim();
        let interval = if entered.is_empty() { "5" } else { entered };
        let interval_minutes = number(interval, &INTERVAL, "pop_interval", wrong);
        Some(PopServer { host, port, encryption, interval_minutes })
    }

    fn proxy(
        &self,
        before: &MailSettings,
        seal: &dyn Fn(&SecretString) -> String,
        wrong: &mut Vec<Objection>,
    ) -> Option<ProxyServer> {
        let host = host(&self.proxy_host, "proxy_host", wrong)?;
        let port = port(&self.proxy_port, 3128, "proxy_port", wrong);
        let user = name(&self.proxy_user, "proxy_user", wrong);
        if user.contains(':') {
            // RFC 7617 §2: the colon ends it.
            wrong.push(Objection::new(Reason::NameInvalid, &user).at("proxy_user"));
        }
        let mut proxy = ProxyServer { host, port, login: None };
        if user.is_empty() {
            return Some(proxy);
        }
        let stored =
            before.proxy.as_ref().filter(|old| (&old.host, old.port) == (&proxy.host, port));
        let stored = stored.and_then(|old| old.login.as_ref()).filter(|login| login.user == user);
        let sealed_password = if self.proxy_password.expose_secret().is_empty() {
            stored.map(|login| login.sealed_password.clone())
        } else {
            Some(seal(&self.proxy_password))
        };
        match sealed_password {
            Some(sealed_password) => proxy.login = Some(ProxyLogin { user, sealed_password }),
            // It belongs to another proxy or user, and must not be shown to this one.
            None => wrong.push(Objection::new(Reason::ProxyPasswordMissing, &user)),
        }
        Some(proxy)
    }
}

pub(super) fn number(
    text: &str,
    allowed: &RangeInclusive<u16>,
    field: &'static str,
    wrong: &mut Vec<Objection>,
) -> u16 {
    let number = text.trim().parse().ok().filter(|number| allowed.contains(number));
    number.unwrap_or_else(|| {
        let range = format!("{}–{}", allowed.start(), allowed.end());
        wrong.push(Objection::new(Reason::NumberInvalid, range).at(field));
        *allowed.start()
    })
}

pub(super) fn port(text: &str, usual: u16, field: &'static str, wrong: &mut Vec<Objection>) -> u16 {
    if text.trim().is_empty() {
        return usual;
    }
    number(text, &(1..=u16::MAX), field, wrong)
}

/// The name or address of a server; nothing where none was entered.
pub(super) fn host(text: &str, field: &'static str, wrong: &mut Vec<Objection>) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if ServerName::try_from(text).is_err() {
        wrong.push(Objection::new(Reason::HostInvalid, text.escape_debug()).at(field));
    }
    Some(text.to_owned())
}

fn name(text: &str, field: &'static str, wrong: &mut Vec<Objection>) -> String {
    let text = text.trim();
    if text.chars().count() > LONGEST_NAME || text.chars().any(char::is_control) {
        wrong.push(Objection::new(Reason::NameInvalid, text.escape_debug()).at(field));
    }
    text.to_owned()
}

/// A mail address, or nothing.
fn address(text: &str, field: &'static str, wrong: &mut Vec<Objection>) -> String {
    let text = text.trim();
    if !text.is_empty() && !is_address(text) {
        wrong.push(Objection::new(Reason::AddressInvalid, text.escape_debug()).at(field));
    }
    text.to_owned()
}

fn encryption(word: &str) -> Encryption {
    let known = Encryption::ALL.into_iter().find(|one| one.as_str() == word);
    known.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secret: &SecretString) -> String {
        format!("sealed {}", secret.expose_secret().len())
    }

    fn full() -> Entered {
        Entered {
            secondary_host: "smtp2.example.com".to_owned(),
            secondary_port: "465".to_owned(),
            secondary_encryption: "from-the-start".to_owned(),
            timeout_seconds: "20".to_owned(),
            sender_name: "Copier".to_owned(),
            sender_address: "scans@example.com".to_owned(),
            auto_specify_sender_name: "on".to_owned(),
            administrator_address: "admin@example.com".to_owned(),
            certificate_validation: "on".to_owned(),
            pop_host: "outlook.office365.com".to_owned(),
            pop_port: "995".to_owned(),
            pop_encryption: "from-the-start".to_owned(),
            pop_interval: "5".to_owned(),
            network: "eth1".to_owned(),
            proxy_host: "2001:db8::1".to_owned(),
            proxy_port: "3128".to_owned(),
            proxy_user: "anna".to_owned(),
            proxy_password: SecretString::from("sesame"),
        }
    }

    fn checked(entered: &Entered, before: &MailSettings) -> MailSettings {
        entered.check(before, &seal).expect("all is right")
    }

    #[test]
    fn what_is_stored_is_shown_again_as_it_was_typed() {
        let settings = checked(&full(), &MailSettings::default());
        let again = checked(&settings.entered(), &settings);
        assert_eq!(again, settings);
        assert_eq!(settings.check(), Ok(()));
        let json = serde_json::to_string(&settings).expect("text keys");
        assert_eq!(serde_json::from_str::<MailSettings>(&json).expect("the same"), settings);
        let text = toml::to_string(&settings).expect("text keys");
        assert_eq!(toml::from_str::<MailSettings>(&text).expect("the same"), settings, "{text}");
        assert!(!json.contains("sesame"), "{json}");
    }

    #[test]
    fn nothing_needs_to_be_entered() {
        let defaults = MailSettings::default();
        assert_eq!(checked(&defaults.entered(), &defaults), defaults);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_and_at_its_field() {
        let wrong = Entered {
            secondary_host: "no host".to_owned(),
            secondary_port: "0".to_owned(),
            timeout_seconds: "4".to_owned(),
            sender_name: "a\nb".to_owned(),
            sender_address: "nobody".to_owned(),
            administrator_address: "a@b@c d".to_owned(),
            pop_host: "http://example.com".to_owned(),
            pop_port: "70000".to_owned(),
            pop_interval: "0".to_owned(),
            network: "1eth".to_owned(),
            proxy_host: "ex ample".to_owned(),
            proxy_port: "x".to_owned(),
            proxy_user: "a:b".to_owned(),
            proxy_password: SecretString::from("secret"),
            ..full()
        };
        let objections = wrong.check(&MailSettings::default(), &seal).expect_err("all is wrong");
        let mut fields: Vec<_> = objections.iter().filter_map(|one| one.field).collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            [
                "administrator_address",
                "network",
                "pop_host",
                "pop_interval",
                "pop_port",
                "proxy_host",
                "proxy_port",
                "proxy_user",
                "secondary_host",
                "secondary_port",
                "sender_address",
                "sender_name",
                "timeout_seconds",
            ]
        );
    }

    #[test]
    fn a_field_holds_its_rule_at_its_ends() {
        type Field = fn(&mut Entered) -> &mut String;
        let table: [(&str, Field, &[&str], &[&str]); 4] = [
            ("timeout", |form| &mut form.timeout_seconds, &["5", "300", " 20 "], &["4", "301", ""]),
            ("interval", |form| &mut form.pop_interval, &["1", "60", ""], &["0", "61", "1.5"]),
            ("port", |form| &mut form.proxy_port, &["1", "65535", ""], &["0", "65536", "-1"]),
            (
                "host",
                |form| &mut form.secondary_host,
                &["192.0.2.1", "::1", "a.b-c.example", ""],
                &["a b", "a..b", "-a.example", "smtp://a", "a:25"],
            ),
        ];
        for (what, field, good, bad) in table {
            for (values, fine) in [(good, true), (bad, false)] {
                for value in values {
                    let mut entered = full();
                    *field(&mut entered) = (*value).to_owned();
                    let result = entered.check(&MailSettings::default(), &seal);
                    assert_eq!(result.is_ok(), fine, "{what} {value:?}: {result:?}");
                }
            }
        }
    }

    #[test]
    fn the_proxys_password_stays_only_with_the_same_proxy_and_user() {
        let before = checked(&full(), &MailSettings::default());
        let silent = Entered { proxy_password: SecretString::default(), ..full() };
        assert_eq!(checked(&silent, &before), before);
        for other in [
            Entered { proxy_host: "elsewhere.example".to_owned(), ..silent.clone() },
            Entered { proxy_port: "8080".to_owned(), ..silent.clone() },
            Entered { proxy_user: "bo".to_owned(), ..silent.clone() },
        ] {
            let objections = other.check(&before, &seal).expect_err("the password is missing");
            let reasons: Vec<_> = objections.iter().map(|one| one.reason).collect();
            assert_eq!(reasons, [Reason::ProxyPasswordMissing]);
        }
        let nobody = Entered { proxy_user: String::new(), ..silent };
        assert_eq!(checked(&nobody, &before).proxy.and_then(|proxy| proxy.login), None);
    }
}
