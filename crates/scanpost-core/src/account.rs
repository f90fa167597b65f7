//! The name of an account, by which the stations speak of it without knowing what it is.
//!
//! A device's mail goes out by an account, a job belongs to one, a queue is held for one. What an
//! account is (mailbox, provider, grant) only [`crate::oauth`] knows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What the administrator calls an account: `scans`. Unique.
///
/// 1 to 64 letters (A to Z), digits, dots, hyphens and underscores, a letter or digit first. Such a
/// name is safe in an address of the page, where `.` and `..` are ways and no names, and on the
/// command line, where a hyphen begins an option.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountName(String);

/// Longest name of an account, in characters.
const LONGEST_NAME: usize = 64;

/// So much of it is left for a hyphen and a number.
const ROOM_FOR_A_NUMBER: usize = 4;

/// How the account of a user begins; an administrator's may not be called so.
const OF_USER: &str = "user.";

/// So many octets of the address's hash tell users apart.
const USER_OCTETS: usize = 16;

impl AccountName {
    /// What an account at this mailbox is called, as long as nobody gives it another name: what stands before
    /// the `@`, as far as a name takes it.
    pub fn after(address: &str) -> Self {
        let user = address.split('@').next().unwrap_or_default();
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name: String =
            user.chars().filter(is_plain).take(LONGEST_NAME - ROOM_FOR_A_NUMBER).collect();
        let name = name.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let name = Self(if name.is_empty() { "account" } else { name }.to_owned());
        if name.is_of_user() { Self("account".to_owned()) } else { name }
    }

    /// The same, with a number where another account is called so already.
    pub fn free_after(address: &str, taken: &[AccountName]) -> Self {
        let first = Self::after(address);
        let numbered = (2..1_000).filter_map(|number| format!("{first}-{number}").parse().ok());
        let mut names = std::iter::once(first.clone()).chain(numbered);
        names.find(|name| !taken.contains(name)).unwrap_or(first)
    }

    /// The account of the user whose address has this hash.
    pub fn of_user(hash: &[u8]) -> Self {
        use std::fmt::Write as _;
        let mut name = OF_USER.to_owned();
        for octet in hash.iter().take(USER_OCTETS) {
            write!(name, "{octet:02x}").expect("a text takes what is written");
        }
        Self(name)
    }

    /// What stands for all of them where nobody asks for a single one.
    pub fn of_all_users() -> Self {
        Self(format!("{OF_USER}all"))
    }

    /// The same, or what stands for the accounts of all users.
    #[must_use]
    pub fn in_common(self) -> Self {
        if self.is_of_user() { Self::of_all_users() } else { self }
    }

    /// It is not one that an administrator has set up, but a user's.
    pub fn is_of_user(&self) -> bool {
        self.0.starts_with(OF_USER)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let good = name.len() <= LONGEST_NAME
            && name.chars().all(allowed)
            && name.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !good {
            return Err(format!(
                "'{}' cannot be an account's name: use 1 to {LONGEST_NAME} letters, digits, dots, hyphens or underscores, and begin with a letter or digit",
                name.escape_debug()
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

/// Longest mail address: RFC 5321 §4.5.3.1.3, less the angle brackets.
const LONGEST_ADDRESS: usize = 254;

/// Whether a text can be a mailbox's address: a Dot-string and a domain (RFC 5321 §4.1.2), in letters
/// of any language (RFC 6531 §3.3).
///
/// Less than the standard lets be: no quoted strings and no address literals, which no mail service
/// gives a mailbox, and none of the two characters that a shell reads even between quotes.
pub fn is_address(text: &str) -> bool {
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_of_an_atom);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let Some((user, domain)) = text.split_once('@') else { return false };
    text.len() <= LONGEST_ADDRESS && user.split('.').all(is_atom) && domain.split('.').all(is_label)
}

fn is_of_an_atom(c: char) -> bool {
    c.is_alphanumeric() || "!#%&'*+-/=?^_{|}~".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        assert!("scans".parse::<AccountName>().is_ok());
        assert!("front-office_2.b".parse::<AccountName>().is_ok());
        let bad = [
            "",
            ".",
            "..",
            ".hidden",
            "-rf",
            "_x",
            "a b",
            "a/b",
            "a\\b",
            "a\nb",
            "å",
            "<script>",
            &"x".repeat(65),
        ];
        for bad in bad {
            let error = bad.parse::<AccountName>().expect_err(bad);
            assert!(!error.contains(char::is_control), "it can be shown: {error:?}");
        }
    }

    #[test]
    fn an_account_is_called_after_its_mailbox_and_two_are_told_apart_by_a_number() {
        let long = format!("{}@x", "a".repeat(100));
        for (address, expected) in [
            ("scans@contoso.example", ["scans", "scans-2"]),
            ("user.anna@contoso.example", ["account", "account-2"]),
            ("åäö@contoso.example", ["account", "account-2"]),
            (&long, [&"a".repeat(60), &format!("{}-2", "a".repeat(60))]),
        ] {
            let first = AccountName::free_after(address, &[]);
            let second = AccountName::free_after(address, std::slice::from_ref(&first));
            assert_eq!([first.as_str(), second.as_str()], expected, "{address}");
        }
    }

    #[test]
    fn an_address_is_one_that_a_mailbox_can_have() {
        let good = ["scans@contoso.example", "a.b+c_d@sub.contoso.example", "o'hara@x", "åke@å.se"];
        for good in good {
            assert!(is_address(good), "{good}");
        }
        let long = format!("{}@x", "a".repeat(LONGEST_ADDRESS));
        let bad = [
            "",
            "x",
            "@x",
            "x@",
            "x@y@z",
            ".a@x",
            "a..b@x",
            "a.@x",
            "a@x..y",
            "a@-x",
            "a@[1.2.3.4]",
        ];
        let shell = [
            "a;$(calc)`@b.example",
            "$a@b",
            "a`@b",
            "a b@c",
            "a@b\r\nc",
            "\"a b\"@c",
            "<a@b>",
            "a@b;c",
            "(a)@b",
            "a\u{2019}@b",
        ];
        for bad in bad.into_iter().chain(shell).chain([&*long]) {
            assert!(!is_address(bad), "{bad:?}");
        }
    }
}
