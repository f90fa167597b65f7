//! The dashboard, the alerts and the page about monitoring name the metrics that there are, and no others.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::metrics::scrape;
use crate::site::Site;

/// The names under which the samples of a family are asked for.
async fn families() -> BTreeSet<String> {
    let text = scrape(&Site::with_account().await).await;
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let named = types.map(|(name, kind)| match kind {
        "counter" => format!("{name}_total"),
        _ => name.to_owned(),
    });
    named.collect()
}

fn read(file: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(file)).unwrap()
}

/// Every word that looks like one of our metrics; those of a histogram's parts as the histogram.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let ours = words.filter(|word| word.starts_with("scanpost_") || word.starts_with("process_"));
    let parts = ["_bucket", "_sum", "_count"];
    let whole = |word: &str| {
        let part = parts.iter().find_map(|part| word.strip_suffix(part));
        part.unwrap_or(word).to_owned()
    };
    ours.map(whole).collect()
}

/// All expressions of a dashboard, wherever they stand.
fn expressions(json: &Value, found: &mut String) {
    match json {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "expr" || name == "definition" => {
                        found.push_str(text);
                        found.push('\n');
                    }
                    _ => expressions(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| expressions(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_dashboard_shows_every_metric_and_none_that_is_not_there() {
    let mut asked = String::new();
    let dashboard = read("packaging/grafana/scanpost.json");
    expressions(&serde_json::from_str(&dashboard).unwrap(), &mut asked);
    assert_eq!(named(&asked), families().await);
}

#[tokio::test]
async fn the_alerts_ask_for_metrics_that_are_there() {
    let alerts = read("packaging/prometheus/scanpost.rules.yml");
    let asked: String = alerts.lines().filter(|line| line.contains("expr:")).collect();
    let (asked, there) = (named(&asked), families().await);
    assert!(asked.len() > 5 && asked.is_subset(&there), "{:?}", asked.difference(&there));
}

#[tokio::test]
async fn every_metric_is_explained_and_nothing_else_is() {
    let page = read("docs/monitoring.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let is_metric = |name: &&str| name.starts_with("scanpost_") || name.starts_with("process_");
    let explained = rows.map(|(name, _)| name).filter(is_metric).map(str::to_owned);
    assert_eq!(explained.collect::<BTreeSet<_>>(), families().await);
}
