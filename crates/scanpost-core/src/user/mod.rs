//! Users: people whose scans go out from their own mailboxes ("To My Email").
//!
//! A device with the sender rule `per-user` names a person with each mail. That person is a user; the
//! mail is a job of the user's own account, which nobody sets up: its app is that of the site, its
//! mailbox the user's address, its name follows from that ([`account_of`]). So a user who was removed and
//! comes back has the same account, and what waited for it goes on.
//!
//! - this file: what a user is, and what the storage must offer ([`Users`])
//! - [`csv`]: many users from a table
//! - [`directory`]: whose mail it is
//! - [`tickets`], [`pace`]: the way to the page where a user signs in, and how often it is gone
//! - [`asks`]: how many are asked by mail to go there
//!
//! Not here: the account's grant and how somebody signs in ([`crate::oauth`]), who is at work (the
//! gateway).

pub mod asks;
pub mod csv;
pub mod directory;
pub mod pace;
pub mod tickets;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Stored;
use crate::account::{AccountName, is_address};
use crate::clock::Time;
use crate::journal::Stamp;
use crate::objection::{Objection, Reason};
use crate::record::{Put, Revision};
pub use asks::Asks;
pub use directory::{Admits, Directory};

/// More users than this are not kept. A university has so many.
pub const MOST_USERS: u64 = 100_000;

/// What else a user may be known by, at most. People have a mailbox and a few other addresses.
pub const MOST_MATCHES: usize = 20;

/// Longest name of a person, and of a user at a device, in characters.
const LONGEST_NAME: usize = 100;

/// A person with a mailbox of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// As people know them: `Anna Berg`.
    pub name: String,
    /// The mailbox that their scans go out from. Unique, whatever the case.
    pub address: String,
    /// What else a device may name them by: other addresses, or, without an `@`, what stands before it
    /// in the sender's address. No two users share one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<String>,
    #[serde(default)]
    pub revision: Revision,
}

impl User {
    /// The account that their mails go out by.
    pub fn account(&self) -> AccountName {
        account_of(&self.address)
    }

    /// All that a device may name them by, as it is compared.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<_> =
            std::iter::once(&self.address).chain(&self.matches).map(|text| key(text)).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// Whether name or address hold this; `search` in small letters.
    pub fn holds(&self, search: &str) -> bool {
        search.is_empty() || key(&self.name).contains(search) || key(&self.address).contains(search)
    }

    /// Whether a user can be as it is entered.
    pub fn check(&self) -> Result<(), Objection> {
        if !is_name(&self.name) {
            return Err(Objection::new(Reason::UserNameInvalid, self.name.escape_debug()));
        }
        if !is_address(&self.address) {
            return Err(Objection::new(Reason::AddressInvalid, self.address.escape_debug()));
        }
        if self.matches.len() > MOST_MATCHES {
            return Err(Objection::new(Reason::UserMatchesTooMany, MOST_MATCHES));
        }
        match self.matches.iter().find(|text| !is_match(text)) {
            Some(wrong) => Err(Objection::new(Reason::UserMatchInvalid, wrong.escape_debug())),
            None => Ok(()),
        }
    }
}

/// As addresses and names are compared: case is a whim of whoever typed it.
pub fn key(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The account of the mailbox's user, whether there is one or not. Its name tells nobody the address: it
/// stands in logs.
pub fn account_of(address: &str) -> AccountName {
    AccountName::of_user(Sha256::digest(key(address)).as_slice())
}

/// Whether a person may be called so.
fn is_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control)
}

/// Whether a device may name a user so: an address, or what can stand before the `@`.
fn is_match(text: &str) -> bool {
    if text.contains('@') { is_address(text) } else { is_address(&format!("{text}@x")) }
}

/// Which users a list shows, by address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFilter {
    /// Behind this one.
    pub after: Option<String>,
    /// What the name or the address must hold, whatever the case; everything, where it is empty.
    pub search: String,
    pub most: usize,
}

impl UserFilter {
    /// So many are shown at once, at most.
    pub const MOST: usize = 1000;
}

/// What came of storing users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutUsers {
    /// All of them.
    Done { added: usize, changed: usize },
    /// None: a device would take the two for each other.
    Taken { address: String, text: String },
    /// None: there would be more than [`MOST_USERS`].
    TooMany,
}

/// What becomes of the scans of a user who is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scans {
    /// They stay, and the queue is held, until the user comes back or an administrator deletes them.
    Keep,
    Delete,
}

/// What came of removing a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    Done {
        kept: u64,
        deleted: u64,
    },
    /// Nothing was removed: so many scans wait, and nobody has said what becomes of them.
    Asks(u64),
    /// Nothing was removed: one of the scans is on its way this moment.
    UnderWay,
    NotThere,
}

/// What the users' storage can do. None of it looks through all users for one of them.
pub trait Users: Send + Sync {
    /// The user of this mailbox.
    fn user(&self, address: String) -> Stored<'_, Option<User>>;

    fn user_of(&self, account: AccountName) -> Stored<'_, Option<User>>;

    /// The user whom a device may name so; `keys` as of [`key`], the first one that somebody has.
    fn user_named(&self, keys: Vec<String>) -> Stored<'_, Option<User>>;

    /// One page, by address.
    fn users(&self, filter: UserFilter) -> Stored<'_, Vec<User>>;

    fn count_users(&self) -> Stored<'_, u64>;

    /// Adds a user, or replaces the one of the same address if it still is the one that was read. As for
    /// [`Users::import_users`] nobody else may be named so; then the inner answer says who is. Writes
    /// [`crate::journal::Event::UserAdded`] or [`crate::journal::Event::UserChanged`].
    fn put_user(&self, user: User, stamp: Stamp) -> Stored<'_, Result<Put, PutUsers>>;

    /// Adds or replaces all of them, whatever their revisions, or none. Writes one
    /// [`crate::journal::Event::UsersImported`].
    fn import_users(&self, users: Vec<User>, stamp: Stamp) -> Stored<'_, PutUsers>;

    /// Removes the user with the grant. Where scans have not ended, `scans` says what becomes of them.
    /// Those that are kept are held. Writes [`crate::journal::Event::UserRemoved`].
    fn remove_user(
        &self,
        address: String,
        scans: Option<Scans>,
        stamp: Stamp,
    ) -> Stored<'_, Removed>;

    /// How many scans of the account have not ended.
    fn scans_of(&self, account: AccountName) -> Stored<'_, u64>;

    /// Accounts of users that have a job due and are not held, behind `after`, by name.
    fn users_with_work(
        &self,
        now: Time,
        after: Option<AccountName>,
        most: usize,
    ) -> Stored<'_, Vec<AccountName>>;

    /// Accounts of users that are held although they have a grant, behind `after`, by name.
    fn held_users(&self, after: Option<AccountName>, most: usize) -> Stored<'_, Vec<AccountName>>;

    /// Accounts of users that are held with a scan that waits and was accepted before then, by name; of users
    /// who were removed too.
    fn users_waiting_since(&self, before: Time, most: usize) -> Stored<'_, Vec<AccountName>>;

    /// Accounts of users whose grant nobody has changed since `before`, the one that waits longest first,
    /// behind `after`.
    fn unrenewed_users(
        &self,
        before: Time,
        after: Option<(Time, AccountName)>,
        most: usize,
    ) -> Stored<'_, Vec<(Time, AccountName)>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str, address: &str, matches: &[&str]) -> User {
        let matches = matches.iter().map(ToString::to_string).collect();
        User { name: name.to_owned(), address: address.to_owned(), matches, ..User::default() }
    }

    #[test]
    fn a_user_has_a_name_a_mailbox_and_a_few_words_that_devices_use() {
        let good = [
            user("Anna Berg", "anna@contoso.example", &[]),
            user("Åke", "ake@contoso.example", &["anna.b", "anna@old.example"]),
        ];
        for user in good {
            assert_eq!(user.check(), Ok(()), "{user:?}");
        }
        let many = vec!["a"; MOST_MATCHES + 1];
        let bad = [
            (user(" ", "a@b", &[]), Reason::UserNameInvalid),
            (user("a\nb", "a@b", &[]), Reason::UserNameInvalid),
            (user(&"x".repeat(LONGEST_NAME + 1), "a@b", &[]), Reason::UserNameInvalid),
            (user("Anna", "anna", &[]), Reason::AddressInvalid),
            (user("Anna", "a@b", &["a b"]), Reason::UserMatchInvalid),
            (user("Anna", "a@b", &["a@"]), Reason::UserMatchInvalid),
            (user("Anna", "a@b", &[""]), Reason::UserMatchInvalid),
            (user("Anna", "a@b", &many), Reason::UserMatchesTooMany),
        ];
        for (user, reason) in bad {
            assert_eq!(user.check().map_err(|why| why.reason), Err(reason), "{user:?}");
        }
    }

    #[test]
    fn a_users_account_follows_from_the_mailbox_whatever_the_case_and_does_not_tell_it() {
        let account = account_of("Anna@Contoso.example");
        assert_eq!(account, account_of(" anna@contoso.EXAMPLE"));
        assert_ne!(account, account_of("bo@contoso.example"));
        assert!(account.is_of_user());
        assert!(!account.as_str().contains("anna"), "{account}");
        let read: AccountName = account.as_str().parse().expect("it is a name");
        assert_eq!(read, account);
        assert!(!"scans".parse::<AccountName>().expect("a name").is_of_user());
    }

    #[test]
    fn what_devices_may_say_is_compared_without_case_and_once() {
        let anna = user("Anna", "Anna@b.example", &["ANNA", "anna@B.example", "a.b"]);
        assert_eq!(anna.keys(), ["a.b", "anna", "anna@b.example"]);
    }
}
