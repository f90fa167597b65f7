//! A fax number: what people type, and the one form that comes of it.
//!
//! `08-123 45`, `+46 (0)8 123 45` and `0046812345` are the same number. With a country code set all of
//! them become `+46812345`, the form of the whole world (E.164). Without one, a number of this country
//! stays as it was dialled. What was read once reads as the same again.

use std::fmt;

/// More digits no number has: fifteen by E.164, and what may stand before it.
pub const MOST_DIGITS: usize = 20;

/// Digits of a number of the whole world (E.164).
pub const MOST_DIGITS_WORLDWIDE: usize = 15;

/// Fewer no fax answers at.
const FEWEST_DIGITS: usize = 2;

/// How a number is dialled here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialling {
    /// `46`. Empty: numbers of this country stay as they are.
    pub country_code: String,
    /// What is dialled before a country code: `00`. Empty: nothing but a plus.
    pub international_prefix: String,
    /// What is dialled before an area code: `0`. Empty: nothing.
    pub trunk_prefix: String,
}

/// A number: digits, with a plus before them where it is one of the whole world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

/// Why what was typed is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongNumber {
    /// With letters or signs that no number has.
    Signs,
    /// Too few digits, or too many.
    Length,
    /// Neither from abroad nor with an area code, so that nobody can tell where it is.
    AreaMissing,
}

impl Number {
    /// Without the plus.
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Dialling {
    /// The number that was typed.
    pub fn read(&self, typed: &str) -> Result<Number, WrongNumber> {
        let number = self.one_form(&self.plain(typed)?)?;
        let digits = number.trim_start_matches('+');
        let (most, begins_well) = if number.starts_with('+') {
            (MOST_DIGITS_WORLDWIDE, !digits.starts_with('0'))
        } else {
            (MOST_DIGITS, true)
        };
        if !(FEWEST_DIGITS..=most).contains(&digits.len()) {
            return Err(WrongNumber::Length);
        }
        if begins_well { Ok(Number(number)) } else { Err(WrongNumber::Signs) }
    }

    /// Digits without what people put between them, perhaps with a plus in front.
    pub(super) fn plain(&self, typed: &str) -> Result<String, WrongNumber> {
        let mut typed = typed.trim().to_owned();
        if typed.starts_with('+') && !self.trunk_prefix.is_empty() {
            // `+46 (0)8`: the prefix is for those who call from within the country.
            typed = typed.replacen(&format!("({})", self.trunk_prefix), "", 1);
        }
        let plain: String = typed.chars().filter(|c| !SEPARATORS.contains(c)).collect();
        let digits = plain.strip_prefix('+').unwrap_or(&plain);
        if digits.chars().all(|c| c.is_ascii_digit()) { Ok(plain) } else { Err(WrongNumber::Signs) }
    }

    /// The form of the whole world, where it can be told.
    pub(super) fn one_form(&self, plain: &str) -> Result<String, WrongNumber> {
        if plain.starts_with('+') {
            return Ok(plain.to_owned());
        }
        if let Some(abroad) = after(&self.international_prefix, plain) {
            return Ok(format!("+{abroad}"));
        }
        if self.country_code.is_empty() {
            return Ok(plain.to_owned());
        }
        let national = match self.trunk_prefix.as_str() {
            "" => Some(plain),
            prefix => plain.strip_prefix(prefix),
        };
        national
            .map(|national| format!("+{}{national}", self.country_code))
            .ok_or(WrongNumber::AreaMissing)
    }
}

/// What follows a prefix, if there is one.
fn after<'a>(prefix: &str, plain: &'a str) -> Option<&'a str> {
    if prefix.is_empty() { None } else { plain.strip_prefix(prefix) }
}

/// What people put between digits.
pub const SEPARATORS: [char; 5] = [' ', '-', '.', '(', ')'];

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(in crate::fax) fn dialling(country: &str, abroad: &str, trunk: &str) -> Dialling {
        Dialling {
            country_code: country.to_owned(),
            international_prefix: abroad.to_owned(),
            trunk_prefix: trunk.to_owned(),
        }
    }

    #[test]
    fn whatever_people_type_becomes_one_form() {
        let sweden = dialling("46", "00", "0");
        let america = dialling("1", "011", "");
        let nowhere = dialling("", "00", "0");
        let table = [
            (&sweden, "08-123 45", Ok("+46812345")),
            (&sweden, "+46 (0)8 123 45", Ok("+46812345")),
            (&sweden, "+46-8.123.45", Ok("+46812345")),
            (&sweden, "0046 8 12345", Ok("+46812345")),
            (&sweden, "(08) 12345", Ok("+46812345")),
            (&sweden, "12345", Err(WrongNumber::AreaMissing)),
            (&sweden, "08-ANNA", Err(WrongNumber::Signs)),
            (&sweden, "08+123", Err(WrongNumber::Signs)),
            (&sweden, "+", Err(WrongNumber::Length)),
            (&sweden, "", Err(WrongNumber::AreaMissing)),
            (&sweden, "+08123", Err(WrongNumber::Signs)),
            (&sweden, "+1234567890123456", Err(WrongNumber::Length)),
            (&sweden, "٠٨١٢٣٤", Err(WrongNumber::Signs)),
            (&sweden, "08/12345", Err(WrongNumber::Signs)),
            (&america, "(212) 555-0100", Ok("+12125550100")),
            (&america, "011 46 8 12345", Ok("+46812345")),
            (&nowhere, "08-123 45", Ok("0812345")),
            (&nowhere, "4711", Ok("4711")),
            (&nowhere, "0046812345", Ok("+46812345")),
            (&nowhere, "", Err(WrongNumber::Length)),
            (&nowhere, "123456789012345678901", Err(WrongNumber::Length)),
        ];
        for (dialling, typed, number) in table {
            let read = dialling.read(typed);
            assert_eq!(
                read.as_ref().map(Number::as_str),
                number.as_ref().map(|one| *one),
                "{typed}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_was_read_reads_as_the_same_again(
            country in "([1-9][0-9]{0,2})?",
            abroad in "[0-9]{0,4}",
            trunk in "[0-9]{0,2}",
            typed in "[+]?[0-9 .()-]{0,24}",
        ) {
            let dialling = dialling(&country, &abroad, &trunk);
            if let Ok(number) = dialling.read(&typed) {
                prop_assert_eq!(dialling.read(number.as_str()), Ok(number.clone()));
                prop_assert!((FEWEST_DIGITS..=MOST_DIGITS).contains(&number.digits().len()));
                prop_assert!(number.digits().chars().all(|c| c.is_ascii_digit()));
            }
        }
    }
}
