//! In whose turn jobs are claimed: devices one after the other, within a device the oldest first. Pure.
//!
//! Who was served longest ago is first, so that a device that sends one scan does not wait for the 500 of
//! another, but for one of them. That is kept in memory only: after a start all begin as equals.

use scanpost_core::clock::Time;
use scanpost_core::spool::JobId;

/// A device of an account that has something due.
pub(crate) struct Candidate {
    pub(crate) device: String,
    /// Counts up with each job that is claimed of any device; 0: none of this one was.
    pub(crate) served: u64,
    /// Its oldest due job.
    pub(crate) first: (Time, JobId),
}

/// The devices that come next, the first at the front.
pub(crate) fn in_turn(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_unstable_by_key(|candidate| (candidate.served, candidate.first));
    candidates
}

/// Takes one of each device's jobs after the other's, `most` in all.
pub(crate) fn deal(devices: &[Vec<JobId>], most: usize) -> Vec<JobId> {
    let longest = devices.iter().map(Vec::len).max().unwrap_or_default();
    let rounds =
        (0..longest).flat_map(|round| devices.iter().filter_map(move |jobs| jobs.get(round)));
    rounds.take(most).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(device: &str, served: u64, due_at: i64) -> Candidate {
        let device = device.to_owned();
        Candidate { device, served, first: (Time(due_at), JobId::new()) }
    }

    #[test]
    fn who_was_served_longest_ago_is_first_and_of_equals_who_waits_longest() {
        let candidates = vec![
            candidate("a", 7, 1),
            candidate("b", 0, 9),
            candidate("c", 3, 5),
            candidate("d", 0, 2),
        ];
        let order: Vec<_> = in_turn(candidates).into_iter().map(|one| one.device).collect();
        assert_eq!(order, ["d", "b", "c", "a"]);
    }

    #[test]
    fn one_of_each_goes_before_the_second_of_any() {
        let ids: Vec<JobId> = (0..6).map(|_| JobId::new()).collect();
        let devices = [vec![ids[0], ids[1], ids[2], ids[3]], vec![ids[4]], vec![ids[5]]];
        assert_eq!(deal(&devices, 5), [ids[0], ids[4], ids[5], ids[1], ids[2]]);
        assert_eq!(deal(&devices, 0), []);
        assert_eq!(deal(&[], 5), []);
    }
}
