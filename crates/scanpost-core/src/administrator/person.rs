//! An administrator as stored: a [`Record`] whose body has the password's hash and the privileges.

use serde::{Deserialize, Serialize};

use super::{Actor, Privileges};
use crate::clock::Time;
use crate::password::PasswordHash;
use crate::record::{Record, Revision};

/// Somebody who can log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    /// Unique, whatever the case of its letters; [`is_name`] says what a name may be.
    pub name: String,
    pub revision: Revision,
    pub body: Body,
}

/// What the record holds beside name and revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub password: PasswordHash,
    #[serde(default)]
    pub privileges: Privileges,
    pub added_at: Time,
}

/// That somebody has logged in, with the password that they had then. It is worth something for as
/// long as they have that password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogIn {
    name: String,
    password_mark: String,
}

impl LogIn {
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Administrator {
    /// Nothing: it is not what was stored.
    pub fn read(record: &Record) -> Option<Self> {
        let body = serde_json::from_str(&record.body).ok()?;
        Some(Self { name: record.name.clone(), revision: record.revision, body })
    }

    pub fn record(&self) -> Record {
        let body = serde_json::to_string(&self.body).expect("a body has text keys");
        Record { name: self.name.clone(), revision: self.revision, body }
    }

    pub fn actor(&self) -> Actor {
        Actor::Administrator { name: self.name.clone(), privileges: self.body.privileges.clone() }
    }

    /// The password was right.
    pub fn log_in(&self) -> LogIn {
        let password_mark = self.body.password.mark().to_owned();
        LogIn { name: self.name.clone(), password_mark }
    }

    /// Whether they still are who logged in.
    pub fn is(&self, log_in: &LogIn) -> bool {
        self.name == log_in.name && self.body.password.mark() == log_in.password_mark
    }
}

/// Whether somebody may be called so: 1 to 64 letters, digits, blanks, `.`, `-`, `_`, `@` and `+`, a
/// letter first and no blank last. The journal names people, API tokens, the console and addresses;
/// a person's name is none of the others.
pub fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '@' | '+');
    let lower = name.to_lowercase();
    name.chars().count() <= LONGEST_NAME
        && name.chars().all(allowed)
        && name.starts_with(char::is_alphabetic)
        && !name.ends_with(' ')
        && lower != Actor::Console.to_string()
        && !lower.starts_with("api token")
}

/// Whether both mean the same person.
pub fn is_same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// In characters.
const LONGEST_NAME: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_be_taken_for_anything_else_in_the_journal() {
        for good in ["anna", "Åsa Öberg", "anna.svensson@contoso.example", "B2", "consoles"] {
            assert!(is_name(good), "{good}");
        }
        let too_long = "x".repeat(LONGEST_NAME + 1);
        for bad in [
            "",
            " anna",
            "anna ",
            "console",
            "Console",
            "API token backup",
            "192.0.2.7",
            "-rf",
            "a/b",
            "a\nb",
            "a\r\nSet-Cookie: x",
            "<b>anna</b>",
            "a\u{202e}b",
            &too_long,
        ] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }

    #[test]
    fn names_that_differ_in_case_alone_are_the_same() {
        assert!(is_same_name("Åsa", "åsa"));
        assert!(!is_same_name("asa", "åsa"));
    }
}
