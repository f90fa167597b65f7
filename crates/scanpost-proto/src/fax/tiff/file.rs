//! Reading in a TIFF: its header, a directory's fields, and the numbers of a field (TIFF 6.0 §2).
//!
//! Nothing that it points to is believed: each place is held against the file's end before it is read.

use std::io::{Read, Seek, SeekFrom};

use super::{Directory, MOST_ENTRIES, broken, unsupported};
use crate::fax::CheckError;

/// Read at once of a list of strips.
const READ_AT_ONCE: u64 = 4096;

/// Which octet of a number comes first.
#[derive(Clone, Copy, Debug)]
enum Order {
    Little,
    Big,
}

#[derive(Debug)]
pub(super) struct File<'a, R> {
    octets: &'a mut R,
    size: u64,
    order: Order,
}

impl<'a, R: Read + Seek> File<'a, R> {
    pub(super) fn new(octets: &'a mut R) -> Result<Self, CheckError> {
        let size = octets.seek(SeekFrom::End(0))?;
        Ok(Self { octets, size, order: Order::Little })
    }

    /// Where the first directory stands.
    pub(super) fn header(&mut self) -> Result<u64, CheckError> {
        let header = self.read(0, 8)?;
        self.order = match header[..2] {
            [b'I', b'I'] => Order::Little,
            [b'M', b'M'] => Order::Big,
            _ => return Err(broken("it does not begin as a TIFF")),
        };
        match self.u16(&header[2..]) {
            42 => Ok(self.u32(&header[4..]).into()),
            43 => Err(unsupported("a BigTIFF")),
            _ => Err(broken("it does not begin as a TIFF")),
        }
    }

    /// The directory there, and where the next one stands; 0 says that there is none.
    pub(super) fn directory(&mut self, at: u64) -> Result<(Directory, u64), CheckError> {
        let count = self.read(at, 2)?;
        let count = self.u16(&count);
        if count == 0 || count > MOST_ENTRIES {
            return Err(broken("a directory without fields, or with too many"));
        }
        let length = u64::from(count) * ENTRY;
        let octets = self.read(at + 2, length + 4)?;
        let (entries, next) = octets.split_at(octets.len() - 4);
        let mut directory = Directory::default();
        for entry in entries.chunks_exact(12) {
            let [tag, kind] = [self.u16(entry), self.u16(&entry[2..])];
            let (count, value) =
                (self.u32(&entry[4..]), [entry[8], entry[9], entry[10], entry[11]]);
            directory.put(tag, Field { kind, count, value });
        }
        Ok((directory, self.u32(next).into()))
    }

    /// So many octets from there; a TIFF that ends before is broken.
    pub(super) fn read(&mut self, at: u64, length: u64) -> Result<Vec<u8>, CheckError> {
        if !self.has(at, length) {
            return Err(broken("it points behind its end"));
        }
        let mut octets =
            vec![0; usize::try_from(length).map_err(|_| broken("a list without end"))?];
        self.octets.seek(SeekFrom::Start(at))?;
        self.octets.read_exact(&mut octets)?;
        Ok(octets)
    }

    pub(super) fn has(&self, at: u64, length: u64) -> bool {
        at.checked_add(length).is_some_and(|end| end <= self.size)
    }

    fn u16(&self, octets: &[u8]) -> u16 {
        let octets = [octets[0], octets[1]];
        match self.order {
            Order::Little => u16::from_le_bytes(octets),
            Order::Big => u16::from_be_bytes(octets),
        }
    }

    fn u32(&self, octets: &[u8]) -> u32 {
        let octets = [octets[0], octets[1], octets[2], octets[3]];
        match self.order {
            Order::Little => u32::from_le_bytes(octets),
            Order::Big => u32::from_be_bytes(octets),
        }
    }
}

/// A field: its values, or where they stand (TIFF 6.0 §2, "IFD Entry").
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    kind: u16,
    count: u32,
    value: [u8; 4],
}

impl Field {
    /// Octets of one of its values, where they are whole numbers.
    fn width(self) -> Option<u64> {
        match self.kind {
            BYTE => Some(1),
            SHORT => Some(2),
            LONG => Some(4),
            _ => None,
        }
    }

    /// The number at this place of its list.
    pub(super) fn number(
        self,
        at: u64,
        file: &mut File<'_, impl Read + Seek>,
    ) -> Result<u32, CheckError> {
        let mut found = None;
        self.each(at, 1, file, |number| found = Some(number))?;
        found.ok_or_else(|| broken("a field without a value"))
    }

    /// The numbers from this place on; `see` sees each.
    pub(super) fn each(
        self,
        from: u64,
        count: u64,
        file: &mut File<'_, impl Read + Seek>,
        mut see: impl FnMut(u32),
    ) -> Result<(), CheckError> {
        let width = self.width().ok_or_else(|| broken("a field of a wrong type"))?;
        if from + count > u64::from(self.count) {
            return Err(broken("a list that is too short"));
        }
        let inline = u64::from(self.count) * width <= 4;
        let list_at: u64 = file.u32(&self.value).into();
        let (mut at, end) = (from * width, (from + count) * width);
        while at < end {
            let length = READ_AT_ONCE.min(end - at);
            let octets = if inline {
                let [from, to] = [at, at + length].map(|place| usize::try_from(place).unwrap_or(4));
                self.value[from..to].to_vec()
            } else {
                file.read(list_at + at, length)?
            };
            match width {
                1 => octets.iter().for_each(|octet| see(u32::from(*octet))),
                2 => octets.chunks_exact(2).for_each(|two| see(u32::from(file.u16(two)))),
                _ => octets.chunks_exact(4).for_each(|four| see(file.u32(four))),
            }
            at += length;
        }
        Ok(())
    }

    /// A RATIONAL that is a number above nothing.
    pub(super) fn fraction(
        self,
        file: &mut File<'_, impl Read + Seek>,
    ) -> Result<Option<f64>, CheckError> {
        if self.kind != RATIONAL || self.count != 1 {
            return Err(broken("a resolution of a wrong type"));
        }
        let at = file.u32(&self.value).into();
        let octets = file.read(at, 8)?;
        let [above, below] = [file.u32(&octets), file.u32(&octets[4..])].map(f64::from);
        Ok((above > 0.0 && below > 0.0).then(|| above / below))
    }
}

/// The types of a field's values (TIFF 6.0 §2, "Types").
const BYTE: u16 = 1;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;

/// Octets of a directory's field.
const ENTRY: u64 = 12;
