//! The fields of the mail settings: each with what a person may want to know before typing.

use scanpost_core::network::Encryption;
use scanpost_core::site::Entered;

use crate::pages::fields::Field;
use crate::pages::say::Say;

/// Some words of which one is chosen.
pub(in crate::pages) struct Choice {
    pub(in crate::pages) field: Field,
    pub(in crate::pages) options: Vec<(&'static str, String)>,
}

pub(super) fn sending(say: Say, entered: &Entered) -> Vec<Field> {
    vec![
        Field::new("secondary_host", say.text("secondary-host"), &entered.secondary_host)
            .hint(say.text("secondary-host-hint")),
        Field::new("secondary_port", say.text("port"), &entered.secondary_port)
            .hint(say.text("secondary-port-hint")),
        Field::new("timeout_seconds", say.text("timeout"), &entered.timeout_seconds)
            .hint(say.text("timeout-hint")),
    ]
}

pub(super) fn sender(say: Say, entered: &Entered) -> Vec<Field> {
    vec![
        Field::new("sender_name", say.text("sender-name"), &entered.sender_name)
            .hint(say.text("sender-name-hint")),
        Field::new("sender_address", say.text("sender-address"), &entered.sender_address)
            .hint(say.text("sender-address-hint")),
        Field::new(
            "administrator_address",
            say.text("administrator-address"),
            &entered.administrator_address,
        )
        .hint(say.text("administrator-address-hint")),
    ]
}

pub(super) fn pop(say: Say, entered: &Entered) -> Vec<Field> {
    vec![
        Field::new("pop_host", say.text("pop-host"), &entered.pop_host)
            .hint(say.text("pop-host-hint")),
        Field::new("pop_port", say.text("port"), &entered.pop_port).hint(say.text("pop-port-hint")),
        Field::new("pop_interval", say.text("pop-interval"), &entered.pop_interval)
            .hint(say.text("pop-interval-hint")),
    ]
}

pub(super) fn network(say: Say, entered: &Entered) -> Vec<Field> {
    vec![
        Field::new("network", say.text("network"), &entered.network).hint(say.text("network-hint")),
        Field::new("proxy_host", say.text("proxy-host"), &entered.proxy_host)
            .hint(say.text("proxy-host-hint")),
        Field::new("proxy_port", say.text("port"), &entered.proxy_port)
            .hint(say.text("proxy-port-hint")),
        Field::new("proxy_user", say.text("proxy-user"), &entered.proxy_user)
            .hint(say.text("proxy-user-hint")),
    ]
}

pub(super) fn encryption(say: Say, name: &'static str, value: &str) -> Choice {
    Choice {
        field: Field::new(name, say.text("encryption"), value),
        options: Encryption::ALL.map(|one| (one.as_str(), encryption_word(say, one))).to_vec(),
    }
}

pub(in crate::pages) fn encryption_word(say: Say, encryption: Encryption) -> String {
    match encryption {
        Encryption::Starttls => "STARTTLS".to_owned(),
        Encryption::FromTheStart => say.text("encryption-from-the-start"),
    }
}

pub(super) fn switch(say: Say, name: &'static str, value: &str) -> Choice {
    let (label, hint, on) = match name {
        "certificate_validation" => ("certificate-validation", "certificate-validation-hint", true),
        _ => ("auto-specify-sender-name", "auto-specify-sender-name-hint", false),
    };
    let value = match value {
        "on" | "off" => value,
        _ if on => "on",
        _ => "off",
    };
    Choice {
        field: Field::new(name, say.text(label), value).hint(say.text(hint)),
        options: vec![("on", say.text("switch-on")), ("off", say.text("switch-off"))],
    }
}
