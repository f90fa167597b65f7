//! A mail service as data: where to sign in, where to send, which scopes, which limits.
//!
//! The known ones lie in `providers/*.toml` and are compiled in; any other can be given as a file of
//! the same form. Nothing else in scanpost knows a provider by name.

use std::collections::BTreeMap;
use std::net::IpAddr;

use reqwest::Url;
use serde::{Deserialize, Deserializer, Serialize};

use super::limits::Limits;
use super::scopes::Scopes;
use crate::objection::{Objection, Reason};

/// One mail service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// `exchange-online`.
    pub name: String,
    /// As people know it: `Microsoft Exchange Online`.
    pub title: String,
    /// A CA beside the system's, in PEM, for servers of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "in_lines")]
    pub ca_pem: Option<String>,
    pub oauth: OauthEndpoints,
    pub smtp: SmtpServer,
    /// How much is taken of one mailbox. Nothing in data of an earlier time: see [`Provider::limits`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// Nothing where mail cannot be received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pop: Option<PopServer>,
}

/// The authorization server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OauthEndpoints {
    /// RFC 8628 §3.1. May hold `{tenant}`. Empty where the provider has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub device_authorization_endpoint: String,
    /// RFC 6749 §3.1. May hold `{tenant}`. Empty where nobody signs in by browser.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub authorization_endpoint: String,
    /// RFC 6749 §3.2. May hold `{tenant}`.
    pub token_endpoint: String,
    /// Where an administrator consents for the whole tenant. May hold `{tenant}`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub admin_consent_endpoint: String,
    /// What the server calls itself when the browser comes back (RFC 9207), if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// What stands for `{tenant}`: a GUID, a domain, `organizations`, `consumers`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The app's id at the provider; the administrator may give an own one.
    #[serde(default)]
    pub client_id: String,
    pub scopes: Scopes,
    /// Ways of sign-in that lead to the right to send mail, the one to propose first.
    #[serde(default)]
    pub sign_in: Vec<Way>,
    /// Whether an app of this machine sends its secret along (Google) or must not (Entra).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub native_secret: bool,
    /// A grant that is not used for so many days ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_days: Option<u32>,
    #[serde(default)]
    pub redirect: Redirect,
    /// What an authorization request wants beside what the standards say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub authorize: BTreeMap<String, String>,
}

/// Where a browser is sent back to, if not to the gateway's own https address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Redirect {
    /// This machine, as the provider wants it named (RFC 8252 §7.3); the port is added.
    pub loopback: String,
    /// Where the browser ends when a person pastes the last address into scanpost's page.
    pub pasted: Option<String>,
}

impl Default for Redirect {
    fn default() -> Self {
        Self { loopback: "http://127.0.0.1".to_owned(), pasted: None }
    }
}

/// How a grant can be given. Which of them lead to the right to send mail is the provider's matter:
/// Google, for one, refuses the mail scope by device code (provider facts 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// RFC 8628.
    DeviceCode,
    /// RFC 6749 §4.1 with RFC 7636.
    AuthorizationCode,
    /// RFC 6749 §4.4.
    ClientCredentials,
}

impl Way {
    /// The word as it stands in JSON and TOML.
    pub const fn as_str(self) -> &'static str {
        match self {
            Way::DeviceCode => "device-code",
            Way::AuthorizationCode => "authorization-code",
            Way::ClientCredentials => "client-credentials",
        }
    }
}

/// The submission server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpServer {
    pub host: String,
    pub port: u16,
    #[serde(default)]
    pub security: SmtpSecurity,
    /// Where data of an earlier time says how many connections; now it is one of the limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    connections: Option<u32>,
    /// What the provider leaves no choice in; a page shows it as fixed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<Fixed>,
}

/// A setting of the submission server that a provider fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fixed {
    Host,
    Port,
    Security,
    /// Always on.
    Authentication,
}

/// The POP3 server; encrypted from the start (RFC 8314 §3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PopServer {
    pub host: String,
    pub port: u16,
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

/// A text with the ends of lines that it has in a file, whichever a form made of them.
fn in_lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| text.replace("\r\n", "\n")))
}

/// The providers that scanpost knows, one file each.
const KNOWN: [&str; 7] = [
    include_str!("../../../../providers/exchange-online.toml"),
    include_str!("../../../../providers/outlook.toml"),
    include_str!("../../../../providers/gmail.toml"),
    include_str!("../../../../providers/gcc-high.toml"),
    include_str!("../../../../providers/dod.toml"),
    include_str!("../../../../providers/china-21vianet.toml"),
    include_str!("../../../../providers/hve.toml"),
];

/// What an administrator fills in for any other provider.
const TEMPLATE: &str = include_str!("../../../../providers/custom.toml");

/// What stands for a tenant where the person decides which it is (provider facts 1.1).
pub(super) const TENANTS_OF_MANY: [&str; 3] = ["common", "organizations", "consumers"];

/// Why a provider's data cannot be used. The sentences stand in `words`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The file is not of the form; what the reader of TOML says.
    Unreadable(String),
    /// Tokens would travel to this address in clear, or to somebody else than it seems.
    Endpoint(String),
    /// Which limit cannot be right, and what it can be.
    Limit(String),
    /// The CA's text; what is wrong with it.
    Ca(String),
    /// No server to send to, or no scope to ask for.
    Incomplete,
}

impl From<Unfit> for Objection {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Unreadable(words) => Objection::new(Reason::ProviderUnreadable, words),
            Unfit::Endpoint(endpoint) => Objection::new(Reason::ProviderEndpointUnsafe, endpoint),
            Unfit::Limit(which) => Objection::new(Reason::LimitOutOfRange, which),
            Unfit::Ca(words) => Objection::new(Reason::ProviderCaUnreadable, words),
            Unfit::Incomplete => Objection::new(Reason::ProviderIncomplete, ""),
        }
    }
}

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

    /// A provider of which everything is still to be filled in.
    pub fn template() -> Provider {
        Self::parse(TEMPLATE).expect("a test reads the template")
    }

    /// Reads a provider's file.
    pub fn parse(text: &str) -> Result<Provider, Unfit> {
        let provider: Provider =
            toml::from_str(text).map_err(|error| Unfit::Unreadable(error.to_string()))?;
        provider.check()?;
        Ok(provider)
    }

    /// What [`Provider::parse`] checks beyond the form; also for a provider that came as JSON.
    pub fn check(&self) -> Result<(), Unfit> {
        for way in &self.oauth.sign_in {
            let (needed, there) = match way {
                Way::DeviceCode => (self.device_authorization_url(), true),
                Way::AuthorizationCode => (self.authorization_url(), true),
                Way::ClientCredentials => {
                    (self.token_url(), !self.oauth.scopes.app_only.is_empty())
                }
            };
            if !is_safe_endpoint(&needed) {
                return Err(Unfit::Endpoint(needed));
            }
            if !there {
                return Err(Unfit::Incomplete);
            }
        }
        for endpoint in [Some(self.token_url()), self.admin_consent_url()].into_iter().flatten() {
            if !is_safe_endpoint(&endpoint) {
                return Err(Unfit::Endpoint(endpoint));
            }
        }
        self.limits().check().map_err(Unfit::Limit)?;
        if let Some(pem) = &self.ca_pem {
            crate::trust::certificates(pem).map_err(Unfit::Ca)?;
        }
        if self.smtp.host.is_empty() || self.oauth.scopes.is_empty() {
            return Err(Unfit::Incomplete);
        }
        Ok(())
    }

    /// How much is taken of one mailbox. An account that was added before limits were data has those of
    /// the known provider of the same name.
    pub fn limits(&self) -> Limits {
        let known = || Self::named(&self.name).and_then(|known| known.limits).unwrap_or_default();
        let connections = Limits { connections: self.smtp.connections, ..Limits::default() };
        self.limits.unwrap_or_else(|| connections.or(known()))
    }

    /// The device authorization endpoint of this account's tenant.
    pub fn device_authorization_url(&self) -> String {
        self.in_tenant(&self.oauth.device_authorization_endpoint)
    }

    /// The token endpoint of the same tenant (provider facts 1.3 ask for the same one).
    pub fn token_url(&self) -> String {
        self.in_tenant(&self.oauth.token_endpoint)
    }

    /// Where a browser begins.
    pub fn authorization_url(&self) -> String {
        self.in_tenant(&self.oauth.authorization_endpoint)
    }

    /// Where an administrator consents for the tenant, if there is such a place.
    pub fn admin_consent_url(&self) -> Option<String> {
        let endpoint = &self.oauth.admin_consent_endpoint;
        (!endpoint.is_empty()).then(|| self.in_tenant(endpoint))
    }

    fn in_tenant(&self, endpoint: &str) -> String {
        endpoint.replace("{tenant}", self.oauth.tenant.as_deref().unwrap_or("organizations"))
    }

    /// Whether the addresses name one tenant: an app that signs in by itself belongs to one, and
    /// there is no person to tell which (provider facts 1.9).
    pub fn has_own_tenant(&self) -> bool {
        let tenant = self.oauth.tenant.as_deref();
        let is_own = tenant.is_some_and(|tenant| !TENANTS_OF_MANY.contains(&tenant));
        is_own || !self.has_tenants()
    }

    /// Whether its addresses name a tenant: only Entra's do (provider facts 1.1).
    pub fn has_tenants(&self) -> bool {
        self.oauth.token_endpoint.contains("{tenant}")
    }

    /// Whether this way can lead to the right to send mail here. Data of an earlier time may name a
    /// way and lack what it needs.
    pub fn offers(&self, way: Way) -> bool {
        let OauthEndpoints { device_authorization_endpoint, authorization_endpoint, .. } =
            &self.oauth;
        let has_what_it_needs = match way {
            Way::DeviceCode => !device_authorization_endpoint.is_empty(),
            Way::AuthorizationCode => !authorization_endpoint.is_empty(),
            Way::ClientCredentials => !self.oauth.scopes.app_only.is_empty(),
        };
        self.oauth.sign_in.contains(&way) && has_what_it_needs
    }

    /// Whether a browser may be sent back there with a code: over TLS, to this machine, or to the
    /// page from which a person copies the address.
    pub fn may_return_to(&self, redirect_uri: &str) -> bool {
        let pasted = self.oauth.redirect.pasted.as_deref() == Some(redirect_uri);
        pasted || is_safe_endpoint(redirect_uri) && !redirect_uri.contains('?')
    }
}

/// Tokens travel over TLS; on the machine itself they need not.
///
/// The address is read by the parser that later opens it (WHATWG URL), and must also look like what
/// that parser makes of it: the parser forgives missing and surplus slashes, backslashes, tabs and
/// line ends, and a reader of the settings would take another host for the one that gets the tokens.
fn is_safe_endpoint(endpoint: &str) -> bool {
    let misleading = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    let Some((_, after_scheme)) = endpoint.split_once("://") else { return false };
    let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || authority.contains('@') || endpoint.contains(misleading) {
        return false;
    }
    let Ok(url) = Url::parse(endpoint) else { return false };
    if url.fragment().is_some() || url.port() == Some(0) {
        return false;
    }
    match url.scheme() {
        "https" => true,
        "http" => url.host_str().is_some_and(is_this_machine),
        _ => false,
    }
}

/// A host as the parser writes it: `localhost`, `127.0.0.1`, `[::1]`.
fn is_this_machine(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host == "localhost" || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests;
