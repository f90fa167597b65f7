//! Who sent a fax by mail hears what became of it: a message disposition notification (RFC 8098, in a
//! multipart/report by RFC 6522), as RFC 3965 §3 wants it of a fax machine that was asked.
//!
//! Whether anybody may be told is decided when the mail is read
//! ([`Notification`](scanpost_proto::fax::Notification)): one address that asks, to which the mail would
//! bounce too; never a list, a machine or another notification. Here nobody is told who is the mailbox
//! itself, or no address. A notification says that a machine sent it (`Auto-Submitted: auto-replied`,
//! RFC 3834 §5.1.2) and asks for none in turn, so none is ever answered.
//!
//! Deviations: RFC 8098 §3 wants an empty sender in the envelope, and in From the mailbox that the mail came to.
//! Providers take neither from a client that logs in as another one, so both are the account that sends, as in
//! [`bounce`](super::bounce); the mailbox is the Final-Recipient.

use std::fmt::Write as _;

use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::{BodyPart, MimePart};
use scanpost_proto::fax::{Letterhead, Notification};

use super::Setup;
use super::bounce::one_line;
use super::mail::{Mailing, head, written};
use crate::account::is_address;
use crate::clock::Time;
use crate::spool::JobId;
use crate::words;

/// What became of the mail (RFC 8098 §3.2.6). `denied` and `failed` of earlier standards are no more: who
/// is not to be told is not told, and what failed is `processed/error`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// A person has seen it.
    Displayed,
    /// It was handed on: printed, or put into a folder.
    Processed,
    /// It was read and cannot be handed on; why, in words.
    ProcessedWithError(String),
    /// A person has removed it unseen.
    Deleted,
}

/// A notification, and whom it goes to.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    pub to: Mailing,
    pub octets: Vec<u8>,
}

/// The notification about a mail to the address `mailbox`, sent `by` that account; nothing where nobody is to be
/// told. `by.to` does not matter.
pub fn told(
    id: JobId,
    about: &Letterhead,
    disposition: &Disposition,
    mailbox: &str,
    by: &Mailing,
    at: Time,
    setup: &Setup,
) -> Option<Told> {
    let Notification::Asked { by: asking, original_recipient } = &about.notification else {
        return None;
    };
    let is_ours = [mailbox, &by.from].iter().any(|own| asking.eq_ignore_ascii_case(own));
    if !is_address(asking) || is_ours {
        return None;
    }
    let to = Mailing { to: asking.clone(), ..by.clone() };
    let fields = fields(about, original_recipient.as_deref(), disposition, mailbox, setup);
    let report = vec![
        MimePart::new("text/plain", text(about, disposition, setup)),
        MimePart {
            headers: vec![(
                "Content-Type".into(),
                ContentType::new("message/disposition-notification").into(),
            )],
            contents: BodyPart::Text(fields.into()),
        },
    ];
    let kind =
        ContentType::new("multipart/report").attribute("report-type", "disposition-notification");
    let mut message = head(id, &to, at)
        .header("Auto-Submitted", Raw::new("auto-replied"))
        .header("Subject", Text::new(words::text(setup.language, subject(disposition), &[])));
    if let Some(id) = message_id(about) {
        message = message.in_reply_to(id.clone()).references(id);
    }
    let octets = written(message.body(MimePart::new(kind, report)));
    Some(Told { to, octets })
}

fn subject(disposition: &Disposition) -> &'static str {
    match disposition {
        Disposition::Displayed => "disposition-subject-displayed",
        Disposition::Processed => "disposition-subject-processed",
        Disposition::ProcessedWithError(_) => "disposition-subject-error",
        Disposition::Deleted => "disposition-subject-deleted",
    }
}

/// For people.
fn text(about: &Letterhead, disposition: &Disposition, setup: &Setup) -> String {
    let say = |id: &str, args: &[(&str, &str)]| words::text(setup.language, id, args);
    let title = about.subject.as_deref().unwrap_or_default();
    let mut paragraphs = vec![say(
        match disposition {
            Disposition::Displayed => "disposition-displayed",
            Disposition::Processed => "disposition-processed",
            Disposition::ProcessedWithError(_) => "disposition-error",
            Disposition::Deleted => "disposition-deleted",
        },
        &[("subject", title)],
    )];
    if let Disposition::ProcessedWithError(why) = disposition {
        paragraphs.push(why.clone());
    }
    paragraphs.push(say("bounce-foot", &[("host", &setup.hostname)]));
    paragraphs.join("\r\n\r\n") + "\r\n"
}

/// For machines (RFC 8098 §3.1).
fn fields(
    about: &Letterhead,
    original_recipient: Option<&str>,
    disposition: &Disposition,
    mailbox: &str,
    setup: &Setup,
) -> String {
    let mut text = format!("Reporting-UA: {}; scanpost\r\n", one_line(&setup.hostname));
    if let Some(original) = original_recipient {
        let _ = write!(text, "Original-Recipient: {}\r\n", one_line(original));
    }
    let _ = write!(text, "Final-Recipient: rfc822; {}\r\n", one_line(mailbox));
    if let Some(id) = message_id(about) {
        let _ = write!(text, "Original-Message-ID: <{id}>\r\n");
    }
    let kind = match disposition {
        Disposition::Displayed => "manual-action/MDN-sent-automatically; displayed",
        Disposition::Processed => "automatic-action/MDN-sent-automatically; processed",
        Disposition::ProcessedWithError(_) => {
            "automatic-action/MDN-sent-automatically; processed/error"
        }
        Disposition::Deleted => "manual-action/MDN-sent-automatically; deleted",
    };
    let _ = write!(text, "Disposition: {kind}\r\n");
    if let Disposition::ProcessedWithError(why) = disposition {
        let _ = write!(text, "Error: {}\r\n", one_line(why));
    }
    text
}

/// A stranger's, so only where it is one word of plain letters.
fn message_id(about: &Letterhead) -> Option<String> {
    let id = about.message_id.as_deref()?;
    let is_plain = id.len() <= LONGEST_ID
        && id.bytes().all(|octet| octet.is_ascii_graphic() && !matches!(octet, b'<' | b'>'));
    is_plain.then(|| id.to_owned())
}

/// Of a Message-ID that is repeated (RFC 5322 §2.1.1, with room for the field's name).
const LONGEST_ID: usize = 900;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    const AT: Time = Time(1_795_252_500_000);

    fn by() -> Mailing {
        Mailing {
            account: "scans".parse().expect("a name"),
            from: "scans@contoso.example".to_owned(),
            to: String::new(),
        }
    }

    fn about(by: &str) -> Letterhead {
        Letterhead {
            from: Some(by.to_owned()),
            author: None,
            to: None,
            date: None,
            subject: Some("Två sidor".to_owned()),
            message_id: Some("1@example.com".to_owned()),
            is_sent_on: false,
            notification: Notification::Asked {
                by: by.to_owned(),
                original_recipient: Some("rfc822; växel@contoso.example\r\nX: y".to_owned()),
            },
        }
    }

    fn octets(
        about: &Letterhead,
        disposition: &Disposition,
        language: Language,
    ) -> Option<Vec<u8>> {
        let setup = Setup { language, hostname: "gate.example".to_owned(), ..Setup::default() };
        let mailbox = "fax@contoso.example";
        let told = told(JobId::new(), about, disposition, mailbox, &by(), AT, &setup)?;
        assert_eq!(told.to.to, "sender@example.com");
        Some(told.octets)
    }

    #[test]
    fn a_notification_is_a_report_that_another_library_reads() {
        for (disposition, words) in [
            (Disposition::Displayed, "manual-action/MDN-sent-automatically; displayed\r\n"),
            (Disposition::Processed, "automatic-action/MDN-sent-automatically; processed\r\n"),
            (
                Disposition::ProcessedWithError("no\r\nfax".to_owned()),
                "automatic-action/MDN-sent-automatically; processed/error\r\nError: no fax\r\n",
            ),
            (Disposition::Deleted, "manual-action/MDN-sent-automatically; deleted\r\n"),
        ] {
            for language in Language::ALL {
                let octets = octets(&about("sender@example.com"), &disposition, language);
                let octets = octets.expect("it is told");
                let parsed = mail_parser::MessageParser::default().parse(&octets).expect("a mail");
                let kind = parsed.header("Content-Type").and_then(|value| value.as_content_type());
                let kind = kind.expect("a type");
                assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("report")));
                assert_eq!(kind.attribute("report-type"), Some("disposition-notification"));
                assert_eq!(
                    parsed.header_raw("Auto-Submitted").map(str::trim),
                    Some("auto-replied")
                );
                assert_eq!(parsed.in_reply_to().as_text(), Some("1@example.com"));
                let text = parsed.body_text(0).expect("a text");
                assert!(text.contains("Två sidor") && text.contains("gate.example"), "{text}");
                let all = String::from_utf8(octets).expect("ASCII");
                let fields = all.split_once("message/disposition-notification\r\n").expect("one").1;
                let expected = format!(
                    "Reporting-UA: gate.example; scanpost\r\n\
                     Original-Recipient: rfc822; v?xel@contoso.example X: y\r\n\
                     Final-Recipient: rfc822; fax@contoso.example\r\n\
                     Original-Message-ID: <1@example.com>\r\nDisposition: {words}"
                );
                assert!(fields.contains(&expected), "{fields}");
            }
        }
    }

    #[test]
    fn a_notification_is_never_answered_by_another_one() {
        let octets = octets(&about("sender@example.com"), &Disposition::Processed, Language::En);
        let mut reader = scanpost_proto::fax::Reader::new();
        reader.read(&octets.expect("it is told")).expect("a mail");
        let letterhead = reader.end().expect("a mail").1.letterhead.expect("a header");
        assert_eq!(letterhead.notification, Notification::NotAsked);
    }

    #[test]
    fn nobody_is_told_who_did_not_ask_is_no_address_or_is_the_mailbox_itself() {
        let withheld = Letterhead {
            notification: Notification::Withheld("a list"),
            ..about("sender@example.com")
        };
        let silent = Letterhead { notification: Notification::NotAsked, ..withheld.clone() };
        let ours = ["no address", "Fax@Contoso.example", "scans@contoso.example"].map(about);
        for about in [withheld, silent].into_iter().chain(ours) {
            assert_eq!(octets(&about, &Disposition::Processed, Language::En), None);
        }
    }

    #[test]
    fn a_message_id_of_a_stranger_begins_no_field() {
        for id in ["a b@c", "a@b\r\nX: y", "<a@b>", "å@b"] {
            let about =
                Letterhead { message_id: Some(id.to_owned()), ..about("sender@example.com") };
            assert_eq!(message_id(&about), None, "{id}");
        }
    }
}
