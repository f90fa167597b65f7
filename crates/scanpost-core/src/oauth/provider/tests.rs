//! The known providers and what is refused of others.

use super::*;

#[test]
fn every_known_provider_can_be_read() {
    let names: Vec<_> = Provider::known().into_iter().map(|provider| provider.name).collect();
    let known = ["exchange-online", "outlook", "gmail", "gcc-high", "dod", "china-21vianet", "hve"];
    assert_eq!(names, known);
    assert_eq!(Provider::template().name, "custom");
}

#[test]
fn a_provider_is_the_same_when_it_was_written_and_read_again() {
    for provider in Provider::known().into_iter().chain([Provider::template()]) {
        let written = toml::to_string(&provider).expect("it can be written");
        assert_eq!(Provider::parse(&written), Ok(provider.clone()), "{written}");
        let written = serde_json::to_string(&provider).expect("it can be written");
        assert_eq!(serde_json::from_str(&written).ok(), Some(provider), "{written}");
    }
}

#[test]
fn a_way_that_lacks_what_it_needs_is_not_offered_and_not_taken_from_a_file() {
    type Remove = fn(&mut OauthEndpoints);
    let whole = Provider::named("exchange-online").expect("is known");
    let without: [(Way, Remove); 3] = [
        (Way::DeviceCode, |oauth| oauth.device_authorization_endpoint.clear()),
        (Way::AuthorizationCode, |oauth| oauth.authorization_endpoint.clear()),
        (Way::ClientCredentials, |oauth| oauth.scopes.app_only.clear()),
    ];
    for (way, remove) in without {
        let mut provider = whole.clone();
        assert!(provider.offers(way));
        remove(&mut provider.oauth);
        assert!(!provider.offers(way), "{way:?}");
        assert!(provider.check().is_err(), "{way:?}");
    }
}

#[test]
fn which_ways_of_sign_in_lead_to_mail_is_the_providers_data() {
    use Way::{AuthorizationCode, ClientCredentials, DeviceCode};
    let table = [
        ("exchange-online", vec![AuthorizationCode, DeviceCode, ClientCredentials]),
        ("gcc-high", vec![AuthorizationCode, DeviceCode, ClientCredentials]),
        ("dod", vec![AuthorizationCode, DeviceCode, ClientCredentials]),
        ("china-21vianet", vec![AuthorizationCode, DeviceCode, ClientCredentials]),
        ("outlook", vec![DeviceCode, AuthorizationCode]),
        ("gmail", vec![AuthorizationCode]),
        ("hve", vec![ClientCredentials]),
    ];
    for (name, ways) in table {
        let provider = Provider::named(name).expect("is known");
        assert_eq!(provider.oauth.sign_in, ways, "{name}");
    }
}

#[test]
fn tokens_are_never_sent_in_clear_over_a_network_nor_to_a_host_in_disguise() {
    for good in [
        "https://a.example/token",
        "HTTPS://A.EXAMPLE/token",
        "https://a.example./token",
        "https://a.example:8443/token?x=y@z",
        "https://b\u{fc}cher.example/token", // is asked for as xn--bcher-kva.example
        "https://[2001:db8::1]/token",
        "http://127.0.0.1:80/token",
        "http://127.8.9.10/token",
        "http://localhost/token",
        "http://LocalHost:8080/token",
        "http://[::1]:8080/token",
    ] {
        assert!(is_safe_endpoint(good), "{good}");
    }
    for bad in [
        "",
        "token",
        "https://",
        "https:///token",
        "https:a.example/token",
        "https:/a.example/token",
        "https://:443/token",
        "https://u:p@h/",
        "https://u@h/",
        "https://@h/",
        "https://h/#x",
        "https://h/#",
        "https://h:0/",
        "https://h:99999/",
        "https://a b.example/",
        "https://a.example\\@evil.example/",
        "https:\\\\a.example/",
        "https://a.exa\tmple/",
        "https://a.example/\n",
        " https://a.example/",
        "http://a.example/token",
        "http://localhost:80@evil.example/token",
        "http://localhost@evil/",
        "http://localhost\\@evil.example/",
        "http://localhost.evil.example/",
        "http://localhost./",
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.1:0/",
        "http://128.0.0.1/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::1].evil.example/",
        "ftp://localhost/",
        "file:///token",
        "data:text/plain,://localhost/",
    ] {
        assert!(!is_safe_endpoint(bad), "{bad}");
    }
}

#[test]
fn the_address_is_judged_as_it_is_asked_with_the_tenant_in_it() {
    let mut provider = Provider::named("exchange-online").expect("is known");
    assert_eq!(provider.check(), Ok(()));
    provider.oauth.token_endpoint = "https://{tenant}/token".to_owned();
    provider.oauth.tenant = Some("login@evil.example".to_owned());
    let unsafe_url = "https://login@evil.example/token".to_owned();
    assert_eq!(provider.check(), Err(Unfit::Endpoint(unsafe_url)));
}

#[test]
fn a_provider_without_device_code_needs_no_address_for_it() {
    let mut provider = Provider::named("gmail").expect("is known");
    provider.oauth.device_authorization_endpoint.clear();
    assert_eq!(provider.check(), Ok(()));
    provider.oauth.sign_in.push(Way::DeviceCode);
    assert_eq!(provider.check(), Err(Unfit::Endpoint(String::new())));
}

#[test]
fn the_tenant_stands_in_both_addresses() {
    let mut provider = Provider::named("exchange-online").expect("is known");
    provider.oauth.tenant = Some("contoso.example".to_owned());
    assert!(provider.token_url().contains("/contoso.example/"));
    assert!(provider.device_authorization_url().contains("/contoso.example/"));
}
