//! Records: what has a kind, a name, a revision and a body that is not looked into.

use scanpost_core::Stored;
use scanpost_core::journal::{Event, Stamp};
use scanpost_core::record::{Kind, Put, Record, Records, Revision};

use super::{MemoryStore, done};

impl Records for MemoryStore {
    fn records(&self, kind: Kind) -> Stored<'_, Vec<Record>> {
        let state = self.state();
        let of_kind = state.records.iter().filter(|((its, _), _)| *its == kind);
        done(of_kind.map(|(_, record)| record.clone()).collect())
    }

    fn put_record(
        &self,
        kind: Kind,
        record: Record,
        event: Event,
        stamp: Stamp,
    ) -> Stored<'_, Put> {
        let mut state = self.state();
        let key = (kind, record.name.clone());
        let there = state.records.get(&key).map(|there| there.revision);
        if there.unwrap_or_default() != record.revision {
            return done(Put::Changed);
        }
        state.records.insert(key, Record { revision: record.revision.next(), ..record });
        state.write(None, None, event, stamp);
        done(if there.is_some() { Put::Replaced } else { Put::Added })
    }

    fn remove_record(
        &self,
        kind: Kind,
        name: String,
        seen: Revision,
        event: Event,
        stamp: Stamp,
    ) -> Stored<'_, bool> {
        let mut state = self.state();
        let key = (kind, name);
        if state.records.get(&key).is_none_or(|there| there.revision != seen) {
            return done(false);
        }
        state.records.remove(&key);
        state.write(None, None, event, stamp);
        done(true)
    }
}
