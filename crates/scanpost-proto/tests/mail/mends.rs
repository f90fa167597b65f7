//! Each mend by itself: what it changes, and what it leaves.

use scanpost_proto::mail::{Gathered, HeaderReader, LONGEST_HEADER, Mended, Plan};

use crate::plans::{ACCOUNT, account, alias, keep, mended};

/// What stands behind the field under test, so that nothing else is missing.
const REST: &str = "To: b@x\r\nDate: Sat, 21 Nov 2026 10:15:00 +0100\r\nMessage-ID: <1@x>\r\n";

fn header_by(plan: &Plan, header: &str) -> (String, Vec<Mended>) {
    let (out, done) = mended(format!("{header}{REST}\r\n").as_bytes(), plan);
    let out = String::from_utf8(out).expect("text");
    (out.strip_suffix(&format!("{REST}\r\n")).expect("the rest stays").to_owned(), done)
}

#[test]
fn the_name_of_from_stays_and_its_address_goes() {
    let table = [
        ("From: a@b\r\n", "From: scan@contoso.example\r\nReply-To: a@b\r\n"),
        ("From:<a@b>\r\n", "From:<scan@contoso.example>\r\nReply-To: <a@b>\r\n"),
        (
            "FROM : Mfp <a@b> (x)\r\n",
            "FROM : Mfp <scan@contoso.example> (x)\r\nReply-To: Mfp <a@b> (x)\r\n",
        ),
        (
            "From: Mfp\r\n <a@b>\r\n",
            "From: Mfp\r\n <scan@contoso.example>\r\nReply-To: Mfp\r\n <a@b>\r\n",
        ),
        (
            "From: A <a@b>, C <c@d>\r\n",
            "From: A <scan@contoso.example>\r\nReply-To: A <a@b>,\r\n C <c@d>\r\n",
        ),
        (
            "From: A, B <a@b>\r\n",
            "From: \"A, B\" <scan@contoso.example>\r\nReply-To: \"A, B\" <a@b>\r\n",
        ),
        ("From: Mfp <mfp>\r\n", "From: Mfp <scan@contoso.example>\r\n"),
        ("From: Group: a@b;\r\n", "From: scan@contoso.example\r\n"),
        (
            "From: Mfp <a@b>\r\nReply-To: r@x\r\n",
            "From: Mfp <scan@contoso.example>\r\nReply-To: r@x\r\n",
        ),
        (
            "From: Mfp <a@b>\r\nReply-To:\r\n",
            "From: Mfp <scan@contoso.example>\r\nReply-To: Mfp <a@b>\r\n",
        ),
    ];
    for (before, behind) in table {
        assert_eq!(header_by(&account(), before).0, behind);
    }
    let latin_1 = [b"From: B\xfcro <a@b>\r\n", REST.as_bytes(), b"\r\n"].concat();
    let (out, _) = mended(&latin_1, &account());
    assert!(
        out.starts_with(b"From: B\xfcro <scan@contoso.example>\r\nReply-To: B\xfcro <a@b>\r\n")
    );
}

#[test]
fn replies_go_to_an_alias_and_no_more_to_what_the_device_wrote() {
    let (header, done) = header_by(&alias(), "From: Mfp <a@b>\r\n");
    assert_eq!(header, "From: Mfp <copier@contoso.example>\r\n");
    assert_eq!(done, [Mended::FromReplaced { was: "a@b".to_owned() }]);
}

#[test]
fn every_mend_has_a_word_of_its_own() {
    let (was, field) = (String::new, "To");
    let all = [
        Mended::LineEnds,
        Mended::LongLines,
        Mended::HeaderEnded,
        Mended::MessageIdAdded,
        Mended::MessageIdBracketed,
        Mended::DateAdded,
        Mended::DateReplaced { was: was() },
        Mended::FromAdded,
        Mended::FromReplaced { was: was() },
        Mended::ReplyToAdded,
        Mended::SenderDropped { was: was() },
        Mended::ToAdded,
        Mended::AddressesWritten { field },
        Mended::RepeatedDropped { field },
        Mended::RepeatedJoined { field },
        Mended::EmptyDropped { field },
        Mended::HeaderTooLong,
        Mended::CoverAdded,
    ];
    assert_eq!(all.map(|one| one.word()), Mended::WORDS);
}

#[test]
fn a_from_that_is_the_accounts_stays_to_the_letter() {
    for from in ["From: SCAN@Contoso.Example\r\n", "From: \"x\" <scan@contoso.example>\r\n"] {
        assert_eq!(header_by(&account(), from), (from.to_owned(), vec![]));
    }
}

#[test]
fn a_from_that_is_kept_is_written_rightly_and_stays_otherwise() {
    let table = [
        ("From: A <a@b>\r\nSender: s@x\r\n", "From: A <a@b>\r\nSender: s@x\r\n"),
        ("From: a@b <a@b>\r\n", "From: \"a@b\" <a@b>\r\n"),
        ("From: A <a@b>, C, D <c@d>\r\n", "From: A <a@b>, \"C, D\" <c@d>\r\n"),
        ("From: Mfp <mfp>\r\n", "From: Mfp <scan@contoso.example>\r\n"),
        ("Subject: x\r\nFrom: \r\n", "Subject: x\r\nFrom: scan@contoso.example\r\n"),
    ];
    for (before, behind) in table {
        assert_eq!(header_by(&keep(), before).0, behind);
    }
}

#[test]
fn of_what_stands_there_twice_one_stays() {
    let table = [
        ("From: a@b\r\nFrom: c@d\r\n", "From: a@b\r\n"),
        ("From:\r\nX: y\r\nFROM: c@d\r\n", "X: y\r\nFROM: c@d\r\n"),
        ("From: a@b\r\nSubject: 1\r\nSubject: 2\r\n", "From: a@b\r\nSubject: 1\r\n"),
        (
            "From: a@b\r\nCc: 1@x\r\nX: y\r\ncc: 2@x\r\nCC:\r\n",
            "From: a@b\r\nCc: 1@x,\r\n 2@x\r\nX: y\r\n",
        ),
        ("From: a@b\r\nX: y\r\nX: y\r\n", "From: a@b\r\nX: y\r\nX: y\r\n"),
    ];
    for (before, behind) in table {
        assert_eq!(header_by(&keep(), before).0, behind);
    }
    let dropped = |field| Mended::RepeatedDropped { field };
    assert_eq!(
        header_by(&keep(), "From: a@b\r\nDate:\r\nMessage-ID:\r\n"),
        ("From: a@b\r\n".to_owned(), vec![dropped("Date"), dropped("Message-ID")])
    );
}

#[test]
fn a_list_of_an_address_book_gets_commas() {
    let table = [
        ("Cc: a@b; C, D <c@d>;\r\n", "Cc: a@b, \"C, D\" <c@d>\r\n"),
        ("Cc: a@b;c@d\r\n", "Cc: a@b,c@d\r\n"),
        ("Cc: Office: a@b;, c@d e@f\r\n", "Cc: Office: a@b;, \"c@d\" <e@f>\r\n"),
        ("Cc: a@b,, c@d,\r\n", "Cc: a@b,, c@d,\r\n"),
    ];
    for (before, behind) in table {
        let (from, cc) = ("From: a@b\r\n", Mended::AddressesWritten { field: "Cc" });
        let (out, done) = header_by(&keep(), &format!("{from}{before}"));
        assert_eq!(out, format!("{from}{behind}"));
        assert_eq!(done, if before == behind { vec![] } else { vec![cc] });
    }
}

#[test]
fn recipients_who_are_copied_need_no_to() {
    let mail = |to: &str| {
        let header = format!(
            "From: {ACCOUNT}\r\n{to}Date: 1 Nov 2026 10:15 GMT\r\nMessage-ID: <1@x>\r\n\r\n"
        );
        let (out, done) = mended(header.as_bytes(), &account());
        (String::from_utf8(out).expect("text").contains("undisclosed"), done)
    };
    assert_eq!(mail("Cc: a@b\r\n"), (false, vec![]));
    assert_eq!(mail("To:\r\nCc: a@b\r\n"), (false, vec![Mended::EmptyDropped { field: "To" }]));
    assert_eq!(mail("Bcc: a@b\r\n"), (true, vec![Mended::ToAdded]));
    assert_eq!(mail(""), (true, vec![Mended::ToAdded]));
    assert_eq!(mail("To: undisclosed-recipients:;\r\n"), (true, vec![]));
}

#[test]
fn long_lines_of_a_header_are_folded_and_mean_the_same() {
    let to: Vec<String> = (0..200).map(|n| format!("recipient-{n}@contoso.example")).collect();
    let header = format!("From: {ACCOUNT}\r\nCc: {}\r\n", to.join(", "));
    let (out, done) = header_by(&account(), &header);
    assert_eq!(done, [Mended::LongLines]);
    assert_eq!(out.replace("\r\n ", " "), header);
    assert!(out.lines().all(|line| line.len() <= 998));
}

#[test]
fn a_header_over_the_limit_passes_as_it_is_and_says_so() {
    let field = "X-Filler: something that fills\n";
    let mail = field.repeat(LONGEST_HEADER / field.len() + 1) + "\nbody\rbody\n";
    let (out, done) = mended(mail.as_bytes(), &account());
    assert!(out == mail.as_bytes());
    assert_eq!(done, [Mended::HeaderTooLong]);
}

#[test]
fn the_header_tells_whom_from_names() {
    let table: &[(&str, &[&str])] = &[
        ("From: a@b <a@b>\n\n", &["a@b"]),
        ("Subject: x\nFrom:\nFrom: \"x\" <a@b>, c@d\n\n", &["a@b", "c@d"]),
        ("From: Scanner\n\n", &[]),
        ("Subject: x\n\nFrom: a@b\n", &[]),
    ];
    for (mail, expected) in table {
        let mut reader = HeaderReader::default();
        let (_, gathered) = reader.read(mail.as_bytes());
        let Some(Gathered::Whole(header, _)) = gathered else { panic!("{mail}") };
        assert_eq!(header.authors(), *expected, "{mail}");
    }
}
