//! One reply of an SMTP server: the code, the enhanced code, the words.
//!
//! RFC 5321 §4.2 gives the shape and the three digits, RFC 2034 and RFC 3463 the enhanced code.
//! What a provider says is kept word for word: it is the best evidence the administrator has.

use std::fmt;

/// An enhanced status code such as `5.7.139` (RFC 3463 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Enhanced(pub u8, pub u16, pub u16);

impl fmt::Display for Enhanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// A whole reply, of one line or of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Three digits, 200 to 599.
    pub code: u16,
    /// Left out where RFC 2034 §4 leaves it out: greeting, EHLO, 3xx.
    pub enhanced: Option<Enhanced>,
    /// The words, a line each, without codes. Never empty.
    pub lines: Vec<String>,
}

impl Reply {
    /// A reply of one line with an enhanced code.
    pub fn new(code: u16, enhanced: (u8, u16, u16), text: impl Into<String>) -> Self {
        let enhanced = Some(Enhanced(enhanced.0, enhanced.1, enhanced.2));
        Self { code, enhanced, lines: vec![text.into()] }
    }

    /// A reply of one line without an enhanced code.
    pub fn plain(code: u16, text: impl Into<String>) -> Self {
        Self { code, enhanced: None, lines: vec![text.into()] }
    }

    /// 2xx: done as asked.
    pub fn accepts(&self) -> bool {
        self.code / 100 == 2
    }

    /// 4xx: not now (RFC 5321 §4.2.1).
    pub fn defers(&self) -> bool {
        self.code / 100 == 4
    }

    /// 5xx: not like this (RFC 5321 §4.2.1).
    pub fn refuses(&self) -> bool {
        self.code / 100 == 5
    }

    /// Appends the reply as it goes over the wire.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        let last = self.lines.len().saturating_sub(1);
        for (n, line) in self.lines.iter().enumerate() {
            let dash = if n == last { ' ' } else { '-' };
            out.extend_from_slice(format!("{}{dash}", self.code).as_bytes());
            if let Some(enhanced) = self.enhanced {
                out.extend_from_slice(format!("{enhanced} ").as_bytes());
            }
            // A line end inside the words would be a reply of its own.
            out.extend(line.bytes().map(|b| if b == b'\r' || b == b'\n' { b' ' } else { b }));
            out.extend_from_slice(b"\r\n");
        }
    }
}

/// The reply in one line, as a person reads it in a job's story.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(enhanced) = self.enhanced {
            write!(f, " {enhanced}")?;
        }
        write!(f, " {}", self.lines.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(reply: &Reply) -> String {
        let mut out = Vec::new();
        reply.write_to(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_line_carries_the_codes_and_the_last_one_a_blank() {
        let mut reply = Reply::new(550, (5, 7, 1), "Not allowed.");
        assert_eq!(wire(&reply), "550 5.7.1 Not allowed.\r\n");
        reply.lines.push("Ask the administrator.".to_owned());
        assert_eq!(wire(&reply), "550-5.7.1 Not allowed.\r\n550 5.7.1 Ask the administrator.\r\n");
        assert_eq!(reply.to_string(), "550 5.7.1 Not allowed. Ask the administrator.");
    }

    #[test]
    fn a_prompt_without_words_keeps_its_blank() {
        assert_eq!(wire(&Reply::plain(334, "")), "334 \r\n");
    }

    #[test]
    fn no_words_make_a_second_reply() {
        assert_eq!(wire(&Reply::plain(250, "a\r\n554 b")), "250 a  554 b\r\n");
    }
}
