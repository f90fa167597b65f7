//! Where words stand on pages: from top to bottom, wrapped, and numbered at the end.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::MOST_PAGES;
use super::helvetica::{encode, width};
use crate::sheet::Row;

/// The pages as far as they are laid out.
pub(super) struct Layout {
    pages: Vec<Content>,
    /// Where the last line stands, in points from the paper's lower edge.
    y: f32,
    is_full: bool,
}

impl Layout {
    pub(super) fn new() -> Self {
        Self { pages: vec![Content::new()], y: A4.1 - MARGIN, is_full: false }
    }

    pub(super) fn title(&mut self, text: &str) {
        self.paragraph(text, TITLE);
        self.y -= 8.0;
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.y -= 12.0;
        // A heading does not stand alone at a page's foot.
        if self.y - 4.0 * BODY.leading < MARGIN {
            self.next_page();
        }
        self.paragraph(text, HEADING);
        self.rule();
    }

    pub(super) fn rows(&mut self, rows: &[Row]) {
        for row in rows {
            self.row(row);
        }
    }

    /// A label, and what it stands for beside it.
    fn row(&mut self, row: &Row) {
        let gap = 12.0;
        let labels = wrap(&row.label, LABELS - gap, BODY.size);
        let values = wrap(&row.value, A4.0 - 2.0 * MARGIN - LABELS, BODY.size);
        for at in 0..labels.len().max(values.len()) {
            if !self.advance(BODY.leading) {
                return;
            }
            if let Some(label) = labels.get(at) {
                self.show(label, MARGIN, BODY, GREY);
            }
            if let Some(value) = values.get(at) {
                self.show(value, MARGIN + LABELS, BODY, BLACK);
            }
        }
    }

    pub(super) fn line(&mut self, text: &str) {
        self.paragraph(text, BODY);
    }

    /// A thin line across.
    pub(super) fn rule(&mut self) {
        self.y -= 5.0;
        let y = self.y;
        if let Some(page) = self.pages.last_mut().filter(|_| !self.is_full) {
            page.set_stroke_gray(0.75).set_line_width(0.5);
            page.move_to(MARGIN, y).line_to(A4.0 - MARGIN, y).stroke();
        }
        self.y -= 3.0;
    }

    fn paragraph(&mut self, text: &str, style: Style) {
        for line in wrap(text, A4.0 - 2.0 * MARGIN, style.size) {
            if !self.advance(style.leading) {
                return;
            }
            self.show(&line, MARGIN, style, BLACK);
        }
    }

    /// To the next line, maybe of the next page; false where there is no more room.
    fn advance(&mut self, leading: f32) -> bool {
        if self.y - leading < MARGIN {
            self.next_page();
        }
        self.y -= leading;
        !self.is_full
    }

    fn next_page(&mut self) {
        if self.pages.len() == MOST_PAGES {
            if !self.is_full {
                self.y -= BODY.leading;
                self.show(&encode("…"), MARGIN, BODY, BLACK);
            }
            self.is_full = true;
            return;
        }
        self.pages.push(Content::new());
        self.y = A4.1 - MARGIN;
    }

    fn show(&mut self, octets: &[u8], x: f32, style: Style, grey: f32) {
        let y = self.y;
        if let Some(page) = self.pages.last_mut() {
            put(page, octets, (x, y), style.size, grey);
        }
    }

    /// The file. `title` is what a reader's window is called by.
    pub(super) fn finish(self, title: &str) -> Vec<u8> {
        let (catalog, tree, font, info) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
        let count = i32::try_from(self.pages.len()).expect("at most MOST_PAGES");
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree);
        pdf.document_info(info).title(TextStr(title));
        pdf.type1_font(font)
            .base_font(Name(b"Helvetica"))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
        let page_at = |number: i32| Ref::new(4 + 2 * number - 1);
        pdf.pages(tree).kids((1..=count).map(page_at)).count(count);
        for (number, mut content) in (1..=count).zip(self.pages) {
            let (page_id, content_id) = (page_at(number), Ref::new(4 + 2 * number));
            let below = encode(&format!("{number} / {count}"));
            let x = A4.0 - MARGIN - points(&below, FOOT);
            put(&mut content, &below, (x, MARGIN / 2.0), FOOT, GREY);
            let mut page = pdf.page(page_id);
            page.parent(tree).media_box(Rect::new(0.0, 0.0, A4.0, A4.1)).contents(content_id);
            page.resources().fonts().pair(FONT, font);
            page.finish();
            pdf.stream(content_id, &content.finish());
        }
        pdf.finish()
    }
}

fn put(page: &mut Content, octets: &[u8], (x, y): (f32, f32), size: f32, grey: f32) {
    page.begin_text().set_fill_gray(grey).set_font(FONT, size);
    page.next_line(x, y).show(Str(octets)).end_text();
}

/// The lines of a text that has to fit between two margins. It has at least one.
fn wrap(text: &str, most: f32, size: f32) -> Vec<Vec<u8>> {
    let octets = encode(text);
    let (mut lines, mut line) = (Vec::new(), Vec::new());
    for word in octets.split_inclusive(|octet| *octet == b' ') {
        if !line.is_empty() && points(&line, size) + points(word.trim_ascii_end(), size) > most {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word {
            // A word that is wider than the paper.
            if *letter != b' ' && points(&line, size) + points(&[*letter], size) > most {
                lines.push(std::mem::take(&mut line));
            }
            line.push(*letter);
        }
    }
    lines.push(line);
    lines
}

/// How wide it is at this size.
fn points(octets: &[u8], size: f32) -> f32 {
    let thousandths = u16::try_from(width(octets)).unwrap_or(u16::MAX);
    f32::from(thousandths) / 1000.0 * size
}

/// How large letters are, and how far a line lies below the one before; both in points.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    leading: f32,
}

const TITLE: Style = Style { size: 18.0, leading: 23.0 };
const HEADING: Style = Style { size: 13.0, leading: 16.0 };
const BODY: Style = Style { size: 10.5, leading: 14.5 };
const FOOT: f32 = 8.5;

const BLACK: f32 = 0.0;
const GREY: f32 = 0.35;

/// Wide and high, in points.
const A4: (f32, f32) = (595.28, 841.89);

/// 20 mm: no printer prints nearer to an edge than it must.
const MARGIN: f32 = 56.7;

/// How wide the labels' column is.
const LABELS: f32 = 165.0;

const FONT: Name = Name(b"F");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(text: &str, most: f32) -> Vec<String> {
        let lines = wrap(text, most, 10.0).into_iter();
        lines.map(|line| String::from_utf8(line).expect("ASCII")).collect()
    }

    #[test]
    fn lines_break_between_words_and_within_a_word_that_is_too_wide() {
        // At 10 points each of these letters is 5.56 wide, a blank 2.78.
        assert_eq!(wrapped("aaa bbb", 37.0), ["aaa bbb"]);
        assert_eq!(wrapped("aaa bbb", 36.0), ["aaa ", "bbb"]);
        assert_eq!(wrapped("aaaaaaaa bb", 31.0), ["aaaaa", "aaa bb"]);
        assert_eq!(wrapped("  > aa", 100.0), ["  > aa"]);
        assert_eq!(wrapped("", 30.0), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_is_too_wide(text in "[ a-zåäöW.]{0,200}", most in 20.0f32..200.0) {
            let lines = wrap(&text, most, 10.0);
            prop_assert_eq!(lines.concat(), encode(&text));
            for line in lines {
                prop_assert!(points(line.trim_ascii_end(), 10.0) <= most);
            }
        }
    }

    #[test]
    fn what_does_not_fit_on_the_most_pages_is_cut_off() {
        let mut layout = Layout::new();
        (0..10_000).for_each(|number| layout.line(&number.to_string()));
        assert_eq!(layout.pages.len(), MOST_PAGES);
        let pdf = layout.finish("long");
        let shown = |octets: &[u8]| pdf.windows(octets.len()).any(|some| some == octets);
        assert!(shown(b"(0)") && shown(b"(50 / 50)") && !shown(b"(9999)"));
        // The last line is an ellipsis.
        assert!(shown(b"<85>") || shown(b"(\\205)"));
    }
}
