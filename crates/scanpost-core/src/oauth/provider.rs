//! A mail service as data: where to sign in, where to send, which scopes, which limits.
//!
//! The known ones lie in `providers/*.toml` and are compiled in; any other can be given as a file of
//! the same form. Nothing else in scanpost knows a provider by name.

use serde::{Deserialize, Serialize};

/// One mail service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// `exchange-online`.
    pub name: String,
    /// As people know it: `Microsoft Exchange Online`.
    pub title: String,
    /// A CA beside the system's, in PEM, for servers of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
    pub oauth: OauthEndpoints,
    pub smtp: SmtpServer,
}

/// The authorization server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OauthEndpoints {
    /// RFC 8628 §3.1. May hold `{tenant}`.
    pub device_authorization_endpoint: String,
    /// RFC 6749 §3.2. May hold `{tenant}`.
    pub token_endpoint: String,
    /// What stands for `{tenant}`: a GUID, a domain, `organizations`, `consumers`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The app's id at the provider; the administrator may give an own one.
    #[serde(default)]
    pub client_id: String,
    /// What is asked for: no more than sending needs.
    pub scopes: Vec<String>,
    /// Ways of sign-in that lead to the right to send mail.
    #[serde(default)]
    pub sign_in: Vec<SignInWay>,
}

/// How a grant can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInWay {
    /// RFC 8628.
    DeviceCode,
    /// RFC 6749 §4.1 with RFC 7636.
    AuthorizationCode,
    /// RFC 6749 §4.4.
    ClientCredentials,
}

/// The submission server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpServer {
    pub host: String,
    pub port: u16,
    #[serde(default)]
    pub security: SmtpSecurity,
    /// Connections at once for one mailbox. Exchange Online: 3 (provider facts 3.7).
    #[serde(default = "three")]
    pub connections: usize,
}

/// How the connection to the submission server is encrypted. There is no way without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// RFC 3207, usually port 587.
    #[default]
    Starttls,
    /// RFC 8314 §3.3, usually port 465.
    Implicit,
}

fn three() -> usize {
    3
}

/// The providers that scanpost knows, one file each.
const KNOWN: [&str; 3] = [
    include_str!("../../../../providers/exchange-online.toml"),
    include_str!("../../../../providers/outlook.toml"),
    include_str!("../../../../providers/gmail.toml"),
];

/// More connections than this to one mailbox no provider allows.
const MOST_CONNECTIONS: usize = 20;

impl Provider {
    /// All known providers.
    pub fn known() -> Vec<Provider> {
        KNOWN
            .iter()
            .map(|text| Self::parse(text).expect("a test reads every known provider"))
            .collect()
    }

    /// The known provider of this name.
    pub fn named(name: &str) -> Option<Provider> {
        Self::known().into_iter().find(|provider| provider.name == name)
    }

    /// Reads a provider's file. The error says what to mend.
    pub fn parse(text: &str) -> Result<Provider, String> {
        let provider: Provider = toml::from_str(text).map_err(|error| error.to_string())?;
        provider.check()?;
        Ok(provider)
    }

    /// What [`Provider::parse`] checks beyond the form; also for a provider that came as JSON.
    pub fn check(&self) -> Result<(), String> {
        for endpoint in [&self.oauth.device_authorization_endpoint, &self.oauth.token_endpoint] {
            if !is_safe_endpoint(endpoint) {
                return Err(format!(
                    "'{endpoint}' must begin with https:// (http:// only for 127.0.0.1 and localhost)"
                ));
            }
        }
        if !(1..=MOST_CONNECTIONS).contains(&self.smtp.connections) {
            return Err(format!("smtp.connections must be 1 to {MOST_CONNECTIONS}"));
        }
        if let Some(pem) = &self.ca_pem {
            crate::trust::certificates(pem)?;
        }
        if self.smtp.host.is_empty() || self.oauth.scopes.is_empty() {
            return Err("smtp.host and oauth.scopes must not be empty".to_owned());
        }
        Ok(())
    }

    /// The device authorization endpoint of this account's tenant.
    pub fn device_authorization_url(&self) -> String {
        self.in_tenant(&self.oauth.device_authorization_endpoint)
    }

    /// The token endpoint of the same tenant (provider facts 1.3 ask for the same one).
    pub fn token_url(&self) -> String {
        self.in_tenant(&self.oauth.token_endpoint)
    }

    fn in_tenant(&self, endpoint: &str) -> String {
        endpoint.replace("{tenant}", self.oauth.tenant.as_deref().unwrap_or("organizations"))
    }

    /// Whether device code can lead to the right to send mail here.
    pub fn offers(&self, way: SignInWay) -> bool {
        self.oauth.sign_in.contains(&way)
    }
}

/// Tokens travel over TLS; on the machine itself they need not.
fn is_safe_endpoint(endpoint: &str) -> bool {
    let local = |scheme: &str, host: &str| {
        endpoint
            .strip_prefix(scheme)
            .and_then(|rest| rest.strip_prefix(host))
            .is_some_and(|rest| rest.starts_with(':') || rest.starts_with('/'))
    };
    endpoint.starts_with("https://")
        || ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| local("http://", host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_provider_can_be_read() {
        let names: Vec<_> = Provider::known().into_iter().map(|provider| provider.name).collect();
        assert_eq!(names, ["exchange-online", "outlook", "gmail"]);
    }

    #[test]
    fn tokens_are_never_sent_in_clear_over_a_network() {
        for good in
            ["https://a.example/token", "http://127.0.0.1:80/token", "http://localhost/token"]
        {
            assert!(is_safe_endpoint(good), "{good}");
        }
        for bad in [
            "http://a.example/token",
            "http://127.0.0.1.evil.example/",
            "http://localhost@evil/",
            "ftp://x/",
        ] {
            assert!(!is_safe_endpoint(bad), "{bad}");
        }
    }

    #[test]
    fn the_tenant_stands_in_both_addresses() {
        let mut provider = Provider::named("exchange-online").expect("is known");
        provider.oauth.tenant = Some("contoso.example".to_owned());
        assert!(provider.token_url().contains("/contoso.example/"));
        assert!(provider.device_authorization_url().contains("/contoso.example/"));
    }
}
