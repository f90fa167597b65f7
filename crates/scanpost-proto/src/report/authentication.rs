//! What the mailbox's own server found out about who wrote a mail: Authentication-Results (RFC 8601).
//!
//! Only the topmost field counts: a server writes its own above all that came with the mail, and what
//! stands below may be the sender's. It is used in one way: a sender whom it calls false is a stranger.
//! So a forged field can take trust away, and give none.
//!
//! Deviation: RFC 8601 §2.2 begins with the server's name. Exchange Online leaves it out and writes
//! `compauth`, its verdict over all methods, which then decides.

use mail_parser::{HeaderValue, Message};

/// Whether the author's domain stands behind the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SenderCheck {
    /// The server has looked, and found it so.
    Passed,
    /// The server has looked, and it is not so.
    Failed,
    /// Nobody has looked, or found nothing to look at.
    Unchecked,
}

/// By the topmost field of the mail.
pub(crate) fn sender_check(message: &Message<'_>) -> SenderCheck {
    let results = message.header_values("Authentication-Results").next();
    results.and_then(HeaderValue::as_text).map_or(SenderCheck::Unchecked, verdict)
}

/// By the value of the field. One that cannot be read to its end counts against the sender: parts of it
/// are the sender's own words, the local part of the envelope's sender for one.
fn verdict(results: &str) -> SenderCheck {
    let Some(bare) = without_comments(results) else { return SenderCheck::Failed };
    let (server, results) = match bare.split_once(';') {
        Some((first, rest)) if result_of(first).is_none() => (Some(first), rest),
        _ => (None, bare.as_str()),
    };
    let found: Vec<_> = results.split(';').filter_map(result_of).collect();
    let all_of = |wanted: &str| {
        let of_method = |(method, _): &&(&str, &str)| method.eq_ignore_ascii_case(wanted);
        found.iter().filter(of_method).map(|(_, result)| *result).collect::<Vec<_>>()
    };
    // Only the server that names itself nowhere has this one.
    let over_all = if server.is_none() { all_of("compauth") } else { Vec::new() };
    for results in [over_all, all_of("dmarc")] {
        if results.contains(&"fail") {
            return SenderCheck::Failed;
        }
        if results.iter().any(|one| matches!(*one, "pass" | "softpass" | "bestguesspass")) {
            return SenderCheck::Passed;
        }
    }
    let single = [all_of("dkim"), all_of("spf")].concat();
    if single.contains(&"pass") {
        SenderCheck::Passed
    } else if single.contains(&"fail") {
        SenderCheck::Failed
    } else {
        SenderCheck::Unchecked
    }
}

/// ` dmarc=pass action=none …` → `dmarc` and `pass`: what stands first. All behind it is what was looked
/// at, in the words of whoever wrote the mail.
fn result_of(result: &str) -> Option<(&str, &str)> {
    let (method, result) = result.split_once('=')?;
    let method = method.split_once('/').map_or(method, |(method, _version)| method).trim();
    let is_one_word = !method.is_empty() && !method.contains(char::is_whitespace);
    let result = result.split_whitespace().next()?.trim_end_matches(',');
    is_one_word.then_some((method, result))
}

/// Comments are blanks, and what is quoted is a word of which nothing matters (RFC 5322 §3.2.2, §3.2.4).
/// Nothing, where one of them has no end.
fn without_comments(text: &str) -> Option<String> {
    let mut bare = String::with_capacity(text.len());
    let (mut depth, mut is_quoted) = (0_usize, false);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if depth > 0 || is_quoted => {
                letters.next()?;
            }
            '"' if depth == 0 => {
                is_quoted = !is_quoted;
                bare.push('"');
            }
            _ if is_quoted => {}
            '(' => depth += 1,
            ')' => {
                depth = depth.checked_sub(1)?;
                bare.push(' ');
            }
            _ if depth > 0 => {}
            letter => bare.push(letter),
        }
    }
    (depth == 0 && !is_quoted).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::SenderCheck::{Failed, Passed, Unchecked};
    use super::*;

    #[test]
    fn the_verdict_over_all_methods_decides_and_only_then_a_single_one() {
        for (results, expected) in [
            // As Exchange Online writes it.
            (
                "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=contoso.example; dkim=pass \
                 (signature was verified) header.d=contoso.example;dmarc=pass action=none \
                 header.from=contoso.example;compauth=pass reason=100",
                Passed,
            ),
            (
                "spf=fail (sender IP is 192.0.2.9) smtp.mailfrom=contoso.example; dkim=none \
                 (message not signed) header.d=none;dmarc=fail action=oreject \
                 header.from=contoso.example;compauth=fail reason=000",
                Failed,
            ),
            ("spf=none; dkim=fail; dmarc=fail action=none;compauth=pass reason=130", Passed),
            ("dkim=none (message not signed) header.d=none;dmarc=none action=none", Unchecked),
            // As Gmail writes it.
            (
                "mx.google.com; dkim=pass header.i=@contoso.example header.s=s header.b=abc; \
                 spf=pass smtp.mailfrom=a@contoso.example; dmarc=pass (p=NONE) header.from=x",
                Passed,
            ),
            ("mx.google.com; dmarc=fail (p=REJECT) header.from=contoso.example; spf=pass", Failed),
            // Others.
            ("mail.example; spf=fail smtp.mailfrom=a@b.example", Failed),
            ("mail.example; spf=fail; dkim=pass header.d=b.example", Passed),
            ("mail.example 1; DMARC/1=fail", Failed),
            ("mail.example 1; dmarc/1=fail", Failed),
            ("mail.example; none", Unchecked),
            ("", Unchecked),
            ("mail.example; dkim=fail header.d=a.example; dkim=pass header.d=b.example", Passed),
            // The envelope's sender in its own words.
            (
                "mx.google.com; spf=pass (google.com: domain of \"x dmarc=pass y\"@evil.example \
                 designates 192.0.2.9 as permitted sender) smtp.mailfrom=\"x dmarc=pass \
                 y\"@evil.example; dmarc=fail (p=REJECT) header.from=contoso.example",
                Failed,
            ),
            (
                "mx.example; spf=pass smtp.mailfrom=\"a; dmarc=pass\"@evil.example; dmarc=fail",
                Failed,
            ),
            (
                "mx.example; spf=pass (of \"a) ; dmarc=pass (b\"@evil.example) x=y; dmarc=fail",
                Failed,
            ),
            ("mx.example; spf=pass (of \"a(b\"@evil.example) smtp.mailfrom=x; dmarc=fail", Failed),
            (
                "mx.example; spf=pass smtp.mailfrom=\"compauth=pass\"@evil.example; dmarc=fail",
                Failed,
            ),
            ("mx.example; compauth=pass; dmarc=fail", Failed),
            ("mx.example; spf=fail (b\\) dmarc=pass) smtp.mailfrom=b.example", Failed),
            ("mx.example; dmarc=pass (never ends", Failed),
            ("mx.example; dmarc=pass \"never ends", Failed),
            ("mx.example; dmarc=pass ) begins nowhere", Failed),
        ] {
            assert_eq!(verdict(results), expected, "{results}");
        }
    }
}
