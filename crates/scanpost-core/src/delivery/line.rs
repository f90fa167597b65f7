//! One connection to the provider's submission server: dial, encrypt, log in, hand over mails.
//!
//! The dialogue stands in `scanpost_proto::smtp::client`; this driver owns the socket and the time
//! limits. A mail streams from the spool in pieces, so a large one takes no more memory than a small
//! one. After the final dot nothing but the server's reply tells whether the mail has arrived; if the
//! connection breaks then, the trouble says so.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::client::{Bearer, Envelope, MailResult, Security, Session, Stage, Step};
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, timeout};

use super::governor::Place;
use crate::fault::replies::{self, Moment};
use crate::fault::{Code, Fault};
use crate::journal::Route;
use crate::network::{Dialled, Encryption, Outward, Server, dial};
use crate::oauth::Account;
use crate::oauth::keeper::AccessToken;
use crate::oauth::provider::{SmtpSecurity, SmtpServer};
use crate::spool::Body;
use crate::stream::Stream;

/// A mail passes in pieces of this size.
const PIECE_BYTES: usize = 256 * 1024;

/// How long one piece may take to be taken (RFC 5321 §4.5.3.2.5: 3 minutes a block).
const PIECE_WAIT: Duration = Duration::from_mins(3);

/// The name we say hello with. Exchange wants any; the machine's own would tell strangers about the site.
const HELLO: &str = "scanpost.local";

/// A connection that has logged in.
pub(crate) struct Line {
    stream: Stream,
    session: Session,
    pub(crate) route: Route,
    /// The way out by which it was dialled: [`Outward::change`].
    pub(super) way: u64,
    /// Mails that went over it.
    pub(super) mails: u32,
    pub(super) idle_since: Instant,
    /// When MAIL was last answered: by then the provider has counted the mail.
    pub(super) mail_answered_at: Instant,
    pub(super) place: Place,
}

/// Why a line could not be opened, or broke.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The token was refused: a newer one may help.
    LoginRefused { fault: Fault, route: Route },
    /// All else. `route` says how far it came.
    Failed { fault: Fault, route: Route },
}

/// Why a log-in did not come about.
#[derive(Debug)]
pub(crate) enum Denied {
    TheToken(Fault),
    AllElse(Fault),
}

impl From<Fault> for Denied {
    fn from(fault: Fault) -> Self {
        Self::AllElse(fault)
    }
}

/// Where to, by which way, and whom to believe.
pub(crate) struct Destination<'a> {
    pub(crate) account: &'a Account,
    pub(crate) outward: &'a Outward,
    pub(crate) place: &'a Place,
    pub(crate) tls: Arc<ClientConfig>,
}

/// The account's own server.
pub fn primary(smtp: &SmtpServer) -> Server {
    let encryption = match smtp.security {
        SmtpSecurity::Starttls => Encryption::Starttls,
        SmtpSecurity::Implicit => Encryption::FromTheStart,
    };
    Server { host: smtp.host.clone(), port: smtp.port, encryption }
}

/// An attempt that goes to this server.
pub(super) fn route_to(server: &Server) -> Route {
    Route { host: server.host.clone(), port: server.port, ..Route::default() }
}

impl Line {
    /// Dials and logs in. A secondary server is tried only where the primary one cannot be reached;
    /// one that answers, whatever it says, has been reached.
    pub(super) async fn open(to: &Destination<'_>, token: &AccessToken) -> Result<Line, Trouble> {
        let primary = primary(&to.account.provider.smtp);
        let failed = |fault, route| Trouble::Failed { fault, route };
        let unreached = match dial(to.outward, &primary).await {
            Ok(dialled) => return Self::over(dialled, &primary, false, to, token).await,
            Err(fault) => fault,
        };
        let Some(secondary) = to.outward.secondary_of(&to.account.name) else {
            return Err(failed(unreached, route_to(&primary)));
        };
        tracing::warn!(event = "server.secondary", account = %to.account.name, fault = %unreached);
        match dial(to.outward, secondary).await {
            Ok(dialled) => Self::over(dialled, secondary, true, to, token).await,
            Err(fault) => Err(failed(fault, Route { secondary: true, ..route_to(secondary) })),
        }
    }

    /// Encrypts and logs in over a connection that has come about.
    async fn over(
        dialled: Dialled,
        server: &Server,
        secondary: bool,
        to: &Destination<'_>,
        token: &AccessToken,
    ) -> Result<Line, Trouble> {
        let mut line = Line::begin(dialled, server, secondary, to.place.clone());
        match line.log_in(server, to, token).await {
            Ok(()) => Ok(line),
            Err(Denied::TheToken(fault)) => Err(Trouble::LoginRefused { fault, route: line.route }),
            Err(Denied::AllElse(fault)) => Err(Trouble::Failed { fault, route: line.route }),
        }
    }

    /// From the greeting, or the hand-shake before it, to the server's 235.
    async fn log_in(
        &mut self,
        server: &Server,
        to: &Destination<'_>,
        token: &AccessToken,
    ) -> Result<(), Denied> {
        if server.encryption == Encryption::Starttls {
            self.greet().await?;
        }
        self.encrypt(server, to).await?;
        self.hear_what_is_offered().await?;
        self.authenticate(server, to.account, token).await
    }

    /// A connection on which nothing was said yet.
    pub(crate) fn begin(dialled: Dialled, server: &Server, secondary: bool, place: Place) -> Line {
        let security = match server.encryption {
            Encryption::Starttls => Security::StartTls,
            Encryption::FromTheStart => Security::Implicit,
        };
        let route =
            Route { secondary, address: dialled.address, proxy: dialled.proxy, ..route_to(server) };
        Line {
            stream: Stream::clear(dialled.socket),
            session: Session::new(HELLO, security),
            route,
            way: dialled.change,
            mails: 0,
            idle_since: Instant::now(),
            mail_answered_at: Instant::now(),
            place,
        }
    }

    /// From the greeting to the server's readiness for TLS.
    pub(crate) async fn greet(&mut self) -> Result<(), Fault> {
        match self.next_step().await? {
            Step::StartTls => Ok(()),
            step => Err(unexpected(step)),
        }
    }

    /// From the hand-shake to the list of what the server offers under TLS.
    pub(crate) async fn hear_what_is_offered(&mut self) -> Result<(), Fault> {
        match self.next_step().await? {
            Step::Authenticate => Ok(()),
            step => Err(unexpected(step)),
        }
    }

    /// Shows the token.
    pub(crate) async fn authenticate(
        &mut self,
        server: &Server,
        account: &Account,
        token: &AccessToken,
    ) -> Result<(), Denied> {
        self.session.authenticate(&Bearer {
            user: account.address.clone(),
            token: token.token.clone(),
            host: server.host.clone(),
            port: server.port,
        });
        self.route.mechanism =
            self.session.mechanism().map(|mechanism| mechanism.word().to_owned());
        match self.next_step().await? {
            Step::Ready => Ok(()),
            Step::AuthRefused { reply, challenge } => Err(refused(&reply, challenge)),
            step => Err(unexpected(step).into()),
        }
    }

    pub(crate) async fn encrypt(
        &mut self,
        server: &Server,
        to: &Destination<'_>,
    ) -> Result<(), Fault> {
        self.route.unchecked = !to.outward.checks_certificates;
        self.stream.secure(to.tls.clone(), &server.host, to.outward.timeout).await?;
        self.session.tls_established();
        self.route.tls = self.stream.tls().map(str::to_owned);
        Ok(())
    }

    /// Hands over one mail. A fault means that the line is of no use any more; whether the mail may
    /// have arrived all the same is [`Code::DeliveryUncertain`].
    pub(crate) async fn send(
        &mut self,
        envelope: &Envelope,
        body: Body,
    ) -> Result<MailResult, Fault> {
        self.mails += 1;
        let sent = self.dialogue(envelope, body).await;
        self.idle_since = Instant::now();
        sent.map_err(|fault| {
            if self.session.final_dot_sent() {
                Fault { code: Code::DeliveryUncertain, ..fault }
            } else {
                fault
            }
        })
    }

    async fn dialogue(&mut self, envelope: &Envelope, mut body: Body) -> Result<MailResult, Fault> {
        self.session.send(envelope);
        let answered = self.next_step().await;
        self.mail_answered_at = Instant::now();
        let mut step = answered?;
        loop {
            match step {
                Step::Body => self.send_body(&mut body, envelope.size).await?,
                Step::Finished(result) => return Ok(result),
                step => return Err(unexpected(step)),
            }
            step = self.next_step().await?;
        }
    }

    async fn send_body(&mut self, body: &mut Body, size: Option<u64>) -> Result<(), Fault> {
        // One octet more than a small mail has, so that its end shows in the same piece.
        let whole = size.and_then(|size| usize::try_from(size).ok()).unwrap_or(PIECE_BYTES);
        let mut piece = vec![0; whole.saturating_add(1).min(PIECE_BYTES)];
        loop {
            let read = body
                .read(&mut piece)
                .await
                .map_err(|error| Fault::new(Code::StorageFailed).words(error))?;
            if read == 0 {
                break;
            }
            self.session.body(&piece[..read]);
            self.write().await?;
        }
        // A reply that is already here belongs to the time before the dot.
        if let Some(read) = self.stream.octets().read(&mut piece).now_or_never() {
            self.received(read, &piece)?;
        }
        self.session.body_end();
        Ok(())
    }

    /// The ways to log in that the server offers, and whether a token can be shown by one of them.
    pub(crate) fn offered(&self) -> (&[String], bool) {
        (&self.session.capabilities().mechanisms, self.session.mechanism().is_some())
    }

    /// What the server proved itself with.
    pub(crate) fn certificate(&self) -> Option<CertificateDer<'static>> {
        self.stream.certificate()
    }

    /// A whole mail is out and nobody has said what became of it.
    pub(crate) fn is_uncertain(&self) -> bool {
        self.session.final_dot_sent()
    }

    /// Says goodbye. Nothing depends on it but the place of another connection, which is free once the
    /// server has hung up (RFC 5321 §4.1.1.10), or has had time for it.
    pub(crate) async fn close(mut self) {
        const FAREWELL: Duration = Duration::from_secs(2);
        self.session.quit();
        let _ = timeout(FAREWELL, self.next_step()).await; // the server may just hang up
        let _ = timeout(FAREWELL, self.stream.end()).await;
        let _ = timeout(FAREWELL, self.stream.octets().read(&mut [0; 64])).await;
    }

    /// Writes and reads until the protocol has something to say.
    async fn next_step(&mut self) -> Result<Step, Fault> {
        let mut input = [0; 4096];
        loop {
            if let Some(step) = self.session.next_step() {
                return Ok(step);
            }
            self.write().await?;
            let read =
                timeout(self.session.reply_wait(), self.stream.octets().read(&mut input)).await;
            match read {
                Ok(read) => self.received(read, &input)?,
                Err(_) => return Err(self.fault(Code::ServerSilent).words("no reply in time")),
            }
        }
    }

    fn received(&mut self, read: io::Result<usize>, input: &[u8]) -> Result<(), Fault> {
        match read {
            Ok(length) if length > 0 => {
                self.session.receive(&input[..length]);
                Ok(())
            }
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Err(self.fault(Code::ConnectionLost).words(error))
            }
            // With the farewell of TLS or without it: to a person that is the same.
            _ => Err(self.fault(Code::ConnectionLost).words("the server closed the connection")),
        }
    }

    async fn write(&mut self) -> Result<(), Fault> {
        let output = self.session.take_output();
        if output.is_empty() {
            return Ok(());
        }
        match timeout(PIECE_WAIT, self.stream.say(&output)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(self.fault(Code::ConnectionLost).words(error)),
            Err(_) => Err(self.fault(Code::ServerSilent).words("the server takes no more octets")),
        }
    }

    fn fault(&self, code: Code) -> Fault {
        Fault::new(code).fact("host", &self.route.host).fact("port", self.route.port)
    }
}

/// The steps that end a dialogue, as faults.
fn unexpected(step: Step) -> Fault {
    match step {
        Step::AuthRefused { reply, .. } => replies::fault(Moment::LogIn, &reply),
        Step::Refused { stage, reply } => {
            replies::fault(moment_of(stage), &reply).fact("stage", stage)
        }
        Step::Broken { stage, what } => {
            Fault::new(Code::ServerNonsense).fact("stage", stage).words(what)
        }
        Step::NotOffered { what: "STARTTLS" | "TLS" } => Code::StarttlsMissing.into(),
        Step::NotOffered { what } => Fault::new(Code::OauthMissing).words(what),
        step @ (Step::StartTls
        | Step::Authenticate
        | Step::Ready
        | Step::Body
        | Step::Finished(_)) => {
            Fault::new(Code::ServerNonsense).words(format!("{step:?} came out of turn"))
        }
    }
}

/// A 4xx says nothing of the token; a newer one may help against a 5xx.
fn refused(reply: &Reply, challenge: Option<String>) -> Denied {
    let fault = replies::fault(Moment::LogIn, reply);
    let fault = match challenge {
        Some(challenge) => fault.fact("challenge", challenge),
        None => fault,
    };
    if reply.refuses() { Denied::TheToken(fault) } else { Denied::AllElse(fault) }
}

fn moment_of(stage: Stage) -> Moment {
    match stage {
        Stage::Greeting | Stage::Hello | Stage::StartTls | Stage::Authentication => Moment::LogIn,
        Stage::Recipient => Moment::Recipient,
        Stage::Ready | Stage::Mail | Stage::Data | Stage::Body | Stage::FinalDot | Stage::Quit => {
            Moment::Mail
        }
    }
}
