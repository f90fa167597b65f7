//! Views in, HTML out, for the pages of settings. Pure.

mod mail;
mod mail_fields;
mod notices;
mod slots;
mod transfer;

use scanpost_core::record::Revision;

use crate::pages::fields::Wrong;
use crate::pages::say::Say;

pub(super) use mail::{MailForm, mail};
pub(in crate::pages) use mail_fields::{Choice, encryption_word};
pub(super) use notices::{NoticesForm, notices};
pub(in crate::pages) use slots::function;
pub(super) use slots::slots;
pub(super) use transfer::{import, transfer};

/// What a form shows beside what is stored.
pub(super) struct Form<'a, Entered> {
    /// What was typed and could not be saved; none: what is stored.
    pub(super) entered: Option<&'a Entered>,
    /// The state that was seen then; none: the one that is stored now.
    pub(super) seen: Option<Revision>,
    pub(super) wrong: Vec<Wrong>,
    pub(super) done: &'a str,
}

impl<Entered> Default for Form<'_, Entered> {
    fn default() -> Self {
        Self { entered: None, seen: None, wrong: Vec::new(), done: "" }
    }
}

/// What was done, by the word in the address.
pub(super) fn done(say: Say, word: &str) -> Option<String> {
    let id = match word {
        "saved" => "done-saved",
        "imported" => "done-imported",
        "known" => "done-known",
        "removed" => "done-removed",
        "updated" => "done-updated",
        "tried" => "done-tried",
        _ => return None,
    };
    Some(say.text(id))
}
