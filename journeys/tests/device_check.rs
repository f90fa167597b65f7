//! Devices that are asked what they are: net-snmp's `snmpd`, which says what it is told to, and CUPS'
//! `ippeveprinter`.

use std::fs;
use std::process::Command;
use std::time::Duration;

use scanpost_journeys::cli::Cli;
use scanpost_journeys::ipp::IppPrinter;
use scanpost_journeys::ports;
use scanpost_journeys::process::Server;
use serde_json::{Value, json};
use tempfile::TempDir;

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_printer_says_by_snmp_what_it_is_and_its_firmware_decides() {
    let data = TempDir::new().expect("the temporary folder can be written");
    let cli = Cli::new(data.path());
    for (model, firmware, support) in [
        ("TOSHIBA e-STUDIO409S", "CXTMH.240.246", "itself"),
        ("TOSHIBA e-STUDIO409S", "CXTMH.240.100", "needs-firmware"),
        ("TOSHIBA e-STUDIO2515AC", "CXTMH.240.246", "use-scanpost"),
        ("SHARP BP-70M65", "110", "itself"),
        ("EPSON WF-C5790 Series", "LW80", "perhaps"),
    ] {
        let (port, _device) = snmpd(model, firmware);
        let port = port.to_string();
        let answer = asked(&cli, &["127.0.0.1", "--snmp-port", &port]);
        assert_eq!(answer["support"], support, "{answer}");
        assert_eq!(answer["by_snmp"], "answered");
        assert_eq!(answer["firmware"], json!([firmware]));
    }
    let (port, _device) = snmpd("TOSHIBA e-STUDIO409S", "CXTMH.240.246");
    let port = port.to_string();
    let wrong = asked(&cli, &["127.0.0.1", "--snmp-port", &port, "--community", "other"]);
    assert_eq!((&wrong["by_snmp"], &wrong["support"]), (&json!("silent"), &json!("unknown")));
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_printer_that_has_snmp_switched_off_is_asked_by_ipp() {
    let data = TempDir::new().expect("the temporary folder can be written");
    let cli = Cli::new(data.path());
    let printer = IppPrinter::start(&["application/pdf"]);
    let closed = ports::free().to_string();
    let answer = asked(&cli, &[&printer.uri(), "--snmp-port", &closed]);
    assert_eq!((&answer["by_snmp"], &answer["by_ipp"]), (&json!("silent"), &json!("answered")));
    assert_eq!(answer["support"], "use-scanpost");
    assert!(answer["model"].is_string(), "{answer}");
}

fn asked(cli: &Cli, words: &[&str]) -> Value {
    let words = [&["device", "check", "--json"], words].concat();
    let ended = cli.run(&words).expect_success("device check");
    serde_json::from_str(&ended.stdout).expect("one line of JSON")
}

/// A device that says so.
fn snmpd(model: &str, firmware: &str) -> (u16, (Server, TempDir)) {
    let dir = TempDir::new().expect("the temporary folder can be written");
    let port = ports::free();
    let settings = dir.path().join("device.conf");
    let lines = [
        format!("agentAddress udp:127.0.0.1:{port}"),
        "rocommunity public 127.0.0.1".to_owned(),
        format!("override 1.3.6.1.2.1.25.3.2.1.3.1 octet_str \"{model}\""),
        format!("override 1.3.6.1.2.1.47.1.1.1.1.9.1 octet_str \"{firmware}\""),
    ];
    fs::write(&settings, lines.join("\n") + "\n").expect("the temporary folder can be written");
    let mut snmpd = Command::new("/usr/sbin/snmpd");
    // In the foreground, with its log at standard error and its state in a folder of its own.
    snmpd.args(["-f", "-Le", "-C", "-c"]).arg(&settings);
    snmpd.env("SNMP_PERSISTENT_DIR", dir.path());
    let snmpd = Server::start("snmpd", snmpd);
    snmpd.wait_for("its version", LIMIT, |line| line.contains("NET-SNMP version").then_some(()));
    (port, (snmpd, dir))
}

const LIMIT: Duration = Duration::from_secs(20);
