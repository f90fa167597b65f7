//! The HTTPS calls to the authorization server: one form out, one small answer in.
//!
//! What an answer means is not decided here. Only what never became an answer is a fault:
//! [`Code::SignInUnreachable`], or that of its certificate where the server could not prove
//! who it is. Redirects are not followed: tokens go to the address that the provider's data name.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use scanpost_proto::oauth::{ClientAuth, DeviceAnswer, Form, TokenAnswer};
use scanpost_proto::oauth::{
    client_credentials_form, code_form, device_authorization_form, poll_form, refresh_form,
};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::authorization_code::Away;
use super::credential::Shown;
use super::provider::Provider;
use crate::clock::Time;
use crate::fault::{Code, Fault, causes};
use crate::network::proxy::is_this_machine;
use crate::network::{Made, Network, way_out};
use crate::trust::{HttpPatience, Trust};

/// How long a connection may take, and how long a whole call.
const PATIENCE: HttpPatience =
    HttpPatience { connect: Duration::from_secs(10), call: Duration::from_secs(30) };

/// A longer answer is no answer: real ones are a few KiB. It is read as an empty one.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Calls one account's authorization server.
#[derive(Debug)]
pub struct Wire {
    provider: Provider,
    trust: Arc<Trust>,
    /// Made at the first call: an account that never signs in reads no root certificates.
    http: Made<reqwest::Client>,
}

/// What came back, before anybody knows what it means.
struct Answer {
    status: u16,
    retry_after: Option<u64>,
    /// May hold tokens: wiped when read.
    body: Zeroizing<Vec<u8>>,
}

impl Wire {
    pub fn new(provider: Provider, network: Network) -> Self {
        let trust = Arc::new(Trust::new(provider.ca_pem.clone(), network));
        Self { provider, trust, http: Made::default() }
    }

    /// For questions of its own beside the keeper's, believing the same.
    pub fn beside(provider: Provider, trust: Arc<Trust>) -> Self {
        Self { provider, trust, http: Made::default() }
    }

    /// The same for changed data of the provider; whom to believe stays.
    #[must_use]
    pub fn with_provider(&self, provider: Provider) -> Self {
        Self { provider, trust: self.trust.clone(), http: self.http.clone() }
    }

    /// Whom the account believes; delivery believes the same.
    pub fn trust(&self) -> Arc<Trust> {
        self.trust.clone()
    }

    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    /// Whether the server is there and who it says; what time it has there (RFC 9110 §6.6.1). Nothing
    /// is asked for, so whatever it answers is good.
    pub async fn knock(&self) -> Result<Option<Time>, Fault> {
        let answer = self.http().await?.head(self.provider.token_url()).send().await;
        let answer = answer.map_err(|error| self.unreached(&error))?;
        let date = answer.headers().get(DATE).and_then(|value| value.to_str().ok());
        let moment = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
        Ok(moment.map(|moment| Time(moment.timestamp().as_millisecond())))
    }

    /// Asks for a code pair (RFC 8628 §3.1).
    pub async fn device_authorization(&self, scopes: &[String]) -> Result<DeviceAnswer, Fault> {
        let form = device_authorization_form(&self.provider.oauth.client_id, scopes);
        let answer = self.call(&self.provider.device_authorization_url(), &form).await?;
        Ok(DeviceAnswer::read(answer.status, answer.retry_after, &answer.body))
    }

    /// Asks whether the person has finished (RFC 8628 §3.4).
    pub async fn poll(&self, device_code: &SecretString) -> Result<TokenAnswer, Fault> {
        let form = poll_form(&self.provider.oauth.client_id, device_code, ClientAuth::Public);
        self.token_call(&form).await
    }

    /// Redeems a code that a browser brought (RFC 6749 §4.1.3).
    pub async fn redeem(
        &self,
        code: &SecretString,
        away: &Away,
        proof: &Shown,
    ) -> Result<TokenAnswer, Fault> {
        let client_id = &self.provider.oauth.client_id;
        let form = code_form(client_id, code, &away.redirect_uri, away.verifier(), proof.auth());
        self.token_call(&form).await
    }

    /// Asks for a token that is the app's own (RFC 6749 §4.4.2).
    pub async fn app_token(&self, proof: &Shown) -> Result<TokenAnswer, Fault> {
        let oauth = &self.provider.oauth;
        let form = client_credentials_form(&oauth.client_id, &oauth.scopes.app_only, proof.auth());
        self.token_call(&form).await
    }

    /// Asks for a new access token (RFC 6749 §6) with the scopes of the sign-in.
    pub async fn refresh(
        &self,
        refresh_token: &SecretString,
        scopes: &[String],
        proof: &Shown,
    ) -> Result<TokenAnswer, Fault> {
        let client_id = &self.provider.oauth.client_id;
        let form = refresh_form(client_id, refresh_token, scopes, proof.auth());
        self.token_call(&form).await
    }

    async fn token_call(&self, form: &Form) -> Result<TokenAnswer, Fault> {
        let answer = self.call(&self.provider.token_url(), form).await?;
        Ok(TokenAnswer::read(answer.status, answer.retry_after, &answer.body))
    }

    async fn http(&self) -> Result<reqwest::Client, Fault> {
        let outward = self.trust.network().now();
        self.http.get(&outward, async || self.trust.http_client(&outward, PATIENCE).await).await
    }

    async fn call(&self, url: &str, form: &Form) -> Result<Answer, Fault> {
        let http = self.http().await?;
        let mut response = http
            .post(url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from_owner(form.encode())) // wiped when sent
            .send()
            .await
            .map_err(|error| self.unreached(&error))?;
        let status = response.status().as_u16();
        let retry_after =
            response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let mut body = Zeroizing::new(Vec::with_capacity(LONGEST_ANSWER));
        while let Some(part) = response.chunk().await.map_err(|error| self.unreached(&error))? {
            if body.len() + part.len() > LONGEST_ANSWER {
                return Ok(Answer { status, retry_after, body: Zeroizing::default() });
            }
            body.extend_from_slice(&part);
        }
        Ok(Answer { status, retry_after, body })
    }

    fn unreached(&self, error: &reqwest::Error) -> Fault {
        let outward = self.trust.network().now();
        let host = error.url().and_then(reqwest::Url::host_str);
        let is_near = host.is_some_and(is_this_machine);
        way_out::explained(unreached(error), outward.exit.as_ref(), is_near)
    }
}

/// The innermost cause says most ("connection refused"); the address is left out of the words.
fn unreached(error: &reqwest::Error) -> Fault {
    let (cause, tls) = causes::of_a_call(error);
    let code = match tls {
        Some(error @ rustls::Error::InvalidCertificate(_)) => causes::of_tls(error),
        _ => Code::SignInUnreachable,
    };
    let fault = Fault::new(code);
    let fault = match error.url().and_then(reqwest::Url::host_str) {
        Some(host) => fault.fact("host", host),
        None => fault,
    };
    if error.is_timeout() { fault.words("no answer in time") } else { fault.words(cause) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_network_that_leads_nowhere_is_named_where_tokens_are_asked_for_too() {
        let provider = Provider::named("exchange-online").expect("is known");
        let network = Network::default().leaving_by("192.0.2.1".parse().ok());
        let fault = Wire::new(provider, network).knock().await.expect_err("it is not ours");
        assert_eq!((fault.code, &*fault.facts["network"]), (Code::NetworkWithoutWay, "192.0.2.1"));
    }
}
