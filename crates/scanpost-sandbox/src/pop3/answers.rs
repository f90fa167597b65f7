//! The sandbox's answers: who may log in, what a mail is, what is deleted.

use std::{io, mem};

use scanpost_proto::{
    pop3::server::{Credentials, Mechanism},
    sasl,
};
use secrecy::ExposeSecret;

use super::{
    connection::{Connection, Next, end_by},
    dialect,
    fate::{Fate, Refusal},
    inbox::Inbox,
    manner::Manner,
};
use crate::{
    mailboxes::Folder,
    oauth::Right,
    switches::{OverPop3Sessions, Pop3Moment},
    tls::Socket,
};

/// A challenge that the client has to answer before it is refused (provider-facts 4.3).
pub(super) struct Challenge {
    mechanism: Mechanism,
    /// What it is told when it gives up as its mechanism wants it.
    refusal: Refusal,
}

impl Challenge {
    fn is_given_up_by(&self, line: &[u8]) -> bool {
        let answer = line.trim_ascii();
        match self.mechanism {
            // RFC 7628 §3.2.3, or RFC 5034 §4.
            Mechanism::Oauthbearer => {
                answer == sasl::OAUTHBEARER_GIVE_UP.as_bytes() || answer == b"*"
            }
            Mechanism::Plain | Mechanism::Login | Mechanism::Xoauth2 => answer.is_empty(),
        }
    }
}

impl Connection {
    /// A token must be issued here, alive, for POP3, and of the mailbox that is named.
    pub(super) async fn log_in<S: Socket>(
        &mut self,
        credentials: &Credentials,
        stream: &mut S,
    ) -> io::Result<Next> {
        named_by(credentials).clone_into(&mut self.visit.mailbox);
        if let Some(next) = self.stopped(Pop3Moment::Auth, credentials, stream).await? {
            return Ok(next);
        }
        if !self.opens(credentials) {
            match self.dialect.refuses_tokens() {
                Some(refusal) => return Ok(self.refuse_log_in(credentials, refusal)),
                None => self.session.not_authenticated(None),
            }
            return Ok(Next::GoOn);
        }
        if let Some(refusal) = self.over_limit() {
            return Ok(self.refuse_log_in(credentials, refusal));
        }
        if let Some(next) = self.stopped(Pop3Moment::Opened, credentials, stream).await? {
            return Ok(next);
        }
        self.open();
        Ok(Next::GoOn)
    }

    /// A fault that lets nobody in at this moment, and how it goes on then.
    async fn stopped<S: Socket>(
        &mut self,
        at: Pop3Moment,
        credentials: &Credentials,
        stream: &mut S,
    ) -> io::Result<Option<Next>> {
        Ok(match self.fate(at, named_by(credentials), stream).await? {
            Fate::Usual => None,
            Fate::Drop => Some(Next::Drop),
            Fate::Refused(refusal) => Some(self.refuse_log_in(credentials, refusal)),
        })
    }

    /// Whether these credentials open the mailbox that they name; it is noted.
    fn opens(&self, credentials: &Credentials) -> bool {
        let now = self.provider.clock.now();
        let switches = self.provider.switches.now();
        let mut authority = self.provider.authority();
        let opens = match credentials {
            Credentials::Bearer { user, token, .. } => {
                authority.opens(token.expose_secret(), user, Right::Pop, &switches, now)
            }
            Credentials::Password { .. } => false,
        };
        let what = if opens { "logged in to POP3" } else { "was refused at POP3" };
        authority.note(&self.visit.mailbox, what, now);
        opens
    }

    /// The token is good; the session is metered from here on.
    fn over_limit(&mut self) -> Option<Refusal> {
        let (mailbox, meters) = (&self.visit.mailbox, &self.provider.meters);
        let limits = self.provider.switches.limits_of(mailbox);
        let now = self.provider.clock.now();
        if !meters.log_in(mailbox, limits.pop3_log_ins_per_minute, now) {
            return Some(Refusal::says(dialect::LOGIN_DELAY));
        }
        let session = meters.pop3_session(mailbox);
        if limits.pop3_sessions.is_some_and(|most| session.at_once > most) {
            meters.over_sessions(mailbox);
            return Some(match limits.over_pop3_sessions {
                OverPop3Sessions::ClosedAtLogIn => Refusal::and_closes(dialect::TOO_MANY_SESSIONS),
                OverPop3Sessions::InUse => Refusal::says(dialect::IN_USE),
            });
        }
        self.logged_in = Some(session);
        None
    }

    fn open(&mut self) {
        let mailbox = self.visit.mailbox.clone();
        let says = self.provider.switches.inbox(&mut self.visit);
        let mails = self.provider.mailboxes.mails(&mailbox, Folder::Inbox).unwrap_or_default();
        let inbox = Inbox::of(&mailbox, &mails, says, self.visit.number);
        self.session.authenticated(inbox.entries(&mails));
        self.inbox = Some(inbox);
    }

    /// Says no, and to a token first why, if the refusal has a challenge.
    fn refuse_log_in(&mut self, credentials: &Credentials, mut refusal: Refusal) -> Next {
        self.logged_in = None;
        if let Credentials::Bearer { mechanism, .. } = credentials
            && let Some(challenge) = refusal.challenge.take()
        {
            self.session.challenge(&challenge);
            self.challenged = Some(Challenge { mechanism: *mechanism, refusal });
            return Next::GoOn;
        }
        self.session.not_authenticated(None);
        self.refuse(&refusal)
    }

    /// The client's line after a challenge.
    pub(super) async fn answer_to<S: Socket>(
        &mut self,
        challenge: &Challenge,
        line: &[u8],
        stream: &mut S,
    ) -> io::Result<Next> {
        self.session.not_authenticated(None);
        // The session makes the same of any line.
        let next = self.hand_on(b"\r\n", stream).await?;
        let refused = if challenge.is_given_up_by(line) {
            self.refuse(&challenge.refusal)
        } else {
            self.refuse(&Refusal::says(dialect::GMAIL_BAD_COMMAND))
        };
        Ok(if let Next::GoOn = next { refused } else { next })
    }

    /// RETR, and TOP where not the whole mail is wanted.
    pub(super) async fn give<S: Socket>(
        &mut self,
        message: usize,
        whole: bool,
        stream: &mut S,
    ) -> io::Result<Next> {
        let mail = self.inbox.as_ref().and_then(|inbox| {
            let id = inbox.id(message)?;
            self.provider.mailboxes.mail(&inbox.mailbox, id)
        });
        let Some(mail) = mail else {
            self.session.not_retrieved("The message is not there any more.");
            return Ok(Next::GoOn);
        };
        self.announce(stream).await?;
        for piece in mail.pieces() {
            let more = self.session.content(&piece);
            if let Next::Drop = self.write(stream).await? {
                return Ok(Next::Drop);
            }
            if !more || matches!(self.manner, Manner::Over) {
                break;
            }
        }
        if let Some(ending) = self.manner.ends()
            && let Next::Drop = end_by(ending, stream).await?
        {
            return Ok(Next::Drop);
        }
        self.session.content_end();
        if whole && !matches!(self.manner, Manner::Over) {
            self.provider.meters.retrieved(&self.visit.mailbox);
        }
        Ok(Next::GoOn)
    }

    /// `+OK`, whose octets do not count for a stop.
    async fn announce<S: Socket>(&mut self, stream: &mut S) -> io::Result<()> {
        self.session.content(b"");
        let stop = matches!(self.manner, Manner::Stop { .. }).then(|| mem::take(&mut self.manner));
        self.write(stream).await?;
        if let Some(stop) = stop {
            self.manner = stop;
        }
        Ok(())
    }

    /// QUIT: what was marked is gone, whatever the client gets to hear of it.
    pub(super) async fn delete<S: Socket>(
        &mut self,
        places: &[usize],
        stream: &mut S,
    ) -> io::Result<Next> {
        if let Some(inbox) = &self.inbox {
            self.provider.mailboxes.delete(&inbox.mailbox, &inbox.ids(places));
            self.provider.meters.deleted(&inbox.mailbox, places.len() as u64);
        }
        let mailbox = self.visit.mailbox.clone();
        match self.fate(Pop3Moment::Deleted, &mailbox, stream).await? {
            Fate::Usual => self.session.updated(),
            Fate::Drop => return Ok(Next::Drop),
            Fate::Refused(refusal) => {
                self.session.not_updated();
                self.refuse(&refusal);
            }
        }
        Ok(Next::GoOn)
    }
}

fn named_by(credentials: &Credentials) -> &str {
    let (Credentials::Bearer { user, .. } | Credentials::Password { user, .. }) = credentials;
    user
}
