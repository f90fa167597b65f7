//! The sender of a mail learns what became of it: a delivery status notification (RFC 3464, in a
//! multipart/report by RFC 6522).
//!
//! Every sender is told of failures, unless the mail said NOTIFY=NEVER or named other occasions (RFC 3461
//! §4.1). Who asked for SUCCESS is told that the provider has taken the mail (`relayed`, RFC 3464 §2.3.3):
//! the provider's own reports go to the account's mailbox, so nobody further on can tell this sender. A
//! delay is not told; that is the server's choice (RFC 3461 §4.1). Nobody is told about a notice: an empty
//! sender (RFC 3461 §6.2, RFC 5321 §4.5.5) is never answered, nor is a mail of scanpost's own, and so many
//! a day are enough.
//!
//! Deviation: RFC 3464 §2 wants an empty sender in the envelope. Providers take none from a client that
//! logs in, so it is the account; the mail says `Auto-Submitted: auto-replied` (RFC 3834 §5.1.2), and if it
//! fails in turn nothing comes of it. Nothing of the mail is enclosed, whatever RET says: a job that has
//! ended loses its octets.

use std::fmt::Write as _;

use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::{BodyPart, MimePart};

use super::judge::is_own;
use super::mail::{Letter, Mailing, head, job_id, quoted, written};
use super::{FAX_DEVICE, Notice, Setup};
use crate::account::is_address;
use crate::clock::Time;
use crate::spool::{Job, Recipient, RecipientState};
use crate::words;

/// Bounces within a day. More failures than that are one trouble, of which the administrator hears.
pub const MOST_A_DAY: u32 = 100;

/// Recipients that one report names; a list of thousands is said in its first ones.
const MOST_NAMED: usize = 100;

/// Whom it is to be told to what became of a job; nothing where nobody must be.
pub(super) fn sender_to_tell(job: &Job) -> Option<&str> {
    let is_of_a_device = !is_own(job) && job.device != FAX_DEVICE;
    let to_tell = is_of_a_device && is_address(&job.sender) && told(job).next().is_some();
    to_tell.then_some(job.sender.as_str())
}

/// The report.
pub(super) fn letter(notice: &Notice, job: &Job, by: &Mailing, setup: &Setup) -> Letter {
    let id = job_id("bounce", notice);
    let report = vec![
        MimePart::new("text/plain", text(job, setup)),
        // RFC 3464 §2.1: 7bit, however long the other side's words are.
        MimePart {
            headers: vec![(
                "Content-Type".into(),
                ContentType::new("message/delivery-status").into(),
            )],
            contents: BodyPart::Text(status(notice.at, job, setup).into()),
        }
        .transfer_encoding("7bit"),
    ];
    let kind = ContentType::new("multipart/report").attribute("report-type", "delivery-status");
    let message = head(id, by, notice.at)
        .header("Auto-Submitted", Raw::new("auto-replied"))
        .header("Subject", Text::new(words::text(setup.language, subject(job), &[])))
        .body(MimePart::new(kind, report));
    Letter { id, octets: written(message) }
}

/// What is told of a recipient (RFC 3464 §2.3.3).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Failed,
    /// The provider has taken the mail, and nobody tells what becomes of it there.
    Relayed,
}

impl Action {
    const fn word(self) -> &'static str {
        match self {
            Action::Failed => "failed",
            Action::Relayed => "relayed",
        }
    }
}

/// The recipients that the report is about, with their numbers.
fn told(job: &Job) -> impl Iterator<Item = (usize, &Recipient, Action)> {
    let action = |number, state| match state {
        RecipientState::Failed if job.reports.wants_failure(number) => Some(Action::Failed),
        RecipientState::Delivered if job.reports.wants_success(number) => Some(Action::Relayed),
        _ => None,
    };
    let recipients = job.recipients.iter().enumerate();
    recipients
        .filter_map(move |(number, one)| Some((number, one, action(number, one.state)?)))
        .take(MOST_NAMED)
}

fn told_as(job: &Job, wanted: Action) -> impl Iterator<Item = &Recipient> {
    told(job).filter(move |(_, _, action)| *action == wanted).map(|(_, recipient, _)| recipient)
}

fn subject(job: &Job) -> &'static str {
    match told_as(job, Action::Failed).next() {
        Some(_) => "bounce-subject",
        None => "bounce-subject-relayed",
    }
}

/// For people.
fn text(job: &Job, setup: &Setup) -> String {
    let say = |id: &str, args: &[(&str, &str)]| words::text(setup.language, id, args);
    let at = job.accepted_at.to_string();
    let of_which = [("device", job.device.as_str()), ("at", at.as_str())];
    let address = |recipient: &Recipient| {
        let said = recipient.reply.as_deref().map(quoted);
        let said = said.map(|said| format!("\r\n> {said}")).unwrap_or_default();
        format!("{}{said}", recipient.address)
    };
    let mut paragraphs = Vec::new();
    let failed: Vec<_> = told_as(job, Action::Failed).map(address).collect();
    if !failed.is_empty() {
        paragraphs.push(say("bounce-text", &of_which));
        paragraphs.extend(failed);
        if let Some(fault) = &job.fault {
            let sentence = words::fault(setup.language, fault);
            paragraphs.push(format!("{}\r\n{}", sentence.what, sentence.next));
        }
        if job.recipients.iter().any(|recipient| recipient.state != RecipientState::Failed) {
            paragraphs.push(say("bounce-others", &[]));
        }
    }
    let relayed: Vec<_> = told_as(job, Action::Relayed).map(address).collect();
    if !relayed.is_empty() {
        paragraphs.push(say("bounce-relayed", &of_which));
        paragraphs.extend(relayed);
    }
    paragraphs.push(say("bounce-foot", &[("host", &setup.hostname)]));
    paragraphs.join("\r\n\r\n") + "\r\n"
}

/// For machines: fields about the mail, then fields about each recipient (RFC 3464 §2.1).
fn status(at: Time, job: &Job, setup: &Setup) -> String {
    let mut text = String::new();
    if let Some(envid) = &job.reports.envid {
        let _ = write!(text, "Original-Envelope-Id: {}\r\n", one_line(envid));
    }
    let _ = write!(text, "Reporting-MTA: dns; {}\r\n", one_line(&setup.hostname));
    let _ = write!(text, "Arrival-Date: {}\r\n", in_mail(job.accepted_at));
    for (number, recipient, action) in told(job) {
        let reply = recipient.reply.as_deref().unwrap_or_default();
        text.push_str("\r\n");
        if let Some(orcpt) = job.reports.orcpt(number) {
            let _ = write!(text, "Original-Recipient: rfc822; {}\r\n", one_line(orcpt));
        }
        let _ = write!(text, "Final-Recipient: rfc822; {}\r\n", one_line(&recipient.address));
        let _ = write!(text, "Action: {}\r\n", action.word());
        let _ = write!(text, "Status: {}\r\n", enhanced(reply, job));
        if !reply.is_empty() {
            let _ = write!(text, "Diagnostic-Code: smtp; {}\r\n", one_line(reply));
        }
        let _ = write!(text, "Last-Attempt-Date: {}\r\n", in_mail(job.ended_at.unwrap_or(at)));
    }
    text
}

/// The enhanced code (RFC 3463) of a reply; of a reply without one, what its first digit says; without
/// any reply, that of what hindered the mail.
fn enhanced(reply: &str, job: &Job) -> String {
    let is_number = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|octet| octet.is_ascii_digit())
    };
    let is_code = |word: &&str| {
        let parts: Vec<_> = word.split('.').collect();
        matches!(parts[..], ["2" | "4" | "5", subject, detail] if is_number(subject) && is_number(detail))
    };
    if let Some(code) = reply.split([' ', '-', '\r', '\n']).take(3).find(is_code) {
        return code.to_owned();
    }
    match (reply.bytes().next(), &job.fault) {
        (Some(b'2'), _) => "2.0.0".to_owned(),
        (Some(b'4'), _) => "4.0.0".to_owned(),
        (None, Some(fault)) => {
            let enhanced = fault.reply().enhanced;
            enhanced.map_or_else(|| "5.0.0".to_owned(), |code| code.to_string())
        }
        _ => "5.0.0".to_owned(),
    }
}

/// Printable ASCII on one line, as the fields of a report want it; a stranger's text cannot begin a field.
pub(super) fn one_line(text: &str) -> String {
    const LONGEST: usize = 900; // RFC 5322 §2.1.1: 998 with the field's name
    let plain = |c: char| if c.is_ascii_graphic() { c } else { '?' };
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words = words.filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(|word| word.chars().map(plain).collect()).collect();
    words.join(" ").chars().take(LONGEST).collect()
}

/// As a mail's Date has it (RFC 5322 §3.3).
fn in_mail(at: Time) -> String {
    jiff::Timestamp::from_second(at.0.div_euclid(1000))
        .ok()
        .and_then(|moment| {
            jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_string(&moment).ok()
        })
        .unwrap_or_else(|| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Code, Fault};
    use crate::journal::{Entry, Event};
    use crate::notify::judge::tests::{NOW, entry, job};
    use crate::notify::{OWN_DEVICE, judge};
    use crate::spool::{Notify, Reports, Wanted};

    fn by() -> Mailing {
        Mailing {
            account: "scans".parse().expect("a name"),
            from: "scans@contoso.example".to_owned(),
            to: "copier@contoso.example".to_owned(),
        }
    }

    fn notice(of: &Job) -> Notice {
        let entry = Entry { job: Some(of.id), ..entry(7, Event::JobFailed { fault: None }) };
        judge(&entry, Some(of)).expect("it is told")
    }

    #[test]
    fn nobody_is_told_about_a_notice_or_where_nobody_failed() {
        let mail = |device, sender| sender_to_tell(&job(device, sender)).map(str::to_owned);
        assert_eq!(mail("copier", "c@contoso.example").as_deref(), Some("c@contoso.example"));
        assert_eq!(mail("copier", ""), None, "a notice of another machine");
        assert_eq!(mail(OWN_DEVICE, "c@contoso.example"), None);
        assert_eq!(mail(FAX_DEVICE, "c@contoso.example"), None);
        assert_eq!(mail("copier", "no address"), None);
        let mut delivered = job("copier", "c@contoso.example");
        delivered.recipients.truncate(1);
        assert_eq!(sender_to_tell(&delivered), None);
    }

    fn wanting(notify: [Option<Notify>; 2]) -> Job {
        let wanted = |notify| Wanted { notify, orcpt: Some("bo+5@contoso.example".to_owned()) };
        let recipients = notify.map(wanted).into_iter().enumerate().collect();
        let envid = Some("Q7 å".to_owned());
        let reports = Reports { envid, recipients, ..Reports::default() };
        Job { reports, ..job("copier", "c@contoso.example") }
    }

    #[test]
    fn a_sender_hears_what_it_asked_for_and_nothing_else() {
        let on = |success, failure| Some(Notify::On { success, failure, delay: true });
        let table = [
            ([None, None], &["failed"][..]),
            ([None, Some(Notify::Never)], &[]),
            ([on(false, true), on(true, false)], &[]),
            ([on(true, false), on(true, false)], &["relayed"]),
            ([on(true, true), on(true, true)], &["relayed", "failed"]),
        ];
        for (notify, told) in table {
            let job = wanting(notify);
            assert_eq!(sender_to_tell(&job).is_some(), !told.is_empty(), "{notify:?}");
            let text = status(NOW, &job, &Setup::default());
            let actions: Vec<_> =
                text.lines().filter_map(|line| line.strip_prefix("Action: ")).collect();
            assert_eq!(actions, told, "{notify:?}");
        }
    }

    #[test]
    fn a_report_names_the_mail_and_the_recipient_as_the_sender_did() {
        let text = status(NOW, &wanting([None, None]), &Setup::default());
        assert!(text.starts_with("Original-Envelope-Id: Q7 ?\r\nReporting-MTA: "), "{text}");
        let recipient = "\r\n\r\nOriginal-Recipient: rfc822; bo+5@contoso.example\r\nFinal-";
        assert!(text.contains(recipient), "{text}");
    }

    #[test]
    fn a_mail_that_was_handed_over_is_not_said_to_have_failed() {
        let success = Notify::On { success: true, failure: false, delay: false };
        let job = wanting([Some(success); 2]);
        let letter = letter(&notice(&job), &job, &by(), &Setup::default());
        let text = String::from_utf8(letter.octets).expect("ASCII");
        assert!(text.contains("Subject: Your mail was handed over\r\n"), "{text}");
        assert!(!text.contains("did not reach"), "{text}");
    }

    #[test]
    fn a_bounce_is_a_report_that_another_library_reads() {
        let failed = job("copier", "copier@contoso.example");
        let setup = Setup { hostname: "gate.example".to_owned(), ..Setup::default() };
        let letter = letter(&notice(&failed), &failed, &by(), &setup);
        let parsed = mail_parser::MessageParser::default().parse(&letter.octets).expect("a mail");
        let kind = parsed.header("Content-Type").and_then(|value| value.as_content_type());
        let kind = kind.expect("a type");
        assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("report")));
        assert_eq!(kind.attribute("report-type"), Some("delivery-status"));
        assert_eq!(parsed.header_raw("Auto-Submitted").map(str::trim), Some("auto-replied"));
        let text = String::from_utf8(letter.octets.clone()).expect("ASCII");
        assert!(text.is_ascii());
        let (_, report) =
            text.split_once("Content-Type: message/delivery-status\r\n").expect("one");
        let (head, fields) = report.split_once("\r\n\r\n").expect("an end of the head");
        assert!(!head.contains("quoted-printable") && !head.contains("base64"), "{head}");
        let expected = "Reporting-MTA: dns; gate.example\r\n\
            Arrival-Date: Sat, 21 Nov 2026 09:15:00 -0000\r\n\r\n\
            Final-Recipient: rfc822; bo@contoso.example\r\n\
            Action: failed\r\n\
            Status: 5.1.1\r\n\
            Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n\
            Last-Attempt-Date: Sat, 21 Nov 2026 09:15:00 -0000\r\n";
        assert!(fields.starts_with(expected), "{fields}");
        assert!(!fields.contains("anna@"), "she got it");
    }

    #[test]
    fn a_report_stays_7bit_however_long_the_words_of_the_other_side_are() {
        let mut failed = job("copier", "copier@contoso.example");
        failed.recipients[1].reply = Some(format!("550 5.1.1 {}", "no such user ".repeat(40)));
        let letter = letter(&notice(&failed), &failed, &by(), &Setup::default());
        let text = String::from_utf8(letter.octets).expect("ASCII");
        let (_, report) =
            text.split_once("Content-Type: message/delivery-status\r\n").expect("one");
        assert!(report.starts_with("Content-Transfer-Encoding: 7bit\r\n\r\n"), "{report}");
        let code = report.lines().find(|line| line.starts_with("Diagnostic-Code: smtp; 550 "));
        assert!(code.is_some_and(|line| line.ends_with("no such user")), "{report}");
    }

    #[test]
    fn others_are_spoken_of_only_where_there_are_any() {
        let others = "The others are not affected.";
        let mut failed = job("copier", "copier@contoso.example");
        assert!(text(&failed, &Setup::default()).contains(others), "Anna got it");
        failed.recipients.remove(0);
        assert!(!text(&failed, &Setup::default()).contains(others), "it went to Bo alone");
    }

    #[test]
    fn a_reply_gives_its_enhanced_code_or_at_least_its_class() {
        let mut job = job("copier", "c@contoso.example");
        for (reply, status) in [
            ("550 5.1.1 No such user", "5.1.1"),
            ("550-5.7.129 Restricted\r\n550 5.7.129 by policy", "5.7.129"),
            ("550 no", "5.0.0"),
            ("452 4.2.2 full", "4.2.2"),
            ("452 full", "4.0.0"),
            ("250 2.6.0 Queued", "2.6.0"),
            ("250 Ok", "2.0.0"),
            ("550 5.1.x no", "5.0.0"),
            ("550 5.1111.1 no", "5.0.0"),
            ("", "5.0.0"),
        ] {
            assert_eq!(enhanced(reply, &job), status, "{reply}");
        }
        job.fault = Some(Fault::new(Code::DiskFull));
        assert_eq!(enhanced("", &job), "4.3.1");
    }

    #[test]
    fn what_a_stranger_says_begins_no_field() {
        assert_eq!(one_line("550 no\r\nAction: delivered\r\n\r\nx"), "550 no Action: delivered x");
        assert_eq!(one_line("å\u{0}b"), "? b");
        assert_eq!(one_line(&"x".repeat(5000)).len(), 900);
    }
}
