//! What a mend does not name has not changed by an octet.

use std::collections::BTreeSet;

use scanpost_journeys::mail::{fields, is_trace, split};
use scanpost_journeys::reading::Read;

/// Panics unless `arrived` is `sent` but for what these mends name: `line-ends`, `addresses-written To`.
#[track_caller]
pub(crate) fn assert_only_mended(
    what: &str,
    sent: &[u8],
    arrived: &[u8],
    mends: &BTreeSet<String>,
) {
    let did = |mend: &str| mends.contains(mend);
    let sent = if did("line-ends") { with_regular_line_ends(sent) } else { sent.to_vec() };
    let ended = did("header-ended");
    let (sent_head, sent_body) = if ended { (&[][..], &sent[..]) } else { split(&sent) };
    let (arrived_head, arrived_body) = split(arrived);

    let mended: Vec<_> = mends.iter().filter_map(|mend| field_of(mend)).collect();
    let kept = |head: &[u8]| -> Vec<String> {
        let fields = fields(head).into_iter().filter(|field| !field.is_empty() && !is_trace(field));
        let kept = fields.filter(|field| !mended.contains(&name(field)));
        kept.map(|field| field.escape_ascii().to_string()).collect()
    };
    assert_eq!(kept(sent_head), kept(arrived_head), "{what}: another field than {mended:?}");

    if did("long-lines") {
        let letters = |body: &[u8]| -> Vec<u8> {
            body.iter().copied().filter(|octet| !octet.is_ascii_whitespace()).collect()
        };
        assert!(
            letters(sent_body) == letters(arrived_body),
            "{what}: more than blanks in the text"
        );
        let lines = arrived_body.split(|octet| *octet == b'\n');
        let longest = lines.map(|line| line.trim_ascii_end().len()).max();
        assert!(longest <= Some(998), "{what}: a line of {longest:?} octets");
    } else {
        assert!(sent_body == arrived_body, "{what}: the text has changed");
    }
}

/// Panics if the other parser finds a defect that it did not find before.
#[track_caller]
pub(crate) fn assert_nothing_new_is_wrong(what: &str, before: &Read, behind: &Read) {
    let new: Vec<_> = behind.defects.iter().filter(|one| !before.defects.contains(one)).collect();
    assert!(new.is_empty(), "{what}: {new:?}");
}

/// Every line end that firmware knows becomes CRLF.
fn with_regular_line_ends(octets: &[u8]) -> Vec<u8> {
    let mut regular = Vec::with_capacity(octets.len() + octets.len() / 40);
    let mut rest = octets;
    let ends: [&[u8]; 4] = [b"\r\r\n", b"\r\n", b"\n", b"\r"];
    while let Some(octet) = rest.first() {
        if let Some(end) = ends.iter().find(|end| rest.starts_with(end)) {
            regular.extend_from_slice(b"\r\n");
            rest = &rest[end.len()..];
        } else {
            regular.push(*octet);
            rest = &rest[1..];
        }
    }
    regular
}

/// The field that a mend is about; none for those of the lines.
fn field_of(mend: &str) -> Option<String> {
    let field = match mend.split_once(' ') {
        Some((_, field)) => field,
        None => FIELDS.iter().find(|(word, _)| *word == mend)?.1,
    };
    Some(field.to_ascii_lowercase())
}

fn name(field: &[u8]) -> String {
    let name = field.split(|octet| *octet == b':').next().unwrap_or_default();
    String::from_utf8_lossy(name).trim().to_ascii_lowercase()
}

const FIELDS: [(&str, &str); 9] = [
    ("message-id-added", "Message-ID"),
    ("message-id-bracketed", "Message-ID"),
    ("date-added", "Date"),
    ("date-replaced", "Date"),
    ("from-added", "From"),
    ("from-replaced", "From"),
    ("reply-to-added", "Reply-To"),
    ("sender-dropped", "Sender"),
    ("to-added", "To"),
];
