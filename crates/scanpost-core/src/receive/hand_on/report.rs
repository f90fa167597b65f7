//! A report on a mail that was sent, or an automatic reply to one: it goes into the story of its job.
//!
//! A mail is known by what others call it: the job's number, which stands in the envelope id that providers
//! get with a mail (RFC 3461 §4.4) and in the Message-ID of mails that had none; or the Message-ID that the
//! mail went out under. What fits no job is no trouble of anybody: somebody else writes by this mailbox too.
//!
//! A report changes nothing of a job. The provider has taken the mail, and whoever knows its Message-ID can
//! write such a report; so the story says what was told, and people hear of it. Of whom the mail did not go
//! to nothing is said by name: it may have gone on from there, and it may be anybody's words. Where the
//! mailbox's own server says that the report's author is a false one, it is not believed.

use std::io::{ErrorKind, Read};

use scanpost_proto::report::{Action, Kind, Reader, Report, SenderCheck, Told};

use super::Errand;
use crate::fault::{Code, Fault, replies};
use crate::journal::{Reported, ReportedAs};
use crate::receive::ArrivalId;
use crate::spool::{Job, JobId, Spool};
use crate::words;

/// Octets of the mail that are read at once.
const READ_AT_ONCE: usize = 64 * 1024;

/// Mails of one Message-ID that are looked at.
const MOST_OF_ONE_NAME: usize = 50;

/// Says which job it was about, or that it was about none.
pub(super) async fn hand_on(errand: &Errand<'_>) -> Result<String, Fault> {
    let report = errand.off_thread(read).await?;
    let say = |id| Ok(words::text(errand.site.language, id, &[]));
    if report.head.sender_check == SenderCheck::Failed {
        return say("report-not-believed");
    }
    let Some(job) = job_of(&*errand.tools.spool, &report).await? else {
        return say("report-of-no-job");
    };
    let told = told(&report, &job, errand.arrival.id);
    let now = errand.tools.clock.now();
    if told.is_empty() || !errand.tools.spool.note_reports(job.id, told, now).await? {
        return say("report-of-no-job");
    }
    tracing::info!(event = "job.reported", job = %job.id, arrival = %errand.arrival.id);
    Ok(words::text(errand.site.language, "report-of-job", &[("job", &job.id.to_string())]))
}

fn read(mut mail: impl Read) -> Result<Report, Fault> {
    let (mut reader, mut piece) = (Reader::new(), vec![0; READ_AT_ONCE]);
    loop {
        match mail.read(&mut piece) {
            Ok(0) => return Ok(reader.end()),
            Ok(length) => reader.read(&piece[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Fault::new(Code::StorageFailed).words(error)),
        }
    }
}

async fn job_of(spool: &dyn Spool, report: &Report) -> Result<Option<Job>, Fault> {
    for id in numbers(report) {
        if let Some(job) = spool.job(id).await? {
            return Ok(Some(job));
        }
    }
    for message_id in &report.about {
        let jobs = spool.jobs_of_message(message_id.clone(), MOST_OF_ONE_NAME).await?;
        if let Some(job) = likeliest(jobs, report) {
            return Ok(Some(job));
        }
    }
    Ok(None)
}

/// The jobs that it may be about, by their numbers.
fn numbers(report: &Report) -> Vec<JobId> {
    let left = report.about.iter().filter_map(|id| id.split('@').next());
    let names = report.envid.as_deref().into_iter().chain(left);
    names.filter_map(|name| name.parse().ok()).collect()
}

/// Firmware may write the same Message-ID into every mail. Then the recipient tells them apart; otherwise
/// it is the newest.
fn likeliest(jobs: Vec<Job>, report: &Report) -> Option<Job> {
    let told = report.told.iter();
    let named = told.flat_map(|told| told.original.iter().chain([&told.recipient]));
    let named: Vec<&String> = named.chain(&report.head.authors).collect();
    let goes_to = |job: &Job| {
        job.recipients
            .iter()
            .any(|one| named.iter().any(|name| name.eq_ignore_ascii_case(&one.address)))
    };
    let place = jobs.iter().position(goes_to).unwrap_or_default();
    jobs.into_iter().nth(place)
}

fn told(report: &Report, job: &Job, arrival: ArrivalId) -> Vec<Reported> {
    match report.head.kind {
        Kind::Letter => Vec::new(),
        Kind::AutomaticReply => {
            let mut authors = report.head.authors.iter();
            let recipient = authors.find_map(|author| recipient_of(job, author));
            let what = ReportedAs::AutomaticReply;
            let of =
                |recipient| Reported { arrival, what, recipient: Some(recipient), fault: None };
            recipient.into_iter().map(of).collect()
        }
        Kind::DeliveryReport if report.told.is_empty() => {
            let fault = Some(Fault::new(Code::RecipientRefused));
            vec![Reported { arrival, what: ReportedAs::Failed, recipient: None, fault }]
        }
        Kind::DeliveryReport => report.told.iter().map(|one| of_one(one, job, arrival)).collect(),
    }
}

/// As the job has it, if the mail went there.
fn recipient_of(job: &Job, named: &str) -> Option<String> {
    let mut recipients = job.recipients.iter().map(|one| &one.address);
    recipients.find(|address| address.eq_ignore_ascii_case(named)).cloned()
}

fn of_one(told: &Told, job: &Job, arrival: ArrivalId) -> Reported {
    let what = match told.action {
        Action::Failed => ReportedAs::Failed,
        Action::Delayed => ReportedAs::Delayed,
        Action::Delivered => ReportedAs::Delivered,
        Action::Relayed => ReportedAs::Relayed,
        Action::Expanded => ReportedAs::Expanded,
    };
    let mut names = told.original.iter().chain([&told.recipient]);
    let recipient = names.find_map(|name| recipient_of(job, name));
    let fault = matches!(what, ReportedAs::Failed | ReportedAs::Delayed).then(|| {
        let reply = told.reply();
        let fault = Fault::new(replies::meaning(replies::Moment::Recipient, &reply));
        match &recipient {
            Some(recipient) => fault.words(format_args!("{recipient}: {reply}")),
            None => fault,
        }
    });
    Reported { arrival, what, recipient, fault }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::spool::{JobState, Recipient, RecipientState, Reports};

    const REPORT: &str = "From: MAILER-DAEMON@mx.example\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n\
        --x\r\nContent-Type: message/delivery-status\r\n\r\n\
        Original-Envelope-Id: 019aa64f2f0070008000000000000001\r\n\r\n\
        Final-Recipient: rfc822; bo@fabrikam.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
        Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n\
        Final-Recipient: rfc822; cia@fabrikam.example\r\nAction: delivered\r\n\r\n\
        --x\r\nContent-Type: text/rfc822-headers\r\n\r\n\
        Message-ID: <019aa64f2f0070008000000000000002@contoso.example>\r\n\r\n--x--\r\n";

    fn report(mail: &str) -> Report {
        read(mail.as_bytes()).expect("memory can be read")
    }

    fn job(recipient: &str) -> Job {
        job_to(&[recipient])
    }

    fn job_to(recipients: &[&str]) -> Job {
        let state = RecipientState::Delivered;
        let recipient = |&address: &&str| Recipient {
            address: address.to_owned(),
            fax: None,
            state,
            reply: None,
        };
        Job {
            id: JobId::new(),
            account: "scans".parse().expect("a name"),
            device: "copier".to_owned(),
            accepted_at: Time(0),
            size_bytes: 1,
            sender: String::new(),
            recipients: recipients.iter().map(recipient).collect(),
            eight_bit: false,
            reports: Reports::default(),
            state: JobState::Delivered,
            tries: 1,
            uncertain: 0,
            due_at: None,
            ended_at: Some(Time(0)),
            fault: None,
        }
    }

    #[test]
    fn a_job_is_named_by_the_envelope_and_by_a_message_id_of_ours() {
        let numbers = numbers(&report(REPORT));
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let ours = ["019aa64f2f0070008000000000000001", "019aa64f2f0070008000000000000002"];
        assert_eq!(numbers, ours);
    }

    #[test]
    fn each_recipient_is_told_of_and_a_failure_says_why() {
        let arrival = ArrivalId::new();
        let job = job_to(&["bo@fabrikam.example", "Cia@fabrikam.example"]);
        let told = told(&report(REPORT), &job, arrival);
        let [failed, delivered] = told.as_slice() else { panic!("two: {told:?}") };
        assert_eq!((failed.what, failed.arrival), (ReportedAs::Failed, arrival));
        let fault = failed.fault.as_ref().expect("why");
        assert_eq!(fault.code, Code::RecipientUnknown);
        let words = "bo@fabrikam.example: 550 5.1.1 no such user";
        assert_eq!(fault.words.as_deref(), Some(words));
        assert_eq!((delivered.what, &delivered.fault), (ReportedAs::Delivered, &None));
        assert_eq!(delivered.recipient.as_deref(), Some("Cia@fabrikam.example"));
    }

    #[test]
    fn of_whom_the_mail_did_not_go_to_neither_name_nor_words_are_passed_on() {
        let told = told(&report(REPORT), &job("anna@contoso.example"), ArrivalId::new());
        let [failed, delivered] = told.as_slice() else { panic!("two: {told:?}") };
        assert_eq!((&failed.recipient, &delivered.recipient), (&None, &None));
        let fault = failed.fault.as_ref().expect("why");
        assert_eq!((fault.code, &fault.words), (Code::RecipientUnknown, &None));
    }

    #[test]
    fn an_automatic_reply_names_who_is_away_and_a_letter_tells_nothing() {
        let away = "From: bo@fabrikam.example\r\nAuto-Submitted: auto-replied\r\n\r\nAway.";
        let (bo, arrival) = (job("Bo@fabrikam.example"), ArrivalId::new());
        let [reported] = &told(&report(away), &bo, arrival)[..] else { panic!("one") };
        assert_eq!(reported.what, ReportedAs::AutomaticReply);
        assert_eq!(reported.recipient.as_deref(), Some("Bo@fabrikam.example"));
        assert_eq!(told(&report(away), &job("anna@contoso.example"), arrival), []);
        let letter = "From: bo@fabrikam.example\r\nIn-Reply-To: <1@b>\r\n\r\nThanks.";
        assert_eq!(told(&report(letter), &bo, arrival), []);
    }

    #[test]
    fn of_mails_with_one_name_it_is_the_one_to_whom_it_went_or_the_newest() {
        let jobs = || vec![job("anna@contoso.example"), job("Bo@Fabrikam.example")];
        let found = likeliest(jobs(), &report(REPORT)).expect("a job");
        assert_eq!(found.recipients[0].address, "Bo@Fabrikam.example");
        let newest =
            likeliest(vec![job("anna@contoso.example"), job("x@y.example")], &report(REPORT));
        assert_eq!(newest.expect("a job").recipients[0].address, "anna@contoso.example");
        assert_eq!(likeliest(Vec::new(), &report(REPORT)), None);
    }
}
