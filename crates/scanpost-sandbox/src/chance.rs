//! Where the sandbox's chance comes from.
//!
//! Secrets come from the operating system: a sandbox may stand on a network. Everything else that
//! a provider leaves to chance (how long a token lives) comes from the seed, so a run can be
//! repeated.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// `length` octets that nobody can guess, as base64url.
pub(crate) fn secret(length: usize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(unguessable(length))
}

/// A random GUID in its usual spelling (RFC 9562 §5.4), for trace and correlation ids.
pub(crate) fn guid() -> String {
    let octets = unguessable(16);
    let number = |range: std::ops::Range<usize>| {
        octets[range].iter().fold(0_u64, |sum, octet| sum << 8 | u64::from(*octet))
    };
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        number(0..4),
        number(4..6),
        number(6..8) & 0xfff,
        number(8..10) & 0x3fff | 0x8000,
        number(10..16)
    )
}

/// Nine capitals and digits, as Entra shows them; none that are taken for each other.
pub(crate) fn user_code() -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    unguessable(9).iter().map(|octet| char::from(LETTERS[usize::from(octet % 32)])).collect()
}

fn unguessable(length: usize) -> Vec<u8> {
    let mut octets = vec![0; length];
    getrandom::fill(&mut octets).expect("the operating system has a source of chance");
    octets
}

/// Repeatable numbers from a seed (Steele, Lea, Flood: Fast splittable generators, 2014).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice that belong to these numbers together: other numbers, other dice.
    pub(crate) fn of(numbers: &[u64]) -> Self {
        numbers.iter().fold(Self(0), |mut dice, number| {
            Self(dice.between(0, u64::MAX - 1).wrapping_add(*number))
        })
    }

    /// A number from `low` up to and with `high`.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        low + (mixed ^ (mixed >> 31)) % (high - low + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_seed_others() {
        let throw = |seed| {
            let mut dice = Dice::new(seed);
            (0..20).map(|_| dice.between(3600, 5400)).collect::<Vec<_>>()
        };
        assert_eq!(throw(7), throw(7));
        assert_ne!(throw(7), throw(8));
        assert!(throw(7).iter().all(|seconds| (3600..=5400).contains(seconds)));
    }

    #[test]
    fn a_user_code_has_nine_capitals_or_digits() {
        let code = user_code();
        assert_eq!(code.len(), 9);
        assert!(code.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()));
        assert_ne!(code, user_code());
    }

    #[test]
    fn a_guid_is_spelled_as_a_random_guid() {
        let guid = guid();
        let lengths: Vec<usize> = guid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(guid.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&guid.as_bytes()[19]));
    }
}
