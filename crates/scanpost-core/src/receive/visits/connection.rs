//! One device's visit, from the greeting to the close.
//!
//! The protocol machine says what is wanted; this driver knows devices, the socket, and whom to ask for
//! the mails. Who the device is, and whether it may still fetch, is looked at anew for each thing it wants.

use std::io;
use std::sync::Arc;

use bytes::{Buf, BytesMut};
use scanpost_proto::pop3;
use scanpost_proto::pop3::server::{Credentials, Mechanism, Rules, Session, Step, Tls, Ways};
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::errand::{Given, Visitor, Wanted};
use super::listing::Listing;
use super::refusal::{Refusal, said};
use super::{Tally, Visits};
use crate::device::TlsFloor;
use crate::door::{Caller, Ends, NotLetIn};
use crate::fault::{Code, Fault};
use crate::receive::MailboxName;
use crate::stream::Stream;

/// Octets that are read at once: a device says commands and nothing else.
const READ_BYTES: usize = 1024;

/// Pieces of a mail that are thrown away where TOP has enough, to keep the provider's connection; where
/// more comes, it is given up.
const MOST_LEFT_OVER: usize = 4;

pub(super) struct Connection<'a> {
    visits: &'a Visits,
    stream: Stream,
    caller: Caller<'a>,
    session: Session,
    /// Octets that were read and not yet taken by the session.
    input: BytesMut,
    ends: Ends,
    /// What it was shown when it came in, and of which mailbox.
    shown: Option<(MailboxName, Arc<Listing>)>,
}

/// Whether the connection goes on.
enum Next {
    GoOn,
    Close,
}

impl<'a> Connection<'a> {
    pub(super) fn new(visits: &'a Visits, stream: Stream, caller: Caller<'a>, ends: Ends) -> Self {
        let open = Ways { password: true, mechanisms: vec![Mechanism::Plain] };
        let clear_login = visits.door.devices().allows_clear_login(caller.peer());
        let session = Session::new(Rules {
            tls: if stream.tls().is_some() { Tls::Established } else { Tls::Offered },
            before_tls: if clear_login { open.clone() } else { Ways::default() },
            after_tls: open,
            ..Rules::default()
        });
        let input = BytesMut::with_capacity(READ_BYTES);
        Self { visits, stream, caller, session, input, ends, shown: None }
    }

    /// Serves the device until it leaves, is too long silent, or scanpost stops.
    pub(super) async fn serve(mut self) -> io::Result<()> {
        loop {
            while let Some(step) = self.session.next_step() {
                if let Next::Close = self.take(step).await? {
                    return Ok(());
                }
            }
            let taken = self.session.receive(&self.input);
            self.input.advance(taken);
            if taken > 0 {
                continue;
            }
            if self.session.has_output() {
                self.write().await?; // behind it there may be room for the next command
            } else if !self.read().await? {
                return Ok(());
            }
        }
    }

    /// Does what the protocol asks for.
    async fn take(&mut self, step: Step) -> io::Result<Next> {
        match step {
            Step::StartTls => return self.start_tls().await,
            Step::Authenticate(credentials) => self.authenticate(credentials).await,
            Step::Retrieve { message } => return self.give(message, None).await,
            Step::Top { message, lines } => {
                let lines = u32::try_from(lines).unwrap_or(u32::MAX);
                return self.give(message, Some(lines)).await;
            }
            Step::Quit { deleted } => self.delete(deleted).await,
            Step::Close => {
                self.write().await?;
                self.stream.end().await;
                return Ok(Next::Close);
            }
        }
        Ok(Next::GoOn)
    }

    // Who is it

    async fn start_tls(&mut self) -> io::Result<Next> {
        self.write().await?;
        // What came in clear behind STLS is not the device's word (RFC 2595 §4).
        self.input.clear();
        if !self.visits.door.encrypt(&mut self.stream, &self.ends).await? {
            return Ok(Next::Close);
        }
        self.session.tls_established();
        self.caller.begins_anew();
        Ok(Next::GoOn)
    }

    async fn authenticate(&mut self, credentials: Credentials) {
        let Credentials::Password { user, password } = credentials else {
            let refusal = Refusal::from(Code::DevicePasswordWrong);
            return self.session.not_authenticated(Some(&refusal.text()));
        };
        let encrypted = self.stream.tls().is_some();
        if let Err(not_let_in) = self.caller.log_in(&user, &password, encrypted).await {
            return self.not_let_in(not_let_in);
        }
        self.caller.logged_in_by(Some("PASS"));
        match self.open().await {
            Ok((mailbox, listing, asked)) => {
                let tally = &self.visits.tally;
                Tally::add(&tally.visits, 1);
                Tally::add(&tally.lists_asked, asked.into());
                self.session.authenticated(listing.entries.clone());
                self.shown = Some((mailbox, listing));
                self.caller.note_seen(&self.stream);
                self.caller.note_fetched();
            }
            Err(refusal) => {
                match &refusal {
                    Refusal::Trouble(fault) => self.caller.refuse("visit.refused", fault),
                    _ => self.caller.count_refused(&Code::MailboxInUse.into()),
                }
                self.session.not_opened(refusal.code(), &refusal.sentence());
            }
        }
    }

    fn not_let_in(&mut self, why: NotLetIn) {
        match why {
            NotLetIn::Waits => {
                let sentence = Fault::new(Code::TooManyGuesses).sentence();
                self.session.closing(&said(pop3::Code::Auth, &sentence));
            }
            NotLetIn::Busy => {
                let sentence = Fault::new(Code::DeviceLogInDeferred).sentence();
                self.session.not_opened(pop3::Code::SysTemp, &sentence);
            }
            NotLetIn::Refused(fault) => {
                let refusal = Refusal::from(fault);
                self.session.not_authenticated(Some(&refusal.text()));
            }
        }
    }

    /// What its mailbox holds; true: the provider was asked.
    async fn open(&mut self) -> Result<(MailboxName, Arc<Listing>, bool), Refusal> {
        let visitor = self.visitor()?;
        let (listing, asked) = visitor.listing().await?;
        Ok((visitor.mailbox, listing, asked))
    }

    /// Whom to ask for its mails, as things stand now.
    fn visitor(&mut self) -> Result<Visitor, Refusal> {
        let encrypted = self.stream.tls().is_some();
        let device = self.caller.recognise()?.device();
        if device.tls == TlsFloor::Required && !encrypted {
            return Err(Code::DeviceTlsRequired.into());
        }
        self.visits.visitor(device)
    }

    /// The same for a mail of the list that it was shown.
    fn visitor_of_list(&mut self) -> Result<(Visitor, Arc<Listing>), Refusal> {
        let visitor = self.visitor()?;
        match &self.shown {
            Some((mailbox, listing)) if *mailbox == visitor.mailbox => {
                Ok((visitor, listing.clone()))
            }
            _ => Err(Refusal::OtherMailbox),
        }
    }

    // The mails

    async fn give(&mut self, place: usize, lines: Option<u32>) -> io::Result<Next> {
        let pieces = match self.visitor_of_list() {
            Ok((visitor, given)) => visitor.give(Wanted { given, place, lines }).await,
            Err(refusal) => Err(refusal),
        };
        match pieces {
            Ok(pieces) => self.pass_on(pieces, lines.is_none()).await?,
            Err(refusal) => self.session.not_retrieved(&refusal.text()),
        }
        Ok(Next::GoOn)
    }

    /// The mail, as it comes. Each piece is with the device before the next one is taken.
    async fn pass_on(
        &mut self,
        mut pieces: mpsc::Receiver<Given>,
        is_whole: bool,
    ) -> io::Result<()> {
        while let Some(piece) = pieces.recv().await {
            match piece {
                Given::Octets(octets) => {
                    let wants_more = self.session.content(&octets);
                    Tally::add(&self.visits.tally.octets, octets.len() as u64);
                    self.write().await?;
                    if !wants_more {
                        self.session.content_end();
                        throw_away(pieces).await;
                        return Ok(());
                    }
                }
                Given::End => {
                    self.session.content_end();
                    Tally::add(&self.visits.tally.mails, is_whole.into());
                    return Ok(());
                }
                Given::Refused(refusal) => {
                    self.session.not_retrieved(&refusal.text());
                    return Ok(());
                }
            }
        }
        // The mailbox's task has ended in the middle of it.
        self.session.not_retrieved(&Refusal::from(Code::Stopping).text());
        Ok(())
    }

    /// QUIT: what it has marked is deleted now, or not at all.
    async fn delete(&mut self, places: Vec<usize>) {
        if places.is_empty() {
            return self.session.updated();
        }
        let mails = places.len() as u64;
        let deleted = match self.visitor_of_list() {
            Ok((visitor, given)) => {
                visitor.delete(given, places).await.map(|()| visitor.account().clone())
            }
            Err(refusal) => Err(refusal),
        };
        let device = self.caller.known().map(|known| known.device().name.as_str());
        match deleted {
            Ok(account) => {
                tracing::info!(event = "visit.deleted", device, mails);
                self.visits.note_deletion(device.unwrap_or_default(), account, mails).await;
                self.session.updated();
            }
            Err(refusal) => {
                tracing::warn!(event = "visit.not-deleted", device, mails, why = %refusal.text());
                self.session.not_updated();
            }
        }
    }

    // The socket

    /// False: the device has left, or was told to.
    async fn read(&mut self) -> io::Result<bool> {
        self.input.reserve(READ_BYTES);
        let silence = self.visits.settings.silence;
        let farewell = tokio::select! {
            biased;
            () = self.ends.between_mails.cancelled() => Code::Stopping,
            read = timeout(silence, self.stream.octets().read_buf(&mut self.input)) => match read {
                Ok(read) => return Ok(read? > 0),
                Err(_) => Code::DeviceSilent,
            },
        };
        self.session.closing(&Refusal::from(farewell).text());
        self.write().await?;
        self.stream.end().await;
        Ok(false)
    }

    async fn write(&mut self) -> io::Result<()> {
        while self.session.has_output() {
            let output = self.session.take_output();
            let said = timeout(self.visits.settings.stall, self.stream.say(&output));
            tokio::select! {
                said = said => said??,
                () = self.ends.in_a_mail.cancelled() => return Err(io::ErrorKind::Interrupted.into()),
            }
        }
        Ok(())
    }
}

/// What a provider sends beyond the lines that TOP wanted, if that is little.
async fn throw_away(mut pieces: mpsc::Receiver<Given>) {
    for _ in 0..MOST_LEFT_OVER {
        match pieces.recv().await {
            Some(Given::Octets(_)) => {}
            Some(Given::End | Given::Refused(_)) | None => return,
        }
    }
}
