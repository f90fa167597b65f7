//! A mail's octets as they go over the wire: line ends made regular, dots stuffed.
//!
//! RFC 5321 §4.5.2 doubles a dot that begins a line. §2.3.8 allows CR and LF only as the pair, and
//! servers disagree about what else ends a line, which let a second mail be smuggled in the body
//! of the first (CVE-2023-51764 and its family). So a bare LF becomes CRLF and a stray CR becomes
//! a space: after this writer there is one way only to read where the mail ends.
//!
//! Clean runs are copied whole: a mail without dots at line starts costs one search and one copy.

use memchr::memchr2;

/// Where the writer is within a line; lives across chunks.
pub(crate) struct Stuffing {
    /// What is written so far ends with CRLF, or is nothing.
    at_line_start: bool,
    /// A CR was the last octet of a chunk: the next octet tells what it is.
    cr_pending: bool,
}

impl Default for Stuffing {
    fn default() -> Self {
        Self { at_line_start: true, cr_pending: false }
    }
}

impl Stuffing {
    /// Appends a piece of the mail, of any length.
    pub(crate) fn write(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        // Lines of MIME are 76 octets long, so few of them can make it grow again.
        out.reserve(chunk.len() + chunk.len() / 64 + 4);
        let mut at = self.pending_cr(chunk, out);
        // From `run` to `at` stands what can be copied as it is.
        let mut run = at;
        while at < chunk.len() {
            if self.at_line_start && chunk[at] == b'.' {
                out.extend_from_slice(&chunk[run..at]);
                out.push(b'.');
                run = at;
            }
            let Some(found) = memchr2(b'\r', b'\n', &chunk[at..]) else {
                self.at_line_start = false;
                at = chunk.len();
                break;
            };
            at += found;
            match (chunk[at], chunk.get(at + 1)) {
                (b'\r', Some(b'\n')) => {
                    at += 2;
                    self.at_line_start = true;
                    continue;
                }
                (b'\r', None) => {
                    out.extend_from_slice(&chunk[run..at]);
                    self.cr_pending = true;
                }
                (b'\r', Some(_)) => {
                    out.extend_from_slice(&chunk[run..at]);
                    out.push(b' ');
                    self.at_line_start = false;
                }
                _ => {
                    out.extend_from_slice(&chunk[run..at]);
                    out.extend_from_slice(b"\r\n");
                    self.at_line_start = true;
                }
            }
            at += 1;
            run = at;
        }
        out.extend_from_slice(&chunk[run..at]);
    }

    /// Ends the last line if it has no end, then says that this was all.
    pub(crate) fn end(mut self, out: &mut Vec<u8>) {
        if self.cr_pending {
            out.push(b' ');
            self.at_line_start = false;
        }
        out.extend_from_slice(if self.at_line_start { b".\r\n" } else { b"\r\n.\r\n" });
    }

    /// Settles a CR from the chunk before; gives how many octets of this chunk that took.
    fn pending_cr(&mut self, chunk: &[u8], out: &mut Vec<u8>) -> usize {
        if !self.cr_pending || chunk.is_empty() {
            return 0;
        }
        self.cr_pending = false;
        self.at_line_start = chunk[0] == b'\n';
        out.extend_from_slice(if self.at_line_start { b"\r\n" } else { b" " });
        usize::from(self.at_line_start)
    }
}
