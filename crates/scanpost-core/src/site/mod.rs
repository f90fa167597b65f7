//! What an administrator sets for the whole site, on pages and not at the start.
//!
//! - [`slots`]: which account each function uses
//! - [`mail_settings`]: servers, patience, sender, network
//! - [`receiving`]: what becomes of mails that are received
//! - [`notices`]: who is told when something goes wrong, and how
//! - [`crate::fax`]: the fax server
//! - [`panel`]: from where the page for a control panel is seen
//! - [`users`]: who becomes a user
//! - [`consents`]: which organisations have consented; nobody sets that, it came back from the provider
//! - [`history`]: how long is remembered what has ended
//! - [`appearance`]: in whose words the pages speak
//! - [`authorities`]: CA certificates that are believed beside the system's
//! - [`document`]: all of it, with accounts and devices, as one file to keep
//!
//! Each but the last is a record of its own ([`Part`]), with its own revision: who changes the
//! slots does not stand in the way of who changes the proxy.
//!
//! Not here: how the settings take effect ([`crate::network`], [`crate::device`]); the gateway hands
//! them on.

pub mod appearance;
pub mod authorities;
pub mod consents;
pub mod document;
pub mod history;
pub mod mail_settings;
pub mod notices;
pub mod panel;
pub mod receiving;
pub mod slots;
pub mod users;

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::fault::{Code, Fault};
pub use crate::fax::{FaxServer, FaxServerEntered};
use crate::record::{Record, Revision};
pub use appearance::Appearance;
pub use authorities::{Authorities, AuthorityView};
pub use consents::{App, Consent, Consents};
pub use document::Document;
pub use history::{History, HistoryEntered};
pub use mail_settings::{Entered, MailSettings};
pub use notices::{Notices, NoticesEntered};
pub use panel::{Panel, PanelEntered};
pub use receiving::{Receiving, ReceivingEntered};
pub use slots::{Chosen, Function, Slot, Slots};
pub use users::UserRules;

/// What is kept as one record.
pub trait Part: Default + Serialize + DeserializeOwned {
    /// The record's name.
    const NAME: &'static str;
}

impl Part for Slots {
    const NAME: &'static str = "slots";
}

impl Part for MailSettings {
    const NAME: &'static str = "mail-settings";
}

impl Part for Notices {
    const NAME: &'static str = "notices";
}

impl Part for Receiving {
    const NAME: &'static str = "receiving";
}

impl Part for FaxServer {
    const NAME: &'static str = "fax-server";
}

impl Part for History {
    const NAME: &'static str = "history";
}

impl Part for Appearance {
    const NAME: &'static str = "appearance";
}

impl Part for UserRules {
    const NAME: &'static str = "users";
}

impl Part for Consents {
    const NAME: &'static str = "consents";
}

impl Part for Panel {
    const NAME: &'static str = "panel";
}

impl Part for Authorities {
    const NAME: &'static str = "authorities";
}

/// A part with the revision that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen<T> {
    pub revision: Revision,
    pub value: T,
}

/// The part among the records of the site; its defaults where it has never been set.
pub fn read<T: Part>(records: &[Record]) -> Result<Seen<T>, Fault> {
    let Some(record) = records.iter().find(|record| record.name == T::NAME) else {
        return Ok(Seen::default());
    };
    let value = serde_json::from_str(&record.body)
        .map_err(|error| Fault::new(Code::StorageFailed).words(format!("{}: {error}", T::NAME)))?;
    Ok(Seen { revision: record.revision, value })
}

/// The part as a record, to be stored if it still is the one that was read.
pub fn write<T: Part>(part: &Seen<T>) -> Record {
    let body = serde_json::to_string(&part.value).expect("parts have text keys");
    Record { name: T::NAME.to_owned(), revision: part.revision, body }
}

/// The settings that differ, by their names in the file of all settings: `timeout-seconds`, `proxy.host`. What
/// they are set to is not told.
pub fn changed_fields<T: Part>(before: &T, after: &T) -> Vec<String> {
    let value = |part| serde_json::to_value(part).expect("settings have text keys");
    let mut fields = Vec::new();
    differing("", &value(before), &value(after), &mut fields);
    fields
}

fn differing(name: &str, before: &Value, after: &Value, fields: &mut Vec<String>) {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        fields.extend((before != after).then(|| name.to_owned()));
        return;
    };
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let below = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
        let of = |values: &Map<String, Value>| values.get(key).cloned().unwrap_or_default();
        differing(&below, &of(old), &of(new), fields);
    }
}

#[cfg(test)]
mod tests {
    use super::mail_settings::{ProxyLogin, ProxyServer};
    use super::*;

    #[test]
    fn what_was_changed_is_named_and_what_it_was_set_to_is_not() {
        let proxy = |port, sealed: &str| ProxyServer {
            host: "proxy.example".to_owned(),
            port,
            login: Some(ProxyLogin { user: "scan".to_owned(), sealed_password: sealed.to_owned() }),
        };
        let plain = MailSettings::default();
        let with = |proxy| MailSettings { proxy: Some(proxy), ..MailSettings::default() };
        let later = MailSettings { timeout_seconds: 31, ..with(proxy(8080, "sealed")) };
        let table: [(&MailSettings, MailSettings, &[&str]); 4] = [
            (&plain, plain.clone(), &[]),
            (&plain, later.clone(), &["proxy", "timeout-seconds"]),
            (
                &later,
                with(proxy(3128, "other")),
                &["proxy.login.sealed-password", "proxy.port", "timeout-seconds"],
            ),
            (&later, plain.clone(), &["proxy", "timeout-seconds"]),
        ];
        for (before, after, fields) in table {
            assert_eq!(changed_fields(before, &after), fields);
        }
    }
}
