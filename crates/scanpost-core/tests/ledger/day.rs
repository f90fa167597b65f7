//! A working day: 200 printers, 10,000 scans, one mailbox at a provider with Exchange's limits.
//!
//! In the morning everybody scans at once, and one printer sends 500. For two hours the provider is away,
//! at noon the sign-in is revoked. The mailbox may send 30 mails a minute, so the day is long enough for
//! all of it. Some mails are sent a second time, because the provider left before it said that
//! it had taken them; the mailbox's 10,000 recipients are used up by them, and as many scans wait for the
//! next morning.

use std::collections::BTreeMap;
use std::time::Duration;

use scanpost_core::clock::Time;
use scanpost_core::oauth::Provider;
use scanpost_core::spool::{Job, JobId};
use scanpost_sandbox::{
    Limits, MailboxLimits, SmtpDoes, SmtpFault, SmtpMoment, Switches, auth_refused,
};
use tokio::time::{Instant, sleep, sleep_until};

use crate::house::{ANNA, House, MAILBOX, Storage};

mod plan;

use plan::{AWAY_AT, BACK_AT, BUSY, Happens, MAILS, PRINTERS, REVOKED_AT, SIGNED_IN_AT, plan};

const SEED: u64 = 2026;
const MINUTE: Duration = Duration::from_mins(1);

/// Every printer gets its turn within this time: 200 mails at 30 in 61 seconds.
const A_TURN: Duration = Duration::from_secs(407);

/// A provider that was away is looked for after this time at the latest.
const A_PAUSE: Duration = Duration::from_mins(5);

/// By then the mailbox may reach its first recipients again.
const NEXT_DAY: Duration = Duration::from_hours(24);

#[tokio::test(start_paused = true)]
async fn a_day_of_ten_thousand_scans_balances_within_every_limit() {
    let sandbox = House::sandbox().await;
    let known = Provider::named("exchange-online").unwrap().limits;
    let set = |provider: &mut Provider| provider.limits = known;
    let mut house = House::with(Storage::Memory, PRINTERS, sandbox, set).await;
    house.sandbox.set_switches(good_day());
    let eight = house.now();
    let scans = live_through(&mut house).await;
    let balance = house.balance(false).await.unwrap();
    let load = house.sandbox.load(MAILBOX);
    println!("{balance:?}\n{load:?}");
    assert_eq!((balance.mails, balance.delivered), (MAILS, MAILS));
    assert_eq!(load.over_limit, 0, "no limit was ever told");
    assert_eq!((load.most_connections, load.most_messages_in_a_minute), (3, 30));
    assert_eq!(load.most_recipients_in_a_day, 10_000);
    let waits = Waits::of(&house, &scans, eight).await;
    waits.show();
    waits.hold(balance.repeated);
}

/// Everything that happens in the day, until all is at rest. Gives the scans and whose they are.
async fn live_through(house: &mut House) -> Vec<(u16, JobId)> {
    let (begun, mut scans) = (Instant::now(), Vec::new());
    for (at, happens) in plan(SEED) {
        sleep_until(begun + at).await;
        match happens {
            Happens::Scan { printer } => {
                scans.push((printer, house.send(printer, &[ANNA], true).await));
            }
            Happens::Away => house.sandbox.change_switches(away),
            Happens::Revoked => {
                house.sandbox.revoke(MAILBOX);
                house.sandbox.change_switches(refuses_old_tokens);
            }
            Happens::Back => house.sandbox.set_switches(good_day()),
            Happens::SignIn => {
                assert!(house.wants_a_sign_in().await, "the gateway asks for it");
                house.sandbox.set_switches(good_day());
                house.sign_in().await;
            }
        }
        house.copy_journal().await;
    }
    while !house.rests_within(Duration::ZERO).await {
        assert!(begun.elapsed() < NEXT_DAY + A_TURN, "the day does not end");
        sleep(MINUTE).await;
    }
    scans
}

/// Exchange with its limits, which takes a third of a second for each mail.
fn good_day() -> Switches {
    Switches {
        limits: vec![MailboxLimits::of(MAILBOX, Limits::exchange())],
        smtp_faults: vec![at(SmtpMoment::FinalDot, SmtpDoes::Wait { milliseconds: 333 })],
        ..Switches::default()
    }
}

/// The provider breaks off: what it has taken it does not say any more, and nobody gets in.
fn away(switches: &mut Switches) {
    let broken = [SmtpMoment::Greeting, SmtpMoment::Kept];
    switches.smtp_faults.splice(0..0, broken.map(|moment| at(moment, SmtpDoes::Reset)));
}

/// No log-in by a token of the sign-in that was revoked.
fn refuses_old_tokens(switches: &mut Switches) {
    switches.smtp_faults.insert(0, at(SmtpMoment::Auth, auth_refused()));
}

fn at(moment: SmtpMoment, does: SmtpDoes) -> SmtpFault {
    SmtpFault::always(moment, does)
}

/// How long scans waited, in the time of the day.
struct Waits {
    /// Of printers that sent one scan, while all went well.
    quiet: Vec<Duration>,
    /// Of those that sent theirs in a trouble, or just before.
    quiet_in_trouble: Vec<Duration>,
    busy: Vec<Duration>,
    all: Vec<Duration>,
    /// Those that could only go out on the next morning.
    next_day: usize,
}

impl Waits {
    async fn of(house: &House, scans: &[(u16, JobId)], eight: Time) -> Self {
        let jobs: BTreeMap<JobId, Job> =
            house.jobs().await.into_iter().map(|job| (job.id, job)).collect();
        let mut waits = Self {
            quiet: Vec::new(),
            quiet_in_trouble: Vec::new(),
            busy: Vec::new(),
            all: Vec::new(),
            next_day: 0,
        };
        for (printer, id) in scans {
            let job = &jobs[id];
            let wait = job.ended_at.expect("it has ended").since(job.accepted_at);
            if wait > Duration::from_hours(12) {
                waits.next_day += 1;
                continue;
            }
            waits.all.push(wait);
            if *printer == BUSY {
                waits.busy.push(wait);
            } else if plan::is_quiet(*printer) {
                let sent_at = job.accepted_at.since(eight);
                if meets_trouble(sent_at) { &mut waits.quiet_in_trouble } else { &mut waits.quiet }
                    .push(wait);
            }
        }
        for waits in
            [&mut waits.quiet, &mut waits.quiet_in_trouble, &mut waits.busy, &mut waits.all]
        {
            waits.sort_unstable();
        }
        waits
    }

    fn show(&self) {
        let columns = [
            ("one scan a day, no trouble", &self.quiet),
            ("one scan a day, in trouble", &self.quiet_in_trouble),
            ("500 scans at once", &self.busy),
            ("all", &self.all),
        ];
        for (who, waits) in columns {
            let (median, worst) = (waits[waits.len() / 2], waits[waits.len() - 1]);
            println!("{who}: {} scans, median {median:?}, worst {worst:?}", waits.len());
        }
        println!("waited for the next morning: {}", self.next_day);
    }

    /// What the arithmetic of the day allows, and not more.
    fn hold(&self, repeated: usize) {
        let worst = |waits: &[Duration]| waits.last().copied().expect("there are some");
        let median = |waits: &[Duration]| waits[waits.len() / 2];
        assert!(worst(&self.quiet) <= A_TURN, "everybody has a turn: {:?}", worst(&self.quiet));
        assert!(median(&self.quiet) <= MINUTE * 2, "mostly the next one");
        let outage = BACK_AT.saturating_sub(AWAY_AT) + A_PAUSE + A_TURN;
        assert!(worst(&self.quiet_in_trouble) <= outage, "the first when it is over");
        assert!(median(&self.busy) > worst(&self.quiet), "who sends 500 waits for itself");
        // A mail that was sent twice has used up the day for another one.
        assert!((1..=3).contains(&repeated), "three connections broke: {repeated}");
        assert_eq!(self.next_day, repeated);
    }
}

/// Who scans then, or a turn before, waits for the end of a trouble.
fn meets_trouble(sent_at: Duration) -> bool {
    let troubles = [(AWAY_AT, BACK_AT), (REVOKED_AT, SIGNED_IN_AT)];
    troubles.iter().any(|(from, to)| (*from..*to + A_PAUSE + A_TURN).contains(&(sent_at + A_TURN)))
}
