//! Which command does what, and when it may come (RFC 5321 §4.1.4).

use super::command::{self, Command, Wrong, is_recipient};
use super::envelope::{MailFrom, RcptTo};
use super::rules::Tls;
use super::session::{Client, Question, Session, State};
use super::step::Step;
use super::wording::{Wording, ehlo_reply, filled, helo_reply};
use crate::line::{LONGEST, Line};

impl Session {
    /// Does what a command line says.
    pub(super) fn obey(&mut self, line: &Line) {
        if line.length > self.longest_command(&line.octets) {
            return self.complain(|wording| &wording.line_too_long);
        }
        let text = String::from_utf8_lossy(&line.octets);
        match command::read(&text) {
            Ok(Command::Hello { name, esmtp }) => self.hello(name, esmtp),
            Ok(Command::StartTls) => self.start_tls(),
            Ok(Command::Auth { mechanism, initial }) => self.sign_in(mechanism, initial),
            Ok(Command::Mail(from)) => self.mail(from),
            Ok(Command::Recipient(to)) => self.recipient(to),
            // The mail would begin behind a bare LF, and its end could then be one too.
            Ok(Command::Data) if !line.crlf => self.complain(|wording| &wording.data_needs_crlf),
            Ok(Command::Data) => self.data(),
            Ok(Command::Chunk { octets: 0 }) => {
                self.complain(|wording| &wording.command_unavailable);
            }
            Ok(Command::Chunk { octets }) => self.state = State::Chunk { left: octets },
            Ok(Command::Reset) => {
                self.drop_transaction();
                self.say_of(|wording| &wording.reset_ok);
            }
            Ok(Command::Noop) => self.say_of(|wording| &wording.noop_ok),
            Ok(Command::Verify) => self.say_of(|wording| &wording.verify_answer),
            Ok(Command::Help) => self.say_of(|wording| &wording.help),
            Ok(Command::Quit) => {
                let bye = filled(&self.rules.wording.bye, "hostname", &self.rules.hostname);
                self.close(&bye);
            }
            Err(wrong) => self.point_out(&wrong),
        }
    }

    fn longest_command(&self, line: &[u8]) -> u64 {
        let limit = match line.split_at_checked(5) {
            Some((verb, _)) if verb.eq_ignore_ascii_case(b"AUTH ") => LONGEST,
            _ => self.rules.command_line_limit.min(LONGEST),
        };
        limit as u64
    }

    fn hello(&mut self, name: String, esmtp: bool) {
        self.drop_transaction();
        self.client = Some(Client { name, esmtp });
        let reply = if esmtp { ehlo_reply(&self.rules) } else { helo_reply(&self.rules) };
        self.say(&reply);
    }

    fn start_tls(&mut self) {
        match self.rules.tls {
            Tls::Unavailable => self.complain(|wording| &wording.starttls_unavailable),
            Tls::Established => self.complain(|wording| &wording.starttls_done),
            Tls::Offered => {
                self.drop_transaction();
                self.say_of(|wording| &wording.starttls_ready);
                self.steps.push_back(Step::StartTls);
                self.state = State::Asking(Question::Tls);
            }
        }
    }

    fn mail(&mut self, from: MailFrom) {
        if self.client.is_none() {
            return self.complain(|wording| &wording.hello_first);
        }
        if self.rules.auth_required && self.user.is_none() {
            let tls_first = self.rules.tls_comes_first();
            return self.complain(|wording| {
                if tls_first { &wording.tls_first } else { &wording.auth_required }
            });
        }
        if self.transaction.is_some() {
            return self.complain(|wording| &wording.mail_begun);
        }
        if let Some(parameter) = unlisted_of_mail(&from, &self.rules.wording) {
            return self.point_out(&Wrong::ParameterUnknown(parameter.to_owned()));
        }
        if from.size.is_some_and(|size| size > self.rules.size_limit) {
            return self.say_of(|wording| &wording.too_large);
        }
        self.steps.push_back(Step::Mail(from.clone()));
        self.state = State::Asking(Question::Sender(from));
    }

    fn recipient(&mut self, to: RcptTo) {
        let Some(transaction) = &mut self.transaction else {
            // Not counted as wrong, nor is DATA below: under PIPELINING they are on their way
            // before the client hears that its MAIL is refused (RFC 2920 §3.1).
            return self.say_of(|wording| &wording.mail_first);
        };
        transaction.recipient_named = true;
        if !self.rules.numbers && !is_recipient(&to.address) {
            return self.point_out(&Wrong::Recipient);
        }
        if !to.address.is_ascii() && !transaction.from.smtputf8 {
            return self.say_of(|wording| &wording.address_beyond_ascii);
        }
        if transaction.to.len() >= self.rules.recipients_limit {
            return self.say_of(|wording| &wording.too_many_recipients);
        }
        if let Some(parameter) = unlisted_of_recipient(&to, &self.rules.wording) {
            return self.point_out(&Wrong::ParameterUnknown(parameter.to_owned()));
        }
        self.steps.push_back(Step::Recipient(to.clone()));
        self.state = State::Asking(Question::Recipient(to));
    }

    fn data(&mut self) {
        match &self.transaction {
            None => self.say_of(|wording| &wording.mail_first),
            Some(mail) if !mail.to.is_empty() => {
                self.steps.push_back(Step::Data);
                self.state = State::Asking(Question::Data);
            }
            Some(mail) if mail.recipient_named => {
                self.say_of(|wording| &wording.no_recipient_accepted);
            }
            Some(_) => self.complain(|wording| &wording.recipient_first),
        }
    }

    fn drop_transaction(&mut self) {
        if self.transaction.take().is_some() {
            self.steps.push_back(Step::Reset);
        }
    }

    fn point_out(&mut self, wrong: &Wrong) {
        let wording = &self.rules.wording;
        let reply = match wrong {
            Wrong::Unknown => wording.command_unknown.clone(),
            Wrong::Unavailable => wording.command_unavailable.clone(),
            Wrong::Malformed(usage) => filled(&wording.command_malformed, "usage", usage),
            Wrong::Sender => wording.sender_malformed.clone(),
            Wrong::Recipient => {
                if let Some(transaction) = &mut self.transaction {
                    transaction.recipient_named = true;
                }
                // Not counted as wrong: the mail goes on with the other recipients.
                return self.say_of(|wording| &wording.recipient_malformed);
            }
            Wrong::AddressBeyondAscii => wording.address_beyond_ascii.clone(),
            Wrong::ParameterUnknown(name) => filled(&wording.parameter_unknown, "parameter", name),
            Wrong::ParameterMalformed(name) => {
                filled(&wording.parameter_malformed, "parameter", name)
            }
            Wrong::NotText => wording.line_not_text.clone(),
            Wrong::NotSmtp => return self.say_and_close(|wording| &wording.not_smtp),
            Wrong::ChunkUnmeasured => {
                return self.say_and_close(|wording| &wording.command_unavailable);
            }
        };
        self.complain_with(&reply);
    }
}

/// A parameter whose extension the EHLO list does not show (RFC 5321 §4.1.1.11).
fn unlisted_of_mail(from: &MailFrom, wording: &Wording) -> Option<&'static str> {
    let given = [
        ("SIZE", from.size.is_some(), "SIZE"),
        ("SMTPUTF8", from.smtputf8, "SMTPUTF8"),
        ("RET", from.ret.is_some(), "DSN"),
        ("ENVID", from.envid.is_some(), "DSN"),
    ];
    first_unlisted(&given, wording)
}

fn unlisted_of_recipient(to: &RcptTo, wording: &Wording) -> Option<&'static str> {
    let given = [("NOTIFY", to.notify.is_some(), "DSN"), ("ORCPT", to.orcpt.is_some(), "DSN")];
    first_unlisted(&given, wording)
}

/// `given`: a parameter, whether it was used, the extension that it belongs to.
fn first_unlisted(given: &[(&'static str, bool, &str)], wording: &Wording) -> Option<&'static str> {
    given
        .iter()
        .find_map(|(name, used, keyword)| (*used && !wording.lists(keyword)).then_some(*name))
}
