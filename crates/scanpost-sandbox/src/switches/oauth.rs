//! Where and how the OAuth endpoints fail.

use serde::{Deserialize, Serialize};

use super::Fault;

pub type HttpFault = Fault<HttpMoment, HttpDoes>;

/// Where an OAuth endpoint can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpMoment {
    /// The pages on which a person signs in or consents.
    Page,
    /// The request for a device code.
    DeviceAuthorization,
    /// The token request with a device code.
    Poll,
    /// The token request with an authorization code.
    Code,
    /// The token request of an app for itself.
    ClientCredentials,
    /// The token request with a refresh token.
    Refresh,
    /// Any token request.
    Token,
}

/// How an OAuth endpoint fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpDoes {
    /// This status with no useful body: 503, 429, …
    Status {
        status: u16,
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// A page for people where JSON was wanted, with this status.
    HtmlPage { status: u16 },
    /// An OAuth error; without a code it is as bare as RFC 6749 §5.2 allows.
    Refuse {
        error: String,
        #[serde(default)]
        code: Option<u32>,
    },
    /// The connection is broken in the middle of the body.
    Reset,
    /// No answer ever comes.
    Hang,
    /// The usual answer comes this much later.
    Wait { milliseconds: u64 },
}
