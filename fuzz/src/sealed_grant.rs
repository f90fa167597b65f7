//! What lies in the token store: octets that may be ours, damaged, somebody else's, or anything.
//!
//! The input's first line is the name of an account, its last octets are the tokens, and the same
//! octets choose where a sealed grant is damaged. What lies under the seal is read only after the
//! cipher has found it whole, so no octets of a stranger get as far as that.
//!
//! Holds: what was sealed is opened and is the same; anything else is refused; no token can be seen
//! through the seal.

use scanpost_core::clock::Time;
use scanpost_core::oauth::AccountName;
use scanpost_core::oauth::grant::{Given, Grant, GrantTokens, Live};
use scanpost_core::oauth::Way;
use scanpost_core::oauth::seal::{KEY_BYTES, Sealer};
use secrecy::{ExposeSecret as _, SecretString};

use crate::wire;

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (name, token) = text.split_once('\n').unwrap_or((&text, ""));
    let sealer = Sealer::new(&[7; KEY_BYTES]);
    let scans: AccountName = "scans".parse().expect("a name");
    assert!(sealer.open(&scans, input).is_err(), "nobody has sealed that");
    let Ok(name) = name.parse::<AccountName>() else {
        return;
    };

    let sealed = sealer.seal(&name, &grant(token)).expect("there is something to seal");
    assert!(token.len() < 8 || !wire::holds(&sealed, token.as_bytes()));
    let opened = sealer.open(&name, &sealed).expect("it is whole");
    let tokens = &opened.live().expect("a grant").tokens;
    assert_eq!(tokens.access_token.expose_secret(), token);
    assert_eq!(tokens.refresh_token.as_ref().expect("one").expose_secret(), token);

    let other: AccountName = format!("{name}x").parse().unwrap_or(scans);
    assert!(sealer.open(&other, &sealed).is_err(), "it belongs to one account");
    assert!(Sealer::new(&[8; KEY_BYTES]).open(&name, &sealed).is_err(), "and to one key");
    let at = input.iter().fold(0, |at, octet| at * 31 % 65_521 + usize::from(*octet));
    let mut damaged = sealed.clone();
    damaged[at % sealed.len()] ^= 1 << (at % 8);
    assert!(sealer.open(&name, &damaged).is_err(), "a bit is wrong");
    assert!(sealer.open(&name, &sealed[..at % sealed.len()]).is_err(), "some is missing");
}

fn grant(token: &str) -> Grant {
    Grant::Live(Live {
        tokens: GrantTokens {
            access_token: SecretString::from(token),
            access_ends_at: Time(3_600_000),
            refresh_token: Some(SecretString::from(token)),
        },
        given: Given {
            way: Way::DeviceCode,
            at: Time(0),
            signed_in_as: Some(token.to_owned()),
            scopes: vec![token.to_owned()],
            requested: vec![],
            proves: false,
            issued_to: None,
        },
        refreshed_at: Time(0),
        hindered: None,
    })
}
