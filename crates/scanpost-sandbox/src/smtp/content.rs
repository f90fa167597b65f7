//! What is wrong in a mail, looked for only when a switch asks.

use scanpost_proto::smtp::server::Envelope;

use crate::{mailboxes::fields, switches::Mistake};

/// Octets of a line without its end (RFC 5322 §2.1.1).
const LINE_LIMIT: usize = 998;

/// A mail as the checks see it.
pub(super) struct Looked<'a> {
    octets: &'a [u8],
    bare_line_ends: bool,
    envelope_from: &'a str,
    from: Option<String>,
    from_address: Option<String>,
    has_date: bool,
}

impl<'a> Looked<'a> {
    pub(super) fn at(octets: &'a [u8], envelope: &'a Envelope) -> Self {
        let named = |name: &str| {
            let field = fields(octets).find(|(given, _)| given.eq_ignore_ascii_case(name));
            field.map(|(_, value)| value)
        };
        let from = named("From");
        Self {
            octets,
            bare_line_ends: envelope.bare_line_ends,
            envelope_from: &envelope.from.address,
            from_address: from.as_deref().map(address),
            from,
            has_date: named("Date").is_some(),
        }
    }

    /// In whose name it comes: by its envelope and by its From field.
    pub(super) fn senders(&self) -> impl Iterator<Item = &str> {
        [Some(self.envelope_from), self.from_address.as_deref()].into_iter().flatten()
    }

    /// Whether the mail has this mistake; who may send for whom is not known here.
    pub(super) fn has(&self, mistake: Mistake) -> bool {
        match mistake {
            Mistake::BareLineEnd => self.bare_line_ends,
            Mistake::LongLine => self.octets.split(|octet| *octet == b'\n').any(too_long),
            Mistake::NoFrom => self.from.is_none(),
            Mistake::NoDate => !self.has_date,
            Mistake::FromMalformed => self.from.as_deref().is_some_and(malformed),
            Mistake::FromOfAnother => false,
        }
    }
}

fn too_long(line: &[u8]) -> bool {
    line.strip_suffix(b"\r").unwrap_or(line).len() > LINE_LIMIT
}

/// The address in a From field: between the angle brackets, or all of it.
fn address(from: &str) -> String {
    let in_brackets = from.rsplit_once('<').map(|(_, rest)| rest.split('>').next().unwrap_or(rest));
    in_brackets.unwrap_or(from).trim().to_owned()
}

/// One mailbox of RFC 5322 §3.4, as strictly as Exchange reads its display name.
fn malformed(from: &str) -> bool {
    let from = from.trim();
    let Some((name, rest)) = from.rsplit_once('<') else {
        return from.contains([' ', ',', '>']) || from.split('@').count() != 2;
    };
    let name = name.trim();
    let quoted = name.len() >= 2 && name.starts_with('"') && name.ends_with('"');
    !rest.ends_with('>') || !quoted && name.contains(['@', ',', '<', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_fields_are_read_as_exchange_reads_them() {
        let table = [
            ("scans@example.com", "scans@example.com", false),
            ("<scans@example.com>", "scans@example.com", false),
            ("Front Office <scans@example.com>", "scans@example.com", false),
            ("\"a@b, c\" <scans@example.com>", "scans@example.com", false),
            ("scans@example.com <scans@example.com>", "scans@example.com", true),
            ("Office, Front <scans@example.com>", "scans@example.com", true),
            ("Front Office <scans@example.com", "scans@example.com", true),
            ("Front Office scans@example.com", "Front Office scans@example.com", true),
            ("scanner", "scanner", true),
        ];
        for (from, found, wrong) in table {
            assert_eq!(address(from), found, "{from}");
            assert_eq!(malformed(from), wrong, "{from}");
        }
    }
}
