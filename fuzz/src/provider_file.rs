//! A provider that an administrator wrote as a file.
//!
//! Holds: what is taken never sends a token in the clear over a network and stays within the limits;
//! it is the same when it is written and read again; a refusal says something.

use scanpost_core::oauth::Provider;

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let provider = match Provider::parse(&text) {
        Ok(provider) => provider,
        Err(why) => return assert!(!why.is_empty()),
    };
    assert_eq!(provider.check(), Ok(()));
    for url in [provider.device_authorization_url(), provider.token_url()] {
        let local = ["127.0.0.1", "localhost", "[::1]"];
        let host = url.strip_prefix("http://").map(|rest| rest.split(['/', ':']).next());
        let in_clear = host.is_some() && !local.iter().any(|local| url[7..].starts_with(local));
        assert!(!in_clear, "{url} sends tokens in the clear");
        assert!(url.starts_with("http"));
    }
    assert!((1..=20).contains(&provider.smtp.connections));
    assert!(!provider.smtp.host.is_empty() && !provider.oauth.scopes.is_empty());
    let written = toml::to_string(&provider).expect("a provider can be written");
    assert_eq!(Provider::parse(&written), Ok(provider));
}
