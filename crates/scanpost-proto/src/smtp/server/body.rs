//! The DATA receiver: takes the mail out of the octets of the connection.
//!
//! A mail ends at `<CRLF>.<CRLF>` and nowhere else (RFC 5321 §4.1.1.4). Software that also ends it
//! at `<LF>.<LF>`, `<CR>.<CR>` or mixtures of them can be made to read a second mail out of the
//! text of the first ("SMTP smuggling", CVE-2023-51764 and its family), so to this machine a line
//! begins after CR and LF in this order, or at the first octet of the mail; a lone CR or LF is
//! text. It is handed on as it came and remembered, because providers refuse it.
//!
//! A dot that begins a line is the sender's stuffing (§4.5.2) and is taken away, also on the first
//! line of the mail.
//!
//! A scan of many megabytes goes through here, so text is looked through for line ends and handed
//! on in runs; a run is cut only where an octet is taken out.

use memchr::memchr2;

/// Where in a line the receiver stands. What has been read but may still turn out to be the end of
/// the mail (`.`, `.<CR>`) is held back; this enum is the only place that it is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    LineStart,
    Text,
    /// Behind a CR that was handed on.
    Cr,
    /// Behind a dot at a line start: it will be dropped, or it ends the mail.
    Dot,
    /// Behind such a dot and a CR, which is handed on unless LF follows.
    DotCr,
}

#[derive(Debug)]
pub(super) struct Receiver {
    place: Place,
    bare_line_ends: bool,
}

impl Receiver {
    pub(super) fn new() -> Self {
        Self { place: Place::LineStart, bare_line_ends: false }
    }

    /// Hands the mail's octets in `input` to `keep`, in order. Returns how many octets of `input`
    /// belong to the mail and its end, and whether the end was reached.
    pub(super) fn receive(&mut self, input: &[u8], mut keep: impl FnMut(&[u8])) -> (usize, bool) {
        let mut run = 0; // where the octets begin that were seen but not yet handed on
        let mut at = 0;
        while at < input.len() {
            match self.place {
                Place::Text => match memchr2(b'\r', b'\n', &input[at..]) {
                    None => at = input.len(),
                    Some(text) => {
                        at += text;
                        if input[at] == b'\r' {
                            self.place = Place::Cr;
                        } else {
                            self.bare_line_ends = true;
                        }
                        at += 1;
                    }
                },
                Place::Cr if input[at] == b'\n' => {
                    self.place = Place::LineStart;
                    at += 1;
                }
                Place::Cr => self.bare_line_end(),
                Place::LineStart if input[at] == b'.' => {
                    keep(&input[run..at]);
                    self.place = Place::Dot;
                    at += 1;
                    run = at;
                }
                Place::Dot if input[at] == b'\r' => {
                    self.place = Place::DotCr;
                    at += 1;
                    run = at;
                }
                // Nothing special after all: the octet is looked at again, as text.
                Place::LineStart | Place::Dot => self.place = Place::Text,
                Place::DotCr if input[at] == b'\n' => return (at + 1, true),
                Place::DotCr => {
                    keep(b"\r");
                    self.bare_line_end();
                }
            }
        }
        keep(&input[run..]);
        (input.len(), false)
    }

    /// Whether a CR without LF or an LF without CR was seen so far.
    pub(super) fn bare_line_ends(&self) -> bool {
        self.bare_line_ends
    }

    /// The CR before this octet was a lone one: the octet is looked at again, as text.
    fn bare_line_end(&mut self) {
        self.bare_line_ends = true;
        self.place = Place::Text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What came of the reads: the mail, the octets taken, whether it ended, bare line ends.
    fn received(reads: &[&[u8]]) -> (Vec<u8>, usize, bool, bool) {
        let mut receiver = Receiver::new();
        let (mut mail, mut taken) = (Vec::new(), 0);
        for read in reads {
            let (octets, ended) = receiver.receive(read, |run| mail.extend_from_slice(run));
            taken += octets;
            if ended {
                return (mail, taken, true, receiver.bare_line_ends());
            }
            assert_eq!(octets, read.len(), "all is taken while the mail goes on");
        }
        (mail, taken, false, receiver.bare_line_ends())
    }

    fn one_octet_a_read(octets: &[u8]) -> Vec<&[u8]> {
        octets.chunks(1).collect()
    }

    /// The sender's side, in the plainest words (RFC 5321 §4.5.2): only CRLF ends a line.
    fn stuffed(mail: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for n in 0..mail.len() {
            if mail[n] == b'.' && (n == 0 || mail[..n].ends_with(b"\r\n")) {
                out.push(b'.');
            }
            out.push(mail[n]);
        }
        out
    }

    #[test]
    fn a_mail_is_taken_out_of_its_stuffing() {
        let table: &[(&[u8], &[u8])] = &[
            (b".\r\n", b""),
            (b"\r\n.\r\n", b"\r\n"),
            (b"text\r\n.\r\n", b"text\r\n"),
            (b"..\r\n.\r\n", b".\r\n"),
            (b"..first line\r\n.\r\n", b".first line\r\n"),
            (b"a\r\n..b\r\n...\r\n.\r\n", b"a\r\n.b\r\n..\r\n"),
            // A sender that forgot to stuff loses the dot and nothing more.
            (b".b\r\n.\r\n", b"b\r\n"),
            (b"a.b.\r\n.\r\n", b"a.b.\r\n"),
        ];
        for (wire, mail) in table {
            let whole = received(&[wire]);
            assert_eq!(whole, (mail.to_vec(), wire.len(), true, false), "{}", wire.escape_ascii());
            assert_eq!(received(&one_octet_a_read(wire)), whole, "{}", wire.escape_ascii());
        }
    }

    #[test]
    fn nothing_but_crlf_dot_crlf_ends_a_mail() {
        let ends: &[&[u8]] = &[
            b"\n.\n",
            b"\n.\r\n",
            b"\n.\r",
            b"\n\n.\n\n",
            b"\r\n.\n",
            b"\r\n.\r",
            b"\r\n.\r\r",
            b"\r\n.\r\r\n",
            b"\r\n.\n\r\n",
            b"\r.\r",
            b"\r.\r\n",
            b"\r.\n",
            b"\r\r.\r\r",
            b"\n\r.\n\r",
            b"\r\n\0.\r\n",
            b"\r\n.\0\r\n",
            b"\r\n. \r\n",
            b"\r\n .\r\n",
            b"\r\n..\r\n",
            b"\r\n.\r\0\n",
            b"\r\n\x85.\r\n",
            b"\r\n\xe2\x80\xa8.\r\n",
            b"\n.\n\r\n",
            b"\r\n.\x0b\n",
        ];
        for end in ends {
            let wire = [b"text", *end, b"MAIL FROM:<a@example.com>\r\nDATA\r\n"].concat();
            for reads in [vec![&wire[..]], one_octet_a_read(&wire)] {
                let (_, taken, ended, _) = received(&reads);
                assert!(!ended, "{}", end.escape_ascii());
                assert_eq!(taken, wire.len());
            }
        }
    }

    #[test]
    fn a_lone_cr_or_lf_is_handed_on_and_remembered() {
        let table: &[(&[u8], &[u8])] = &[
            (b"a\nb\r\n.\r\n", b"a\nb\r\n"),
            (b"a\rb\r\n.\r\n", b"a\rb\r\n"),
            (b"a\r\r\n.\r\n", b"a\r\r\n"),
            (b"\n.\n\r\n.\r\n", b"\n.\n\r\n"),
            (b"\r.\r\r\n.\r\n", b"\r.\r\r\n"),
            (b"a\r\n.\rb\r\n.\r\n", b"a\r\n\rb\r\n"),
            (b"a\r\n.\r\r\n.\r\n", b"a\r\n\r\r\n"),
            (b"a\r\n.\nb\r\n.\r\n", b"a\r\n\nb\r\n"),
        ];
        for (wire, mail) in table {
            let whole = received(&[wire]);
            assert_eq!(whole, (mail.to_vec(), wire.len(), true, true), "{}", wire.escape_ascii());
            assert_eq!(received(&one_octet_a_read(wire)), whole, "{}", wire.escape_ascii());
        }
    }

    #[test]
    fn what_stands_behind_the_end_is_left() {
        let wire = b"text\r\n.\r\nQUIT\r\n";
        let (mail, taken, ended, _) = received(&[wire]);
        assert_eq!((&mail[..], &wire[taken..], ended), (&b"text\r\n"[..], &b"QUIT\r\n"[..], true));
    }

    /// Mails made of what the receiver looks at, and of anything else.
    fn any_mail() -> impl Strategy<Value = Vec<u8>> {
        let part = prop_oneof![
            4 => Just(b"\r\n".to_vec()),
            4 => Just(b".".to_vec()),
            1 => Just(b"\r".to_vec()),
            1 => Just(b"\n".to_vec()),
            2 => proptest::collection::vec(any::<u8>(), 0..20),
        ];
        proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn any_mail_survives_stuffing_and_any_reads(mail in any_mail(), size in 1_usize..9) {
            let mut whole = mail;
            whole.extend_from_slice(b"\r\n"); // a mail ends with a line end, or gets one
            let wire = [&stuffed(&whole)[..], b".\r\n"].concat();
            let reads: Vec<&[u8]> = wire.chunks(size).collect();
            let (mail, taken, ended, _) = received(&reads);
            prop_assert_eq!(mail, whole);
            prop_assert_eq!((taken, ended), (wire.len(), true));
        }

        #[test]
        fn an_end_is_seen_exactly_where_the_five_octets_stand(wire in any_mail()) {
            // The line that carried DATA ended with CRLF, so the mail begins behind one.
            let five = [b"\r\n", &wire[..]].concat();
            let first = five.windows(5).position(|octets| octets == b"\r\n.\r\n");
            let (_, taken, ended, _) = received(&[&wire]);
            prop_assert_eq!(ended.then_some(taken), first.map(|at| at + 3));
        }
    }
}
