//! The token that our clients show to a provider that the fuzzer plays.

use scanpost_proto::sasl::Bearer;
use secrecy::SecretString;

use crate::wire;

/// Hosts are to be as long as `smtp.example.com` and ports as `587`: see [`SECRETS`].
pub(crate) fn bearer(host: &str, port: u16) -> Bearer {
    Bearer {
        user: "scan@example.com".to_owned(),
        token: SecretString::from(TOKEN),
        host: host.to_owned(),
        port,
    }
}

/// Whether octets of the fuzzer hold the token. It can read it in here; a server knows it from us
/// alone.
pub(crate) fn is_known(octets: &[u8]) -> bool {
    let own: Vec<u8> = octets.iter().copied().filter(|octet| *octet != QUOTE).collect();
    SECRETS.iter().any(|secret| wire::holds(&own, secret.as_bytes()))
}

/// A turn of the server with what the client said last in place of each [`QUOTE`].
pub(crate) fn with_quotes(turn: &[u8], last_said: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(turn.len());
    for octet in turn {
        match *octet {
            QUOTE => octets.extend_from_slice(last_said.trim_ascii_end()),
            other => octets.push(other),
        }
    }
    octets
}

pub(crate) fn assert_not_told(told: &str) {
    for secret in SECRETS {
        assert!(!told.contains(secret), "the token stands in {told}");
    }
}

const TOKEN: &str = "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA";

/// [`TOKEN`], and how the answers end that show it: XOAUTH2's and OAUTHBEARER's, without padding.
const SECRETS: [&str; 3] = [TOKEN, "V0NjbFJDM0VvQUEBAQ", "WldDY2xSQzNFb0FBAQE"];

/// ENQ, which asks for what the client said last.
const QUOTE: u8 = 0x05;
