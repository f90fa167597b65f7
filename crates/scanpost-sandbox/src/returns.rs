//! What lies in a sender's inbox after the 250: a report of failure (RFC 3464, in the shape of
//! RFC 6522), or an automatic reply (RFC 3834).
//!
//! Both carry `Auto-Submitted` and come from nobody, and neither answers such a mail (RFC 3834 §2,
//! RFC 5321 §6.1): no two of them can keep each other busy.

use std::fmt::Write;

use jiff::Timestamp;
use scanpost_proto::smtp::Enhanced;

use crate::{chance, mailboxes::fields, smtp::HOSTNAME};

/// A mail that something comes back for.
pub(crate) struct Original<'a> {
    pub(crate) sender: &'a str,
    pub(crate) recipient: &'a str,
    pub(crate) octets: &'a [u8],
}

impl Original<'_> {
    /// The report that the mail did not reach its recipient; none if nobody sent it.
    pub(crate) fn bounce(
        &self,
        code: u16,
        enhanced: Enhanced,
        text: &str,
        now: Timestamp,
    ) -> Option<Vec<u8>> {
        if self.sender.is_empty() {
            return None;
        }
        let recipient = self.recipient;
        let boundary = chance::guid();
        let mut report = self.head(&format!("postmaster@{}", self.domain()), now);
        let subject = self.field("Subject").unwrap_or_default();
        let _ = write!(
            report,
            "Subject: Undeliverable: {subject}\r\n\
             Auto-Submitted: auto-replied\r\n\
             Content-Type: multipart/report; report-type=delivery-status;\r\n\
             \tboundary=\"{boundary}\"\r\n\r\n\
             --{boundary}\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n\
             Delivery has failed to these recipients or groups:\r\n\r\n\
             {recipient}\r\n\r\n\
             {code} {enhanced} {text}\r\n\r\n\
             --{boundary}\r\n\
             Content-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; {HOSTNAME}\r\n\
             Arrival-Date: {date}\r\n\r\n\
             Final-Recipient: rfc822; {recipient}\r\n\
             Action: failed\r\n\
             Status: {enhanced}\r\n\
             Diagnostic-Code: smtp; {code} {enhanced} {text}\r\n\r\n\
             --{boundary}\r\n\
             Content-Type: text/rfc822-headers\r\n\r\n",
            date = date(now),
        );
        for (name, value) in fields(self.octets) {
            let _ = write!(report, "{name}: {value}\r\n");
        }
        let _ = write!(report, "\r\n--{boundary}--\r\n");
        Some(report.into_bytes())
    }

    /// The recipient's mailbox says that nobody is there; not to a machine.
    pub(crate) fn out_of_office(&self, text: &str, now: Timestamp) -> Option<Vec<u8>> {
        let by_machine = self
            .field("Auto-Submitted")
            .is_some_and(|how| !how.trim_start().to_ascii_lowercase().starts_with("no"));
        if self.sender.is_empty() || by_machine {
            return None;
        }
        let mut reply = self.head(self.recipient, now);
        let subject = self.field("Subject").unwrap_or_default();
        let _ = write!(
            reply,
            "Subject: Automatic reply: {subject}\r\n\
             Auto-Submitted: auto-replied\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n\
             {text}\r\n"
        );
        Some(reply.into_bytes())
    }

    fn head(&self, from: &str, now: Timestamp) -> String {
        let mut head = format!(
            "From: <{from}>\r\nTo: <{to}>\r\nDate: {date}\r\nMessage-ID: <{id}@{HOSTNAME}>\r\n\
             MIME-Version: 1.0\r\n",
            to = self.sender,
            date = date(now),
            id = chance::guid(),
        );
        if let Some(id) = self.field("Message-ID") {
            let _ = write!(head, "In-Reply-To: {id}\r\nReferences: {id}\r\n");
        }
        head
    }

    fn field(&self, name: &str) -> Option<String> {
        let field = fields(self.octets).find(|(given, _)| given.eq_ignore_ascii_case(name));
        field.map(|(_, value)| value)
    }

    fn domain(&self) -> &str {
        self.sender.rsplit_once('@').map_or(HOSTNAME, |(_, domain)| domain)
    }
}

/// RFC 5322 §3.3.
fn date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
