//! The JSON object in an answer, read with patience.
//!
//! The members that we ask for may be missing, null, a number where text was promised or the other
//! way round. What cannot be read that way counts as missing. Text for people is cut to a length
//! and freed of control characters, because it ends up in logs and on pages.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

/// Longest body that is read, in octets. Entra's largest answers are below 10 KB.
const BODY_LIMIT: usize = 64 * 1024;

/// An answer's object. Taking a secret moves it out, so that no copy stays behind.
pub(super) struct Answer(Map<String, Value>);

impl Answer {
    /// `Err` says in a few words what came instead of an object, without quoting it: half an
    /// answer can hold a whole token.
    pub(super) fn read(body: &[u8]) -> Result<Self, &'static str> {
        if body.len() > BODY_LIMIT {
            return Err("a body over 64 KiB");
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err("JSON that is not an object"),
            Err(_) if body.trim_ascii().is_empty() => Err("an empty body"),
            Err(_) if body.trim_ascii_start().starts_with(b"<") => Err("an HTML page"),
            Err(error) if error.is_eof() => Err("JSON that ends too early"),
            Err(_) => Err("a body that is not JSON"),
        }
    }

    /// Members that came as something else than JSON.
    pub(super) fn of(members: Vec<(&str, String)>) -> Self {
        Self(members.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect())
    }

    /// Text for people, cut to `limit` characters. Empty text counts as missing.
    pub(super) fn text(&self, name: &str, limit: usize) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => non_empty(clean(text, limit)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The texts of a list, each cut to `limit` characters; what is no text is left out.
    pub(super) fn texts(&self, name: &str, limit: usize) -> Vec<String> {
        let Some(Value::Array(list)) = self.0.get(name) else { return Vec::new() };
        let texts = list.iter().filter_map(Value::as_str);
        texts.filter_map(|text| non_empty(clean(text, limit))).collect()
    }

    /// Moves a secret out. `None` where it is missing or empty.
    pub(super) fn take_secret(&mut self, name: &str) -> Option<SecretString> {
        self.take_text(name).map(SecretString::from)
    }

    /// Moves a bearer token out. `None` also where it holds anything but visible ASCII: it could
    /// end a SASL pair or a header (RFC 6750 §2.1).
    pub(super) fn take_bearer_token(&mut self, name: &str) -> Option<SecretString> {
        let token = self.take_text(name)?;
        token.bytes().all(|b| b.is_ascii_graphic()).then(|| SecretString::from(token))
    }

    fn take_text(&mut self, name: &str) -> Option<String> {
        match self.0.remove(name)? {
            Value::String(text) => non_empty(text),
            _ => None,
        }
    }

    /// A number of seconds, given as `900`, `900.0` or `"900"`, kept within `limits`.
    pub(super) fn seconds(&self, name: &str, limits: (u64, u64)) -> Option<Duration> {
        let seconds = number(self.0.get(name)?)?;
        Some(Duration::from_secs(seconds.clamp(limits.0, limits.1)))
    }

    /// Numbers in a list, or a single one.
    pub(super) fn numbers(&self, name: &str) -> Vec<u64> {
        match self.0.get(name) {
            Some(Value::Array(list)) => list.iter().filter_map(number).collect(),
            Some(single) => number(single).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Words divided by spaces, or in a list.
    pub(super) fn words(&self, name: &str) -> Option<Vec<String>> {
        let words = match self.0.get(name)? {
            Value::String(text) => text.split_whitespace().map(str::to_owned).collect(),
            Value::Array(list) => {
                list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        Some(words)
    }

    /// A member that is an object itself.
    pub(super) fn object(&self, name: &str) -> Option<Self> {
        self.0.get(name)?.as_object().cloned().map(Self)
    }
}

/// Each run of control characters and spaces becomes one space; the rest is cut to `limit`
/// characters.
pub(super) fn clean(text: &str, limit: usize) -> String {
    let mut cleaned = String::new();
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    for word in words.filter(|word| !word.is_empty()) {
        if !cleaned.is_empty() {
            cleaned.push(' ');
        }
        cleaned.push_str(word);
        // Four octets are the longest character: enough for `limit` of any kind.
        if cleaned.len() > limit * 4 {
            break;
        }
    }
    cleaned.chars().take(limit).collect()
}

fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| whole(text.parse().ok()?))
        }
        _ => None,
    }
}

/// The seconds in `4.9` are four; there are none in -1 or infinity.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the range is checked
fn whole(number: f64) -> Option<u64> {
    (0.0..1e15).contains(&number).then_some(number as u64)
}
