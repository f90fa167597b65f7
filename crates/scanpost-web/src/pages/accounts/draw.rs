//! Views in, HTML out, for the pages of accounts. Pure.
//!
//! - here: all accounts, one account
//! - `add`, `settings`: the forms of a new account and of one that is there
//! - `doctor`: what the doctor found
//! - `ways`: the choice of a way to sign in; `browser` and `app`: two of them
//!
//! The third, the code on another screen, stands on the account's own page.

mod add;
mod app;
mod browser;
mod doctor;
mod settings;
mod ways;

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::clock::Time;
use scanpost_core::gateway::views::{AccountView, GrantView};

use super::place;
use super::shown::{AccountShown, GrantShown};
use crate::pages::render::{Asking, Frame, draw, question};
use crate::pages::say::Say;
use crate::pages::shown::{Part, Tone};

pub(super) use add::{add, providers};
pub(super) use app::{app, ask_remove_credential};
pub(super) use browser::{Journey, browser, came_back, consent, go_on};
pub(super) use doctor::doctor;
pub(super) use settings::settings;
pub(super) use ways::ways;

/// All accounts.
pub fn accounts(frame: &Frame, accounts: &[AccountView], now: Time) -> String {
    let say = frame.say();
    draw(&AccountsPage {
        frame,
        say,
        follow: true,
        accounts: accounts.iter().map(|view| AccountShown::of(say, view, now)).collect(),
    })
}

/// One account with everything about it.
pub fn account(frame: &Frame, account: &AccountView, grant: &GrantView, now: Time) -> String {
    let say = frame.say();
    draw(&AccountPage {
        frame,
        say,
        follow: true,
        account: AccountShown::of(say, account, now),
        grant: GrantShown::of(say, grant, now),
    })
}

/// The question before an account is removed: Yes removes, No keeps. `users`: so many sign in with its app.
pub(super) fn ask_remove(frame: &Frame, account: &AccountView, users: u64) -> String {
    let (say, place) = (frame.say(), place(&account.name));
    let action = format!("{place}/remove");
    let about = ("address", account.address.as_str());
    let mut asked = REMOVE.about(say, about, action, place);
    if users > 0 {
        let of_users = say.with("account-remove-users", "users", &users.to_string());
        asked.text = format!("{} {of_users}", asked.text);
    }
    question(frame, asked)
}

#[derive(Template)]
#[template(path = "accounts/list.html")]
struct AccountsPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    accounts: Vec<AccountShown>,
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    account: AccountShown,
    grant: GrantShown,
}

const REMOVE: Asking = Asking {
    title: "account-remove-title",
    text: "account-remove-text",
    yes: "account-remove-yes",
    no: "account-remove-no",
};
