//! Helvetica's letters in `WinAnsiEncoding` (ISO 32000-1 Annex D.2) and how wide they are, by Adobe's
//! font metrics, in thousandths of the font's size.

/// As octets of `WinAnsiEncoding`; what it does not know becomes `?`. Characters without a width of their
/// own are left out, and tabs become blanks.
pub(super) fn encode(text: &str) -> Vec<u8> {
    let mut octets = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\t' => octets.extend(b"    "),
            // Marks of direction, joiners, soft hyphens, the mark of order of octets.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            control if control.is_control() => {}
            letter => octets.push(octet(letter).unwrap_or(b'?')),
        }
    }
    octets
}

/// Whether all letters of the text can be shown.
pub(super) fn shows(text: &str) -> bool {
    text.chars()
        .all(|letter| letter == '?' || !encode(letter.encode_utf8(&mut [0; 4])).contains(&b'?'))
}

fn octet(letter: char) -> Option<u8> {
    if let Some(place) = WINDOWS.iter().position(|one| *one == letter) {
        return u8::try_from(place).ok().map(|place| place + 0x80);
    }
    match letter {
        ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(letter)).ok(),
        // The narrow and wide blanks and dashes of typesetters.
        '\u{2000}'..='\u{200a}' | '\u{202f}' => Some(b' '),
        '\u{2010}'..='\u{2012}' | '\u{2212}' => Some(b'-'),
        _ => None,
    }
}

/// How wide these octets of `WinAnsiEncoding` are.
pub(super) fn width(octets: &[u8]) -> u32 {
    octets.iter().map(|octet| u32::from(letter_width(*octet))).sum()
}

fn letter_width(octet: u8) -> u16 {
    match octet {
        0x20..=0x7e => ASCII[usize::from(octet - 0x20)],
        0x80.. => BEYOND[usize::from(octet - 0x80)],
        _ => 0,
    }
}

/// What Windows has between 0x80 and 0x9F, where ISO 8859-1 has controls.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// From the blank to the tilde.
#[rustfmt::skip]
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// From the euro on.
#[rustfmt::skip]
const BEYOND: [u16; 128] = [
    556, 0, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 0, 611, 0,
    0, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 0, 500, 667,
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_letters_and_those_of_windows_stay_and_others_become_question_marks() {
        let table: [(&str, &[u8]); 5] = [
            ("Räksmörgås Å", b"R\xe4ksm\xf6rg\xe5s \xc5"),
            ("10 € – “citat”…", b"10 \x80 \x96 \x93citat\x94\x85"),
            ("a\tb\r\n\u{7}c\u{200b}", b"a    bc"),
            ("−1\u{202f}000", b"-1 000"),
            ("Ωмир語🖨", b"??????"),
        ];
        for (text, octets) in table {
            assert_eq!(encode(text), octets, "{text}");
            assert_eq!(shows(text), !octets.contains(&b'?'), "{text}");
        }
        assert!(shows("Really?"), "a question mark is one");
    }

    #[test]
    fn each_letter_that_can_be_printed_has_a_width() {
        for letter in ('\u{20}'..='\u{ff}').chain(WINDOWS).filter(|one| !one.is_control()) {
            let octets = encode(&letter.to_string());
            assert_eq!(octets.is_empty(), letter == '\u{ad}', "{letter}");
            assert!(octets.is_empty() || width(&octets) >= 191, "{letter}");
        }
        assert_eq!(
            width(b"Hello, world"),
            722 + 556 + 222 * 2 + 556 + 278 * 2 + 722 + 556 + 333 + 222 + 556
        );
    }
}
