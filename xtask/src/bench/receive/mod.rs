//! `cargo xtask bench receive`: what comes by mail, beside mpop and fetchmail at the same Dovecot.
//!
//! - A full mailbox: the first poll of so many faxes, until the mailbox is empty and until all are where
//!   they belong.
//! - A look into an empty mailbox: log-in, list, goodbye. That is a usual day's poll, since all three delete
//!   what they have fetched.
//! - One mail of 100 MB: what it takes of memory.
//!
//! They take turns; how each of them works stands in `readers`.

mod readers;
mod report;

use std::path::Path;

use scanpost_journeys::fax::{Stage, mail_by_hylafax};
use scanpost_journeys::foreign::ForeignProvider;

use self::readers::{Once, Reader, Scanpost};
use self::report::{Report, Results};
use super::machine::Machine;
use super::{Folder, Options};

pub(crate) fn measure(program: &Path, options: &Options) -> Result<Report, String> {
    let folder = Folder::make()?;
    let dir = folder.path();
    let machine = Machine::look(dir, program)?;
    println!("starting Dovecot and those who read its mailboxes in {}", dir.display());
    let provider = ForeignProvider::start();
    let scanpost = Scanpost::start(program, dir, &provider);
    let mpop = Once::mpop(dir, &provider);
    let fetchmail = Once::fetchmail(dir, &provider);
    let readers: [&dyn Reader; 3] = [&scanpost, &mpop, &fetchmail];

    let mut faxes = Faxes::new();
    for reader in readers {
        faxes.put(WARM_UP, reader.mailbox(), &provider);
        reader.fetch(&provider, WARM_UP)?;
    }
    let mails = options.mails as usize;
    let mut results = readers.map(|reader| Results::of(reader.name()));
    for round in 1..=options.rounds {
        for (reader, results) in readers.into_iter().zip(&mut results) {
            faxes.put(mails, reader.mailbox(), &provider);
            let full = reader.fetch(&provider, mails)?;
            faxes.put_large(reader.mailbox(), &provider);
            let large = reader.fetch(&provider, 1)?;
            let (looked, cpu) = reader.look(LOOKS)?;
            println!(
                "round {round}, {:<10}: {mails} in {:.2} s, a look {:.1} ms, 100 MB in {:.2} s",
                reader.name(),
                full.emptied.as_secs_f64(),
                looked.as_secs_f64() * 1000.0 / f64::from(LOOKS),
                large.emptied.as_secs_f64()
            );
            results.full.push(full);
            results.large.push(large);
            results.looks.push((looked / LOOKS, cpu / LOOKS));
        }
    }
    let octets = faxes.mail().len();
    Ok(Report { machine, mails, octets, results })
}

/// Mails with a fax of three pages in each, none like another.
struct Faxes {
    tiff: Vec<u8>,
    written: u32,
}

impl Faxes {
    fn new() -> Self {
        let stage = Stage::new();
        let pages = ["page.tif", "page.tif", "page.tif"];
        stage.tool("tiffcp", &["-c", "g3:2d:fill"], &pages, "fax.tif");
        Self { tiff: stage.octets("fax.tif"), written: 0 }
    }

    fn mail(&mut self) -> Vec<u8> {
        self.written += 1;
        mail_by_hylafax(&self.tiff, self.written)
    }

    fn put(&mut self, mails: usize, mailbox: &str, provider: &ForeignProvider) {
        for _ in 0..mails {
            provider.dovecot.put(mailbox, &self.mail());
        }
    }

    /// The same with a strip that nobody looks into behind the last page.
    fn put_large(&mut self, mailbox: &str, provider: &ForeignProvider) {
        self.written += 1;
        let mut large = self.tiff.clone();
        large.resize(LARGE_TIFF, 0);
        provider.dovecot.put(mailbox, &mail_by_hylafax(&large, self.written));
    }
}

const WARM_UP: usize = 200;
const LOOKS: u32 = 50;
/// Octets of a TIFF whose mail has just under 100 MB: base64 makes four of three, in lines of 60 with a line
/// end that POP3 makes two octets of.
const LARGE_TIFF: usize = 72_000_000;
