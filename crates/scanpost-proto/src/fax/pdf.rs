//! Whether a PDF may be passed on: it has a beginning and an end, and needs no password
//! (ISO 32000-1 §7.5; RFC 8118).
//!
//! Its end says where the last table of its objects stands. What follows that table, or describes it,
//! names the encryption, if there is one. Nothing else is read; how many pages there are is not known.

use std::io::{Read, Seek, SeekFrom};

use super::{CheckError, Flaw, FlawKind};

/// Readers look so far for the header and for the end (ISO 32000-1 annex H, 3.4.1 and 3.4.4).
const EDGE: u64 = 1024;

/// So far is looked for the end of a table of objects: 200,000 of them.
const LONGEST_TABLE: u64 = 4 * 1024 * 1024;

/// Read at once.
const READ_AT_ONCE: usize = 8192;

/// Nothing, or why it may not be passed on.
pub(super) fn check(octets: &mut (impl Read + Seek)) -> Result<(), CheckError> {
    let size = octets.seek(SeekFrom::End(0))?;
    if find(&read(octets, 0, EDGE.min(size))?, b"%PDF-").is_none() {
        return Err(broken("it does not begin as a PDF"));
    }
    let from = size.saturating_sub(EDGE);
    let end = read(octets, from, size - from)?;
    let Some(marker) = rfind(&end, b"%%EOF") else { return Err(broken("it has no end")) };
    let table_at = rfind(&end[..marker], b"startxref").and_then(|at| number(&end[at + 9..marker]));
    match table_at {
        Some(at) if at < size => encryption(octets, at, size),
        _ => Err(broken("its end does not say where its objects are")),
    }
}

/// Looks through the table there and what belongs to it: a stream's dictionary ends before `stream`, a
/// trailer before `startxref` (ISO 32000-1 §7.5.5, §7.5.8).
fn encryption(octets: &mut (impl Read + Seek), at: u64, size: u64) -> Result<(), CheckError> {
    octets.seek(SeekFrom::Start(at))?;
    let mut left = octets.take((size - at).min(LONGEST_TABLE));
    let (mut seen, mut piece) = (Vec::new(), vec![0; READ_AT_ONCE]);
    loop {
        let length = left.read(&mut piece)?;
        seen.extend_from_slice(&piece[..length]);
        let stop = [&b"stream"[..], b"startxref"].iter().filter_map(|word| find(&seen, word)).min();
        let within = &seen[..stop.unwrap_or(seen.len())];
        if names_encryption(within, stop.is_some() || length == 0) {
            return Err(Flaw::new(FlawKind::PdfEncrypted, "its trailer names an encryption").into());
        }
        if stop.is_some() {
            return Ok(());
        }
        if length == 0 {
            return Err(broken("the table of its objects has no end"));
        }
        // What may be cut by the pieces stays.
        seen.drain(..seen.len().saturating_sub(LONGEST_WORD));
    }
}

/// `/Encrypt` as a whole name; `/EncryptMetadata` is another. Behind `is_all` nothing more comes.
fn names_encryption(octets: &[u8], is_all: bool) -> bool {
    let mut rest = octets;
    while let Some(at) = find(rest, ENCRYPT) {
        rest = &rest[at + ENCRYPT.len()..];
        match rest.first() {
            Some(octet) if octet.is_ascii_alphanumeric() => {}
            Some(_) => return true,
            None => return is_all,
        }
    }
    false
}

fn number(octets: &[u8]) -> Option<u64> {
    std::str::from_utf8(octets.trim_ascii()).ok()?.parse().ok()
}

fn find(octets: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::find(octets, word)
}

fn rfind(octets: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(octets, word)
}

/// `length` is [`EDGE`] at most.
fn read(octets: &mut (impl Read + Seek), at: u64, length: u64) -> Result<Vec<u8>, CheckError> {
    let mut read = Vec::new();
    octets.seek(SeekFrom::Start(at))?;
    octets.take(length).read_to_end(&mut read)?;
    Ok(read)
}

fn broken(why: &str) -> CheckError {
    Flaw::new(FlawKind::PdfBroken, why).into()
}

const ENCRYPT: &[u8] = b"/Encrypt";

/// `startxref`, or `/Encrypt` with what ends it.
const LONGEST_WORD: usize = 9;
