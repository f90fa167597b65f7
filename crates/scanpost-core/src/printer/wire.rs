//! One call to a printer: an IPP request in an HTTP POST, its document behind it (RFC 8010 §4).
//!
//! A document passes in pieces, with its length said beforehand: not every printer takes a body whose end
//! is open. An answer is read as far as answers go. A printer that knows IPP/1.1 only is asked so.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use ipp::attribute::IppAttributes;
use ipp::model::IppVersion;
use ipp::parser::IppParser;
use ipp::reader::IppReader;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Body, RequestBuilder, Response, StatusCode, Url};
use tokio::io::AsyncReadExt;

use super::words::{Request, status_message};
use super::{Document, NotSent};
use crate::fault::causes::{of_a_call, of_tls};
use crate::fault::{Code, Fault};

/// How long a connection may take.
pub(super) const CONNECT: Duration = Duration::from_secs(10);

/// How long a question may take.
const QUESTION: Duration = Duration::from_secs(20);

/// How long a document may be on its way: 100 MB over a slow network.
const DOCUMENT: Duration = Duration::from_mins(10);

/// A longer answer is none: 500 jobs have some 80 KB.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Octets of a document that are read at once.
const READ_AT_ONCE: usize = 64 * 1024;

/// The port of `ipp` and `ipps` (RFC 8010 §4, RFC 7472 §4.2).
const PORT: u16 = 631;

/// A printer's end.
#[derive(Debug)]
pub(super) struct Wire {
    http: reqwest::Client,
    uri: String,
    url: Url,
    /// It has said that it does not know IPP/2.0.
    is_old: AtomicBool,
}

/// What a printer has answered to a request that it followed.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) attributes: IppAttributes,
}

impl Wire {
    pub(super) fn new(http: reqwest::Client, uri: &str) -> Result<Self, Fault> {
        let wrong = || Fault::new(Code::PrinterAddressWrong).words(uri);
        let url = http_url(uri).ok_or_else(wrong)?;
        Ok(Self { http, uri: uri.to_owned(), url, is_old: AtomicBool::new(false) })
    }

    /// As requests name the printer.
    pub(super) fn uri(&self) -> &str {
        &self.uri
    }

    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Asks; whether the question has arrived does not matter.
    pub(super) async fn ask(&self, request: &Request) -> Result<Answer, Fault> {
        let version = self.version();
        let answer = self.call(self.post(request, version).timeout(QUESTION)).await;
        match answer {
            Err(NotSent { fault, .. }) if self.shall_be_asked_anew(&fault, version) => {
                let call = self.post(request, self.version()).timeout(QUESTION);
                self.call(call).await.map_err(|not_sent| not_sent.fault)
            }
            answer => answer.map_err(|not_sent| not_sent.fault),
        }
    }

    /// Sends a document. [`Wire::ask`] has been there before, and knows which version the printer speaks.
    pub(super) async fn send(
        &self,
        request: &Request,
        document: Document,
    ) -> Result<Answer, NotSent> {
        let unread = |error: io::Error| NotSent {
            fault: Fault::new(Code::StorageFailed).words(error),
            may_have_it: false,
        };
        let head = request.octets(self.version());
        let call = self.http.post(self.url.clone()).header(CONTENT_TYPE, MEDIA_TYPE);
        let call = match document {
            Document::Octets(octets) => call.body([&head[..], &octets[..]].concat()),
            Document::File(file) => {
                let length = head.len() as u64 + file.metadata().map_err(unread)?.len();
                let pieces = pieces(tokio::fs::File::from_std(file));
                let body = stream::once(async { Ok(head) }).chain(pieces);
                call.header(CONTENT_LENGTH, length).body(Body::wrap_stream(body))
            }
        };
        self.call(call.timeout(DOCUMENT)).await
    }

    fn version(&self) -> IppVersion {
        if self.is_old.load(Ordering::Relaxed) { IppVersion::v1_1() } else { IppVersion::v2_0() }
    }

    fn shall_be_asked_anew(&self, fault: &Fault, version: IppVersion) -> bool {
        let is_too_new = fault.facts.get(STATUS).is_some_and(|status| status == VERSION_UNKNOWN);
        let is_first = version == IppVersion::v2_0();
        self.is_old.fetch_or(is_too_new && is_first, Ordering::Relaxed);
        is_too_new && is_first
    }

    fn post(&self, request: &Request, version: IppVersion) -> RequestBuilder {
        let call = self.http.post(self.url.clone()).header(CONTENT_TYPE, MEDIA_TYPE);
        call.body(request.octets(version))
    }

    async fn call(&self, call: RequestBuilder) -> Result<Answer, NotSent> {
        let response = call.send().await.map_err(|error| self.unreached(&error))?;
        let status = response.status();
        if !status.is_success() {
            let fault = self.fault(of_http(status)).words(format_args!("HTTP {}", status.as_u16()));
            return Err(NotSent { fault, may_have_it: !is_plain_no(status) });
        }
        let octets = body(response).await.map_err(|error| self.unreached(&error))?;
        let parsed =
            octets.map(|octets| IppParser::new(IppReader::new(io::Cursor::new(octets))).parse());
        let Some(Ok(answer)) = parsed else {
            // Whatever it is, it has taken the request.
            let fault = self.fault(Code::PrinterAddressWrong).words("the answer is not IPP");
            return Err(NotSent { fault, may_have_it: true });
        };
        // The three kinds of success end in 0x00FF (RFC 8011 Appendix B.1.2).
        let status = u16::from_be_bytes(answer.header().operation_or_status.to_be_bytes());
        let attributes = answer.attributes();
        if status <= 0x00ff {
            return Ok(Answer { attributes: attributes.clone() });
        }
        let said = status_message(attributes).unwrap_or_default();
        let status_words = format!("{status:#06x}");
        let fault = self.fault(of_ipp(status)).words(format_args!("{status_words} {said}"));
        Err(NotSent { fault: fault.fact(STATUS, status_words), may_have_it: false })
    }

    fn fault(&self, code: Code) -> Fault {
        Fault::new(code).fact("host", self.host())
    }

    /// The innermost cause says most.
    fn unreached(&self, error: &reqwest::Error) -> NotSent {
        let (cause, tls) = of_a_call(error);
        let code = tls.map_or(Code::PrinterUnreachable, of_tls);
        let fault = self.fault(code);
        let fault =
            if error.is_timeout() { fault.words("no answer in time") } else { fault.words(cause) };
        NotSent { fault, may_have_it: !error.is_connect() }
    }
}

/// The machine that a printer's URI names.
pub(crate) fn host(uri: &str) -> String {
    let host = http_url(uri).and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_default()
}

/// `ipp` is HTTP, `ipps` HTTPS.
fn http_url(uri: &str) -> Option<Url> {
    let uri = Url::parse(uri).ok()?;
    let scheme = match uri.scheme() {
        "ipp" => "http",
        "ipps" => "https",
        _ => return None,
    };
    let (host, port) = (uri.host_str()?, uri.port().unwrap_or(PORT));
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Url::parse(&format!("{scheme}://{host}:{port}{}{query}", uri.path())).ok()
}

/// The document's octets, piece by piece.
fn pieces(file: tokio::fs::File) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(file, async |mut file| {
        let mut piece = Vec::with_capacity(READ_AT_ONCE);
        let read = file.read_buf(&mut piece).await?;
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}

/// Nothing, if it has no end.
async fn body(mut response: Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut octets = Vec::new();
    while let Some(piece) = response.chunk().await? {
        if octets.len() + piece.len() > LONGEST_ANSWER {
            return Ok(None);
        }
        octets.extend_from_slice(&piece);
    }
    Ok(Some(octets))
}

fn of_http(status: StatusCode) -> Code {
    match status.as_u16() {
        401 | 403 | 407 => Code::PrinterLocked,
        413 => Code::PrintRefused,
        500..=599 => Code::PrinterBusy,
        // 426 asks for TLS: the address is `ipps` (RFC 8010 §8.2).
        _ => Code::PrinterAddressWrong,
    }
}

/// Whether who answers so by HTTP has not passed the request on. Of a gateway whose printer was too slow, or of
/// a printer that broke down over it, nobody knows (RFC 9110 §15.6).
fn is_plain_no(status: StatusCode) -> bool {
    status.is_client_error() || status == StatusCode::SERVICE_UNAVAILABLE
}

/// RFC 8011 Appendix B.1.4 and B.1.5.
fn of_ipp(status: u16) -> Code {
    match status {
        0x0401..=0x0403 => Code::PrinterLocked,
        0x0406 | 0x0407 => Code::PrinterAddressWrong,
        0x040a | 0x040f..=0x0411 => Code::PrinterFormatRefused,
        // Also an operation that it does not know.
        0x0400..=0x04ff | 0x0501 => Code::PrintRefused,
        _ => Code::PrinterBusy,
    }
}

/// RFC 8010 §4.
const MEDIA_TYPE: &str = "application/ipp";

/// The fact that bears an answer's status, and that of `server-error-version-not-supported`.
const STATUS: &str = "status";
const VERSION_UNKNOWN: &str = "0x0503";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_of_a_printer_becomes_one_of_http_with_its_port() {
        for (uri, url) in [
            ("ipp://printer.example/ipp/print", Some("http://printer.example:631/ipp/print")),
            ("ipps://printer.example/ipp/print", Some("https://printer.example:631/ipp/print")),
            ("ipp://192.0.2.7:80/", Some("http://192.0.2.7/")),
            ("ipp://[2001:db8::7]:8631/a?b=c", Some("http://[2001:db8::7]:8631/a?b=c")),
            ("http://printer.example/", None),
            ("printer", None),
        ] {
            assert_eq!(http_url(uri).map(|url| url.to_string()).as_deref(), url, "{uri}");
        }
    }

    #[test]
    fn each_refusal_says_who_must_act() {
        for (status, code) in [
            (0x0403, Code::PrinterLocked),
            (0x0406, Code::PrinterAddressWrong),
            (0x040a, Code::PrinterFormatRefused),
            (0x0404, Code::PrintRefused),
            (0x0506, Code::PrinterBusy),
            (0x0507, Code::PrinterBusy),
        ] {
            assert_eq!(of_ipp(status), code, "{status:#06x}");
        }
        for (status, code) in
            [(401, Code::PrinterLocked), (404, Code::PrinterAddressWrong), (503, Code::PrinterBusy)]
        {
            assert_eq!(of_http(StatusCode::from_u16(status).expect("one")), code);
        }
    }

    #[test]
    fn only_a_plain_no_says_that_nothing_is_printed() {
        for (status, is_plain) in [
            (401, true),
            (404, true),
            (413, true),
            (503, true),
            (302, false),
            (500, false),
            (502, false),
            (504, false),
        ] {
            let status = StatusCode::from_u16(status).expect("one");
            assert_eq!(is_plain_no(status), is_plain, "{status}");
        }
    }
}
