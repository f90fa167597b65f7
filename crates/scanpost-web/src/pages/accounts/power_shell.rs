//! Values in the commands that a tenant's administrator copies into PowerShell.
//!
//! Between single quotes PowerShell reads nothing but the quote itself, and a doubled one stands for
//! one; typographic single quotes count as quotes, too (`about_Quoting_Rules`). What is shown was
//! checked when it was entered, but of an earlier release there may be what is refused today.

/// The text as one string of PowerShell, whatever is in it.
///
/// What ends a line or cannot be seen is left out: a terminal would run the half that came before it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars().filter(|c| !c.is_control() && !ENDS_OF_LINES.contains(c)) {
        if SINGLE_QUOTES.contains(&c) {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

/// Each of them begins a string, and any of them ends it.
const SINGLE_QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];

/// Beside the control characters (Unicode Standard Annex 14, BK).
const ENDS_OF_LINES: [char; 2] = ['\u{2028}', '\u{2029}'];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One string as PowerShell's reader takes it from the front of a line, and what follows it.
    fn read(line: &str) -> Option<(String, &str)> {
        let mut rest = line.strip_prefix(SINGLE_QUOTES)?.chars();
        let mut value = String::new();
        loop {
            let c = rest.next()?;
            if !SINGLE_QUOTES.contains(&c) {
                value.push(c);
                continue;
            }
            let after = rest.as_str();
            if !after.starts_with(SINGLE_QUOTES) {
                return Some((value, after));
            }
            // The first of the two stands for both.
            value.push(c);
            rest.next();
        }
    }

    proptest! {
        #[test]
        fn whatever_the_text_it_is_one_string_of_power_shell(text in "(\\PC|['‘’‚‛\r\n`$;\u{2028}]){0,40}") {
            let line = format!("{} -Confirm", quoted(&text));
            let (value, after) = read(&line).expect("it begins and ends");
            prop_assert_eq!(after, " -Confirm");
            let is_kept = |c: &char| !c.is_control() && !ENDS_OF_LINES.contains(c);
            prop_assert_eq!(value, text.chars().filter(is_kept).collect::<String>());
            prop_assert!(line.lines().count() == 1);
        }
    }

    #[test]
    fn quotes_of_every_form_are_doubled() {
        assert_eq!(quoted("scans@contoso.example"), "'scans@contoso.example'");
        assert_eq!(quoted("o'hara’s"), "'o''hara’’s'");
        assert_eq!(quoted("a;$(calc)`\r\nRemove-Mailbox x"), "'a;$(calc)`Remove-Mailbox x'");
    }
}
