//! One connection of a client: reads, writes, answers the session's questions.
//!
//! At each moment that [`SmtpMoment`] names, a fault may strike before the usual answer is given.
//! The 250 of a mail counts as answered when its octets went to the socket, no earlier.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use scanpost_proto::smtp::{
    Reply,
    server::{Credentials, Envelope, Receipt, Session, Step},
};
use secrecy::ExposeSecret;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use super::{
    arriving::{Arriving, Room},
    wording,
};
use crate::{
    chance,
    mailboxes::{Arrival, Delivery},
    oauth::Right,
    provider::Provider,
    switches::{self, Quirk, SmtpDoes, SmtpMoment},
};

/// Octets that are read at once.
const READ_LIMIT: usize = 32 * 1024;

/// A client may be silent this long (RFC 5321 §4.5.3.2.7), and a handshake or a reply take it.
const IDLE_LIMIT: Duration = Duration::from_mins(5);

pub(crate) struct Connection {
    provider: Arc<Provider>,
    session: Session,
    mail: Arriving,
    /// Whose token opened the connection.
    mailbox: Option<String>,
    /// The EHLO that is to come next, until it came.
    ehlo: Option<SmtpMoment>,
    /// Mails whose 250 is not written yet.
    unanswered: Vec<Arc<Delivery>>,
}

/// How a conversation goes on.
enum Next {
    GoOn,
    StartTls,
    /// The output is written and the connection closed in good order.
    Close,
    /// The connection is dropped as it is.
    Drop,
}

/// What a fault makes of a question.
enum Fate {
    Usual,
    Refused(Reply),
    Drop,
}

impl Connection {
    pub(crate) fn new(provider: Arc<Provider>, peer: SocketAddr, room: Arc<Room>) -> Self {
        let size_limit = provider.switches.now().size_limit;
        let rules = wording::rules(peer.ip(), size_limit, provider.clock.now());
        Self {
            provider,
            session: Session::new(rules),
            mail: Arriving::new(room),
            mailbox: None,
            ehlo: Some(SmtpMoment::Ehlo),
            unanswered: Vec::new(),
        }
    }

    /// Talks until one side ends it. A broken connection is the client's to notice.
    pub(crate) async fn run(mut self, stream: TcpStream) {
        if let Err(error) = self.talk_all(stream).await {
            tracing::debug!(%error, "sandbox.smtp_broken");
        }
    }

    async fn talk_all(&mut self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        match self.fate(SmtpMoment::Greeting, "", &mut stream).await? {
            Fate::Usual => {}
            Fate::Drop => return Ok(()),
            Fate::Refused(reply) => {
                self.session.take_output();
                return self.say_and_close(&reply, &mut stream).await;
            }
        }
        if let Next::StartTls = self.talk(&mut stream).await? {
            let acceptor = TlsAcceptor::from(self.provider.tls.clone());
            let mut stream = timeout(IDLE_LIMIT, acceptor.accept(stream)).await??;
            self.session.tls_established();
            self.ehlo = Some(SmtpMoment::EhloAfterTls);
            self.talk(&mut stream).await?;
        }
        Ok(())
    }

    /// Talks until TLS is to begin or the connection ends; never returns [`Next::GoOn`].
    async fn talk<S>(&mut self, stream: &mut S) -> io::Result<Next>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut buffer = vec![0; READ_LIMIT];
        loop {
            self.write(stream).await?;
            let read = if let Ok(read) = timeout(IDLE_LIMIT, stream.read(&mut buffer)).await {
                read?
            } else {
                self.session.closing(wording::idle());
                0
            };
            let next = self.hear(&buffer[..read], stream).await?;
            match next {
                Next::GoOn if read == 0 => return Ok(Next::Drop),
                Next::GoOn => {}
                Next::StartTls => {
                    self.write(stream).await?;
                    return Ok(next);
                }
                Next::Close => {
                    self.write(stream).await?;
                    stream.shutdown().await?;
                    return Ok(next);
                }
                Next::Drop => return Ok(next),
            }
        }
    }

    /// What was read, up to its end.
    async fn hear<S>(&mut self, mut input: &[u8], stream: &mut S) -> io::Result<Next>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        loop {
            while let Some(step) = self.session.next_step() {
                match self.take(step, stream).await? {
                    Next::GoOn => {}
                    end => return Ok(end),
                }
            }
            if input.is_empty() {
                return Ok(Next::GoOn);
            }
            let taken = self.session.receive(input);
            input = &input[taken..];
            if self.session.has_output()
                && let Some(moment) = self.ehlo.take()
            {
                match self.fate(moment, "", stream).await? {
                    Fate::Usual => {}
                    Fate::Drop => return Ok(Next::Drop),
                    Fate::Refused(reply) => {
                        self.session.take_output();
                        self.say_and_close(&reply, stream).await?;
                        return Ok(Next::Drop);
                    }
                }
            }
            if self.session.has_output() && !input.is_empty() {
                self.write(stream).await?;
            }
        }
    }

    async fn take<S>(&mut self, step: Step, stream: &mut S) -> io::Result<Next>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        match step {
            Step::StartTls => return Ok(Next::StartTls),
            Step::Close => return Ok(Next::Close),
            Step::Reset | Step::TooLarge => self.mail.drop_octets(),
            Step::Authenticate(credentials) => return self.log_in(&credentials, stream).await,
            Step::Mail(from) => {
                self.mail.begin(from.size);
                return self.ask(SmtpMoment::Mail, &from.address, stream).await;
            }
            Step::Recipient(to) => return self.ask(SmtpMoment::Rcpt, &to.address, stream).await,
            Step::Data => {
                let mailbox = self.mailbox.clone().unwrap_or_default();
                return self.ask(SmtpMoment::Data, &mailbox, stream).await;
            }
            Step::Body(octets) => return self.body(&octets, stream).await,
            Step::End(envelope) => return self.end(envelope, stream).await,
        }
        Ok(Next::GoOn)
    }

    /// MAIL, RCPT and DATA: yes, unless a fault says no.
    async fn ask<S>(&mut self, at: SmtpMoment, address: &str, stream: &mut S) -> io::Result<Next>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        match self.fate(at, address, stream).await? {
            Fate::Usual => self.session.accepted(),
            Fate::Refused(reply) if reply.code == 421 => self.session.closing(reply),
            Fate::Refused(reply) => self.session.refused(reply),
            Fate::Drop => return Ok(Next::Drop),
        }
        Ok(Next::GoOn)
    }

    /// A token must be issued here, alive, for sending, and of the mailbox that is named.
    async fn log_in<S>(&mut self, credentials: &Credentials, stream: &mut S) -> io::Result<Next>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let (Credentials::Bearer { user, .. } | Credentials::Password { user, .. }) = credentials;
        match self.fate(SmtpMoment::Auth, user, stream).await? {
            Fate::Usual => {}
            Fate::Drop => return Ok(Next::Drop),
            Fate::Refused(reply) if reply.code == 421 => {
                self.session.closing(reply);
                return Ok(Next::GoOn);
            }
            Fate::Refused(reply) => {
                self.session.not_authenticated(reply);
                return Ok(Next::GoOn);
            }
        }
        let now = self.provider.clock.now();
        let switches = self.provider.switches.now();
        let mut authority = self.provider.authority();
        match credentials {
            Credentials::Bearer { user, token, .. }
                if authority.opens(
                    token.expose_secret(),
                    user,
                    Right::SmtpSend,
                    &switches,
                    now,
                ) =>
            {
                authority.note(user, "logged in to SMTP", now);
                self.session.authenticated(user);
                self.mailbox = Some(user.clone());
            }
            Credentials::Bearer { user, .. } => {
                authority.note(user, "was refused at SMTP: wrong token", now);
                let reply = if switches.has(Quirk::Gmail) {
                    self.session.challenge(wording::GMAIL_CHALLENGE);
                    wording::gmail_auth_refused()
                } else {
                    wording::auth_refused(now)
                };
                self.session.not_authenticated(reply);
            }
            Credentials::Password { user, .. } => {
                authority.note(user, "was refused at SMTP: came with a password", now);
                self.session.not_authenticated(wording::basic_auth_refused(now));
            }
        }
        Ok(Next::GoOn)
    }

    async fn body<S>(&mut self, octets: &[u8], stream: &mut S) -> io::Result<Next>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if self.mail.is_empty() {
            let mailbox = self.mailbox.clone().unwrap_or_default();
            match self.fate(SmtpMoment::Body, &mailbox, stream).await? {
                Fate::Usual => {}
                Fate::Drop => return Ok(Next::Drop),
                Fate::Refused(reply) if reply.code == 421 => {
                    self.session.closing(reply);
                    return Ok(Next::GoOn);
                }
                Fate::Refused(reply) => {
                    self.session.not_kept(reply);
                    return Ok(Next::GoOn);
                }
            }
        }
        if !self.mail.push(octets) {
            self.session.not_kept(wording::no_room());
        }
        Ok(Next::GoOn)
    }

    async fn end<S>(&mut self, envelope: Envelope, stream: &mut S) -> io::Result<Next>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mailbox = self.mailbox.clone().unwrap_or_default();
        match self.fate(SmtpMoment::FinalDot, &mailbox, stream).await? {
            Fate::Usual => {}
            Fate::Drop => return Ok(Next::Drop),
            Fate::Refused(reply) => return Ok(self.answer_mail(reply)),
        }
        let arrival = Arrival {
            mailbox: mailbox.clone(),
            from: envelope.from.address,
            to: envelope.to.into_iter().map(|to| to.address).collect(),
            octets: self.mail.finish(),
        };
        let delivery = self.provider.mailboxes.keep(arrival, self.provider.clock.now());
        match self.fate(SmtpMoment::Kept, &mailbox, stream).await? {
            Fate::Usual => {}
            Fate::Drop => return Ok(Next::Drop),
            Fate::Refused(reply) => return Ok(self.answer_mail(reply)),
        }
        self.session.kept(&Filed(&delivery));
        self.unanswered.push(delivery);
        Ok(Next::GoOn)
    }

    /// The answer after the final dot is this one instead of 250.
    fn answer_mail(&mut self, reply: Reply) -> Next {
        self.mail.drop_octets();
        if reply.code == 421 {
            self.session.closing(reply);
        } else {
            self.session.not_kept(reply);
        }
        Next::GoOn
    }

    /// What the switches have in store for this moment. Before anything out of order happens, the
    /// replies that are due go out.
    async fn fate<S>(&mut self, at: SmtpMoment, address: &str, stream: &mut S) -> io::Result<Fate>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let Some(does) = self.provider.switches.smtp(at, address) else {
            return Ok(Fate::Usual);
        };
        tracing::info!(?at, ?does, "sandbox.fault");
        if let SmtpDoes::Answer { code, enhanced, text } = does {
            return Ok(Fate::Refused(switches::reply(code, enhanced, &text)));
        }
        // The greeting and the list of EHLO are themselves what does not come.
        if !matches!(at, SmtpMoment::Greeting | SmtpMoment::Ehlo | SmtpMoment::EhloAfterTls) {
            self.write(stream).await?;
        }
        match does {
            SmtpDoes::Wait { milliseconds } => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                Ok(Fate::Usual)
            }
            SmtpDoes::Hang => {
                // Until the client has enough of it.
                tokio::io::copy(stream, &mut tokio::io::sink()).await?;
                Ok(Fate::Drop)
            }
            SmtpDoes::Close | SmtpDoes::Answer { .. } => Ok(Fate::Drop),
        }
    }

    async fn write<S>(&mut self, stream: &mut S) -> io::Result<()>
    where
        S: AsyncWrite + Unpin,
    {
        if self.session.has_output() {
            send(&self.session.take_output(), stream).await?;
            self.unanswered.drain(..).for_each(|delivery| delivery.mark_answered());
        }
        Ok(())
    }

    async fn say_and_close<S>(&mut self, reply: &Reply, stream: &mut S) -> io::Result<()>
    where
        S: AsyncWrite + Unpin,
    {
        let mut octets = Vec::new();
        reply.write_to(&mut octets);
        send(&octets, stream).await?;
        stream.shutdown().await
    }
}

async fn send<S: AsyncWrite + Unpin>(octets: &[u8], stream: &mut S) -> io::Result<()> {
    timeout(IDLE_LIMIT, async {
        stream.write_all(octets).await?;
        stream.flush().await
    })
    .await?
}

/// A mail that lies in its mailboxes; in memory, which is all that a sandbox promises.
struct Filed<'a>(&'a Delivery);

impl Receipt for Filed<'_> {
    /// Exchange says the Message-ID, and makes one where there is none.
    fn queue_id(&self) -> String {
        match &self.0.message_id {
            Some(id) => id.clone(),
            None => format!("<{}@{}>", chance::guid(), wording::HOSTNAME),
        }
    }
}
