//! One device's connection, from the greeting to the receipt.
//!
//! The protocol machine says what is wanted; this driver knows devices, the disk and the socket.
//! The order on the way in: octets to the spool as they come, the final dot, the durable commit, the
//! [`crate::spool::Receipt`], the `250`. A device that leaves before the dot leaves nothing behind.

use std::io;

use bytes::{Buf, BytesMut};
use scanpost_proto::smtp::server::{
    Capability, Credentials, Envelope, MailFrom, Mechanism, Rules, Session, Step, Tls, Wording,
};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use super::Submission;
use super::author::{self, Authors};
use super::trace::{Hop, HopCount};
use super::ways;
use crate::device::TlsFloor;
use crate::door::{Caller, Ends, NotLetIn};
use crate::fault::{Code, Fault};
use crate::spool::{Incoming, JobId, accept_all};
use crate::stream::Stream;

/// Octets that are read at once. A connection that says commands, or nothing, needs no more.
const READ_BYTES: usize = 16 * 1024;

/// The same while a mail comes in, so that a large one passes through in large pieces.
const READ_BYTES_IN_A_MAIL: usize = 64 * 1024;

/// Many devices do not announce how large a mail is, and many send at once: while it comes in, it is looked
/// every now and then whether the disk still has its reserve.
const LOOK_AT_DISK_BYTES: usize = 1024 * 1024;

/// So many MAILs of somebody who is not known are answered; then the connection ends.
const MOST_REFUSALS: u32 = 3;

pub(super) struct Connection<'a> {
    submission: &'a Submission,
    stream: Stream,
    caller: Caller<'a>,
    session: Session,
    /// Octets that were read and not yet taken by the session.
    input: BytesMut,
    /// Whether `input` has room for the pieces of a mail.
    roomy: bool,
    ends: Ends,
    /// MAILs that were refused because nobody knows the device.
    refusals: u32,
    mail: Option<Mail>,
}

/// A mail whose octets are coming in.
struct Mail {
    job: JobId,
    incoming: Box<dyn Incoming>,
    hops: HopCount,
    authors: Authors,
    /// What has come in since it was looked whether the disk still has room.
    unlooked_bytes: usize,
}

/// Whether the connection goes on.
enum Next {
    GoOn,
    Close,
}

impl<'a> Connection<'a> {
    pub(super) fn new(
        submission: &'a Submission,
        stream: Stream,
        caller: Caller<'a>,
        ends: Ends,
    ) -> Self {
        let devices = submission.door.devices();
        let clear_login = devices.allows_clear_login(caller.peer());
        let passwords = vec![Mechanism::Plain, Mechanism::Login];
        let mut wording = Wording::default();
        if !devices.reports_to_senders() {
            wording.capabilities.retain(|capability| *capability != Capability::line("DSN"));
        }
        let session = Session::new(Rules {
            hostname: submission.settings.hostname.clone(),
            tls: if stream.tls().is_some() { Tls::Established } else { Tls::Offered },
            mechanisms_before_tls: if clear_login { passwords.clone() } else { Vec::new() },
            mechanisms_after_tls: passwords,
            size_limit: submission.settings.largest_mail_bytes,
            recipients_limit: submission.settings.most_recipients,
            numbers: true,
            wording,
            ..Rules::default()
        });
        let input = BytesMut::with_capacity(READ_BYTES);
        Self {
            submission,
            stream,
            caller,
            session,
            input,
            roomy: false,
            ends,
            refusals: 0,
            mail: None,
        }
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
            self.write().await?;
            if !self.read().await? {
                return Ok(());
            }
        }
    }

    /// Does what the protocol asks for.
    async fn take(&mut self, step: Step) -> io::Result<Next> {
        match step {
            Step::StartTls => return self.start_tls().await,
            Step::Authenticate(credentials) => self.authenticate(credentials).await,
            Step::Mail(from) => match self.may_send(&from).await {
                Ok(()) => {
                    self.caller.note_seen(&self.stream);
                    self.session.accepted();
                }
                Err(fault) if fault.code == Code::DeviceUnknown => self.refuse_stranger(&fault),
                Err(fault) => self.refuse(&fault),
            },
            Step::Recipient(to) => match self.may_send_to(&to.address) {
                Ok(()) => self.session.accepted(),
                Err(fault) => self.refuse(&fault),
            },
            Step::Data => match self.begin_mail().await {
                Ok(mail) => {
                    self.mail = Some(mail);
                    self.session.accepted();
                }
                Err(fault) => self.refuse(&fault),
            },
            Step::Body(octets) => self.take_body(octets).await,
            Step::End(envelope) => self.end_mail(envelope).await,
            Step::TooLarge => {
                self.caller.count_refused(&Code::MailTooLarge.into());
                self.mail = None;
            }
            Step::Reset => self.mail = None,
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
        // What came in clear behind STARTTLS is not the device's word (RFC 3207 §4.2).
        self.input.clear();
        if !self.submission.door.encrypt(&mut self.stream, &self.ends).await? {
            return Ok(Next::Close);
        }
        self.session.tls_established();
        // What a password proved in clear is forgotten with the rest of the dialogue.
        self.caller.begins_anew();
        Ok(Next::GoOn)
    }

    async fn authenticate(&mut self, credentials: Credentials) {
        let Credentials::Password { user, password } = credentials else {
            return self.session.not_authenticated(Fault::new(Code::DevicePasswordWrong).reply());
        };
        let encrypted = self.stream.tls().is_some();
        match self.caller.log_in(&user, &password, encrypted).await {
            Ok(known) => {
                self.session.authenticated(&known.device().name);
                self.caller.logged_in_by(self.session.mechanism().map(Mechanism::word));
                self.caller.note_seen(&self.stream);
            }
            Err(NotLetIn::Waits) => {
                self.session.closing(Fault::new(Code::TooManyGuesses).reply());
            }
            Err(NotLetIn::Busy) => {
                let later = Fault::new(Code::DeviceLogInDeferred);
                self.session.authentication_deferred(later.reply());
            }
            Err(NotLetIn::Refused(fault)) => self.session.not_authenticated(fault.reply()),
        }
    }

    /// Whether this connection may hand over a mail now.
    async fn may_send(&mut self, from: &MailFrom) -> Result<(), Fault> {
        let encrypted = self.stream.tls().is_some();
        let known = self.caller.recognise()?;
        if known.device().tls == TlsFloor::Required && !encrypted {
            return Err(Code::DeviceTlsRequired.into());
        }
        author::check_envelope(known, &from.address)?;
        ways::check_device(self.submission.door.devices(), known)?;
        self.submission.check_room(from.size.unwrap_or(0)).await
    }

    /// Whether a mail of this device may go there.
    fn may_send_to(&mut self, recipient: &str) -> Result<(), Fault> {
        let known = self.caller.recognise()?;
        ways::check_recipient(self.submission.door.devices(), known, recipient)
    }

    fn refuse(&mut self, fault: &Fault) {
        self.caller.refuse("mail.refused", fault);
        self.session.refused(fault.reply());
    }

    /// Nobody relays but known devices. It is told so for some mails; a device whose log-in counts
    /// no more is let go at once, because only a new connection can log in anew.
    fn refuse_stranger(&mut self, fault: &Fault) {
        self.refuse(fault);
        self.refusals += 1;
        let logged_in = self.caller.known().is_some_and(|known| known.device().login.is_some());
        if logged_in || self.refusals >= MOST_REFUSALS {
            self.let_stranger_go();
        }
    }

    fn let_stranger_go(&mut self) {
        self.session.closing(Fault::new(Code::DeviceUnknownInsists).reply());
    }

    // The mail

    async fn begin_mail(&mut self) -> Result<Mail, Fault> {
        let job = JobId::new();
        let hop = Hop {
            client_name: self.session.client_name().unwrap_or_default(),
            peer: self.caller.peer(),
            hostname: &self.submission.settings.hostname,
            esmtp: self.session.speaks_esmtp(),
            encrypted: self.stream.tls().is_some(),
            authenticated: self.caller.known().is_some_and(|known| known.device().login.is_some()),
            job,
            at: self.submission.door.clock().now(),
        };
        let mut incoming = self.submission.spool.incoming();
        incoming.write(hop.received_line().into()).await?;
        let authors = Authors::of_mail_from(self.caller.known());
        Ok(Mail { job, incoming, hops: HopCount::default(), authors, unlooked_bytes: 0 })
    }

    async fn take_body(&mut self, octets: Vec<u8>) {
        let Some(mail) = &mut self.mail else {
            return; // refused already: the rest is swallowed
        };
        mail.hops.read(&octets);
        mail.authors.read(&octets);
        mail.unlooked_bytes += octets.len();
        let looks = mail.unlooked_bytes >= LOOK_AT_DISK_BYTES;
        let mut written = mail.incoming.write(octets.into()).await;
        if looks && written.is_ok() {
            mail.unlooked_bytes = 0;
            written = self.submission.check_room(0).await;
        }
        if let Err(fault) = written {
            self.not_kept(&fault);
        }
    }

    async fn end_mail(&mut self, envelope: Envelope) {
        let Some(mail) = self.mail.take() else {
            return self.not_kept(&Code::StorageFailed.into());
        };
        if mail.hops.is_a_loop() {
            return self.not_kept(&Code::MailLoop.into());
        }
        let known = match self.caller.recognise() {
            Ok(known) => known.clone(),
            Err(fault) => {
                self.not_kept(&fault);
                return self.let_stranger_go();
            }
        };
        let authors = mail.authors.named();
        let (first, other) = match self.submission.jobs(&known, &authors, &envelope, mail.job).await
        {
            Ok(jobs) => jobs,
            Err(fault) => {
                self.caller.note_refused(fault.code, None);
                return self.not_kept(&fault);
            }
        };
        let device = first.device.clone();
        let made = [Some(&first), other.as_ref()].into_iter().flatten();
        let made: Vec<_> = made.map(|job| (job.id, job.account.clone())).collect();
        match accept_all(mail.incoming, first, other.into_iter().collect()).await {
            Ok(receipt) => {
                self.session.kept(&receipt);
                for (job, account) in made {
                    tracing::info!(event = "mail.accepted", %job, device, %account);
                    self.submission.bells.ring(&account);
                }
                self.submission.door.news().happened();
            }
            Err(fault) => self.not_kept(&fault),
        }
    }

    fn not_kept(&mut self, fault: &Fault) {
        let job = self.mail.take().map(|mail| tracing::field::display(mail.job));
        self.caller.count_refused(fault);
        tracing::error!(event = "mail.not-kept", peer = %self.caller.peer(), job, fault = %fault);
        self.session.not_kept(fault.reply());
    }

    // The socket

    /// False: the device has left, or was told to.
    async fn read(&mut self) -> io::Result<bool> {
        self.make_room();
        let silence = self.submission.settings.silence;
        let farewell = tokio::select! {
            biased;
            // In the middle of a mail it may be finished first, if that takes no longer than a grace.
            () = self.ends.between_mails.cancelled(), if self.mail.is_none() => Code::Stopping,
            () = self.ends.in_a_mail.cancelled() => Code::Stopping,
            read = timeout(silence, self.stream.octets().read_buf(&mut self.input)) => match read {
                Ok(read) => return Ok(read? > 0),
                Err(_) => Code::DeviceSilent,
            },
        };
        self.mail = None;
        self.session.closing(Fault::new(farewell).reply());
        self.write().await?;
        self.stream.end().await;
        Ok(false)
    }

    /// Room for the next octets: much of it while a mail comes in, and little again behind it.
    fn make_room(&mut self) {
        if self.mail.is_some() {
            self.roomy = true;
            self.input.reserve(READ_BYTES_IN_A_MAIL);
        } else if self.roomy && self.input.is_empty() {
            self.roomy = false;
            self.input = BytesMut::with_capacity(READ_BYTES);
        } else {
            self.input.reserve(READ_BYTES);
        }
    }

    async fn write(&mut self) -> io::Result<()> {
        if !self.session.has_output() {
            return Ok(());
        }
        let output = self.session.take_output();
        timeout(self.submission.settings.silence, self.stream.say(&output)).await?
    }
}
