//! The samples, each sent as a device sends it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use scanpost_journeys::cli::job_to;
use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider};
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::reading::{Read, read};
use scanpost_journeys::smtp::stuffed;

use crate::same::{assert_nothing_new_is_wrong, assert_only_mended};
use crate::table::{Page, SAMPLES, Sample};

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn every_sample_arrives_from_the_account_and_as_it_was_but_for_what_is_mended() {
    samples_arrive(&[], |sample| {
        let mut expected = Expected {
            from: (sample.from.map_or("", |(name, _)| name), ACCOUNT),
            reply_to: None,
            mends: mends(&[sample.mends]),
        };
        match sample.from {
            None => expected.mends.insert("from-added".to_owned()),
            Some((_, ACCOUNT)) => false,
            Some((_, original)) => {
                expected.reply_to = Some(original);
                expected.mends.extend(mends(&[&["from-replaced", "reply-to-added"]]));
                true
            }
        };
        expected
    });
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn every_sample_arrives_from_its_device_where_that_may_send_as_itself() {
    samples_arrive(&["--sender", "keep"], |sample| {
        let added: &[&str] = if sample.from.is_none() { &["from-added"] } else { &[] };
        Expected {
            from: sample.from.unwrap_or(("", ENVELOPE)),
            reply_to: None,
            mends: mends(&[sample.mends, sample.mends_of_kept_from, added]),
        }
    });
}

/// What the sender rule makes of a sample.
struct Expected {
    /// Name and address.
    from: (&'static str, &'static str),
    reply_to: Option<&'static str>,
    mends: BTreeSet<String>,
}

fn samples_arrive(sender: &[&str], expected: impl Fn(&Sample) -> Expected) {
    let provider = ForeignProvider::start();
    let gateway = unsigned(&provider, sender);
    for sample in &SAMPLES {
        send(&gateway, sample);
    }
    let jobs = gateway.cli().jobs();
    let jobs: Vec<_> = SAMPLES.iter().map(|sample| job_to(&jobs, &mailbox(sample))).collect();
    // What waits is kept as it came.
    for (sample, job) in SAMPLES.iter().zip(&jobs) {
        let original = job.original(gateway.cli());
        assert!(original.ends_with(&octets(sample)), "{}: kept as something else", sample.file);
    }
    gateway.sign_in(&provider);
    provider.wait_for_deliveries(SAMPLES.len(), LIMIT);
    gateway.wait_until_idle(LIMIT);

    for (sample, job) in SAMPLES.iter().zip(jobs) {
        let arrived = provider.mailbox(&mailbox(sample));
        let [arrived] = &arrived[..] else { panic!("{}: {} mails", sample.file, arrived.len()) };
        check(sample, &expected(sample), arrived, &job.mended(gateway.cli()));
    }
}

/// A gateway that knows its device, which comes with these flags, and waits for somebody to sign in.
pub(crate) fn unsigned(provider: &ForeignProvider, flags: &[&str]) -> Gateway {
    let gateway = Gateway::start();
    gateway.cli().add_account(ACCOUNT_NAME, ACCOUNT, &provider.toml_file());
    let device = ["device", "add", "scanner", "--range", "127.0.0.0/8"];
    gateway.cli().run(&[&device, flags].concat()).expect_success("device add");
    gateway
}

/// In clear and with as few words as firmware has.
fn send(gateway: &Gateway, sample: &Sample) {
    let mut device = gateway.connect();
    let mut order = |line: &str, code| {
        let reply = device.order(line).and_then(|reply| reply.expect(code));
        reply.unwrap_or_else(|error| panic!("{}: {line}: {error}", sample.file));
    };
    order(&format!("MAIL FROM:<{ENVELOPE}>"), 250);
    order(&format!("RCPT TO:<{}>", mailbox(sample)), 250);
    order("DATA", 354);
    device.raw(&stuffed(&octets(sample))).expect("the gateway reads");
    let reply = device.reply().and_then(|reply| reply.expect(250));
    reply.unwrap_or_else(|error| panic!("{}: {error}", sample.file));
}

fn check(sample: &Sample, expected: &Expected, arrived: &[u8], done: &BTreeSet<String>) {
    let (what, sent) = (sample.file, octets(sample));
    assert_eq!(*done, expected.mends, "{what}: what was mended");
    assert_only_mended(what, &sent, arrived, done);

    let (before, behind) = (read(&sent, sample.charset), read(arrived, sample.charset));
    assert_eq!(behind.subject.as_deref(), sample.subject, "{what}");
    let (name, address) = expected.from;
    assert_eq!(behind.from, [(name.to_owned(), address.to_owned())], "{what}: From");
    let addresses = |people: &[(String, String)]| -> Vec<String> {
        people.iter().map(|(_, address)| address.clone()).collect()
    };
    assert_eq!(addresses(&behind.to), sample.to, "{what}: To");
    assert_eq!(addresses(&behind.reply_to), Vec::from_iter(expected.reply_to), "{what}: Reply-To");
    assert!(behind.date.is_some() && behind.message_id.is_some(), "{what}: {behind:?}");
    assert_nothing_new_is_wrong(what, &before, &behind);
    check_pages(sample, &behind);
}

/// Every page is there, octet for octet.
fn check_pages(sample: &Sample, behind: &Read) {
    for (name, page) in sample.pages {
        let part = behind.parts.iter().find(|part| part.file.as_deref() == Some(*name));
        let part = part.unwrap_or_else(|| panic!("{}: no {name} in {behind:?}", sample.file));
        let page = match page {
            Page::Pdf => file("page.pdf"),
            Page::Tiff => file("page.tiff"),
        };
        assert!(part.octets == page, "{}: {name} is another file", sample.file);
    }
}

fn mends(lists: &[&[&str]]) -> BTreeSet<String> {
    lists.concat().into_iter().map(str::to_owned).collect()
}

/// Each sample has a mailbox to itself.
fn mailbox(sample: &Sample) -> String {
    format!("{}@example.com", sample.file)
}

/// What goes over the wire: the last line gets an end if it has none.
fn octets(sample: &Sample) -> Vec<u8> {
    let mut octets = file(&format!("{}.eml", sample.file));
    if !octets.ends_with(b"\r\n") {
        octets.extend_from_slice(b"\r\n");
    }
    octets
}

pub(crate) fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What the devices give with MAIL.
const ENVELOPE: &str = "device@old.example";
const LIMIT: Duration = Duration::from_mins(2);
