//! Who can log in, and over what.

use rustix::process::{Pid, Signal, kill_process};

use crate::stage::{Data, Terminal, mode, scanpost};

#[test]
fn administrators_and_tokens_come_and_go_on_the_command_line() {
    let data = Data::new();
    let added = data.run(&["administrator", "add", "anna", "--json"]).succeeded().json();
    assert_eq!(added["password"].as_str().expect("one was made").len(), 20);
    data.run(&["administrator", "add", "bo", "--may", "jobs", "--may", "devices"]).succeeded();
    let list = data.run(&["administrator", "list"]).succeeded().out.join("\n");
    assert!(list.contains("anna") && list.contains("everything"), "{list}");
    assert!(list.contains("Devices, Jobs"), "{list}");
    let taken = data.run(&["administrator", "add", "ANNA"]).failed(1);
    assert!(taken.contains("already"), "{taken}");
    let refused = data.run(&["administrator", "remove", "anna"]).failed(1);
    assert!(refused.contains("only administrator with all privileges"), "{refused}");
    data.run(&["administrator", "reset-password", "bo"]).succeeded();
    data.run(&["administrator", "remove", "bo"]).succeeded();
    assert!(data.run(&["administrator", "remove", "bo"]).failed(3).contains("no administrator"));

    let made =
        data.run(&["token", "add", "monitoring", "--look-only", "--json"]).succeeded().json();
    assert!(made["token"].as_str().expect("shown once").starts_with("scp_"));
    let list = data.run(&["token", "list"]).succeeded().out.join("\n");
    assert!(list.contains("monitoring") && !list.contains("scp_"), "{list}");
    data.run(&["token", "remove", "monitoring"]).succeeded();
    data.run(&["token", "remove", "monitoring"]).failed(3);
    let wrong = data.run(&["administrator", "add", "eva", "--may", "root"]).failed(2);
    assert!(wrong.contains("job-contents"), "the words are listed: {wrong}");
}

#[test]
fn no_log_has_the_set_up_code_and_a_command_shows_it_until_somebody_can_log_in() {
    let data = Data::new();
    let serving = data.begin_to_serve();
    serving.says("Set scanpost up at http://127.0.0.1:");
    serving.says("scanpost administrator set-up-code");
    let file = data.path.join("set-up-code");
    assert_eq!(mode(&file), 0o600);
    let kept = std::fs::read_to_string(&file).expect("it is kept");
    let code = kept.trim();
    assert_eq!(code.split('-').count(), 4, "{code}");
    let shown = data.run(&["administrator", "set-up-code", "--json"]).succeeded().json();
    assert_eq!(shown["code"], code);
    let page = shown["page"].as_str().expect("where it is wanted");
    assert!(page.starts_with("http://127.0.0.1:") && page.ends_with("/set-up"), "{page}");
    let sentence = data.run(&["administrator", "set-up-code"]).succeeded().out.join("\n");
    assert!(sentence.contains(code) && sentence.contains(page), "{sentence}");

    data.run(&["administrator", "add", "anna"]).succeeded();
    let refused = data.run(&["administrator", "set-up-code"]).failed(1);
    assert!(refused.contains("has been set up already"), "{refused}");
    serving.signal(Signal::TERM);
    let ended = serving.end().succeeded();
    assert!(!ended.err.iter().chain(&ended.out).any(|line| line.contains(code)), "{ended:?}");
    assert!(!file.exists(), "it opens nothing any more");

    let serving = data.begin_to_serve();
    serving.first_json();
    assert!(!file.exists());
    serving.signal(Signal::TERM);
    let ended = serving.end().succeeded();
    assert!(!ended.err.iter().any(|line| line.contains("/set-up")), "{ended:?}");
    let refused = data.run(&["administrator", "set-up-code"]).failed(1);
    assert!(refused.contains("scanpost serve"), "{refused}");
}

#[test]
fn a_person_at_the_terminal_is_shown_the_set_up_code() {
    let data = Data::new();
    let terminal = Terminal::open();
    let free = "127.0.0.1:0";
    let mut serving = terminal.start(
        scanpost()
            .arg("--data")
            .arg(&data.path)
            .args(["serve", "--smtp", free, "--smtps", free, "--web", free]),
    );
    let line = terminal.line_with("Set scanpost up at http://127.0.0.1:");
    let kept = std::fs::read_to_string(data.path.join("set-up-code")).expect("it is kept");
    assert!(line.trim_end().ends_with(&format!("with the code {}", kept.trim())), "{line}");
    kill_process(Pid::from_child(&serving), Signal::TERM).expect("it runs");
    assert!(serving.wait().expect("ours").success());
}

#[test]
fn what_others_can_reach_speaks_https_with_a_certificate_of_its_own() {
    let data = Data::new();
    let free = "127.0.0.1:0";
    let words = ["serve", "--json", "--smtp", free, "--smtps", free, "--web", "0.0.0.0:0"];
    let serving = data.start(&words);
    let addresses = serving.first_json();
    let page = addresses["page"].as_str().expect("an address");
    let machine = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let is_known = !machine.starts_with("localhost");
    assert!(page.starts_with("https://"), "{page}");
    assert!(!is_known || page.starts_with(&format!("https://{machine}:")), "{page}");
    let fingerprint = addresses["fingerprint"].as_str().expect("of the certificate").to_owned();
    assert_eq!(fingerprint.split(':').count(), 32);
    let link = data.run(&["page", "--json"]).succeeded().json();
    assert!(link["link"].as_str().expect("a link").starts_with(&format!("{page}/enter?code=")));
    assert_eq!(mode(&data.path.join("web-key.pem")), 0o600);

    serving.signal(Signal::HUP);
    serving.says("pages.certificate-read");
    serving.signal(Signal::TERM);
    serving.end().succeeded();
    let again = data.start(&words);
    assert_eq!(again.first_json()["fingerprint"], fingerprint, "it is kept");
}
