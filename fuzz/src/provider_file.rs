//! A provider that an administrator wrote as a file.
//!
//! Holds: what is taken never sends a token in the clear over a network and stays within the limits;
//! it is the same when it is written and read again; a refusal says something.

use scanpost_core::oauth::{Provider, Way};

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let provider = match Provider::parse(&text) {
        Ok(provider) => provider,
        Err(_) => return,
    };
    assert_eq!(provider.check(), Ok(()));
    let by_code = provider.offers(Way::DeviceCode).then(|| provider.device_authorization_url());
    for url in by_code.into_iter().chain([provider.token_url()]) {
        let (scheme, rest) = url.split_once("://").expect("an address has a scheme");
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        assert!(!authority.is_empty() && !authority.contains('@'), "{url} is a disguise");
        assert!(scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http"));
    }
    assert!((1..=20).contains(&provider.limits().connections()));
    assert!(!provider.smtp.host.is_empty() && !provider.oauth.scopes.is_empty());
    let written = toml::to_string(&provider).expect("a provider can be written");
    assert_eq!(Provider::parse(&written), Ok(provider));
}
