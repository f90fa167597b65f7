//! Any octets: nothing panics, the pieces do not matter, and what is kept has a limit.

use proptest::prelude::*;
use scanpost_proto::report::{LONGEST_ID, LONGEST_WORDS, MOST_RECIPIENTS, Report};

use crate::{SAMPLES, read, sample};

fn holds(report: &Report) {
    assert!(report.told.len() <= MOST_RECIPIENTS);
    for told in &report.told {
        let said = told.diagnostic.as_deref().unwrap_or_default();
        assert!(said.chars().count() <= LONGEST_WORDS);
        assert!(!said.contains(char::is_control) && !told.recipient.contains(char::is_control));
        assert!(matches!(told.reply().code, 200..600));
    }
    assert!(report.about.iter().all(|id| id.len() <= LONGEST_ID && !id.contains(['<', '\r'])));
}

proptest! {
    #[test]
    fn the_pieces_of_a_report_do_not_matter(of in 0..SAMPLES.len(), piece in 1_usize..3000) {
        let mail = sample(SAMPLES[of]);
        prop_assert_eq!(read(mail.as_bytes(), piece), read(mail.as_bytes(), mail.len()));
    }

    #[test]
    fn a_report_that_is_cut_or_changed_anywhere_is_read_as_far_as_it_goes(
        of in 0..SAMPLES.len(),
        cut in 0_usize..4000,
        changes in prop::collection::vec((0_usize..4000, any::<u8>()), 0..8),
        piece in 1_usize..400,
    ) {
        let mut mail = sample(SAMPLES[of]).into_bytes();
        for (at, to) in changes {
            if let Some(octet) = mail.get_mut(at) {
                *octet = to;
            }
        }
        mail.truncate(cut);
        holds(&read(&mail, piece));
    }

    #[test]
    fn lines_that_mean_something_in_any_order_are_no_danger(
        lines in prop::collection::vec(prop::sample::select(LINES.as_slice()), 0..60),
    ) {
        holds(&read(lines.join("\r\n").as_bytes(), 13));
    }
}

const LINES: [&str; 16] = [
    "",
    "Content-Type: multipart/report; boundary=x; report-type=delivery-status",
    "--x",
    "--x--",
    "Content-Type: message/delivery-status",
    "Content-Type: message/rfc822",
    "Content-Type: text/rfc822-headers",
    "Final-Recipient: rfc822; a@b",
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 no",
    "Message-ID: <1@b>",
    "References: <2@b> <3@b>",
    "X-Failed-Recipients: a@b, c@d",
    " folded",
    "550 5.1.1 prose",
];
