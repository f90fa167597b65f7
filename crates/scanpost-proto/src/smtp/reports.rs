//! What a mail's sender wants to hear of it: RET, ENVID, NOTIFY, ORCPT (RFC 3461 §4).
//!
//! A server reads them, a client says them again. Values are held decoded and travel as xtext (§4).
//! What does not fit into its length is not said, because a report without the sender's own name for the
//! mail is better than a refused mail.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// How much of the mail a failure report shall bring back (RFC 3461 §4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ret {
    Full,
    Headers,
}

/// When the sender wants a report about a recipient (RFC 3461 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notify {
    Never,
    On { success: bool, failure: bool, delay: bool },
}

/// What is wanted of a whole mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reports {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ret: Option<Ret>,
    /// The sender's own name for this mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envid: Option<String>,
    /// By the recipient's number in the envelope. Who is not here was given no parameter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub recipients: BTreeMap<usize, Wanted>,
}

/// What is wanted of one recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<Notify>,
    /// The recipient as the sender first named it (RFC 3461 §4.2), of type `rfc822`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orcpt: Option<String>,
}

impl Reports {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a failure is to be told; it is, where nothing was said (RFC 3461 §4.1).
    pub fn wants_failure(&self, recipient: usize) -> bool {
        match self.notify(recipient) {
            None => true,
            Some(Notify::Never) => false,
            Some(Notify::On { failure, .. }) => failure,
        }
    }

    /// Whether it is to be told that all went well.
    pub fn wants_success(&self, recipient: usize) -> bool {
        matches!(self.notify(recipient), Some(Notify::On { success: true, .. }))
    }

    /// The recipient as the sender first named it.
    pub fn orcpt(&self, recipient: usize) -> Option<&str> {
        self.recipients.get(&recipient)?.orcpt.as_deref()
    }

    /// What the next server is asked, for a mail to the recipients with these numbers. Success is not asked
    /// of it: the mail goes on under another sender, and that one's mailbox is not where it is waited for.
    #[must_use]
    pub fn passed_on(&self, recipients: &[usize]) -> Self {
        let passed_on = |number: &usize| {
            let wanted = self.recipients.get(number)?.clone();
            let notify = wanted.notify.map(|notify| match notify {
                Notify::On { failure, delay, .. } if failure || delay => {
                    Notify::On { success: false, failure, delay }
                }
                Notify::On { .. } | Notify::Never => Notify::Never,
            });
            Some(Wanted { notify, ..wanted })
        };
        let recipients = recipients.iter().map(passed_on).enumerate();
        let recipients = recipients.filter_map(|(place, wanted)| Some((place, wanted?))).collect();
        Self { recipients, ..self.clone() }
    }

    /// The same of some recipients alone, in this order.
    #[must_use]
    pub fn of(&self, recipients: &[usize]) -> Self {
        let wanted = recipients.iter().enumerate();
        let wanted = wanted
            .filter_map(|(place, number)| Some((place, self.recipients.get(number)?.clone())))
            .collect();
        Self { recipients: wanted, ..self.clone() }
    }

    fn notify(&self, recipient: usize) -> Option<Notify> {
        self.recipients.get(&recipient)?.notify
    }

    /// Behind `MAIL FROM:<…>`.
    pub(super) fn of_mail(&self) -> String {
        let mut parameters = match self.ret {
            None => String::new(),
            Some(Ret::Full) => " RET=FULL".to_owned(),
            Some(Ret::Headers) => " RET=HDRS".to_owned(),
        };
        if let Some(envid) = self.envid.as_deref().and_then(|envid| xtext(envid, ENVID_LIMIT)) {
            let _ = write!(parameters, " ENVID={envid}");
        }
        parameters
    }

    /// Behind `RCPT TO:<…>` of the recipient with this number.
    pub(super) fn of_recipient(&self, number: usize) -> String {
        let mut parameters = match self.notify(number) {
            None => String::new(),
            Some(notify) => format!(" NOTIFY={}", words(notify)),
        };
        if let Some(orcpt) = self.orcpt(number).and_then(|orcpt| xtext(orcpt, ORCPT_LIMIT)) {
            let _ = write!(parameters, " ORCPT=rfc822;{orcpt}");
        }
        parameters
    }
}

/// None of the three is the same as never.
fn words(notify: Notify) -> String {
    let Notify::On { success, failure, delay } = notify else { return "NEVER".to_owned() };
    let asked = [("SUCCESS", success), ("FAILURE", failure), ("DELAY", delay)];
    let asked: Vec<_> = asked.into_iter().filter_map(|(word, on)| on.then_some(word)).collect();
    if asked.is_empty() { "NEVER".to_owned() } else { asked.join(",") }
}

/// Printable ASCII, with `+`, `=` and blanks as `+` and two hexadecimal digits. Nothing where it cannot be
/// said so, or would be longer than `limit`.
fn xtext(value: &str, limit: usize) -> Option<String> {
    let mut text = String::new();
    for octet in value.bytes() {
        match octet {
            b'+' | b'=' | b' ' => {
                let _ = write!(text, "+{octet:02X}");
            }
            _ if octet.is_ascii_graphic() => text.push(char::from(octet)),
            _ => return None,
        }
    }
    (!text.is_empty() && text.len() <= limit).then_some(text)
}

/// Octets of an ENVID as xtext (RFC 3461 §4.4).
const ENVID_LIMIT: usize = 100;

/// Octets of an ORCPT (RFC 3461 §4.2), less `rfc822;`.
const ORCPT_LIMIT: usize = 500 - 7;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_said_as_the_standard_writes_it() {
        let on = |success, failure, delay| Notify::On { success, failure, delay };
        let table = [
            (None, ""),
            (Some(Notify::Never), " NOTIFY=NEVER"),
            (Some(on(false, true, true)), " NOTIFY=FAILURE,DELAY"),
            (Some(on(true, false, false)), " NOTIFY=SUCCESS"),
            (Some(on(false, false, false)), " NOTIFY=NEVER"),
        ];
        for (notify, said) in table {
            let recipients = BTreeMap::from([(1, Wanted { notify, orcpt: None })]);
            let reports = Reports { recipients, ..Reports::default() };
            assert_eq!(reports.of_recipient(1), said);
            assert_eq!(reports.of_recipient(0), "");
        }
    }

    #[test]
    fn a_value_that_cannot_be_said_is_left_out_and_none_ends_the_line() {
        let long = "x".repeat(101);
        let table = [
            ("Q+7=b c", " ENVID=Q+2B7+3Db+20c"),
            ("", ""),
            ("å", ""),
            ("a\r\nRSET", ""),
            (&long, ""),
            (&long[..100], &format!(" ENVID={}", &long[..100])),
        ];
        for (envid, said) in table {
            let reports = Reports { envid: Some(envid.to_owned()), ..Reports::default() };
            assert_eq!(reports.of_mail(), said, "{envid}");
        }
    }

    #[test]
    fn failures_are_told_unless_the_sender_says_otherwise() {
        let wanted = |notify| Wanted { notify: Some(notify), orcpt: None };
        let success_alone = Notify::On { success: true, failure: false, delay: false };
        let recipients = BTreeMap::from([(1, wanted(Notify::Never)), (2, wanted(success_alone))]);
        let reports = Reports { recipients, ..Reports::default() };
        assert_eq!([0, 1, 2].map(|number| reports.wants_failure(number)), [true, false, false]);
        assert_eq!([0, 1, 2].map(|number| reports.wants_success(number)), [false, false, true]);
    }
}
