//! The name of an account, by which the stations speak of it without knowing what it is.
//!
//! A device's mail goes out by an account, a job belongs to one, a queue is held for one. What an
//! account is (mailbox, provider, grant) only [`crate::oauth`] knows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What the administrator calls an account: `scans`. Unique.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountName(String);

/// Longest name of an account, in characters.
const LONGEST_NAME: usize = 64;

impl AccountName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(allowed) {
            return Err(format!(
                "'{name}' cannot be an account's name: use 1 to {LONGEST_NAME} letters, digits, dots, hyphens or underscores"
            ));
        }
        Ok(Self(name.to_owned()))
    }
}

impl TryFrom<String> for AccountName {
    type Error = String;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<AccountName> for String {
    fn from(name: AccountName) -> Self {
        name.0
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        assert!("scans".parse::<AccountName>().is_ok());
        assert!("front-office_2.b".parse::<AccountName>().is_ok());
        for bad in ["", "a b", "a/b", "å", "<script>", &"x".repeat(65)] {
            assert!(bad.parse::<AccountName>().is_err(), "{bad}");
        }
    }
}
