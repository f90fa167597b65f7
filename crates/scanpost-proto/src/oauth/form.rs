//! The body of a request: parameters as `application/x-www-form-urlencoded`.
//!
//! RFC 6749 Appendix B asks for this encoding. Secrets stay in their type until `encode`, whose
//! outcome is wiped when dropped; `Debug` shows the names of the parameters and the public values.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::percent;

/// The parameters of one request, in the order they are sent.
#[derive(Clone, Default)]
pub struct Form(Vec<(&'static str, Value)>);

#[derive(Clone)]
enum Value {
    Public(String),
    Secret(SecretString),
}

impl Form {
    /// Adds a parameter that anybody may see.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, Value::Public(value.into())));
        self
    }

    /// Adds a parameter that nobody may see.
    #[must_use]
    pub fn with_secret(mut self, name: &'static str, value: &SecretString) -> Self {
        self.0.push((name, Value::Secret(value.clone())));
        self
    }

    /// Adds the scopes, divided by spaces (RFC 6749 §3.3); nothing where there are none.
    #[must_use]
    pub(super) fn with_scopes(self, scopes: &[String]) -> Self {
        if scopes.is_empty() { self } else { self.with("scope", scopes.join(" ")) }
    }

    /// The body to be sent. This is one of the two places where a secret leaves its type.
    pub fn encode(&self) -> Zeroizing<String> {
        // Each octet takes three at most, so the string never grows and leaves no copies behind.
        let room = self.0.iter().map(|(name, value)| (name.len() + value.text().len()) * 3 + 2);
        let mut body = Zeroizing::new(String::with_capacity(room.sum()));
        for (name, value) in &self.0 {
            if !body.is_empty() {
                body.push('&');
            }
            percent::encode(name, &mut body);
            body.push('=');
            percent::encode(value.text(), &mut body);
        }
        body
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().map(|(name, value)| match value {
            Value::Public(text) => (*name, text.as_str()),
            Value::Secret(_) => (*name, "[redacted]"),
        });
        f.debug_map().entries(shown).finish()
    }
}

impl Value {
    fn text(&self) -> &str {
        match self {
            Self::Public(text) => text,
            Self::Secret(secret) => secret.expose_secret(),
        }
    }
}
