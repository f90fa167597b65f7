//! What will go wrong unless somebody acts: seen ahead, and said once. Pure.
//!
//! What ends is said again as the end comes nearer; what merely lasts is said when it begins.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::account::AccountName;
use crate::clock::Time;
use crate::fault::{Code, Fault};

const DAY: Duration = Duration::from_hours(24);

/// Days before the end at which a secret or certificate is spoken of: to order a new one takes time.
const CREDENTIAL_DAYS: [u64; 5] = [30, 14, 7, 3, 1];

/// The same of a sign-in: it lapses only where it could not be renewed for months.
const SIGN_IN_DAYS: [u64; 3] = [7, 3, 1];

/// A mail that has waited for so long is no longer just late: who scanned in the morning looks for it after
/// lunch.
pub const LONG_WAIT: Duration = Duration::from_hours(4);

/// One account as it is now.
#[derive(Clone, Debug)]
pub struct AccountSeen {
    pub name: AccountName,
    /// When its app's secret or certificate ends.
    pub credential_ends_at: Option<Time>,
    /// When its sign-in lapses unless it is renewed.
    pub lapses_at: Option<Time>,
    /// A mail has waited for longer than [`LONG_WAIT`], though nobody holds the account.
    pub has_waited_long: bool,
}

/// What was said already, and how near its end was then. Stored between two looks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said(BTreeMap<String, u64>);

impl Said {
    /// What is to be said now. `reserve_bytes` is what must stay free for mails to be taken.
    pub fn look(
        &mut self,
        accounts: &[AccountSeen],
        free_bytes: u64,
        reserve_bytes: u64,
        now: Time,
    ) -> Vec<(Option<AccountName>, Fault)> {
        let mut seen = BTreeMap::new();
        let mut warnings = Vec::new();
        let mut see = |account: Option<&AccountName>, level: u64, fault: Fault| {
            let of = account.map_or("", |account| account.as_str());
            let key = format!("{of} {}", fault.code);
            if self.0.get(&key).is_none_or(|said| level < *said) {
                warnings.push((account.cloned(), fault));
            }
            // Not said again where it comes no nearer; said anew where it went away in between.
            let said = self.0.get(&key).map_or(level, |said| level.min(*said));
            seen.insert(key, said);
        };
        for account in accounts {
            let name = Some(&account.name);
            let fault = |code: Code| Fault::new(code).fact("account", &account.name);
            if let Some((level, days)) = nearness(account.credential_ends_at, &CREDENTIAL_DAYS, now)
            {
                let code = if level == 0 { Code::CredentialEnded } else { Code::CredentialEnds };
                see(name, level, fault(code).fact("days", days));
            }
            if let Some((level @ 1.., days)) = nearness(account.lapses_at, &SIGN_IN_DAYS, now) {
                see(name, level, fault(Code::SignInEndsSoon).fact("days", days));
            }
            if account.has_waited_long {
                see(name, 0, fault(Code::JobsWaitLong));
            }
        }
        // Twice what is kept free: there is time to act before the first mail is refused.
        let was_low = self.0.contains_key(&format!(" {}", Code::DiskLow));
        let enough = reserve_bytes.saturating_mul(if was_low { 3 } else { 2 });
        if free_bytes < enough {
            see(None, 0, Fault::new(Code::DiskLow).fact("number", free_bytes / 1_000_000));
        }
        self.0 = seen;
        warnings
    }
}

/// Which of these days has come, and how many are left; 0: it is over. Nothing: it is far away.
fn nearness(ends_at: Option<Time>, days: &[u64], now: Time) -> Option<(u64, u64)> {
    let left = now.until(ends_at?);
    if left.is_zero() {
        return Some((0, 0));
    }
    let level = days.iter().rev().find(|days| left <= DAY * u32::try_from(**days).unwrap_or(0))?;
    Some((*level, left.as_secs() / DAY.as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::judge::tests::NOW;

    const MB: u64 = 1_000_000;

    fn account() -> AccountSeen {
        AccountSeen {
            name: "scans".parse().expect("a name"),
            credential_ends_at: None,
            lapses_at: None,
            has_waited_long: false,
        }
    }

    fn codes(said: &mut Said, account: &AccountSeen, free_bytes: u64, now: Time) -> Vec<Code> {
        let stored = serde_json::to_string(said).expect("text keys");
        *said = serde_json::from_str(&stored).expect("what was written");
        let warnings = said.look(std::slice::from_ref(account), free_bytes, 64 * MB, now);
        warnings.into_iter().map(|(_, fault)| fault.code).collect()
    }

    #[test]
    fn the_end_of_a_secret_is_said_again_as_it_comes_nearer() {
        let ends_at = NOW + DAY * 40;
        let account = AccountSeen { credential_ends_at: Some(ends_at), ..account() };
        let mut said = Said::default();
        let mut told = Vec::new();
        for hour in 0..24 * 45 {
            let now = NOW + Duration::from_hours(hour);
            for code in codes(&mut said, &account, 1000 * MB, now) {
                told.push((hour / 24, code));
            }
        }
        let ends = Code::CredentialEnds;
        let expected = [(10, ends), (26, ends), (33, ends), (37, ends), (39, ends)];
        assert_eq!(told[..5], expected);
        assert_eq!(told[5..], [(40, Code::CredentialEnded)]);
    }

    #[test]
    fn a_new_secret_is_spoken_of_anew() {
        let mut said = Said::default();
        let ending = AccountSeen { credential_ends_at: Some(NOW + DAY), ..account() };
        let renewed = AccountSeen { credential_ends_at: Some(NOW + DAY * 700), ..account() };
        assert_eq!(codes(&mut said, &ending, 1000 * MB, NOW), [Code::CredentialEnds]);
        assert_eq!(codes(&mut said, &renewed, 1000 * MB, NOW), []);
        assert_eq!(codes(&mut said, &ending, 1000 * MB, NOW), [Code::CredentialEnds]);
    }

    #[test]
    fn a_sign_in_that_is_renewed_every_day_is_never_spoken_of() {
        let mut said = Said::default();
        let well = AccountSeen { lapses_at: Some(NOW + DAY * 90), ..account() };
        assert_eq!(codes(&mut said, &well, 1000 * MB, NOW), []);
        let late = AccountSeen { lapses_at: Some(NOW + DAY * 6), ..account() };
        assert_eq!(codes(&mut said, &late, 1000 * MB, NOW), [Code::SignInEndsSoon]);
        assert_eq!(codes(&mut said, &late, 1000 * MB, NOW), []);
        // That it has lapsed the journal says itself.
        assert_eq!(codes(&mut said, &late, 1000 * MB, NOW + DAY * 8), []);
    }

    #[test]
    fn a_disk_that_fills_up_is_spoken_of_once_until_there_is_room_again() {
        let mut said = Said::default();
        let table: [(u64, &[Code]); 7] = [
            (1000, &[]),
            (127, &[Code::DiskLow]),
            (10, &[]),
            (130, &[]), // hardly more: not over yet
            (127, &[]),
            (200, &[]),
            (127, &[Code::DiskLow]),
        ];
        for (free, expected) in table {
            assert_eq!(codes(&mut said, &account(), free * MB, NOW), expected, "{free}");
        }
    }

    #[test]
    fn mails_that_wait_long_are_spoken_of_when_it_begins() {
        let mut said = Said::default();
        for (has_waited_long, told) in [(true, 1), (true, 0), (false, 0), (true, 1)] {
            let account = AccountSeen { has_waited_long, ..account() };
            assert_eq!(codes(&mut said, &account, 1000 * MB, NOW).len(), told);
        }
    }
}
