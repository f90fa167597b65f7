//! Who may change something: the people and programs that administer scanpost.
//!
//! - [`Actor`] is whoever asks for something now; [`Privilege`] is what it takes to be allowed
//! - [`person`]: who can log in; [`token`]: API tokens; `roster.rs` has all of them in memory
//! - [`new_password`]: which passwords are taken; [`guard`]: guessing made slow
//!
//! Everybody who is logged in may see how things stand. To change something takes the privilege for
//! it: an administrator has all, an administrator with custom privileges those that were given
//! (as the Ricoh guide has them). The gateway asks in one place, before it does anything, and writes
//! the actor's name into the journal with what was done.

pub mod guard;
pub mod new_password;
pub mod person;
pub(crate) mod roster;
pub mod token;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What somebody may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Privilege {
    /// Accounts and their providers, sign-in and sign-out, which function uses which account.
    Accounts,
    /// Servers, timeouts, sender, certificates, network.
    MailSettings,
    /// Devices and their passwords.
    Devices,
    /// To try, hold, release and delete jobs.
    Jobs,
    /// To download a mail. It is apart from [`Privilege::Jobs`]: scans can be confidential.
    JobContents,
    /// Administrators, API tokens, the audit, export and import of all settings.
    Administrators,
}

impl Privilege {
    pub const ALL: [Privilege; 6] = [
        Privilege::Accounts,
        Privilege::MailSettings,
        Privilege::Devices,
        Privilege::Jobs,
        Privilege::JobContents,
        Privilege::Administrators,
    ];

    /// The word as it stands in JSON, forms and the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Privilege::Accounts => "accounts",
            Privilege::MailSettings => "mail-settings",
            Privilege::Devices => "devices",
            Privilege::Jobs => "jobs",
            Privilege::JobContents => "job-contents",
            Privilege::Administrators => "administrators",
        }
    }
}

/// The text is no privilege's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPrivilege;

impl FromStr for Privilege {
    type Err = UnknownPrivilege;

    fn from_str(word: &str) -> Result<Self, UnknownPrivilege> {
        Self::ALL.into_iter().find(|known| known.as_str() == word).ok_or(UnknownPrivilege)
    }
}

/// What one actor may change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Privileges {
    #[default]
    All,
    Custom(BTreeSet<Privilege>),
}

impl Privileges {
    pub fn include(&self, privilege: Privilege) -> bool {
        match self {
            Privileges::All => true,
            Privileges::Custom(given) => given.contains(&privilege),
        }
    }

    /// Whether these allow everything that the others do.
    pub fn cover(&self, others: &Privileges) -> bool {
        match (self, others) {
            (Privileges::All, _) => true,
            (Privileges::Custom(_), Privileges::All) => false,
            (Privileges::Custom(own), Privileges::Custom(others)) => others.is_subset(own),
        }
    }
}

/// Whoever asks for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody at the machine itself: the command line, whose admission is the file permission of
    /// the control socket.
    Console,
    /// An administrator who has logged in.
    Administrator { name: String, privileges: Privileges },
    /// A program that shows an API token.
    ApiToken { name: String, privileges: Privileges },
}

impl Actor {
    pub fn may(&self, privilege: Privilege) -> bool {
        match self {
            Actor::Console => true,
            Actor::Administrator { privileges, .. } | Actor::ApiToken { privileges, .. } => {
                privileges.include(privilege)
            }
        }
    }
}

impl Actor {
    /// Whether the actor may give these privileges away, and change those who have them: nobody gets
    /// further than they are by way of somebody else.
    pub fn covers(&self, privileges: &Privileges) -> bool {
        match self {
            Actor::Console => true,
            Actor::Administrator { privileges: own, .. }
            | Actor::ApiToken { privileges: own, .. } => own.cover(privileges),
        }
    }
}

/// As it stands in the journal.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Console => f.write_str("console"),
            Actor::Administrator { name, .. } => f.write_str(name),
            Actor::ApiToken { name, .. } => write!(f, "API token {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_privilege_is_read_as_it_is_written() {
        for privilege in Privilege::ALL {
            assert_eq!(privilege.as_str().parse(), Ok(privilege));
            let json = serde_json::to_string(&privilege).expect("a word");
            assert_eq!(json, format!("\"{}\"", privilege.as_str()));
        }
        assert_eq!("root".parse::<Privilege>(), Err(UnknownPrivilege));
    }

    #[test]
    fn custom_privileges_are_those_that_were_given_and_no_others() {
        let privileges = Privileges::Custom([Privilege::MailSettings].into());
        let actor = Actor::Administrator { name: "anna".to_owned(), privileges };
        for privilege in Privilege::ALL {
            assert_eq!(actor.may(privilege), privilege == Privilege::MailSettings);
            assert!(Actor::Console.may(privilege));
        }
    }

    #[test]
    fn nobody_gives_more_than_they_have() {
        let custom = |given: &[Privilege]| Privileges::Custom(given.iter().copied().collect());
        let (jobs, both) =
            (custom(&[Privilege::Jobs]), custom(&[Privilege::Jobs, Privilege::Devices]));
        for (own, given, covered) in [
            (&Privileges::All, &Privileges::All, true),
            (&Privileges::All, &both, true),
            (&both, &Privileges::All, false),
            (&custom(&Privilege::ALL), &Privileges::All, false),
            (&both, &jobs, true),
            (&jobs, &both, false),
            (&jobs, &custom(&[]), true),
        ] {
            assert_eq!(own.cover(given), covered, "{own:?} {given:?}");
        }
    }
}
