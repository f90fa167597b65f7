//! How many users are asked by mail to sign in. Pure.
//!
//! A device that names one stranger after another, by mistake or by malice, neither uses up what the site's
//! mailbox may send in a day nor writes to all of them at once. Whoever is not asked yet waits as before, and
//! is looked at again in turn.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::settings::UserSettings;

/// What was asked so long ago counts no more.
const WINDOW: Duration = Duration::from_mins(1);

/// Whose device's users were asked of late.
#[derive(Debug, Default)]
pub struct Asks(VecDeque<(Instant, String)>);

impl Asks {
    /// Counts one more user of this device; false: it is one too many, and not counted.
    pub fn may_ask(&mut self, device: &str, settings: &UserSettings, now: Instant) -> bool {
        while self.0.front().is_some_and(|(at, _)| *at + WINDOW <= now) {
            self.0.pop_front();
        }
        let of_device = self.0.iter().filter(|(_, one)| one == device).count();
        let may =
            of_device < settings.asks_a_minute_of_device && self.0.len() < settings.asks_a_minute;
        if may {
            self.0.push_back((now, device.to_owned()));
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_asked_in_a_minute_for_one_device_and_for_all() {
        let settings = UserSettings {
            asks_a_minute: 5,
            asks_a_minute_of_device: 2,
            ..UserSettings::default()
        };
        let (mut asks, begin) = (Asks::default(), Instant::now());
        let table = [
            (0, "copier", true),
            (10, "copier", true),
            (20, "copier", false),
            (30, "printer", true),
            (30, "printer", true),
            (40, "third", true),
            (50, "fourth", false), // five for all
            (59, "copier", false),
            (60, "copier", true), // the first is a minute ago
            (61, "copier", false),
            (70, "copier", true),
            (75, "fourth", false),
            (90, "fourth", true),
        ];
        for (second, device, may) in table {
            let now = begin + Duration::from_secs(second);
            assert_eq!(asks.may_ask(device, &settings, now), may, "{device} at {second}");
        }
    }

    #[test]
    fn three_hundred_strangers_are_asked_a_few_a_minute_and_each_in_the_end() {
        let (mut asks, mut now) = (Asks::default(), Instant::now());
        let settings = UserSettings::default();
        let (mut left, mut minutes) = (300, 0);
        while left > 0 {
            let asked = (0..left).filter(|_| asks.may_ask("copier", &settings, now)).count();
            assert_eq!(asked, settings.asks_a_minute_of_device.min(left));
            (left, minutes, now) = (left - asked, minutes + 1, now + WINDOW);
        }
        assert_eq!(minutes, 60);
    }
}
