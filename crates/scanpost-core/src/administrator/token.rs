//! API tokens: how a program shows that it may ask.
//!
//! A token is 256 random bits, shown once. With so much chance in it a plain hash is enough: nobody
//! can try them all, so nothing is gained by making each try slow.

use std::fmt::Write;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Actor, Privileges};
use crate::clock::Time;
use crate::record::{Record, Revision};

/// One token as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    pub name: String,
    pub revision: Revision,
    pub body: Body,
}

/// What the record holds beside name and revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// SHA-256 of the token, in hexadecimal digits.
    sha256: String,
    #[serde(default)]
    pub privileges: Privileges,
    pub added_at: Time,
    /// Whoever made it.
    pub added_by: String,
}

impl ApiToken {
    /// A new token, and what its user must know: `scp_` and 64 hexadecimal digits.
    pub fn make(
        name: String,
        privileges: Privileges,
        added_at: Time,
        added_by: String,
    ) -> (Self, SecretString) {
        let mut octets = [0u8; TOKEN_BYTES];
        getrandom::fill(&mut octets).expect("the system gives random octets");
        let token = SecretString::from(format!("{PREFIX}{}", hexadecimal(&octets)));
        let body = Body { sha256: digest(&token), privileges, added_at, added_by };
        (Self { name, revision: Revision::default(), body }, token)
    }

    /// Nothing: it is not what was stored.
    pub fn read(record: &Record) -> Option<Self> {
        let body = serde_json::from_str(&record.body).ok()?;
        Some(Self { name: record.name.clone(), revision: record.revision, body })
    }

    pub fn record(&self) -> Record {
        let body = serde_json::to_string(&self.body).expect("a body has text keys");
        Record { name: self.name.clone(), revision: self.revision, body }
    }

    /// Whether this is the one that was shown. What is compared are digests: where they differ tells
    /// nothing of the token.
    pub fn is(&self, shown: &SecretString) -> bool {
        self.body.sha256 == digest(shown)
    }

    pub fn actor(&self) -> Actor {
        Actor::ApiToken { name: self.name.clone(), privileges: self.body.privileges.clone() }
    }
}

fn digest(token: &SecretString) -> String {
    hexadecimal(&Sha256::digest(token.expose_secret().as_bytes()))
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        write!(text, "{octet:02x}").expect("writing to a String does not fail");
        text
    })
}

/// So that scanners of source code and logs know one when they see it.
const PREFIX: &str = "scp_";

const TOKEN_BYTES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_digest_alone() {
        let make = || ApiToken::make("backup".into(), Privileges::All, Time(1), "anna".into());
        let ((one, shown), (_, other)) = (make(), make());
        assert!(one.is(&shown) && !one.is(&other));
        assert_eq!(shown.expose_secret().len(), 68);
        let record = one.record();
        assert!(!record.body.contains(shown.expose_secret()));
        assert!(!record.body.contains(shown.expose_secret().trim_start_matches(PREFIX)));
        assert_eq!(ApiToken::read(&record), Some(one));
    }
}
