//! Which function of a mailbox a mail is for, by its head alone. Pure.
//!
//! | a function that reads the mailbox | takes |
//! |---|---|
//! | delivery reports | reports on delivery, and automatic replies |
//! | e-mail status | letters of allowed senders whose subject has one of the words |
//! | print mail | all mails of allowed senders |
//! | internet fax | what remains |
//!
//! The first one in this order takes it. What none takes is removed if all functions that have a say in it
//! want that, and is left otherwise: those that an administrator can tell what becomes of others. Nothing is removed that a device may
//! come for.
//!
//! From is what a mail says, and anybody can write one. A sender counts as allowed unless the mailbox's
//! own server says that the mail is not from there ([`SenderCheck`]); where no server looks, the word of
//! the mail is all there is. A question is answered to an allowed address only, never to a machine, and
//! never to the mailbox itself (RFC 3834 §2).

use scanpost_proto::report::{Head, Kind, SenderCheck};

use super::Fingerprint;
use super::unwanted::Unwanted;
use crate::site::receiving::{MailPrinting, Others, StatusAnswers};
use crate::site::{Function, Receiving};

/// What an administrator has set of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    pub status: StatusAnswers,
    pub print: MailPrinting,
}

impl From<&Receiving> for Filters {
    fn from(settings: &Receiving) -> Self {
        Self { status: settings.status.clone(), print: settings.print.clone() }
    }
}

/// How the mails of one mailbox are told apart.
#[derive(Clone, Debug)]
pub struct Sorting {
    /// All that read it.
    pub functions: Vec<Function>,
    /// Its address.
    pub address: String,
    pub filters: Filters,
    /// Devices fetch mails from it.
    pub is_visited: bool,
}

/// Whom a mail is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    For(Function),
    /// None of them.
    Nobody {
        others: Others,
        why: Unwanted,
    },
}

impl Sorting {
    /// Whether the head of a mail decides anything.
    pub fn asks_for_heads(&self) -> bool {
        self.functions != [Function::InternetFaxReceive]
    }

    /// What changes when anything does that a verdict depends on. What was left by other rules is looked at
    /// anew.
    pub fn rules(&self, largest_arrival_bytes: u64) -> Fingerprint {
        let mut functions = self.functions.clone();
        functions.sort_unstable_by_key(|function| function.as_str());
        let Filters { status, print } = &self.filters;
        let printed = (&print.senders, print.others);
        let known = (&self.address, self.is_visited, largest_arrival_bytes);
        let all = (functions, status, printed, known);
        Fingerprint::of(format!("{all:?}").as_bytes())
    }

    pub fn sort(&self, head: &Head) -> Verdict {
        let mut why = Unwanted::NoTaker;
        for function in ORDER.into_iter().filter(|one| self.functions.contains(one)) {
            let taken = match function {
                Function::DeliveryReports => is_about_a_mail(head),
                Function::EmailStatus => self.is_question(head),
                Function::PrintMail => is_from(head, &self.filters.print.senders),
                _ => Ok(()),
            };
            match taken {
                Ok(()) => return Verdict::For(function),
                Err(not) => why = not,
            }
        }
        Verdict::Nobody { others: self.others(), why }
    }

    /// What becomes of mails that no function takes.
    fn others(&self) -> Others {
        let said = self.functions.iter().filter_map(|function| match function {
            Function::EmailStatus => Some(self.filters.status.others),
            Function::PrintMail => Some(self.filters.print.others),
            _ => None,
        });
        let said: Vec<Others> = said.collect();
        let all_remove = !self.is_visited
            && !said.is_empty()
            && said.iter().all(|others| *others == Others::Remove);
        if all_remove { Others::Remove } else { Others::Leave }
    }

    fn is_question(&self, head: &Head) -> Result<(), Unwanted> {
        asks(head, &self.filters.status.words)?;
        may_be_answered(head, &self.filters.status.senders, &self.address).map(|_| ())
    }
}

/// Where a mail may be answered by itself: at an allowed address only.
pub fn may_be_answered<'a>(
    head: &'a Head,
    allowed: &[String],
    own_address: &str,
) -> Result<&'a str, Unwanted> {
    if let Some(automatic) = head.automatic {
        return Err(Unwanted::Automatic(automatic));
    }
    is_from(head, allowed)?;
    let [answer_to] = head.answer_to.as_slice() else {
        return Err(Unwanted::AnswerUnclear);
    };
    if !is_allowed(answer_to, allowed) {
        return Err(Unwanted::AnswerNotAllowed);
    }
    let own = [answer_to, &head.authors[0]].into_iter().any(|one| is_same(one, own_address));
    if own { Err(Unwanted::Own) } else { Ok(answer_to) }
}

fn is_about_a_mail(head: &Head) -> Result<(), Unwanted> {
    match head.kind {
        Kind::DeliveryReport | Kind::AutomaticReply => Ok(()),
        Kind::Letter => Err(Unwanted::NoReport),
    }
}

/// Whether a mail is from an allowed sender, as far as anybody can tell.
pub fn is_from(head: &Head, allowed: &[String]) -> Result<(), Unwanted> {
    let [author] = head.authors.as_slice() else {
        return Err(Unwanted::AuthorUnclear);
    };
    if !is_allowed(author, allowed) {
        return Err(Unwanted::SenderNotAllowed);
    }
    match head.sender_check {
        SenderCheck::Failed => Err(Unwanted::SenderFalse),
        SenderCheck::Passed | SenderCheck::Unchecked => Ok(()),
    }
}

/// Entries are addresses, or `@` and a domain.
fn is_allowed(address: &str, allowed: &[String]) -> bool {
    let domain = address.rfind('@').map(|at| &address[at..]);
    allowed
        .iter()
        .any(|entry| is_same(entry, address) || domain.is_some_and(|domain| is_same(entry, domain)))
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// A word stands in the subject where no other letter touches it.
fn asks(head: &Head, words: &[String]) -> Result<(), Unwanted> {
    let subject = head.subject.as_deref().unwrap_or_default().to_lowercase();
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let stands = |word: &String| {
        let word = word.to_lowercase();
        subject.match_indices(&word).any(|(at, found)| {
            let (before, behind) = (&subject[..at], &subject[at + found.len()..]);
            !is_letter(before.chars().next_back()) && !is_letter(behind.chars().next())
        })
    };
    if words.iter().any(stands) { Ok(()) } else { Err(Unwanted::NoWord) }
}

/// Who is asked first.
const ORDER: [Function; 4] = [
    Function::DeliveryReports,
    Function::EmailStatus,
    Function::PrintMail,
    Function::InternetFaxReceive,
];

#[cfg(test)]
mod tests;
