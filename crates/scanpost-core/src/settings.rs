//! Every limit and every wait of the gateway, with its default and its reason.
//!
//! A good default is better than a setting: what no administrator needs to change is a constant in
//! its own file. Where a standard advises a number, it is named.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// All settings, each station's in its own part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub submission: SubmissionSettings,
    pub retry: RetryPolicy,
    pub delivery: DeliverySettings,
    pub receive: ReceiveSettings,
    pub refresh: RefreshPolicy,
    pub log_in: LogInSettings,
    pub users: UserSettings,
}

/// What the SMTP server for devices allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SubmissionSettings {
    /// The name scanpost greets devices with. Default: `scanpost.local`.
    pub hostname: String,
    /// The largest mail, in octets; what Exchange Online can be set to at most. Default: 150 MiB.
    pub largest_mail_bytes: u64,
    /// Recipients of one mail. RFC 5321 §4.5.3.1.8 asks for at least 100. Default: 1000.
    pub most_recipients: usize,
    /// Devices connected at once. Default: 200.
    pub most_connections: usize,
    /// Of these, from one address that a device's entry names, or that has logged in: a print server
    /// may send for a whole floor. Default: 50.
    pub most_connections_of_known: usize,
    /// Of these, from one address that nobody knows (yet): a device that logs in needs one or two
    /// until it has. Default: 5.
    pub most_connections_of_unknown: usize,
    /// Of these, from all such addresses together, so that they leave room for the known ones.
    /// Default: 100.
    pub most_unknown_connections: usize,
    /// How long a device may be silent. RFC 5321 §4.5.3.2.7. Default: 5 minutes.
    pub silence: Duration,
    /// How long a mail that is coming in may take to come to its end when scanpost stops.
    /// Default: 5 seconds.
    pub stop_grace: Duration,
    /// Wrong passwords from one address before it must wait. Default: 5.
    pub most_guesses: u32,
    /// How long it must wait. Default: 1 minute.
    pub guess_pause: Duration,
    /// What must stay free on the disk before a mail is begun, in octets. Default: 64 MiB.
    pub disk_reserve_bytes: u64,
}

impl Default for SubmissionSettings {
    fn default() -> Self {
        Self {
            hostname: "scanpost.local".to_owned(),
            largest_mail_bytes: 150 * 1024 * 1024,
            most_recipients: 1000,
            most_connections: 200,
            most_connections_of_known: 50,
            most_connections_of_unknown: 5,
            most_unknown_connections: 100,
            silence: Duration::from_mins(5),
            stop_grace: Duration::from_secs(5),
            most_guesses: 5,
            guess_pause: Duration::from_mins(1),
            disk_reserve_bytes: 64 * 1024 * 1024,
        }
    }
}

/// When an undelivered scan is tried again. Advice: RFC 5321 §4.5.4.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetryPolicy {
    /// Wait after the first failure; doubles each time. Default: 1 minute.
    pub first_wait: Duration,
    /// No wait is longer than this. Default: 1 hour.
    pub longest_wait: Duration,
    /// After this age, and not before `fewest_tries`, the mail is given up. Default: 5 days.
    pub give_up_after: Duration,
    /// A clock that was wrong for years must not give up a mail after one try. Default: 10.
    pub fewest_tries: u32,
    /// How often a mail is sent again when nobody knows whether it has arrived. Default: 3.
    pub most_resends: u32,
    /// Mails whose account waits for a person, or for the end of a limit, are kept for so long after they
    /// were accepted. Default: 30 days.
    pub hold_for: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            first_wait: Duration::from_mins(1),
            longest_wait: Duration::from_hours(1),
            give_up_after: Duration::from_hours(5 * 24),
            fewest_tries: 10,
            most_resends: 3,
            hold_for: Duration::from_hours(30 * 24),
        }
    }
}

impl RetryPolicy {
    /// The wait after `tries` failures, without chance.
    pub fn wait(&self, tries: u32) -> Duration {
        let doubled = 2u32.saturating_pow(tries.saturating_sub(1));
        self.first_wait.saturating_mul(doubled).min(self.longest_wait)
    }

    /// The same wait, up to a fifth longer or shorter, so that a whole site's mails do not all come
    /// back in the same second. `chance` runs from 0 to 255.
    pub fn jittered_wait(&self, tries: u32, chance: u8) -> Duration {
        let wait = self.wait(tries);
        wait * 4 / 5 + wait * 2 / 5 * u32::from(chance) / 255
    }

    /// Whether trying has lasted long enough.
    pub fn gives_up(&self, tries: u32, age: Duration) -> bool {
        tries >= self.fewest_tries && age >= self.give_up_after
    }
}

/// How scanpost talks to the provider's mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeliverySettings {
    /// How long a connection that has nothing to do is kept. Exchange drops it after some minutes.
    /// Default: 30 seconds.
    pub idle_wait: Duration,
    /// Mails over one connection before it is made anew. Default: 100.
    pub mails_per_connection: u32,
    /// How often a held account is probed: the tenant may have been changed. Default: 10 minutes.
    pub probe_wait: Duration,
}

impl Default for DeliverySettings {
    fn default() -> Self {
        Self {
            idle_wait: Duration::from_secs(30),
            mails_per_connection: 100,
            probe_wait: Duration::from_mins(10),
        }
    }
}

/// How mails are taken out of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReceiveSettings {
    /// The largest mail that is taken in, in octets. Default: 100 MiB.
    pub largest_arrival_bytes: u64,
    /// Mails that something is done with at one poll; the next one follows at once. Default: 1000.
    pub most_mails: usize,
    /// What was handed on is remembered for so long, so that the same mail is known when a mailbox gives
    /// it once more. Default: 30 days.
    pub remember_for: Duration,
    /// Mails that wait in quarantine for a person, with their octets. With so many no more are fetched; they stay
    /// in their mailbox. Default: 500.
    pub most_quarantined: u64,
    /// What must stay free on the disk before a mail is fetched, in octets. Default: 64 MiB.
    pub disk_reserve_bytes: u64,
    /// Questions about the status that are answered within a day. Default: 200.
    pub most_answers: u32,
    /// Of these to one sender. Default: 20.
    pub most_answers_to_one: u32,
    /// Where faxes are put, or folders for them lie. The program names a folder beside its data, or the one that
    /// the owner of the machine has named; without one no fax is fetched.
    pub fax_folder: Option<PathBuf>,
    pub visits: VisitSettings,
}

impl Default for ReceiveSettings {
    fn default() -> Self {
        Self {
            largest_arrival_bytes: 100 * 1024 * 1024,
            most_mails: 1000,
            remember_for: Duration::from_hours(30 * 24),
            most_quarantined: 500,
            disk_reserve_bytes: 64 * 1024 * 1024,
            most_answers: 200,
            most_answers_to_one: 20,
            fax_folder: None,
            visits: VisitSettings::default(),
        }
    }
}

/// What the POP3 server for devices allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VisitSettings {
    /// Devices connected at once. Default: 200.
    pub most_connections: usize,
    /// Of these, from one address that a device's entry names, or that has logged in. Default: 20.
    pub most_connections_of_known: usize,
    /// Of these, from one address that nobody knows (yet). Default: 5.
    pub most_connections_of_unknown: usize,
    /// Of these, from all such addresses together. Default: 100.
    pub most_unknown_connections: usize,
    /// How long a device may be silent. RFC 1939 §3 asks for at least 10 minutes. Default: 10 minutes.
    pub silence: Duration,
    /// How long a device may take no octet of what it has asked for. Default: 2 minutes.
    pub stall: Duration,
    /// How long a mail that is on its way to a device may take to come to its end when scanpost stops.
    /// Default: 3 seconds.
    pub stop_grace: Duration,
    /// For so long the list of a mailbox is good for all devices that ask for it. Default: 1 minute.
    pub listing_lasts: Duration,
    /// Mails that are listed, the first ones of the mailbox. Default: 50,000.
    pub most_listed: usize,
    /// For so long a connection to the provider that has nothing to do is kept for the next device.
    /// Default: 10 seconds.
    pub line_idle: Duration,
    /// Visits that wait for their turn at one mailbox. Default: 32.
    pub most_waiting: usize,
    /// How long one of them waits; devices give up soon after. Default: 30 seconds.
    pub patience: Duration,
    /// A device that takes a mail slowly may go on for so long while others wait for the mailbox: 100 MB at
    /// 170 KB a second. Default: 10 minutes.
    pub longest_turn: Duration,
}

impl Default for VisitSettings {
    fn default() -> Self {
        Self {
            most_connections: 200,
            most_connections_of_known: 20,
            most_connections_of_unknown: 5,
            most_unknown_connections: 100,
            silence: Duration::from_mins(10),
            stall: Duration::from_mins(2),
            stop_grace: Duration::from_secs(3),
            listing_lasts: Duration::from_mins(1),
            most_listed: 50_000,
            line_idle: Duration::from_secs(10),
            most_waiting: 32,
            patience: Duration::from_secs(30),
            longest_turn: Duration::from_mins(10),
        }
    }
}

impl RefreshPolicy {
    /// The wait after `failures` failed refreshes.
    pub fn wait(&self, failures: u32) -> Duration {
        let doubled = 2u32.saturating_pow(failures.saturating_sub(1));
        self.first_wait.saturating_mul(doubled).min(self.longest_wait)
    }
}

/// When tokens are refreshed. Source: provider facts 1.5 and 1.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RefreshPolicy {
    /// This long before the access token ends it is renewed, if a mail may need it. Default: 5 minutes.
    pub ahead: Duration,
    /// A token with less than this left is not shown to a mail server. Default: 30 seconds.
    pub least_left: Duration,
    /// However long the access token lives, the grant is renewed this often, so that it never lapses
    /// for want of use. Default: 1 day.
    pub at_least_every: Duration,
    /// The wait after a failed refresh; doubles each time. Default: 10 seconds.
    pub first_wait: Duration,
    /// No wait between refreshes is longer. Default: 15 minutes.
    pub longest_wait: Duration,
}

impl Default for RefreshPolicy {
    fn default() -> Self {
        Self {
            ahead: Duration::from_mins(5),
            least_left: Duration::from_secs(30),
            at_least_every: Duration::from_hours(24),
            first_wait: Duration::from_secs(10),
            longest_wait: Duration::from_mins(15),
        }
    }
}

/// How guessing at administrators' passwords is slowed down. NIST SP 800-63B §3.2.2 allows at most
/// 100 wrong ones in a row; with these waits that takes a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogInSettings {
    /// Wrong passwords in a row for one name before the next has to wait. Default: 5.
    pub most_wrong: u32,
    /// The same, from one address for whatever names: an office may share one. Default: 20.
    pub most_wrong_of_address: u32,
    /// The first wait; doubles with each further wrong password. Default: 1 minute.
    pub first_wait: Duration,
    /// No wait is longer than this. Default: 15 minutes.
    pub longest_wait: Duration,
    /// So long after the last one, wrong passwords count no more. Default: 1 hour.
    pub forgotten_after: Duration,
}

impl Default for LogInSettings {
    fn default() -> Self {
        Self {
            most_wrong: 5,
            most_wrong_of_address: 20,
            first_wait: Duration::from_mins(1),
            longest_wait: Duration::from_mins(15),
            forgotten_after: Duration::from_hours(1),
        }
    }
}

/// How many users are worked for at once. A site may have tens of thousands, of whom few scan this minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserSettings {
    /// Users with a keeper and a queue of their own at once; the others wait until one of these has
    /// nothing to do. Default: 64.
    pub most_at_work: usize,
    /// So long after the last mail a user's keeper and queue end. Default: 2 minutes.
    pub idle: Duration,
    /// A grant that nobody has used for so long is renewed, so that it never lapses for want of use: the
    /// shortest that providers allow is some weeks. Default: 7 days.
    pub renew_after: Duration,
    /// So many of them in a minute, at most: 10,000 users in a day and a half. Default: 5.
    pub renewals_a_minute: usize,
    /// Users who are asked by mail to sign in, in a minute; the others wait unasked for the next. Default: 20.
    pub asks_a_minute: usize,
    /// The same of those whose scans one device has sent. Default: 5.
    pub asks_a_minute_of_device: usize,
    /// Sign-ins of users that are under way at once. Default: 64.
    pub most_sign_ins: usize,
    /// Sign-ins that are begun for one mail address within a quarter of an hour. Default: 5.
    pub most_sign_ins_of_one: u32,
    /// The same from one network address, behind which a whole floor may be. Default: 60.
    pub most_sign_ins_of_client: u32,
}

impl Default for UserSettings {
    fn default() -> Self {
        Self {
            most_at_work: 64,
            idle: Duration::from_mins(2),
            renew_after: Duration::from_hours(7 * 24),
            renewals_a_minute: 5,
            asks_a_minute: 20,
            asks_a_minute_of_device: 5,
            most_sign_ins: 64,
            most_sign_ins_of_one: 5,
            most_sign_ins_of_client: 60,
        }
    }
}

impl LogInSettings {
    /// The wait after so many wrong ones, of which `most` are free.
    pub fn wait(&self, wrong: u32, most: u32) -> Duration {
        match wrong.checked_sub(most) {
            None => Duration::ZERO,
            Some(more) => {
                self.first_wait.saturating_mul(2u32.saturating_pow(more)).min(self.longest_wait)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_a_minute_to_an_hour() {
        let policy = RetryPolicy::default();
        let minutes: Vec<u64> = (1..=8).map(|tries| policy.wait(tries).as_secs() / 60).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn chance_moves_a_wait_by_a_fifth_at_most() {
        let policy = RetryPolicy::default();
        assert_eq!(policy.jittered_wait(1, 0), Duration::from_secs(48));
        assert_eq!(policy.jittered_wait(1, 255), Duration::from_secs(72));
    }

    #[test]
    fn a_mail_is_given_up_only_when_it_is_old_and_was_tried_often() {
        let policy = RetryPolicy::default();
        let days = |n: u64| Duration::from_hours(24 * n);
        assert!(!policy.gives_up(10, days(4)));
        assert!(!policy.gives_up(1, days(20_000)));
        assert!(policy.gives_up(10, days(5)));
    }
}
