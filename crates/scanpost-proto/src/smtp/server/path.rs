//! The path of MAIL FROM and RCPT TO: `<scanner@example.com>` (RFC 5321 §4.1.2).
//!
//! Read here and not by the `smtp-proto` crate, because that takes the quotes off a quoted local
//! part (what is left may be two words), knows no address literal (`scanner@[192.0.2.7]`) and
//! makes `<postmaster>` an empty path. The mailbox is kept as it was written.
//!
//! Lenient to devices: angle brackets may be missing, blanks may stand around the address, and a name
//! may stand before the brackets as in a header: `Scanner <a@b>`, `a@b <a@b>`. Where the name is
//! another address than the one in brackets nobody can tell which is meant, so that is no path.

/// Takes the path from the front of `words`: the mailbox in it (empty for `<>`) and what follows.
/// `None` if there is no path or its bracket does not close.
pub(super) fn take_path(words: &str) -> Option<(&str, &str)> {
    let words = without_name(words.trim_start_matches(' '));
    if let Some(inner) = words.strip_prefix('<') {
        let end = end_outside_quotes(inner, '>')?;
        return Some((without_source_route(inner[..end].trim_matches(' ')), &inner[end + 1..]));
    }
    let end = end_outside_quotes(words, ' ').unwrap_or(words.len());
    (end > 0).then(|| (without_source_route(&words[..end]), &words[end..]))
}

/// From the bracket on, if all before it is a name.
fn without_name(words: &str) -> &str {
    let Some(bracket) = end_outside_quotes(words, '<') else { return words };
    let (name, path) = words.split_at(bracket);
    let address = path[1..].split_once('>').map(|(inner, _)| inner.trim_matches(' '));
    let is_name = Some(name.trim_matches(' ')) == address
        || ['@', '=', '>'].iter().all(|sign| end_outside_quotes(name, *sign).is_none());
    if name.ends_with(' ') && is_name { path } else { words }
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
            ("a@b <a@b> SIZE=1", Some(("a@b", " SIZE=1"))),
            ("Scanner 2 <a@b>", Some(("a@b", ""))),
            (r#""MFP <2>" <a@b>"#, Some(("a@b", ""))),
            ("a@b <c@d>", Some(("a@b", " <c@d>"))),
            ("a@b ENVID=<x>", Some(("a@b", " ENVID=<x>"))),
            ("a@b AUTH=<>", Some(("a@b", " AUTH=<>"))),
            ("", None),
            ("<a@b", None),
            (r#"<"a>@b"#, None),
        ];
        for (words, path) in table {
            assert_eq!(take_path(words), path, "{words}");
        }
    }
}
