//! The way back from the provider's pages: what the browser's address says about the sign-in.
//!
//! - [`AuthorizationResponse`]: the code or the refusal (RFC 6749 §4.1.2), with the issuer where
//!   the server names it (RFC 9207 §2)
//! - [`AdminConsent`]: an administrator agreed for the tenant, or did not (provider facts 1.1)
//!
//! A web server knows the query; a person who pastes copies the whole address, with blanks around
//! it. Both are read. Anybody can send a browser here with any query, so nothing is believed
//! before the caller has found the `state` to be its own; a parameter that comes twice is refused
//! (RFC 6749 §3.1), because two readers could take different ones.

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::error::OauthError;
use super::json::Answer;
use super::percent;

/// How a sign-in in the browser ended.
#[derive(Debug)]
pub enum AuthorizationResponse {
    Code {
        /// To be redeemed once; never shown.
        code: SecretString,
        state: String,
        /// RFC 9207: must be the issuer that was asked, where one is given.
        issuer: Option<String>,
    },
    /// The server's no, or the person's.
    Refused { error: OauthError, state: Option<String>, issuer: Option<String> },
    /// Not the end of a sign-in; says in a few words what it was.
    Nonsense(&'static str),
}

/// How an administrator decided for the whole tenant.
#[derive(Debug)]
pub enum AdminConsent {
    Given {
        /// The tenant's id: letters, digits, dots and dashes alone, so it may stand in an address.
        tenant: String,
        state: String,
        /// What was agreed to, where the server says it.
        scopes: Option<Vec<String>>,
    },
    Refused {
        error: OauthError,
        state: Option<String>,
    },
    /// Not the end of such a visit; says in a few words what it was.
    Nonsense(&'static str),
}

impl AuthorizationResponse {
    /// Reads a query, or a whole address as a person pastes it.
    pub fn read(text: &str) -> Self {
        match Self::try_read(text) {
            Ok(response) => response,
            Err(what) => Self::Nonsense(what),
        }
    }

    fn try_read(text: &str) -> Result<Self, &'static str> {
        let query = Query::read(text)?;
        let state = query.text("state", STATE_LIMIT)?;
        let issuer = query.text("iss", ISSUER_LIMIT)?;
        if let Some(error) = query.refusal()? {
            return Ok(Self::Refused { error, state, issuer });
        }
        let code = query.one("code")?.ok_or("an address without a code")?;
        // RFC 6749 Appendix A.11.
        if !code.bytes().all(|b| (0x20..0x7f).contains(&b)) {
            return Err("an address with a damaged code");
        }
        let state = state.ok_or("an address without a state")?;
        Ok(Self::Code { code: SecretString::from(code.as_str()), state, issuer })
    }
}

impl AdminConsent {
    /// Reads a query, or a whole address as a person pastes it.
    pub fn read(text: &str) -> Self {
        match Self::try_read(text) {
            Ok(consent) => consent,
            Err(what) => Self::Nonsense(what),
        }
    }

    fn try_read(text: &str) -> Result<Self, &'static str> {
        let query = Query::read(text)?;
        let state = query.text("state", STATE_LIMIT)?;
        if let Some(error) = query.refusal()? {
            return Ok(Self::Refused { error, state });
        }
        let given = query.one("admin_consent")?.ok_or("an address without an admin_consent")?;
        if !given.eq_ignore_ascii_case("true") {
            return Err("an admin_consent that is not True");
        }
        let tenant = query.text("tenant", TENANT_LIMIT)?.ok_or("an address without a tenant")?;
        if !tenant.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b)) {
            return Err("an address with a damaged tenant");
        }
        let state = state.ok_or("an address without a state")?;
        let scopes = query
            .text("scope", SCOPES_LIMIT)?
            .map(|scopes| scopes.split_whitespace().map(str::to_owned).collect());
        Ok(Self::Given { tenant, state, scopes })
    }
}

/// The parameters of an address, decoded one by one when they are asked for: the text holds a code.
struct Query<'a>(&'a str);

impl<'a> Query<'a> {
    fn read(text: &'a str) -> Result<Self, &'static str> {
        if text.len() > ADDRESS_LIMIT {
            return Err("an address over 16 KiB");
        }
        let query = query_of(text.trim());
        if query.is_empty() { Err("an address that says nothing") } else { Ok(Self(query)) }
    }

    /// The value of a parameter; an empty one counts as missing (RFC 6749 §3.1).
    fn one(&self, name: &str) -> Result<Option<Zeroizing<String>>, &'static str> {
        let mut found = None;
        for pair in self.0.split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            if decoded(key).is_ok_and(|key| *key == name) {
                if found.is_some() {
                    return Err("an address with a parameter twice");
                }
                found = Some(value);
            }
        }
        let value = found.map(decoded).transpose()?;
        Ok(value.filter(|value| !value.is_empty()))
    }

    /// A value of visible characters that is not too long for what it is.
    fn text(&self, name: &str, limit: usize) -> Result<Option<String>, &'static str> {
        let Some(value) = self.one(name)? else { return Ok(None) };
        if value.len() > limit || value.chars().any(char::is_control) {
            return Err("an address with a damaged parameter");
        }
        Ok(Some(value.to_string()))
    }

    /// The error parameters of RFC 6749 §4.1.2.1, and what Entra adds to them.
    fn refusal(&self) -> Result<Option<OauthError>, &'static str> {
        let mut members = Vec::new();
        for (parameter, member) in ERROR_PARAMETERS {
            if let Some(value) = self.one(parameter)? {
                members.push((member, value.to_string()));
            }
        }
        Ok(OauthError::read(&Answer::of(members)))
    }
}

/// What stands behind the first `?` of an address, or in its fragment where it has no query; text
/// that is no address is the query itself. A query may hold `?` too (RFC 3986 §3.4).
fn query_of(text: &str) -> &str {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let lower =
        |start: &str| text.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start));
    let has_scheme = lower("http://") || lower("https://");
    match text.split_once('?') {
        Some((before, query)) if has_scheme || before.starts_with('/') || !before.contains('=') => {
            query
        }
        None if has_scheme => fragment,
        _ => text,
    }
}

/// A value in `application/x-www-form-urlencoded`, where `+` is a space.
fn decoded(value: &str) -> Result<Zeroizing<String>, &'static str> {
    let spaced = Zeroizing::new(value.replace('+', " "));
    match String::from_utf8(percent::decode(&spaced)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(_) => Err("an address that is not UTF-8"),
    }
}

/// What an error says on the way back, and what the token endpoint calls the same.
const ERROR_PARAMETERS: [(&str, &str); 7] = [
    ("error", "error"),
    ("error_description", "error_description"),
    ("error_codes", "error_codes"),
    ("error_subcode", "suberror"),
    ("trace_id", "trace_id"),
    ("correlation_id", "correlation_id"),
    ("timestamp", "timestamp"),
];

/// Longest address that is read, in octets. Entra's codes are below 2 KiB.
const ADDRESS_LIMIT: usize = 16 * 1024;

/// Longest values that are kept, in octets.
const STATE_LIMIT: usize = 512;
const ISSUER_LIMIT: usize = 512;
const TENANT_LIMIT: usize = 255;
const SCOPES_LIMIT: usize = 4_096;
