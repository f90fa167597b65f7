//! What the mailbox's own server found out about who wrote a mail: Authentication-Results (RFC 8601).
//!
//! Only the topmost field counts: a server writes its own above all that came with the mail, and what
//! stands below may be the sender's. It is used in one way: a sender whom it calls false is a stranger.
//! So a forged field can take trust away, and give none.
//!
//! Deviation: RFC 8601 §2.2 begins with the server's name. Exchange Online leaves it out and writes
//! `compauth`, its verdict over all methods, which then decides.

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

/// By the value of the field.
pub(super) fn sender_check(results: &str) -> SenderCheck {
    let result = |method: &str| results.split(';').find_map(|one| result_of(one, method));
    for verdict in ["compauth", "dmarc"] {
        match result(verdict) {
            Some("pass" | "softpass" | "bestguesspass") => return SenderCheck::Passed,
            Some("fail") => return SenderCheck::Failed,
            _ => {}
        }
    }
    let single = ["dkim", "spf"].map(result);
    if single.contains(&Some("pass")) {
        SenderCheck::Passed
    } else if single.contains(&Some("fail")) {
        SenderCheck::Failed
    } else {
        SenderCheck::Unchecked
    }
}

/// ` dmarc=pass action=none …` → `pass`, where `method` is `dmarc`. Behind the server's name too, where
/// the semicolon is missing.
fn result_of<'a>(one: &'a str, method: &str) -> Option<&'a str> {
    one.split_whitespace().find_map(|word| {
        let (name, result) = word.split_once('=')?;
        let name = name.split_once('/').map_or(name, |(name, _version)| name);
        name.eq_ignore_ascii_case(method).then(|| result.trim_end_matches(','))
    })
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
        ] {
            assert_eq!(sender_check(results), expected, "{results}");
        }
    }
}
