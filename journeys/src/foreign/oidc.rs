//! oidc-provider: the authorization server (RFC 6749, RFC 8628) and introspection (RFC 7662).
//!
//! It runs in node out of `journeys/foreign/oidc`, rotates refresh tokens and takes back the whole
//! grant when an old one comes again, as it does for everybody.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::certificates::Certificates;
use crate::ports::{self, HOST};
use crate::process::Server;

/// What may differ from journey to journey.
#[derive(Clone, Debug)]
pub struct OidcOptions {
    /// https with a certificate of the journey's authority, or http (which only loopback may).
    pub tls: bool,
    pub access_token_seconds: u32,
    pub device_code_seconds: u32,
    /// How long the client is told to wait between polls; `None`: it is told nothing, as
    /// oidc-provider does, and must take five seconds (RFC 8628 §3.2).
    pub poll_seconds: Option<u32>,
}

impl Default for OidcOptions {
    fn default() -> Self {
        let poll_seconds = Some(1);
        Self { tls: false, access_token_seconds: 3600, device_code_seconds: 900, poll_seconds }
    }
}

/// The running server.
#[derive(Debug)]
pub struct Oidc {
    server: Server,
    issuer: String,
    secrets: PathBuf,
}

impl Oidc {
    /// The public client that scanpost is: no secret.
    pub const CLIENT: &'static str = "scanpost";
    /// The one that signs in by itself, with a certificate.
    pub const APP: &'static str = "scanpost-app";
    /// With this Dovecot asks about tokens. It opens nothing but that.
    const INTROSPECTION_SECRET: &'static str = "only-for-questions-about-tokens";

    pub(super) fn start(options: &OidcOptions, certificates: &Certificates, dir: &Path) -> Self {
        let secrets = dir.join("secrets-given");
        let port = ports::free();
        let mut node = Command::new("node");
        node.arg(home().join("server.js"))
            .env("OIDC_HOST", HOST)
            .env("OIDC_PORT", port.to_string())
            .env("OIDC_ACCESS_TOKEN_SECONDS", options.access_token_seconds.to_string())
            .env("OIDC_DEVICE_CODE_SECONDS", options.device_code_seconds.to_string())
            .env("OIDC_INTROSPECTION_SECRET", Self::INTROSPECTION_SECRET)
            .env("OIDC_SECRETS_FILE", &secrets);
        if let Some(seconds) = options.poll_seconds {
            node.env("OIDC_POLL_SECONDS", seconds.to_string());
        }
        if options.tls {
            node.env("OIDC_CERTIFICATE", &certificates.certificate)
                .env("OIDC_KEY", &certificates.key);
        }
        let server = Server::start("oidc-provider", node);
        let ready = |line: &str| line.starts_with("ready ").then_some(());
        server.wait_for("`ready`", TIME_TO_START, ready);
        let scheme = if options.tls { "https" } else { "http" };
        Self { server, issuer: format!("{scheme}://{HOST}:{port}"), secrets }
    }

    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub fn device_authorization_url(&self) -> String {
        format!("{}/device/auth", self.issuer)
    }

    pub fn authorization_url(&self) -> String {
        format!("{}/auth", self.issuer)
    }

    pub fn token_url(&self) -> String {
        format!("{}/token", self.issuer)
    }

    /// RFC 7662 §2.1, with the credentials in the address, as Dovecot wants them.
    pub(super) fn introspection_url(&self) -> String {
        let (scheme, rest) = self.issuer.split_once("://").expect("an issuer is a URL");
        format!("{scheme}://dovecot:{}@{rest}/token/introspection", Self::INTROSPECTION_SECRET)
    }

    /// What an administrator's "revoke sessions" does. Returns how many grants there were.
    pub fn revoke(&mut self, account: &str) -> u32 {
        self.ask(&format!("revoke {account}"), "revoked ")
    }

    /// How often the account's refresh token has been exchanged for a new one.
    pub fn refreshes(&mut self, account: &str) -> u32 {
        self.ask(&format!("refreshes {account}"), "refreshes ")
    }

    /// The account's access tokens are good no longer, though their time is not over; its refresh token
    /// stays. Returns how many there were.
    pub fn expire(&mut self, account: &str) -> u32 {
        self.ask(&format!("expire {account}"), "expired ")
    }

    /// From now on every token request is answered with this HTTP status.
    pub fn hinder(&mut self, status: u32) {
        self.ask(&format!("hinder {status}"), "hindered ");
    }

    pub fn recover(&mut self) {
        self.hinder(0);
    }

    /// What an administrator uploads for the app, as a file in PEM.
    pub fn register_certificate(&mut self, file: &Path) {
        self.ask(&format!("certificate {}", file.display()), "certificates ");
    }

    fn ask(&mut self, question: &str, answer: &str) -> u32 {
        let seen = self.server.lines_so_far();
        self.server.tell(question);
        self.server.wait_from(seen, answer, TIME_TO_ANSWER, |line| {
            line.strip_prefix(answer).and_then(|number| number.parse().ok())
        })
    }

    pub(super) fn secrets_given(&self) -> Vec<String> {
        let secrets = fs::read_to_string(&self.secrets).unwrap_or_default();
        secrets.lines().map(str::to_owned).collect()
    }
}

/// Whether `npm ci` has been here.
pub(super) fn installed() -> bool {
    home().join("node_modules/oidc-provider/package.json").exists()
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign/oidc")
}

const TIME_TO_START: Duration = Duration::from_mins(1);
const TIME_TO_ANSWER: Duration = Duration::from_secs(10);
