//! What holds for any mail, in any pieces.

use proptest::collection::vec;
use proptest::prelude::*;
use scanpost_proto::mail::{LONGEST_LINE, LineMender, Plan};

use crate::plans::{account, keep, mended, mended_in_pieces};

/// Mails made of what firmware writes, rightly and wrongly, and of anything.
fn any_mail() -> impl Strategy<Value = Vec<u8>> {
    let line_end = prop_oneof![
        8 => Just("\r\n"),
        3 => Just("\n"),
        1 => Just("\r"),
        1 => Just("\r\r\n"),
        1 => Just("\r\n "),
        1 => Just(""),
    ];
    let name = prop_oneof![
        3 => Just("From"), 2 => Just("To"), 1 => Just("Cc"), 1 => Just("Sender"),
        1 => Just("Reply-To"), 1 => Just("Date"), 1 => Just("Message-ID"), 1 => Just("Subject"),
        1 => Just("X"), 1 => Just("not a field"),
    ];
    let value = prop_oneof![
        Just(String::new()),
        Just("a@b".to_owned()),
        Just("scan@contoso.example".to_owned()),
        Just("Scanner <a@b>".to_owned()),
        Just("Sat, 21 Nov 2026 09:15:00 +0100".to_owned()),
        Just("<1@x>".to_owned()),
        vec(address_part(), 0..12).prop_map(|parts| parts.concat()),
        "[a-z]{990,1010}",
        "[a-z@,<> ]{990,2010}",
    ];
    let field = (name, value, line_end.clone())
        .prop_map(|(name, value, end)| format!("{name}: {value}{end}").into_bytes());
    let text = (vec(any::<u8>(), 0..60), line_end).prop_map(|(mut text, end)| {
        text.extend_from_slice(end.as_bytes());
        text
    });
    let long = prop_oneof![Just(b'Q'), Just(b'-'), Just(0xA4_u8)]
        .prop_flat_map(|octet| (990_usize..2100).prop_map(move |length| vec![octet; length]));
    (vec(field, 0..8), any::<bool>(), vec(prop_oneof![4 => text, 1 => long], 0..8)).prop_map(
        |(fields, separated, texts)| {
            [fields.concat(), if separated { b"\r\n".to_vec() } else { vec![] }, texts.concat()]
                .concat()
        },
    )
}

fn address_part() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a@b",
        "<a@b>",
        "<",
        ">",
        "\"",
        "(",
        ")",
        ",",
        ";",
        ":",
        " ",
        "\r\n ",
        "Name",
        "é",
        "\\",
        "=?utf-8?Q?x,y?=",
        "@",
        ".",
        "[",
        "<@r:a@b>",
        "'",
    ])
}

fn any_plan() -> impl Strategy<Value = Plan> {
    prop_oneof![Just(account()), Just(keep())]
}

/// Header fields, unfolded to one line each, and the rest.
fn divided(mail: &[u8]) -> (Vec<Vec<u8>>, &[u8]) {
    let mut fields: Vec<Vec<u8>> = Vec::new();
    let mut rest = mail;
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let line = &rest[..end];
        rest = &rest[end + 2..];
        match fields.last_mut() {
            _ if line.is_empty() => return (fields, rest),
            Some(field) if line[0] == b' ' || line[0] == b'\t' => field.extend_from_slice(line),
            _ => fields.push(line.to_vec()),
        }
    }
    (fields, rest)
}

fn count(fields: &[Vec<u8>], name: &str) -> usize {
    let named = |field: &&Vec<u8>| {
        let colon = field.iter().position(|octet| *octet == b':');
        colon.is_some_and(|at| field[..at].trim_ascii_end().eq_ignore_ascii_case(name.as_bytes()))
    };
    fields.iter().filter(named).count()
}

proptest! {
    #[test]
    fn what_goes_out_is_regular(mail in any_mail(), plan in any_plan()) {
        let (out, _) = mended(&mail, &plan);
        prop_assert!(out.ends_with(b"\r\n"));
        for line in out[..out.len() - 2].split(|octet| *octet == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            prop_assert!(line.len() <= LONGEST_LINE);
            prop_assert!(!line.contains(&b'\r'));
        }
        for (at, octet) in out.iter().enumerate() {
            prop_assert!(*octet != b'\n' || out[..at].ends_with(b"\r"));
        }
        let (fields, _) = divided(&out);
        for name in ["From", "To", "Date", "Message-ID"] {
            let needed = usize::from(name != "To" || count(&fields, "Cc") == 0);
            prop_assert!((needed..=1).contains(&count(&fields, name)), "{}", name);
        }
    }

    #[test]
    fn mended_twice_is_mended_once(mail in any_mail(), plan in any_plan()) {
        let (once, _) = mended(&mail, &plan);
        let (twice, done) = mended(&once, &plan);
        prop_assert_eq!(twice.escape_ascii().to_string(), once.escape_ascii().to_string());
        prop_assert_eq!(done, vec![]);
    }

    #[test]
    fn the_pieces_do_not_matter(
        mail in any_mail(),
        plan in any_plan(),
        sizes in vec(1_usize..300, 1..10),
    ) {
        let mut sizes = sizes.into_iter().cycle();
        let pieces = mended_in_pieces(&mail, &plan, |_| sizes.next().unwrap_or(1));
        prop_assert_eq!(&pieces, &mended(&mail, &plan));
        prop_assert_eq!(&mended_in_pieces(&mail, &plan, |_| 1), &pieces);
    }

    #[test]
    fn a_mail_that_needs_nothing_passes_octet_for_octet(
        others in vec("X-[A-Za-z-]{1,20}:( [!-~]{1,40}){0,20}(\r\n\t[!-~]{1,60}){0,3}\r\n", 0..6),
        name in "(\"[a-zA-Z ,@()<>]{0,30}\" |[A-Za-z]{1,10} |)",
        body in vec("[ -~ä€]{0,200}\r\n", 0..20),
    ) {
        let mail = format!(
            "{}From: {name}<scan@contoso.example>\r\nDate: Sat, 21 Nov 2026 10:15:00 +0100\r\n\
             To: b@x\r\nSubject: s\r\nMessage-ID: <1@x>\r\n\r\n{}",
            others.concat(),
            body.concat(),
        );
        for plan in [account(), keep()] {
            let (out, done) = mended(mail.as_bytes(), &plan);
            prop_assert_eq!(String::from_utf8_lossy(&out), &*mail);
            prop_assert_eq!(done, vec![]);
        }
    }

    #[test]
    fn the_text_loses_and_gains_nothing_but_line_ends_and_spaces(body in any_mail()) {
        let (mut lines, mut out) = (LineMender::default(), Vec::new());
        lines.write(&body, &mut out);
        lines.end(&mut out);
        let bare = |octets: &[u8]| -> Vec<u8> {
            octets.iter().copied().filter(|octet| !matches!(octet, b'\r' | b'\n' | b' ')).collect()
        };
        prop_assert_eq!(bare(&out), bare(&body));
    }

    #[test]
    fn what_is_told_is_what_changed(mail in any_mail(), plan in any_plan()) {
        let (out, done) = mended(&mail, &plan);
        prop_assert_eq!(done.is_empty(), out == mail);
        for (n, one) in done.iter().enumerate() {
            prop_assert!(!done[..n].contains(one), "{:?} is told twice", one);
        }
    }
}
