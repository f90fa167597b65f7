//! A mail as a mail program sees it: read by Python's `email`, in `foreign/clients/read_mail.py`.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::process;

/// What was read.
#[derive(Debug)]
pub struct Read {
    pub subject: Option<String>,
    pub from: Vec<Person>,
    pub reply_to: Vec<Person>,
    pub to: Vec<Person>,
    pub date: Option<String>,
    pub message_id: Option<String>,
    /// What Python calls wrong, in the header and in every part.
    pub defects: Vec<String>,
    /// All that holds no further parts, in its order.
    pub parts: Vec<Part>,
}

/// Name and address.
pub type Person = (String, String);

/// A text or a file, decoded.
#[derive(Debug)]
pub struct Part {
    pub file: Option<String>,
    pub octets: Vec<u8>,
}

/// Reads a mail. `charset` is for header fields with 8-bit octets and no word about what they mean.
#[track_caller]
pub fn read(mail: &[u8], charset: &str) -> Read {
    let mut python = Command::new("python3");
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign/clients/read_mail.py"));
    python.arg(charset);
    let seen = process::run(python, mail, TIME_TO_READ).expect_success("read_mail.py").stdout;
    let seen: Value = serde_json::from_str(&seen).expect("it prints JSON");
    let text = |name: &str| seen[name].as_str().map(str::to_owned);
    Read {
        subject: text("subject"),
        from: people(&seen["from"]),
        reply_to: people(&seen["reply_to"]),
        to: people(&seen["to"]),
        date: text("date"),
        message_id: text("message_id"),
        defects: list(&seen["defects"]).map(word).collect(),
        parts: list(&seen["parts"]).map(part).collect(),
    }
}

fn people(seen: &Value) -> Vec<Person> {
    list(seen).map(|one| (word(&one[0]), word(&one[1]))).collect()
}

fn part(seen: &Value) -> Part {
    let octets = STANDARD.decode(word(&seen["octets"])).expect("it prints base64");
    Part { file: seen["file"].as_str().map(str::to_owned), octets }
}

fn list(seen: &Value) -> impl Iterator<Item = &Value> {
    seen.as_array().expect("it prints a list").iter()
}

fn word(seen: &Value) -> String {
    seen.as_str().expect("it prints a word").to_owned()
}

const TIME_TO_READ: Duration = Duration::from_secs(30);
