//! Every command is explained whole, in each language, with examples that work.

use super::*;
use crate::args::Arguments;

fn built() -> Command {
    let mut whole = Arguments::whole_command();
    whole.clone().debug_assert();
    whole.build();
    whole
}

fn words(line: &str) -> Vec<OsString> {
    line.split(' ').map(OsString::from).collect()
}

#[test]
fn every_command_has_its_text_and_each_of_its_arguments_too_in_each_language() {
    let whole = built();
    for language in Language::ALL {
        for mut path in Path::all(&whole) {
            path.language = language;
            let name = path.name();
            assert!(path.part(None).is_some(), "{name} has no text in {language:?}");
            for arg in path.here().get_arguments().filter(|arg| !arg.is_hide_set()) {
                let id = arg.get_id().as_str();
                assert!(path.part(Some(id)).is_some(), "{name} {id}: no text in {language:?}");
                if arg.get_action().takes_values() {
                    let value = words::part(language, &value_id(arg), None);
                    assert!(value.is_some(), "{name}: no {} in {language:?}", value_id(arg));
                }
            }
        }
    }
}

#[test]
fn every_command_has_examples_of_itself_that_are_understood() {
    let whole = built();
    for path in Path::all(&whole) {
        let examples = path.here().get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(!examples.is_empty(), "{} has no example", path.name());
        for example in examples.lines() {
            assert!(example.starts_with(&path.name()), "{example} is no {}", path.name());
            let parsed = Arguments::whole_command().try_get_matches_from(words(example));
            assert!(parsed.is_ok(), "{example}: {parsed:?}");
        }
    }
}

#[test]
fn no_line_is_wider_than_a_terminal() {
    let whole = built();
    for path in Path::all(&whole) {
        for line in path.help().lines().filter(|line| !line.contains("scanpost")) {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
    }
}

#[test]
fn the_way_to_a_command_leads_past_options_and_their_values() {
    let whole = built();
    for (line, name) in [
        ("scanpost", "scanpost"),
        ("scanpost --data account device add", "scanpost device add"),
        ("scanpost --data=x account --language sv list --json", "scanpost account list"),
        ("scanpost help account add", "scanpost account add"),
        ("scanpost account show list", "scanpost account show"),
        ("scanpost nosuch account", "scanpost account"),
    ] {
        assert_eq!(Path::follow(&whole, &words(line), Language::En).name(), name, "{line}");
    }
}

#[test]
fn the_help_of_a_command_reads_as_a_page_in_swedish() {
    let whole = built();
    let help = Path::follow(&whole, &words("scanpost device add"), Language::Sv).help();
    let expected = "\
Lägg till en enhet, känd genom sin adress, genom användare och lösenord eller båda.

Användning: scanpost device add [ALTERNATIV] <NAMN>

Argument:
  <NAMN>  Vad enheten ska heta, till exempel `copier`.

Alternativ:
  --range <INTERVALL>  Adresserna som den skickar från. Kan anges flera gånger.
";
    assert!(help.starts_with(expected), "{help}");
    assert!(help.contains("[standard: optional] [möjliga: required, optional]"), "{help}");
    assert!(help.ends_with("\nExempel:\n  scanpost device add copier --range 192.0.2.17/32\n  scanpost device add front-office --user front-office --tls required --fetches\n"), "{help}");
}

#[test]
fn the_grace_that_the_help_names_is_the_true_one() {
    let whole = built();
    for (language, unit) in [(Language::En, "seconds"), (Language::Sv, "sekunder")] {
        let help = Path::follow(&whole, &words("scanpost serve"), language).help();
        let grace = format!("{} {unit}", crate::serve::GRACE.as_secs());
        assert!(help.contains(&grace), "{help}");
    }
}

#[cfg(feature = "sandbox")]
#[test]
fn the_help_explains_each_bad_day_as_the_sandboxs_page_does() {
    let whole = built();
    let path = Path::follow(&whole, &words("scanpost sandbox"), Language::En);
    for situation in scanpost_sandbox::SITUATIONS {
        let explained = path.own_part(&format!("with-{}", situation.name));
        assert_eq!(explained.as_deref(), Some(situation.title));
    }
    let help = path.help();
    assert!(help.lines().any(|line| line.trim_start().starts_with("mail-away: SMTP")), "{help}");
}
