//! What an authorization server says: to a request for a code, to a poll or a refresh, in an ID token.
//!
//! The first line holds the HTTP status and, if there is one, the seconds of `Retry-After`; the rest
//! is the body.
//!
//! Holds: every wait, life, list and text is within its limits; an address to click is one of the web;
//! a token has no octet that could end a SASL pair or a header; complaints quote nothing.

use std::time::Duration;

use scanpost_proto::oauth::{self, ClientAuth, DeviceAnswer, OauthError, TokenAnswer, Tokens};
use secrecy::{ExposeSecret as _, SecretString};

use crate::wire::assert_plain;

pub fn run(input: &[u8]) {
    let end = input.iter().position(|octet| *octet == b'\n').unwrap_or(input.len());
    let line = String::from_utf8_lossy(&input[..end]);
    let mut numbers = line.split(' ').map(|word| word.parse::<u64>().ok());
    let status = numbers.next().flatten().and_then(|n| u16::try_from(n).ok()).unwrap_or(200);
    let retry_after = numbers.next().flatten();
    let body = input.get(end + 1..).unwrap_or_default();

    device(DeviceAnswer::read(status, retry_after, body));
    token(TokenAnswer::read(status, retry_after, body));
    let id_token = SecretString::from(String::from_utf8_lossy(body).into_owned());
    oauth::signed_in_name(&id_token).iter().for_each(|name| assert_plain(name, 256));
}

fn device(answer: DeviceAnswer) {
    match answer {
        DeviceAnswer::Code(code) => {
            assert!(!code.device_code.expose_secret().is_empty());
            assert!(!code.user_code.is_empty());
            assert_plain(&code.user_code, 64);
            let complete = code.verification_uri_complete.as_ref();
            for address in [&code.verification_uri].into_iter().chain(complete) {
                assert_plain(address, 2_000);
                let scheme = address.split("://").next().unwrap_or_default().to_ascii_lowercase();
                assert!(matches!(scheme.as_str(), "http" | "https"), "{address}");
            }
            assert!(code.expires_in <= DAY && code.interval <= Duration::from_mins(10));
            assert!(!code.interval.is_zero(), "polling without a pause");
            code.message.iter().for_each(|text| assert_plain(text, 1_000));
        }
        DeviceAnswer::Refused(error) => refused(&error),
        DeviceAnswer::Busy { retry_after } => assert!(retry_after <= Some(HOUR)),
        DeviceAnswer::Nonsense(what) => assert_plain(&what, 100),
    }
}

fn token(answer: TokenAnswer) {
    match answer {
        TokenAnswer::Tokens(tokens) => given(&tokens),
        TokenAnswer::Pending => {}
        TokenAnswer::SlowDown { interval } => assert!(interval <= Some(HOUR)),
        TokenAnswer::Refused(error) => refused(&error),
        TokenAnswer::Busy { retry_after } => assert!(retry_after <= Some(HOUR)),
        TokenAnswer::Nonsense(what) => assert_plain(&what, 100),
    }
}

fn given(tokens: &Tokens) {
    let access_token = tokens.access_token.expose_secret();
    assert!(!access_token.is_empty() && access_token.bytes().all(|b| b.is_ascii_graphic()));
    assert!(tokens.expires_in <= DAY * 31);
    if let Some(scopes) = &tokens.scopes {
        assert!((1..=100).contains(&scopes.len()));
        scopes.iter().for_each(|scope| assert_plain(scope, 512));
    }
    // A refresh sends the new one: it must survive the form.
    if let Some(refresh_token) = &tokens.refresh_token {
        let form = oauth::refresh_form("client", refresh_token, &[], ClientAuth::Public).encode();
        let value = form.split('&').find_map(|pair| pair.strip_prefix("refresh_token="));
        assert_eq!(
            decoded(value.expect("the parameter")),
            refresh_token.expose_secret().as_bytes()
        );
    }
}

fn refused(error: &OauthError) {
    assert!(!error.error.is_empty() && error.codes.len() <= 100);
    assert_plain(&error.error, 200);
    assert_plain(&error.description, 5_000);
    let finer = [&error.suberror, &error.trace_id, &error.correlation_id, &error.timestamp];
    finer.into_iter().flatten().for_each(|text| assert_plain(text, 5_000));
}

/// A value of a form, read in the plainest way.
fn decoded(value: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = value.bytes();
    while let Some(octet) = rest.next() {
        if octet == b'%' {
            let hex = [rest.next(), rest.next()].map(|digit| char::from(digit.expect("a digit")));
            let hex: String = hex.into_iter().collect();
            octets.push(u8::from_str_radix(&hex, 16).expect("two digits"));
        } else {
            octets.push(octet);
        }
    }
    octets
}

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
