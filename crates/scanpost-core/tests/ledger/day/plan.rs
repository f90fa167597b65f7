//! The plan of a day: which printer scans when, and what else happens. Pure; the same seed, the same day.

use std::time::Duration;

/// Printers of the site.
pub(crate) const PRINTERS: u16 = 200;

/// Scans of the day.
pub(crate) const MAILS: usize = 10_000;

/// Sends all its scans at once.
pub(crate) const BUSY: u16 = 0;
const OF_THE_BUSY_ONE: usize = 500;

/// Printers behind the busy one that send a single scan in the whole day.
const QUIET: std::ops::Range<u16> = 1..61;

/// Of the scans of all the others, so many hundredths come in the first hour.
const IN_THE_RUSH: usize = 25;

/// The day lasts from eight to five; half an hour before its end every quiet printer has sent its scan.
const DAY: Duration = Duration::from_hours(9);
const QUIET_BY: Duration = Duration::from_mins(8 * 60 + 30);
const RUSH: Duration = Duration::from_hours(1);

/// The provider is away: from half past nine to half past eleven.
pub(crate) const AWAY_AT: Duration = Duration::from_mins(90);
pub(crate) const BACK_AT: Duration = Duration::from_mins(90 + 120);

/// The token is revoked at noon, and somebody signs in twenty minutes later.
pub(crate) const REVOKED_AT: Duration = Duration::from_hours(4);
pub(crate) const SIGNED_IN_AT: Duration = Duration::from_mins(4 * 60 + 20);

/// Something that happens, so long after eight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Happens {
    Scan { printer: u16 },
    Away,
    Back,
    Revoked,
    SignIn,
}

/// Everything that happens in a day, in order.
pub(crate) fn plan(seed: u64) -> Vec<(Duration, Happens)> {
    let mut dice = Dice(seed);
    let mut plan = vec![
        (AWAY_AT, Happens::Away),
        (BACK_AT, Happens::Back),
        (REVOKED_AT, Happens::Revoked),
        (SIGNED_IN_AT, Happens::SignIn),
    ];
    plan.extend((0..OF_THE_BUSY_ONE).map(|_| (RUSH, Happens::Scan { printer: BUSY })));
    for printer in QUIET {
        let at = dice.within(Duration::ZERO, QUIET_BY);
        plan.push((at, Happens::Scan { printer }));
    }
    let others = MAILS - OF_THE_BUSY_ONE - QUIET.len();
    for number in 0..others {
        let in_the_rush = number < others * IN_THE_RUSH / 100;
        let (from, to) = if in_the_rush { (Duration::ZERO, RUSH) } else { (RUSH, DAY) };
        let printer = dice.among(QUIET.end, PRINTERS);
        plan.push((dice.within(from, to), Happens::Scan { printer }));
    }
    plan.sort_unstable();
    plan
}

pub(crate) fn is_quiet(printer: u16) -> bool {
    QUIET.contains(&printer)
}

/// `SplitMix64`: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn within(&mut self, from: Duration, to: Duration) -> Duration {
        let millis = u64::try_from(to.saturating_sub(from).as_millis()).expect("a day is short");
        from + Duration::from_millis(self.next() % millis)
    }

    fn among(&mut self, from: u16, to: u16) -> u16 {
        from + u16::try_from(self.next() % u64::from(to - from)).expect("less than a u16")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_it_is_told() {
        let plan = plan(1);
        let scans = |wanted: &dyn Fn(u16) -> bool| {
            let of = plan.iter().filter(|(_, happens)| match happens {
                Happens::Scan { printer } => wanted(*printer),
                _ => false,
            });
            of.count()
        };
        assert_eq!(scans(&|_| true), MAILS);
        assert_eq!(scans(&|printer| printer == BUSY), OF_THE_BUSY_ONE);
        for quiet in QUIET {
            assert_eq!(scans(&|printer| printer == quiet), 1);
        }
        for other in QUIET.end..PRINTERS {
            assert!(scans(&|printer| printer == other) > 1);
        }
        assert!(plan.is_sorted() && plan.last().unwrap().0 < DAY);
    }

    #[test]
    fn the_seed_is_the_day() {
        assert_eq!(plan(7), plan(7));
        assert_ne!(plan(7), plan(8));
    }
}
