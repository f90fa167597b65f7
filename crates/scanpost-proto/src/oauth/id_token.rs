//! Whose sign-in it was, as the ID token tells (`OpenID` Connect Core §2, §5.1).
//!
//! The signature is not checked: the token came straight from the token endpoint over TLS, and the
//! name is shown to a person and compared with the mailbox that was expected. Nobody is let in by
//! it.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use secrecy::{ExposeSecret as _, SecretString};

use super::json::Answer;

/// The name that the person signed in with: `preferred_username`, `upn` or `email`.
pub fn signed_in_name(id_token: &SecretString) -> Option<String> {
    let payload = id_token.expose_secret().split('.').nth(1)?;
    let claims = Answer::read(&BASE64URL.decode(payload).ok()?).ok()?;
    ["preferred_username", "upn", "email"]
        .into_iter()
        .find_map(|name| claims.text(name, NAME_LIMIT))
}

/// Longest name that is shown, in characters; an address has 254 at most.
const NAME_LIMIT: usize = 256;

/// RFC 7515 §2 leaves the padding out; some servers leave it in.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
