//! Mails that scanpost writes itself: jobs in the spool like all others.
//!
//! A notice says that no person wrote it (`Auto-Submitted: auto-generated`, RFC 3834 §5.1.1), so that no
//! machine answers. Its sender is the account, in the envelope too: providers take no mail from `<>` of a
//! client that logs in. A job's name follows from the notice that it tells; so a notice that is told again
//! after a crash meets the job that is there already.

use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;

use super::summary::Tally;
use super::wording::{Wording, wording};
use super::{Notice, OWN_DEVICE, Setup};
use crate::account::AccountName;
use crate::clock::Time;
use crate::fault::Fault;
use crate::id::derived;
use crate::spool::{JobId, NewJob, Reports, Spool, accept};
use crate::words;

/// By which account, and to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailing {
    pub account: AccountName,
    /// The account's address.
    pub from: String,
    pub to: String,
}

/// A mail, ready for the spool.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) id: JobId,
    pub(crate) octets: Vec<u8>,
}

/// Keeps a letter as a job of our own; one that is there already stays.
pub(crate) async fn post(
    spool: &dyn Spool,
    mailing: &Mailing,
    letter: Letter,
    now: Time,
) -> Result<(), Fault> {
    if spool.job(letter.id).await?.is_some() {
        return Ok(());
    }
    let mut incoming = spool.incoming();
    let size_bytes = letter.octets.len();
    incoming.write(letter.octets.into()).await?;
    let job = NewJob {
        id: letter.id,
        account: mailing.account.clone(),
        device: OWN_DEVICE.to_owned(),
        accepted_at: now,
        sender: mailing.from.clone(),
        recipients: vec![mailing.to.clone().into()],
        eight_bit: false,
        // Of what becomes of it, nobody is told.
        reports: Reports::default(),
    };
    accept(incoming, job).await?;
    tracing::info!(event = "notice.posted", job = %letter.id, size_bytes);
    Ok(())
}

/// The mail that tells a notice to the administrator.
pub(super) fn letter(notice: &Notice, mailing: &Mailing, setup: &Setup) -> Letter {
    let id = job_id("notice", notice);
    let Wording { title, .. } = wording(setup.language, notice);
    let message = head(id, mailing, notice.at)
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .header("Subject", Text::new(format!("[scanpost] {title}")))
        .text_body(text(notice, setup));
    Letter { id, octets: written(message) }
}

/// What every mail of ours begins with.
pub(crate) fn head(id: JobId, mailing: &Mailing, at: Time) -> MessageBuilder<'_> {
    let domain = mailing.from.rsplit_once('@').map_or("scanpost.local", |(_, domain)| domain);
    MessageBuilder::new()
        .from(("scanpost", mailing.from.as_str()))
        .to(mailing.to.as_str())
        .date(at.0 / 1000)
        .message_id(format!("{id}@{domain}"))
}

pub(crate) fn written(message: MessageBuilder<'_>) -> Vec<u8> {
    message.write_to_vec().expect("memory takes every octet")
}

/// The name of the job that tells `notice`: always the same for the same one.
pub(super) fn job_id(purpose: &str, notice: &Notice) -> JobId {
    let (number, at) = (notice.number.to_string(), notice.at.to_string());
    JobId(derived(notice.at, &[purpose, notice.cause.as_str(), &number, &at]))
}

fn text(notice: &Notice, setup: &Setup) -> String {
    let say = |id: &str, args: &[(&str, &str)]| words::text(setup.language, id, args);
    let Wording { title, what, next } = wording(setup.language, notice);
    let mut paragraphs = vec![title.clone()];
    if what != title {
        paragraphs.push(what);
    }
    paragraphs.push(next);
    if let Some(tally) = &notice.tally {
        paragraphs.push(counted(tally, setup));
    }
    let (at, since) = (notice.at.to_string(), notice.since.to_string());
    let job = notice.job.map(|job| job.to_string());
    let fault = notice.fault.as_ref();
    let lines = [
        Some(say("notice-mail-when", &[("at", &at)])),
        (notice.count > 1).then(|| say("notice-mail-since", &[("at", &since)])),
        notice.account.as_ref().map(|one| say("notice-mail-account", &[("account", one.as_str())])),
        notice.device.as_ref().map(|one| say("notice-mail-device", &[("device", one)])),
        job.map(|job| say("notice-mail-job", &[("job", &job)])),
        fault.map(|fault| say("notice-mail-code", &[("code", fault.code.as_str())])),
    ];
    paragraphs.push(lines.into_iter().flatten().collect::<Vec<_>>().join("\r\n"));
    if let Some(said) = fault.and_then(|fault| fault.words.as_deref()) {
        paragraphs.push(format!("{}\r\n> {}", say("notice-mail-said", &[]), quoted(said)));
    }
    paragraphs.push(say("notice-mail-foot", &[("host", &setup.hostname)]));
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\r\n\r\n") + "\r\n"
}

fn counted(tally: &Tally, setup: &Setup) -> String {
    let lines = [
        ("summary-accepted", tally.accepted),
        ("summary-delivered", tally.delivered),
        ("summary-failed", tally.failed),
        ("summary-uncertain", tally.uncertain),
    ];
    let line = |(id, number): (&str, u64)| {
        words::text(setup.language, id, &[("number", &number.to_string())])
    };
    lines.map(line).join("\r\n")
}

/// Words of others, each line marked as theirs.
pub(super) fn quoted(said: &str) -> String {
    said.lines().map(str::trim_end).collect::<Vec<_>>().join("\r\n> ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Code;
    use crate::journal::Event;
    use crate::notify::judge;
    use crate::notify::judge::tests::entry;
    use crate::words::Language;

    fn mailing() -> Mailing {
        Mailing {
            account: "alarms".parse().expect("a name"),
            from: "alarms@contoso.example".to_owned(),
            to: "admin@contoso.example".to_owned(),
        }
    }

    fn notice(number: i64) -> Notice {
        let fault = Fault::new(Code::SignInNeeded)
            .fact("account", "scans")
            .words("535 5.7.139 no\r\nBcc: x@y.example");
        judge(&entry(number, Event::AccountHeld { fault }), None).expect("it is told")
    }

    #[test]
    fn a_notice_is_a_mail_that_another_library_reads() {
        for language in Language::ALL {
            let setup = Setup { language, hostname: "gate".to_owned(), ..Setup::default() };
            let letter = letter(&notice(7), &mailing(), &setup);
            let parsed =
                mail_parser::MessageParser::default().parse(&letter.octets).expect("a mail");
            let address = |found: Option<&mail_parser::Address<'_>>| {
                found.and_then(|one| one.first()?.address.clone()).map(std::borrow::Cow::into_owned)
            };
            assert_eq!(address(parsed.from()).as_deref(), Some("alarms@contoso.example"));
            assert_eq!(address(parsed.to()).as_deref(), Some("admin@contoso.example"));
            assert_eq!(address(parsed.bcc()), None);
            assert_eq!(parsed.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
            assert_eq!(parsed.date().map(|date| date.to_timestamp() * 1000), Some(notice(7).at.0));
            let id = format!("{}@contoso.example", letter.id);
            assert_eq!(parsed.message_id(), Some(id.as_str()));
            let title = wording(language, &notice(7)).title;
            assert_eq!(parsed.subject(), Some(format!("[scanpost] {title}").as_str()));
            let text = parsed.body_text(0).expect("a text");
            for part in [title.as_str(), "> 535 5.7.139 no", "> Bcc: x@y.example", "scans", "gate"]
            {
                assert!(text.contains(part), "{part}: {text}");
            }
        }
    }

    #[test]
    fn the_same_notice_is_the_same_job_and_another_is_another() {
        assert_eq!(job_id("notice", &notice(7)), job_id("notice", &notice(7)));
        let trial = Notice { cause: super::super::Cause::Trial, ..notice(7) };
        let others =
            [job_id("notice", &notice(8)), job_id("bounce", &notice(7)), job_id("notice", &trial)];
        for other in others {
            assert_ne!(job_id("notice", &notice(7)), other);
            assert_eq!(other.0.get_version_num(), 7);
            let made_at = other.0.get_timestamp().expect("version 7 has one").to_unix();
            assert_eq!(made_at.0 * 1000, notice(7).at.0.cast_unsigned());
        }
    }
}
