//! A refusal of the authorization server (RFC 6749 §5.2), with what Entra adds to it.
//!
//! The state of a grant follows from `error` alone; Microsoft asks for that, because numbers and
//! texts change. The numbers pick the advice, and the three ids are what support asks for. Older
//! answers of Entra hold the ids only in the description, behind line ends; newer ones in members
//! of their own, and the description in one line.
//!
//! Deviation: Google's quota answer names the member `error_code`, and Google's API errors are an
//! object; both are read as the error.

use std::fmt;

use super::json::{Answer, clean};

/// What the server said no with. All texts are cut to a length and free of control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OauthError {
    /// The word that decides: `invalid_grant`, `expired_token`, …
    pub error: String,
    /// The sentence for people; empty if none came.
    pub description: String,
    /// The AADSTS numbers, the most telling one first.
    pub codes: Vec<u32>,
    /// Entra's finer word, such as `basic_action` or `consent_required`.
    pub suberror: Option<String>,
    pub trace_id: Option<String>,
    pub correlation_id: Option<String>,
    pub timestamp: Option<String>,
}

/// `invalid_grant: AADSTS50173: …`
impl fmt::Display for OauthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.error)?;
        if !self.description.is_empty() {
            write!(f, ": {}", self.description)?;
        }
        Ok(())
    }
}

impl std::error::Error for OauthError {}

impl OauthError {
    /// `None` where the answer holds no error; `null` and `""` are none.
    pub(super) fn read(answer: &Answer) -> Option<Self> {
        let nested = answer.object("error");
        let error = match &nested {
            Some(object) => object
                .text("status", WORD_LIMIT)
                .or_else(|| object.text("code", WORD_LIMIT))
                .unwrap_or_else(|| "error".to_owned()),
            None => answer
                .text("error", WORD_LIMIT)
                .or_else(|| answer.text("error_code", WORD_LIMIT))?,
        };
        let description = match &nested {
            Some(object) => object.text("message", DESCRIPTION_LIMIT),
            None => answer.text("error_description", DESCRIPTION_LIMIT),
        }
        .unwrap_or_default();
        let id = |member: &str, words: &str, ends_at: char| {
            answer.text(member, WORD_LIMIT).or_else(|| behind(&description, words, ends_at))
        };
        Some(Self {
            codes: codes(&answer.numbers("error_codes"), &description),
            suberror: answer.text("suberror", WORD_LIMIT),
            trace_id: id("trace_id", "Trace ID: ", ' '),
            correlation_id: id("correlation_id", "Correlation ID: ", ' '),
            timestamp: id("timestamp", "Timestamp: ", 'Z'),
            error,
            description,
        })
    }

    /// The server itself has trouble: the same request may do later (RFC 6749 §4.1.2.1 has the
    /// words; Entra uses them at the token endpoint too, Google the third at its device endpoint).
    pub(super) fn means_busy(&self) -> bool {
        ["temporarily_unavailable", "server_error", "rate_limit_exceeded"]
            .contains(&self.error.as_str())
    }
}

/// The numbers that came as such, then those in the description, each once.
fn codes(listed: &[u64], description: &str) -> Vec<u32> {
    let told = description.split("AADSTS").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    });
    let mut codes = Vec::new();
    for code in listed.iter().filter_map(|code| u32::try_from(*code).ok()).chain(told) {
        if !codes.contains(&code) && codes.len() < CODES_LIMIT {
            codes.push(code);
        }
    }
    codes
}

/// What stands behind `words` in the description, up to and with the next `ends_at`.
fn behind(description: &str, words: &str, ends_at: char) -> Option<String> {
    let (_, rest) = description.split_once(words)?;
    let found = clean(rest.split_inclusive(ends_at).next()?, WORD_LIMIT);
    (!found.is_empty()).then_some(found)
}

/// Longest word or id that is kept, in characters.
const WORD_LIMIT: usize = 100;

/// Longest description that is kept, in characters. Entra's longest known ones are below 1,000.
const DESCRIPTION_LIMIT: usize = 2_000;

/// So many codes are kept. Entra sends one or two.
const CODES_LIMIT: usize = 16;
