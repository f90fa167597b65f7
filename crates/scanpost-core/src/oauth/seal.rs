//! How tokens lie on the disk: sealed, so that a stolen disk or backup holds no right to send.
//!
//! XChaCha20-Poly1305 (RFC 8439 with the 24-octet nonce) under a key of its own, which HKDF-SHA256
//! (RFC 5869) draws from the installation's key. The account's name is bound in as associated data,
//! so a sealed grant cannot be moved to another account. What an app proves itself with is sealed in
//! the same way under another key, so neither can stand in for the other.
//!
//! The installation's key comes from outside the storage: a file 0600, a systemd credential or the
//! environment. Finding it is the program's matter; here it is 32 octets.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::account::AccountName;
use super::grant::{Given, Grant, GrantTokens, Lapsed, Live};
use crate::clock::Time;
use crate::fault::{Code, Fault};

/// Length of the installation's key.
pub const KEY_BYTES: usize = 32;

const NONCE_BYTES: usize = 24;

/// Longest client secret, in octets. Entra's have 40.
const LONGEST_SECRET: usize = 1024;

/// First octet of everything sealed, so that a later form can be told apart.
const FORM: u8 = 1;

/// Seals and opens grants, what an app proves itself with, and secrets of the settings.
pub struct Sealer {
    grants: XChaCha20Poly1305,
    credentials: XChaCha20Poly1305,
    settings: XChaCha20Poly1305,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

impl Sealer {
    pub fn new(installation_key: &[u8; KEY_BYTES]) -> Self {
        let cipher = |context: &[u8]| {
            let mut key = Zeroizing::new([0u8; 32]);
            Hkdf::<Sha256>::new(None, installation_key)
                .expand(context, key.as_mut())
                .expect("32 octets are within what HKDF-SHA256 gives");
            XChaCha20Poly1305::new(&(*key).into())
        };
        Self {
            grants: cipher(b"scanpost grant seal 1"),
            credentials: cipher(b"scanpost credential seal 1"),
            settings: cipher(b"scanpost setting seal 1"),
        }
    }

    /// The grant as it may lie on the disk; nothing for [`Grant::Absent`].
    pub fn seal(&self, account: &AccountName, grant: &Grant) -> Option<Vec<u8>> {
        let plain = Zeroizing::new(serde_json::to_vec(&Stored::of(grant)?).expect("plain fields"));
        Some(seal(&self.grants, account.as_str(), &plain))
    }

    /// The grant again. A wrong key or a damaged storage is a fault, never a panic.
    pub fn open(&self, account: &AccountName, sealed: &[u8]) -> Result<Grant, Fault> {
        let unreadable = || Fault::new(Code::TokensUnreadable).fact("account", account);
        let plain = open(&self.grants, account.as_str(), sealed).ok_or_else(unreadable)?;
        let stored: Stored = serde_json::from_slice(&plain).map_err(|_| unreadable())?;
        Ok(stored.grant())
    }

    /// The private key of an app as it may lie on the disk.
    pub fn seal_key(&self, account: &AccountName, key: &[u8]) -> Vec<u8> {
        seal(&self.credentials, account.as_str(), key)
    }

    /// The secret of an app as it may lie on the disk; nothing for one that cannot be right: empty,
    /// far too long, or with anything but visible characters.
    pub fn seal_secret(&self, account: &AccountName, secret: &SecretString) -> Option<Vec<u8>> {
        let secret = secret.expose_secret();
        let good = (1..=LONGEST_SECRET).contains(&secret.len())
            && secret.bytes().all(|octet| octet.is_ascii_graphic());
        good.then(|| self.seal_key(account, secret.as_bytes()))
    }

    /// The private key again.
    pub fn open_key(
        &self,
        account: &AccountName,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let unreadable = || Fault::new(Code::CredentialUnreadable).fact("account", account);
        open(&self.credentials, account.as_str(), sealed).ok_or_else(unreadable)
    }

    /// The secret again.
    pub fn open_secret(&self, account: &AccountName, sealed: &[u8]) -> Result<SecretString, Fault> {
        let unreadable = || Fault::new(Code::CredentialUnreadable).fact("account", account);
        let plain = self.open_key(account, sealed)?;
        let secret = std::str::from_utf8(&plain).map_err(|_| unreadable())?;
        Ok(SecretString::from(secret))
    }

    /// A secret of the settings as it may lie on the disk and in a file, bound to its purpose.
    pub fn seal_setting(&self, purpose: &str, secret: &SecretString) -> String {
        BASE64_STANDARD.encode(seal(&self.settings, purpose, secret.expose_secret().as_bytes()))
    }

    /// That secret again.
    pub fn open_setting(&self, purpose: &str, sealed: &str) -> Result<SecretString, Fault> {
        let opened = BASE64_STANDARD.decode(sealed).ok();
        let opened = opened.and_then(|sealed| open(&self.settings, purpose, &sealed));
        let text = opened.as_ref().and_then(|plain| std::str::from_utf8(plain).ok());
        text.map(SecretString::from).ok_or_else(|| Fault::new(Code::SettingUnreadable))
    }
}

fn seal(cipher: &XChaCha20Poly1305, bound_to: &str, plain: &[u8]) -> Vec<u8> {
    let mut nonce = [0u8; NONCE_BYTES];
    getrandom::fill(&mut nonce).expect("the system gives random octets");
    let payload = Payload { msg: plain, aad: bound_to.as_bytes() };
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), payload)
        .expect("what is sealed is far shorter than the cipher's limit");
    [&[FORM][..], &nonce, &sealed].concat()
}

fn open(cipher: &XChaCha20Poly1305, bound_to: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let [FORM, rest @ ..] = sealed else { return None };
    let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload { msg: sealed, aad: bound_to.as_bytes() };
    cipher.decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
}

/// A grant under the seal.
#[derive(Serialize, Deserialize)]
struct Stored {
    access_token: Zeroizing<String>,
    access_ends_at: Time,
    refresh_token: Option<Zeroizing<String>>,
    given: Given,
    refreshed_at: Time,
    hindered: Option<Fault>,
    lapsed: Option<(Fault, Time)>,
}

impl Stored {
    fn of(grant: &Grant) -> Option<Self> {
        let live = grant.live()?;
        let expose = |secret: &SecretString| Zeroizing::new(secret.expose_secret().to_owned());
        Some(Self {
            access_token: expose(&live.tokens.access_token),
            access_ends_at: live.tokens.access_ends_at,
            refresh_token: live.tokens.refresh_token.as_ref().map(expose),
            given: live.given.clone(),
            refreshed_at: live.refreshed_at,
            hindered: live.hindered.clone(),
            lapsed: match grant {
                Grant::Lapsed(lapsed) => Some((lapsed.why.clone(), lapsed.since)),
                Grant::Absent | Grant::Live(_) => None,
            },
        })
    }

    fn grant(self) -> Grant {
        let secret = |text: Zeroizing<String>| SecretString::from(text.as_str());
        let live = Live {
            tokens: GrantTokens {
                access_token: secret(self.access_token),
                access_ends_at: self.access_ends_at,
                refresh_token: self.refresh_token.map(secret),
            },
            given: self.given,
            refreshed_at: self.refreshed_at,
            hindered: self.hindered,
        };
        match self.lapsed {
            Some((why, since)) => Grant::Lapsed(Lapsed { why, since, last: live }),
            None => Grant::Live(live),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::Way;

    fn name(text: &str) -> AccountName {
        text.parse().expect("a name")
    }

    fn grant() -> Grant {
        Grant::Live(Live {
            tokens: GrantTokens {
                access_token: SecretString::from("access-octets"),
                access_ends_at: Time(3_600_000),
                refresh_token: Some(SecretString::from("refresh-octets")),
            },
            given: Given {
                way: Way::DeviceCode,
                at: Time(0),
                signed_in_as: Some("scans@example.com".to_owned()),
                scopes: vec!["send".to_owned()],
                requested: vec!["send".to_owned()],
                proves: false,
                issued_to: None,
            },
            refreshed_at: Time(0),
            hindered: None,
        })
    }

    #[test]
    fn what_is_sealed_can_be_opened_and_holds_no_token_in_clear() {
        let sealer = Sealer::new(&[7; KEY_BYTES]);
        let on_disk = sealer.seal(&name("scans"), &grant()).expect("something to seal");
        assert!(!on_disk.windows(6).any(|part| part == b"octets"));
        let opened = sealer.open(&name("scans"), &on_disk).expect("the same key");
        let tokens = &opened.live().expect("a grant").tokens;
        assert_eq!(tokens.access_token.expose_secret(), "access-octets");
        assert_eq!(tokens.refresh_token.as_ref().expect("one").expose_secret(), "refresh-octets");
    }

    #[test]
    fn another_key_another_account_and_a_changed_octet_are_refused() {
        let sealer = Sealer::new(&[7; KEY_BYTES]);
        let on_disk = sealer.seal(&name("scans"), &grant()).expect("something to seal");
        let code = |opened: Result<Grant, Fault>| opened.expect_err("refused").code;
        assert_eq!(
            code(Sealer::new(&[8; KEY_BYTES]).open(&name("scans"), &on_disk)),
            Code::TokensUnreadable
        );
        assert_eq!(code(sealer.open(&name("other"), &on_disk)), Code::TokensUnreadable);
        for n in 0..on_disk.len() {
            let mut damaged = on_disk.clone();
            damaged[n] ^= 1;
            assert_eq!(
                code(sealer.open(&name("scans"), &damaged)),
                Code::TokensUnreadable,
                "octet {n}"
            );
        }
        assert_eq!(code(sealer.open(&name("scans"), &[])), Code::TokensUnreadable);
    }

    #[test]
    fn a_secret_is_opened_for_its_own_account_and_is_no_grant() {
        let sealer = Sealer::new(&[7; KEY_BYTES]);
        let on_disk = sealer.seal_secret(&name("scans"), &SecretString::from("app-octets"));
        let on_disk = on_disk.expect("a good secret");
        assert!(!on_disk.windows(6).any(|part| part == b"octets"));
        let opened = sealer.open_secret(&name("scans"), &on_disk).expect("the same key");
        assert_eq!(opened.expose_secret(), "app-octets");
        let refused = sealer.open_secret(&name("other"), &on_disk).expect_err("refused");
        assert_eq!(refused.code, Code::CredentialUnreadable);
        let refused = sealer.open(&name("scans"), &on_disk).expect_err("refused");
        assert_eq!(refused.code, Code::TokensUnreadable);
    }

    #[test]
    fn what_can_be_no_secret_is_not_sealed() {
        let sealer = Sealer::new(&[7; KEY_BYTES]);
        let long = "x".repeat(LONGEST_SECRET);
        for (secret, good) in [("Ab~8.Q-_", true), (&long, true), ("", false), ("a b", false)] {
            let on_disk = sealer.seal_secret(&name("scans"), &SecretString::from(secret));
            assert_eq!(on_disk.is_some(), good, "{secret}");
        }
        let longer = SecretString::from(format!("{long}x"));
        assert!(sealer.seal_secret(&name("scans"), &longer).is_none());
    }

    #[test]
    fn a_secret_of_the_settings_opens_only_for_its_purpose_and_with_its_key() {
        let sealer = Sealer::new(&[7; KEY_BYTES]);
        let kept = sealer.seal_setting("proxy-password", &SecretString::from("sesame"));
        let opened = sealer.open_setting("proxy-password", &kept).expect("the same key");
        assert_eq!(opened.expose_secret(), "sesame");
        let others = [
            sealer.open_setting("other", &kept),
            Sealer::new(&[8; KEY_BYTES]).open_setting("proxy-password", &kept),
            sealer.open_setting("proxy-password", "nonsense"),
        ];
        for refused in others {
            assert_eq!(refused.expect_err("refused").code, Code::SettingUnreadable);
        }
    }

    #[test]
    fn a_grant_does_not_print_its_tokens() {
        let printed = format!("{:?}", grant());
        assert!(!printed.contains("octets"), "{printed}");
    }
}
