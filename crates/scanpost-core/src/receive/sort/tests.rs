//! Every function with every kind of mail, and who counts as an allowed sender.

use super::Function::{DeliveryReports, EmailStatus, InternetFaxReceive, PrintMail};
use super::*;
use crate::fault::Code;

const MAILBOX: &str = "scans@contoso.example";

fn filters(status_others: Others, print_others: Others) -> Filters {
    Filters {
        status: StatusAnswers {
            words: vec!["status".to_owned(), "hur mår du".to_owned()],
            senders: vec!["anna@contoso.example".to_owned(), "@it.example".to_owned()],
            others: status_others,
        },
        print: MailPrinting {
            printer: None,
            senders: vec!["anna@contoso.example".to_owned(), "@shop.example".to_owned()],
            others: print_others,
        },
    }
}

fn sorting(functions: &[Function]) -> Sorting {
    let filters = filters(Others::Leave, Others::Leave);
    let (functions, address) = (functions.to_vec(), MAILBOX.to_owned());
    Sorting { functions, address, filters, is_visited: false }
}

fn head(fields: &[&str]) -> Head {
    Head::read(format!("{}\r\n\r\n", fields.join("\r\n")).as_bytes())
}

/// The mails of the table, by name.
fn mails() -> [(&'static str, Head); 7] {
    [
        ("report", head(&["Content-Type: multipart/report; report-type=delivery-status"])),
        (
            "away",
            head(&[
                "From: anna@contoso.example",
                "Subject: status",
                "Auto-Submitted: auto-replied",
            ]),
        ),
        ("asks", head(&["From: Anna <Anna@Contoso.example>", "Subject: Re: Status?"])),
        ("writes", head(&["From: anna@contoso.example", "Subject: minutes"])),
        ("shop", head(&["From: orders@shop.example", "Subject: order", "List-Id: <a.b>"])),
        ("stranger", head(&["From: eve@elsewhere.example", "Subject: status"])),
        (
            "forged",
            head(&[
                "Authentication-Results: x; dmarc=fail",
                "From: anna@contoso.example",
                "Subject: status",
            ]),
        ),
    ]
}

#[test]
fn each_mail_goes_to_the_first_function_that_takes_it_in_every_combination() {
    // Who takes it, the first one first; the fax mailbox takes all.
    let takers: [&[Function]; 7] = [
        &[DeliveryReports],
        &[DeliveryReports, PrintMail],
        &[EmailStatus, PrintMail],
        &[PrintMail],
        &[PrintMail],
        &[],
        &[],
    ];
    let all = [InternetFaxReceive, PrintMail, EmailStatus, DeliveryReports];
    for chosen in 1..16_usize {
        let chosen = all.iter().enumerate().filter(|(place, _)| chosen >> place & 1 == 1);
        let functions: Vec<Function> = chosen.map(|(_, function)| *function).collect();
        let sorting = sorting(&functions);
        for ((name, head), takers) in mails().into_iter().zip(takers) {
            let takers = takers.iter().copied().chain([InternetFaxReceive]);
            let expected = takers.into_iter().find(|taker| functions.contains(taker));
            let found = match sorting.sort(&head) {
                Verdict::For(function) => Some(function),
                Verdict::Nobody { .. } => None,
            };
            assert_eq!(found, expected, "{name} among {functions:?}");
        }
    }
}

#[test]
fn others_are_removed_only_if_all_that_have_a_say_want_it() {
    use Others::{Leave, Remove};
    let stranger = head(&["From: eve@elsewhere.example"]);
    for (functions, status, print, expected) in [
        (&[EmailStatus][..], Leave, Remove, Leave),
        (&[EmailStatus], Remove, Leave, Remove),
        (&[PrintMail], Leave, Remove, Remove),
        (&[EmailStatus, PrintMail], Remove, Leave, Leave),
        (&[EmailStatus, PrintMail], Remove, Remove, Remove),
        (&[DeliveryReports], Remove, Remove, Leave),
        (&[DeliveryReports, EmailStatus], Remove, Leave, Remove),
    ] {
        let sorting = Sorting { filters: filters(status, print), ..sorting(functions) };
        let Verdict::Nobody { others, why } = sorting.sort(&stranger) else {
            panic!("nobody takes it: {functions:?}");
        };
        assert_eq!(others, expected, "{functions:?} {status:?} {print:?}");
        let visited = Sorting { is_visited: true, ..sorting }.sort(&stranger);
        assert!(matches!(visited, Verdict::Nobody { others: Leave, .. }), "a device may want it");
        assert_eq!(why.fault().code, Code::MailForNobody);
    }
}

#[test]
fn a_mailbox_of_faxes_alone_looks_at_no_head() {
    assert!(!sorting(&[InternetFaxReceive]).asks_for_heads());
    for functions in [&[EmailStatus][..], &[InternetFaxReceive, DeliveryReports]] {
        assert!(sorting(functions).asks_for_heads(), "{functions:?}");
    }
}

fn is_asked(fields: &[&str]) -> Result<(), Unwanted> {
    sorting(&[EmailStatus]).is_question(&head(fields))
}

#[test]
fn a_word_stands_alone_in_the_subject_in_any_letters() {
    for (subject, is_one) in [
        ("status", true),
        ("STATUS", true),
        ("Re: [status], please", true),
        ("=?utf-8?q?Hur_m=C3=A5r_du=3F?=", true),
        ("statusrapport", false),
        ("no-status-9", true),
        ("substatus", false),
        ("", false),
    ] {
        let subject_field = format!("Subject: {subject}");
        let asked = is_asked(&["From: anna@contoso.example", &subject_field]);
        assert_eq!(asked.is_ok(), is_one, "{subject}");
    }
}

#[test]
fn an_answer_goes_to_one_allowed_address_and_never_to_a_machine_or_to_ourselves() {
    const ANNA: &str = "From: anna@contoso.example";
    for (fields, is_answered) in [
        (&[ANNA][..], true),
        (&["From: kim@it.example"], true),
        (&["From: kim@not-it.example"], false),
        (&["From: kim@sub.it.example"], false),
        (&["From: \"anna@contoso.example\" <eve@elsewhere.example>"], false),
        (&["From: anna@contoso.example, eve@elsewhere.example"], false),
        (&[ANNA, "Reply-To: kim@it.example"], true),
        (&[ANNA, "Reply-To: eve@elsewhere.example"], false),
        (&[ANNA, "Reply-To: kim@it.example, anna@contoso.example"], false),
        (&[ANNA, "Auto-Submitted: auto-generated"], false),
        (&[ANNA, "Return-Path: <>"], false),
        (&[ANNA, "Precedence: bulk"], false),
        (&[ANNA, "X-Auto-Response-Suppress: All"], false),
        (&["From: postmaster@it.example"], false),
        (&["Authentication-Results: x; spf=fail", ANNA], false),
        (&["Authentication-Results: x; spf=pass", ANNA], true),
        (&[], false),
    ] {
        let mut all = vec!["Subject: status"];
        all.extend(fields);
        assert_eq!(is_asked(&all).is_ok(), is_answered, "{fields:?}");
    }
    let own = Sorting { address: "ANNA@contoso.example".to_owned(), ..sorting(&[EmailStatus]) };
    assert!(own.is_question(&head(&[ANNA, "Subject: status"])).is_err(), "a loop");
}

#[test]
fn nobody_is_allowed_where_nobody_is_named() {
    let mut sorting = sorting(&[EmailStatus, PrintMail]);
    (sorting.filters.status.senders, sorting.filters.print.senders) = (Vec::new(), Vec::new());
    let asks = head(&["From: anna@contoso.example", "Subject: status"]);
    assert!(matches!(sorting.sort(&asks), Verdict::Nobody { .. }));
}
