//! Bad days by name: each situation turns on a few switches at once.
//!
//! The web page has a button for each, another process turns one on by `POST /situations/{name}`,
//! and the command line by `--with NAME`. They add to what is already switched on;
//! `POST /switches` with `{}` ends them all. Rust and HTTP can narrow one to some times, a mailbox,
//! a connection or a chance: [`When`].
//!
//! `sign_in`: OAuth and its pages; `replies`: one reply of SMTP each; `pop3`: the inbox; `mail`: all
//! else of mail.

mod mail;
mod pop3;
mod replies;
mod sign_in;

pub use self::mail::auth_refused;
use self::{mail::MAIL, pop3::POP3, replies::REPLIES, sign_in::SIGN_IN};
use crate::switches::{
    Fault, Pop3Does, Pop3Moment, SmtpDoes, SmtpFault, SmtpMoment, Switches, When,
};

/// A bad day that has a name.
#[derive(Clone, Copy, Debug)]
pub struct Situation {
    pub name: &'static str,
    /// What the provider does in it, as the page says it.
    pub title: &'static str,
    /// The section of provider-facts that tells of it.
    pub facts: &'static str,
    turn_on: TurnOn,
}

#[derive(Clone, Copy, Debug)]
enum TurnOn {
    Do(fn(&mut Switches)),
    Tell(Told),
    /// Over POP3, this behind `-ERR`.
    TellOverPop3 {
        at: Pop3Moment,
        text: &'static str,
    },
}

/// One reply of SMTP.
#[derive(Clone, Copy, Debug)]
struct Told {
    at: SmtpMoment,
    /// As it stands on the wire.
    reply: &'static str,
    /// For which recipients, at RCPT.
    only: Option<&'static str>,
}

impl Situation {
    pub fn named(name: &str) -> Option<&'static Self> {
        SITUATIONS.iter().find(|situation| situation.name == name)
    }

    /// Whether it is a bad day of the inbox over POP3 alone: mails that are sent do not meet it.
    pub fn is_of_the_inbox(&self) -> bool {
        POP3.iter().any(|of_inbox| of_inbox.name == self.name)
    }

    pub fn turn_on(&self, switches: &mut Switches) {
        match &self.turn_on {
            TurnOn::Do(turn_on) => turn_on(switches),
            TurnOn::Tell(told) => switches.smtp_faults.push(told.fault()),
            TurnOn::TellOverPop3 { at, text } => {
                switches.pop3_faults.push(Fault::always(*at, Pop3Does::answer(text)));
            }
        }
    }

    /// The same, but its faults strike only then. What is no fault (a quirk, a limit) is as always.
    pub fn turn_on_when(&self, switches: &mut Switches, when: &When) {
        let (smtp, http) = (switches.smtp_faults.len(), switches.http_faults.len());
        let (tls, content) = (switches.tls_faults.len(), switches.content_faults.len());
        let (pop3, inbox) = (switches.pop3_faults.len(), switches.inbox_faults.len());
        let returns = switches.returns.len();
        self.turn_on(switches);
        switches.smtp_faults[smtp..].iter_mut().for_each(|fault| fault.narrow(when));
        switches.pop3_faults[pop3..].iter_mut().for_each(|fault| fault.narrow(when));
        switches.inbox_faults[inbox..].iter_mut().for_each(|fault| fault.narrow(when));
        switches.http_faults[http..].iter_mut().for_each(|fault| fault.narrow(when));
        switches.tls_faults[tls..].iter_mut().for_each(|fault| fault.narrow(when));
        switches.content_faults[content..].iter_mut().for_each(|fault| fault.narrow(when));
        switches.returns[returns..].iter_mut().for_each(|fault| fault.narrow(when));
    }

    /// The faults of SMTP that it consists of, to be narrowed and pushed one by one.
    pub fn smtp_faults(&self) -> Vec<SmtpFault> {
        let mut switches = Switches::default();
        self.turn_on(&mut switches);
        switches.smtp_faults
    }
}

impl Told {
    fn fault(&self) -> SmtpFault {
        let says = SmtpDoes::read(self.reply).expect("every reply of the table can be read");
        let fault = Fault::always(self.at, says);
        match self.only {
            Some(pattern) => fault.only(pattern),
            None => fault,
        }
    }
}

/// All of them, in the order of the page.
pub const SITUATIONS: &[Situation] = &together::<
    { SIGN_IN.len() + MAIL.len() + POP3.len() + REPLIES.len() },
>([SIGN_IN, MAIL, POP3, REPLIES]);

/// The same under the headings of the page.
pub(crate) const GROUPS: &[(&str, &[Situation])] = &[
    ("Signing in", SIGN_IN),
    ("Mail servers", MAIL),
    ("The inbox over POP3", POP3),
    ("Replies of SMTP", REPLIES),
];

const fn together<const N: usize>(parts: [&[Situation]; 4]) -> [Situation; N] {
    let mut all = [SIGN_IN[0]; N];
    let (mut part, mut at) = (0, 0);
    while part < parts.len() {
        let mut n = 0;
        while n < parts[part].len() {
            all[at] = parts[part][n];
            at += 1;
            n += 1;
        }
        part += 1;
    }
    all
}

const fn day(
    name: &'static str,
    facts: &'static str,
    title: &'static str,
    turn_on: fn(&mut Switches),
) -> Situation {
    Situation { name, title, facts, turn_on: TurnOn::Do(turn_on) }
}

/// Every time at this moment.
const fn said(
    name: &'static str,
    at: SmtpMoment,
    reply: &'static str,
    title: &'static str,
) -> Situation {
    let told = Told { at, reply, only: None };
    Situation { name, title, facts: FACTS, turn_on: TurnOn::Tell(told) }
}

/// Of recipients that fit a pattern.
const fn said_of(
    name: &'static str,
    recipients: &'static str,
    reply: &'static str,
    title: &'static str,
) -> Situation {
    let told = Told { at: SmtpMoment::Rcpt, reply, only: Some(recipients) };
    Situation { name, title, facts: FACTS, turn_on: TurnOn::Tell(told) }
}

/// Where the replies stand, Exchange Online's and Gmail's.
const FACTS: &str = "3.5 and 5.1";

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_situation_changes_something_and_has_a_name_of_its_own() {
        let mut names = HashSet::new();
        for situation in SITUATIONS {
            let mut switches = Switches::default();
            situation.turn_on(&mut switches);
            assert_ne!(switches, Switches::default(), "{}", situation.name);
            assert!(names.insert(situation.name), "{} twice", situation.name);
            assert!(Situation::named(situation.name).is_some());
        }
    }

    #[test]
    fn a_narrowed_situation_leaves_what_was_on_before_alone() {
        let mut switches = Switches::default();
        let away = Situation::named("mail-away").unwrap();
        let denied = Situation::named("send-as-denied").unwrap();
        away.turn_on(&mut switches);
        let when = When {
            times: Some(2),
            mailbox: Some("scans@*".to_owned()),
            connection: Some(3),
            per_mille: Some(500),
        };
        denied.turn_on_when(&mut switches, &when);
        let [before, narrowed] = &switches.smtp_faults[..] else { panic!("two faults") };
        assert_eq!(std::slice::from_ref(before), away.smtp_faults());
        let [whole] = &denied.smtp_faults()[..] else { panic!("one fault") };
        let expected = whole.clone().first(2).of_mailbox("scans@*").on_connection(3).per_mille(500);
        assert_eq!(*narrowed, expected);
    }
}
