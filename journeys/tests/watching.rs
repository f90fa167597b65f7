//! Those who watch over scanpost from elsewhere: Prometheus reads its numbers, a log server its lines.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider, PERSON};
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::mail::Scan;
use scanpost_journeys::process;
use serde_json::Value;

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_scan_has_one_name_in_the_log_from_the_printer_to_the_provider() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::start_with(&["--log-form", "json"]).made_ready(&provider);
    gateway.accept(&[PERSON], &Scan::new("followed", ACCOUNT, PERSON, 10_000));
    provider.wait_for_deliveries(1, LIMIT);
    gateway.wait_until_idle(LIMIT);

    let lines = gateway.lines();
    let log: Vec<Value> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let of = |event: &str| {
        let line = log.iter().find(|line| line["event"] == event);
        line.unwrap_or_else(|| panic!("no {event} in {lines:#?}"))
    };
    let accepted = of("mail.accepted");
    let job = accepted["job"].as_str().expect("the log names the job");
    assert_eq!(job, gateway.cli().jobs()[0].id());
    assert!(accepted["span"]["session"].is_u64(), "the connection has a number: {accepted}");
    assert_eq!((&accepted["device"], &accepted["account"]), (&"loopback".into(), &"scans".into()));
    let attempt = of("attempt.ended");
    assert_eq!((&attempt["job"], &attempt["span"]["job"]), (&job.into(), &job.into()));
    let reply = attempt["reply"].as_str().expect("the provider's own name for the mail");
    assert!(reply.contains("queued as"), "{reply}");
    let ended = of("job.ended");
    assert_eq!((&ended["job"], &ended["state"]), (&job.into(), &"delivered".into()));

    let secrets = provider.secrets_given();
    assert!(secrets.len() >= 3, "a sign-in gives secrets: {}", secrets.len());
    for line in &lines {
        assert!(!line.contains(PERSON), "somebody's address stands in the log: {line}");
        assert!(!secrets.iter().any(|secret| line.contains(secret)), "a secret stands in {line}");
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn the_numbers_are_read_by_a_parser_that_is_not_ours() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    gateway.accept(&[PERSON], &Scan::new("counted", ACCOUNT, PERSON, 10_000));
    provider.wait_for_deliveries(1, LIMIT);
    gateway.wait_until_idle(LIMIT);

    let console = gateway.data().join("control.sock").display().to_string();
    let new = r#"{"name": "prometheus", "privileges": {"custom": []}}"#;
    let tokens = "http://scanpost/api/v1/tokens";
    let added = curl(&["--unix-socket", &console, "--json", new, tokens]);
    let added: Value = serde_json::from_str(&added).expect("the API speaks JSON");
    let token = added["token"].as_str().expect("a token is shown once");
    let web = format!("http://{}", gateway.addresses().web);
    let bearer = format!("Authorization: Bearer {token}");
    let text = curl(&["--header", &bearer, &format!("{web}/metrics")]);
    assert_eq!(curl(&[&format!("{web}/readyz")]), "ok\n");

    let mut python = Command::new(DEBIANS_PYTHON);
    python.args(["-c", PARSE]);
    let parsed = process::run(python, text.as_bytes(), LIMIT).expect_success("prometheus_client");
    for line in [
        "scanpost_jobs_accepted_total account=scans 1.0",
        "scanpost_jobs_ended_total account=scans end=delivered 1.0",
        "scanpost_delivery_seconds_count account=scans 1.0",
        "scanpost_token_status account=scans status=retrieved 1.0",
        "scanpost_device_jobs_accepted_total device=loopback 1.0",
        "scanpost_account_logs_in account=scans 1.0",
    ] {
        assert!(parsed.stdout.lines().any(|one| one == line), "{line}: {}", parsed.stdout);
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn prometheus_takes_the_alerts() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packaging/prometheus");
    let mut promtool = Command::new("promtool");
    promtool.args(["check", "rules"]).arg(rules.join("scanpost.rules.yml"));
    let checked = process::run(promtool, b"", LIMIT).expect_success("promtool");
    assert!(checked.stdout.contains("SUCCESS"), "{checked:?}");
}

fn curl(words: &[&str]) -> String {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail"]).args(words);
    process::run(curl, b"", LIMIT).expect_success("curl").stdout
}

/// The one that sees Debian's packages; there may be another one before it.
const DEBIANS_PYTHON: &str = "/usr/bin/python3";

/// Says every sample in a line of its own. The parser refuses what is not `OpenMetrics`.
const PARSE: &str = "
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
for family in text_string_to_metric_families(sys.stdin.read()):
    for sample in family.samples:
        labels = [f'{name}={value}' for name, value in sorted(sample.labels.items())]
        print(sample.name, *labels, float(sample.value))
";

const LIMIT: Duration = Duration::from_mins(1);
