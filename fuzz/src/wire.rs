//! Plain readers of what goes over the wire, to compare the machines with: slow, and easy to believe.

/// The octets that end a mail (RFC 5321 §4.1.1.4).
pub(crate) const END: &[u8] = b"\r\n.\r\n";

/// The mail in the octets behind DATA or `+OK`, up to its end. Panics unless the end is there, once,
/// at the very end: anything else would be a second mail (or a reply) inside the first.
pub(crate) fn unstuffed(wire: &[u8]) -> Vec<u8> {
    // The line before ended with CRLF, so an end may stand at the first octet.
    let wire = [b"\r\n", wire].concat();
    let first = wire.windows(END.len()).position(|octets| octets == END);
    assert_eq!(first, wire.len().checked_sub(END.len()), "one end, and that at the end");
    let text = &wire[..wire.len() - 3];
    let mut mail = Vec::with_capacity(text.len());
    for (at, octet) in text.iter().enumerate() {
        let stuffing = *octet == b'.' && text[..at].ends_with(b"\r\n");
        if !stuffing {
            mail.push(*octet);
        }
    }
    mail.split_off(2)
}

/// A mail as it is meant to arrive: every LF ends a line, a lone CR is a space, the last line ends.
pub(crate) fn normalised(mail: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(mail.len() + 2);
    for (at, octet) in mail.iter().enumerate() {
        match octet {
            b'\r' if mail.get(at + 1) == Some(&b'\n') => {}
            b'\r' => lines.push(b' '),
            b'\n' => lines.extend_from_slice(b"\r\n"),
            other => lines.push(*other),
        }
    }
    if !lines.is_empty() && !lines.ends_with(b"\r\n") {
        lines.extend_from_slice(b"\r\n");
    }
    lines
}

/// The lines of an output. Panics where a line does not end with CRLF or holds a CR or LF: the other
/// side could read something else than was meant.
pub(crate) fn lines(output: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut rest = output;
    while !rest.is_empty() {
        let end = rest.windows(2).position(|pair| pair == b"\r\n").expect("a line ends with CRLF");
        let (line, behind) = rest.split_at(end);
        assert!(
            !line.iter().any(|octet| matches!(octet, b'\r' | b'\n')),
            "a line end within a line: {}",
            line.escape_ascii()
        );
        lines.push(line);
        rest = &behind[2..];
    }
    lines
}

/// Whether `octets` holds `what`.
pub(crate) fn holds(octets: &[u8], what: &[u8]) -> bool {
    octets.windows(what.len()).any(|part| part == what)
}

/// Text for people: short, and nothing in it can forge a line of a log.
pub(crate) fn assert_plain(text: &str, longest: usize) {
    assert!(text.chars().count() <= longest, "{} octets of text", text.len());
    assert!(!text.chars().any(char::is_control), "control characters in {text:?}");
}
