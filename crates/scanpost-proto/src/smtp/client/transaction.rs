//! One mail's envelope: MAIL, RCPT for each recipient, DATA (RFC 5321 §3.3).
//!
//! Commands go out in groups: of one where the server takes them step by step, of up to a hundred
//! where it offers PIPELINING (RFC 2920 §3.1). The next group waits until the one before is
//! answered whole, so replies can never be counted against the wrong command, and neither side's
//! socket buffers can fill up while both write.
//!
//! DATA goes out with the last recipients, before it is known whether any was accepted. A server
//! that then still says 354 gets a lone dot, and its word on that empty mail counts for nothing
//! (RFC 2920 §3.1).

use std::collections::VecDeque;

use super::capabilities::Capabilities;
use super::step::{Envelope, MailResult, Stage};
use crate::smtp::Reply;

/// A transaction up to the reply to DATA.
pub(super) struct Transaction {
    envelope: Envelope,
    /// What stands behind the sender's address.
    parameters: String,
    /// Whether the server takes what the sender wants to hear.
    dsn: bool,
    group_limit: usize,
    /// Not said yet.
    plan: VecDeque<Command>,
    /// Said, and not answered yet.
    asked: VecDeque<Command>,
    sender_refusal: Option<Reply>,
    recipients: Vec<Result<(), Reply>>,
    accepted: usize,
}

#[derive(Clone, Copy)]
enum Command {
    Reset,
    Mail,
    Recipient(usize),
    Data,
}

/// What a reply makes of the transaction.
pub(super) enum Turn {
    /// More replies are to come.
    Wait,
    /// The next group is to be said.
    Say,
    /// The text may be sent.
    Body,
    /// The server waits for a text that is for nobody.
    LoneDot,
    /// It ends here, refused with this reply.
    Refused(Reply),
    /// No server means that: the replies and the commands are out of step.
    OutOfStep,
}

impl Transaction {
    /// `Err` where there is nothing to ask the server for, because no address can be said to it.
    pub(super) fn new(
        envelope: Envelope,
        offered: &Capabilities,
        reset_first: bool,
    ) -> Result<Self, MailResult> {
        let utf8 = offered.utf8 && envelope.utf8;
        let recipients = envelope.to.iter().map(|to| sayable(to, utf8)).collect::<Vec<_>>();
        let mut plan = VecDeque::new();
        plan.extend(reset_first.then_some(Command::Reset));
        plan.push_back(Command::Mail);
        let sayable_ones = (0..recipients.len()).filter(|n| recipients[*n].is_ok());
        plan.extend(sayable_ones.map(Command::Recipient));
        plan.push_back(Command::Data);

        let transaction = Self {
            parameters: parameters(&envelope, offered),
            dsn: offered.dsn,
            group_limit: if offered.pipelining { GROUP_LIMIT } else { 1 },
            plan,
            asked: VecDeque::new(),
            sender_refusal: sayable(&envelope.from, utf8).err(),
            recipients,
            accepted: 0,
            envelope,
        };
        let nobody = transaction.recipients.iter().all(Result::is_err);
        if nobody || transaction.sender_refusal.is_some() {
            let reply = transaction.refusal();
            return Err(transaction.result(Err(reply)));
        }
        Ok(transaction)
    }

    /// Says the next group of commands.
    pub(super) fn say(&mut self, out: &mut Vec<u8>) {
        while self.asked.len() < self.group_limit
            && let Some(command) = self.plan.pop_front()
        {
            let line = match command {
                Command::Reset => "RSET\r\n".to_owned(),
                Command::Mail => {
                    format!("MAIL FROM:<{}>{}\r\n", self.envelope.from, self.parameters)
                }
                Command::Recipient(n) => {
                    let reports = &self.envelope.reports;
                    let wanted = if self.dsn { reports.of_recipient(n) } else { String::new() };
                    format!("RCPT TO:<{}>{wanted}\r\n", self.envelope.to[n])
                }
                Command::Data => "DATA\r\n".to_owned(),
            };
            out.extend_from_slice(line.as_bytes());
            self.asked.push_back(command);
        }
    }

    pub(super) fn replied(&mut self, reply: Reply) -> Turn {
        let Some(command) = self.asked.pop_front() else {
            return Turn::OutOfStep;
        };
        match (command, reply.code / 100) {
            (Command::Data, 3) if self.goes_on() => return Turn::Body,
            (Command::Data, 3) => return Turn::LoneDot,
            (Command::Data, 4 | 5) => {
                return Turn::Refused(if self.goes_on() { reply } else { self.refusal() });
            }
            (Command::Data, _) | (_, 3) => {
                self.asked.push_front(command);
                return Turn::OutOfStep;
            }
            (Command::Mail, 4 | 5) => self.sender_refusal = Some(reply),
            // Without a sender, the refusal of a recipient says nothing about the recipient.
            (Command::Recipient(n), 4 | 5) if self.sender_refusal.is_none() => {
                self.recipients[n] = Err(reply);
            }
            (Command::Recipient(_), 2) => self.accepted += 1,
            // A server that knows no RSET says so again at MAIL.
            _ => {}
        }
        match self.plan.front() {
            _ if !self.asked.is_empty() => Turn::Wait,
            Some(Command::Data) if !self.goes_on() => Turn::Refused(self.refusal()),
            Some(_) if self.sender_refusal.is_none() => Turn::Say,
            _ => Turn::Refused(self.refusal()),
        }
    }

    /// The command whose reply is awaited.
    pub(super) fn stage(&self) -> Stage {
        match self.asked.front() {
            Some(Command::Reset | Command::Mail) | None => Stage::Mail,
            Some(Command::Recipient(_)) => Stage::Recipient,
            Some(Command::Data) => Stage::Data,
        }
    }

    /// The server may still hold a sender from this transaction, so RSET has to come before the
    /// next one.
    pub(super) fn leaves_a_sender(&self) -> bool {
        self.sender_refusal.is_none()
    }

    /// Why nobody gets the mail: the sender's refusal, or else the first recipient's.
    pub(super) fn refusal(&self) -> Reply {
        let first = || self.recipients.iter().find_map(|recipient| recipient.clone().err());
        let nobody = || Reply::new(554, (5, 5, 1), "The mail has no recipients");
        self.sender_refusal.clone().or_else(first).unwrap_or_else(nobody)
    }

    pub(super) fn result(self, mail: Result<Reply, Reply>) -> MailResult {
        MailResult { recipients: self.recipients, mail }
    }

    /// The sender and one recipient are accepted.
    fn goes_on(&self) -> bool {
        self.sender_refusal.is_none() && self.accepted > 0
    }
}

/// `Err` holds our own refusal of an address that must not be put into a command: one with a
/// control character, or a space or bracket outside quotes, would be a command or a parameter of
/// its own; one beyond ASCII needs SMTPUTF8 (RFC 6531 §3.2).
fn sayable(address: &str, utf8: bool) -> Result<(), Reply> {
    let mut quoted = false;
    let mut escaped = false;
    let harmless = address.chars().all(|c| {
        let inside = quoted;
        if escaped {
            escaped = false;
        } else {
            match c {
                '"' => quoted = !quoted,
                '\\' => escaped = quoted,
                _ => {}
            }
        }
        !c.is_control() && (inside || !matches!(c, '<' | '>' | ' '))
    });
    if !harmless || quoted || address.len() > ADDRESS_LIMIT {
        return Err(Reply::new(553, (5, 1, 3), "The address is not one that mail can have"));
    }
    if !address.is_ascii() && !utf8 {
        return Err(Reply::new(553, (5, 6, 7), "The address needs SMTPUTF8"));
    }
    Ok(())
}

/// The extensions that this mail makes use of.
fn parameters(envelope: &Envelope, offered: &Capabilities) -> String {
    let size = envelope.size.filter(|_| offered.size);
    let mut parameters = size.map_or_else(String::new, |size| format!(" SIZE={size}"));
    if envelope.eight_bit && offered.eight_bit {
        parameters.push_str(" BODY=8BITMIME");
    }
    let mut addresses = envelope.to.iter().chain([&envelope.from]);
    if envelope.utf8 && offered.utf8 && addresses.any(|address| !address.is_ascii()) {
        parameters.push_str(" SMTPUTF8");
    }
    if offered.dsn {
        parameters.push_str(&envelope.reports.of_mail());
    }
    parameters
}

/// So many commands go out before their replies are awaited. Their replies fit into any socket's
/// buffer.
const GROUP_LIMIT: usize = 100;

/// Longest address, in octets. RFC 5321 §4.5.3.1.3 allows 256 with its brackets; servers may
/// allow more.
const ADDRESS_LIMIT: usize = 998;
