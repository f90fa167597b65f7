//! W3C `WebDriver` (<https://www.w3.org/TR/webdriver2/>) as chromedriver speaks it: JSON over HTTP/1.1,
//! one connection a command.
//!
//! What Chromium can and `WebDriver` has no word for goes through [`Session::devtools`].

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::ports::HOST;

/// One browser under a driver. It is ended by `end`; the driver's own end would do as well.
#[derive(Debug)]
pub(super) struct Session {
    port: u16,
    id: String,
}

/// The driver's "no", `WebDriver` §6.6.
#[derive(Debug)]
pub(super) struct Refusal {
    /// A fixed word, `stale element reference`.
    pub(super) error: String,
    pub(super) message: String,
}

/// A reference to an element of the page that is shown now, `WebDriver` §12.1.
#[derive(Clone, Debug)]
pub(super) struct Element(String);

impl Session {
    /// `WebDriver` §8.1. The driver starts the browser.
    pub(super) fn begin(port: u16, capabilities: &Value) -> Self {
        let wish = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let begun = exchange(port, "POST", "/session", Some(&wish));
        let begun = begun.unwrap_or_else(|no| panic!("Chromium cannot be started: {no}"));
        let id = begun["sessionId"].as_str().expect("a session has an id").to_owned();
        Self { port, id }
    }

    pub(super) fn get(&self, command: &str) -> Result<Value, Refusal> {
        exchange(self.port, "GET", &self.path(command), None)
    }

    pub(super) fn post(&self, command: &str, parameters: &Value) -> Result<Value, Refusal> {
        exchange(self.port, "POST", &self.path(command), Some(parameters))
    }

    /// Closes the tab that is looked at, `WebDriver` §11.3.
    pub(super) fn close_tab(&self) -> Result<Value, Refusal> {
        exchange(self.port, "DELETE", &self.path("/window"), None)
    }

    /// Closes the browser. One that is gone already is as good.
    pub(super) fn end(&self) {
        drop(exchange(self.port, "DELETE", &self.path(""), None));
    }

    /// Runs a function's body in the page, `WebDriver` §13.2.1. It is the driver's script and not the
    /// page's: neither the page's policy nor the switch for scripts applies to it.
    pub(super) fn script(&self, body: &str, arguments: &Value) -> Result<Value, Refusal> {
        self.post("/execute/sync", &json!({ "script": body, "args": arguments }))
    }

    /// The same, for a body that calls its last argument when it is done (§13.2.2).
    pub(super) fn script_with_callback(&self, body: &str) -> Result<Value, Refusal> {
        self.post("/execute/async", &json!({ "script": body, "args": [] }))
    }

    /// A command of the Chrome `DevTools` Protocol, for the tab that is looked at.
    pub(super) fn devtools(&self, command: &str, parameters: &Value) -> Result<Value, Refusal> {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    fn path(&self, command: &str) -> String {
        format!("/session/{}{command}", self.id)
    }
}

impl Refusal {
    /// Whether the page may only not be ready yet, or was just drawn anew.
    pub(super) fn may_pass(&self) -> bool {
        PASSING.contains(&self.error.as_str())
            || PASSING_WORDS.iter().any(|words| self.message.contains(words))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error, self.message)
    }
}

impl Element {
    /// `None`: that is no element.
    pub(super) fn of(json: &Value) -> Option<Self> {
        Some(Self(json.get(ELEMENT)?.as_str()?.to_owned()))
    }

    /// `/element/…/click`.
    pub(super) fn command(&self, command: &str) -> String {
        format!("/element/{}{command}", self.0)
    }
}

/// One command and its answer. A driver that does not answer at all is the end of the journey.
fn exchange(
    port: u16,
    method: &str,
    path: &str,
    parameters: Option<&Value>,
) -> Result<Value, Refusal> {
    let body = parameters.map(Value::to_string).unwrap_or_default();
    let answer = speak(port, method, path, &body);
    let answer = answer.unwrap_or_else(|error| panic!("chromedriver, {method} {path}: {error}"));
    let mut json: Value = serde_json::from_str(&answer).expect("a driver answers in JSON");
    let value = json["value"].take();
    match value.get("error").and_then(Value::as_str) {
        Some(error) => {
            let message = value["message"].as_str().unwrap_or_default().to_owned();
            Err(Refusal { error: error.to_owned(), message })
        }
        None => Ok(value),
    }
}

fn speak(port: u16, method: &str, path: &str, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect((HOST, port))?;
    stream.set_read_timeout(Some(TIME_TO_ANSWER))?;
    stream.set_write_timeout(Some(TIME_TO_ANSWER))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut reader = BufReader::new(stream.take(LARGEST_ANSWER));
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let header = line.split_once(':').unwrap_or_default();
        if header.0.eq_ignore_ascii_case("content-length") {
            length = header.1.trim().parse().map_err(std::io::Error::other)?;
        }
    }
    let mut answer = String::new();
    reader.take(length).read_to_string(&mut answer)?;
    Ok(answer)
}

/// What `WebDriver` §12 calls an element in JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const PASSING: [&str; 6] = [
    "no such element",
    "stale element reference",
    "element click intercepted",
    "element not interactable",
    "invalid element state",
    "detached shadow root",
];
/// The same, where chromedriver passes on what Chromium said and has no fixed word for it: the page
/// changed under its hands.
const PASSING_WORDS: [&str; 4] = [
    "does not belong to the document",
    "No node with given id",
    "document unloaded while waiting for result",
    "aborted by navigation",
];
/// Longer than the driver's own limits for a page and for a script.
const TIME_TO_ANSWER: Duration = Duration::from_mins(1);
/// A picture of a long page is the largest.
const LARGEST_ANSWER: u64 = 64 * 1024 * 1024;
