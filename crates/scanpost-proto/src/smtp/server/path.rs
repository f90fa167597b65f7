//! The path of MAIL FROM and RCPT TO: `<scanner@example.com>` (RFC 5321 §4.1.2).
//!
//! Read here and not by the `smtp-proto` crate, because that takes the quotes off a quoted local
//! part (what is left may be two words), knows no address literal (`scanner@[192.0.2.7]`) and
//! makes `<postmaster>` an empty path. The mailbox is kept as it was written.
//!
//! Lenient to devices: angle brackets may be missing, blanks may stand around the address.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Takes the path from the front of `words`: the mailbox in it (empty for `<>`) and what follows.
/// `None` if there is no path or its bracket does not close.
pub(super) fn take_path(words: &str) -> Option<(&str, &str)> {
    let words = words.trim_start_matches(' ');
    if let Some(inner) = words.strip_prefix('<') {
        let end = end_outside_quotes(inner, '>')?;
        return Some((without_source_route(inner[..end].trim_matches(' ')), &inner[end + 1..]));
    }
    let end = end_outside_quotes(words, ' ').unwrap_or(words.len());
    (end > 0).then(|| (without_source_route(&words[..end]), &words[end..]))
}

/// Whether this is a Mailbox (RFC 5321 §4.1.2), or one with letters beyond ASCII (RFC 6531 §3.3).
pub(super) fn is_mailbox(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(local_part, domain)| {
        text.len() <= LONGEST_MAILBOX && is_local_part(local_part) && is_domain(domain)
    })
}

/// `@relay.example:user@example.com` names a way that nobody goes any more (RFC 5321 §4.1.1.3).
fn without_source_route(path: &str) -> &str {
    match path.split_once(':') {
        Some((route, mailbox)) if route.starts_with('@') => mailbox,
        _ => path,
    }
}

fn end_outside_quotes(text: &str, end: char) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().find_map(|(at, c)| {
        let found = c == end && !quoted;
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        found.then_some(at)
    })
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
    fn a_path_is_taken_and_the_rest_is_left() {
        let table = [
            ("<a@b> SIZE=1", Some(("a@b", " SIZE=1"))),
            ("<>", Some(("", ""))),
            (" < a@b > ", Some(("a@b", " "))),
            ("a@b SIZE=1", Some(("a@b", " SIZE=1"))),
            ("<@relay.example,@other.example:a@b>", Some(("a@b", ""))),
            (r#"<"a > b"@c>"#, Some((r#""a > b"@c"#, ""))),
            (r#"<"a\"> b"@c>"#, Some((r#""a\"> b"@c"#, ""))),
            ("", None),
            ("<a@b", None),
            (r#"<"a>@b"#, None),
        ];
        for (words, path) in table {
            assert_eq!(take_path(words), path, "{words}");
        }
    }

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
