//! An HTTP response of the authorization server, sorted before its members are asked for.
//!
//! Both endpoints answer in the same frame: members with 2xx, an error word with any status,
//! trouble of the server with 408, 429 and 5xx, and now and then something that is no answer.

use std::time::Duration;

use super::error::OauthError;
use super::json::Answer;

pub(super) enum Response {
    /// 2xx and no error.
    Given(Answer),
    /// `busy`: the status or the word tells of the server's own trouble.
    Error { error: OauthError, busy: bool, answer: Answer },
    /// Trouble of the server, without a word on it.
    Busy,
    /// Says in a few words what it was.
    Nonsense(String),
}

impl Response {
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let busy = matches!(status, 408 | 429 | 500..);
        let answer = match Answer::read(body) {
            Ok(answer) => answer,
            Err(_) if busy => return Self::Busy,
            Err(what) => return Self::Nonsense(format!("HTTP {status} with {what}")),
        };
        match OauthError::read(&answer) {
            Some(error) => Self::Error { busy: busy || error.means_busy(), error, answer },
            None if busy => Self::Busy,
            None if !(200..300).contains(&status) => {
                Self::Nonsense(format!("HTTP {status} without an error word"))
            }
            None => Self::Given(answer),
        }
    }
}

/// `Retry-After` as a wait, an hour at most (as MSAL caps it).
pub(super) fn retry_wait(seconds: u64) -> Duration {
    Duration::from_secs(seconds.min(3_600))
}
