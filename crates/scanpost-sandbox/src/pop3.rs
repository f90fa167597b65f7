//! POP3: the inbox as Exchange Online shows it, with TLS from the first octet.
//!
//! The dialogue is scanpost-proto's server machine in Exchange's words (provider-facts 4.1):
//! XOAUTH2 in two lines, passwords refused. A session sees the mails that were there when it
//! began; it holds their ids only, so a mail that had to make room meanwhile cannot be retrieved.

use std::{collections::HashSet, io, sync::Arc, time::Duration};

use scanpost_proto::pop3::server::{
    Credentials, Entry, Mechanism, Rules, Session, Step, Tls, Ways, Wording,
};
use secrecy::ExposeSecret;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::server::TlsStream;

use crate::{
    mailboxes::{Folder, Mail},
    oauth::Right,
    provider::Provider,
    smtp::HOSTNAME,
    switchboard::Visit,
    switches::TlsMoment,
    tls,
};

/// Octets that are read or written at once.
const CHUNK: usize = 32 * 1024;

/// A client may be silent this long (RFC 1939 §3: no less than 10 minutes).
const IDLE_LIMIT: Duration = Duration::from_mins(10);

pub(crate) struct Connection {
    provider: Arc<Provider>,
    session: Session,
    visit: Visit,
    open: Option<Inbox>,
}

/// The inbox of a session.
struct Inbox {
    mailbox: String,
    ids: Vec<u64>,
}

impl Connection {
    pub(crate) fn new(provider: Arc<Provider>) -> Self {
        let rules = Rules {
            tls: Tls::Established,
            after_tls: Ways {
                password: true,
                mechanisms: vec![Mechanism::Plain, Mechanism::Xoauth2],
            },
            initial_response: false,
            wording: Wording::exchange(HOSTNAME),
            ..Rules::default()
        };
        let visit = provider.pop3_visit();
        Self { provider, session: Session::new(rules), visit, open: None }
    }

    /// Talks until one side ends it. A broken connection is the client's to notice.
    pub(crate) async fn run(mut self, stream: TcpStream) {
        if let Err(error) = self.talk(stream).await {
            tracing::debug!(%error, "sandbox.pop3_broken");
        }
    }

    async fn talk(&mut self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let shaking = tls::accept(&self.provider, TlsMoment::Pop3, &mut self.visit, stream);
        let Some(mut stream) = timeout(IDLE_LIMIT, shaking).await?? else {
            return Ok(());
        };
        let mut buffer = vec![0; CHUNK];
        loop {
            self.write(&mut stream).await?;
            let read = if let Ok(read) = timeout(IDLE_LIMIT, stream.read(&mut buffer)).await {
                read?
            } else {
                self.session.closing("Connection is closed. 12");
                0
            };
            let ended = self.hear(&buffer[..read], &mut stream).await?;
            if ended || read == 0 {
                self.write(&mut stream).await?;
                return stream.shutdown().await;
            }
        }
    }

    /// What was read, up to its end; says whether the connection ends.
    async fn hear(
        &mut self,
        mut input: &[u8],
        stream: &mut TlsStream<TcpStream>,
    ) -> io::Result<bool> {
        loop {
            while let Some(step) = self.session.next_step() {
                match step {
                    Step::Authenticate(credentials) => self.log_in(&credentials),
                    Step::Retrieve { message } | Step::Top { message, .. } => {
                        self.give(message, stream).await?;
                    }
                    Step::Quit { deleted } => self.delete(&deleted),
                    // With TLS from the start there is no STLS.
                    Step::Close | Step::StartTls => return Ok(true),
                }
            }
            if input.is_empty() {
                return Ok(false);
            }
            let taken = self.session.receive(input);
            input = &input[taken..];
            if !input.is_empty() {
                self.write(stream).await?;
            }
        }
    }

    fn log_in(&mut self, credentials: &Credentials) {
        let now = self.provider.clock.now();
        let switches = self.provider.switches.now();
        let mut authority = self.provider.authority();
        match credentials {
            Credentials::Bearer { user, token, .. }
                if authority.opens(token.expose_secret(), user, Right::Pop, &switches, now) =>
            {
                authority.note(user, "logged in to POP3", now);
                let mails = self.provider.mailboxes.mails(user, Folder::Inbox).unwrap_or_default();
                self.session.authenticated(mails.iter().map(|mail| entry(mail)).collect());
                let ids = mails.iter().map(|mail| mail.id).collect();
                self.open = Some(Inbox { mailbox: user.clone(), ids });
            }
            Credentials::Bearer { user, .. } | Credentials::Password { user, .. } => {
                authority.note(user, "was refused at POP3", now);
                self.session.not_authenticated(None);
            }
        }
    }

    async fn give(&mut self, message: usize, stream: &mut TlsStream<TcpStream>) -> io::Result<()> {
        let mail = self.open.as_ref().and_then(|inbox| {
            let id = inbox.ids.get(message)?;
            self.provider.mailboxes.mail(&inbox.mailbox, *id)
        });
        let Some(mail) = mail else {
            self.session.not_retrieved("The message is not there any more.");
            return Ok(());
        };
        for chunk in mail.octets().chunks(CHUNK) {
            let more = self.session.content(chunk);
            self.write(stream).await?;
            if !more {
                break;
            }
        }
        self.session.content_end();
        Ok(())
    }

    fn delete(&mut self, places: &[usize]) {
        if let Some(inbox) = &self.open {
            let ids: HashSet<u64> =
                places.iter().filter_map(|place| inbox.ids.get(*place).copied()).collect();
            self.provider.mailboxes.delete(&inbox.mailbox, &ids);
        }
        self.session.updated();
    }

    async fn write(&mut self, stream: &mut TlsStream<TcpStream>) -> io::Result<()> {
        while self.session.has_output() {
            let output = self.session.take_output();
            timeout(IDLE_LIMIT, async {
                stream.write_all(&output).await?;
                stream.flush().await
            })
            .await??;
        }
        Ok(())
    }
}

fn entry(mail: &Mail) -> Entry {
    Entry { size: mail.octets().len() as u64, uidl: mail.id.to_string() }
}
