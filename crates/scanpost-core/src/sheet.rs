//! A sheet: facts under headings, in somebody's language. Pure data, so that the same sheet is a page, a text,
//! a PDF ([`crate::paper`]), JSON and a mail.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// Facts in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub title: String,
    pub parts: Vec<Part>,
}

/// Facts that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub heading: String,
    pub rows: Vec<Row>,
}

/// One fact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub label: String,
    pub value: String,
}

impl Sheet {
    /// Each part's rows below its heading, for terminals and mails.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.title);
        for Part { heading, rows } in &self.parts {
            let _ = write!(text, "\n{heading}\n");
            for Row { label, value } in rows {
                let _ = writeln!(text, "  {label}: {value}");
            }
        }
        text
    }
}

impl Part {
    pub fn new(heading: impl Into<String>, rows: Vec<Row>) -> Self {
        Self { heading: heading.into(), rows }
    }
}

impl Row {
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_text_the_rows_stand_below_their_heading() {
        let part = |heading, value| Part::new(heading, vec![Row::new("Port", value)]);
        let sheet =
            Sheet { title: "Status".to_owned(), parts: vec![part("A", "587"), part("B", "995")] };
        assert_eq!(sheet.text(), "Status\n\nA\n  Port: 587\n\nB\n  Port: 995\n");
    }
}
