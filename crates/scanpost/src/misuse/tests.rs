//! Whatever is wrong on the command line has a sentence, a next step and an example.

use super::*;
use crate::args::Arguments;

fn words(line: &str) -> Vec<OsString> {
    line.split(' ').map(OsString::from).collect()
}

/// What the program answers, in a language.
fn answer(line: &str, language: Language) -> String {
    let mut root = Arguments::whole_command();
    let error = root.clone().try_get_matches_from(words(line)).expect_err(line);
    root.build();
    let path = Path::follow(&root, &words(line), language);
    Misuse { error: &error, path, language }.text()
}

#[test]
fn every_misuse_is_answered_with_what_is_wrong_the_next_step_and_an_example() {
    for (line, english, swedish) in [
        (
            "scanpost acount list",
            "There is no command “acount”. Did you mean “account”?",
            "Det finns inget kommando ”acount”. Menade du ”account”?",
        ),
        (
            "scanpost account list --jsn",
            "“--jsn” cannot be given here. Did you mean “--json”?",
            "”--jsn” kan inte anges här. Menade du ”--json”?",
        ),
        (
            "scanpost account list scans",
            "“scans” cannot be given here. `scanpost account list --help` shows what can be given.",
            "”scans” kan inte anges här. `scanpost account list --help` visar vad som kan anges.",
        ),
        (
            "scanpost account show",
            "Something is missing that must be given: <NAME>.",
            "Något som måste anges saknas: <NAMN>.",
        ),
        (
            "scanpost account add scans --address a@b.example",
            "Something is missing that must be given: --provider.",
            "Något som måste anges saknas: --provider.",
        ),
        (
            "scanpost job list --state done",
            "“done” does not go with --state. Give one of these: waiting, held,",
            "”done” passar inte till --state. Ange något av följande: waiting, held,",
        ),
        ("scanpost job list --state", "--state needs a value.", "--state behöver ett värde."),
        (
            "scanpost job list --most 5000",
            "“5000” does not go with --most. Give a whole number from 1 to 1000.",
            "”5000” passar inte till --most. Ange ett heltal från 1 till 1000.",
        ),
        (
            "scanpost job show 1",
            "“1” does not go with <ID>. A job's number has",
            "”1” passar inte till <ID>. Ett jobbs nummer har",
        ),
        (
            "scanpost receiving show 1",
            "“1” does not go with <ID>. The number of a mail that came in has",
            "”1” passar inte till <ID>. Numret på ett mejl som har kommit in har",
        ),
        (
            "scanpost receiving poll notices",
            "“notices” does not go with <NAME>. Give one of these: internet-fax-receive,",
            "”notices” passar inte till <NAMN>. Ange något av följande: internet-fax-receive,",
        ),
        (
            "scanpost serve --json --json",
            "--json can be given only once.",
            "--json kan bara anges en gång.",
        ),
        (
            "scanpost serve --tls-cert a.pem",
            "Something is missing that must be given: --tls-key.",
            "Något som måste anges saknas: --tls-key.",
        ),
        (
            "scanpost account list --language fi",
            "“fi” does not go with --language. Give one of these: en, sv.",
            "”fi” passar inte till --language. Ange något av följande: en, sv.",
        ),
    ] {
        for (language, said, example) in [
            (Language::En, english, "\n\nExample:\n  scanpost"),
            (Language::Sv, swedish, "\n\nExempel:\n  scanpost"),
        ] {
            let text = answer(line, language);
            assert!(text.starts_with(said), "{line}: {text}");
            assert!(text.contains(example), "{line}: {text}");
        }
    }
}

#[test]
fn no_value_that_is_refused_is_answered_by_a_library() {
    let mut whole = Arguments::whole_command();
    whole.build();
    for path in Path::all(&whole) {
        for arg in path.here().get_arguments().filter(|arg| arg.get_action().takes_values()) {
            let option = arg.get_long().map(|long| format!("--{long}"));
            let mut line: Vec<String> = path.name().split(' ').map(str::to_owned).collect();
            line.extend(option);
            line.push("\u{1}".to_owned());
            let Err(error) = Arguments::whole_command().try_get_matches_from(&line) else {
                continue;
            };
            if error.kind() == ErrorKind::ValueValidation {
                let is_ours =
                    error.source().and_then(|source| source.downcast_ref::<Slip>()).is_some();
                assert!(is_ours, "{line:?}: {error}");
            }
        }
    }
}

#[test]
fn what_was_given_cannot_move_the_cursor() {
    let text = answer("scanpost \u{1b}[2J", Language::En);
    assert!(text.starts_with("There is no command “ [2J”."), "{text:?}");
}

#[test]
fn the_language_of_an_answer_is_the_one_that_was_asked_for() {
    for (line, language) in [
        ("scanpost --language sv nosuch", Some(Language::Sv)),
        ("scanpost nosuch --language=en", Some(Language::En)),
        ("scanpost nosuch", None),
        ("scanpost nosuch --language", None),
        ("scanpost nosuch --language klingon", None),
    ] {
        assert_eq!(asked_language(&words(line)), language, "{line}");
    }
}
