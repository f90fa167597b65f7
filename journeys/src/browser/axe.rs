//! axe-core, unmodified: what of a page shuts somebody out (WCAG 2.2, A and AA, and good practice).

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Browser;

impl Browser {
    /// One text for each rule that the page breaks, with the elements that break it.
    pub fn axe(&self) -> Vec<String> {
        let source = fs::read_to_string(axe_core());
        let source = source.expect("axe-core is missing: run `cargo xtask install`");
        let judge = |no| panic!("axe-core cannot judge {}: {no}", self.url());
        self.session.script(&source, &json!([])).unwrap_or_else(judge);
        let answer = self.session.script_with_callback(RUN).unwrap_or_else(judge);
        let violations = answer.as_array().unwrap_or_else(|| panic!("axe-core: {answer}"));
        violations.iter().map(describe).collect()
    }

    /// Fails the journey if there are any.
    #[track_caller]
    pub fn assert_accessible(&self) {
        let violations = self.axe();
        assert!(violations.is_empty(), "{} shuts out:\n{}", self.url(), violations.join("\n"));
    }
}

fn describe(violation: &Value) -> String {
    let text = |json: &Value, name: &str| json[name].as_str().unwrap_or_default().to_owned();
    let mut lines = vec![format!("{}: {}", text(violation, "id"), text(violation, "help"))];
    for node in violation["nodes"].as_array().into_iter().flatten() {
        lines.push(format!("  {}\n  {}", text(node, "html"), text(node, "failureSummary")));
    }
    lines.join("\n")
}

fn axe_core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign/browser/node_modules/axe-core/axe.min.js")
}

const RUN: &str = "\
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ['violations'] })
  .then((results) => done(results.violations), (error) => done(String(error)));";
