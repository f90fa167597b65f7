//! All settings of a site as one TOML file, so that it can be kept in git.
//!
//! The same settings give the same octets, whoever asks and whenever: things are sorted by name,
//! keys by theirs, and nothing in it tells the time. Import adds and changes what the file names and
//! leaves the rest as it is; to import twice changes nothing the second time.
//!
//! No secret stands in it in clear. Passwords of devices and administrators are hashes; what scanpost itself must know
//! is sealed with the installation's key, and so of use only where that key is. Grants and API
//! tokens are not in it at all: they belong to one installation.

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::FaxServer;
use super::appearance::Appearance;
use super::history::History;
use super::mail_settings::MailSettings;
use super::notices::Notices;
use super::panel::Panel;
use super::receiving::Receiving;
use super::slots::Slots;
use super::users::UserRules;
use crate::objection::{Objection, Reason};

/// The form of the file. A later one counts up.
pub const SCHEMA: u32 = 1;

/// All settings of a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Document {
    pub schema: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail_settings: Option<MailSettings>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<Slots>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiving: Option<Receiving>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fax_server: Option<FaxServer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notices: Option<Notices>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<Panel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appearance: Option<Appearance>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_rules: Option<UserRules>,
    #[serde(default)]
    pub authorities: Vec<AuthorityEntry>,
    /// Each as the room that owns it writes it, with its `name`.
    #[serde(default)]
    pub accounts: Vec<Table>,
    #[serde(default)]
    pub devices: Vec<Table>,
    #[serde(default)]
    pub users: Vec<Table>,
    #[serde(default)]
    pub administrators: Vec<Table>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityEntry {
    /// For the reader alone.
    #[serde(default)]
    pub subject: String,
    pub pem: String,
}

impl Document {
    /// The file.
    pub fn to_toml(&self) -> String {
        let mut file = format!("{HEAD}schema = {}\n", self.schema);
        let mut section = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                let table = Table::from_iter([(name.to_owned(), value)]);
                let text = toml::to_string_pretty(&table).expect("keys are text");
                file.push('\n');
                file.extend(text.lines().map(remarked));
            }
        };
        section("mail-settings", self.mail_settings.as_ref().map(value));
        section("slots", self.slots.as_ref().map(value));
        section("receiving", self.receiving.as_ref().map(value));
        section("fax-server", self.fax_server.as_ref().map(value));
        section("notices", self.notices.as_ref().map(value));
        section("history", self.history.as_ref().map(value));
        section("panel", self.panel.as_ref().map(value));
        section("appearance", self.appearance.as_ref().map(value));
        section("user-rules", self.user_rules.as_ref().map(value));
        let lists = [
            ("accounts", &self.accounts),
            ("devices", &self.devices),
            ("users", &self.users),
            ("administrators", &self.administrators),
        ];
        for (name, things) in lists {
            for thing in things {
                section(name, Some(Value::Array(vec![Value::Table(thing.clone())])));
            }
        }
        for authority in &self.authorities {
            section("authorities", Some(Value::Array(vec![value(authority)])));
        }
        file
    }

    /// Reads a file; a later form is refused rather than half understood.
    ///
    /// Browsers and editors change the ends of its lines, and the settings stay the same.
    pub fn parse(text: &str) -> Result<Document, Objection> {
        let text = text.replace("\r\n", "\n");
        let unreadable = |error: toml::de::Error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            let place = line.map(|line| format!(" ({line})")).unwrap_or_default();
            Objection::new(Reason::SettingsUnreadable, format!("{}{place}", error.message()))
        };
        let table: Table = text.parse().map_err(unreadable)?;
        if let Some(schema) = table.get("schema").and_then(Value::as_integer)
            && schema != i64::from(SCHEMA)
        {
            return Err(Objection::new(Reason::SettingsOfAnotherSchema, schema));
        }
        table.try_into().map_err(unreadable)
    }
}

fn value(thing: &impl Serialize) -> Value {
    Value::try_from(thing).expect("settings have text keys and no octets")
}

/// A line of the file, below what its reader must know of it.
fn remarked(line: &str) -> String {
    let remark = REMARKS.iter().find(|(key, _)| line.starts_with(key));
    match remark {
        Some((_, remark)) => format!("# {remark}\n{line}\n"),
        None => format!("{line}\n"),
    }
}

const HEAD: &str = "\
# The settings of scanpost. Import them with: scanpost settings import FILE
# What the file does not name stays as it is. Sign-ins and API tokens are not in it.
";

const REMARKS: [(&str, &str); 3] = [
    ("hash =", "A hash: the password itself is not stored."),
    ("sealed_", "Sealed: of use only with the key of the installation that it comes from."),
    ("sealed-", "Sealed: of use only with the key of the installation that it comes from."),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::network::{Encryption, Server};
    use crate::site::mail_settings::{ProxyLogin, ProxyServer};

    fn text() -> impl Strategy<Value = String> {
        // Quotes, line ends and other scripts are what a careless writer trips over.
        proptest::string::string_regex("[a-zåß \"'\\\\\n#=\\[\\]]{0,12}").expect("a pattern")
    }

    fn settings() -> impl Strategy<Value = MailSettings> {
        (any::<u16>(), text(), any::<bool>(), proptest::option::of((text(), any::<u16>())), text())
            .prop_map(|(timeout_seconds, sender_name, validation, server, password)| {
                let proxy = server.clone().map(|(host, port)| ProxyServer {
                    host,
                    port,
                    login: Some(ProxyLogin { user: "a".to_owned(), sealed_password: password }),
                });
                let encryption = Encryption::FromTheStart;
                let server = server.map(|(host, port)| Server { host, port, encryption });
                MailSettings {
                    timeout_seconds,
                    sender_name,
                    certificate_validation: validation,
                    secondary_server: server,
                    proxy,
                    ..MailSettings::default()
                }
            })
    }

    fn things() -> impl Strategy<Value = Vec<Table>> {
        let thing = (text(), proptest::option::of(text()), any::<i64>());
        let thing = thing.prop_map(|(name, inner, number)| {
            let mut table = Table::new();
            if let Some(inner) = inner {
                let inner = Table::from_iter([("key".to_owned(), Value::String(inner))]);
                table.insert("before".to_owned(), Value::Table(inner));
            }
            table.insert("name".to_owned(), Value::String(name));
            table.insert("number".to_owned(), Value::Integer(number));
            table
        });
        proptest::collection::vec(thing, 0..4)
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again_and_written_as_the_same_octets(
            mail_settings in proptest::option::of(settings()),
            accounts in things(),
            devices in things(),
            users in things(),
            administrators in things(),
            pem in text(),
        ) {
            let authorities = vec![AuthorityEntry { subject: pem.clone(), pem }];
            let slots = Some(Slots::default());
            let document = Document {
                schema: SCHEMA,
                mail_settings,
                slots,
                receiving: Some(Receiving::default()),
                fax_server: Some(FaxServer::default()),
                notices: Some(Notices::default()),
                history: Some(History::default()),
                panel: Some(Panel::default()),
                appearance: Some(Appearance::default()),
                user_rules: Some(UserRules::default()),
                authorities,
                accounts,
                devices,
                users,
                administrators,
            };
            let file = document.to_toml();
            let again = Document::parse(&file).map_err(|why| {
                TestCaseError::fail(format!("{why}\n{file}"))
            })?;
            prop_assert_eq!(again.to_toml(), file);
            prop_assert_eq!(again, document);
        }
    }

    #[test]
    fn what_is_sealed_says_so() {
        let login = ProxyLogin { user: "a".to_owned(), sealed_password: "x".to_owned() };
        let proxy = ProxyServer { host: "p".to_owned(), port: 1, login: Some(login) };
        let mail_settings = Some(MailSettings { proxy: Some(proxy), ..MailSettings::default() });
        let (accounts, devices, authorities) = (vec![], vec![], vec![]);
        let document = Document {
            schema: SCHEMA,
            mail_settings,
            slots: None,
            receiving: None,
            fax_server: None,
            notices: None,
            history: None,
            panel: None,
            appearance: None,
            user_rules: None,
            authorities,
            accounts,
            devices,
            users: vec![],
            administrators: vec![],
        };
        let file = document.to_toml();
        let (_, after) = file.split_once("# Sealed: ").expect("it says so");
        assert!(after.lines().nth(1).is_some_and(|line| line.starts_with("sealed-password")));
    }

    #[test]
    fn a_later_schema_and_unknown_keys_are_refused() {
        let reason = |text: &str| Document::parse(text).expect_err(text).reason;
        assert_eq!(reason("schema = 2\nmore = 1\n"), Reason::SettingsOfAnotherSchema);
        assert_eq!(reason("schema = 1\nmore = 1\n"), Reason::SettingsUnreadable);
        assert_eq!(reason("schema = "), Reason::SettingsUnreadable);
        assert_eq!(reason(""), Reason::SettingsUnreadable);
        let unknown = "schema = 1\n[mail-settings]\ntimeout = 3\n";
        assert_eq!(reason(unknown), Reason::SettingsUnreadable);
    }
}
