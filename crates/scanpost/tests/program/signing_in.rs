//! Signing in at the command line, by each way, and breaking it off.

use std::fs;

use rustix::process::Signal;

use crate::stage::{Data, Running, scanpost};

/// Another one at the sandbox.
const OTHER_MAILBOX: &str = "fax@sandbox.example";

/// A provider on this machine, and an account there.
fn account_at_a_sandbox(data: &Data) -> Running {
    let file = data.dir.path().join("sandbox.toml");
    let free = "127.0.0.1:0";
    let addresses = ["--web", free, "--smtp", free, "--pop3", free];
    let mut command = scanpost();
    command.args(["sandbox", "--json", "--provider-file"]).arg(&file).args(addresses);
    command.args(["--mailbox", "scans@sandbox.example", "--mailbox", OTHER_MAILBOX]);
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
fn whoever_uses_the_code_becomes_the_account_of_the_slot_and_nobody_has_typed_the_address() {
    let data = Data::new();
    let sandbox = account_at_a_sandbox(&data);
    let web = sandbox.first_json()["web"].as_str().expect("an address").to_owned();
    let (_serving, _) = data.serve();
    let provider = data.dir.path().join("sandbox.toml").display().to_string();
    let words = ["slot", "sign-in", "fax-server", "--provider", &provider, "--json"];
    let broken_off = data.start(&words);
    let lost = broken_off.first_json()["user_code"].as_str().expect("a code").to_owned();
    broken_off.signal(Signal::INT);
    assert!(broken_off.end().failed(1).contains("The sign-in was cancelled"));

    let signing_in = data.start(&words);
    let code = signing_in.first_json()["user_code"].as_str().expect("a code").to_owned();
    assert_ne!(code, lost);
    let decision = [("code", &*code), ("mailbox", OTHER_MAILBOX), ("decision", "approve")];
    post(&format!("{web}/device/decision"), &decision);
    let ended = signing_in.end().succeeded();
    let account: serde_json::Value =
        serde_json::from_str(ended.out.last().expect("a line")).expect("JSON");
    assert_eq!(
        (&account["address"], &account["token_status"]),
        (&OTHER_MAILBOX.into(), &"retrieved".into())
    );
    let slots = data.run(&["slot", "list", "--json"]).succeeded().json();
    assert_eq!(slots["slots"]["fax-server"], account["name"]);
    let refused = data.run(&words[..5]).failed(1);
    assert!(refused.contains("is chosen there already"), "{refused}");
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

#[test]
fn a_browser_comes_back_to_the_command_that_sent_it() {
    let data = Data::new();
    let _sandbox = account_at_a_sandbox(&data);
    let signing_in = data.start(&["account", "sign-in", "scans", "--way", "browser", "--json"]);
    let begun = signing_in.first_json();
    let way_back = agree(begun["url"].as_str().expect("an address"));
    let own = begun["redirect_uri"].as_str().expect("an address");
    assert!(way_back.starts_with(own), "{way_back}");
    let stolen = format!("{own}?code=of-somebody-else&state=stolen");
    assert!(visit(&stolen).1.contains("That did not work"));
    assert!(visit(&way_back).1.contains("You are signed in"));
    let ended = signing_in.end().succeeded();
    let account: serde_json::Value =
        serde_json::from_str(ended.out.last().expect("a line")).expect("JSON");
    assert_eq!(account["token_status"], "retrieved");
    assert!(account["connection"]["fault"].is_null(), "{account}");
}

#[test]
fn an_app_signs_in_at_once_with_the_certificate_that_was_made_for_it() {
    let data = Data::new();
    let sandbox = account_at_a_sandbox(&data);
    data.run(&["account", "change", "scans", "--way", "app", "--make-certificate"]).succeeded();
    let refused = data.run(&["account", "sign-in", "scans"]).failed(1);
    assert!(refused.contains("certificate"), "{refused}");

    let pem = data.run(&["account", "certificate", "scans"]).succeeded().out.join("\n");
    let web = sandbox.first_json()["web"].as_str().expect("an address").to_owned();
    post(&format!("{web}/app/certificates"), &[("pem", &pem)]);
    let account = data.run(&["account", "sign-in", "scans", "--json"]).succeeded().json();
    assert_eq!(account["token_status"], "retrieved");
    assert!(account["connection"]["fault"].is_null(), "{account}");
    let shown = data.run(&["account", "show", "scans", "--json"]).succeeded().json();
    assert_eq!(shown["grant"]["given_way"], "client-credentials");
    data.run(&["account", "check", "scans"]).succeeded();
}

#[test]
fn a_limit_needs_no_new_sign_in_and_is_shown() {
    let data = Data::new();
    let _sandbox = account_at_a_sandbox(&data);
    let limited = ["account", "change", "scans", "--messages-a-minute", "7"];
    let limited = data.run(&limited).succeeded().out.join("\n");
    assert!(limited.contains("Mails a minute: 7"), "{limited}");
    assert!(!limited.contains("sign in again"), "{limited}");
    let another_way = ["account", "change", "scans", "--way", "browser"];
    let another_way = data.run(&another_way).succeeded().out.join("\n");
    assert!(another_way.contains("sign in again"), "{another_way}");
}

#[test]
fn a_secret_comes_from_a_file_and_is_shown_to_nobody() {
    let data = Data::new();
    let _sandbox = account_at_a_sandbox(&data);
    let file = data.dir.path().join("secret");
    fs::write(&file, "not~the~right~one\n").expect("ours");
    let file = file.display().to_string();
    let words = ["account", "change", "scans", "--way", "app", "--client-secret-file", &file];
    data.run(&words).succeeded();
    let refused = data.run(&["account", "sign-in", "scans"]).failed(1);
    let shown = data.run(&["account", "show", "scans", "--json"]).succeeded().out.join("\n");
    for text in [refused, shown] {
        assert!(!text.contains("not~the~right~one"), "{text}");
    }
}

/// A person at the sandbox's pages says yes: where the browser is sent then.
fn agree(url: &str) -> String {
    let (_, page) = visit(url);
    let request = page
        .split_once("name=\"request\" value=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .unwrap_or_else(|| panic!("no request in {page}"))
        .0;
    let sandbox = url.split('/').take(3).collect::<Vec<_>>().join("/");
    let decision =
        [("request", request), ("mailbox", "scans@sandbox.example"), ("decision", "approve")];
    post(&format!("{sandbox}/authorize/decision"), &decision)
}

/// Where a form's answer leads.
fn post(url: &str, form: &[(&str, &str)]) -> String {
    let body = form.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    let body = body.collect::<Vec<_>>().join("&");
    let request =
        client().post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
    let (location, _) = answer(request);
    location
}

fn visit(url: &str) -> (String, String) {
    answer(client().get(url))
}

fn answer(request: reqwest::RequestBuilder) -> (String, String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let response = request.send().await.expect("it answers");
        let location = response.headers().get("location").map(|value| value.to_str());
        let location = location.transpose().expect("text").unwrap_or_default().to_owned();
        (location, response.text().await.expect("text"))
    })
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .tls_backend_preconfigured(scanpost_core::trust::nobody())
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a client")
}

fn encoded(text: &str) -> String {
    let octets: Vec<_> = text.bytes().map(|octet| format!("%{octet:02X}")).collect();
    octets.concat()
}
