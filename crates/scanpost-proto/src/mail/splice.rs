//! Changes to octets that leave all others where they are.

use std::ops::Range;

/// What stands at `at` becomes `with`.
#[derive(Debug)]
pub(super) struct Splice {
    pub(super) at: Range<usize>,
    pub(super) with: Vec<u8>,
}

/// `octets` with the splices made. They do not overlap; of two at one place the one that takes
/// nothing away comes first.
pub(super) fn spliced(octets: &[u8], mut splices: Vec<Splice>) -> Vec<u8> {
    splices.sort_by_key(|splice| (splice.at.start, splice.at.end));
    let mut out = Vec::with_capacity(octets.len() + 256);
    let mut copied = 0;
    for splice in splices {
        debug_assert!(copied <= splice.at.start, "splices do not overlap");
        out.extend_from_slice(&octets[copied..splice.at.start]);
        out.extend_from_slice(&splice.with);
        copied = splice.at.end;
    }
    out.extend_from_slice(&octets[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_between_the_splices_stays() {
        let splice = |at: Range<usize>, with: &str| Splice { at, with: with.into() };
        let splices =
            vec![splice(4..6, "X"), splice(0..0, "<"), splice(4..4, "|"), splice(8..8, ">")];
        assert_eq!(spliced(b"01234567", splices), b"<0123|X67>");
    }
}
