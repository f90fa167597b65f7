//! A QR code as one SVG path, drawn on the server.
//!
//! It holds the bare address of the provider's page, never the code: who scans it must still read
//! and enter the code (provider facts 1.2), and a photo of the screen signs nobody in by itself.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

pub(super) struct Qr {
    /// Modules along one side, with the quiet zone.
    pub(super) side: usize,
    /// The dark modules, row by row, as `M x y h length v1 h-length z`.
    pub(super) path: String,
}

impl Qr {
    /// Nothing if the text is too long for a QR code.
    pub(super) fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                let length = run.len();
                if run[0] == Color::Dark {
                    let (left, top) = (x + QUIET_ZONE, y + QUIET_ZONE);
                    write!(path, "M{left} {top}h{length}v1h-{length}z")
                        .expect("a String takes it all");
                }
                x += length;
            }
        }
        Some(Self { side: width + 2 * QUIET_ZONE, path })
    }
}

/// ISO/IEC 18004 asks for four light modules around the code.
const QUIET_ZONE: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_draws_just_the_dark_modules() {
        let text = "https://login.microsoft.com/device";
        let qr = Qr::of(text).expect("short enough");
        let code = QrCode::with_error_correction_level(text, EcLevel::M).expect("short enough");
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let drawn: usize = qr
            .path
            .split('M')
            .skip(1)
            .map(|run| {
                let length = run.split(['h', 'v']).nth(1).expect("a length");
                length.parse::<usize>().expect("a number")
            })
            .sum();
        assert_eq!(drawn, dark);
        assert_eq!(qr.side, code.width() + 8);
    }

    #[test]
    fn a_text_that_is_too_long_has_no_qr_code() {
        assert!(Qr::of(&"x".repeat(5000)).is_none());
    }
}
