//! The authorization server: who may sign in, which codes and tokens are out.
//!
//! It behaves as Entra ID does on the wire (provider-facts 1.2 to 1.9), with the device grant of
//! RFC 8628, the authorization code of RFC 6749 §4.1 (`browser`), client credentials of §4.4
//! (`app_only`) and the refresh of §6. [`Authority`] decides, given the time; `policy` says what the
//! tenant forbids, `client` whether an app is who it says; `endpoints` speaks HTTP. Signing is for
//! show: no one checks the signature of a sandbox.

mod app_only;
mod authorization;
mod browser;
mod client;
mod device;
pub(crate) mod endpoints;
mod faults;
mod parameters;
mod policy;
mod refusal;
mod scope;
mod token_set;
mod tokens;

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use self::{
    authorization::Authorizations,
    client::{Expected, Proof},
    device::{DeviceCode, DeviceCodes, PollRules},
    policy::Way,
    scope::Scope,
    tokens::{Holder, How, Tokens},
};
pub(crate) use self::{
    browser::{NotBegun, return_to},
    faults::fault,
    parameters::Parameters,
    refusal::Refusal,
    token_set::TokenSet,
};
use crate::{
    chance::Dice,
    options::{Options, TENANT},
    registration::{NotRegistered, Registration},
    switches::{Quirk, Switches, UserState},
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
    registration: Registration,
    /// To what each user consented for each app.
    consents: HashMap<(String, String), Scope>,
    codes: DeviceCodes,
    authorizations: Authorizations,
    tokens: Tokens,
    id_tokens: VecDeque<String>,
    sign_ins: VecDeque<SignIn>,
    dice: Dice,
}

/// Who asks the token endpoint, at which tenant's address, and by what it proves who it is.
#[derive(Debug)]
pub(crate) struct Caller<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) client: &'a str,
    pub(crate) proof: Proof<'a>,
    /// What an assertion may be addressed to: the token endpoint or the issuer.
    pub(crate) audiences: [&'a str; 2],
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
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            clients: options.clients.clone(),
            users: options.mailboxes.clone(),
            registration: options.registration.clone(),
            consents: HashMap::new(),
            codes: DeviceCodes::default(),
            authorizations: Authorizations::default(),
            tokens: Tokens::default(),
            id_tokens: VecDeque::new(),
            sign_ins: VecDeque::new(),
            dice: Dice::new(options.seed),
        }
    }

    pub(crate) fn users(&self) -> &[String] {
        &self.users
    }

    pub(crate) fn clients(&self) -> &[String] {
        &self.clients
    }

    pub(crate) fn registration(&self) -> &Registration {
        &self.registration
    }

    pub(crate) fn register(&mut self, registration: Registration) -> Result<(), NotRegistered> {
        registration.check()?;
        self.registration = registration;
        Ok(())
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
        let scope = Scope::read_at(scope, switches)?;
        if let Some(refused) = scope.iter().find(|scope| *scope == scope::GMAIL) {
            return Err(Refusal::not_for_device_codes(refused));
        }
        let interval = Duration::from_secs(switches.interval_seconds);
        let expires_at = later(now, switches.code_lifetime_seconds);
        Ok(self.codes.ask(tenant, client, scope, interval, expires_at))
    }

    pub(crate) fn waiting(&self, user_code: &str, now: Timestamp) -> Option<&DeviceCode> {
        self.codes.waiting(user_code, now)
    }

    /// The person agreed. `false` if the code does not wait for it or nobody has that mailbox; a
    /// refusal is for the person's eyes, and the code goes on waiting.
    pub(crate) fn approve(
        &mut self,
        user_code: &str,
        mailbox: &str,
        switches: &Switches,
        now: Timestamp,
    ) -> Result<bool, Refusal> {
        let Some(user) = self.user(mailbox) else {
            return Ok(false);
        };
        policy::sign_in(switches, &user, Way::DeviceCode)?;
        let mfa = switches.state_of(&user) == Some(UserState::MfaNeeded);
        let decided = match policy::device_code(switches) {
            Ok(()) => self.codes.approve(user_code, &user, mfa, now),
            Err(refusal) => self.codes.block(user_code, refusal, now),
        };
        let Some((client, scope)) = decided.map(|code| (code.client.clone(), code.scope.clone()))
        else {
            return Ok(false);
        };
        self.consented(&user, &client, &scope);
        self.note(&user, "approved a device code", now);
        Ok(true)
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
        caller: &Caller<'_>,
        device_code: &str,
        switches: &Switches,
        now: Timestamp,
    ) -> Result<TokenSet, Refusal> {
        let Caller { tenant, client, .. } = *caller;
        self.prove(caller, false, switches, now)?;
        self.check_client(tenant, client)?;
        let rules = PollRules {
            public_client_flows_off: switches.has(Quirk::PublicClientFlowsOff),
            slow_down: switches.has(Quirk::SlowDown),
        };
        let approved = self.codes.redeem(tenant, client, device_code, rules, now)?;
        let how = How { way: Way::DeviceCode, mfa: approved.mfa, confidential: false };
        let refresh_token = approved.scope.has("offline_access").then(|| {
            let scope = approved.scope.clone();
            self.tokens.issue_refresh(&approved.mailbox, &approved.client, scope, how, now)
        });
        self.note(&approved.mailbox, "got tokens for a device code", now);
        let holder =
            Holder::Person { mailbox: approved.mailbox.as_str().into(), scope: approved.scope };
        let mut tokens = self.token_set(holder, switches, now);
        tokens.id_token = self.id_token(&tokens, client, None, switches, now);
        tokens.refresh_token = refresh_token;
        Ok(tokens)
    }

    /// RFC 6749 §6; the scope may be the same or less.
    pub(crate) fn refresh(
        &mut self,
        caller: &Caller<'_>,
        refresh_token: &str,
        scope: Option<&str>,
        switches: &Switches,
        now: Timestamp,
    ) -> Result<TokenSet, Refusal> {
        let Caller { tenant, client, .. } = *caller;
        self.prove(caller, self.tokens.is_confidential(refresh_token), switches, now)?;
        self.check_client(tenant, client)?;
        let wanted = scope.map(|scope| Scope::read_at(scope, switches)).transpose()?;
        let may = |token: &tokens::RefreshToken| {
            policy::refresh(switches, token)?;
            match &wanted {
                Some(wanted) if !token.scope.covers(wanted) => {
                    Err(Refusal::invalid_scope(&wanted.granted()))
                }
                _ => Ok(()),
            }
        };
        let strict = switches.has(Quirk::StrictRotation);
        let used = self.tokens.use_refresh(refresh_token, client, strict, may, now)?;
        let keeps = switches.has(Quirk::KeepsRefreshToken) || switches.has(Quirk::Gmail);
        let next = (!keeps).then(|| self.tokens.renew(&used, now));
        self.note(&used.mailbox, "refreshed the token", now);
        let scope = wanted.unwrap_or(used.scope);
        let mut tokens =
            self.token_set(Holder::Person { mailbox: used.mailbox, scope }, switches, now);
        tokens.id_token = self.id_token(&tokens, client, None, switches, now);
        tokens.refresh_token = next;
        Ok(tokens)
    }

    /// Whether `token` opens `mailbox` for this right now.
    pub(crate) fn opens(
        &self,
        token: &str,
        mailbox: &str,
        right: Right,
        switches: &Switches,
        now: Timestamp,
    ) -> bool {
        match self.tokens.access(token, now).map(|token| &token.holder) {
            Some(Holder::Person { mailbox: own, scope }) => {
                scope.allows(right.name()) && own.eq_ignore_ascii_case(mailbox)
            }
            Some(Holder::App { has_roles }) => {
                *has_roles
                    && !switches.has(Quirk::NoMailboxPermission)
                    && self.user(mailbox).is_some()
            }
            None => false,
        }
    }

    /// Remembers to what a user consented.
    fn consented(&mut self, user: &str, client: &str, scope: &Scope) {
        self.consents.insert((user.to_owned(), client.to_owned()), scope.clone());
    }

    /// "Revoke sessions": the refresh tokens of the mailbox are dead, as after a new password.
    pub(crate) fn revoke(&mut self, mailbox: &str, now: Timestamp) {
        self.tokens.revoke(mailbox);
        self.note(mailbox, "sessions were revoked", now);
    }

    /// Every secret that is out: device codes, access, refresh and id tokens.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let ids = self.id_tokens.iter().map(String::as_str);
        let codes = self.codes.secrets().chain(self.authorizations.secrets());
        let all = codes.chain(self.tokens.secrets()).chain(ids);
        all.chain(self.registration.secrets.iter().map(String::as_str)).map(str::to_owned).collect()
    }

    /// The user of this address, as it is spelled in the directory.
    fn user(&self, mailbox: &str) -> Option<String> {
        self.users.iter().find(|user| user.eq_ignore_ascii_case(mailbox)).cloned()
    }

    /// The app is who it says. Google's desktop clients may send their secret, Entra's must not.
    fn prove(
        &self,
        caller: &Caller<'_>,
        confidential: bool,
        switches: &Switches,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if !confidential && caller.proof.is_none() {
            return Ok(());
        }
        if !confidential && !switches.has(Quirk::Gmail) {
            return Err(Refusal::public_client_sent_secret());
        }
        caller.proof.check(&Expected {
            client: caller.client,
            registration: &self.registration,
            audiences: caller.audiences,
            secrets_expired: switches.has(Quirk::ClientSecretExpired),
            now: skewed(now, switches).as_second(),
        })
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

/// No address is longer (RFC 5321 §4.5.3.1, 64 + 1 + 255).
const ADDRESS_LIMIT: usize = 320;

fn later(now: Timestamp, seconds: u64) -> Timestamp {
    now.checked_add(Duration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// The provider's clock as it goes.
pub(crate) fn skewed(now: Timestamp, switches: &Switches) -> Timestamp {
    let skew = SignedDuration::from_secs(switches.clock_skew_seconds);
    now.checked_add(skew).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    use super::*;
    use crate::options::CLIENT_ID;

    const SCOPE: &str = "https://outlook.office.com/SMTP.Send offline_access openid";
    const MAILBOX: &str = "scans@sandbox.example";
    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn authority() -> Authority {
        Authority::new(&Options { seed: 7, ..Options::default() })
    }

    fn caller() -> Caller<'static> {
        let proof = Proof::default();
        Caller { tenant: TENANT, client: CLIENT_ID, proof, audiences: ["", ""] }
    }

    fn sign_in(authority: &mut Authority, scope: &str) -> TokenSet {
        let switches = Switches::default();
        let code = authority.ask_device_code(TENANT, CLIENT_ID, scope, &switches, START).unwrap();
        let (device_code, user_code) = (code.device_code.clone(), code.user_code.clone());
        assert_eq!(authority.approve(&user_code, MAILBOX, &switches, START), Ok(true));
        authority.redeem_device_code(&caller(), &device_code, &switches, START).unwrap()
    }

    #[test]
    fn a_token_opens_its_own_mailbox_for_what_was_asked_and_nothing_else() {
        let mut authority = authority();
        let tokens = sign_in(&mut authority, SCOPE);
        assert!((3600..=5400).contains(&tokens.expires_in));
        let opens = |mailbox, right, at| {
            authority.opens(&tokens.access_token, mailbox, right, &Switches::default(), at)
        };
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
            .refresh(&caller(), &refresh_token, None, &Switches::default(), START)
            .unwrap_err();
        assert_eq!(refusal.code, Some(50173));
        let switches = Switches::default();
        assert!(authority.opens(&tokens.access_token, MAILBOX, Right::SmtpSend, &switches, START));
    }

    #[test]
    fn nobody_signs_in_without_a_mailbox_of_their_own() {
        let mut authority = authority();
        let code = authority
            .ask_device_code(TENANT, CLIENT_ID, SCOPE, &Switches::default(), START)
            .unwrap();
        let user_code = code.user_code.clone();
        let switches = Switches::default();
        let stranger = authority.approve(&user_code, "stranger@example.com", &switches, START);
        assert_eq!(stranger, Ok(false));
        assert_eq!(authority.approve(&user_code, MAILBOX, &switches, START), Ok(true));
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
