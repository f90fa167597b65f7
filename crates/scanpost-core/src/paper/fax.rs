//! The pages of a fax as PDF: each strip of its TIFF becomes an image of the same octets, one below the
//! other. Nothing is decoded: PDF has the fax machines' codes itself (`CCITTFaxDecode`, ISO 32000-1
//! §7.4.6; ITU-T T.4, T.6).
//!
//! The TIFF passes in pieces, so one of 100 MB takes no more memory than a small one. pdf-writer would
//! hold each image whole; so the images are written here, and the small objects by it.
//!
//! Strips stay apart, although some codes would let them be joined: each begins with a row that refers to
//! none before it, and is filled up to an octet.

use std::fmt::Write as _;
use std::io::{Read, Seek, Write};

use pdf_writer::{Chunk, Finish, Name, Rect, Ref};
use scanpost_proto::fax::{Coding, Flaw, FlawKind, Image, Images, Strip};

use super::PaperError;

/// Strips of a page. A fax machine makes one, a scanner some hundred.
pub const MOST_STRIPS_OF_A_PAGE: u32 = 10_000;

/// Writes the pages of this TIFF as PDF; gives their number.
pub fn fax(tiff: &mut (impl Read + Seek), into: &mut impl Write) -> Result<usize, PaperError> {
    let mut images = Images::open(tiff)?;
    let mut file = File::begin(into)?;
    let mut pages = Vec::new();
    while let Some(image) = images.next_page()? {
        pages.push(page(&mut images, &image, &mut file)?);
    }
    let mut chunk = Chunk::new();
    let count = i32::try_from(pages.len()).map_err(|_| overdone("more pages than a PDF has"))?;
    chunk.pages(PAGES).kids(pages).count(count).finish();
    file.object(PAGES, &chunk)?;
    file.end()?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Writes one page, its images before it.
fn page<R: Read + Seek>(
    images: &mut Images<'_, R>,
    image: &Image,
    file: &mut File<'_, impl Write>,
) -> Result<Ref, PaperError> {
    let coding = images.coding(image)?;
    let filter = Filter::of(image, &coding)?;
    if coding.strips > MOST_STRIPS_OF_A_PAGE {
        return Err(overdone(format!("a page of {} strips", coding.strips)));
    }
    let (turn, is_mirrored) = orientation(&coding)?;
    let (across, down) = points_a_dot(image);
    let (width, length) = (image.page.width, image.page.length);
    let mut content = format!("{across:.7} 0 0 {down:.7} 0 0 cm\n");
    if is_mirrored {
        let _ = writeln!(content, "-1 0 0 1 {width} 0 cm");
    }
    let (mut placed, mut below) = (Vec::new(), length);
    for number in 0..coding.strips {
        let strip = images.strip(image, &coding, number)?;
        below = below.saturating_sub(strip.rows);
        let id =
            file.image(images, &strip, &filter.dictionary(width, &strip), coding.fill_order)?;
        let _ = writeln!(content, "q {width} 0 0 {} 0 {below} cm /I{number} Do Q", strip.rows);
        placed.push(id);
    }
    let (content_id, page_id) = (file.next_id()?, file.next_id()?);
    let mut chunk = Chunk::new();
    chunk.stream(content_id, content.as_bytes());
    file.object(content_id, &chunk)?;
    let mut chunk = Chunk::new();
    let mut page = chunk.page(page_id);
    let paper =
        Rect::new(0.0, 0.0, rounded(across * f64::from(width)), rounded(down * f64::from(length)));
    page.parent(PAGES).media_box(paper).rotate(turn).contents(content_id);
    let mut resources = page.resources();
    let mut names = resources.x_objects();
    for (number, id) in placed.iter().enumerate() {
        names.pair(Name(format!("I{number}").as_bytes()), *id);
    }
    names.finish();
    resources.finish();
    page.finish();
    file.object(page_id, &chunk)?;
    Ok(page_id)
}

/// How the octets of a strip are read, in the words of PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    /// As they are. Whether 0 is white.
    None { white_is_zero: bool },
    /// `K` of ISO 32000-1 table 11, and the others there.
    Fax { k: i8, ends_of_lines: bool, whole_octets: bool, black_is_one: bool },
}

impl Filter {
    fn of(image: &Image, coding: &Coding) -> Result<Self, PaperError> {
        if (coding.samples, coding.bits) != (1, 1) {
            return Err(unsupported("grey or coloured"));
        }
        if coding.photometric > 1 {
            return Err(unsupported(format!("colours of kind {}", coding.photometric)));
        }
        // What the code calls black is white where 0 is black.
        let black_is_one = coding.photometric == 1;
        let fax = |k, ends_of_lines, whole_octets| Filter::Fax {
            k,
            ends_of_lines,
            whole_octets,
            black_is_one,
        };
        if coding.options & UNCOMPRESSED_MODE != 0 {
            return Err(unsupported("a fax in uncompressed mode"));
        }
        match image.page.compression {
            1 => Ok(Filter::None { white_is_zero: !black_is_one }),
            2 => Ok(fax(0, false, true)),
            3 if coding.options & TWO_DIMENSIONS == 0 => Ok(fax(0, true, false)),
            3 => Ok(fax(1, true, false)),
            4 => Ok(fax(-1, false, false)),
            other => Err(unsupported(format!("compression {other}"))),
        }
    }

    /// The image's dictionary.
    fn dictionary(self, width: u32, strip: &Strip) -> String {
        let (rows, size) = (strip.rows, strip.size);
        let mut words = format!(
            "/Type /XObject /Subtype /Image /Width {width} /Height {rows} /ColorSpace /DeviceGray \
             /BitsPerComponent 1 /Length {size}"
        );
        // Writing into a String cannot fail.
        let _ = match self {
            Filter::None { white_is_zero: true } => write!(words, " /Decode [1 0]"),
            Filter::None { white_is_zero: false } => Ok(()),
            // The number of rows is known, so an end of the block is not waited for: some write none. A
            // row that the line has garbled does not keep the rest from being printed.
            Filter::Fax { k, ends_of_lines, whole_octets, black_is_one } => write!(
                words,
                " /Filter /CCITTFaxDecode /DecodeParms << /K {k} /Columns {width} /Rows {rows} \
                 /EndOfLine {ends_of_lines} /EncodedByteAlign {whole_octets} /EndOfBlock false \
                 /BlackIs1 {black_is_one} /DamagedRowsBeforeError {rows} >>"
            ),
        };
        words
    }
}

/// By how many degrees the page is turned clockwise, and whether it is mirrored before (TIFF 6.0 §8,
/// "Orientation").
fn orientation(coding: &Coding) -> Result<(i32, bool), PaperError> {
    match coding.orientation {
        1 => Ok((0, false)),
        2 => Ok((0, true)),
        3 => Ok((180, false)),
        4 => Ok((180, true)),
        5 => Ok((270, true)),
        6 => Ok((90, false)),
        7 => Ok((90, true)),
        8 => Ok((270, false)),
        other => Err(unsupported(format!("orientation {other}"))),
    }
}

/// Across and down. Dots of fax machines are not square: 204 × 98 an inch. A page that does not say how
/// many, or says what nobody prints, becomes as wide as A4.
fn points_a_dot(image: &Image) -> (f64, f64) {
    let believed = |dots: f64| (FEWEST_DOTS..=MOST_DOTS).contains(&dots);
    let (across, down) = match image.page.resolution {
        Some((across, down)) if believed(across) && believed(down) => {
            (POINTS / across, POINTS / down)
        }
        _ => [A4_WIDTH / f64::from(image.page.width); 2].into(),
    };
    let longest = (across * f64::from(image.page.width)).max(down * f64::from(image.page.length));
    let smaller = (LONGEST_SIDE / longest).min(1.0);
    (across * smaller, down * smaller)
}

/// A side of the paper, so that no dot's hundredth makes it a dot longer.
#[expect(clippy::cast_possible_truncation, reason = "at most LONGEST_SIDE")]
fn rounded(points: f64) -> f32 {
    ((points * 1000.0).floor() / 1000.0) as f32
}

/// A PDF on its way out, and where its objects begin.
struct File<'a, W> {
    out: &'a mut W,
    written: u64,
    /// Of each object, by its number; 0 of those that are not written yet.
    begins: Vec<u64>,
}

impl<'a, W: Write> File<'a, W> {
    fn begin(out: &'a mut W) -> Result<Self, PaperError> {
        let mut file = Self { out, written: 0, begins: vec![0; 2] };
        // The octets behind `%` say that this is no text (§7.5.2).
        file.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")?;
        Ok(file)
    }

    fn next_id(&mut self) -> Result<Ref, PaperError> {
        self.begins.push(0);
        let number = i32::try_from(self.begins.len());
        number.map(Ref::new).map_err(|_| overdone("more strips than a PDF has objects"))
    }

    fn object(&mut self, id: Ref, chunk: &Chunk) -> Result<(), PaperError> {
        self.begins_here(id);
        self.write(chunk.as_bytes())
    }

    /// The strip as an image.
    fn image<R: Read + Seek>(
        &mut self,
        images: &mut Images<'_, R>,
        strip: &Strip,
        dictionary: &str,
        fill_order: u32,
    ) -> Result<Ref, PaperError> {
        let id = self.next_id()?;
        self.begins_here(id);
        self.write(format!("{} 0 obj\n<< {dictionary} >>\nstream\n", id.get()).as_bytes())?;
        let mut passed = 0;
        while passed < strip.size {
            let length = AT_ONCE.min(strip.size - passed);
            let mut octets = images.read(strip.at + passed, length)?;
            if fill_order == 2 {
                for octet in &mut octets {
                    *octet = octet.reverse_bits();
                }
            }
            self.write(&octets)?;
            passed += length;
        }
        self.write(b"\nendstream\nendobj\n")?;
        Ok(id)
    }

    /// The catalogue, the table of objects (§7.5.4) and the trailer.
    fn end(mut self) -> Result<(), PaperError> {
        let mut chunk = Chunk::new();
        chunk
            .indirect(CATALOG)
            .dict()
            .pair(Name(b"Type"), Name(b"Catalog"))
            .pair(Name(b"Pages"), PAGES);
        self.object(CATALOG, &chunk)?;
        let (table_at, count) = (self.written, self.begins.len() + 1);
        self.write(format!("xref\n0 {count}\n0000000000 65535 f \n").as_bytes())?;
        for begins in std::mem::take(&mut self.begins) {
            self.write(format!("{begins:010} 00000 n \n").as_bytes())?;
        }
        let root = CATALOG.get();
        let trailer = format!(
            "trailer\n<< /Size {count} /Root {root} 0 R >>\nstartxref\n{table_at}\n%%EOF\n"
        );
        self.write(trailer.as_bytes())
    }

    fn begins_here(&mut self, id: Ref) {
        let place = usize::try_from(id.get() - 1).ok().and_then(|at| self.begins.get_mut(at));
        *place.expect("the number is of next_id, or of the first two") = self.written;
    }

    fn write(&mut self, octets: &[u8]) -> Result<(), PaperError> {
        self.out.write_all(octets)?;
        self.written += octets.len() as u64;
        Ok(())
    }
}

fn unsupported(why: impl Into<String>) -> PaperError {
    flawed(FlawKind::TiffUnsupported, why.into())
}

fn overdone(why: impl Into<String>) -> PaperError {
    flawed(FlawKind::TiffOverdone, why.into())
}

fn flawed(kind: FlawKind, why: String) -> PaperError {
    PaperError::Flawed(Flaw { kind, why })
}

/// The first two objects of each file.
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);

/// Octets of a strip that are held at once.
const AT_ONCE: u64 = 64 * 1024;

/// Of `T4Options` and `T6Options` (TIFF 6.0 §11).
const TWO_DIMENSIONS: u32 = 1;
const UNCOMPRESSED_MODE: u32 = 2;

/// Dots an inch that are believed.
const FEWEST_DOTS: f64 = 30.0;
const MOST_DOTS: f64 = 2400.0;

/// In an inch.
const POINTS: f64 = 72.0;

/// In points.
const A4_WIDTH: f64 = 595.28;

/// Of a PDF's page, in points (ISO 32000-1 Annex C).
const LONGEST_SIDE: f64 = 14_400.0;

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A page of 16 × `rows` dots by these fields, each strip of two octets and one row.
    fn tiff(rows: u32, fields: &[(u16, u32)]) -> Vec<u8> {
        let strips = u16::try_from(rows).expect("few");
        let mut octets = b"II*\0".to_vec();
        // Behind the strips' octets their places and sizes, then 72 dots an inch, then the directory.
        let places_at = 8 + 2 * rows;
        let resolution_at = places_at + 8 * rows;
        octets.extend((resolution_at + 8).to_le_bytes());
        (0..strips).for_each(|number| octets.extend([0x80, u8::try_from(number).expect("few")]));
        (0..rows).for_each(|number| octets.extend((8 + 2 * number).to_le_bytes()));
        (0..rows).for_each(|_| octets.extend(2u32.to_le_bytes()));
        octets.extend([72u32, 1].into_iter().flat_map(u32::to_le_bytes));
        let mut entries = vec![
            (256, 4, 1, 16),
            (257, 4, 1, rows),
            (278, 4, 1, 1),
            (282, 5, 1, resolution_at),
            (283, 5, 1, resolution_at),
            (273, 4, rows, if rows == 1 { 8 } else { places_at }),
            (279, 4, rows, if rows == 1 { 2 } else { places_at + 4 * rows }),
        ];
        entries.extend(fields.iter().map(|(tag, value)| (*tag, 4, 1, *value)));
        octets.extend(u16::try_from(entries.len()).expect("few").to_le_bytes());
        for (tag, kind, count, value) in entries {
            let (tag, kind): (u16, u16) = (tag, kind);
            octets.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
            octets.extend([count.to_le_bytes(), value.to_le_bytes()].concat());
        }
        octets.extend([0; 4]);
        octets
    }

    fn made(tiff: Vec<u8>) -> Result<String, PaperError> {
        let mut pdf = Vec::new();
        assert_eq!(fax(&mut Cursor::new(tiff), &mut pdf)?, 1);
        Ok(pdf.into_iter().map(char::from).collect())
    }

    #[test]
    fn each_code_of_fax_machines_is_named_in_the_words_of_pdf() {
        let table: [(&[(u16, u32)], &str); 8] = [
            (&[(259, 1)], "/Decode [1 0]"),
            (&[(259, 1), (262, 1)], "/Length 2 >>"),
            (&[(259, 2)], "/K 0 /Columns 16 /Rows 1 /EndOfLine false /EncodedByteAlign true"),
            (&[(259, 3)], "/K 0 /Columns 16 /Rows 1 /EndOfLine true /EncodedByteAlign false"),
            (&[(259, 3), (292, 5)], "/K 1 /Columns 16 /Rows 1 /EndOfLine true"),
            (&[(259, 4)], "/K -1 /Columns 16 /Rows 1 /EndOfLine false /EncodedByteAlign false"),
            (&[(259, 4), (262, 0)], "/BlackIs1 false"),
            (&[(259, 4), (262, 1)], "/BlackIs1 true"),
        ];
        for (fields, words) in table {
            let pdf = made(tiff(1, fields)).expect("it can be printed");
            assert!(pdf.contains(words), "{fields:?}: {pdf}");
        }
    }

    #[test]
    fn strips_lie_below_each_other_and_their_octets_are_those_of_the_tiff() {
        let pdf = made(tiff(3, &[(259, 4)])).expect("it can be printed");
        for (number, y) in [(0, 2), (1, 1), (2, 0)] {
            assert!(pdf.contains(&format!("q 16 0 0 1 0 {y} cm /I{number} Do Q")), "{pdf}");
            let strip = format!("stream\n\u{80}{}\nendstream", char::from(number));
            assert!(pdf.contains(&strip), "{pdf}");
        }
        assert!(pdf.contains("/MediaBox [0 0 16 3]"), "{pdf}");
        // The lowest bit first: turned round.
        let pdf = made(tiff(3, &[(259, 4), (266, 2)])).expect("it can be printed");
        assert!(pdf.contains("stream\n\u{1}@\nendstream"), "{pdf}");
    }

    #[test]
    fn a_page_that_lies_otherwise_is_turned_and_mirrored() {
        for (orientation, turn, is_mirrored) in [
            (1, 0, false),
            (2, 0, true),
            (3, 180, false),
            (4, 180, true),
            (5, 270, true),
            (6, 90, false),
            (7, 90, true),
            (8, 270, false),
        ] {
            let pdf = made(tiff(1, &[(259, 4), (274, orientation)])).expect("it can be printed");
            assert!(pdf.contains(&format!("/Rotate {turn}")), "{orientation}");
            assert_eq!(pdf.contains("-1 0 0 1 16 0 cm"), is_mirrored, "{orientation}");
        }
    }

    #[test]
    fn what_pdf_has_no_word_for_is_said() {
        let table: [(&[(u16, u32)], &str); 7] = [
            (&[(259, 9)], "compression 9"),
            (&[(259, 7)], "compression 7"),
            (&[(259, 4), (293, 2)], "a fax in uncompressed mode"),
            (&[(259, 3), (292, 2)], "a fax in uncompressed mode"),
            (&[(259, 4), (258, 8)], "grey or coloured"),
            (&[(259, 4), (262, 3)], "colours of kind 3"),
            (&[(259, 4), (274, 9)], "orientation 9"),
        ];
        for (fields, why) in table {
            match made(tiff(1, fields)) {
                Err(PaperError::Flawed(flaw)) => {
                    assert_eq!((flaw.kind, &*flaw.why), (FlawKind::TiffUnsupported, why));
                }
                other => panic!("{fields:?}: {other:?}"),
            }
        }
    }
}
