//! A grant is changed by comparing generations: pure, the same for every backend.

use scanpost_core::oauth::{Generation, PutGrant, StoredGrant};

/// What is stored for one account. It outlives its grant and even its account, because a
/// generation must never come again: a late writer would take the new grant for the one it knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct GrantRecord {
    pub(crate) generation: Generation,
    pub(crate) sealed: Option<Vec<u8>>,
}

impl GrantRecord {
    /// The grant, if there is one.
    pub(crate) fn stored(self) -> Option<StoredGrant> {
        let generation = self.generation;
        self.sealed.map(|sealed| StoredGrant { generation, sealed })
    }

    /// Puts another grant, or none, in the place of the one that was `seen`.
    pub(crate) fn put_if(&mut self, seen: Option<Generation>, sealed: Option<Vec<u8>>) -> PutGrant {
        let as_seen = match seen {
            Some(generation) => generation == self.generation,
            None => self.sealed.is_none(),
        };
        if !as_seen {
            return PutGrant::Changed;
        }
        self.change(sealed);
        PutGrant::Done(self.generation)
    }

    /// Forgets the grant, whoever saw it.
    pub(crate) fn forget(&mut self) {
        self.change(None);
    }

    fn change(&mut self, sealed: Option<Vec<u8>>) {
        self.generation = Generation(self.generation.0 + 1);
        self.sealed = sealed;
    }
}
