//! What a list of mails that came in is asked for, as it stands in the page's address.
//!
//! Whatever cannot be read asks for nothing, so an old bookmark shows a longer list and no error.

use scanpost_core::receive::{ArrivalFilter, ArrivalState};
use serde::Deserialize;

use crate::address;

/// The query of a list, as it was linked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ArrivalsAsked {
    pub state: String,
    /// The number of a mail: the page of those that are older.
    pub before: String,
    /// What was done to one of them, said once.
    pub done: String,
}

impl ArrivalsAsked {
    /// What the storage is asked.
    pub(super) fn filter(&self, most: usize) -> ArrivalFilter {
        let before = self.before.parse().ok();
        ArrivalFilter { state: self.state(), before, most, ..ArrivalFilter::default() }
    }

    pub(super) fn state(&self) -> Option<ArrivalState> {
        ArrivalState::ALL.into_iter().find(|state| state.as_str() == self.state)
    }

    /// The address of the list of the same state.
    pub(super) fn place(&self) -> String {
        place(self.state(), &[])
    }

    /// The page of those that are older than this one.
    pub(super) fn place_before(&self, before: &str) -> String {
        place(self.state(), &[("before", before)])
    }

    /// The list, with what was done.
    pub(super) fn place_with(&self, done: &str) -> String {
        place(self.state(), &[("done", done)])
    }

    /// The state, as the query of what is done to one mail of the list.
    pub(super) fn query(&self) -> String {
        address::query(&[("state", self.state().map_or("", ArrivalState::as_str))])
    }
}

/// The address of a list: the quarantine has a page of its own.
pub(super) fn place(state: Option<ArrivalState>, query: &[(&str, &str)]) -> String {
    match state {
        Some(ArrivalState::Quarantined) => {
            format!("/receiving/quarantine{}", address::query(query))
        }
        other => {
            let state = [("state", other.map_or("", ArrivalState::as_str))];
            format!("/receiving/arrivals{}", address::query(&[&state, query].concat()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_its_place_and_what_is_no_state_shows_all() {
        let asked = |state: &str| ArrivalsAsked { state: state.to_owned(), ..Default::default() };
        for (state, place, older) in [
            ("quarantined", "/receiving/quarantine", "/receiving/quarantine?before=7"),
            (
                "waiting",
                "/receiving/arrivals?state=waiting",
                "/receiving/arrivals?state=waiting&before=7",
            ),
            ("lost", "/receiving/arrivals", "/receiving/arrivals?before=7"),
        ] {
            let asked = asked(state);
            assert_eq!(
                (asked.place(), asked.place_before("7")),
                (place.to_owned(), older.to_owned())
            );
        }
        assert_eq!(asked("lost").filter(50), ArrivalFilter { most: 50, ..Default::default() });
    }
}
