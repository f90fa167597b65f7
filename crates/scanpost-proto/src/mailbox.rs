//! What is a mailbox and what is none: `scanner@example.com` (RFC 5321 §4.1.2).
//!
//! Asked of the envelope and of the addresses in a header, which are the same but for comments and
//! blanks (RFC 5322 §3.4.1).

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether this is a Mailbox (RFC 5321 §4.1.2), or one with letters beyond ASCII (RFC 6531 §3.3).
pub(crate) fn is_mailbox(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(local_part, domain)| {
        text.len() <= LONGEST_MAILBOX && is_local_part(local_part) && is_domain(domain)
    })
}

/// Whether this is a number as people dial it, alone or before an at sign: `08-123 45`, `(08) 12345@fax`.
/// `FAX=` may stand before it (RFC 3191 §3).
pub(crate) fn is_number(text: &str) -> bool {
    let (dialled, domain) = match text.rsplit_once('@') {
        Some((dialled, domain)) => (dialled, Some(domain)),
        None => (text, None),
    };
    let keyword = dialled.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("FAX="));
    let dialled = if keyword { &dialled[4..] } else { dialled };
    text.len() <= LONGEST_MAILBOX
        && domain.is_none_or(is_domain)
        && dialled.contains(|c: char| c.is_ascii_digit())
        && dialled.chars().all(|c| c.is_ascii_digit() || "+-. ()".contains(c))
}

fn is_local_part(text: &str) -> bool {
    match text.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').is_some_and(is_quoted_content),
        None => text.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext)),
    }
}

/// The inside of a quoted string: no quote and no single backslash stands alone.
fn is_quoted_content(text: &str) -> bool {
    let mut escaped = false;
    let well_formed = text.chars().all(|c| {
        let fits = escaped || c != '"';
        escaped = !escaped && c == '\\';
        fits && c != char::REPLACEMENT_CHARACTER
    });
    well_formed && !escaped
}

fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || is_beyond_ascii(c)
}

fn is_domain(text: &str) -> bool {
    match text.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').is_some_and(is_address_literal),
        None => text.split('.').all(|label| {
            // An underscore is no letter of a host name, but stands in many a device's own name.
            let letters = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            !label.is_empty() && label.chars().all(|c| letters(c) || is_beyond_ascii(c))
        }),
    }
}

fn is_address_literal(text: &str) -> bool {
    match text.split_once(':') {
        Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6") => {
            address.parse::<Ipv6Addr>().is_ok()
        }
        _ => text.parse::<Ipv4Addr>().is_ok(),
    }
}

/// The replacement character stands where octets were no UTF-8: such an address is nobody's.
fn is_beyond_ascii(c: char) -> bool {
    !c.is_ascii() && !c.is_control() && c != char::REPLACEMENT_CHARACTER
}

/// A path has 256 octets at most, brackets included (RFC 5321 §4.5.3.1.3).
const LONGEST_MAILBOX: usize = 254;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_told_from_what_is_none() {
        let mailboxes = [
            "scanner@example.com",
            "a.b+c@localhost",
            "mfp_01@my_office.example",
            "scanner@[192.0.2.7]",
            "scanner@[IPv6:2001:db8::7]",
            r#""front office"@example.com"#,
            r#""a\"b@c"@example.com"#,
            "büro@übung.example",
        ];
        for text in mailboxes {
            assert!(is_mailbox(text), "{text}");
        }
        let long = format!("{}@example.com", "x".repeat(250));
        let others = [
            "",
            "scanner",
            "@example.com",
            "scanner@",
            "a@b@c",
            ".a@b",
            "a.@b",
            "a..b@c",
            "a b@c",
            "a@b c",
            "a@b..c",
            "a@.b",
            "a@b.",
            "<a@b>",
            "a@[192.0.2.700]",
            "a@[]",
            "a@[192.0.2.7",
            r#""a@b"#,
            r#""a"b"@c"#,
            r#""a\"@b"#,
            "a,b@c",
            "a@b,c@d",
            "a\u{fffd}@b",
            &long,
        ];
        for text in others {
            assert!(!is_mailbox(text), "{text}");
        }
    }
}
