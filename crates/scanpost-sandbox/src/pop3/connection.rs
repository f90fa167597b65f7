//! One connection of a client: reads, writes, hands on commands and the session's questions.

use std::{io, mem, sync::Arc, time::Duration};

use scanpost_proto::pop3::server::{Session, Step};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{
    answers::Challenge,
    dialect::{self, Dialect},
    fate::{Fate, Refusal, hang},
    inbox::Inbox,
    lines::{Command, Heard, Lines},
    manner::Manner,
};
use crate::{
    meters::Ongoing,
    provider::Provider,
    switchboard::Visit,
    switches::{Ending, Pop3Moment, TlsMoment},
    tls::{self, Socket},
};

/// Octets that are read at once.
const READ_LIMIT: usize = 32 * 1024;

/// A client may be silent this long (RFC 1939 §3: no less than 10 minutes), and a handshake or a
/// part of a reply take it.
const IDLE_LIMIT: Duration = Duration::from_mins(10);

/// How a connection begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Port 995.
    Tls,
    /// Port 110.
    Stls,
}

pub(crate) struct Connection {
    pub(super) provider: Arc<Provider>,
    door: Door,
    pub(super) dialect: Dialect,
    pub(super) session: Session,
    pub(super) visit: Visit,
    lines: Lines,
    secure: bool,
    /// The client's next line is an answer within AUTH and no command.
    within_auth: bool,
    /// What was said to a bad token, until the client has answered.
    pub(super) challenged: Option<Challenge>,
    /// Whose token opened the session, and the meter that knows it.
    pub(super) logged_in: Option<Ongoing>,
    pub(super) inbox: Option<Inbox>,
    /// What CAPA did not list, in capitals.
    pub(super) unlisted: Vec<String>,
    /// Replies that are to be written, before the session's own.
    pub(super) pending: Vec<u8>,
    /// How the reply to this command is written.
    pub(super) manner: Manner,
}

/// How a conversation goes on.
pub(super) enum Next {
    GoOn,
    StartTls,
    /// The output is written and the connection closed in good order.
    Close,
    /// The connection is dropped as it is.
    Drop,
}

impl Connection {
    pub(crate) fn new(provider: Arc<Provider>, door: Door) -> Self {
        let dialect = Dialect::of(&provider.switches.now());
        let visit = provider.pop3_visit();
        Self {
            provider,
            door,
            dialect,
            session: Session::new(dialect.rules(door)),
            visit,
            lines: Lines::default(),
            secure: false,
            within_auth: false,
            challenged: None,
            logged_in: None,
            inbox: None,
            unlisted: Vec::new(),
            pending: Vec::new(),
            manner: Manner::Usual,
        }
    }

    /// Talks until one side ends it. A broken connection is the client's to notice.
    pub(crate) async fn run(mut self, stream: TcpStream) {
        if let Err(error) = self.talk_all(stream).await {
            tracing::debug!(%error, "sandbox.pop3_broken");
        }
    }

    async fn talk_all(&mut self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        if self.door == Door::Stls {
            let Next::StartTls = self.greet_and_talk(&mut stream).await? else {
                return Ok(());
            };
        }
        let shaking = tls::accept(&self.provider, TlsMoment::Pop3, &mut self.visit, stream);
        let Some(mut stream) = timeout(IDLE_LIMIT, shaking).await?? else {
            return Ok(());
        };
        self.secure = true;
        match self.door {
            Door::Tls => self.greet_and_talk(&mut stream).await?,
            Door::Stls => {
                self.session.tls_established();
                self.lines = Lines::default();
                self.unlisted.clear();
                self.talk(&mut stream).await?
            }
        };
        Ok(())
    }

    async fn greet_and_talk<S: Socket>(&mut self, stream: &mut S) -> io::Result<Next> {
        let greeting = self.session.take_output();
        let next = match self.fate(Pop3Moment::Greeting, "", stream).await? {
            Fate::Usual => {
                self.pending.extend(greeting);
                Next::GoOn
            }
            Fate::Drop => return Ok(Next::Drop),
            Fate::Refused(refusal) => self.refuse(&refusal),
        };
        if let Next::Close = next {
            self.write_and_close(stream).await?;
            return Ok(Next::Close);
        }
        match self.finish_reply(stream).await? {
            Next::GoOn => self.talk(stream).await,
            end => Ok(end),
        }
    }

    /// Talks until TLS is to begin or the connection ends; never returns [`Next::GoOn`].
    async fn talk<S: Socket>(&mut self, stream: &mut S) -> io::Result<Next> {
        let mut buffer = vec![0; READ_LIMIT];
        loop {
            let Ok(read) = timeout(IDLE_LIMIT, stream.read(&mut buffer)).await else {
                self.session.closing(dialect::IDLE);
                self.write_and_close(stream).await?;
                return Ok(Next::Close);
            };
            let mut input = &buffer[..read?];
            if input.is_empty() {
                self.write_and_close(stream).await?;
                return Ok(Next::Close);
            }
            while let Some(heard) = self.lines.next(&mut input) {
                match self.hear(&heard, stream).await? {
                    Next::GoOn => {}
                    Next::Close => {
                        self.write_and_close(stream).await?;
                        return Ok(Next::Close);
                    }
                    end => return Ok(end),
                }
            }
        }
    }

    /// One line, and the whole reply to it.
    async fn hear<S: Socket>(&mut self, heard: &Heard, stream: &mut S) -> io::Result<Next> {
        let within_auth = mem::take(&mut self.within_auth);
        let next = if let Some(challenge) = self.challenged.take() {
            self.answer_to(&challenge, &heard.octets, stream).await?
        } else if within_auth || !heard.begins {
            self.hand_on(&heard.octets, stream).await?
        } else {
            self.command(&heard.octets, stream).await?
        };
        match next {
            Next::Drop | Next::Close => Ok(next),
            Next::GoOn | Next::StartTls => match self.finish_reply(stream).await? {
                Next::GoOn => Ok(next),
                end => Ok(end),
            },
        }
    }

    /// A command: the session hears it, unless a fault says no.
    async fn command<S: Socket>(&mut self, line: &[u8], stream: &mut S) -> io::Result<Next> {
        let command = Command::read(line);
        if !self.offers(&command) {
            return Ok(self.refuse(&Refusal::says(self.dialect.not_known())));
        }
        let Some(moment) = command.moment(self.secure, self.inbox.is_some()) else {
            return self.hand_on(line, stream).await;
        };
        let address = self.address(moment, &command);
        match self.fate(moment, &address, stream).await? {
            Fate::Usual => {}
            Fate::Drop => return Ok(Next::Drop),
            Fate::Refused(refusal) => return Ok(self.refuse(&refusal)),
        }
        let next = self.hand_on(line, stream).await?;
        if matches!(moment, Pop3Moment::Capa | Pop3Moment::CapaAfterTls) {
            let list = self.session.take_output();
            let list = self.without_unlisted(&list);
            self.pending.extend(list);
        }
        Ok(next)
    }

    /// Whether CAPA listed what this needs.
    fn offers(&self, command: &Command) -> bool {
        match command.verb.as_str() {
            "AUTH" => self.lists("SASL") && self.lists(&command.word),
            verb => self.lists(verb),
        }
    }

    /// What `only` of a fault goes by.
    fn address(&self, moment: Pop3Moment, command: &Command) -> String {
        if !matches!(moment, Pop3Moment::Retr | Pop3Moment::Top | Pop3Moment::Dele) {
            return self.visit.mailbox.clone();
        }
        let place = command.word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let uidl = place.and_then(|place| self.inbox.as_ref()?.uidl(place));
        uidl.unwrap_or_default()
    }

    /// Says this and nothing of the session's own.
    pub(super) fn refuse(&mut self, refusal: &Refusal) -> Next {
        self.session.take_output();
        self.pending.extend_from_slice(refusal.reply.as_bytes());
        if refusal.close { Next::Close } else { Next::GoOn }
    }

    /// The session hears a line and asks what it has to ask.
    pub(super) async fn hand_on<S: Socket>(
        &mut self,
        line: &[u8],
        stream: &mut S,
    ) -> io::Result<Next> {
        let mut left = line;
        while !left.is_empty() {
            let taken = self.session.receive(left);
            left = &left[taken..];
            let mut asked = false;
            while let Some(step) = self.session.next_step() {
                asked = true;
                match self.take(step, stream).await? {
                    Next::GoOn => {}
                    end => return Ok(end),
                }
            }
            if taken == 0 && !asked {
                break;
            }
        }
        Ok(Next::GoOn)
    }

    async fn take<S: Socket>(&mut self, step: Step, stream: &mut S) -> io::Result<Next> {
        match step {
            Step::StartTls => Ok(Next::StartTls),
            Step::Close => Ok(Next::Close),
            Step::Authenticate(credentials) => self.log_in(&credentials, stream).await,
            Step::Retrieve { message } => self.give(message, true, stream).await,
            Step::Top { message, .. } => self.give(message, false, stream).await,
            Step::Quit { deleted } => self.delete(&deleted, stream).await,
        }
    }

    /// Writes what is left of the reply to a command.
    async fn finish_reply<S: Socket>(&mut self, stream: &mut S) -> io::Result<Next> {
        let next = self.write(stream).await?;
        let Next::GoOn = next else {
            return Ok(next);
        };
        match mem::take(&mut self.manner).ends() {
            Some(ending) => end_by(ending, stream).await,
            None => Ok(Next::GoOn),
        }
    }

    /// Writes what is due, in the manner of this reply: it may end with it.
    pub(super) async fn write<S: Socket>(&mut self, stream: &mut S) -> io::Result<Next> {
        // A long list comes in parts, which are one reply.
        while self.session.has_output() {
            let output = self.session.take_output();
            self.within_auth |= self.inbox.is_none() && output.starts_with(b"+ ");
            self.pending.extend(output);
        }
        if self.pending.is_empty() {
            return Ok(Next::GoOn);
        }
        let output = mem::take(&mut self.pending);
        match timeout(IDLE_LIMIT, self.manner.send(&output, stream)).await?? {
            Some(ending) => end_by(ending, stream).await,
            None => Ok(Next::GoOn),
        }
    }

    async fn write_and_close<S: Socket>(&mut self, stream: &mut S) -> io::Result<()> {
        if let Next::GoOn = self.finish_reply(stream).await? {
            stream.shutdown().await?;
        }
        Ok(())
    }
}

/// The reply has had its last octet.
pub(super) async fn end_by<S: Socket>(ending: Ending, stream: &mut S) -> io::Result<Next> {
    match ending {
        Ending::Close => {}
        Ending::Reset => stream.tcp().set_zero_linger()?,
        Ending::Hang => hang(stream).await?,
        Ending::Dot => {
            stream.write_all(b"\r\n.\r\n").await?;
            stream.flush().await?;
            return Ok(Next::GoOn);
        }
    }
    Ok(Next::Drop)
}
