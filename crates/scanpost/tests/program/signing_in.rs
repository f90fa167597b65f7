//! A person who breaks off a sign-in at the command line.

use rustix::process::Signal;

use crate::stage::{Data, Running, scanpost};

/// A provider on this machine, and an account there.
fn account_at_a_sandbox(data: &Data) -> Running {
    let file = data.dir.path().join("sandbox.toml");
    let free = "127.0.0.1:0";
    let addresses = ["--web", free, "--smtp", free, "--pop3", free];
    let mut command = scanpost();
    command.args(["sandbox", "--json", "--provider-file"]).arg(&file).args(addresses);
    let sandbox = Running::start(&mut command);
    sandbox.first_json();
    let file = file.display().to_string();
    let words = ["account", "add", "scans", "--address", "scans@sandbox.example"];
    data.run(&[&words[..], &["--provider", &file]].concat()).succeeded();
    sandbox
}

fn code_is_live(data: &Data) -> bool {
    let account = data.run(&["account", "show", "scans", "--json"]).succeeded().json();
    !account["sign_in"].is_null()
}

#[test]
fn an_interrupted_sign_in_takes_its_code_back_from_the_gateway() {
    let data = Data::new();
    let _sandbox = account_at_a_sandbox(&data);
    let (_serving, _) = data.serve();
    for signal in [Signal::INT, Signal::TERM] {
        let signing_in = data.start(&["account", "sign-in", "scans", "--json"]);
        assert!(signing_in.first_json()["user_code"].is_string());
        assert!(code_is_live(&data));
        signing_in.signal(signal);
        let said = signing_in.end().failed(1);
        assert!(said.contains("The sign-in was cancelled"), "{said}");
        assert!(!code_is_live(&data));
    }
}

#[test]
fn who_only_looked_on_does_not_take_anothers_code_back() {
    let data = Data::new();
    let _sandbox = account_at_a_sandbox(&data);
    let (_serving, _) = data.serve();
    let first = data.start(&["account", "sign-in", "scans", "--json"]);
    let code = first.first_json()["user_code"].clone();
    let second = data.start(&["account", "sign-in", "scans", "--json"]);
    assert_eq!(second.first_json()["user_code"], code);
    second.signal(Signal::INT);
    let said = second.end().failed(1);
    assert!(said.contains("can still be used"), "{said}");
    assert!(code_is_live(&data));
}

#[test]
fn a_sign_in_without_a_gateway_can_be_watched_and_broken_off() {
    let data = Data::new();
    let _sandbox = account_at_a_sandbox(&data);
    let signing_in = data.start(&["account", "sign-in", "scans", "--json"]);
    signing_in.first_json();
    assert!(code_is_live(&data), "asked through the socket of the command that waits");
    signing_in.signal(Signal::INT);
    signing_in.end().failed(1);
    assert!(!code_is_live(&data));
}
