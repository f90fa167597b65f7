//! The machine's bad days: the power goes, the disk is full, the clock is set. A scan that got its
//! 250 arrives all the same.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider, PERSON};
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::machine::{Chance, Clock, SmallDisk};
use scanpost_journeys::mail::{Scan, copies};
use scanpost_journeys::process::poll_until;
use scanpost_journeys::smtp::Connection;

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn two_hundred_power_cuts_under_load_lose_no_accepted_scan() {
    let provider = ForeignProvider::start();
    let mut gateway = Gateway::signed_in(&provider);
    let printers: Vec<_> = (0..PRINTERS).map(Printer::start).collect();
    let mut chance = Chance::new();
    println!("the moments come of {chance:?}");

    for _ in 0..POWER_CUTS {
        for printer in &printers {
            printer.power_is_back(gateway.addresses().smtp);
        }
        // The one sleep that is meant: the moment of the cut is not to depend on anything.
        thread::sleep(Duration::from_millis(chance.below(250)));
        gateway.kill_hard();
        gateway.start_again();
    }
    let accepted: HashSet<String> = printers.into_iter().flat_map(Printer::accepted).collect();
    let all_gone = poll_until(Duration::from_mins(10), || {
        gateway.cli().retry_all();
        gateway.cli().unfinished_jobs().is_empty()
    });
    assert!(all_gone, "jobs are left: {:#?}", gateway.cli().unfinished_jobs());

    let arrived = arrived(&provider);
    let lost: Vec<_> = accepted.iter().filter(|id| !arrived.contains_key(*id)).collect();
    let twice = arrived.values().filter(|copies| **copies > 1).count();
    println!(
        "{} accepted, {} arrived, {twice} of them more than once, {} lost",
        accepted.len(),
        arrived.len(),
        lost.len()
    );
    assert!(accepted.len() > POWER_CUTS, "hardly any load: {}", accepted.len());
    assert!(lost.is_empty(), "lost: {lost:?}");
    // Only where the provider's 250 was on its way: at most one mail a connection and cut.
    let extra: usize = arrived.values().map(|copies| copies - 1).sum();
    assert!(extra <= POWER_CUTS * CONNECTIONS, "{extra} copies too many");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_full_disk_is_told_to_the_printer_and_the_service_goes_on_when_there_is_room() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::start_on(SmallDisk::of_megabytes(64)).made_ready(&provider);
    gateway.accept(&[PERSON], &Scan::new("before", ACCOUNT, PERSON, 1_000));
    provider.wait_for_deliveries(1, LIMIT);

    // No room at all; room for the beginning of a mail and not for its end.
    for (room, size) in [(0, 1_000), (0, 3_000_000), (2_000, 3_000_000)] {
        SmallDisk::fill_but(gateway.data(), room);
        let scan = Scan::new("on-a-full-disk", ACCOUNT, PERSON, size);
        let refusal = gateway.connect().send(ACCOUNT, &[PERSON], &scan.octets);
        let refusal = refusal.expect_err("there is no room").to_string();
        assert!(refusal.contains("got 452 4.3.1"), "{room} KB for {size} octets: {refusal}");
        SmallDisk::free(gateway.data());
    }

    gateway.accept(&[PERSON], &Scan::new("after", ACCOUNT, PERSON, 3_000_000));
    provider.wait_for_deliveries(2, LIMIT);
    let arrived = copies(&provider.mailbox(PERSON));
    assert_eq!(arrived.len(), 2, "{arrived:?}");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_clock_set_back_and_forth_by_an_hour_neither_stops_the_mail_nor_costs_the_grant() {
    let mut provider = ForeignProvider::start();
    let clock = Clock::right();
    let gateway = Gateway::start_by(&clock).made_ready(&provider);
    for (sent, offset) in ["+0", "+1h", "+0", "-1h", "+0", "-1h", "+1h", "-1h"].iter().enumerate() {
        clock.set(offset);
        gateway.accept(&[PERSON], &Scan::new(&format!("at-{sent}"), ACCOUNT, PERSON, 1_000));
        provider.wait_for_deliveries(sent + 1, LIMIT);
    }

    // A retry that was planned an hour ahead does not wait two hours for its time.
    clock.set("+1h");
    provider.postfix_leaves();
    gateway.accept(&[PERSON], &Scan::new("planned-ahead", ACCOUNT, PERSON, 1_000));
    gateway.wait_for_jobs(1, "waiting", LIMIT);
    clock.set("-1h");
    provider.postfix_returns();
    provider.wait_for_deliveries(9, Duration::from_mins(3));
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "retrieved");
    assert!(copies(&provider.mailbox(PERSON)).values().all(|copies| *copies == 1));
}

/// A printer in a thread: after each power cut it sends a few scans, and remembers which got 250.
struct Printer {
    power: Sender<SocketAddr>,
    thread: thread::JoinHandle<Vec<String>>,
}

impl Printer {
    fn start(number: usize) -> Self {
        let (power, cuts) = channel();
        Self { power, thread: thread::spawn(move || print_on(number, &cuts)) }
    }

    fn power_is_back(&self, gateway: SocketAddr) {
        self.power.send(gateway).expect("the printer's thread waits for it");
    }

    fn accepted(self) -> Vec<String> {
        drop(self.power);
        self.thread.join().expect("the printer's thread does not panic")
    }
}

fn print_on(number: usize, power: &Receiver<SocketAddr>) -> Vec<String> {
    let mut accepted = Vec::new();
    for (life, gateway) in power.iter().enumerate() {
        // Whatever the cut does to the connection, only a 250 counts.
        drop(print_until_the_cut(number, life, gateway, &mut accepted));
    }
    accepted
}

fn print_until_the_cut(
    number: usize,
    life: usize,
    gateway: SocketAddr,
    accepted: &mut Vec<String>,
) -> std::io::Result<()> {
    let mut connection = Connection::open(gateway)?;
    connection.order("EHLO printer.example.com")?;
    for scan in 0..SCANS_A_LIFE {
        let size = if scan == 1 { 300_000 } else { 3_000 };
        let scan = Scan::new(&format!("cut-{number}-{life}-{scan}"), ACCOUNT, PERSON, size);
        connection.send(ACCOUNT, &[PERSON], &scan.octets)?;
        accepted.push(scan.id);
    }
    Ok(())
}

fn arrived(provider: &ForeignProvider) -> HashMap<String, usize> {
    let delivered = provider.postfix.recipients().delivered;
    let accepted_by_postfix = provider.postfix.mails_taken();
    provider.wait_for_deliveries(accepted_by_postfix.max(delivered), Duration::from_mins(5));
    copies(&provider.mailbox(PERSON))
}

const POWER_CUTS: usize = 200;
const PRINTERS: usize = 4;
const SCANS_A_LIFE: usize = 5;
/// To one mailbox at once, as the provider's file says.
const CONNECTIONS: usize = 3;
const LIMIT: Duration = Duration::from_mins(2);
