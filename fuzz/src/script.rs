//! How an input is divided: its first line is for the driver, the rest goes to the parser.
//!
//! The line reads `reads moves rules`, each word of any letters:
//!
//! - `reads`: how much comes in one read, in turn. `0` all there is, `1` to `9` so many octets, `l`
//!   up to the end of the line, any other letter sixteen times its number in ASCII.
//! - `moves`: what the driver does, in turn, each time it is asked. A letter that says nothing to the
//!   question means the usual answer.
//! - `rules`: how the conversation begins. A letter counts if it is there.
//!
//! A word that is missing, or `-`, leaves everything at the usual.

use std::iter::Cycle;
use std::slice::Iter;

#[derive(Clone)]
pub struct Script<'a> {
    reads: Cycle<Iter<'a, u8>>,
    moves: Cycle<Iter<'a, u8>>,
    rules: &'a [u8],
}

impl<'a> Script<'a> {
    /// Divides an input. One without a first line has no octets.
    pub fn divide(input: &'a [u8]) -> (Self, &'a [u8]) {
        let end = input.iter().position(|octet| *octet == b'\n');
        let (line, octets) = match end {
            Some(end) => (&input[..end], &input[end + 1..]),
            None => (input, &[][..]),
        };
        let mut words = line.split(|octet| *octet == b' ');
        let mut word = || words.next().filter(|word| *word != b"-").unwrap_or_default();
        let (reads, moves, rules) = (word(), word(), word());
        (Self { reads: reads.iter().cycle(), moves: moves.iter().cycle(), rules }, octets)
    }

    /// The same moves and rules, and everything in one read.
    pub fn in_one_read(&self) -> Self {
        Self { reads: [].iter().cycle(), moves: self.moves.clone(), rules: self.rules }
    }

    /// How much of `rest` comes in the next read.
    pub fn next_read(&mut self, rest: &[u8]) -> usize {
        let wanted = match self.reads.next() {
            None | Some(b'0') => rest.len(),
            Some(b'l') => {
                rest.iter().position(|octet| *octet == b'\n').map_or(rest.len(), |at| at + 1)
            }
            Some(digit @ b'1'..=b'9') => usize::from(digit - b'0'),
            Some(other) => usize::from(*other) * 16,
        };
        wanted.clamp(1, rest.len().max(1)).min(rest.len())
    }

    /// All octets, one read after the other; the script's own reads stay as they are.
    pub fn turns<'o>(&self, octets: &'o [u8]) -> Vec<&'o [u8]> {
        let mut script = self.clone();
        let (mut turns, mut rest) = (Vec::new(), octets);
        while !rest.is_empty() {
            let (turn, behind) = rest.split_at(script.next_read(rest));
            turns.push(turn);
            rest = behind;
        }
        turns
    }

    /// The driver's next move.
    pub fn next_move(&mut self) -> u8 {
        self.moves.next().copied().unwrap_or(b'.')
    }

    pub fn has(&self, rule: u8) -> bool {
        self.rules.contains(&rule)
    }
}
