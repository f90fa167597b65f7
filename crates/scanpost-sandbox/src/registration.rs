//! How the app is registered at the provider: where its browser may return to, and by what it
//! proves who it is (provider-facts 1.7, 1.9).
//!
//! All apps of a sandbox are registered alike. As at Entra, the platform of a redirect URI decides
//! whether the app is a public client (`Desktop`: it must send no secret) or a confidential one
//! (`Web`: it must). Another process sets all of it by `POST /registration`, a person on `/app`.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use webpki::EndEntityCert;

/// What is registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registration {
    /// Default: `http://localhost` and `http://127.0.0.1`, bare and with [`REDIRECT_PATH`], and
    /// [`NATIVE_CLIENT`], all for the desktop.
    pub redirects: Vec<Redirect>,
    /// Client secrets that are good. Default: none.
    pub secrets: Vec<String>,
    /// Certificates in PEM, by whose keys the app may sign. Default: none.
    pub certificates: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    pub uri: String,
    #[serde(default)]
    pub platform: Platform,
}

/// What kind of app returns there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// "Mobile and desktop": a public client.
    #[default]
    Desktop,
    /// A confidential client.
    Web,
}

/// Where scanpost's own page takes the browser back.
pub const REDIRECT_PATH: &str = "/sign-in/return";

/// Microsoft's blank page, from which a person copies the address.
pub const NATIVE_CLIENT: &str = "https://login.microsoftonline.com/common/oauth2/nativeclient";

/// Why something cannot be registered.
pub type NotRegistered = &'static str;

impl Default for Registration {
    fn default() -> Self {
        let local = ["http://localhost", "http://127.0.0.1"];
        let uris =
            local.iter().flat_map(|host| [(*host).to_owned(), format!("{host}{REDIRECT_PATH}")]);
        let uris = uris.chain([NATIVE_CLIENT.to_owned()]);
        let redirects = uris.map(|uri| Redirect { uri, platform: Platform::Desktop }).collect();
        Self { redirects, secrets: Vec::new(), certificates: Vec::new() }
    }
}

impl Registration {
    /// Whether a provider would take this; nothing of it is kept otherwise.
    pub(crate) fn check(&self) -> Result<(), NotRegistered> {
        let lists = [self.redirects.len(), self.secrets.len(), self.certificates.len()];
        if lists.iter().any(|length| *length > ENTRIES_LIMIT) {
            return Err("There are too many entries: 50 of a kind at most.");
        }
        for redirect in &self.redirects {
            let local = local_without_port(&redirect.uri).is_some();
            if !(local || redirect.uri.starts_with("https://")) || redirect.uri.contains('#') {
                return Err(
                    "A redirect URI begins with https:// or http://localhost and has no #.",
                );
            }
        }
        if self.secrets.iter().any(|secret| secret.is_empty() || secret.len() > SECRET_LIMIT) {
            return Err("A client secret has 1 to 200 characters.");
        }
        for pem in &self.certificates {
            let der = der(pem).ok_or("That is not a certificate in PEM.")?;
            EndEntityCert::try_from(&der).map_err(|_| "That is not an X.509 v3 certificate.")?;
        }
        Ok(())
    }

    /// The platform that this redirect URI is registered for. Of a local one the port does not
    /// matter (RFC 8252 §7.3); `own_page` is the sandbox's stand-in for [`NATIVE_CLIENT`].
    pub(crate) fn platform_of(&self, uri: &str, own_page: &str) -> Option<Platform> {
        let uri = if uri == own_page { NATIVE_CLIENT } else { uri };
        let local = local_without_port(uri);
        let fits = |known: &&Redirect| {
            known.uri == uri || local.is_some() && local_without_port(&known.uri) == local
        };
        self.redirects.iter().find(fits).map(|redirect| redirect.platform)
    }

    /// The certificate with this SHA-256 thumbprint in base64url (RFC 7515 §4.1.8).
    pub(crate) fn certificate(&self, thumbprint: &str) -> Option<CertificateDer<'static>> {
        let mut known = self.certificates.iter().filter_map(|pem| der(pem));
        known.find(|der| self::thumbprint(der) == thumbprint)
    }

    /// The thumbprints of all certificates.
    pub(crate) fn thumbprints(&self) -> Vec<String> {
        self.certificates.iter().filter_map(|pem| der(pem)).map(|der| thumbprint(&der)).collect()
    }
}

/// A local redirect URI as host and path: `None` for any other.
fn local_without_port(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("http://")?;
    let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let local = matches!(host, "localhost" | "127.0.0.1");
    (local && port.bytes().all(|b| b.is_ascii_digit())).then_some((host, path))
}

fn der(pem: &str) -> Option<CertificateDer<'static>> {
    CertificateDer::from_pem_slice(pem.as_bytes()).ok()
}

fn thumbprint(der: &CertificateDer<'_>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(der))
}

/// More of a kind than this are not registered.
const ENTRIES_LIMIT: usize = 50;

/// The longest secret, in octets. Entra's have 40.
const SECRET_LIMIT: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    const OWN_PAGE: &str = "http://127.0.0.1:9/common/oauth2/nativeclient";

    fn with(uri: &str, platform: Platform) -> Registration {
        let mut registration = Registration::default();
        registration.redirects.push(Redirect { uri: uri.to_owned(), platform });
        registration
    }

    #[test]
    fn a_redirect_uri_is_as_it_is_registered_but_for_a_local_port() {
        let registration = with("https://scanpost.example/sign-in/return", Platform::Web);
        let table = [
            ("http://localhost", Some(Platform::Desktop)),
            ("http://localhost:8025/", Some(Platform::Desktop)),
            ("http://localhost:8025/sign-in/return", Some(Platform::Desktop)),
            ("http://127.0.0.1:1/sign-in/return", Some(Platform::Desktop)),
            ("http://localhost:8025/sign-in/return/", None),
            ("http://localhost:8025/elsewhere", None),
            ("http://localhost:80@evil.example/", None),
            ("http://localhost.evil.example/", None),
            ("https://localhost/", None),
            ("https://scanpost.example/sign-in/return", Some(Platform::Web)),
            ("https://scanpost.example:8443/sign-in/return", None),
            ("https://scanpost.example/sign-in/return?x=1", None),
            (NATIVE_CLIENT, Some(Platform::Desktop)),
            (OWN_PAGE, Some(Platform::Desktop)),
            ("http://192.0.2.1/sign-in/return", None),
        ];
        for (uri, platform) in table {
            assert_eq!(registration.platform_of(uri, OWN_PAGE), platform, "{uri}");
        }
    }

    #[test]
    fn what_no_provider_would_register_is_refused() {
        assert_eq!(Registration::default().check(), Ok(()));
        for uri in ["http://scanpost.example/", "ftp://localhost/", "https://x/#y", ""] {
            assert!(with(uri, Platform::Web).check().is_err(), "{uri}");
        }
        let nonsense = Registration {
            certificates: vec!["-----BEGIN CERTIFICATE-----\n".to_owned()],
            ..Registration::default()
        };
        assert!(nonsense.check().is_err());
        let empty = Registration { secrets: vec![String::new()], ..Registration::default() };
        assert!(empty.check().is_err());
    }
}
