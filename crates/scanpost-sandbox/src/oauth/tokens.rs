//! Access and refresh tokens: issued, shown, renewed, revoked.
//!
//! An access token cannot be taken back before it expires (provider-facts 1.5). A refresh token
//! belongs to the sign-in that it came from: revoking one sign-in ends all its refresh tokens.
//! RFC 6749 §6, RFC 9700 §4.14; how Entra renews: provider-facts 1.6.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{policy::Way, refusal::Refusal, scope::Scope};
use crate::{chance, options::TENANT};

/// More tokens of a kind than this are not remembered: the oldest goes first.
const TOKENS_LIMIT: usize = 5000;

/// Entra forgets a refresh token that was not used for 90 days.
const INACTIVITY_LIMIT: Duration = Duration::from_hours(90 * 24);

/// How Entra's refresh tokens begin; anything else is not a token at all.
const REFRESH_TOKEN_START: &str = "1.AR";

#[derive(Clone, Debug)]
pub(crate) struct AccessToken {
    pub(crate) holder: Holder,
    pub(crate) expires_at: Timestamp,
}

/// Who acts with a token.
#[derive(Clone, Debug)]
pub(crate) enum Holder {
    /// The app for a person.
    Person { mailbox: Arc<str>, scope: Scope },
    /// The app for itself, with or without the roles for mail.
    App { has_roles: bool },
}

/// How a person signed in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct How {
    pub(crate) way: Way,
    /// With a second factor.
    pub(crate) mfa: bool,
    /// By an app that has to prove itself at every refresh too.
    pub(crate) confidential: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct RefreshToken {
    pub(crate) mailbox: Arc<str>,
    pub(crate) client: Arc<str>,
    pub(crate) scope: Scope,
    pub(crate) sign_in: How,
    /// Which sign-in it came from.
    number: u64,
    used_at: Timestamp,
    spent: bool,
    revoked: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Tokens {
    access: Remembered<AccessToken>,
    refresh: Remembered<RefreshToken>,
    sign_ins: u64,
}

impl Tokens {
    /// A new access token, with a signature for show and as long as the real ones are.
    pub(crate) fn issue_access(&mut self, token: AccessToken) -> Arc<str> {
        let start = match claims(&token.holder) {
            Some(claims) => jwt_start(&BASE64_URL_SAFE_NO_PAD.encode(claims.to_string())),
            None => format!("ya29.{}", chance::secret(900)),
        };
        let text = format!("{start}.{}", chance::secret(256));
        self.access.put(text.into(), token)
    }

    /// The first refresh token of a sign-in.
    pub(crate) fn issue_refresh(
        &mut self,
        mailbox: &str,
        client: &str,
        scope: Scope,
        how: How,
        now: Timestamp,
    ) -> Arc<str> {
        self.sign_ins += 1;
        self.put_refresh(RefreshToken {
            mailbox: mailbox.into(),
            client: client.into(),
            scope,
            sign_in: how,
            number: self.sign_ins,
            used_at: now,
            spent: false,
            revoked: false,
        })
    }

    /// The next refresh token of the same sign-in.
    pub(crate) fn renew(&mut self, used: &RefreshToken, now: Timestamp) -> Arc<str> {
        self.put_refresh(RefreshToken { used_at: now, spent: false, ..used.clone() })
    }

    /// Whether the holder of this refresh token has to prove itself; not if there is none such.
    pub(crate) fn is_confidential(&self, text: &str) -> bool {
        self.refresh.found.get(text).is_some_and(|token| token.sign_in.confidential)
    }

    /// Takes a refresh token as used, or says why it is none or may not be used. With strict
    /// rotation its second use revokes all tokens of its sign-in.
    pub(crate) fn use_refresh(
        &mut self,
        text: &str,
        client: &str,
        strict_rotation: bool,
        may: impl FnOnce(&RefreshToken) -> Result<(), Refusal>,
        now: Timestamp,
    ) -> Result<RefreshToken, Refusal> {
        let Some(token) = self.refresh.find_mut(text) else {
            return Err(Refusal::malformed_refresh_token());
        };
        if *token.client != *client {
            return Err(Refusal::grant_of_another_client());
        }
        if token.revoked {
            return Err(Refusal::sessions_revoked());
        }
        if now >= token.used_at + INACTIVITY_LIMIT {
            return Err(Refusal::refresh_token_inactive());
        }
        if token.spent && strict_rotation {
            let number = token.number;
            self.revoke_where(|token| token.number == number);
            return Err(Refusal::refresh_token_already_used());
        }
        may(token)?;
        token.spent = true;
        token.used_at = now;
        Ok(token.clone())
    }

    /// "Revoke sessions" of a user, or a new password: every refresh token is dead.
    pub(crate) fn revoke(&mut self, mailbox: &str) {
        self.revoke_where(|token| token.mailbox.eq_ignore_ascii_case(mailbox));
    }

    pub(crate) fn access(&self, text: &str, now: Timestamp) -> Option<&AccessToken> {
        self.access.found.get(text).filter(|token| now < token.expires_at)
    }

    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.access.order.iter().chain(&self.refresh.order).map(AsRef::as_ref)
    }

    fn put_refresh(&mut self, token: RefreshToken) -> Arc<str> {
        let text = format!("{REFRESH_TOKEN_START}{}", chance::secret(720));
        self.refresh.put(text.into(), token)
    }

    fn revoke_where(&mut self, fits: impl Fn(&RefreshToken) -> bool) {
        for token in self.refresh.found.values_mut().filter(|token| fits(token)) {
            token.revoked = true;
        }
    }
}

/// What Entra writes into a token for a work account (version 1), with something to make it long.
/// Google's tokens cannot be read.
fn claims(holder: &Holder) -> Option<Value> {
    let mut claims = json!({
        "iss": format!("https://sts.windows.net/{TENANT}/"),
        "tid": TENANT,
        "rh": chance::secret(600),
    });
    match holder {
        Holder::Person { mailbox, scope } => {
            let (audience, rights) = scope.claims()?;
            claims["aud"] = audience.into();
            claims["scp"] = rights.into();
            claims["upn"] = mailbox.as_ref().into();
        }
        Holder::App { has_roles } => {
            claims["aud"] = "https://outlook.office365.com".into();
            let roles = ["SMTP.SendAsApp", "POP.AccessAsApp"];
            claims["roles"] = if *has_roles { json!(roles) } else { json!([]) };
        }
    }
    Some(claims)
}

/// A JWT without its signature: `header.payload`.
fn jwt_start(payload: &str) -> String {
    // {"typ":"JWT","alg":"RS256"}
    format!("eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.{payload}")
}

/// The newest tokens of a kind.
#[derive(Debug)]
struct Remembered<T> {
    found: HashMap<Arc<str>, T>,
    order: VecDeque<Arc<str>>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { found: HashMap::new(), order: VecDeque::new() }
    }
}

impl<T> Remembered<T> {
    fn put(&mut self, text: Arc<str>, token: T) -> Arc<str> {
        if self.order.len() >= TOKENS_LIMIT
            && let Some(oldest) = self.order.pop_front()
        {
            self.found.remove(&oldest);
        }
        self.order.push_back(text.clone());
        self.found.insert(text.clone(), token);
        text
    }

    fn find_mut(&mut self, text: &str) -> Option<&mut T> {
        self.found.get_mut(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;
    const CLIENT: &str = "app";
    const HOW: How = How { way: Way::DeviceCode, mfa: false, confidential: false };

    fn signed_in() -> (Tokens, Arc<str>) {
        let mut tokens = Tokens::default();
        let scope = Scope::read("openid").unwrap();
        let first = tokens.issue_refresh("scans@sandbox.example", CLIENT, scope, HOW, START);
        (tokens, first)
    }

    fn renew(tokens: &mut Tokens, text: &str, strict: bool) -> Result<Arc<str>, Refusal> {
        let used = tokens.use_refresh(text, CLIENT, strict, |_| Ok(()), START)?;
        Ok(tokens.renew(&used, START))
    }

    #[test]
    fn with_entra_an_old_refresh_token_still_works_after_its_use() {
        let (mut tokens, first) = signed_in();
        let second = renew(&mut tokens, &first, false).unwrap();
        assert_ne!(first, second);
        assert!(renew(&mut tokens, &first, false).is_ok());
        assert!(renew(&mut tokens, &second, false).is_ok());
    }

    #[test]
    fn with_strict_rotation_the_second_use_revokes_the_whole_sign_in_and_no_other() {
        let (mut tokens, first) = signed_in();
        let scope = Scope::read("openid").unwrap();
        let other = tokens.issue_refresh("scans@sandbox.example", CLIENT, scope, HOW, START);
        let second = renew(&mut tokens, &first, true).unwrap();
        assert!(renew(&mut tokens, &first, true).is_err());
        assert_eq!(renew(&mut tokens, &second, true), Err(Refusal::sessions_revoked()));
        assert!(renew(&mut tokens, &other, true).is_ok());
    }

    #[test]
    fn a_refresh_token_is_bound_to_its_client_and_lives_ninety_idle_days() {
        let (mut tokens, first) = signed_in();
        let refusal = tokens.use_refresh(&first, "other", false, |_| Ok(()), START).unwrap_err();
        assert_eq!(refusal, Refusal::grant_of_another_client());
        let day_89 = START + Duration::from_hours(89 * 24);
        assert!(tokens.use_refresh(&first, CLIENT, false, |_| Ok(()), day_89).is_ok());
        let day_179 = day_89 + INACTIVITY_LIMIT;
        let refusal = tokens.use_refresh(&first, CLIENT, false, |_| Ok(()), day_179).unwrap_err();
        assert_eq!(refusal, Refusal::refresh_token_inactive());
    }

    #[test]
    fn an_access_token_is_as_long_as_the_real_ones_and_ends_on_time() {
        let mut tokens = Tokens::default();
        let expires_at = START + Duration::from_hours(1);
        let text = tokens
            .issue_access(AccessToken { holder: Holder::App { has_roles: true }, expires_at });
        assert!(text.len() > 1024, "{}", text.len());
        assert!(text.starts_with("eyJ"));
        assert!(tokens.access(&text, START).is_some());
        assert!(tokens.access(&text, expires_at).is_none());
        assert!(tokens.access("eyJ", START).is_none());
    }

    #[test]
    fn the_oldest_token_goes_when_there_are_too_many() {
        let (mut tokens, first) = signed_in();
        for _ in 0..TOKENS_LIMIT {
            let scope = Scope::read("openid").unwrap();
            tokens.issue_refresh("a@b", CLIENT, scope, HOW, START);
        }
        assert_eq!(tokens.refresh.found.len(), TOKENS_LIMIT);
        assert_eq!(tokens.refresh.order.len(), TOKENS_LIMIT);
        assert_eq!(renew(&mut tokens, &first, false), Err(Refusal::malformed_refresh_token()));
    }
}
