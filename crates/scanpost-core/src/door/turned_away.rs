//! What the log says of strangers who are turned away: each address once a minute, with the count.
//!
//! A stranger costs a connection; if each one cost a line of the log as well, whoever floods the door
//! would fill the disk that the scans need. The first of an address is told at once, those of the
//! minute behind it are counted and told together. The machine knows no clock and writes no log: it is
//! told the moment, and gives the lines that are due.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

/// An address has a line so often.
const PAUSE: Duration = Duration::from_mins(1);

/// More addresses than this are not told apart within a minute; the others share a line.
const MOST_ADDRESSES: usize = 500;

/// One line for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Nothing: addresses beyond those that are told apart.
    pub(super) peer: Option<IpAddr>,
    /// Why it was turned away, the last time.
    pub(super) why: &'static str,
    /// How often since the last line.
    pub(super) times: u64,
}

/// Who was turned away within the last minute.
#[derive(Debug, Default)]
pub(super) struct TurnedAway {
    counts: HashMap<Option<IpAddr>, Count>,
    swept_at: Option<Instant>,
}

#[derive(Debug)]
struct Count {
    told_at: Instant,
    why: &'static str,
    untold: u64,
}

impl TurnedAway {
    /// Counts one more, and gives the lines that are due now.
    pub(super) fn count(&mut self, peer: IpAddr, why: &'static str, now: Instant) -> Vec<Line> {
        let mut lines = self.sweep(now);
        let peer = Some(peer.to_canonical());
        let has_room = self.counts.len() < MOST_ADDRESSES || self.counts.contains_key(&peer);
        let peer = peer.filter(|_| has_room);
        match self.counts.get_mut(&peer) {
            Some(count) if now.duration_since(count.told_at) < PAUSE => {
                count.untold += 1;
                count.why = why;
            }
            Some(count) => {
                let times = count.untold + 1;
                *count = Count { told_at: now, why, untold: 0 };
                lines.push(Line { peer, why, times });
            }
            None => {
                self.counts.insert(peer, Count { told_at: now, why, untold: 0 });
                lines.push(Line { peer, why, times: 1 });
            }
        }
        lines
    }

    /// Once a minute: tells what was counted and not told, and forgets who has stayed away.
    fn sweep(&mut self, now: Instant) -> Vec<Line> {
        let swept_at = *self.swept_at.get_or_insert(now);
        if now.duration_since(swept_at) < PAUSE {
            return Vec::new();
        }
        self.swept_at = Some(now);
        let mut lines = Vec::new();
        self.counts.retain(|peer, count| {
            if now.duration_since(count.told_at) < PAUSE {
                return true;
            }
            let times = std::mem::take(&mut count.untold);
            if times > 0 {
                lines.push(Line { peer: *peer, why: count.why, times });
                count.told_at = now;
            }
            times > 0
        });
        lines
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WHY: &str = "device-unknown";

    fn peer(number: u32) -> IpAddr {
        IpAddr::from((0x0a00_0000 + number).to_be_bytes())
    }

    fn line(number: u32, times: u64) -> Line {
        Line { peer: Some(peer(number)), why: WHY, times }
    }

    #[test]
    fn the_first_is_told_at_once_and_the_rest_of_the_minute_in_one_line() {
        let (mut away, start) = (TurnedAway::default(), Instant::now());
        assert_eq!(away.count(peer(1), WHY, start), [line(1, 1)]);
        for second in 1..60 {
            assert_eq!(away.count(peer(1), WHY, start + Duration::from_secs(second)), []);
        }
        assert_eq!(away.count(peer(2), WHY, start + Duration::from_secs(59)), [line(2, 1)]);
        // The sweep tells the 59; the one that comes in that moment waits for its minute.
        assert_eq!(away.count(peer(1), WHY, start + PAUSE), [line(1, 59)]);
        assert_eq!(away.count(peer(1), WHY, start + 2 * PAUSE), [line(1, 1)]);
    }

    #[test]
    fn what_was_counted_is_told_although_its_address_stays_away() {
        let (mut away, start) = (TurnedAway::default(), Instant::now());
        away.count(peer(1), WHY, start);
        away.count(peer(1), WHY, start);
        assert_eq!(away.count(peer(2), WHY, start + PAUSE), [line(1, 1), line(2, 1)]);
        away.count(peer(3), WHY, start + 3 * PAUSE);
        assert_eq!(away.counts.len(), 1, "who stays away is forgotten");
    }

    #[test]
    fn a_mapped_address_is_the_same_one() {
        let (mut away, start) = (TurnedAway::default(), Instant::now());
        assert_eq!(away.count("::ffff:10.0.0.1".parse().expect("one"), WHY, start), [line(1, 1)]);
        assert_eq!(away.count(peer(1), WHY, start), []);
    }

    #[test]
    fn a_flood_from_everywhere_takes_no_more_memory_and_shares_one_line() {
        let (mut away, now) = (TurnedAway::default(), Instant::now());
        let lines: Vec<_> =
            (0..5000).flat_map(|number| away.count(peer(number), WHY, now)).collect();
        assert_eq!(lines.len(), MOST_ADDRESSES + 1);
        assert_eq!(lines.iter().filter(|line| line.peer.is_none()).count(), 1);
        assert_eq!(away.counts.len(), MOST_ADDRESSES + 1);
        let later = away.count(peer(0), WHY, now + PAUSE);
        let others = 5000 - MOST_ADDRESSES as u64 - 1;
        assert!(later.contains(&Line { peer: None, why: WHY, times: others }), "{later:?}");
    }

    proptest! {
        /// Whoever comes whenever: an address has a line a minute at most, and nobody is counted
        /// twice or forgotten.
        #[test]
        fn no_address_has_two_lines_in_a_minute(
            comings in prop::collection::vec((0u32..4, 0u64..40_000), 0..200),
        ) {
            let (mut away, mut now) = (TurnedAway::default(), Instant::now());
            let mut told: HashMap<Option<IpAddr>, Instant> = HashMap::new();
            let mut told_times = 0;
            let all = comings.len() as u64;
            for (number, millis) in comings {
                now += Duration::from_millis(millis);
                for line in away.count(peer(number), WHY, now) {
                    let before = told.insert(line.peer, now);
                    prop_assert!(before.is_none_or(|before| now - before >= PAUSE));
                    told_times += line.times;
                }
            }
            let waiting: u64 = away.counts.values().map(|count| count.untold).sum();
            prop_assert_eq!(told_times + waiting, all);
        }
    }
}
