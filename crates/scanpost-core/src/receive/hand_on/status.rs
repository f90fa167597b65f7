//! A question about the status: the answer says how everything stands, as text and as a PDF.
//!
//! Whoever is asked by a stranger says nothing, and a machine is never answered (RFC 3834 §2): the mail was
//! sorted by that ([`sort`](crate::receive::sort)), and is looked at once more here, because settings may
//! have changed since. The answer says that a machine wrote it (`Auto-Submitted: auto-replied`, §5.1.2;
//! `X-Auto-Response-Suppress: All` for Exchange), so two scanposts that ask each other fall silent after
//! the first mail.
//!
//! The answer is a job whose name follows from the arrival's: a crash answers nobody twice. How many were
//! answered is counted in the history of arrivals, so a restart forgets none; one question at a time, from the
//! count until its answer is written down, so that many at once do not pass the limit together.
//!
//! What the answer says comes from outside ([`TellStatus`]); no secret is in it.
//!
//! Deviation: RFC 3834 §3.3 wants an empty sender in the envelope. Providers take none from a client that
//! logs in, so it is the account.

use std::time::Duration;

use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use scanpost_proto::report::Head;

use super::Errand;
use super::outgoing::{Purpose, job_id};
use crate::Stored;
use crate::fault::Fault;
use crate::notify::OWN_DEVICE;
use crate::notify::mail::{Mailing, head, written};
use crate::paper;
use crate::receive::sort::may_be_answered;
use crate::receive::unwanted::Unwanted;
use crate::sheet::Sheet;
use crate::site::Function;
use crate::words::{self, Language};

/// Answers are counted over this time.
const COUNTED_OVER: Duration = Duration::from_hours(24);

/// Knows how everything stands.
pub trait TellStatus: Send + Sync {
    /// In words, without any secret.
    fn status(&self, language: Language) -> Stored<'_, Sheet>;
}

/// Says who was answered, or why nobody was.
pub(super) async fn hand_on(errand: &Errand<'_>) -> Result<String, Fault> {
    let question = errand.head().await?;
    let by = errand.sender()?;
    let id = job_id(Purpose::Status, errand.arrival);
    let to = match errand.may_answer(&question, &by) {
        Ok(to) => to,
        Err(why) => return Ok(why.as_place()),
    };
    if !errand.is_made(id).await? {
        if let Some(why) = errand.too_many(to).await? {
            return Ok(why.as_place());
        }
        let sheet = errand.tools.status.status(errand.site.language).await?;
        let by = Mailing { to: to.to_owned(), ..by };
        let octets = errand.answer(&question, &by, &sheet);
        errand.post(Purpose::Status, &by, OWN_DEVICE, octets).await?;
    }
    Ok(to.to_owned())
}

impl Errand<'_> {
    /// To whom the answer goes; never to ourselves, by whichever account.
    fn may_answer<'a>(&self, question: &'a Head, by: &Mailing) -> Result<&'a str, Unwanted> {
        let allowed = &self.site.receiving.status.senders;
        for account in &self.site.accounts {
            may_be_answered(question, allowed, &account.address)?;
        }
        may_be_answered(question, allowed, &by.from)
    }

    /// Why one more answer would be too many.
    async fn too_many(&self, to: &str) -> Result<Option<Unwanted>, Fault> {
        let since = self.tools.clock.now() - COUNTED_OVER;
        let (arrivals, settings) = (&self.tools.arrivals, &self.tools.settings);
        let answered = arrivals.addressed(Function::EmailStatus, since, to.to_owned()).await?;
        Ok(if answered.to_one >= settings.most_answers_to_one {
            Some(Unwanted::TooManyToOne)
        } else if answered.to_all >= settings.most_answers {
            Some(Unwanted::TooManyToAll)
        } else {
            None
        })
    }

    fn answer(&self, question: &Head, by: &Mailing, sheet: &Sheet) -> Vec<u8> {
        let say = |id: &str, args: &[(&str, &str)]| words::text(self.site.language, id, args);
        let id = job_id(Purpose::Status, self.arrival);
        let host = self.tools.hostname.as_str();
        let text = sheet.text().replace('\n', "\r\n");
        let text = format!("{text}\r\n{}\r\n", say("bounce-foot", &[("host", host)]));
        let mut message = head(id, by, self.tools.clock.now())
            .header("Auto-Submitted", Raw::new("auto-replied"))
            .header("X-Auto-Response-Suppress", Raw::new("All"))
            .header("Subject", Text::new(say("status-mail-subject", &[("host", host)])))
            .text_body(text)
            .attachment("application/pdf", "status.pdf", paper::sheet(sheet));
        if let Some(asked) = &question.message_id {
            message = message.in_reply_to(asked.clone()).references(asked.clone());
        }
        written(message)
    }
}
