//! The pages of a TIFF one by one: how each is coded, and where its strips lie. For whoever passes the
//! strips on in another file; nothing is decoded here either.

use std::collections::HashSet;
use std::io::{Read, Seek};

use super::file::File;
use super::{Compression, Directory, MOST_PAGES, Page, broken, overdone, value_or};
use crate::fax::CheckError;

/// A TIFF that is being walked through. Each page is checked as it comes.
#[derive(Debug)]
pub struct Images<'a, R> {
    file: File<'a, R>,
    /// Where the directory of the next page stands.
    next_at: u64,
    seen: HashSet<u64>,
    strips: u64,
}

/// A page, and where to find the rest of it.
#[derive(Clone, Copy, Debug)]
pub struct Image {
    pub page: Page,
    directory: Directory,
}

/// How the dots of a page stand in its strips, in the words of TIFF 6.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coding {
    pub samples: u32,
    pub bits: u32,
    /// 0: `WhiteIsZero` (so it is where the directory says nothing), 1: `BlackIsZero`.
    pub photometric: u32,
    /// 2: the first dot stands in the lowest bit of an octet.
    pub fill_order: u32,
    /// 1: the first row is the top one, and begins at the left.
    pub orientation: u32,
    /// `T4Options` or `T6Options`, whichever belongs to the compression.
    pub options: u32,
    pub strips: u32,
    rows_per_strip: u32,
}

/// Rows that are coded together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strip {
    /// Where it begins in the file.
    pub at: u64,
    /// In octets.
    pub size: u64,
    pub rows: u32,
}

impl<'a, R: Read + Seek> Images<'a, R> {
    pub fn open(octets: &'a mut R) -> Result<Self, CheckError> {
        let mut file = File::new(octets)?;
        let next_at = file.header()?;
        if next_at == 0 {
            return Err(broken("it has no page"));
        }
        Ok(Self { file, next_at, seen: HashSet::new(), strips: 0 })
    }

    /// The next page, if it holds together; nothing behind the last one.
    pub fn next_page(&mut self) -> Result<Option<Image>, CheckError> {
        if self.next_at == 0 {
            return Ok(None);
        }
        if !self.seen.insert(self.next_at) {
            return Err(broken("its directories form a ring"));
        }
        if self.seen.len() > MOST_PAGES {
            return Err(overdone(format!("more than {MOST_PAGES} pages")));
        }
        let (directory, next_at) = self.file.directory(self.next_at)?;
        let page = directory.page(&mut self.file, &mut self.strips)?;
        self.next_at = next_at;
        Ok(Some(Image { page, directory }))
    }

    pub fn coding(&mut self, image: &Image) -> Result<Coding, CheckError> {
        let (directory, file) = (&image.directory, &mut self.file);
        let options = match Compression::of(image.page.compression.into()) {
            Some(Compression::Group3) => directory.group3_options,
            Some(Compression::Group4) => directory.group4_options,
            _ => None,
        };
        let length = image.page.length;
        let rows_per_strip = value_or(directory.rows_per_strip, file, u32::MAX)?.clamp(1, length);
        Ok(Coding {
            samples: value_or(directory.samples, file, 1)?,
            bits: value_or(directory.bits, file, 1)?,
            photometric: value_or(directory.photometric, file, 0)?,
            fill_order: value_or(directory.fill_order, file, 1)?,
            orientation: value_or(directory.orientation, file, 1)?,
            options: value_or(options, file, 0)?,
            strips: length.div_ceil(rows_per_strip),
            rows_per_strip,
        })
    }

    /// One of the [`Coding::strips`], counted from nought; of a page in planes only those of the first.
    pub fn strip(
        &mut self,
        image: &Image,
        coding: &Coding,
        number: u32,
    ) -> Result<Strip, CheckError> {
        let (Some(offsets), Some(counts)) =
            (image.directory.strip_offsets, image.directory.strip_counts)
        else {
            return Err(broken("a page without strips"));
        };
        let before = number.saturating_mul(coding.rows_per_strip);
        Ok(Strip {
            at: offsets.number(number.into(), &mut self.file)?.into(),
            size: counts.number(number.into(), &mut self.file)?.into(),
            rows: coding.rows_per_strip.min(image.page.length.saturating_sub(before)),
        })
    }

    /// So many octets from there.
    pub fn read(&mut self, at: u64, length: u64) -> Result<Vec<u8>, CheckError> {
        self.file.read(at, length)
    }
}
