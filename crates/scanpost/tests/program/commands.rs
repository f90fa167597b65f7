//! What a command answers when it is asked for the wrong thing.

use std::fs;

use rustix::process::Signal;

use crate::stage::Data;

#[test]
fn a_name_that_is_not_there_ends_with_3_and_the_way_to_the_right_one() {
    let data = Data::new();
    data.add_account("scans").succeeded();
    let no_job = "0193a5f0c1d27000a1b2c3d4e5f60718";
    for words in [
        &["job", "list", "--account", "nosuch"][..],
        &["job", "list", "--account", "nosuch", "--state", "failed", "--json"],
        &["device", "add", "copier", "--range", "192.0.2.7", "--account", "nosuch"],
        &["account", "show", "nosuch"],
        &["account", "sign-in", "nosuch"],
        &["job", "show", no_job],
    ] {
        let ended = data.run(words);
        let said = ended.failed(3);
        assert!(said.contains("There is no ") && said.contains(" list`"), "{words:?}: {said}");
        assert!(ended.out.is_empty(), "{words:?}: {ended:?}");
    }
    data.run(&["job", "list", "--account", "scans"]).succeeded();
}

#[test]
fn a_jobs_number_that_cannot_be_one_is_answered_with_the_next_step() {
    let said = Data::new().run(&["job", "show", "1"]).failed(2);
    assert!(said.contains("scanpost job list"), "{said}");
}

#[test]
fn a_provider_file_with_a_slip_is_refused_in_one_sentence() {
    let data = Data::new();
    let file = data.dir.path().join("acme.toml");
    fs::write(&file, "name = \"acme\"\ntitel = \"Acme\"\n").expect("ours");
    let file = file.display().to_string();
    let words = ["account", "add", "scans", "--address", "a@acme.example", "--provider", &file];
    let said = data.run(&words).failed(1);
    assert!(said.contains(&format!("{file} cannot be used: line 2, column 1: ")), "{said}");
    assert!(!said.contains('\n'), "{said}");
}

#[test]
fn gmail_is_signed_in_with_a_browser_because_it_takes_no_code() {
    let data = Data::new();
    let words = ["account", "add", "scans", "--address", "a@gmail.com", "--provider", "gmail"];
    data.run(&[&words[..], &["--client-id", "00001111-aaaa-2222-bbbb-3333cccc4444"]].concat())
        .succeeded();
    let signing_in = data.start(&["account", "sign-in", "scans", "--json"]);
    let url = signing_in.first_json()["url"].as_str().expect("an address").to_owned();
    assert!(url.starts_with("https://accounts.google.com/o/oauth2/v2/auth?"), "{url}");
    signing_in.signal(Signal::INT);
    assert!(signing_in.end().failed(1).contains("The sign-in was cancelled"));
    let refused = data.run(&["account", "sign-in", "scans", "--way", "device-code"]).failed(1);
    assert!(refused.contains("sign-in with a code"), "{refused}");
}

#[test]
fn who_removes_the_account_of_the_users_app_is_told_that_no_user_can_sign_in() {
    let data = Data::new();
    data.add_account("scans").succeeded();
    let alone = data.run(&["account", "remove", "scans"]).succeeded().out.join("\n");
    assert_eq!(alone, "scans is removed.");
    data.add_account("scans").succeeded();
    data.run(&["user", "add", "anna@contoso.example", "--name", "Anna"]).succeeded();
    let removed = data.run(&["account", "remove", "scans"]).succeeded().out.join("\n");
    assert!(removed.contains("1 user can neither sign in nor send"), "{removed}");
}
