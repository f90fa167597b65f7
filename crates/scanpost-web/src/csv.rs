//! A list of jobs as a table for spreadsheets: CSV as RFC 4180 has it.
//!
//! The first line holds keys that stay the same in every language, so that programs can read them.
//! Every text stands in quotes. A text that a spreadsheet would take for a formula begins with an
//! apostrophe: whoever sends a mail chooses the recipient's address, and `=HYPERLINK(…)` must stay
//! one.
//!
//! The table is made page by page while it is sent, so a long one needs no memory.

use std::fmt::Write;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use scanpost_core::fault::Fault;
use scanpost_core::gateway::{Gateway, Whose};
use scanpost_core::spool::{Job, JobFilter, JobId, JobPage};

/// Rows of one table.
const MOST_ROWS: usize = 100_000;

const HEAD: &str = "job,accepted_at,ended_at,state,device,account,sender,recipients,size_bytes,attempts,fault,replies,user\r\n";

/// The jobs that the filter lets through, newest first. The first page is read before anything is
/// sent, so that a fault can still be told.
pub(crate) async fn table(gateway: Gateway, filter: JobFilter) -> Result<Response, Fault> {
    let filter = JobFilter { most: JobFilter::MOST, ..filter };
    let first = gateway.jobs(filter.clone()).await?;
    let whose = gateway.whose_jobs(&first.jobs).await?;
    let next = Next { gateway, filter, older: first.older, rows: first.jobs.len() };
    let head = Bytes::from(HEAD.to_owned() + &rows(&first.jobs, &whose));
    let rest = stream::unfold(next, |next| async move {
        let (page, next) = next.page().await?;
        Some((page, next))
    });
    let table = stream::StreamExt::chain(stream::iter([Ok(head)]), rest);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"scanpost-jobs.csv\""),
    ];
    Ok((headers, Body::from_stream(table)).into_response())
}

/// What comes after the rows that were sent.
struct Next {
    gateway: Gateway,
    filter: JobFilter,
    older: Option<JobId>,
    rows: usize,
}

impl Next {
    /// A fault in the middle breaks the table off, and the connection with it: it must not look
    /// whole.
    async fn page(mut self) -> Option<(Result<Bytes, Fault>, Self)> {
        let before = self.older.take()?;
        if self.rows >= MOST_ROWS {
            return None;
        }
        let filter = JobFilter { before: Some(before), ..self.filter.clone() };
        let (page, whose) = match self.read(filter).await {
            Ok(read) => read,
            Err(fault) => return Some((Err(fault), self)),
        };
        self.older = page.older;
        self.rows += page.jobs.len();
        Some((Ok(rows(&page.jobs, &whose).into()), self))
    }

    async fn read(&self, filter: JobFilter) -> Result<(JobPage, Whose), Fault> {
        let page = self.gateway.jobs(filter).await?;
        let whose = self.gateway.whose_jobs(&page.jobs).await?;
        Ok((page, whose))
    }
}

fn rows(jobs: &[Job], whose: &Whose) -> String {
    jobs.iter().fold(String::new(), |mut rows, job| {
        let ended_at = job.ended_at.map(|at| at.to_string()).unwrap_or_default();
        let fault = whose.hindrance(job).map(|fault| fault.code.as_str()).unwrap_or_default();
        let all = |parts: Vec<&str>, between: &str| text(&parts.join(between));
        let recipients = job.recipients.iter().map(|one| one.address.as_str()).collect();
        let replies = job.recipients.iter().filter_map(|one| one.reply.as_deref()).collect();
        let _ = write!(
            rows,
            "{},{},{ended_at},{},{},{},{},{},{},{},{fault},{},{}\r\n",
            text(&job.id.to_string()),
            job.accepted_at,
            job.state.as_str(),
            text(&job.device),
            text(job.account.as_str()),
            text(&job.sender),
            all(recipients, " "),
            job.size_bytes,
            job.tries,
            all(replies, " | "),
            text(whose.user(&job.account).map_or("", |user| &user.address)),
        ); // writing to a String does not fail
        rows
    })
}

/// A text in quotes that no spreadsheet takes for a formula.
fn text(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use scanpost_core::clock::Time;
    use scanpost_core::fault::Code;
    use scanpost_core::spool::{JobState, Recipient, RecipientState, Reports};

    use super::*;

    #[test]
    fn a_formula_becomes_a_text_and_a_quote_two() {
        for (given, written) in [
            ("anna@contoso.example", "\"anna@contoso.example\""),
            ("=HYPERLINK(\"http://evil.example\")", "\"'=HYPERLINK(\"\"http://evil.example\"\")\""),
            ("+1", "\"'+1\""),
            ("-1+1", "\"'-1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("a,b", "\"a,b\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("", "\"\""),
        ] {
            assert_eq!(text(given), written);
        }
    }

    #[test]
    fn every_row_has_as_many_fields_as_the_head() {
        let recipient = |address: &str| Recipient {
            address: address.to_owned(),
            fax: None,
            state: RecipientState::Failed,
            reply: Some("550 5.1.1 \"no, never\"".to_owned()),
        };
        let job = Job {
            id: JobId::new(),
            account: "scans".parse().expect("a name"),
            device: "=1+1".to_owned(),
            accepted_at: Time(0),
            size_bytes: 7,
            sender: String::new(),
            recipients: vec![recipient("a@b.example"), recipient("=c@d.example")],
            eight_bit: false,
            reports: Reports::default(),
            state: JobState::Failed,
            tries: 2,
            uncertain: 0,
            due_at: None,
            ended_at: Some(Time(1000)),
            fault: Some(Fault::new(Code::RecipientRefused)),
        };
        let row = rows(std::slice::from_ref(&job), &Whose::default());
        assert_eq!(
            row,
            format!(
                "\"{}\",1970-01-01T00:00:00Z,1970-01-01T00:00:01Z,failed,\"'=1+1\",\"scans\",\"\",\
                 \"a@b.example =c@d.example\",7,2,recipient-refused,\
                 \"550 5.1.1 \"\"no, never\"\" | 550 5.1.1 \"\"no, never\"\"\",\"\"\r\n",
                job.id
            )
        );
        assert_eq!(HEAD.matches(',').count(), 12);
    }
}
