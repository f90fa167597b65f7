//! The lines behind LIST and UIDL, one message each (RFC 1939 §5, §7).

use super::step::Step;
use crate::sasl::Showing;

/// What a list tells of each message.
#[derive(Clone, Copy)]
pub(super) enum Listing {
    Sizes,
    Uidls,
}

impl Listing {
    /// What one line tells; without the token, if the server repeats what it was shown.
    pub(super) fn entry(self, line: &[u8], showing: Option<&Showing>) -> Step<'static> {
        let text = String::from_utf8_lossy(line);
        let mut words = text.split_ascii_whitespace();
        let number = words.next().and_then(figure).and_then(|number| u32::try_from(number).ok());
        // Messages are counted from 1.
        let number = number.filter(|number| *number != 0);
        let entry = match (self, number, words.next()) {
            // More may stand behind the size (RFC 1939 §5).
            (Self::Sizes, Some(number), Some(size)) => {
                figure(size).map(|octets| Step::Size { number, octets })
            }
            (Self::Uidls, Some(number), Some(uidl)) if is_uidl(uidl) && words.next().is_none() => {
                Some(Step::Uidl { number, uidl: uidl.to_owned() })
            }
            _ => None,
        };
        entry.unwrap_or_else(|| {
            let mut line = text.replace(char::is_control, " ");
            if let Some(showing) = showing {
                showing.hide_the_token(&mut line);
            }
            Step::Unreadable { number, line: line.chars().take(EXCERPT_LIMIT).collect() }
        })
    }
}

/// The messages and octets that `+OK` tells to STAT (RFC 1939 §5).
pub(super) fn totals(text: &str) -> Option<Step<'static>> {
    let mut words = text.split_ascii_whitespace().map(figure);
    let (messages, octets) = (words.next()??, words.next()??);
    Some(Step::Totals { messages, octets })
}

/// A number of digits alone.
fn figure(word: &str) -> Option<u64> {
    word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse().ok())?
}

/// 1 to 70 characters from 0x21 to 0x7E (RFC 1939 §7).
fn is_uidl(word: &str) -> bool {
    (1..=UIDL_LIMIT).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Longest UIDL, in octets (RFC 1939 §7).
const UIDL_LIMIT: usize = 70;

/// So many characters of a line that tells nothing are shown to the administrator.
const EXCERPT_LIMIT: usize = 200;
