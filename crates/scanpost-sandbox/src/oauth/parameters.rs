//! The parameters of a form or a query.

use std::collections::HashMap;

use super::refusal::Refusal;

/// An empty parameter counts as missing (RFC 6749 §3.2).
#[derive(Debug, Default, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Parameters(HashMap<String, String>);

impl Parameters {
    pub(crate) fn have(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(crate) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.have(name).ok_or_else(|| Refusal::missing_parameter(name))
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.have(name).map(str::to_owned)
    }
}
