//! Any octets as a TIFF that came by fax.
//!
//! Holds: what is wrong with it is its own fault; nothing behind its end is looked at; the work has an
//! end that follows from its size. Fit pages have a size, and no more octets than a page may have.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use scanpost_proto::fax::{self, CheckError, Kind, LARGEST_PAGE, MOST_PAGES};

pub fn run(input: &[u8]) {
    let size = input.len() as u64;
    let mut watched = Watched { octets: Cursor::new(input), read: 0 };
    match fax::check(Kind::Tiff, &mut watched) {
        Ok(checked) => {
            assert!((1..=MOST_PAGES).contains(&checked.pages.len()));
            for page in checked.pages {
                assert!(page.width > 0 && page.length > 0);
                assert!(u64::from(page.width) * u64::from(page.length) <= LARGEST_PAGE * 8);
            }
        }
        Err(CheckError::Flawed(flaw)) => assert!(flaw.why.len() < 100, "{flaw:?}"),
        Err(CheckError::Unread(error)) => panic!("memory can be read: {error}"),
    }
    let directories = size / 18 + 1;
    assert!(watched.read <= size * directories + 4096, "{} of {size}", watched.read);
}

struct Watched<'a> {
    octets: Cursor<&'a [u8]>,
    read: u64,
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.octets.read(into)?;
        self.read += length as u64;
        Ok(length)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = self.octets.seek(to)?;
        assert!(at <= self.octets.get_ref().len() as u64, "it looks outside");
        Ok(at)
    }
}
