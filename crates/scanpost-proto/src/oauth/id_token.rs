//! Whose sign-in it was, as the ID token tells (`OpenID` Connect Core §2, §5.1).
//!
//! The signature is not checked: the token came straight from the token endpoint over TLS, and the
//! name is shown to a person and compared with the mailbox that was expected. Nobody is let in by
//! it.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::json::Answer;

/// What the ID token says about the person. All texts are cut to a length and free of control
/// characters; any may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdToken {
    /// The name to sign in with, at Entra.
    pub preferred_username: Option<String>,
    /// The same at older servers.
    pub upn: Option<String>,
    pub email: Option<String>,
    /// As people call the person.
    pub name: Option<String>,
    /// `tid`: whose directory the person is in.
    pub tenant_id: Option<String>,
    /// `oid`: the person there, whatever the name becomes.
    pub object_id: Option<String>,
    /// What the authorization request was sent with.
    pub nonce: Option<String>,
}

impl IdToken {
    /// `None` for what is no JWT.
    pub fn read(id_token: &SecretString) -> Option<Self> {
        let payload = id_token.expose_secret().split('.').nth(1)?;
        let payload = Zeroizing::new(BASE64URL.decode(payload).ok()?);
        let claims = Answer::read(&payload).ok()?;
        let text = |name| claims.text(name, NAME_LIMIT);
        Some(Self {
            preferred_username: text("preferred_username"),
            upn: text("upn"),
            email: text("email"),
            name: text("name"),
            tenant_id: text("tid"),
            object_id: text("oid"),
            nonce: text("nonce"),
        })
    }

    /// The name that the person signed in with.
    pub fn signed_in_name(&self) -> Option<&str> {
        [&self.preferred_username, &self.upn, &self.email].into_iter().find_map(Option::as_deref)
    }
}

/// The name that the person signed in with: `preferred_username`, `upn` or `email`.
pub fn signed_in_name(id_token: &SecretString) -> Option<String> {
    IdToken::read(id_token)?.signed_in_name().map(str::to_owned)
}

/// Longest claim that is kept, in characters; an address has 254 at most.
const NAME_LIMIT: usize = 256;

/// RFC 7515 §2 leaves the padding out; some servers leave it in.
pub(super) const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
