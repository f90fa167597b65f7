//! Every profile is complete, and a hasty writer hears what is wrong.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;
use crate::fault::{Class, Code};

#[test]
fn every_file_of_the_folder_is_in_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles");
    let entries = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry"));
    let there: BTreeSet<_> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let listed = Name::all()
        .flat_map(|name| ["toml", "en.ftl", "sv.ftl"].map(|kind| format!("{name}.{kind}")));
    assert_eq!(there, listed.collect());
}

#[test]
fn every_profile_can_be_read_and_says_each_word_in_each_language() {
    for file in &files::FILES {
        if let Err(unfit) = Profile::read(file.name, file.toml, file.words) {
            panic!("{unfit}");
        }
    }
}

#[test]
fn a_profile_is_called_by_its_name_and_by_no_other() {
    for name in Name::all() {
        assert_eq!(name.as_str().parse(), Ok(name));
        let json = serde_json::to_string(&name).expect("a word");
        assert_eq!(serde_json::from_str::<Name>(&json).expect("the same"), name);
    }
    let why = "canon".parse::<Name>().expect_err("there is none");
    assert!(why.contains("'canon'") && why.contains("epson, ricoh"), "{why}");
    assert_eq!(Name::default(), Name::NEUTRAL);
}

#[test]
fn every_row_and_class_is_called_in_a_file_as_everywhere() {
    for row in Row::ALL {
        assert_eq!(serde_json::to_string(row).expect("a word"), format!("\"{}\"", row.as_str()));
        assert_eq!(row.label(), format!("row-{}", row.as_str()));
    }
    for class in Class::ALL {
        let json = serde_json::to_string(&class).expect("a word");
        assert_eq!(json, format!("\"{}\"", class.as_str()));
    }
}

#[test]
fn epson_knows_no_connection_timed_out_and_sign_in_again() {
    let epson = Profile::of("epson".parse().expect("its name"));
    let table = [
        (Code::ServerNameUnknown, Some("360")),
        (Code::ConnectionRefused, Some("360")),
        (Code::ConnectionTimedOut, Some("361")),
        (Code::ServerSilent, Some("361")),
        (Code::SignInNeeded, Some("370")),
        (Code::GrantRevoked, Some("370")),
        (Code::GrantIdle, Some("370")),
        (Code::RecipientUnknown, None),
        (Code::SmtpAuthOffMailbox, None),
    ];
    for (cause, number) in table {
        let code = epson.code(cause).map(|code| code.number.as_str());
        assert_eq!(code, number, "{cause}");
        let all = job_codes(cause).into_iter().find(|one| one.maker == "Epson");
        assert_eq!(all.map(|one| one.number).as_deref(), number, "{cause}");
        assert_eq!(Profile::of(Name::NEUTRAL).code(cause), None);
    }
}

#[test]
fn ricoh_sends_as_the_mailbox_alone_unless_the_senders_are_the_administrators() {
    let alias = SenderRule::Alias([("a@b".to_owned(), "c@d".to_owned())].into());
    let (account, must, keep) = (SenderRule::Account, SenderRule::MustMatch, SenderRule::Keep);
    let table = [
        ("ricoh", false, &account, &must),
        ("ricoh", true, &account, &account),
        // What somebody has said of one device goes before.
        ("ricoh", false, &keep, &keep),
        ("ricoh", false, &alias, &alias),
        ("ricoh", true, &must, &must),
        ("epson", false, &account, &account),
        ("neutral", false, &account, &account),
    ];
    for (name, auto, own, rule) in table {
        let profile = Profile::of(name.parse().expect("a profile"));
        assert_eq!(profile.sender_rule(own, auto), *rule, "{name} {auto} {own:?}");
    }
}

/// A profile that is right, and small.
const TOML: &str = r#"
title = "Acme"
functions = ["scan-to-email"]

[[menu]]
steps = [{ click = "menu-mail" }]
opens = "mail"

[[page]]
name = "mail"
title = "menu-mail"
slot = "sending"

[[page.section]]
rows = ["status", "account"]
"#;

fn words() -> String {
    let words = WORDS.map(|id| match id {
        "sign-out-title" => format!("{id} = Out {{ $address }}?\n"),
        id => format!("{id} = A word\n"),
    });
    format!("{}menu-mail = Mail\n", words.concat())
}

fn read(toml: &str, english: &str, swedish: &str) -> Result<Profile, String> {
    Profile::read("acme", toml, [english, swedish]).map_err(|unfit| unfit.to_string())
}

#[test]
fn a_small_profile_that_is_right_is_read() {
    let profile = read(TOML, &words(), &words()).expect("it is right");
    assert_eq!(profile.page("mail").map(|page| page.slot), Some(Slot::Sending));
    assert_eq!(profile.served_by(Slot::Sending).collect::<Vec<_>>(), [Function::ScanToEmail]);
}

#[test]
fn what_is_wrong_with_a_profile_is_said_with_its_place_and_what_is_allowed() {
    let code =
        |lines: &str| format!("{TOML}\n[[code]]\nnumber = \"1\"\nword = \"menu-mail\"\n{lines}");
    let table: [(String, &[&str]); 13] = [
        (TOML.replace("title = \"Acme\"", "titel = \"Acme\""), &["line 2", "`titel`", "`title`"]),
        (
            TOML.replace("scan-to-email", "scan-to-mars"),
            &["line 3", "`scan-to-mars`", "`fax-server`"],
        ),
        (TOML.replace("\"sending\"", "\"send\""), &["`send`", "`sending`"]),
        (TOML.replace("\"status\"", "\"colour\""), &["`colour`", "`authentication-method`"]),
        (TOML.replace("\"status\"", "\"account\""), &["account", "twice"]),
        (TOML.replace("\"status\"", "\"pop-server\""), &["pop-server", "not-used"]),
        (TOML.replace("slot = \"sending\"", "slot = \"fax-server\""), &["mail", "functions"]),
        (TOML.replace("opens = \"mail\"", "opens = \"letter\""), &["letter", "status, jobs, mail"]),
        (TOML.replace("name = \"mail\"", "name = \"My Mail\""), &["My Mail", "hyphens"]),
        (TOML.replace("[[page.section]]", "[[page.colour]]"), &["`colour`", "`section`"]),
        (code("causes = [\"server-on-fire\"]"), &["`server-on-fire`", "`server-silent`"]),
        (code("classes = [\"never\"]"), &["`never`", "`hold-for-sign-in`"]),
        (code("causes = [\"server-silent\"]"), &["has no code", "causes"]),
    ];
    for (toml, names) in table {
        let why = read(&toml, &words(), &words()).expect_err(&toml);
        assert!(why.starts_with("profiles/acme.toml, "), "{why}");
        for name in names {
            assert!(why.contains(name), "{name}: {why}");
        }
    }
}

#[test]
fn two_codes_for_one_cause_are_refused() {
    let twice = |number| {
        format!("[[code]]\nnumber = \"{number}\"\nword = \"menu-mail\"\ncauses = [\"disk-full\"]\n")
    };
    let why = read(&format!("{TOML}\n{}{}", twice(1), twice(2)), &words(), &words());
    let why = why.expect_err("disk-full has two");
    assert!(why.contains("disk-full has the codes 1 and 2"), "{why}");
}

#[test]
fn a_word_that_is_missing_or_another_one_in_one_language_is_named_with_its_file() {
    let without = |id: &str| -> String {
        words()
            .lines()
            .filter(|line| !line.starts_with(&format!("{id} =")))
            .collect::<Vec<_>>()
            .join("\n")
    };
    for id in WORDS.into_iter().chain(["menu-mail"]) {
        let why = read(TOML, &words(), &without(id)).expect_err(id);
        assert_eq!(
            why,
            format!("profiles/acme.sv.ftl, {id}: the word is missing: each profile says it")
        );
        assert!(read(TOML, &without(id), &words()).expect_err(id).contains("acme.en.ftl"));
    }
    let unlike = words().replace("$address", "$name");
    let why = read(TOML, &words(), &unlike).expect_err("other placeholders");
    assert!(why.contains("acme.sv.ftl, sign-out-title") && why.contains("placeholders"), "{why}");
    let more = format!("{}row-account = Konto\n", words());
    let why = read(TOML, &words(), &more).expect_err("in one language only");
    assert!(why.contains("acme.en.ftl, row-account"), "{why}");
    let broken = format!("{}row-account = {{ $\n", words());
    assert!(
        read(TOML, &broken, &broken).expect_err("no Fluent").contains("acme.en.ftl, the words")
    );
}

#[test]
fn a_code_says_what_to_do() {
    let toml = format!(
        "{TOML}\n[[code]]\nnumber = \"1\"\nword = \"code-1\"\nclasses = [\"hold-for-sign-in\", \"retry-later\"]\n"
    );
    let with = |text: &str| format!("{}code-1 = It broke.\n{text}", words());
    let why = read(&toml, &with(""), &with("")).expect_err("no next step");
    assert!(why.contains("acme.en.ftl, code-1") && why.contains(".next"), "{why}");
    let whole = with("    .next = Mend it.\n");
    assert!(read(&toml, &whole, &whole).is_ok());
}
