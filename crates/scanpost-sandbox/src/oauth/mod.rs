//! The authorization server: who may sign in, which codes and tokens are out.
//!
//! It behaves as Entra ID does on the wire (provider-facts 1.2 to 1.6), with the device grant of
//! RFC 8628 and the refresh of RFC 6749 §6. [`Authority`] decides, given the time; `endpoints`
//! speaks HTTP. Signing is for show: no one checks the signature of a sandbox.

mod device;
pub(crate) mod endpoints;
mod refusal;
mod scope;
mod tokens;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::json;

use self::{
    device::{DeviceCode, DeviceCodes, PollRules},
    refusal::Refusal,
    scope::Scope,
    tokens::{AccessToken, Tokens},
};
use crate::{
    chance::{self, Dice},
    options::TENANT,
    switches::{Quirk, Switches},
};

/// A sign-in or its end, as the page lists it.
#[derive(Clone, Debug)]
pub struct SignIn {
    pub at: Timestamp,
    pub mailbox: String,
    /// What happened, in a few words.
    pub what: &'static str,
}

/// More of them than this are not remembered: the oldest goes first.
const SIGN_INS_LIMIT: usize = 100;

#[derive(Debug)]
pub(crate) struct Authority {
    clients: Vec<String>,
    users: Vec<String>,
    codes: DeviceCodes,
    tokens: Tokens,
    id_tokens: VecDeque<String>,
    sign_ins: VecDeque<SignIn>,
    dice: Dice,
}

/// A successful token response before it becomes JSON.
#[derive(Debug)]
pub(crate) struct TokenSet {
    pub(crate) access_token: Arc<str>,
    pub(crate) refresh_token: Option<Arc<str>>,
    pub(crate) id_token: Option<String>,
    pub(crate) expires_in: u64,
    pub(crate) scope: String,
}

/// Which right a door wants to see in a token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Right {
    SmtpSend,
    Pop,
}

impl Right {
    fn name(self) -> &'static str {
        match self {
            Self::SmtpSend => "SMTP.Send",
            Self::Pop => "POP.AccessAsUser.All",
        }
    }
}

impl Authority {
    pub(crate) fn new(clients: Vec<String>, users: Vec<String>, seed: u64) -> Self {
        Self {
            clients,
            users,
            codes: DeviceCodes::default(),
            tokens: Tokens::default(),
            id_tokens: VecDeque::new(),
            sign_ins: VecDeque::new(),
            dice: Dice::new(seed),
        }
    }

    pub(crate) fn users(&self) -> &[String] {
        &self.users
    }

    /// The newest first.
    pub(crate) fn sign_ins(&self) -> impl Iterator<Item = &SignIn> {
        self.sign_ins.iter().rev()
    }

    /// RFC 8628 §3.1: a client wants a code pair. Scopes are checked here, not later.
    pub(crate) fn ask_device_code(
        &mut self,
        tenant: &str,
        client: &str,
        scope: &str,
        switches: &Switches,
        now: Timestamp,
    ) -> Result<&DeviceCode, Refusal> {
        self.check_client(tenant, client)?;
        let scope = Scope::read(scope)?;
        let interval = Duration::from_secs(switches.interval_seconds);
        let expires_at = later(now, switches.code_lifetime_seconds);
        Ok(self.codes.ask(tenant, client, scope, interval, expires_at))
    }

    pub(crate) fn waiting(&self, user_code: &str, now: Timestamp) -> Option<&DeviceCode> {
        self.codes.waiting(user_code, now)
    }

    /// The person agreed. `false` if the code does not wait for it or nobody has that mailbox.
    pub(crate) fn approve(&mut self, user_code: &str, mailbox: &str, now: Timestamp) -> bool {
        let Some(user) = self.users.iter().find(|user| user.eq_ignore_ascii_case(mailbox)) else {
            return false;
        };
        let user = user.clone();
        let approved = self.codes.approve(user_code, &user, now).is_some();
        if approved {
            self.note(&user, "approved a device code", now);
        }
        approved
    }

    /// The person did not agree. `false` if the code does not wait for it.
    pub(crate) fn decline(&mut self, user_code: &str, now: Timestamp) -> bool {
        let declined = self.codes.decline(user_code, now).is_some();
        if declined {
            self.note("–", "declined a device code", now);
        }
        declined
    }

    /// One poll of a client (RFC 8628 §3.4).
    pub(crate) fn redeem_device_code(
        &mut self,
        tenant: &str,
        client: &str,
        device_code: &str,
        switches: &Switches,
        now: Timestamp,
    ) -> Result<TokenSet, Refusal> {
        self.check_client(tenant, client)?;
        let rules = PollRules {
            public_client_flows_off: switches.has(Quirk::PublicClientFlowsOff),
            slow_down: switches.has(Quirk::SlowDown),
        };
        let approved = self.codes.redeem(tenant, client, device_code, rules, now)?;
        let refresh_token = approved.scope.has("offline_access").then(|| {
            let scope = approved.scope.clone();
            self.tokens.issue_refresh(&approved.mailbox, &approved.client, scope, now)
        });
        self.note(&approved.mailbox, "got tokens for a device code", now);
        Ok(self.token_set(&approved.mailbox, client, approved.scope, refresh_token, switches, now))
    }

    /// RFC 6749 §6; the scope may be the same or less.
    pub(crate) fn refresh(
        &mut self,
        tenant: &str,
        client: &str,
        refresh_token: &str,
        scope: Option<&str>,
        switches: &Switches,
        now: Timestamp,
    ) -> Result<TokenSet, Refusal> {
        self.check_client(tenant, client)?;
        let wanted = scope.map(Scope::read).transpose()?;
        let strict = switches.has(Quirk::StrictRotation);
        let used = self.tokens.use_refresh(refresh_token, client, strict, now)?;
        let scope = match wanted {
            Some(wanted) if !used.scope.covers(&wanted) => {
                return Err(Refusal::invalid_scope(&wanted.granted()));
            }
            Some(wanted) => wanted,
            None => used.scope.clone(),
        };
        let next = (!switches.has(Quirk::KeepsRefreshToken)).then(|| self.tokens.renew(&used, now));
        self.note(&used.mailbox, "refreshed the token", now);
        Ok(self.token_set(&used.mailbox, client, scope, next, switches, now))
    }

    /// Whether `token` opens `mailbox` for this right now.
    pub(crate) fn opens(&self, token: &str, mailbox: &str, right: Right, now: Timestamp) -> bool {
        self.tokens.access(token, now).is_some_and(|token| {
            token.scope.allows(right.name()) && token.mailbox.eq_ignore_ascii_case(mailbox)
        })
    }

    /// "Revoke sessions": the refresh tokens of the mailbox are dead, as after a new password.
    pub(crate) fn revoke(&mut self, mailbox: &str, now: Timestamp) {
        self.tokens.revoke(mailbox);
        self.note(mailbox, "sessions were revoked", now);
    }

    /// Every secret that is out: device codes, access, refresh and id tokens.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let ids = self.id_tokens.iter().map(String::as_str);
        self.codes.secrets().chain(self.tokens.secrets()).chain(ids).map(str::to_owned).collect()
    }

    fn check_client(&self, tenant: &str, client: &str) -> Result<(), Refusal> {
        if !TENANTS.contains(&tenant) {
            return Err(Refusal::unknown_tenant(tenant));
        }
        if !self.clients.iter().any(|known| known == client) {
            return Err(Refusal::unknown_client(client, tenant));
        }
        Ok(())
    }

    fn token_set(
        &mut self,
        mailbox: &str,
        client: &str,
        scope: Scope,
        refresh_token: Option<Arc<str>>,
        switches: &Switches,
        now: Timestamp,
    ) -> TokenSet {
        let expires_in = switches
            .access_token_lifetime_seconds
            .unwrap_or_else(|| self.dice.between(LIFETIME.0, LIFETIME.1));
        let expires_at = later(now, expires_in);
        let id_token = scope.has("openid").then(|| id_token(mailbox, client, now));
        if let Some(id_token) = &id_token {
            if self.id_tokens.len() >= SECRETS_LIMIT {
                self.id_tokens.pop_front();
            }
            self.id_tokens.push_back(id_token.clone());
        }
        let granted = scope.granted();
        let token = AccessToken { mailbox: mailbox.into(), scope, expires_at };
        let access_token = self.tokens.issue_access(token);
        TokenSet { access_token, refresh_token, id_token, expires_in, scope: granted }
    }

    /// Remembers what happened, for the page. `mailbox` may be whatever a client said.
    pub(crate) fn note(&mut self, mailbox: &str, what: &'static str, at: Timestamp) {
        let mailbox: String = mailbox.chars().take(ADDRESS_LIMIT).collect();
        tracing::info!(mailbox, what, "sandbox.sign_in");
        if self.sign_ins.len() >= SIGN_INS_LIMIT {
            self.sign_ins.pop_front();
        }
        self.sign_ins.push_back(SignIn { at, mailbox, what });
    }
}

/// The names by which the one tenant is addressed. A code that was asked for at one of them is
/// redeemed at the same one.
const TENANTS: [&str; 3] = [TENANT, "organizations", "common"];

/// An access token lives for 60 to 90 minutes (provider-facts 1.5).
const LIFETIME: (u64, u64) = (3600, 5400);

/// More id tokens than this are not remembered.
const SECRETS_LIMIT: usize = 5000;

/// No address is longer (RFC 5321 §4.5.3.1, 64 + 1 + 255).
const ADDRESS_LIMIT: usize = 320;

fn later(now: Timestamp, seconds: u64) -> Timestamp {
    now.checked_add(Duration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// Who signed in, as a JWT (`OpenID` Connect Core §2) with a signature for show.
fn id_token(mailbox: &str, client: &str, now: Timestamp) -> String {
    let issued_at = now.as_second();
    let claims = json!({
        "aud": client,
        "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
        "iat": issued_at,
        "nbf": issued_at,
        "exp": issued_at + 3900,
        "name": mailbox.split('@').next(),
        "preferred_username": mailbox,
        "sub": chance::secret(32),
        "tid": TENANT,
        "ver": "2.0",
    });
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"RS256"}"#);
    let claims = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
    format!("{header}.{claims}.{}", chance::secret(256))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::CLIENT_ID;

    const SCOPE: &str = "https://outlook.office.com/SMTP.Send offline_access openid";
    const MAILBOX: &str = "scans@sandbox.example";
    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn authority() -> Authority {
        Authority::new(vec![CLIENT_ID.to_owned()], vec![MAILBOX.to_owned()], 7)
    }

    fn sign_in(authority: &mut Authority, scope: &str) -> TokenSet {
        let switches = Switches::default();
        let code = authority.ask_device_code(TENANT, CLIENT_ID, scope, &switches, START).unwrap();
        let (device_code, user_code) = (code.device_code.clone(), code.user_code.clone());
        assert!(authority.approve(&user_code, MAILBOX, START));
        authority.redeem_device_code(TENANT, CLIENT_ID, &device_code, &switches, START).unwrap()
    }

    #[test]
    fn a_token_opens_its_own_mailbox_for_what_was_asked_and_nothing_else() {
        let mut authority = authority();
        let tokens = sign_in(&mut authority, SCOPE);
        assert!((3600..=5400).contains(&tokens.expires_in));
        let opens = |mailbox, right, at| authority.opens(&tokens.access_token, mailbox, right, at);
        assert!(opens("Scans@Sandbox.example", Right::SmtpSend, START));
        assert!(!opens(MAILBOX, Right::Pop, START));
        assert!(!opens("boss@sandbox.example", Right::SmtpSend, START));
        assert!(!opens(MAILBOX, Right::SmtpSend, later(START, tokens.expires_in)));
    }

    #[test]
    fn refresh_and_id_tokens_come_only_when_asked_for() {
        let mut authority = authority();
        let tokens = sign_in(&mut authority, "https://outlook.office.com/SMTP.Send");
        assert!(tokens.refresh_token.is_none() && tokens.id_token.is_none());
        let tokens = sign_in(&mut authority, SCOPE);
        let claims = tokens.id_token.unwrap();
        let claims = claims.split('.').nth(1).unwrap();
        let claims = BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["preferred_username"], MAILBOX);
        assert!(tokens.refresh_token.is_some());
    }

    #[test]
    fn after_revoking_the_sessions_a_refresh_is_refused_but_the_access_token_lives_on() {
        let mut authority = authority();
        let tokens = sign_in(&mut authority, SCOPE);
        authority.revoke(MAILBOX, START);
        let refresh_token = tokens.refresh_token.unwrap();
        let refusal = authority
            .refresh(TENANT, CLIENT_ID, &refresh_token, None, &Switches::default(), START)
            .unwrap_err();
        assert_eq!(refusal.code, Some(50173));
        assert!(authority.opens(&tokens.access_token, MAILBOX, Right::SmtpSend, START));
    }

    #[test]
    fn nobody_signs_in_without_a_mailbox_of_their_own() {
        let mut authority = authority();
        let code = authority
            .ask_device_code(TENANT, CLIENT_ID, SCOPE, &Switches::default(), START)
            .unwrap();
        let user_code = code.user_code.clone();
        assert!(!authority.approve(&user_code, "stranger@example.com", START));
        assert!(authority.approve(&user_code, MAILBOX, START));
    }

    #[test]
    fn every_secret_that_went_out_is_listed() {
        let mut authority = authority();
        let tokens = sign_in(&mut authority, SCOPE);
        let secrets = authority.secrets();
        let went_out =
            [&*tokens.access_token, &tokens.refresh_token.unwrap(), &tokens.id_token.unwrap()];
        for secret in went_out {
            assert!(secrets.iter().any(|listed| listed == secret));
        }
        assert_eq!(secrets.len(), 4, "and the device code");
    }
}
