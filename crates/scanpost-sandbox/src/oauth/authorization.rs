//! Authorization codes: asked for by a browser, given by a person, redeemed once (RFC 6749 §4.1).
//!
//! A request waits on the pages until the person has decided; what comes of it is a code, which
//! belongs to its tenant, client, redirect URI and PKCE challenge (RFC 7636 §4.6). It is of no use
//! a second time (AADSTS54005) or after ten minutes (AADSTS70008).

use std::{collections::VecDeque, time::Duration};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{refusal::Refusal, scope::Scope};
use crate::{chance, registration::Platform};

/// What a browser came with.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) tenant: String,
    pub(crate) client: String,
    pub(crate) redirect_uri: String,
    pub(crate) platform: Platform,
    pub(crate) scope: Scope,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: String,
    /// `prompt=consent`: to be asked again, whatever was agreed before.
    pub(crate) asks_consent: bool,
    /// Google's `access_type=offline`.
    pub(crate) offline: bool,
}

/// What the person made of it.
#[derive(Clone, Debug)]
pub(crate) struct Approval {
    pub(crate) mailbox: String,
    /// The person was asked for consent, and did not only pass.
    pub(crate) consented: bool,
    pub(crate) mfa: bool,
}

/// What a client shows to redeem a code.
#[derive(Debug)]
pub(crate) struct Redemption<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) client: &'a str,
    pub(crate) code: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) verifier: Option<&'a str>,
}

#[derive(Debug, Default)]
pub(crate) struct Authorizations {
    waiting: VecDeque<(String, Timestamp, Request)>,
    codes: VecDeque<Code>,
}

#[derive(Debug)]
struct Code {
    text: String,
    request: Request,
    approval: Approval,
    expires_at: Timestamp,
    redeemed: bool,
}

impl Authorizations {
    /// The request waits on the page; by the name that is given back.
    pub(crate) fn ask(&mut self, request: Request, now: Timestamp) -> String {
        if self.waiting.len() >= KEPT_LIMIT {
            self.waiting.pop_front();
        }
        let name = chance::secret(24);
        self.waiting.push_back((name.clone(), now + PAGE_LIFE, request));
        name
    }

    pub(crate) fn waiting(&self, name: &str, now: Timestamp) -> Option<&Request> {
        let found = self.waiting.iter().find(|(known, ..)| known == name)?;
        (now < found.1).then_some(&found.2)
    }

    /// The person has decided: nothing waits any more.
    pub(crate) fn take(&mut self, name: &str, now: Timestamp) -> Option<Request> {
        let place = self.waiting.iter().position(|(known, ..)| known == name)?;
        let (_, ends_at, request) = self.waiting.remove(place)?;
        (now < ends_at).then_some(request)
    }

    /// A code for a request that the person agreed to.
    pub(crate) fn give(&mut self, request: Request, approval: Approval, now: Timestamp) -> &str {
        if self.codes.len() >= KEPT_LIMIT {
            self.codes.pop_front();
        }
        self.codes.push_back(Code {
            text: format!("1.AQ{}", chance::secret(600)),
            request,
            approval,
            expires_at: now + CODE_LIFE,
            redeemed: false,
        });
        &self.codes.back().expect("a code was just put there").text
    }

    /// What the code was given for, once.
    pub(crate) fn redeem(
        &mut self,
        shown: &Redemption<'_>,
        now: Timestamp,
    ) -> Result<(Request, Approval), Refusal> {
        let code = self.find(shown)?;
        if code.redeemed {
            return Err(Refusal::code_already_used());
        }
        if now >= code.expires_at {
            return Err(Refusal::code_expired());
        }
        if code.request.redirect_uri != shown.redirect_uri {
            return Err(Refusal::another_redirect_uri(shown.redirect_uri));
        }
        let verifier = shown.verifier.ok_or_else(Refusal::no_verifier)?;
        if BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) != code.request.challenge {
            return Err(Refusal::wrong_verifier());
        }
        code.redeemed = true;
        Ok((code.request.clone(), code.approval.clone()))
    }

    /// For which platform a code was given, which decides how its client must prove itself.
    pub(crate) fn platform_of(&mut self, shown: &Redemption<'_>) -> Result<Platform, Refusal> {
        Ok(self.find(shown)?.request.platform)
    }

    fn find(&mut self, shown: &Redemption<'_>) -> Result<&mut Code, Refusal> {
        let code = self
            .codes
            .iter_mut()
            .find(|code| code.text == shown.code && code.request.tenant == shown.tenant)
            .ok_or_else(Refusal::unknown_code)?;
        if code.request.client != shown.client {
            return Err(Refusal::grant_of_another_client());
        }
        Ok(code)
    }

    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(|code| code.text.as_str())
    }
}

/// More requests or codes than this are not remembered: the oldest goes first.
const KEPT_LIMIT: usize = 1000;

/// A page may lie open this long.
const PAGE_LIFE: Duration = Duration::from_hours(1);

/// Entra's codes live about ten minutes (provider-facts 1.9).
const CODE_LIFE: Duration = Duration::from_mins(10);

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn given() -> (Authorizations, String) {
        let request = Request {
            tenant: "tenant".to_owned(),
            client: "app".to_owned(),
            redirect_uri: "http://localhost:1/".to_owned(),
            platform: Platform::Desktop,
            scope: Scope::read("openid").unwrap(),
            state: None,
            nonce: None,
            challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned(),
            asks_consent: false,
            offline: false,
        };
        let approval = Approval { mailbox: "a@b".to_owned(), consented: true, mfa: false };
        let mut authorizations = Authorizations::default();
        let name = authorizations.ask(request, START);
        let request = authorizations.take(&name, START).unwrap();
        assert!(authorizations.take(&name, START).is_none(), "it is decided once");
        let code = authorizations.give(request, approval, START).to_owned();
        (authorizations, code)
    }

    fn shown(code: &str) -> Redemption<'_> {
        Redemption {
            tenant: "tenant",
            client: "app",
            code,
            redirect_uri: "http://localhost:1/",
            verifier: Some(VERIFIER),
        }
    }

    #[test]
    fn a_code_is_redeemed_once_by_who_asked_for_it() {
        let (mut codes, code) = given();
        let others = [
            (Redemption { tenant: "other", ..shown(&code) }, Refusal::unknown_code()),
            (Redemption { client: "other", ..shown(&code) }, Refusal::grant_of_another_client()),
            (
                Redemption { redirect_uri: "http://localhost:2/", ..shown(&code) },
                Refusal::another_redirect_uri("http://localhost:2/"),
            ),
            (Redemption { verifier: None, ..shown(&code) }, Refusal::no_verifier()),
            (Redemption { verifier: Some("x"), ..shown(&code) }, Refusal::wrong_verifier()),
            (shown("1.AQ"), Refusal::unknown_code()),
        ];
        for (other, refusal) in others {
            assert_eq!(codes.redeem(&other, START).unwrap_err(), refusal);
        }
        assert_eq!(codes.redeem(&shown(&code), START).unwrap().1.mailbox, "a@b");
        let twice = codes.redeem(&shown(&code), START).unwrap_err();
        assert_eq!(twice, Refusal::code_already_used());
    }

    #[test]
    fn a_code_lives_ten_minutes_and_a_page_an_hour() {
        let (mut codes, code) = given();
        let late = codes.redeem(&shown(&code), START + CODE_LIFE).unwrap_err();
        assert_eq!(late, Refusal::code_expired());
        let request = codes.codes[0].request.clone();
        let name = codes.ask(request, START);
        assert!(codes.waiting(&name, START).is_some());
        assert!(codes.waiting(&name, START + PAGE_LIFE).is_none());
        assert!(codes.take(&name, START + PAGE_LIFE).is_none());
    }
}
