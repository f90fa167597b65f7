//! The demo, whatever comes of it.

use std::fs;
use std::process::Command;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::stage::{Ended, Running, scanpost};

/// The demo with a folder of its own for what it throws away.
fn demo(words: &[&str]) -> (Running, TempDir) {
    let temporary = tempfile::tempdir().expect("a folder");
    let mut command: Command = scanpost();
    command.arg("demo").args(words).env("TMPDIR", temporary.path());
    (Running::start(&mut command), temporary)
}

#[track_caller]
fn is_empty(temporary: &TempDir) {
    let left: Vec<_> = fs::read_dir(temporary.path()).expect("there").collect();
    assert!(left.is_empty(), "{left:?}");
}

#[track_caller]
fn failed_in_json(ended: &Ended, why: &str) {
    ended.failed(1);
    let json = ended.json();
    assert_eq!(json["delivered"], false);
    assert!(json["error"].as_str().expect("a sentence").contains(why), "{json}");
}

#[test]
fn a_demo_that_goes_well_ends_with_its_object_and_leaves_nothing() {
    let (running, temporary) = demo(&["--once", "--json"]);
    let ended = running.end().succeeded();
    assert_eq!(ended.json()["delivered"], true);
    let file = ended.json()["fax"]["place"].as_str().expect("a path").to_owned();
    assert!(file.starts_with(temporary.path().to_str().expect("plain")), "{file}");
    is_empty(&temporary);
}

#[test]
fn the_fax_of_the_demo_stays_in_the_folder_that_was_named_for_it() {
    let kept = tempfile::tempdir().expect("a folder");
    let folder = kept.path().join("faxes");
    for language in ["en", "sv"] {
        let path = folder.to_str().expect("plain");
        let (running, temporary) = demo(&["--once", "--language", language, "--faxes", path]);
        let said = running.end().succeeded().out.join("\n");
        assert!(said.contains(path), "{said}");
        is_empty(&temporary);
    }
    let files: Vec<_> = fs::read_dir(&folder).expect("there").collect();
    assert_eq!(files.len(), 2, "{files:?}");
    for file in files {
        let octets = fs::read(file.expect("a file").path()).expect("readable");
        assert_eq!(octets, include_bytes!("../../assets/fax.tif"));
    }
}

#[test]
fn the_demo_speaks_in_the_words_of_a_profile_and_names_those_that_there_are() {
    let (running, temporary) = demo(&["--once", "--language", "sv", "--profile", "epson"]);
    let said = running.end().succeeded().out.join("\n");
    for word in ["Inloggad", "Nätverk > E-postserver > Grundläggande", "370"] {
        assert!(said.contains(word), "{said}");
    }
    is_empty(&temporary);
    let (running, temporary) = demo(&["--once", "--profile", "canon"]);
    let said = running.end().failed(2);
    assert!(said.contains("epson") && said.contains("toshiba-a4"), "{said}");
    is_empty(&temporary);
}

#[test]
fn the_demo_that_goes_on_needs_nobodys_attention() {
    let (running, temporary) = demo(&[]);
    running.prints("Ctrl-C");
    let mut folders = fs::read_dir(temporary.path()).expect("there").map(|one| {
        let folder = one.expect("a folder").path().join("scanpost");
        folder.to_str().expect("plain").to_owned()
    });
    let folder = folders.find(|folder| fs::exists(folder).unwrap_or_default()).expect("its data");
    let ask = |words: &[&str]| {
        let mut command = scanpost();
        Running::start(command.args(["--data", &folder]).args(words)).end().succeeded().json()
    };
    // By its end whatever the sign-ins have set off is over.
    for account in ["scans", "faxes"] {
        ask(&["doctor", "--account", account, "--json"]);
    }
    let status = ask(&["status", "--json"]);
    let accounts = status["accounts"].as_array().expect("a list");
    assert_eq!(accounts.len(), 2, "{status}");
    for account in accounts {
        let troubles = ["hold", "token_fault", "sign_in_fault"].map(|name| &account[name]);
        assert!(troubles.iter().all(|trouble| trouble.is_null()), "{account}");
        assert!(account["connection"]["fault"].is_null(), "{account}");
    }
    running.signal(Signal::INT);
    running.end().succeeded();
    is_empty(&temporary);
}

#[test]
fn a_demo_without_its_file_says_so_in_json_too() {
    let (running, temporary) = demo(&["--json", "nosuch.pdf"]);
    failed_in_json(&running.end(), "nosuch.pdf cannot be sent");
    is_empty(&temporary);
}

#[test]
fn a_demo_that_is_told_to_stop_before_its_end_says_so_and_leaves_nothing() {
    for signal in [Signal::INT, Signal::TERM] {
        let (running, temporary) = demo(&["--manual", "--json"]);
        running.says("2. Enter"); // waits for a person from here on
        running.signal(signal);
        failed_in_json(&running.end(), "stopped before its end");
        is_empty(&temporary);
    }
}

#[test]
fn the_demo_keeps_nothing_and_takes_no_folder() {
    for command in ["demo", "sandbox"] {
        let help = Running::start(scanpost().args([command, "--help"])).end().succeeded();
        assert!(!help.out.join("\n").contains("--data"), "{help:?}");
        let said = Running::start(scanpost().args([command, "--data", "x"])).end().failed(2);
        assert!(said.contains("leave --data out"), "{said}");
    }
}
