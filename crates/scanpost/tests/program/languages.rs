//! The program speaks the language of whoever runs it, from the help to the last step.

use std::process::Command;

use rustix::process::Signal;

use crate::stage::{Data, Ended, Running, scanpost};

/// Runs a command with a person's environment.
fn said_in(variables: &[(&str, &str)], words: &[&str]) -> String {
    let mut command: Command = scanpost();
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env_remove("LANG");
    let help = command.envs(variables.iter().copied()).args(words).arg("--help");
    Running::start(help).end().succeeded().out.join("\n")
}

fn in_language(data: &Data, language: &str, words: &[&str]) -> Ended {
    data.run(&[&["--language", language], words].concat())
}

#[test]
fn the_language_is_the_terminals_unless_another_is_asked_for() {
    for (variables, words, is_swedish) in [
        (&[][..], &[][..], false),
        (&[("LANG", "sv_SE.UTF-8")], &[], true),
        (&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "sv_SE.UTF-8")], &[], true),
        (&[("LANG", "sv_SE.UTF-8"), ("LC_ALL", "C")], &[], false),
        (&[("LANG", "sv_SE.UTF-8"), ("LC_ALL", "")], &[], true),
        (&[("LANG", "fi_FI.UTF-8")], &[], false),
        (&[("LANG", "sv_SE.UTF-8")], &["--language", "en"], false),
        (&[("LANG", "en_GB.UTF-8")], &["account", "--language=sv"], true),
    ] {
        let help = said_in(variables, words);
        assert_eq!(help.contains("Användning: scanpost"), is_swedish, "{variables:?}: {help}");
        assert_eq!(help.contains("Usage: scanpost"), !is_swedish, "{variables:?}: {help}");
    }
}

#[test]
fn a_swede_sets_up_an_account_and_a_device_without_a_word_of_english() {
    let data = Data::new();
    let swedish = |words: &[&str]| in_language(&data, "sv", words).succeeded().out.join("\n");
    let add = ["account", "add", "scans", "--address", "a@contoso.example"];
    for (words, said) in [
        (&["account", "list"][..], "Inget konto ännu. Lägg till ett:"),
        (
            &[
                &add[..],
                &[
                    "--provider",
                    "exchange-online",
                    "--client-id",
                    "00001111-aaaa-2222-bbbb-3333cccc4444",
                ],
            ]
            .concat(),
            "Tokenstatus: Ej hämtad",
        ),
        (&["account", "show", "scans"], "Anslutningsstatus: inte prövad än"),
        (&["device", "list"], "Ingen enhet ännu"),
        (&["device", "add", "copier", "--user", "copier"], "\n  Lösenord:   "),
        (&["device", "list"], "copier  varifrån som helst, användare copier"),
        (&["job", "list"], "Inga jobb."),
        (&["status"], "Ledigt på disken: "),
        (&["account", "sign-out", "scans"], "scans är utloggat"),
        (&["device", "remove", "copier"], "copier är borttagen"),
        (&["account", "remove", "scans"], "scans är borttaget."),
    ] {
        let text = swedish(words);
        assert!(text.contains(said), "{words:?}: {text}");
    }
}

#[test]
fn what_fails_is_told_in_swedish_with_the_same_exit_code() {
    let data = Data::new();
    for (words, code, said) in [
        (&["account", "show", "nosuch"][..], 3, "Det finns inget konto ”nosuch”."),
        (&["page"], 1, "Starta den: scanpost serve"),
        (&["acount"], 2, "Menade du ”account”?"),
        (&["account", "add"], 2, "Något som måste anges saknas: <NAMN>, --address, --provider."),
        (&["account"], 2, "Kommandon:"),
    ] {
        let text = in_language(&data, "sv", words).failed(code);
        assert!(text.contains(said), "{words:?}: {text}");
        in_language(&data, "en", words).failed(code);
    }
}

#[test]
fn json_is_the_same_in_every_language() {
    let data = Data::new();
    data.add_account("scans").succeeded();
    data.run(&["device", "add", "copier", "--range", "192.0.2.7"]).succeeded();
    for words in [
        &["account", "list", "--json"][..],
        &["account", "show", "scans", "--json"],
        &["device", "list", "--json"],
        &["job", "list", "--json"],
    ] {
        let [english, swedish] =
            ["en", "sv"].map(|language| in_language(&data, language, words).succeeded().out);
        assert_eq!(english, swedish, "{words:?}");
    }
}

#[test]
fn the_gateway_says_in_swedish_where_it_listens() {
    let data = Data::new();
    let free = "127.0.0.1:0";
    let words = ["--language", "sv", "serve", "--smtp", free, "--smtps", free, "--web", free];
    let serving = data.start(&words);
    serving.prints("Sidan  ");
    serving.signal(Signal::TERM);
    let out = serving.end().succeeded().out.join("\n");
    assert!(out.starts_with("Enheter skickar till  127.0.0.1:"), "{out}");
    assert!(out.contains("(STARTTLS på begäran)\neller "), "{out}");
}

#[cfg(feature = "sandbox")]
#[test]
fn the_demo_tells_each_of_its_steps_in_swedish() {
    let mut command = scanpost();
    let ended = Running::start(command.args(["demo", "--once", "--language", "sv"])).end();
    let ended = ended.succeeded();
    assert!(ended.err.iter().all(|line| line.starts_with("klar ")), "{ended:?}");
    for step in ["Startar sandlådan", "Loggar in scans@", "med vanlig SMTP", "Annas brevlåda"] {
        assert!(ended.err.iter().any(|line| line.contains(step)), "{step}: {ended:?}");
    }
    assert!(ended.out.join("\n").starts_with("Levererad på "), "{ended:?}");
}
