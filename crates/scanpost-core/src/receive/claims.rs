//! What a mail says of itself: who wrote it, about what and when. Anybody can write anything there, so it is
//! shown as the sender's own word, and made harmless: no control character, nothing that turns the direction of
//! writing, and no more than a line has room for.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use scanpost_proto::fax::Letterhead;

use super::ArrivalId;

/// Octets of a mail's header that are read for it.
pub const LONGEST_READ: u64 = 64 * 1024;

/// Letters of each field that are shown.
const LONGEST_FIELD: usize = 200;

/// Mails whose fields are remembered: some pages of a list.
const MOST_REMEMBERED: usize = 200;

/// The fields, as far as the mail has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Name and address.
    pub from: Option<String>,
    pub subject: Option<String>,
    /// As its sender wrote it.
    pub date: Option<String>,
}

impl Claims {
    /// `beginning`: the mail's first octets; what does not belong to the header any more is not looked at.
    pub fn read(beginning: &[u8]) -> Self {
        let empty_line = beginning.windows(4).position(|four| four == b"\r\n\r\n");
        let header = &beginning[..empty_line.unwrap_or(beginning.len())];
        // A field that ends with the octets would not be read.
        let Letterhead { author, subject, date, .. } =
            Letterhead::read(&[header, b"\r\n\r\n"].concat());
        let harmless = |text: Option<String>| text.map(|text| harmless(&text));
        let shown = |text: Option<String>| harmless(text).filter(|text| !text.is_empty());
        Self { from: shown(author), subject: shown(subject), date: shown(date) }
    }
}

/// What was read lately. A mail's octets never change, and a page that redraws itself asks for the same mails
/// each time.
#[derive(Debug, Default)]
pub struct ReadLately(Mutex<VecDeque<(ArrivalId, Claims)>>);

impl ReadLately {
    pub fn of(&self, arrival: ArrivalId) -> Option<Claims> {
        let read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        read.iter().find(|(id, _)| *id == arrival).map(|(_, claims)| claims.clone())
    }

    /// The one that was read first goes where there is no room.
    pub fn note(&self, arrival: ArrivalId, claims: Claims) {
        let mut read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if read.len() == MOST_REMEMBERED {
            read.pop_front();
        }
        read.push_back((arrival, claims));
    }
}

fn harmless(text: &str) -> String {
    let words: Vec<String> = text
        .split(char::is_whitespace)
        .map(|word| word.chars().filter(|c| !is_harmful(*c)).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    let mut shown = words.join(" ");
    if let Some((end, _)) = shown.char_indices().nth(LONGEST_FIELD) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

/// Control characters, and those that nobody sees and that turn or hide what is beside them (Unicode TR 36
/// §2.1, UAX 9 §2).
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_wrote_about_what_and_when_is_read_and_what_a_mail_lacks_is_left_out() {
        let mail =
            b"From: =?utf-8?q?Anna_=C3=85berg?= <anna@example.com>\r\nSubject: Two pages\r\n\
            Date: Sat, 21 Nov 2026 10:15:00 +0100\r\n\r\nSubject: not this one\r\n";
        let claims = Claims::read(mail);
        assert_eq!(claims.from.as_deref(), Some("Anna Åberg <anna@example.com>"));
        assert_eq!(claims.subject.as_deref(), Some("Two pages"));
        assert_eq!(claims.date.as_deref(), Some("Sat, 21 Nov 2026 10:15:00 +0100"));
        for nothing in [&b""[..], b"\r\n\r\nSubject: no header", b"Subject: \r\n\r\n", b"\0\xff"] {
            assert_eq!(Claims::read(nothing), Claims::default());
        }
    }

    #[test]
    fn nothing_of_it_controls_a_terminal_turns_the_line_or_fills_the_page() {
        let said = Claims::read(
            "Subject: a\u{1b}[31m\u{202e}gpj.xaf\u{2066}\tb\u{200b}\u{85}c\u{2028}d\r\n \u{7}e\r\n\r\n".as_bytes(),
        );
        assert_eq!(said.subject.as_deref(), Some("a[31mgpj.xaf b c d e"));
        let long = format!("Subject: {}\r\n\r\n", "ä".repeat(5_000));
        let shown = Claims::read(long.as_bytes()).subject.unwrap();
        assert_eq!(shown.chars().count(), LONGEST_FIELD + 1);
    }

    #[test]
    fn what_was_read_lately_is_remembered_and_no_more_than_so_many() {
        let read = ReadLately::default();
        let ids: Vec<ArrivalId> = (0..=MOST_REMEMBERED).map(|_| ArrivalId::new()).collect();
        let claims =
            |number: usize| Claims { subject: Some(number.to_string()), ..Claims::default() };
        for (number, id) in ids.iter().enumerate() {
            assert_eq!(read.of(*id), None);
            read.note(*id, claims(number));
            assert_eq!(read.of(*id), Some(claims(number)));
        }
        assert_eq!(read.of(ids[0]), None, "there was no room any more");
        assert_eq!(read.of(ids[1]), Some(claims(1)));
    }
}
