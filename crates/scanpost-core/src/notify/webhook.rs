//! A webhook: one HTTPS POST of a JSON object for each notice.
//!
//! What the object holds is described in docs/notices.md and only ever grows. Whatever the receiver answers
//! but 2xx is trouble, and the notice is posted again, later and later; it then has the same `id`, so that a
//! receiver can drop doubles. Redirects are not followed: the secret goes to the address that an
//! administrator has typed. In clear it goes to this machine only.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::wording::wording;
use super::{Notice, Setup};
use crate::account::AccountName;
use crate::fault::Fault;
use crate::network::{Made, Network};
use crate::trust::{HttpPatience, Trust};

/// How long a connection may take, and how long a whole call.
const PATIENCE: HttpPatience =
    HttpPatience { connect: Duration::from_secs(10), call: Duration::from_secs(15) };

/// Where notices are posted.
#[derive(Clone, Debug)]
pub struct Target {
    pub url: String,
    /// Shown to the receiver as a bearer token, so that it knows who posts.
    pub secret: Option<SecretString>,
}

/// Posts notices.
#[derive(Debug)]
pub(super) struct Webhook {
    trust: Trust,
    http: Made<reqwest::Client>,
}

impl Webhook {
    pub(super) fn new(network: Network) -> Self {
        Self { trust: Trust::new(None, network), http: Made::default() }
    }

    /// Posts a notice; what hindered it is said in words.
    pub(super) async fn tell(
        &self,
        target: &Target,
        notice: &Notice,
        setup: &Setup,
    ) -> Result<(), String> {
        let outward = self.trust.network().now();
        let make = async || self.trust.http_client(&outward, PATIENCE).await;
        let http = self.http.get(&outward, make).await.map_err(|fault| fault.to_string())?;
        let mut request = http.post(&target.url).json(&Posted::of(notice, setup));
        if let Some(secret) = &target.secret {
            request = request.bearer_auth(secret.expose_secret());
        }
        let answer = request.send().await.map_err(|error| innermost(&error))?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(format!("HTTP {}", status.as_u16())),
        }
    }
}

/// The object that is posted.
#[derive(Debug, Serialize)]
struct Posted<'a> {
    schema: u32,
    id: i64,
    at: String,
    cause: &'static str,
    severity: &'static str,
    count: u32,
    since: String,
    account: Option<&'a str>,
    job: Option<String>,
    device: Option<&'a str>,
    code: Option<&'static str>,
    title: String,
    what: String,
    next: String,
    said: Option<&'a str>,
    host: &'a str,
}

impl<'a> Posted<'a> {
    fn of(notice: &'a Notice, setup: &'a Setup) -> Self {
        let wording = wording(setup.language, notice);
        let fault = notice.fault.as_ref();
        Self {
            schema: 1,
            id: notice.number,
            at: notice.at.to_string(),
            cause: notice.cause.as_str(),
            severity: notice.severity().as_str(),
            count: notice.count,
            since: notice.since.to_string(),
            account: notice.account.as_ref().map(AccountName::as_str),
            job: notice.job.map(|job| job.to_string()),
            device: notice.device.as_deref(),
            code: fault.map(|fault| fault.code.as_str()),
            title: wording.title,
            what: wording.what,
            next: wording.next,
            said: fault.and_then(|fault: &Fault| fault.words.as_deref()),
            host: &setup.hostname,
        }
    }
}

/// The innermost cause says most ("connection refused"), and never names the address, in which somebody
/// may have hidden a key.
fn innermost(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    match cause.downcast_ref::<reqwest::Error>() {
        Some(_) => "the answer is not HTTP".to_owned(),
        None => cause.to_string(),
    }
}
