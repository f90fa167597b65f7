//! Who is told when something goes wrong, and by which channel.
//!
//! What a person types is [`NoticesEntered`]; its check makes [`Notices`] of it, or says in one pass what is
//! wrong with each field. The address that gets the mails is the administrator's, of the mail settings; the
//! account that sends them is that of the slot for notices.

use std::ops::RangeInclusive;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::mail_settings::{host, number, port};
use crate::network::proxy::is_this_machine;
use crate::objection::{Objection, Reason};
use crate::words::Language;

/// Longest address of a webhook, in octets.
const LONGEST_URL: usize = 2048;

/// Longest secret, in octets: it must fit into a header with room to spare.
const LONGEST_SECRET: usize = 1024;

/// The facilities of RFC 5424 §6.2.1.
const FACILITIES: RangeInclusive<u16> = 0..=23;

/// `daemon`.
const USUAL_FACILITY: &str = "3";

/// The registered ports (RFC 5426 §3.3; RFC 6587 has none of its own).
const USUAL_PORT: u16 = 514;

/// Who is told, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Notices {
    /// The language of what is told.
    pub language: Language,
    /// Whether the administrator's address gets mails.
    pub mail: bool,
    /// The hour of the day at which it gets a summary. None: it gets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary_hour: Option<u8>,
    /// Whether the sender of a mail that failed is told.
    pub bounces: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syslog: Option<SyslogServer>,
    /// Whether a device is told, in the place of taking its mail, that nobody is signed in. Otherwise the
    /// mail is taken and waits.
    pub refuse_while_signed_out: bool,
}

/// Where notices are posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Webhook {
    pub url: String,
    /// Sealed with the installation's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_secret: Option<String>,
}

/// Where syslog messages go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyslogServer {
    pub host: String,
    pub port: u16,
    pub transport: Transport,
    pub facility: u8,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    #[default]
    Udp,
    Tcp,
}

impl Transport {
    pub const ALL: [Transport; 2] = [Transport::Udp, Transport::Tcp];

    pub const fn as_str(self) -> &'static str {
        match self {
            Transport::Udp => "udp",
            Transport::Tcp => "tcp",
        }
    }
}

/// The settings as a person types them. `on` and `off` stand for switches.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NoticesEntered {
    pub language: String,
    pub mail: String,
    pub summary_hour: String,
    pub bounces: String,
    pub webhook_url: String,
    /// Empty: the one that is stored stays, as long as it goes to the same place.
    pub webhook_secret: SecretString,
    pub syslog_host: String,
    pub syslog_port: String,
    pub syslog_transport: String,
    pub syslog_facility: String,
    pub refuse_while_signed_out: String,
}

impl Notices {
    /// As a person would have typed them; without the secret.
    pub fn entered(&self) -> NoticesEntered {
        let switch = |on| if on { "on" } else { "off" }.to_owned();
        let mut entered = NoticesEntered {
            language: self.language.tag().to_owned(),
            mail: switch(self.mail),
            summary_hour: self.summary_hour.map(|hour| hour.to_string()).unwrap_or_default(),
            bounces: switch(self.bounces),
            syslog_transport: Transport::default().as_str().to_owned(),
            refuse_while_signed_out: switch(self.refuse_while_signed_out),
            ..NoticesEntered::default()
        };
        if let Some(webhook) = &self.webhook {
            entered.webhook_url.clone_from(&webhook.url);
        }
        if let Some(syslog) = &self.syslog {
            entered.syslog_host.clone_from(&syslog.host);
            entered.syslog_port = syslog.port.to_string();
            syslog.transport.as_str().clone_into(&mut entered.syslog_transport);
            entered.syslog_facility = syslog.facility.to_string();
        }
        entered
    }

    /// The rules of [`NoticesEntered::check`], for settings that nobody has typed.
    pub fn check(&self) -> Result<(), Vec<Objection>> {
        self.entered().check(self, &|_| String::new()).map(|_| ())
    }
}

impl NoticesEntered {
    /// The settings, or what is wrong with each field. `before` are those that hold now; `seal` makes of a
    /// new secret what may lie on the disk.
    pub fn check(
        &self,
        before: &Notices,
        seal: &dyn Fn(&SecretString) -> String,
    ) -> Result<Notices, Vec<Objection>> {
        let mut wrong = Vec::new();
        let hour = self.summary_hour.trim();
        let mut hour_of = |hour| number(hour, &(0..=23), "summary_hour", &mut wrong);
        let summary_hour = (!hour.is_empty()).then(|| hour_of(hour)).and_then(narrow);
        let notices = Notices {
            language: Language::from_tag(&self.language).unwrap_or(before.language),
            mail: self.mail == "on",
            summary_hour,
            bounces: self.bounces == "on",
            webhook: self.webhook(before, seal, &mut wrong),
            syslog: self.syslog(&mut wrong),
            refuse_while_signed_out: self.refuse_while_signed_out == "on",
        };
        if wrong.is_empty() { Ok(notices) } else { Err(wrong) }
    }

    fn webhook(
        &self,
        before: &Notices,
        seal: &dyn Fn(&SecretString) -> String,
        wrong: &mut Vec<Objection>,
    ) -> Option<Webhook> {
        let text = self.webhook_url.trim();
        if text.is_empty() {
            return None;
        }
        let Some(url) = safe_url(text) else {
            wrong.push(Objection::new(Reason::WebhookUrlUnsafe, text.escape_debug()));
            return None;
        };
        let secret = self.webhook_secret.expose_secret();
        let stored = before.webhook.as_ref().and_then(|old| {
            let place = reqwest::Url::parse(&old.url).ok()?.origin();
            Some((place, old.sealed_secret.clone()?))
        });
        let sealed_secret = match stored {
            _ if !secret.is_empty() => {
                let good = secret.len() <= LONGEST_SECRET
                    && secret.bytes().all(|octet| octet.is_ascii_graphic());
                if !good {
                    wrong.push(Objection::new(Reason::WebhookSecretInvalid, ""));
                }
                Some(seal(&self.webhook_secret))
            }
            Some((place, sealed)) if place == url.origin() => Some(sealed),
            // It belongs to another receiver, and must not be shown to this one.
            Some(_) => {
                wrong.push(Objection::new(Reason::WebhookSecretMissing, ""));
                None
            }
            None => None,
        };
        Some(Webhook { url: text.to_owned(), sealed_secret })
    }

    fn syslog(&self, wrong: &mut Vec<Objection>) -> Option<SyslogServer> {
        let host = host(&self.syslog_host, "syslog_host", wrong)?;
        let port = port(&self.syslog_port, USUAL_PORT, "syslog_port", wrong);
        let facility = self.syslog_facility.trim();
        let facility = if facility.is_empty() { USUAL_FACILITY } else { facility };
        let facility = number(facility, &FACILITIES, "syslog_facility", wrong);
        let is_tcp = self.syslog_transport == Transport::Tcp.as_str();
        let transport = if is_tcp { Transport::Tcp } else { Transport::Udp };
        Some(SyslogServer { host, port, transport, facility: narrow(facility)? })
    }
}

/// What is checked to be small is.
fn narrow(number: u16) -> Option<u8> {
    u8::try_from(number).ok()
}

/// An address to which a secret and the names of accounts may go: encrypted, or on this machine; with no
/// password in it, which the page would show.
fn safe_url(text: &str) -> Option<reqwest::Url> {
    let url = reqwest::Url::parse(text).ok()?;
    let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
    let encrypted = url.scheme() == "https" || url.scheme() == "http" && is_this_machine(host);
    let nameless = url.username().is_empty() && url.password().is_none();
    (encrypted && nameless && text.len() <= LONGEST_URL).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secret: &SecretString) -> String {
        format!("sealed {}", secret.expose_secret())
    }

    fn full() -> NoticesEntered {
        NoticesEntered {
            language: "sv".to_owned(),
            mail: "on".to_owned(),
            summary_hour: "7".to_owned(),
            bounces: "on".to_owned(),
            webhook_url: "https://hooks.example/x?a=b".to_owned(),
            webhook_secret: SecretString::from("s3cret"),
            syslog_host: "logs.example".to_owned(),
            syslog_port: "1514".to_owned(),
            syslog_transport: "tcp".to_owned(),
            syslog_facility: "16".to_owned(),
            refuse_while_signed_out: "on".to_owned(),
        }
    }

    fn checked(entered: &NoticesEntered, before: &Notices) -> Notices {
        entered.check(before, &seal).expect("all is right")
    }

    #[test]
    fn what_is_stored_comes_back_as_it_was_typed_without_the_secret() {
        let notices = checked(&full(), &Notices::default());
        let sealed = notices.webhook.as_ref().and_then(|webhook| webhook.sealed_secret.as_deref());
        assert_eq!(sealed, Some("sealed s3cret"));
        let again = notices.entered();
        assert!(again.webhook_secret.expose_secret().is_empty());
        assert_eq!(checked(&again, &notices), notices);
        assert_eq!(notices.check(), Ok(()));
        let text = serde_json::to_string(&notices).expect("text keys");
        assert_eq!(serde_json::from_str::<Notices>(&text).ok(), Some(notices));
        assert_eq!(checked(&Notices::default().entered(), &Notices::default()), Notices::default());
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_its_field_in_one_pass() {
        let wrong = NoticesEntered {
            summary_hour: "24".to_owned(),
            webhook_url: "ftp://x".to_owned(),
            syslog_host: "a b".to_owned(),
            syslog_port: "0".to_owned(),
            syslog_facility: "24".to_owned(),
            ..full()
        };
        let objections = wrong.check(&Notices::default(), &seal).expect_err("all is wrong");
        let mut fields: Vec<_> = objections.iter().filter_map(|one| one.field).collect();
        fields.sort_unstable();
        let expected =
            ["summary_hour", "syslog_facility", "syslog_host", "syslog_port", "webhook_url"];
        assert_eq!(fields, expected);
    }

    #[test]
    fn a_webhook_is_encrypted_or_on_this_machine() {
        for (url, good) in [
            ("https://hooks.example/a", true),
            ("https://hooks.example:8443/a", true),
            ("http://127.0.0.1:8080/", true),
            ("http://[::1]:8080/", true),
            ("http://localhost/x", true),
            ("http://hooks.example/a", false),
            ("http://127.0.0.1.hooks.example/", false),
            ("https://user:word@hooks.example/", false),
            ("https://user@hooks.example/", false),
            ("hooks.example", false),
            ("mailto:a@b.example", false),
        ] {
            let entered = NoticesEntered { webhook_url: url.to_owned(), ..full() };
            assert_eq!(entered.check(&Notices::default(), &seal).is_ok(), good, "{url}");
        }
        let long = format!("https://hooks.example/{}", "x".repeat(LONGEST_URL));
        assert_eq!(safe_url(&long), None);
    }

    #[test]
    fn a_secret_stays_only_with_the_receiver_that_it_was_typed_for() {
        let before = checked(&full(), &Notices::default());
        let silent = NoticesEntered { webhook_secret: SecretString::default(), ..full() };
        assert_eq!(checked(&silent, &before), before);
        let other_path =
            NoticesEntered { webhook_url: "https://hooks.example/y".to_owned(), ..silent.clone() };
        assert!(
            checked(&other_path, &before).webhook.is_some_and(|one| one.sealed_secret.is_some())
        );
        for url in ["https://other.example/x", "https://hooks.example:444/x"] {
            let entered = NoticesEntered { webhook_url: url.to_owned(), ..silent.clone() };
            let objections = entered.check(&before, &seal).expect_err("the secret is missing");
            assert_eq!(objections[0].reason, Reason::WebhookSecretMissing);
            assert_eq!(objections[0].field, Some("webhook_secret"));
        }
        for secret in ["two words", "å", &"x".repeat(LONGEST_SECRET + 1)] {
            let entered = NoticesEntered { webhook_secret: SecretString::from(secret), ..full() };
            let objections = entered.check(&before, &seal).expect_err("no header takes it");
            assert_eq!(objections[0].reason, Reason::WebhookSecretInvalid);
        }
    }
}
