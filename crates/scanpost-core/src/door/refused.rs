//! How often what was refused since the start: mails, log-ins and connections, by the cause.
//!
//! Only in memory: what strangers do is not written down, so that nobody fills the disk by being refused.
//! There are as many counts as causes.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::fault::Code;

#[derive(Debug, Default)]
pub(super) struct Refused(Mutex<BTreeMap<&'static str, u64>>);

impl Refused {
    pub(super) fn count(&self, code: Code) {
        *self.lock().entry(code.as_str()).or_default() += 1;
    }

    /// By code.
    pub(super) fn counts(&self) -> Vec<(&'static str, u64)> {
        self.lock().iter().map(|(code, count)| (*code, *count)).collect()
    }

    /// A count is whole after every statement.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
