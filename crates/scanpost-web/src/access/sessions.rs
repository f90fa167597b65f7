//! Sessions: who a browser belongs to, for a working day at most.
//!
//! What the holder may do is not kept here: it is asked of the gateway anew for each request. An
//! ended session is remembered for a while, for one purpose: an administrator who comes back with the
//! browser is not shut out by strangers' guesses.

use std::collections::HashMap;
use std::time::Duration;

use scanpost_core::administrator::person::{self, LogIn};
use tokio::time::Instant;

use super::{KeyHash, key_hash, random};

/// Whose a session is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// Of whoever made a link at the machine itself.
    Console,
    Administrator(LogIn),
}

/// All sessions, by the hashes of their ids.
#[derive(Default)]
pub(super) struct Sessions(HashMap<KeyHash, Session>);

struct Session {
    holder: Holder,
    began_at: Instant,
    /// When a person last did something.
    used_at: Instant,
    has_ended: bool,
}

impl Sessions {
    /// The new session's id: 128 random bits.
    pub(super) fn begin(&mut self, holder: Holder, now: Instant) -> String {
        self.0.retain(|_, session| now.duration_since(session.began_at) < REMEMBERED);
        if self.0.len() >= MOST_SESSIONS {
            // An ended one goes before a living one, an old one before a new one.
            let first = self.0.iter().min_by_key(|(_, its)| (its.is_live(now), its.used_at));
            if let Some(first) = first.map(|(id, _)| *id) {
                self.0.remove(&first);
            }
        }
        let id = format!("{:032x}", u128::from_be_bytes(random()));
        let session = Session { holder, began_at: now, used_at: now, has_ended: false };
        self.0.insert(key_hash(&id), session);
        id
    }

    pub(super) fn holder(&mut self, id: &str, is_at_work: bool, now: Instant) -> Option<Holder> {
        let session = self.0.get_mut(&key_hash(id)).filter(|session| session.is_live(now))?;
        if is_at_work {
            session.used_at = now;
        }
        Some(session.holder.clone())
    }

    pub(super) fn known_browser(&self, id: &str, name: &str) -> Option<u64> {
        let id = key_hash(id);
        let Holder::Administrator(log_in) = &self.0.get(&id)?.holder else { return None };
        let number = id.first_chunk().map(|octets| u64::from_be_bytes(*octets));
        number.filter(|_| person::is_same_name(log_in.name(), name))
    }

    pub(super) fn end(&mut self, id: &str) {
        if let Some(session) = self.0.get_mut(&key_hash(id)) {
            session.has_ended = true;
        }
    }
}

impl Session {
    fn is_live(&self, now: Instant) -> bool {
        !self.has_ended
            && now.duration_since(self.began_at) < LONGEST
            && now.duration_since(self.used_at) < IDLE
    }
}

/// A working day.
const LONGEST: Duration = Duration::from_hours(12);
/// Without anybody doing anything.
const IDLE: Duration = Duration::from_mins(30);
/// The browser of an ended session.
pub(super) const REMEMBERED: Duration = Duration::from_hours(30 * 24);

const MOST_SESSIONS: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn a_session_ends_after_half_an_hour_in_which_nobody_did_anything() {
        let (mut sessions, begin) = (Sessions::default(), Instant::now());
        let id = sessions.begin(Holder::Console, begin);
        assert!(sessions.holder(&id, true, begin + 29 * MINUTE).is_some());
        // A page that looks again by itself is nobody.
        assert!(sessions.holder(&id, false, begin + 58 * MINUTE).is_some());
        assert!(sessions.holder(&id, true, begin + 59 * MINUTE).is_none());
    }

    #[test]
    fn a_session_ends_after_twelve_hours_however_busy() {
        let (mut sessions, begin) = (Sessions::default(), Instant::now());
        let id = sessions.begin(Holder::Console, begin);
        for minute in 0..12 * 60 {
            assert!(sessions.holder(&id, true, begin + minute * MINUTE).is_some(), "{minute}");
        }
        assert!(sessions.holder(&id, true, begin + LONGEST).is_none());
    }

    #[test]
    fn there_is_no_end_to_log_ins_but_to_what_is_kept_of_them() {
        let (mut sessions, begin) = (Sessions::default(), Instant::now());
        let busy = sessions.begin(Holder::Console, begin);
        for _ in 0..3 * MOST_SESSIONS {
            let id = sessions.begin(Holder::Console, begin);
            sessions.end(&id);
        }
        assert!(sessions.0.len() <= MOST_SESSIONS);
        assert!(sessions.holder(&busy, true, begin).is_some(), "the living one stays");
    }
}
