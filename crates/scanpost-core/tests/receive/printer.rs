//! A printer that speaks IPP (RFC 8011), prints at once, and misbehaves on demand. What it does wrong stands
//! in [`Habits`]. Of a document it keeps the length and the digest alone, so that large ones cost nothing.

use std::future::pending;
use std::io::{self, Cursor, Read};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::StatusCode as Http;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::serve::Listener;
use futures_util::StreamExt;
use ipp::attribute::IppAttribute;
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::parser::IppParser;
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest as _, Sha256};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What the printer is asked for at this address.
const PATH: &str = "/ipp/print";

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Habits {
    /// Said to each document instead of printing it.
    pub(crate) refuses: Option<StatusCode>,
    /// Said by HTTP to whatever is asked.
    pub(crate) is_locked: Option<Http>,
    /// Prints, and never says so.
    pub(crate) is_mute: bool,
    /// Prints, and says this by HTTP instead of the job's number.
    pub(crate) fails_with: Option<Http>,
    /// Does not come to the end of a job.
    pub(crate) is_slow: bool,
}

/// A document on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Printed {
    pub(crate) name: String,
    pub(crate) format: String,
    pub(crate) length: usize,
    pub(crate) digest: Vec<u8>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) habits: Habits,
    /// Each a job; their numbers count from 1.
    pub(crate) printed: Vec<Printed>,
    /// The jobs that are wanted no more.
    pub(crate) canceled: Vec<i32>,
    /// How often somebody asked how a job goes on.
    pub(crate) looks: usize,
}

#[derive(Clone)]
pub(crate) struct IppPrinter {
    state: Arc<Mutex<State>>,
    pub(crate) uri: String,
}

impl IppPrinter {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("ipp://{}{PATH}", listener.local_addr().unwrap());
        let printer = Self { state: Arc::default(), uri };
        let router = printer.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        printer
    }

    /// The same under TLS (RFC 7472), by a certificate that it made itself.
    pub(crate) async fn start_under_tls() -> (Self, CertificateDer<'static>) {
        let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let certificate = made.cert.der().clone();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], PrivateKeyDer::from(key))
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("ipps://{}{PATH}", listener.local_addr().unwrap());
        let printer = Self { state: Arc::default(), uri };
        let listener = TlsListener { listener, acceptor: TlsAcceptor::from(Arc::new(config)) };
        let router = printer.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        (printer, certificate)
    }

    fn router(&self) -> Router {
        let asked = self.clone();
        Router::new().route(PATH, post(move |body| async move { asked.answer(body).await }))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    async fn answer(&self, body: Body) -> Response {
        let habits = self.state().habits;
        if let Some(status) = habits.is_locked {
            return status.into_response();
        }
        let request = Request::read(body).await;
        let answer = match Operation::try_from(request.operation) {
            Ok(Operation::GetPrinterAttributes) => standing(),
            Ok(Operation::PrintJob) => match habits.refuses {
                Some(status) => said(status),
                None => self.print(&request),
            },
            Ok(Operation::GetJobs) => self.jobs(&request.text("which-jobs").unwrap()),
            Ok(Operation::GetJobAttributes) => {
                self.state().looks += 1;
                self.job(request.number("job-id"))
            }
            Ok(Operation::CancelJob) => {
                self.state().canceled.push(request.number("job-id"));
                said(StatusCode::SuccessfulOk)
            }
            other => panic!("asked for {other:?}"),
        };
        if request.operation == Operation::PrintJob as i16 {
            if habits.is_mute {
                pending::<()>().await;
            }
            if let Some(status) = habits.fails_with {
                return status.into_response();
            }
        }
        ([(CONTENT_TYPE, "application/ipp")], answer.to_bytes()).into_response()
    }

    fn print(&self, request: &Request) -> IppRequestResponse {
        let text = |name| request.text(name).unwrap();
        let (name, format) = (text("job-name"), text("document-format"));
        let Request { length, digest, .. } = request.clone();
        let number = {
            let printed = &mut self.state().printed;
            printed.push(Printed { name, format, length, digest });
            printed.len()
        };
        self.job(i32::try_from(number).unwrap())
    }

    /// Whatever it has is printed already, or none of it.
    fn jobs(&self, which: &str) -> IppRequestResponse {
        let mut answer = said(StatusCode::SuccessfulOk);
        let state = self.state();
        if (which == "completed") != state.habits.is_slow {
            for (number, printed) in (1..).zip(&state.printed) {
                let mut group = ipp::attribute::IppAttributeGroup::new(DelimiterTag::JobAttributes);
                group.attributes_mut().extend(described(number, printed, state.habits));
                answer.attributes_mut().groups_mut().push(group);
            }
        }
        answer
    }

    fn job(&self, number: i32) -> IppRequestResponse {
        let mut answer = said(StatusCode::SuccessfulOk);
        let state = self.state();
        let printed = &state.printed[usize::try_from(number).unwrap() - 1];
        for one in described(number, printed, state.habits) {
            answer.attributes_mut().add(DelimiterTag::JobAttributes, one);
        }
        answer
    }
}

struct TlsListener {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    /// Who does not believe the certificate hangs up.
    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (socket, from) = self.listener.accept().await.unwrap();
            if let Ok(stream) = self.acceptor.accept(socket).await {
                return (stream, from);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

fn said(status: StatusCode) -> IppRequestResponse {
    IppRequestResponse::new_response(IppVersion::v2_0(), status, 1).unwrap()
}

fn standing() -> IppRequestResponse {
    let mut answer = said(StatusCode::SuccessfulOk);
    let formats = IppValue::new_mime_media_type("application/pdf").unwrap();
    for one in [
        formats.named(name("document-format-supported")),
        IppValue::Enum(3).named(name("printer-state")),
        IppValue::new_keyword("none").unwrap().named(name("printer-state-reasons")),
        IppValue::new_boolean(true).named(name("printer-is-accepting-jobs")),
    ] {
        answer.attributes_mut().add(DelimiterTag::PrinterAttributes, one);
    }
    answer
}

/// A job that is completed, or processed.
fn described(number: i32, printed: &Printed, habits: Habits) -> [IppAttribute; 4] {
    let state = if habits.is_slow { 5 } else { 9 };
    let job_name = IppValue::new_name_without_language(printed.name.as_str()).unwrap();
    [
        IppValue::new_integer(number).named(name("job-id")),
        job_name.named(name("job-name")),
        IppValue::Enum(state).named(name("job-state")),
        IppValue::new_keyword("none").unwrap().named(name("job-state-reasons")),
    ]
}

fn name(text: &str) -> ipp::value::IppName {
    ipp::value::IppName::new(text).unwrap()
}

/// What was asked, and what of a document came behind it.
#[derive(Clone, Default)]
struct Request {
    operation: i16,
    attributes: ipp::attribute::IppAttributes,
    length: usize,
    digest: Vec<u8>,
}

impl Request {
    async fn read(body: Body) -> Self {
        let (mut request, mut head) = (None, Vec::new());
        let (mut length, mut digest) = (0, Sha256::new());
        let mut take = |octets: &[u8]| {
            length += octets.len();
            digest.update(octets);
        };
        let mut pieces = body.into_data_stream();
        while let Some(piece) = pieces.next().await {
            let piece: Bytes = piece.unwrap();
            if request.is_some() {
                take(&piece);
                continue;
            }
            head.extend_from_slice(&piece);
            request = parsed(&head).map(|(request, behind)| {
                take(&behind);
                request
            });
        }
        let request = request.expect("it is IPP");
        Self { length, digest: digest.finalize().to_vec(), ..request }
    }

    fn value(&self, name: &str) -> Option<&IppValue> {
        let group = self.attributes.first_of(DelimiterTag::OperationAttributes)?;
        group.get(name).map(IppAttribute::value)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(ToString::to_string)
    }

    fn number(&self, name: &str) -> i32 {
        match self.value(name) {
            Some(IppValue::Integer(number)) => *number,
            other => panic!("{name} is {other:?}"),
        }
    }
}

/// The request, and the octets behind it, if it is whole.
fn parsed(head: &[u8]) -> Option<(Request, Vec<u8>)> {
    let mut parsed = IppParser::new(IppReader::new(Cursor::new(head.to_vec()))).parse().ok()?;
    let mut behind = Vec::new();
    parsed.payload_mut().read_to_end(&mut behind).unwrap();
    let operation = parsed.header().operation_or_status;
    let attributes = parsed.attributes().clone();
    Some((Request { operation, attributes, ..Request::default() }, behind))
}
