//! One connection of a client: reads, writes, hands on the session's questions.
//!
//! At each moment that [`SmtpMoment`] names, a fault may strike before the usual answer is given
//! (`fate.rs`); what the answers are is in `answers.rs`. The 250 of a mail counts as answered when
//! its octets went to the socket, no earlier.

use std::{io, mem, net::SocketAddr, sync::Arc, time::Duration};

use scanpost_proto::smtp::{
    Reply,
    server::{Rules, Session, Step},
};
use tokio::{io::AsyncReadExt, net::TcpStream, time::timeout};

use super::{
    arriving::{Arriving, Room},
    fate::{Fate, Manner},
    wording,
};
use crate::{
    mailboxes::Delivery,
    meters::Ongoing,
    provider::Provider,
    switchboard::Visit,
    switches::{SmtpMoment, TlsMoment},
    tls::{self, Socket},
};

/// Octets that are read at once.
const READ_LIMIT: usize = 32 * 1024;

/// A client may be silent this long (RFC 5321 §4.5.3.2.7), and a handshake or a reply take it.
pub(super) const IDLE_LIMIT: Duration = Duration::from_mins(5);

pub(crate) struct Connection {
    pub(super) provider: Arc<Provider>,
    peer: SocketAddr,
    pub(super) session: Session,
    pub(super) visit: Visit,
    pub(super) mail: Arriving,
    /// Whose token opened the connection, and the meter that knows it.
    pub(super) logged_in: Option<Ongoing>,
    /// The sender of the mail that goes on: the envelope's.
    pub(super) from: String,
    /// How many of its recipients are accepted.
    pub(super) recipients: u32,
    /// From DATA to the reply to the final dot.
    pub(super) sending: Option<Ongoing>,
    /// The EHLO that is to come next, until it came.
    ehlo: Option<SmtpMoment>,
    /// What its answer did not list, in capitals.
    pub(super) unlisted: Vec<String>,
    /// Replies that are to be written, before the session's own.
    pub(super) pending: Vec<u8>,
    /// How they are written the next time.
    pub(super) manner: Manner,
    /// Mails whose 250 is not written yet.
    pub(super) unanswered: Vec<Arc<Delivery>>,
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
    pub(crate) fn new(provider: Arc<Provider>, peer: SocketAddr, room: Arc<Room>) -> Self {
        let visit = provider.smtp_visit();
        let session = Session::new(rules(&provider, peer));
        Self {
            provider,
            peer,
            session,
            visit,
            mail: Arriving::new(room),
            logged_in: None,
            from: String::new(),
            recipients: 0,
            sending: None,
            ehlo: Some(SmtpMoment::Ehlo),
            unlisted: Vec::new(),
            pending: Vec::new(),
            manner: Manner::Usual,
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
        let greeting = self.session.take_output();
        if !self.reply_unless(SmtpMoment::Greeting, greeting, &mut stream).await? {
            return Ok(());
        }
        if let Next::StartTls = self.talk(&mut stream).await? {
            let shaking = tls::accept(&self.provider, TlsMoment::Smtp, &mut self.visit, stream);
            let Some(mut stream) = timeout(IDLE_LIMIT, shaking).await?? else {
                return Ok(());
            };
            self.session.tls_established();
            self.unlisted.clear();
            self.ehlo = Some(SmtpMoment::EhloAfterTls);
            self.talk(&mut stream).await?;
        }
        Ok(())
    }

    /// Talks until TLS is to begin or the connection ends; never returns [`Next::GoOn`].
    async fn talk<S: Socket>(&mut self, stream: &mut S) -> io::Result<Next> {
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
                    self.write_and_close(stream).await?;
                    return Ok(next);
                }
                Next::Drop => return Ok(next),
            }
        }
    }

    /// What was read, up to its end.
    async fn hear<S: Socket>(&mut self, mut input: &[u8], stream: &mut S) -> io::Result<Next> {
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
                let list = self.session.take_output();
                if !self.reply_unless(moment, list, stream).await? {
                    return Ok(Next::Drop);
                }
            }
            if self.session.has_output() && !input.is_empty() {
                self.write(stream).await?;
            }
        }
    }

    async fn take<S: Socket>(&mut self, step: Step, stream: &mut S) -> io::Result<Next> {
        match step {
            Step::StartTls => return self.start_tls(stream).await,
            Step::Close => return self.close(stream).await,
            Step::Reset | Step::TooLarge => {
                self.mail.drop_octets();
                self.sending = None;
            }
            Step::Authenticate(credentials) => return self.log_in(&credentials, stream).await,
            Step::Mail(from) => return self.mail(&from, stream).await,
            Step::Recipient(to) => return self.recipient(&to, stream).await,
            Step::Data => return self.data(stream).await,
            Step::Body(octets) => return self.body(&octets, stream).await,
            Step::End(envelope) => return self.end(envelope, stream).await,
        }
        Ok(Next::GoOn)
    }

    /// STARTTLS: the handshake, unless a fault says no.
    async fn start_tls<S: Socket>(&mut self, stream: &mut S) -> io::Result<Next> {
        let ready = self.hold_back();
        let fate = if self.lists("STARTTLS") {
            self.fate(SmtpMoment::StartTls, "", stream).await?
        } else {
            Fate::Refused(wording::command_unavailable())
        };
        match fate {
            Fate::Usual => {
                self.pending.extend(ready);
                Ok(Next::StartTls)
            }
            Fate::Drop => Ok(Next::Drop),
            Fate::Refused(reply) => {
                reply.write_to(&mut self.pending);
                if reply.code == 421 {
                    return Ok(Next::Close);
                }
                // The session waits for a handshake and for nothing else. Another one that has
                // been greeted goes on in its place.
                let mut session = Session::new(rules(&self.provider, self.peer));
                session.receive(b"EHLO again\r\n");
                session.take_output();
                self.session = session;
                Ok(Next::GoOn)
            }
        }
    }

    /// QUIT, unless a fault says no; or the end that the server itself has told.
    async fn close<S: Socket>(&mut self, stream: &mut S) -> io::Result<Next> {
        let last = self.hold_back();
        if !last.starts_with(b"221") {
            self.pending.extend(last);
            return Ok(Next::Close);
        }
        match self.fate(SmtpMoment::Quit, "", stream).await? {
            Fate::Usual => self.pending.extend(last),
            Fate::Refused(reply) => reply.write_to(&mut self.pending),
            Fate::Drop => return Ok(Next::Drop),
        }
        Ok(Next::Close)
    }

    /// The greeting or the list of EHLO, unless a fault says something else. `false` if the
    /// connection has ended.
    async fn reply_unless<S: Socket>(
        &mut self,
        at: SmtpMoment,
        reply: Vec<u8>,
        stream: &mut S,
    ) -> io::Result<bool> {
        match self.fate(at, "", stream).await? {
            Fate::Usual => {
                let reply = self.without_unlisted(reply);
                self.pending.extend(reply);
                Ok(true)
            }
            Fate::Drop => Ok(false),
            Fate::Refused(reply) => {
                reply.write_to(&mut self.pending);
                self.write_and_close(stream).await?;
                Ok(false)
            }
        }
    }

    /// Takes the last line of the output out of it: the reply that a fault may replace.
    fn hold_back(&mut self) -> Vec<u8> {
        self.pending.extend(self.session.take_output());
        let before = self.pending.len().saturating_sub(2);
        let start = self.pending[..before].iter().rposition(|octet| *octet == b'\n');
        self.pending.split_off(start.map_or(0, |line_end| line_end + 1))
    }

    pub(super) fn lists(&self, keyword: &str) -> bool {
        !self.unlisted.iter().any(|unlisted| unlisted == keyword)
    }

    pub(super) async fn write<S: Socket>(&mut self, stream: &mut S) -> io::Result<()> {
        self.pending.extend(self.session.take_output());
        if self.pending.is_empty() {
            return Ok(());
        }
        let output = mem::take(&mut self.pending);
        let manner = mem::replace(&mut self.manner, Manner::Usual);
        timeout(IDLE_LIMIT, manner.send(&output, stream)).await??;
        self.unanswered.drain(..).for_each(|delivery| delivery.mark_answered());
        Ok(())
    }

    async fn write_and_close<S: Socket>(&mut self, stream: &mut S) -> io::Result<()> {
        use tokio::io::AsyncWriteExt;
        self.write(stream).await?;
        stream.shutdown().await
    }

    /// MAIL, RCPT or DATA is refused, or ends the connection.
    pub(super) fn refuse(&mut self, reply: Reply) {
        if reply.code == 421 {
            self.session.closing(reply);
        } else {
            self.session.refused(reply);
        }
    }
}

fn rules(provider: &Provider, peer: SocketAddr) -> Rules {
    wording::rules(peer.ip(), provider.switches.now().size_limit, provider.clock.now())
}
