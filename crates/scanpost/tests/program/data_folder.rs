//! One folder, several programs: they wait for each other, and nobody else looks in.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;

use rustix::fs::FlockOperation;

use crate::stage::{Data, Running, mode, scanpost};

/// Holds the folder's lock as another program would.
fn hold(data: &Data, line: &str) -> File {
    data.run(&["status"]).succeeded(); // makes the folder
    let lock = data.path.join("lock");
    fs::write(&lock, line).expect("ours");
    let file = File::open(&lock).expect("ours");
    rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).expect("nobody holds it");
    file
}

#[test]
fn a_command_right_behind_serve_and_serve_right_behind_a_command_both_succeed() {
    let data = Data::new();
    let serving = data.begin_to_serve();
    data.run(&["status"]).succeeded();
    serving.first_json();
    let status = data.run(&["status", "--json"]).succeeded().json();
    assert_eq!(status["listeners"].as_array().map(Vec::len), Some(3), "{status}");
}

#[test]
fn serve_waits_for_a_command_and_says_so() {
    let data = Data::new();
    let held = hold(&data, "command 4242\n");
    let serving = data.begin_to_serve();
    serving.says("Waiting for the scanpost command (process 4242)");
    drop(held);
    serving.first_json();
}

#[test]
fn a_command_waits_for_a_gateway_that_does_not_answer_yet() {
    let data = Data::new();
    let held = hold(&data, "serve 4242\n");
    let asking = data.start(&["status"]);
    asking.says("Waiting for the gateway (process 4242)");
    drop(held);
    asking.end().succeeded();
}

#[test]
fn who_waits_in_vain_is_told_for_whom_and_what_to_do() {
    let data = Data::new();
    let _held = hold(&data, "command 4242\n");
    let (serving, asking) = (data.begin_to_serve(), data.start(&["status"]));
    for waiting in [serving, asking] {
        let said = waiting.end().failed(1);
        assert!(said.contains("A scanpost command (process 4242) has held"), "{said}");
        assert!(said.contains("kill 4242"), "{said}");
    }
}

#[test]
fn a_second_gateway_is_told_that_the_first_one_runs() {
    let data = Data::new();
    let (_serving, _) = data.serve();
    let said = data.begin_to_serve().end().failed(1);
    assert!(said.contains("A gateway (process ") && said.contains("runs already on"), "{said}");
}

#[test]
fn accounts_that_are_added_at_once_are_all_there() {
    let data = Data::new();
    let names = ["a", "b", "c", "d"];
    std::thread::scope(|scope| {
        for name in names {
            scope.spawn(|| data.add_account(name).succeeded());
        }
    });
    let accounts = data.run(&["account", "list", "--json"]).succeeded().json();
    assert_eq!(accounts.as_array().map(Vec::len), Some(names.len()), "{accounts}");
}

#[test]
fn folder_and_socket_are_the_owners_alone_whatever_the_umask() {
    let data = Data::new();
    let serve = "umask 000; exec \"$0\" --data \"$1\" serve --json --smtp 127.0.0.1:0 --smtps 127.0.0.1:0 --web 127.0.0.1:0";
    let mut shell = std::process::Command::new("sh");
    let serving =
        Running::start(shell.args(["-c", serve]).arg(scanpost().get_program()).arg(&data.path));
    serving.first_json();
    for (name, expected) in [("", 0o700), ("control.sock", 0o600), ("lock", 0o600), ("key", 0o600)]
    {
        assert_eq!(mode(&data.path.join(name)), expected, "{name}");
    }
}

#[test]
fn a_folder_that_stands_open_is_closed_and_this_is_said() {
    let data = Data::new();
    fs::create_dir(&data.path).expect("ours");
    fs::set_permissions(&data.path, Permissions::from_mode(0o755)).expect("ours");
    let said = data.run(&["status"]).succeeded().err.join("\n");
    assert!(said.contains("was open to others"), "{said}");
    assert_eq!(mode(&data.path), 0o700);
    assert!(data.run(&["status"]).succeeded().err.is_empty(), "said once");
}

#[test]
fn a_folder_with_other_things_in_it_is_refused() {
    let data = Data::new();
    fs::create_dir(&data.path).expect("ours");
    fs::write(data.path.join("thesis.tex"), "").expect("ours");
    let said = data.run(&["status"]).failed(1);
    assert!(said.contains("Choose an empty or a new folder with --data."), "{said}");
    let names: Vec<_> = fs::read_dir(&data.path).expect("there").collect();
    assert_eq!(names.len(), 1, "nothing was added");
}

#[test]
fn a_service_described_in_the_data_folder_is_known_and_a_wrong_one_stops_the_start() {
    let data = Data::new();
    let described = data.path.join("providers");
    let file = described.join("exchange-online.toml");
    fs::create_dir_all(&described).expect("ours");
    fs::set_permissions(&data.path, Permissions::from_mode(0o700)).expect("ours");
    let exchange = include_str!("../../../../providers/exchange-online.toml");
    let client_id = "client_id = \"11111111-2222-3333-4444-555555555555\"\n";
    let ours = exchange.replace("[oauth]\n", &format!("[oauth]\n{client_id}"));
    fs::write(&file, &ours).expect("ours");
    // With the app in the description there is none to type.
    let words = ["account", "add", "scans", "--address", "scans@contoso.example"];
    data.run(&[&words[..], &["--provider", "exchange-online"]].concat()).succeeded();

    fs::write(&file, ours.replace("port = 587", "port = \"587\"")).expect("ours");
    for said in [data.begin_to_serve().end(), data.run(&["status"])].map(|ended| ended.failed(1)) {
        assert!(said.contains("providers/exchange-online.toml cannot be used: line 3"), "{said}");
        assert!(said.contains("start scanpost again."), "{said}");
    }
}
