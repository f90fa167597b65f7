//! A fax goes on to people by mail: a new mail with the documents attached, by the account that sends.
//!
//! The documents stream from their files into the spool, so a fax of 64 MB takes no more memory than a small
//! one. The sender's own words are quoted, and never become a field that says where the mail goes; an
//! answer goes to the sender (Reply-To).
//!
//! The fax is where it should be only when the mail server has taken the mail; until then the arrival waits with
//! its octets. What the mail server refuses goes into quarantine with them, and a person may have it sent anew, to those
//! who have not got it.
//!
//! A machine wrote it (`Auto-Submitted: auto-generated`, RFC 3834 §5.1.1), so that no machine answers. A
//! fax that a scanpost has sent on is not sent on again, by this one or another ([`SENT_ON`]): two that send on
//! to each other would never end.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use mail_builder::MessageBuilder;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;
use scanpost_proto::fax::{Cover, Heading, SENT_ON};
use tokio::runtime::Handle;

use super::documents::Documents;
use super::notes::{Known, Notes};
use super::outgoing::{Purpose, job_id};
use super::{Errand, fax, printing};
use crate::account::is_address;
use crate::clock::Time;
use crate::fault::{Class, Code, Fault};
use crate::notify::FAX_DEVICE;
use crate::notify::mail::Mailing;
use crate::receive::Arrival;
use crate::spool::{Incoming, Job, JobId, JobState, RecipientState};
use crate::words::{self, Language};

/// Octets of a line of base64 (RFC 2045 §6.8: 76 characters).
const LINE: usize = 57;

/// Octets of a document that are read at once: whole lines.
const READ_AT_ONCE: usize = LINE * 1024;

/// Of the subject and the name of the sender, in characters.
const LONGEST_QUOTE: usize = 200;

/// Says to whom it went, once it did.
pub(super) async fn hand_on(
    errand: &Errand<'_>,
    root: &Path,
    to: &[String],
) -> Result<String, Fault> {
    let mut notes = Notes::open(root, errand.arrival.id).await?;
    notes.go_on_at(BY_MAIL).map_err(printing::elsewhere)?;
    let id = mail_of(errand.arrival, &notes);
    if let Some(job) = errand.tools.spool.job(id).await? {
        return settled(&job, &mut notes).await;
    }
    let reached = notes.reached();
    let has_it = |one: &String| reached.iter().any(|there| there.eq_ignore_ascii_case(one));
    let left: Vec<String> = to.iter().filter(|one| !has_it(one)).cloned().collect();
    if left.is_empty() {
        return Ok(reached.join(", "));
    }
    let by = errand.sender()?;
    let incoming = make(errand, root, &left, (id, &by)).await?;
    notes.write(THE_MAIL, Known::Sent).await?;
    errand.send(incoming, id, &by, FAX_DEVICE, left).await?;
    Err(on_its_way(id))
}

/// What has become of the mail. Whom it has reached is written down before anybody can want it anew: the job may
/// be forgotten by then.
async fn settled(job: &Job, notes: &mut Notes) -> Result<String, Fault> {
    let became = became(job, notes.reached());
    if became.is_err() && job.state.is_final() {
        let there = job.recipients.iter().filter(|one| one.state == RecipientState::Delivered);
        notes.write_reached(there.map(|one| one.address.clone()).collect()).await?;
    }
    became
}

/// What has become of the mail that was made earlier, unless a person wants the fax handed on anew.
pub(super) async fn under_way(
    errand: &Errand<'_>,
    root: &Path,
) -> Result<Option<Result<String, Fault>>, Fault> {
    let mut notes = Notes::open(root, errand.arrival.id).await?;
    if !notes.is_on_its_way_to(BY_MAIL) {
        return Ok(None);
    }
    let Some(job) = errand.tools.spool.job(mail_of(errand.arrival, &notes)).await? else {
        return Ok(None);
    };
    Ok(Some(settled(&job, &mut notes).await))
}

/// The job of the fax's mail.
pub(super) fn mail_of(arrival: &Arrival, notes: &Notes) -> JobId {
    job_id(Purpose::Fax { anew: notes.times_anew() }, arrival)
}

/// To whom the mail went, beside those whom an earlier one has reached, or what hinders it.
fn became(job: &Job, reached: &[String]) -> Result<String, Fault> {
    match (job.state, &job.fault) {
        (JobState::Waiting | JobState::Held | JobState::Delivering, _) => Err(on_its_way(job.id)),
        (JobState::Delivered, _) => {
            let to = job.recipients.iter().map(|one| &one.address);
            Ok(reached.iter().chain(to).map(String::as_str).collect::<Vec<_>>().join(", "))
        }
        (JobState::Uncertain, Some(fault)) if fault.class() == Class::Uncertain => {
            Err(fault.clone())
        }
        (JobState::PartlyDelivered | JobState::Uncertain | JobState::Failed, fault) => {
            let why = fault.as_ref().map(ToString::to_string).unwrap_or_default();
            let not_sent = Fault::new(Code::FaxNotSentOn).fact(JOB, job.id);
            Err(not_sent.words(format_args!("{}: {why}", job.id)))
        }
    }
}

fn on_its_way(job: JobId) -> Fault {
    Fault::new(Code::FaxOnItsWay).fact(JOB, job)
}

/// When to look what became of the mail, where that is soon: most are taken within seconds.
pub(super) fn due_soon(arrival: &Arrival, fault: &Fault, now: Time) -> Option<Time> {
    let is_soon = fault.code == Code::FaxOnItsWay && arrival.tries <= FIRST_LOOKS;
    is_soon.then(|| now + LOOKED_AGAIN)
}

/// The mail, written.
async fn make(
    errand: &Errand<'_>,
    root: &Path,
    to: &[String],
    (id, by): (JobId, &Mailing),
) -> Result<Box<dyn Incoming>, Fault> {
    let mailbox = errand.site.accounts.iter().find(|one| one.name == errand.arrival.account);
    let comes_back =
        |one: &String| mailbox.is_some_and(|mailbox| mailbox.address.eq_ignore_ascii_case(one));
    if to.iter().any(comes_back) {
        return Err(Code::FaxCameBack.into());
    }
    let free_bytes = errand.tools.spool.free_bytes().await?;
    if free_bytes < errand.tools.settings.disk_reserve_bytes {
        return Err(Fault::new(Code::DiskFull).fact("octets", free_bytes));
    }
    let documents = fax::documents(errand, root, root, Ok).await?;
    if was_sent_on(errand, &documents.cover).await? {
        return Err(Code::FaxCameBack.into());
    }
    let letter = Letter {
        id,
        from: by.from.clone(),
        to: to.to_vec(),
        at: errand.arrival.taken_at,
        language: errand.site.language,
        hostname: errand.tools.hostname.clone(),
    };
    let incoming = errand.tools.spool.incoming();
    let runtime = Handle::current();
    let writing = tokio::task::spawn_blocking(move || letter.write(&documents, incoming, &runtime));
    writing.await.unwrap_or_else(|error| Err(Fault::new(Code::ArrivalUnreadable).words(error)))
}

/// By this scanpost, whatever has become of the field on the way; or by any.
async fn was_sent_on(errand: &Errand<'_>, cover: &Cover) -> Result<bool, Fault> {
    let Some(head) = &cover.letterhead else { return Ok(false) };
    if head.is_sent_on {
        return Ok(true);
    }
    let Some(earlier) = head.message_id.as_deref().and_then(job_of) else { return Ok(false) };
    let job = errand.tools.spool.job(earlier).await?;
    Ok(job.is_some_and(|job| job.device == FAX_DEVICE))
}

/// The job whose mail has this Message-ID, if it is of the form that ours have.
fn job_of(message_id: &str) -> Option<JobId> {
    message_id.split_once('@')?.0.parse().ok()
}

/// The mail that is made.
struct Letter {
    id: JobId,
    from: String,
    to: Vec<String>,
    at: Time,
    language: Language,
    hostname: String,
}

impl Letter {
    /// Streams all of it.
    fn write(
        &self,
        documents: &Documents,
        mut incoming: Box<dyn Incoming>,
        runtime: &Handle,
    ) -> Result<Box<dyn Incoming>, Fault> {
        let mut put = |octets: Vec<u8>| runtime.block_on(incoming.write(Bytes::from(octets)));
        put(self.beginning(&documents.cover))?;
        for (place, heading) in documents.headings.iter().enumerate() {
            put(self.head_of(place, heading).into_bytes())?;
            let mut file = documents.files.open(place)?;
            while let Some(lines) = lines(&mut file)? {
                put(lines.into_bytes())?;
            }
        }
        put(format!("--{}--\r\n", self.boundary()).into_bytes())?;
        Ok(incoming)
    }

    /// No content has a line like it: base64 and quoted-printable know no `=_`, and nobody can guess the job's
    /// name.
    fn boundary(&self) -> String {
        format!("=_{}", self.id)
    }

    /// The header, and the text.
    fn beginning(&self, cover: &Cover) -> Vec<u8> {
        let say = |id: &str, args: &[(&str, &str)]| words::text(self.language, id, args);
        let letterhead = cover.letterhead.as_ref();
        let from = letterhead.and_then(|head| head.from.as_deref()).filter(|from| is_address(from));
        let subject = match from {
            Some(from) => say("fax-mail-subject", &[("from", from)]),
            None => say("fax-mail-subject-unknown", &[]),
        };
        let mut paragraphs = vec![say("fax-mail-text", &[("at", &self.at.to_string())])];
        if let Some(title) = letterhead.and_then(|head| head.subject.as_deref()) {
            paragraphs.push(say("fax-mail-title", &[("subject", &in_one_line(title))]));
        }
        if let Some(text) = &cover.text {
            let quoted: Vec<String> =
                text.lines().map(|line| format!("> {}", plain(line))).collect();
            paragraphs.push(format!("{}\r\n{}", say("fax-mail-cover", &[]), quoted.join("\r\n")));
        }
        if cover.is_cut {
            paragraphs.push(say("fax-mail-cut", &[]));
        }
        paragraphs.push(say("bounce-foot", &[("host", &self.hostname)]));
        let text = paragraphs.join("\r\n\r\n") + "\r\n";
        let domain = self.from.rsplit_once('@').map_or("scanpost.local", |(_, domain)| domain);
        let to: Vec<&str> = self.to.iter().map(String::as_str).collect();
        let mut message = MessageBuilder::new()
            .from(("scanpost", self.from.as_str()))
            .to(to)
            .date(self.at.0 / 1000)
            .message_id(format!("{}@{domain}", self.id))
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .header(SENT_ON, Raw::new("fax"))
            .header("Subject", Text::new(subject));
        if let Some(from) = from {
            message = message.reply_to(from);
        }
        let boundary = self.boundary();
        let kind = ContentType::new("multipart/mixed").attribute("boundary", boundary.clone());
        let parts = vec![MimePart::new("text/plain", text)];
        let mut octets = message
            .body(MimePart::new(kind, parts))
            .write_to_vec()
            .expect("memory takes every octet");
        let end = format!("--{boundary}--\r\n");
        debug_assert!(
            octets.ends_with(end.as_bytes()),
            "more parts follow in the place of the end"
        );
        octets.truncate(octets.len() - end.len());
        octets
    }

    /// Of the document's part. What its sender calls it is not repeated.
    fn head_of(&self, place: usize, heading: &Heading) -> String {
        let (number, kind) = (place + 1, heading.kind);
        format!(
            "--{}\r\nContent-Type: {}\r\nContent-Disposition: attachment; filename=\"fax-{number}.{}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n",
            self.boundary(),
            kind.media_type(),
            kind.extension(),
        )
    }
}

/// The next lines of base64; nothing at the end of the file.
fn lines(file: &mut File) -> Result<Option<String>, Fault> {
    let mut octets = Vec::with_capacity(READ_AT_ONCE);
    file.take(READ_AT_ONCE as u64)
        .read_to_end(&mut octets)
        .map_err(|error| Fault::new(Code::StorageFailed).words(error))?;
    if octets.is_empty() {
        return Ok(None);
    }
    Ok(Some(octets.chunks(LINE).map(|line| BASE64_STANDARD.encode(line) + "\r\n").collect()))
}

/// A stranger's words, without what a mail program could take for more.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn in_one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(LONGEST_QUOTE).collect()
}

/// How the notes call the way, and its one job.
pub(super) const BY_MAIL: &str = "mail";
const THE_MAIL: u32 = 1;

/// The fact of a fault that names the job.
const JOB: &str = "mail_job";

/// So many looks come soon, each after this time.
const FIRST_LOOKS: u32 = 3;
const LOOKED_AGAIN: Duration = Duration::from_secs(20);
