//! Who can log in, and over what.

use std::os::unix::fs::MetadataExt;

use rustix::process::Signal;

use crate::stage::Data;

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
fn the_set_up_code_is_at_the_console_until_somebody_can_log_in() {
    let data = Data::new();
    let serving = data.begin_to_serve();
    serving.says("Set scanpost up at http://127.0.0.1:");
    serving.signal(Signal::TERM);
    let ended = serving.end().succeeded();
    let said = ended.err.iter().find(|line| line.contains("/set-up")).expect("it was said").clone();
    let code = said.rsplit(' ').next().expect("a last word").to_owned();
    assert_eq!(code.split('-').count(), 4, "{said}");
    let with_code = ended.err.iter().chain(&ended.out).filter(|line| line.contains(&code));
    assert_eq!(with_code.count(), 1, "nowhere else: {ended:?}");

    data.run(&["administrator", "add", "anna"]).succeeded();
    let serving = data.begin_to_serve();
    serving.first_json();
    serving.signal(Signal::TERM);
    let ended = serving.end().succeeded();
    assert!(!ended.err.iter().any(|line| line.contains("/set-up")), "{ended:?}");
}

#[test]
fn what_others_can_reach_speaks_https_with_a_certificate_of_its_own() {
    let data = Data::new();
    let free = "127.0.0.1:0";
    let words = ["serve", "--json", "--smtp", free, "--smtps", free, "--web", "0.0.0.0:0"];
    let serving = data.start(&words);
    let addresses = serving.first_json();
    let page = addresses["page"].as_str().expect("an address");
    assert!(page.starts_with("https://localhost:"), "{page}");
    let fingerprint = addresses["fingerprint"].as_str().expect("of the certificate").to_owned();
    assert_eq!(fingerprint.split(':').count(), 32);
    let link = data.run(&["page", "--json"]).succeeded().json();
    assert!(link["link"].as_str().expect("a link").starts_with(&format!("{page}/enter?code=")));
    let key = std::fs::metadata(data.path.join("web-key.pem")).expect("it was made");
    assert_eq!(key.mode() & 0o777, 0o600);

    serving.signal(Signal::HUP);
    serving.says("pages.certificate-read");
    serving.signal(Signal::TERM);
    serving.end().succeeded();
    let again = data.start(&words);
    assert_eq!(again.first_json()["fingerprint"], fingerprint, "it is kept");
}
