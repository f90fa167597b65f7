//! `cargo xtask bench delivery`: the way out alone.
//!
//! - A full queue: the provider is closed while the relays take the mails, then it is opened, and the
//!   clock runs until it has the last one.
//! - A single mail: nothing else is under way. The clock runs from the printer's final dot until the
//!   provider has read its own, with a connection to the provider that is still open from the mail
//!   before, and after a pause that no relay keeps one for.
//!
//! Beside scanpost and Postfix there is a Postfix that speaks to the provider in clear and without a
//! log-in. No provider takes that; it shows what TLS and the log-in cost, and is the least that is asked of
//! Postfix.

mod report;

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use scanpost_journeys::foreign::{ACCOUNT, PERSON};
use scanpost_journeys::mail::Scan;
use scanpost_journeys::smtp::{Connection, stuffed};

use self::report::{Backlog, Report};
use super::machine::Machine;
use super::relays::{PostfixRelay, Protection, Relay, Scanpost};
use super::upstream::Upstream;
use super::{Folder, Load, Options, send};

const SMALL: Load = Load { name: "20 KB", mails: 1000, octets: 20_000, sessions: 20 };
const LARGE: Load = Load { name: "1 MB", mails: 100, octets: 1_000_000, sessions: 10 };

/// One delivery of a full queue.
#[derive(Clone, Copy, Debug)]
struct Flow {
    /// From the opening until the provider has the last mail.
    took: Duration,
    cpu: Duration,
}

pub(crate) fn measure(program: &Path, options: &Options) -> Result<Report, String> {
    let folder = Folder::make()?;
    let dir = folder.path();
    let machine = Machine::look(dir, program)?;
    println!("starting the provider and the relays in {}", dir.display());
    let upstream = Upstream::start(dir);
    let scanpost = Scanpost::start(program, dir, &upstream, options.manners);
    let postfix = PostfixRelay::start(dir, &upstream, options.manners, Protection::Full);
    let in_clear = PostfixRelay::start(dir, &upstream, options.manners, Protection::None);
    let relays: [&dyn Relay; 3] = [&scanpost, &postfix, &in_clear];

    for relay in relays {
        for load in [Load { mails: 100, ..SMALL }, Load { mails: 10, ..LARGE }] {
            empty_queue(relay, load, &upstream)?;
        }
    }
    let mut backlogs = [SMALL, LARGE].map(Backlog::of);
    for round in 1..=options.rounds {
        for backlog in &mut backlogs {
            for (relay, flows) in relays.into_iter().zip(&mut backlog.flows) {
                let flow = empty_queue(relay, backlog.load, &upstream)?;
                println!(
                    "round {round}, {}, {:<8}: delivered in {:.2} s",
                    backlog.load.name,
                    relay.name(),
                    flow.took.as_secs_f64()
                );
                flows.push(flow);
            }
        }
    }
    println!("single mails, {SINGLE_MAILS} to each");
    let kept = delays(relays, SINGLE_MAILS, BETWEEN_MAILS, &upstream)?;
    println!("single mails after a pause of {} s, {} to each", PAUSE.as_secs(), options.rounds);
    let anew = delays(relays, options.rounds, PAUSE, &upstream)?;
    Ok(Report { machine, manners: options.manners, backlogs, kept, anew })
}

/// Fills a relay's queue before a closed provider, and opens it.
fn empty_queue(relay: &dyn Relay, load: Load, upstream: &Upstream) -> Result<Flow, String> {
    let (family, before) = (relay.family(), upstream.arrived());
    upstream.close();
    let filled = send(relay, load);
    family.settle();
    let cpu = family.cpu();
    let begun = Instant::now();
    upstream.open();
    filled?;
    upstream.wait_until_arrived(before + u64::from(load.mails));
    let took = begun.elapsed();
    family.settle();
    Ok(Flow { took, cpu: family.cpu().saturating_sub(cpu) })
}

/// How long so many single mails take through each relay, in turn, with a pause before each turn.
fn delays(
    relays: [&dyn Relay; 3],
    mails: u32,
    pause: Duration,
    upstream: &Upstream,
) -> Result<[Vec<Duration>; 3], String> {
    let mut delays = [const { Vec::new() }; 3];
    for number in 0..mails {
        thread::sleep(pause);
        let scan = Scan::new(&format!("single-{number}"), ACCOUNT, PERSON, 20_000);
        for (relay, delays) in relays.into_iter().zip(&mut delays) {
            let delay = single(relay, &scan, upstream)
                .map_err(|error| format!("a mail to {}: {error}", relay.name()))?;
            delays.push(delay);
        }
    }
    Ok(delays)
}

/// From the printer's final dot until the provider has read its own.
fn single(relay: &dyn Relay, scan: &Scan, upstream: &Upstream) -> std::io::Result<Duration> {
    let before = upstream.arrived();
    let mut printer = Connection::open(relay.address())?;
    printer.order("EHLO printer.example.com")?.expect(250)?;
    printer.order(&format!("MAIL FROM:<{ACCOUNT}>"))?.expect(250)?;
    printer.order(&format!("RCPT TO:<{PERSON}>"))?.expect(250)?;
    printer.order("DATA")?.expect(354)?;
    let mail = stuffed(&scan.octets);
    let (mail, final_dot) = mail.split_at(mail.len() - FINAL_DOT.len());
    printer.raw(mail)?;
    thread::sleep(TIME_TO_READ); // the mail is there, and only its end is missing
    let begun = Instant::now();
    printer.raw(final_dot)?;
    upstream.wait_until_arrived(before + 1);
    let took = begun.elapsed();
    printer.reply()?.expect(250)?;
    printer.order("QUIT")?.expect(221)?;
    relay.family().settle();
    Ok(took)
}

const SINGLE_MAILS: u32 = 50;
/// Shorter than any relay keeps a connection for.
const BETWEEN_MAILS: Duration = Duration::from_millis(100);
/// Longer than scanpost keeps one (30 s).
const PAUSE: Duration = Duration::from_secs(33);
const TIME_TO_READ: Duration = Duration::from_millis(20);
const FINAL_DOT: &[u8] = b".\r\n";
