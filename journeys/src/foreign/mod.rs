//! A provider out of real parts: nobody who wrote scanpost wrote these, so they do not share its
//! mistakes.
//!
//! ```text
//! scanpost --device code, refresh--> oidc-provider <--"is this token good?"-- Dovecot
//! scanpost --SMTP, XOAUTH2---------> Postfix --SASL, LMTP------------------> Dovecot <--POP3-- test
//! scanpost --POP3, XOAUTH2 or OAUTHBEARER----------------------------------> Dovecot
//! ```

mod dovecot;
mod oidc;
mod person;
mod pop3;
mod postfix;

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

pub use self::dovecot::Dovecot;
pub use self::oidc::{Oidc, OidcOptions};
pub use self::person::Person;
pub use self::postfix::{Postfix, Recipients};
use crate::certificates::Certificates;
use crate::ports::HOST;
use crate::process;

/// The mailbox that scanpost sends as.
pub const ACCOUNT: &str = "scans@example.com";
/// Somebody who gets scans.
pub const PERSON: &str = "person@example.com";
/// Postfix answers 550 for this one.
pub const REFUSED: &str = "refused@example.com";
/// Postfix answers 450 for this one.
pub const BUSY: &str = "later@example.com";
/// What is asked for at sign-in to send, as at Exchange Online.
pub const SCOPES: [&str; 3] = ["https://outlook.office.com/SMTP.Send", "offline_access", "openid"];
/// What is asked for beyond that to receive.
const RECEIVING_SCOPE: &str = "https://outlook.office.com/POP.AccessAsUser.All";

/// How the provider is to be.
#[derive(Clone, Debug, Default)]
pub struct ProviderOptions {
    pub oidc: OidcOptions,
    /// The largest mail that Postfix takes; default 150 MiB, as at Exchange Online.
    pub size_limit: Option<u64>,
    /// How long it takes to refuse a token.
    pub refusal_seconds: u32,
    /// How Dovecot lets itself be shown a token, `xoauth2` or `oauthbearer`; default both.
    pub mechanisms: Option<&'static str>,
}

/// The running provider. Dropping it ends every process of it.
#[derive(Debug)]
pub struct ForeignProvider {
    // In the order in which they are to end: the askers before the asked, the folder last.
    pub postfix: Postfix,
    pub dovecot: Dovecot,
    pub oidc: Oidc,
    pub certificates: Certificates,
    dir: TempDir,
}

impl ForeignProvider {
    /// With everything as a provider usually has it.
    pub fn start() -> Self {
        Self::start_with(&ProviderOptions::default())
    }

    pub fn start_with(options: &ProviderOptions) -> Self {
        check_parts();
        let dir = tempfile::Builder::new()
            .prefix("scanpost-provider-")
            .permissions(fs::Permissions::from_mode(0o755)) // Postfix and Dovecot look in as others
            .tempdir()
            .expect("the temporary folder can be written");
        let certificates = Certificates::make(dir.path());
        let oidc = Oidc::start(&options.oidc, &certificates, dir.path());
        let dovecot = Dovecot::start(&oidc, &certificates, options, dir.path());
        let size_limit = options.size_limit.unwrap_or(150 * 1024 * 1024);
        let postfix = Postfix::start(&dovecot, &certificates, size_limit, dir.path());
        Self { postfix, dovecot, oidc, certificates, dir }
    }

    /// Postfix goes away, as for an update of the provider; `postfix_returns` brings it back on the
    /// same port.
    pub fn postfix_leaves(&mut self) {
        self.postfix.leave();
    }

    pub fn postfix_returns(&mut self) {
        self.postfix.come_back();
    }

    /// An administrator takes the account's grant back. A connection that is open would stay signed
    /// in, as it does at any provider until it is closed; so they all are.
    pub fn revoke(&mut self, account: &str) {
        assert!(self.oidc.revoke(account) > 0, "{account} had no grant");
        self.hang_up();
    }

    /// Closes every connection: the next mail needs a token that is good.
    pub fn hang_up(&mut self) {
        self.postfix_leaves();
        self.postfix_returns();
    }

    /// All mails of a mailbox, fetched over POP3.
    pub fn mailbox(&self, address: &str) -> Vec<Vec<u8>> {
        pop3::fetch_all(self.dovecot.pop3_port, address, &self.dovecot.password)
    }

    /// Waits until Postfix has given that many copies to the mailboxes.
    pub fn wait_for_deliveries(&self, count: usize, limit: Duration) {
        self.postfix.wait_for_deliveries(count, limit);
    }

    /// The provider as scanpost reads it.
    pub fn as_toml(&self) -> String {
        let ca = fs::read_to_string(&self.certificates.ca).expect("was written at the start");
        format!(
            "name = \"foreign\"\n\
             title = \"Foreign parts\"\n\
             ca_pem = \"\"\"\n{ca}\"\"\"\n\n\
             [oauth]\n\
             device_authorization_endpoint = \"{}\"\n\
             authorization_endpoint = \"{}\"\n\
             token_endpoint = \"{}\"\n\
             client_id = \"{}\"\n\
             sign_in = [\"device-code\", \"authorization-code\", \"client-credentials\"]\n\n\
             [oauth.scopes]\n\
             sending = {SCOPES:?}\n\
             receiving = [\"{RECEIVING_SCOPE}\"]\n\
             app_only = [\"mail\"]\n\n\
             [oauth.authorize]\n\
             prompt = \"consent\"\n\n\
             [pop]\n\
             host = \"{HOST}\"\n\
             port = {}\n\n\
             [smtp]\n\
             host = \"{HOST}\"\n\
             port = {}\n\
             security = \"starttls\"\n",
            self.oidc.device_authorization_url(),
            self.oidc.authorization_url(),
            self.oidc.token_url(),
            Oidc::CLIENT,
            self.dovecot.pop3s_port,
            self.postfix.port,
        )
    }

    /// The same as a file.
    pub fn toml_file(&self) -> PathBuf {
        let path = self.dir.path().join("provider.toml");
        fs::write(&path, self.as_toml()).expect("the journey's folder can be written");
        path
    }

    /// Every secret that the provider has given away so far.
    pub fn secrets_given(&self) -> Vec<String> {
        self.oidc.secrets_given()
    }
}

/// A missing part is a failure with a remedy, not a skip.
fn check_parts() {
    let parts = [postfix::MASTER, dovecot::DOVECOT];
    for part in parts {
        assert!(Path::new(part).exists(), "{part} is missing: run `cargo xtask install` as root");
    }
    assert!(oidc::installed(), "oidc-provider is missing: run `cargo xtask install`");
    assert!(
        rustix::process::geteuid().is_root(),
        "Postfix and Dovecot change to users of their own, which only root may arrange"
    );
}

/// The user and group ids of a system user, out of `id`.
fn user(name: &str) -> (u32, u32) {
    let ask = |flag| {
        let mut command = Command::new("id");
        command.args([flag, name]);
        let id = process::run(command, b"", Duration::from_secs(10)).expect_success("id");
        id.stdout.trim().parse().expect("id prints a number")
    };
    (ask("-u"), ask("-g"))
}

/// A folder that belongs to this user.
fn folder(path: &Path, owner: (u32, u32), mode: u32) {
    fs::create_dir_all(path).expect("the journey's folder can be written");
    chown(path, Some(owner.0), Some(owner.1)).expect("root may give folders away");
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("root may");
}

/// A configuration file out of its pattern; every `@WORD@` must be known.
fn configure(pattern: &str, words: &[(&str, &str)], path: &Path) {
    let mut text = pattern.to_owned();
    for (word, meaning) in words {
        text = text.replace(&format!("@{word}@"), meaning);
    }
    let left = text.lines().filter(|line| !line.starts_with('#'));
    let left: Vec<_> = left.flat_map(|line| line.split_whitespace()).collect();
    let unknown = left.iter().find(|word| word.starts_with('@') && word.ends_with('@'));
    assert!(unknown.is_none(), "{}: {unknown:?} has no meaning", path.display());
    fs::write(path, text).expect("the journey's folder can be written");
}
