//! Whether a TIFF may be passed on: its directories are walked, its images are not decoded (TIFF 6.0 §2;
//! RFC 3949, which replaces RFC 2301, for what fax machines write).
//!
//! Directories form a chain. Each is met once, lies inside the file, and says for one page how large it
//! is, how it is compressed and where its strips lie. A page whose strips could never hold as many rows
//! as it claims is broken or a trap for whoever decodes it; both stay here.
//!
//! - `file`: its header, the fields of a directory, the numbers of a field
//! - [`Images`]: its pages one by one, how each is coded, and where its strips lie
//!
//! Not looked at: what stands in strips, private tags, profile M's layers (RFC 3949 §8) and the
//! directory of fax facts (`GlobalParametersIFD`, RFC 3949 §2.2). They pass as they are.

mod file;
mod images;

use std::io::{Read, Seek};

use self::file::{Field, File};
use super::{CheckError, Flaw, FlawKind};
pub use images::{Coding, Image, Images, Strip};

/// Pages of a TIFF.
pub const MOST_PAGES: usize = 500;

/// Strips of all pages together. Fax writers make one of each page, scanners one of eight rows.
pub const MOST_STRIPS: u64 = 200_000;

/// Fields of a directory; fax machines write about 25.
pub const MOST_ENTRIES: u16 = 1_000;

/// Octets that a page has once decoded: A3 with 600 dots an inch in three colours has 209 million.
pub const LARGEST_PAGE: u64 = 256 * 1024 * 1024;

/// A page as its directory describes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Page {
    /// In dots.
    pub width: u32,
    /// In rows.
    pub length: u32,
    pub compression: u16,
    /// Dots an inch, across and down, where the directory says both.
    pub resolution: Option<(f64, f64)>,
}

/// The pages, or why it may not be passed on.
pub(super) fn check(octets: &mut (impl Read + Seek)) -> Result<Vec<Page>, CheckError> {
    let mut images = Images::open(octets)?;
    let mut pages = Vec::new();
    while let Some(image) = images.next_page()? {
        pages.push(image.page);
    }
    Ok(pages)
}

/// Of a page's directory what is looked at. Of a field that comes twice the first counts.
#[derive(Clone, Copy, Debug, Default)]
struct Directory {
    width: Option<Field>,
    length: Option<Field>,
    bits: Option<Field>,
    compression: Option<Field>,
    samples: Option<Field>,
    planes: Option<Field>,
    rows_per_strip: Option<Field>,
    strip_offsets: Option<Field>,
    strip_counts: Option<Field>,
    across: Option<Field>,
    down: Option<Field>,
    unit: Option<Field>,
    tiles: Option<Field>,
    /// What 0 and 1 stand for, and in which order dots stand in an octet.
    photometric: Option<Field>,
    fill_order: Option<Field>,
    orientation: Option<Field>,
    /// How Group 3 and Group 4 are used (TIFF 6.0 §11).
    group3_options: Option<Field>,
    group4_options: Option<Field>,
}

impl Directory {
    fn put(&mut self, tag: u16, field: Field) {
        let place = match tag {
            256 => &mut self.width,
            257 => &mut self.length,
            258 => &mut self.bits,
            259 => &mut self.compression,
            262 => &mut self.photometric,
            266 => &mut self.fill_order,
            273 => &mut self.strip_offsets,
            274 => &mut self.orientation,
            277 => &mut self.samples,
            278 => &mut self.rows_per_strip,
            279 => &mut self.strip_counts,
            282 => &mut self.across,
            283 => &mut self.down,
            284 => &mut self.planes,
            292 => &mut self.group3_options,
            293 => &mut self.group4_options,
            296 => &mut self.unit,
            322..=325 => &mut self.tiles,
            _ => return,
        };
        place.get_or_insert(field);
    }

    /// The page, if it holds together. `strips` counts those of all pages.
    fn page(
        &self,
        file: &mut File<'_, impl Read + Seek>,
        strips: &mut u64,
    ) -> Result<Page, CheckError> {
        if self.tiles.is_some() {
            return Err(unsupported("a page in tiles"));
        }
        let width = required(self.width, file, "width")?;
        let length = required(self.length, file, "length")?;
        let compression = value_or(self.compression, file, 1)?;
        let Some(compression) = Compression::of(compression) else {
            return Err(unsupported(format!("compression {compression}")));
        };
        let row = self.row_octets(width, file)?;
        if row.checked_mul(length.into()).is_none_or(|octets| octets > LARGEST_PAGE) {
            return Err(overdone(format!("a page of {width} × {length} dots")));
        }
        self.check_strips(length, row, compression, file, strips)?;
        let resolution = self.resolution(file)?;
        Ok(Page { width, length, compression: compression.number(), resolution })
    }

    /// Octets of a decoded row, all colours together.
    fn row_octets(
        &self,
        width: u32,
        file: &mut File<'_, impl Read + Seek>,
    ) -> Result<u64, CheckError> {
        let samples = value_or(self.samples, file, 1)?;
        let bits = value_or(self.bits, file, 1)?;
        if !(1..=MOST_SAMPLES).contains(&samples) || !(1..=MOST_BITS).contains(&bits) {
            return Err(unsupported(format!("{samples} samples of {bits} bits a dot")));
        }
        Ok((u64::from(width) * u64::from(samples) * u64::from(bits)).div_ceil(8))
    }

    /// Every strip lies inside the file and can hold its rows.
    fn check_strips(
        &self,
        length: u32,
        row: u64,
        compression: Compression,
        file: &mut File<'_, impl Read + Seek>,
        strips: &mut u64,
    ) -> Result<(), CheckError> {
        let rows_per_strip = value_or(self.rows_per_strip, file, u32::MAX)?.min(length).max(1);
        let planes = match value_or(self.planes, file, 1)? {
            2 => value_or(self.samples, file, 1)?,
            _ => 1,
        };
        let in_plane = u64::from(length.div_ceil(rows_per_strip));
        let count = in_plane * u64::from(planes);
        *strips += count;
        if *strips > MOST_STRIPS {
            return Err(overdone(format!("more than {MOST_STRIPS} strips")));
        }
        let (Some(offsets), Some(counts)) = (self.strip_offsets, self.strip_counts) else {
            return Err(broken("a page without strips"));
        };
        let (mut starts, mut sizes) = (Vec::new(), Vec::new());
        let mut first = 0;
        while first < count {
            let some = STRIPS_AT_ONCE.min(count - first);
            starts.clear();
            sizes.clear();
            offsets.each(first, some, file, |start| starts.push(u64::from(start)))?;
            counts.each(first, some, file, |size| sizes.push(u64::from(size)))?;
            for (strip, (start, size)) in (first..).zip(starts.iter().zip(&sizes)) {
                if *size == 0 || !file.has(*start, *size) {
                    return Err(broken("a strip lies outside"));
                }
                let is_last = strip % in_plane + 1 == in_plane;
                let before = u64::from(rows_per_strip) * (in_plane - 1);
                let rows = if is_last { u64::from(length) - before } else { rows_per_strip.into() };
                // Of a page in planes each strip holds one colour.
                if compression.most_decoded(*size, row) < rows * (row / u64::from(planes)) {
                    return Err(broken("a strip is too short for its rows"));
                }
            }
            first += some;
        }
        Ok(())
    }

    fn resolution(
        &self,
        file: &mut File<'_, impl Read + Seek>,
    ) -> Result<Option<(f64, f64)>, CheckError> {
        let (Some(across), Some(down)) = (self.across, self.down) else { return Ok(None) };
        let (Some(across), Some(down)) = (across.fraction(file)?, down.fraction(file)?) else {
            return Ok(None);
        };
        Ok(match value_or(self.unit, file, 2)? {
            2 => Some((across, down)),
            3 => Some((across * CENTIMETRES, down * CENTIMETRES)),
            _ => None,
        })
    }
}

/// How a page is compressed: TIFF 6.0 §3, §9 to §11, §13, §22; JBIG by RFC 3949 §5 and §7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compression {
    None,
    /// Modified Huffman without ends of lines.
    HuffmanRows,
    /// MH or MR: profiles S and F.
    Group3,
    /// MMR: profile F.
    Group4,
    Lzw,
    /// Profile C.
    Jpeg,
    /// Profile J, one bit a dot.
    Jbig,
    /// Profile L, colours.
    JbigColours,
    PackBits,
}

impl Compression {
    const ALL: [Compression; 9] = [
        Compression::None,
        Compression::HuffmanRows,
        Compression::Group3,
        Compression::Group4,
        Compression::Lzw,
        Compression::Jpeg,
        Compression::Jbig,
        Compression::JbigColours,
        Compression::PackBits,
    ];

    fn of(number: u32) -> Option<Self> {
        Compression::ALL.into_iter().find(|one| u32::from(one.number()) == number)
    }

    const fn number(self) -> u16 {
        match self {
            Compression::None => 1,
            Compression::HuffmanRows => 2,
            Compression::Group3 => 3,
            Compression::Group4 => 4,
            Compression::Lzw => 5,
            Compression::Jpeg => 7,
            Compression::Jbig => 9,
            Compression::JbigColours => 10,
            Compression::PackBits => 32773,
        }
    }

    /// To how many octets `size` octets can grow at the very most.
    fn most_decoded(self, size: u64, row: u64) -> u64 {
        match self {
            Compression::None => size,
            // A code has two bits at least, and each row begins with a new octet.
            Compression::HuffmanRows => size.saturating_mul(row),
            // A row that is like the one before costs one bit.
            Compression::Group3 | Compression::Group4 => size.saturating_mul(row).saturating_mul(8),
            // A code has nine bits at least and stands for 3,839 octets at most.
            Compression::Lzw => size.saturating_mul(3_840),
            // Two bits at least for 64 samples of a block, two blocks of which may serve 256 dots.
            Compression::Jpeg => size.saturating_mul(1_024),
            // Arithmetic coding knows no limit of use; LARGEST_PAGE is the one.
            Compression::Jbig | Compression::JbigColours => u64::MAX,
            // Two octets stand for 128.
            Compression::PackBits => size.saturating_mul(64),
        }
    }
}

fn required(
    field: Option<Field>,
    file: &mut File<'_, impl Read + Seek>,
    what: &str,
) -> Result<u32, CheckError> {
    let number =
        field.ok_or_else(|| broken(format!("a page without a {what}")))?.number(0, file)?;
    if number == 0 { Err(broken(format!("a page with a {what} of nothing"))) } else { Ok(number) }
}

fn value_or(
    field: Option<Field>,
    file: &mut File<'_, impl Read + Seek>,
    default: u32,
) -> Result<u32, CheckError> {
    field.map_or(Ok(default), |field| field.number(0, file))
}

fn broken(why: impl Into<String>) -> CheckError {
    Flaw::new(FlawKind::TiffBroken, why).into()
}

fn unsupported(why: impl Into<String>) -> CheckError {
    Flaw::new(FlawKind::TiffUnsupported, why).into()
}

fn overdone(why: impl Into<String>) -> CheckError {
    Flaw::new(FlawKind::TiffOverdone, why).into()
}

/// Strips whose places are read together.
const STRIPS_AT_ONCE: u64 = 1024;

/// CMYK and four more.
const MOST_SAMPLES: u32 = 8;
const MOST_BITS: u32 = 16;

/// In an inch.
const CENTIMETRES: f64 = 2.54;
