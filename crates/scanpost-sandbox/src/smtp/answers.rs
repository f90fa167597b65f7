//! The sandbox's answers: who may log in, which mail is taken.

use std::io;

use scanpost_proto::smtp::{
    Reply,
    server::{Credentials, Envelope, MailFrom, Mechanism, Notify, RcptTo, Receipt},
};
use secrecy::ExposeSecret;

use super::{
    connection::{Connection, Next},
    content,
    fate::Fate,
    wording,
};
use crate::{
    chance,
    mailboxes::{Arrival, Delivery},
    oauth::Right,
    returns,
    switches::{Mistake, OverConnections, OverQuota, Quirk, ReturnDoes, SmtpMoment, Switches},
    tls::Socket,
};

impl Connection {
    /// A token must be issued here, alive, for sending, and of the mailbox that is named.
    pub(super) async fn log_in<S: Socket>(
        &mut self,
        credentials: &Credentials,
        stream: &mut S,
    ) -> io::Result<Next> {
        let (Credentials::Bearer { user, .. } | Credentials::Password { user, .. }) = credentials;
        self.visit.mailbox.clone_from(user);
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
        let mechanism = self.session.mechanism().map_or("AUTH", Mechanism::word);
        if !self.lists("AUTH") || !self.lists(mechanism) {
            self.session.not_authenticated(wording::mechanism_unknown());
            return Ok(Next::GoOn);
        }
        self.check_token(credentials);
        Ok(Next::GoOn)
    }

    fn check_token(&mut self, credentials: &Credentials) {
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
                drop(authority);
                self.open(user, &switches);
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
    }

    /// The token is good; the connection is metered from here on.
    fn open(&mut self, mailbox: &str, switches: &Switches) {
        let connection = self.provider.meters.connection(mailbox);
        let limits = switches.limits_of(mailbox);
        let too_many = limits.connections.is_some_and(|most| connection.at_once > most);
        if too_many && limits.over_connections == OverConnections::ClosedAtLogIn {
            self.provider.meters.over(mailbox);
            self.session.closing(wording::too_many_connections());
        } else {
            self.logged_in = Some(connection);
            self.session.authenticated(mailbox);
        }
    }

    /// MAIL: within the limits of the mailbox, unless a fault says no.
    pub(super) async fn mail<S: Socket>(
        &mut self,
        from: &MailFrom,
        stream: &mut S,
    ) -> io::Result<Next> {
        self.mail.begin(from.size);
        self.from.clone_from(&from.address);
        self.recipients = 0;
        self.sending = None;
        match self.fate(SmtpMoment::Mail, &from.address, stream).await? {
            Fate::Usual => match self.objection_to(from) {
                None => self.session.accepted(),
                Some(reply) => self.refuse(reply),
            },
            Fate::Refused(reply) => self.refuse(reply),
            Fate::Drop => return Ok(Next::Drop),
        }
        Ok(Next::GoOn)
    }

    fn objection_to(&self, from: &MailFrom) -> Option<Reply> {
        let (mailbox, meters) = (&self.visit.mailbox, &self.provider.meters);
        let limits = self.provider.switches.limits_of(mailbox);
        let now = self.provider.clock.now();
        if !meters.message(mailbox, limits.messages_per_minute, now) {
            return Some(wording::too_many_messages());
        }
        let parameters = [
            ("SIZE", from.size.is_some()),
            ("SMTPUTF8", from.smtputf8),
            ("DSN", from.ret.is_some() || from.envid.is_some()),
        ];
        if parameters.iter().any(|(keyword, used)| *used && !self.lists(keyword)) {
            return Some(wording::parameter_unknown());
        }
        if limits.message_octets.is_some_and(|most| from.size.is_some_and(|size| size > most)) {
            meters.over(mailbox);
            return Some(wording::too_large());
        }
        let quota = limits.recipients_per_day.filter(|_| limits.over_quota == OverQuota::AtMail);
        let left = quota.is_none_or(|most| meters.recipients_left(mailbox, most, now));
        (!left).then(wording::quota_exceeded)
    }

    pub(super) async fn recipient<S: Socket>(
        &mut self,
        to: &RcptTo,
        stream: &mut S,
    ) -> io::Result<Next> {
        match self.fate(SmtpMoment::Rcpt, &to.address, stream).await? {
            Fate::Usual => {
                let mailbox = &self.visit.mailbox;
                let most = self.provider.switches.limits_of(mailbox).recipients_per_message;
                self.provider.meters.recipients_of_mail(mailbox, self.recipients + 1);
                if self.recipients < most {
                    self.recipients += 1;
                    self.session.accepted();
                } else {
                    self.provider.meters.over(mailbox);
                    self.session.refused(wording::too_many_recipients());
                }
            }
            Fate::Refused(reply) => self.refuse(reply),
            Fate::Drop => return Ok(Next::Drop),
        }
        Ok(Next::GoOn)
    }

    pub(super) async fn data<S: Socket>(&mut self, stream: &mut S) -> io::Result<Next> {
        let mailbox = self.visit.mailbox.clone();
        match self.fate(SmtpMoment::Data, &mailbox, stream).await? {
            Fate::Usual => {
                self.sending = Some(self.provider.meters.mail(&mailbox));
                self.session.accepted();
            }
            Fate::Refused(reply) => self.refuse(reply),
            Fate::Drop => return Ok(Next::Drop),
        }
        Ok(Next::GoOn)
    }

    pub(super) async fn body<S: Socket>(
        &mut self,
        octets: &[u8],
        stream: &mut S,
    ) -> io::Result<Next> {
        if self.mail.is_empty() {
            let mailbox = self.visit.mailbox.clone();
            match self.fate(SmtpMoment::Body, &mailbox, stream).await? {
                Fate::Usual => {}
                Fate::Drop => return Ok(Next::Drop),
                Fate::Refused(reply) => return Ok(self.answer_mail(reply)),
            }
        }
        if !self.mail.push(octets) {
            self.session.not_kept(wording::no_room());
        }
        Ok(Next::GoOn)
    }

    pub(super) async fn end<S: Socket>(
        &mut self,
        envelope: Envelope,
        stream: &mut S,
    ) -> io::Result<Next> {
        let mailbox = self.visit.mailbox.clone();
        let mut fate = self.fate(SmtpMoment::FinalDot, &mailbox, stream).await?;
        if matches!(fate, Fate::Usual) {
            fate = self.check_contents(&envelope, stream).await?;
        }
        if matches!(fate, Fate::Usual)
            && let Some(reply) = self.over_limit(envelope.to.len())
        {
            fate = Fate::Refused(reply);
        }
        match fate {
            Fate::Usual => {}
            Fate::Drop => return Ok(Next::Drop),
            Fate::Refused(reply) => return Ok(self.answer_mail(reply)),
        }
        let delivery = self.keep(envelope);
        match self.fate(SmtpMoment::Kept, &mailbox, stream).await? {
            Fate::Usual => {}
            Fate::Drop => return Ok(Next::Drop),
            Fate::Refused(reply) => return Ok(self.answer_mail(reply)),
        }
        self.sending = None;
        self.session.kept(&Filed(&delivery));
        self.unanswered.push(delivery);
        Ok(Next::GoOn)
    }

    /// What the switches say about what stands in the mail.
    async fn check_contents<S: Socket>(
        &mut self,
        envelope: &Envelope,
        stream: &mut S,
    ) -> io::Result<Fate> {
        let switches = self.provider.switches.now();
        if switches.content_faults.is_empty() {
            return Ok(Fate::Usual);
        }
        let mail = content::Looked::at(self.mail.octets(), envelope);
        let mailbox = self.visit.mailbox.clone();
        let stranger = mail.senders().find(|from| !switches.may_send_as(&mailbox, from));
        if let Some(stranger) = stranger {
            self.from = stranger.to_owned();
        }
        let has = |mistake| match mistake {
            Mistake::FromOfAnother => stranger.is_some(),
            other => mail.has(other),
        };
        match self.provider.switches.content(|fault| has(fault.at), &mut self.visit) {
            None => Ok(Fate::Usual),
            Some(does) => {
                tracing::info!(?does, connection = self.visit.number, "sandbox.fault");
                self.befall(SmtpMoment::FinalDot, does, stream).await
            }
        }
    }

    /// The mail is whole: whether it is too much for its mailbox.
    fn over_limit(&self, recipients: usize) -> Option<Reply> {
        let (mailbox, meters) = (&self.visit.mailbox, &self.provider.meters);
        let limits = self.provider.switches.limits_of(mailbox);
        let size = self.mail.octets().len() as u64;
        meters.size(mailbox, size);
        if limits.message_octets.is_some_and(|most| size > most) {
            meters.over(mailbox);
            return Some(wording::too_large());
        }
        let at_once = self.sending.as_ref().map_or(0, |sending| sending.at_once);
        if limits.over_connections == OverConnections::ThreadLimitAfterData
            && limits.connections.is_some_and(|most| at_once > most)
        {
            meters.over(mailbox);
            return Some(wording::thread_limit());
        }
        let now = self.provider.clock.now();
        if meters.recipients(mailbox, recipients as u64, limits.recipients_per_day, now) {
            return None;
        }
        Some(match limits.over_quota {
            OverQuota::AtMail => wording::quota_exceeded(),
            OverQuota::AfterData => wording::quota_exceeded_after_data(),
        })
    }

    /// Files the mail, and what comes back for it.
    fn keep(&mut self, envelope: Envelope) -> std::sync::Arc<Delivery> {
        let now = self.provider.clock.now();
        let sender = envelope.from.address;
        let mut bounced = Vec::new();
        let mut returned = Vec::new();
        for to in &envelope.to {
            let does = self.provider.switches.returned(&to.address, &mut self.visit);
            let Some(does) = does else { continue };
            tracing::info!(?does, connection = self.visit.number, "sandbox.return");
            let original = returns::Original {
                sender: &sender,
                recipient: &to.address,
                octets: self.mail.octets(),
            };
            match does {
                ReturnDoes::Bounce { code, enhanced, text } => {
                    let silent = to.notify.is_some_and(unwanted);
                    if !silent {
                        returned.extend(original.bounce(code, enhanced.0, &text, now));
                    }
                    bounced.push(to.address.clone());
                }
                ReturnDoes::OutOfOffice { text } => {
                    returned.extend(original.out_of_office(&text, now));
                }
            }
        }
        let arrival = Arrival {
            mailbox: self.visit.mailbox.clone(),
            from: sender.clone(),
            to: envelope.to.into_iter().map(|to| to.address).collect(),
            bounced,
            octets: self.mail.finish(),
        };
        let delivery = self.provider.mailboxes.keep(arrival, now);
        for octets in returned {
            self.provider.mailboxes.put(&sender, octets.into(), now);
        }
        delivery
    }

    /// The answer after the final dot is this one instead of 250.
    fn answer_mail(&mut self, reply: Reply) -> Next {
        self.mail.drop_octets();
        self.sending = None;
        if reply.code == 421 {
            self.session.closing(reply);
        } else {
            self.session.not_kept(reply);
        }
        Next::GoOn
    }
}

/// Whether the sender wants no report of a failure (RFC 3461 §4.1).
fn unwanted(notify: Notify) -> bool {
    !matches!(notify, Notify::On { failure: true, .. })
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
