//! Which numbers may be faxed to: `+46*` all that begin so, `08-123 45` this one, `*` every one.
//!
//! A range is typed as a number is, and read by the same rules: where the country code is 46, `08*` and
//! `+468*` are the same. One that no number can be in is refused, because whoever typed it meant another.

use super::number::{Dialling, MOST_DIGITS, MOST_DIGITS_WORLDWIDE, Number};

/// Numbers that begin alike, or a single one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    begin: String,
    /// Nothing follows.
    is_whole: bool,
}

impl Range {
    /// None: nobody's number can be in it.
    pub fn read(typed: &str, dialling: &Dialling) -> Option<Range> {
        let typed = typed.trim();
        let Some(begin) = typed.strip_suffix('*') else {
            let number = dialling.read(typed).ok()?;
            return Some(Range { begin: number.as_str().to_owned(), is_whole: true });
        };
        let plain = dialling.plain(begin).ok()?;
        if plain.is_empty() {
            let is_star_alone = begin.is_empty();
            return is_star_alone.then_some(Range { begin: plain, is_whole: false });
        }
        let begin = dialling.one_form(&plain).ok()?;
        let (digits, most) = match begin.strip_prefix('+') {
            Some(digits) => (digits, MOST_DIGITS_WORLDWIDE),
            None => (&*begin, MOST_DIGITS),
        };
        let is_possible = digits.len() <= most && !begin.starts_with("+0");
        is_possible.then_some(Range { begin, is_whole: false })
    }

    pub fn holds(&self, number: &Number) -> bool {
        if self.is_whole {
            number.as_str() == self.begin
        } else {
            number.as_str().starts_with(&self.begin)
        }
    }

    /// Whether every number of the other is in this one.
    pub fn covers(&self, other: &Range) -> bool {
        if self.is_whole { self == other } else { other.begin.starts_with(&self.begin) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::number::tests::dialling;
    use super::*;

    #[test]
    fn a_range_is_typed_as_a_number_is() {
        let sweden = dialling("46", "00", "0");
        let nowhere = dialling("", "00", "0");
        for (dialling, typed, number, is_in) in [
            (&sweden, "*", "+12", true),
            (&sweden, "+46*", "08-12345", true),
            (&sweden, "08*", "+46 8 12345", true),
            (&sweden, "08*", "031-12345", false),
            (&sweden, "0*", "031-12345", true),
            (&sweden, "0*", "+47 2 12345", false),
            (&sweden, "00*", "+47 2 12345", true),
            (&sweden, "08-123 45", "+46812345", true),
            (&sweden, "08-123 45", "08-123 456", false),
            (&nowhere, "47*", "4711", true),
            (&nowhere, "47*", "+4711", false),
            (&nowhere, "4711", "47 11", true),
        ] {
            let range = Range::read(typed, dialling).expect(typed);
            let number = dialling.read(number).expect(number);
            assert_eq!(range.holds(&number), is_in, "{typed} {number}");
        }
    }

    #[test]
    fn a_range_that_nobody_can_be_in_is_none() {
        let sweden = dialling("46", "00", "0");
        for typed in
            ["", "**", "4*6", "+4a*", "8*", "12345", "+0*", "1", "-*", "+1234567890123456*", "fax*"]
        {
            assert_eq!(Range::read(typed, &sweden), None, "{typed}");
        }
        let nowhere = dialling("", "00", "0");
        assert_eq!(Range::read("123456789012345678901*", &nowhere), None);
        assert!(Range::read("12345678901234567890*", &nowhere).is_some());
    }

    #[test]
    fn a_range_covers_what_is_narrower() {
        let sweden = dialling("46", "00", "0");
        let range = |typed| Range::read(typed, &sweden).expect(typed);
        for (wide, narrow, covers) in [
            ("*", "+46*", true),
            ("+46*", "08*", true),
            ("08*", "+46*", false),
            ("08-12*", "08-12 345", true),
            ("08-12345", "08-12345", true),
            ("08-12345", "08-12345*", false),
        ] {
            assert_eq!(range(wide).covers(&range(narrow)), covers, "{wide} {narrow}");
        }
    }
}
