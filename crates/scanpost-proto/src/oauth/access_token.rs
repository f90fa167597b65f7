//! What an access token says of itself, where it can be read: Entra's for work accounts are JWTs of
//! version 1 or 2 (RFC 9068; provider facts 1.5). Those of Google and of personal accounts say nothing.
//!
//! A token is the mail server's to read. What stands in it never decides anything here: it explains
//! to a person why a server has refused it.

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::id_token::BASE64URL;
use super::json::Answer;

/// Whose token it is, and for what. All texts are cut to a length and free of control characters; any
/// may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessClaims {
    /// `aud`: the service that it opens, by its address or its id.
    pub audience: Option<String>,
    /// `iss`: who has issued it.
    pub issuer: Option<String>,
    /// `scp`: what a person granted; `roles`: what an app was granted.
    pub permissions: Vec<String>,
    /// Who signed in: `upn`, `unique_name` or `preferred_username`.
    pub name: Option<String>,
}

impl AccessClaims {
    /// `None` for what is no JWT.
    pub fn read(access_token: &SecretString) -> Option<Self> {
        use base64::Engine as _;
        let payload = access_token.expose_secret().split('.').nth(1)?;
        let payload = Zeroizing::new(BASE64URL.decode(payload).ok()?);
        let claims = Answer::read(&payload).ok()?;
        let text = |name| claims.text(name, CLAIM_LIMIT);
        let granted = claims.text("scp", SCOPES_LIMIT).unwrap_or_default();
        let granted = granted.split_ascii_whitespace().map(str::to_owned);
        Some(Self {
            audience: text("aud"),
            issuer: text("iss"),
            permissions: granted.chain(claims.texts("roles", CLAIM_LIMIT)).collect(),
            name: ["upn", "unique_name", "preferred_username"].into_iter().find_map(text),
        })
    }
}

/// Longest claim that is kept, in characters, and longest list of scopes.
const CLAIM_LIMIT: usize = 256;
const SCOPES_LIMIT: usize = 4096;

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    fn token(claims: &str) -> SecretString {
        format!("e30.{}.signature", BASE64URL.encode(claims)).into()
    }

    #[test]
    fn both_versions_of_entra_are_read() {
        let v1 = r#"{"aud":"https://outlook.office.com","iss":"https://sts.windows.net/t/",
            "scp":"SMTP.Send POP.AccessAsUser.All","upn":"scans@example.com"}"#;
        let claims = AccessClaims::read(&token(v1)).expect("a JWT");
        assert_eq!(claims.audience.as_deref(), Some("https://outlook.office.com"));
        assert_eq!(claims.issuer.as_deref(), Some("https://sts.windows.net/t/"));
        assert_eq!(claims.permissions, ["SMTP.Send", "POP.AccessAsUser.All"]);
        assert_eq!(claims.name.as_deref(), Some("scans@example.com"));
        let v2 = r#"{"aud":"00000002-0000-0ff1-ce00-000000000000","roles":["SMTP.SendAsApp",7]}"#;
        let claims = AccessClaims::read(&token(v2)).expect("a JWT");
        assert_eq!(claims.permissions, ["SMTP.SendAsApp"]);
        assert_eq!(claims.name, None);
    }

    #[test]
    fn what_is_no_jwt_says_nothing() {
        for opaque in ["", "ya29.a0AfH6SM", "EwBAAl3BAAUFFpUAo7J3Ve0b", "a.b.c", "e30.WzFd.x"] {
            assert_eq!(AccessClaims::read(&opaque.to_owned().into()), None, "{opaque}");
        }
    }
}
