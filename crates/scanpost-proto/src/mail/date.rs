//! Whether a Date can be read (RFC 5322 §3.3, and §4.3 for what is old: two digits for the year,
//! names for the zone).
//!
//! Devices whose clock speaks another format write `2026-11-21 09:15` or leave the zone out. No
//! receiver can place such a moment, so it is as good as none.

use super::address::{comment_end, is_blank};

pub(super) fn is_date(value: &[u8]) -> bool {
    let Some(text) = without_comments(value) else { return false };
    let mut words = text.split_ascii_whitespace().peekable();
    if words.peek().is_some_and(|word| is_day_of_week(word)) {
        words.next();
    }
    let words: Vec<&str> = words.collect();
    let [day, month, year, time, zone] = words[..] else { return false };
    is_number(day, 1..=2)
        && MONTHS.iter().any(|name| name.eq_ignore_ascii_case(month))
        && is_number(year, 2..=4)
        && is_time(time)
        && is_zone(zone)
}

/// Words with one blank between them, and one behind a comma.
fn without_comments(value: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(value.len());
    let mut at = 0;
    while let Some(octet) = value.get(at) {
        at = match octet {
            b'(' => {
                text.push(' ');
                comment_end(value, at)?
            }
            octet if is_blank(*octet) => {
                text.push(' ');
                at + 1
            }
            b',' => {
                text.push_str(", ");
                at + 1
            }
            octet if octet.is_ascii_graphic() => {
                text.push(char::from(*octet));
                at + 1
            }
            _ => return None,
        };
    }
    Some(text)
}

/// `Sat,`; the blank before the comma is an old custom and not known to be any device's.
fn is_day_of_week(word: &str) -> bool {
    word.strip_suffix(',').is_some_and(|name| DAYS.iter().any(|day| day.eq_ignore_ascii_case(name)))
}

fn is_number(word: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&word.len()) && word.bytes().all(|octet| octet.is_ascii_digit())
}

/// `9:15` or `09:15:00`.
fn is_time(word: &str) -> bool {
    let parts: Vec<&str> = word.split(':').collect();
    (2..=3).contains(&parts.len()) && parts.iter().all(|part| is_number(part, 1..=2))
}

/// `+0100`, `GMT`, `Z`.
fn is_zone(word: &str) -> bool {
    match word.strip_prefix(['+', '-']) {
        Some(digits) => is_number(digits, 4..=4),
        None => word.len() <= 5 && word.bytes().all(|octet| octet.is_ascii_alphabetic()),
    }
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_can_be_read_is_told_from_one_that_cannot() {
        let readable = [
            "Sat, 21 Nov 2026 09:15:00 +0100",
            " 21 Nov 2026 9:15 -0000",
            "Sat,21 nov 26 09:15:00 GMT",
            "Sat, 21 Nov 2026\r\n 09:15:00 +0100 (CET)",
            "Sat, 1 Nov 2026 09:15:00 Z",
        ];
        for text in readable {
            assert!(is_date(text.as_bytes()), "{text}");
        }
        let others = [
            "",
            "2026-11-21 09:15:00",
            "2026-11-21T09:15:00Z",
            "Sat Nov 21 09:15:00 2026",
            "Sat, 21 Nov 2026 09:15:00",
            "Sat, 21-Nov-2026 09:15:00 +0100",
            "Lö, 21 Nov 2026 09:15:00 +0100",
            "Sat, 21 Okt 2026 09:15:00 +0100",
            "21.11.2026 09:15",
            "Sat, 21 Nov 2026 09:15:00 +01:00",
            "Sat, 21 Nov 2026 09:15:00 (never ends",
            "Sat, 21 Nov 2026 0915 +0100",
        ];
        for text in others {
            assert!(!is_date(text.as_bytes()), "{text}");
        }
    }
}
