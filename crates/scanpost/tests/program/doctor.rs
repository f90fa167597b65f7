//! `scanpost doctor`: what a person and a program get to see of it, and how it ends.

use std::fs;

use serde_json::Value;

use crate::stage::{Data, scanpost};

/// An account whose mail server and sign-in server nobody runs: both ports are closed.
fn account_nowhere(data: &Data) {
    let file = data.dir.path().join("nowhere.toml");
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("bound").port()
    };
    let provider = format!(
        r#"name = "nowhere"
title = "Nowhere"
[oauth]
device_authorization_endpoint = "http://127.0.0.1:{port}/device"
token_endpoint = "http://127.0.0.1:{port}/token"
client_id = "00001111-aaaa-2222-bbbb-3333cccc4444"
sign_in = ["device-code"]
[oauth.scopes]
sending = ["https://outlook.office.com/SMTP.Send"]
[smtp]
host = "127.0.0.1"
port = {port}
"#
    );
    fs::write(&file, provider).expect("it can be written");
    let file = file.display().to_string();
    let words = ["account", "add", "scans", "--address", "scans@example.com"];
    data.run(&[&words[..], &["--provider", &file]].concat()).succeeded();
}

#[test]
fn each_step_is_a_line_and_the_first_failure_says_what_to_do() {
    let data = Data::new();
    account_nowhere(&data);
    let ended = data.run(&["doctor", "--account", "scans"]);
    let said = ended.failed(1);
    assert!(said.contains("refuses") || said.contains("refused"), "{said}");
    let lines = ended.out.join("\n");
    for line in
        ["✓ Room on the disk: ", "✗ Connection over IPv4: Failed. ", "– Proxy: Not needed. "]
    {
        assert!(lines.contains(line), "{line}: {lines}");
    }
    assert!(lines.contains("Only after “Connection over IPv4”"), "{lines}");
}

#[test]
fn it_speaks_swedish_too() {
    let data = Data::new();
    account_nowhere(&data);
    let ended = data.run(&["--language", "sv", "doctor"]);
    ended.failed(1);
    let lines = ended.out.join("\n");
    assert!(lines.contains("✗ Anslutning över IPv4: Misslyckades. "), "{lines}");
}

#[test]
fn a_program_gets_one_document_also_from_a_gateway_that_runs() {
    let data = Data::new();
    account_nowhere(&data);
    let (_serving, _) = data.serve();
    let ended = data.run(&["doctor", "--json"]);
    ended.failed(1);
    let document = ended.json();
    assert_eq!(ended.out.len(), 1, "{ended:?}");
    let steps = document["steps"].as_array().expect("a list");
    let of = |step: &str| -> &Value {
        steps.iter().find(|found| found["step"] == step).expect("every step is there")
    };
    assert_eq!(of("ipv4")["fault"]["code"], "connection-refused");
    assert_eq!(of("log-in")["because"], "ipv4");
    assert_eq!(of("token")["fault"]["code"], "sign-in-needed");
    assert!(document["ended_at"].is_number());
}

#[test]
fn where_there_is_no_account_it_says_how_to_add_one() {
    let data = Data::new();
    let said = data.run(&["doctor"]).failed(1);
    assert!(said.contains("scanpost account add"), "{said}");
    let mut unknown = scanpost();
    unknown.arg("--data").arg(&data.path).args(["doctor", "--account", "nobody"]);
    let ended = crate::stage::Running::start(&mut unknown).end();
    ended.failed(3);
}
