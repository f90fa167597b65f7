//! What may be entered of received mail, and what is said of what may not.

use super::*;

const ROOT: &str = "/srv/faxes";

fn full() -> ReceivingEntered {
    ReceivingEntered {
        fax_interval: "1".to_owned(),
        status_interval: "1440".to_owned(),
        print_interval: " 10 ".to_owned(),
        reports_interval: String::new(),
        fax_to: "mail".to_owned(),
        fax_mail: "anna@example.com; bo@example.com\nAnna@example.com".to_owned(),
        fax_confirm: "on".to_owned(),
        status_words: "status, printer status".to_owned(),
        status_senders: "anna@example.com\n@example.org".to_owned(),
        status_others: "remove".to_owned(),
        print_printer: "ipps://printer.example/ipp/print".to_owned(),
        print_senders: "@example.com".to_owned(),
        print_others: "leave".to_owned(),
        ..ReceivingEntered::default()
    }
}

fn checked(entered: &ReceivingEntered) -> Receiving {
    entered.check(Some(Path::new(ROOT))).expect("all is right")
}

#[test]
fn what_is_stored_is_shown_again_and_read_again_from_json_and_toml() {
    let mut all = vec![Receiving::default(), checked(&full())];
    for (to, path, printer) in [("folder", "a/b", ""), ("printer", "", "ipp://[2001:db8::1]:631/")]
    {
        let (fax_to, fax_path, fax_printer) = (to.to_owned(), path.to_owned(), printer.to_owned());
        all.push(checked(&ReceivingEntered { fax_to, fax_path, fax_printer, ..full() }));
    }
    for settings in all {
        assert_eq!(checked(&settings.entered()), settings);
        assert_eq!(settings.check(Some(Path::new(ROOT))), Ok(settings.clone()));
        let json = serde_json::to_string(&settings).expect("text keys");
        assert_eq!(serde_json::from_str::<Receiving>(&json).expect("the same"), settings, "{json}");
        let value = toml::Value::try_from(&settings).expect("text keys");
        let text = toml::to_string_pretty(&value).expect("text keys");
        assert_eq!(toml::from_str::<Receiving>(&text).expect("the same"), settings, "{text}");
    }
}

#[test]
fn entries_of_a_list_are_kept_once_and_in_their_order() {
    let settings = checked(&full());
    let to = vec!["anna@example.com".to_owned(), "bo@example.com".to_owned()];
    assert_eq!(settings.fax.to, Destination::Mail { to });
    assert_eq!(settings.status.words, ["status", "printer status"]);
    assert_eq!(settings.intervals.get(&Function::PrintMail), Some(&10));
    assert_eq!(settings.intervals.get(&Function::DeliveryReports), None);
}

#[test]
fn where_nothing_is_said_a_fax_goes_into_the_folder_and_nobody_is_answered() {
    let settings = checked(&ReceivingEntered::default());
    assert_eq!(settings, Receiving::default());
    assert_eq!(settings.status.words, ["status"]);
    assert!(settings.status.senders.is_empty() && settings.print.senders.is_empty());
}

#[test]
fn all_that_is_wrong_is_said_at_once_and_at_its_field() {
    let wrong = ReceivingEntered {
        fax_interval: "0".to_owned(),
        status_interval: "1441".to_owned(),
        print_interval: "x".to_owned(),
        reports_interval: "1.5".to_owned(),
        fax_mail: "nobody".to_owned(),
        status_words: "a\tb".to_owned(),
        status_senders: "example.com".to_owned(),
        print_printer: "http://printer.example/".to_owned(),
        print_senders: "@".to_owned(),
        ..full()
    };
    let fields = |entered: &ReceivingEntered| -> Vec<_> {
        let objections = entered.check(Some(Path::new(ROOT))).expect_err("something is wrong");
        objections.iter().filter_map(|one| one.field).collect()
    };
    assert_eq!(
        fields(&wrong),
        [
            "fax_interval",
            "status_interval",
            "print_interval",
            "reports_interval",
            "fax_mail",
            "status_words",
            "status_senders",
            "print_printer",
            "print_senders",
        ]
    );
    let nobody = ReceivingEntered { fax_mail: " ,\n".to_owned(), ..full() };
    assert_eq!(fields(&nobody), ["fax_mail"]);
    let nowhere = ReceivingEntered { fax_to: "printer".to_owned(), ..full() };
    assert_eq!(fields(&nowhere), ["fax_printer"]);
    let crowd: Vec<String> = (0..=MOST_SENDERS).map(|n| format!("n{n}@example.com")).collect();
    let crowded = ReceivingEntered { print_senders: crowd.join("\n"), ..full() };
    assert_eq!(fields(&crowded), ["print_senders"]);
}

#[test]
fn a_folder_for_faxes_lies_below_the_one_that_the_machines_owner_has_named() {
    for (path, lies_at) in [
        ("", Some("/srv/faxes")),
        ("office", Some("/srv/faxes/office")),
        ("a/b", Some("/srv/faxes/a/b")),
        ("/srv/faxes/office", Some("/srv/faxes/office")),
        ("/srv/faxes", Some("/srv/faxes")),
        ("/srv/faxes-of-others", None),
        ("/etc", None),
        ("..", None),
        ("a/../../b", None),
        ("/srv/faxes/../b", None),
        ("a\nb", None),
    ] {
        let found = folder(Path::new(ROOT), Some(path));
        assert_eq!(found.as_deref(), lies_at.map(Path::new), "{path:?}");
        let (fax_to, fax_path) = ("folder".to_owned(), path.to_owned());
        let entered = ReceivingEntered { fax_to, fax_path, ..full() };
        let is_wrong = entered.check(Some(Path::new(ROOT))).is_err();
        // What a person types loses the blanks at its ends, and no more.
        assert_eq!(is_wrong, lies_at.is_none(), "{path:?}");
    }
}

#[test]
fn a_printer_is_known_by_an_ipp_uri_without_a_password() {
    for (text, good) in [
        ("ipp://printer.example/ipp/print", true),
        ("ipps://192.0.2.7:8631/ipp/print", true),
        ("ipp://[2001:db8::1]/", true),
        ("http://printer.example/ipp", false),
        ("ipp:/ipp", false),
        ("ipp://", false),
        ("ipp://anna:secret@printer.example/", false),
        ("ipp://printer.example/#x", false),
        ("ipp://printer.example/a b", false),
        ("printer.example", false),
    ] {
        assert_eq!(text.parse::<PrinterUri>().is_ok(), good, "{text}");
        let json = serde_json::to_string(text).expect("a text");
        assert_eq!(serde_json::from_str::<PrinterUri>(&json).is_ok(), good, "{text}");
    }
}

#[test]
fn only_a_function_that_is_polled_has_an_interval() {
    let mut settings = Receiving::default();
    settings.intervals.insert(Function::DeviceMailbox, 5);
    let objections = settings.check(None).expect_err("nobody polls for it");
    assert_eq!(objections[0].reason, Reason::NotReceiving);
}

#[test]
fn what_was_entered_of_a_way_that_is_not_chosen_is_there_when_it_is_and_an_unknown_way_is_refused()
{
    let printer = "ipp://printer.example/ipp/print".to_owned();
    let first = ReceivingEntered {
        fax_to: "printer".to_owned(),
        fax_path: "office".to_owned(),
        fax_printer: printer.clone(),
        fax_mail: "nobody".to_owned(),
        ..ReceivingEntered::default()
    };
    let kept = first.check(None).expect("the addresses do not count").entered();
    assert_eq!((&*kept.fax_path, &kept.fax_printer, &*kept.fax_mail), ("office", &printer, ""));
    let back = ReceivingEntered { fax_to: "folder".to_owned(), ..kept };
    let back = back.check(None).expect("it was entered before");
    assert_eq!(back.fax.to, Destination::Folder { path: Some("office".to_owned()) });
    assert_eq!(back.entered().fax_printer, printer);
    let text = serde_json::to_string(&back).expect("text keys");
    assert_eq!(serde_json::from_str::<Receiving>(&text).ok(), Some(back));
    let unknown = ReceivingEntered { fax_to: "pigeon".to_owned(), ..first };
    assert_eq!(unknown.check(None).expect_err("no way")[0].reason, Reason::FaxWayUnknown);
}
