//! One connection to a mailbox: dial, encrypt, log in, and the commands of polls and visits.
//!
//! The dialogue stands in `scanpost_proto::pop3::client`; this driver owns the socket and the time limits.
//! What comes is passed on as it comes: a list line by line, a mail in pieces, so neither a long list
//! nor a large mail takes more memory than a small one. After a fault the line is of no use any more,
//! unless it says so.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use rustls::ClientConfig;
use scanpost_proto::pop3::Reply;
use scanpost_proto::pop3::client::{Bearer, Security, Session, Stage, Step};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::fault::{Code, Fault, pop};
use crate::network::{Encryption, Outward, Server, dial};
use crate::oauth::keeper::AccessToken;
use crate::stream::Stream;

/// Octets are read so many at once.
const READ_BYTES: usize = 64 * 1024;

/// How long a command of ours may take to be taken.
const WRITE_WAIT: Duration = Duration::from_secs(30);

/// Where to, by which way, and whom to believe.
pub(super) struct Destination<'a> {
    pub(super) server: &'a Server,
    pub(super) user: &'a str,
    pub(super) outward: &'a Outward,
    pub(super) tls: Arc<ClientConfig>,
}

/// Why a log-in did not come about.
#[derive(Debug)]
pub(super) enum Denied {
    /// The token was refused: a newer one may help.
    TheToken(Fault),
    AllElse(Fault),
}

impl From<Fault> for Denied {
    fn from(fault: Fault) -> Self {
        Self::AllElse(fault)
    }
}

/// A connection that has logged in.
pub(super) struct Line {
    stream: Stream,
    session: Session,
    /// Read, and not yet handed to the session.
    input: Bytes,
    server: Server,
}

/// What the server has said, as far as anybody here wants to know it.
enum Said {
    ShakeHands,
    ShowToken,
    TokenRefused {
        reply: Reply,
        challenge: Option<String>,
    },
    Ready,
    Uidl {
        number: u32,
        uidl: String,
    },
    Size {
        number: u32,
        octets: u64,
    },
    /// A line of a list that names no mail.
    Unreadable(String),
    /// Something that nobody has a use for.
    Else,
    Content(Bytes),
    Finished(Result<Reply, Reply>),
}

impl Line {
    /// Dials and logs in.
    pub(super) async fn open(to: &Destination<'_>, token: &AccessToken) -> Result<Line, Denied> {
        let dialled = dial(to.outward, to.server).await?;
        let from_the_start = to.server.encryption == Encryption::FromTheStart;
        let security = if from_the_start { Security::Implicit } else { Security::StartTls };
        let mut line = Line {
            stream: Stream::clear(dialled.socket),
            session: Session::new(security),
            input: Bytes::new(),
            server: to.server.clone(),
        };
        if from_the_start {
            line.encrypt(to).await?;
        }
        loop {
            match line.next().await? {
                Said::ShakeHands => {
                    line.encrypt(to).await?;
                    line.session.tls_established();
                }
                Said::ShowToken => line.session.authenticate(&Bearer {
                    user: to.user.to_owned(),
                    token: token.token.clone(),
                    host: to.server.host.clone(),
                    port: to.server.port,
                }),
                Said::TokenRefused { reply, challenge } => {
                    return Err(refused(&reply, challenge));
                }
                Said::Ready => return Ok(line),
                _ => return Err(line.out_of_turn().into()),
            }
        }
    }

    /// What the server asks for between two log-ins (RFC 2449 §6.5).
    pub(super) fn log_in_delay(&self) -> Option<Duration> {
        self.session.capabilities().login_delay
    }

    /// Hears the UIDL of each mail. Gives a fault where a line names no mail: that mail stays where it is.
    pub(super) async fn uidls(
        &mut self,
        mut hear: impl FnMut(u32, &str),
    ) -> Result<Option<Fault>, Fault> {
        self.session.uidl();
        let mut unnamed = None;
        loop {
            match self.next().await? {
                Said::Uidl { number, uidl } => hear(number, &uidl),
                Said::Unreadable(line) => {
                    let words = format_args!("its list says what is no name of a mail: {line}");
                    unnamed = Some(self.name(Fault::new(Code::MailNotGiven).words(words)));
                }
                Said::Finished(Ok(_)) => return Ok(unnamed),
                Said::Finished(Err(reply)) => return Err(pop::fault(pop::Moment::List, &reply)),
                Said::Else => {}
                _ => return Err(self.out_of_turn()),
            }
        }
    }

    /// Hears the size of each mail as the server states it: an estimate, or a lie.
    pub(super) async fn sizes(&mut self, mut hear: impl FnMut(u32, u64)) -> Result<(), Fault> {
        self.session.list();
        loop {
            match self.next().await? {
                Said::Size { number, octets } => hear(number, octets),
                Said::Finished(Ok(_)) => return Ok(()),
                Said::Finished(Err(reply)) => return Err(pop::fault(pop::Moment::Mail, &reply)),
                Said::Unreadable(_) => {} // that mail is in no list
                _ => return Err(self.out_of_turn()),
            }
        }
    }

    /// Asks for a mail; its octets come from [`Line::content`].
    pub(super) fn retrieve(&mut self, number: u32) {
        self.session.retrieve(number);
    }

    /// Asks for a mail's head and so many lines of its text, in the same way.
    pub(super) fn top(&mut self, number: u32, lines: u32) {
        self.session.top(number, lines);
    }

    /// The next octets of what was asked for; nothing at its end. The inner error: the server does not
    /// give it, and the line is still of use.
    pub(super) async fn content(&mut self) -> Result<Result<Option<Bytes>, Fault>, Fault> {
        match self.next().await? {
            Said::Content(octets) => Ok(Ok(Some(octets))),
            Said::Finished(Ok(_)) => Ok(Ok(None)),
            Said::Finished(Err(reply)) => Ok(Err(pop::fault(pop::Moment::Mail, &reply))),
            _ => Err(self.out_of_turn()),
        }
    }

    /// Marks a mail to be deleted. The inner error: the server does not, and the line is still of use.
    pub(super) async fn delete(&mut self, number: u32) -> Result<Result<(), Fault>, Fault> {
        self.session.delete(number);
        Ok(self.finished().await?.map_err(|reply| pop::fault(pop::Moment::Deletion, &reply)))
    }

    /// Says goodbye. Only if this is well what was marked is deleted (RFC 1939 §6); else nobody knows.
    pub(super) async fn quit(mut self) -> Result<(), Fault> {
        self.session.quit();
        let answered = self.finished().await;
        // The server may have hung up already, and nothing depends on it any more.
        let _ = timeout(WRITE_WAIT, self.stream.end()).await;
        answered?.map_err(|reply| pop::fault(pop::Moment::Deletion, &reply))
    }

    async fn finished(&mut self) -> Result<Result<(), Reply>, Fault> {
        match self.next().await? {
            Said::Finished(answer) => Ok(answer.map(|_| ())),
            _ => Err(self.out_of_turn()),
        }
    }

    async fn encrypt(&mut self, to: &Destination<'_>) -> Result<(), Fault> {
        self.stream.secure(to.tls.clone(), &to.server.host, to.outward.timeout).await
    }

    /// Writes and reads until the protocol has something to say.
    async fn next(&mut self) -> Result<Said, Fault> {
        loop {
            if let Some(said) = self.heard()? {
                return Ok(said);
            }
            self.write().await?;
            self.read().await?;
        }
    }

    fn heard(&mut self) -> Result<Option<Said>, Fault> {
        let mut rest = self.input.as_ref();
        let said = match self.session.next_step(&mut rest) {
            None => None,
            Some(Step::StartTls) => Some(Said::ShakeHands),
            Some(Step::Authenticate) => Some(Said::ShowToken),
            Some(Step::AuthRefused { reply, challenge }) => {
                Some(Said::TokenRefused { reply, challenge })
            }
            Some(Step::Ready) => Some(Said::Ready),
            Some(Step::Uidl { number, uidl }) => Some(Said::Uidl { number, uidl }),
            Some(Step::Size { number, octets }) => Some(Said::Size { number, octets }),
            Some(Step::Unreadable { line, .. }) => Some(Said::Unreadable(line)),
            Some(Step::Totals { .. }) => Some(Said::Else),
            Some(Step::Content(octets)) => Some(Said::Content(self.input.slice_ref(octets))),
            Some(Step::Finished(answer)) => Some(Said::Finished(answer)),
            Some(Step::Refused { stage, reply }) => {
                let moment = moment_of(stage);
                return Err(self.name(pop::fault(moment, &reply)).fact("stage", stage));
            }
            Some(Step::Broken { stage, what }) => {
                let fault = Fault::new(Code::ServerNonsense).fact("stage", stage).words(what);
                return Err(self.name(fault));
            }
            Some(Step::NotOffered { what }) => {
                let missing =
                    if what == "STLS" { Code::StarttlsMissing } else { Code::OauthMissing };
                return Err(self.name(Fault::new(missing).words(what)));
            }
        };
        let taken = self.input.len() - rest.len();
        self.input.advance(taken);
        Ok(said)
    }

    async fn read(&mut self) -> Result<(), Fault> {
        let mut input = BytesMut::with_capacity(READ_BYTES);
        let wait = self.session.reply_wait();
        match timeout(wait, self.stream.octets().read_buf(&mut input)).await {
            Ok(Ok(1..)) => {
                self.input = input.freeze();
                Ok(())
            }
            Ok(Err(error)) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Err(self.name(Fault::new(Code::ConnectionLost).words(error)))
            }
            // With TLS's own goodbye or without.
            Ok(_) => {
                let words = "the server closed the connection";
                Err(self.name(Fault::new(Code::ConnectionLost).words(words)))
            }
            Err(_) => Err(self.name(Fault::new(Code::ServerSilent).words("no reply in time"))),
        }
    }

    async fn write(&mut self) -> Result<(), Fault> {
        let output = self.session.take_output();
        if output.is_empty() {
            return Ok(());
        }
        match timeout(WRITE_WAIT, self.stream.say(&output)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(self.name(Fault::new(Code::ConnectionLost).words(error))),
            Err(_) => {
                let words = "the server takes no more octets";
                Err(self.name(Fault::new(Code::ServerSilent).words(words)))
            }
        }
    }

    fn out_of_turn(&self) -> Fault {
        let fault = Fault::new(Code::ServerNonsense).fact("stage", self.session.stage());
        self.name(fault.words("a reply came out of turn"))
    }

    fn name(&self, fault: Fault) -> Fault {
        fault.fact("host", &self.server.host).fact("port", self.server.port)
    }
}

/// With a response code the server says itself whether it was about the token (RFC 3206 §5).
fn refused(reply: &Reply, challenge: Option<String>) -> Denied {
    let fault = pop::fault(pop::Moment::LogIn, reply);
    let fault = match challenge {
        Some(challenge) => fault.fact("challenge", challenge),
        None => fault,
    };
    if fault.class().passes() { Denied::AllElse(fault) } else { Denied::TheToken(fault) }
}

fn moment_of(stage: Stage) -> pop::Moment {
    match stage {
        Stage::Greeting | Stage::Capabilities | Stage::StartTls | Stage::Authentication => {
            pop::Moment::LogIn
        }
        Stage::Stat | Stage::List | Stage::Uidl => pop::Moment::List,
        Stage::Delete | Stage::Quit => pop::Moment::Deletion,
        Stage::Ready | Stage::Retrieve | Stage::Top | Stage::Noop => pop::Moment::Mail,
    }
}
