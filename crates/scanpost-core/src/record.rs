//! How a thing that two people may edit at once is kept.
//!
//! Everything that an administrator can change has a [`Revision`], which counts its changes. Who
//! changes it names the revision that was read; if another was faster, nothing is written and the
//! answer says so. So nobody overwrites what they have not seen, and no lock is held while a person
//! thinks.
//!
//! Accounts and devices have tables of their own. All else is a [`Record`]: a name, a revision and
//! JSON, which the storage does not look into; the rooms that own a [`Kind`] give it its type.

use serde::{Deserialize, Serialize};

use crate::Stored;
use crate::journal::{Event, Stamp};

/// Counts the changes of one thing. 0: it has not been stored yet.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Revision(pub u64);

impl Revision {
    /// That of the same thing after one more change.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// There was none of that name.
    Added,
    Replaced,
    /// Nothing was written: another was faster, or it is gone. Read again.
    Changed,
}

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Administrator,
    ApiToken,
    /// The settings of the site; one record for each part of them ([`crate::site`]).
    Site,
    /// A code that is on a screen, by its account: a restart interrupts the sign-in.
    SignIn,
}

impl Kind {
    /// As it stands in the storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Administrator => "administrator",
            Kind::ApiToken => "api-token",
            Kind::Site => "site",
            Kind::SignIn => "sign-in",
        }
    }
}

/// One thing that can be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub name: String,
    pub revision: Revision,
    /// JSON. Secrets in it are hashes, or sealed.
    pub body: String,
}

/// What the records' storage can do.
pub trait Records: Send + Sync {
    /// All of one kind, by name.
    fn records(&self, kind: Kind) -> Stored<'_, Vec<Record>>;

    /// Adds a record, or replaces the one of its kind and name, if the revision there is that of
    /// `record` (0: there is none); it counts up by one. `event` goes to the journal with it.
    fn put_record(&self, kind: Kind, record: Record, event: Event, stamp: Stamp)
    -> Stored<'_, Put>;

    /// Removes the record if its revision is still `seen`; true if so.
    fn remove_record(
        &self,
        kind: Kind,
        name: String,
        seen: Revision,
        event: Event,
        stamp: Stamp,
    ) -> Stored<'_, bool>;
}
