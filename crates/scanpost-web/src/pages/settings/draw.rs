//! Views in, HTML out, for the pages of settings. Pure.

mod history;
mod mail;
mod mail_fields;
mod notices;
mod slots;
mod transfer;

use crate::pages::say::Say;

pub(super) use history::{HistoryForm, history};
pub(super) use mail::{MailForm, mail};
pub(super) use notices::{NoticesForm, notices};
pub(super) use slots::slots;
pub(super) use transfer::{import, transfer};

/// What was done, by the word in the address.
fn done(say: Say, word: &str) -> Option<String> {
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
