//! What it means when the authorization server says no.
//!
//! The state of a grant follows from the word `error` (RFC 6749 §5.2, RFC 8628 §3.5); Entra's AADSTS
//! numbers ([`super::aadsts`]) pick the advice, and tell the provider's definite word from an unclear
//! one. A number that is not known leaves the matter to the word.

use scanpost_proto::oauth::OauthError;

use super::aadsts;
use crate::fault::{Code, Fault};

/// What a refused refresh means for a grant.
pub(super) fn of_refresh(error: &OauthError) -> Fault {
    let code = told_by_number(error).unwrap_or(match error.error.as_str() {
        // A bare one may come from a malformed request too: kept, and asked again.
        "invalid_grant" | "interaction_required" | "login_required" => Code::GrantUnclear,
        "consent_required" => Code::ConsentNeeded,
        "invalid_scope" | "invalid_resource" => Code::ScopeRefused,
        "invalid_client" => Code::ClientRefused,
        "unauthorized_client" | "invalid_request" | "unsupported_grant_type" => Code::AppUnknown,
        _ => Code::SignInRefused,
    });
    with_evidence(code, error)
}

/// What a refused request for a code pair means.
pub(super) fn of_code_request(error: &OauthError) -> Fault {
    by_device_code(before_a_grant(of_refresh(error)))
}

/// What a refused poll means. Whatever it is, the code is used up.
pub(super) fn of_poll(error: &OauthError) -> Fault {
    match error.error.as_str() {
        "expired_token" => with_evidence(Code::CodeExpired, error),
        "authorization_declined" => declined(error),
        "access_denied" => by_device_code(declined(error)),
        _ => by_device_code(before_a_grant(of_refresh(error))),
    }
}

/// What it means that the browser came back without a code (RFC 6749 §4.1.2.1).
pub(crate) fn of_authorization(error: &OauthError) -> Fault {
    match error.error.as_str() {
        "access_denied" => declined(error),
        "temporarily_unavailable" | "server_error" if told_by_number(error).is_none() => {
            with_evidence(Code::SignInBusy, error)
        }
        _ => before_a_grant(of_refresh(error)),
    }
}

/// What a refused authorization code means (RFC 6749 §5.2). A code is good once and for minutes.
pub(super) fn of_redemption(error: &OauthError) -> Fault {
    let fault = of_refresh(error);
    match fault.code {
        Code::GrantIdle => Fault { code: Code::CodeExpired, ..fault },
        // A bare `invalid_grant` speaks of the code here: there is no other grant yet.
        Code::GrantUnclear => Fault { code: Code::StartAgain, ..fault },
        _ => before_a_grant(fault),
    }
}

/// What it means that an app gets no token for itself.
pub(super) fn of_app(error: &OauthError) -> Fault {
    before_a_grant(of_refresh(error))
}

fn declined(error: &OauthError) -> Fault {
    match told_by_number(error) {
        None => with_evidence(Code::SignInDeclined, error),
        Some(_) => before_a_grant(of_refresh(error)),
    }
}

/// Before anything was granted nothing can lapse: the same word then refuses the sign-in.
fn before_a_grant(mut fault: Fault) -> Fault {
    fault.code = match fault.code {
        Code::GrantUnclear => Code::SignInRefused,
        Code::GrantRevoked | Code::GrantIdle | Code::GrantTooOld => Code::StartAgain,
        Code::GrantOfDeviceCode => Code::DeviceCodeBlocked,
        code => code,
    };
    fault
}

/// A policy that blocks a sign-in with a code blocks, as a rule, just that (provider facts 1.8).
fn by_device_code(mut fault: Fault) -> Fault {
    if fault.code == Code::PolicyBlocked {
        fault.code = Code::DeviceCodeBlocked;
    }
    fault
}

/// What Microsoft's support asks for goes along: the number and the three ids (provider facts 1.4).
fn with_evidence(code: Code, error: &OauthError) -> Fault {
    let number = error.codes.first().map(|number| format!("AADSTS{number}"));
    let facts = [
        ("error", Some(&error.error)),
        ("number", number.as_ref()),
        ("trace", error.trace_id.as_ref()),
        ("correlation", error.correlation_id.as_ref()),
        ("at", error.timestamp.as_ref()),
    ];
    facts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .fold(Fault::new(code).words(&error.description), |fault, (name, value)| {
            fault.fact(name, value)
        })
}

/// The first number that is in the table decides.
fn told_by_number(error: &OauthError) -> Option<Code> {
    error.codes.iter().find_map(|number| aadsts::meaning(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(word: &str, numbers: &[u32]) -> OauthError {
        OauthError {
            error: word.to_owned(),
            description: "what the provider said".to_owned(),
            codes: numbers.to_vec(),
            suberror: None,
            trace_id: Some("trace".to_owned()),
            correlation_id: Some("correlation".to_owned()),
            timestamp: Some("2026-11-21 09:15:00Z".to_owned()),
        }
    }

    #[test]
    fn the_word_decides_where_no_number_is_known() {
        let table = [
            ("invalid_grant", Code::GrantUnclear, Code::SignInRefused),
            ("interaction_required", Code::GrantUnclear, Code::SignInRefused),
            ("login_required", Code::GrantUnclear, Code::SignInRefused),
            ("consent_required", Code::ConsentNeeded, Code::ConsentNeeded),
            ("invalid_scope", Code::ScopeRefused, Code::ScopeRefused),
            ("invalid_resource", Code::ScopeRefused, Code::ScopeRefused),
            ("invalid_client", Code::ClientRefused, Code::ClientRefused),
            ("unauthorized_client", Code::AppUnknown, Code::AppUnknown),
            ("invalid_request", Code::AppUnknown, Code::AppUnknown),
            ("unsupported_grant_type", Code::AppUnknown, Code::AppUnknown),
            ("authorization_declined", Code::SignInRefused, Code::SignInDeclined),
            ("access_denied", Code::SignInRefused, Code::SignInDeclined),
            ("expired_token", Code::SignInRefused, Code::CodeExpired),
            ("bad_verification_code", Code::SignInRefused, Code::SignInRefused),
            ("a_word_of_next_year", Code::SignInRefused, Code::SignInRefused),
        ];
        for (word, at_refresh, at_poll) in table {
            for numbers in [&[][..], &[4_000_000]] {
                let error = error(word, numbers);
                assert_eq!(of_refresh(&error).code, at_refresh, "{word} {numbers:?} at a refresh");
                assert_eq!(of_poll(&error).code, at_poll, "{word} {numbers:?} at a poll");
            }
        }
    }

    #[test]
    fn a_known_number_is_more_telling_than_the_word_it_comes_with() {
        let table = [
            ("invalid_grant", 50173, Code::GrantRevoked, Code::StartAgain),
            ("invalid_grant", 700_082, Code::GrantIdle, Code::StartAgain),
            ("interaction_required", 50076, Code::MfaNeeded, Code::MfaNeeded),
            ("invalid_grant", 53003, Code::PolicyBlocked, Code::DeviceCodeBlocked),
            ("access_denied", 530_035, Code::SecurityDefaults, Code::SecurityDefaults),
            ("invalid_grant", 530_036, Code::GrantOfDeviceCode, Code::DeviceCodeBlocked),
            ("invalid_client", 7_000_218, Code::PublicClientOff, Code::PublicClientOff),
            ("invalid_grant", 65001, Code::ConsentNeeded, Code::ConsentNeeded),
            ("access_denied", 65004, Code::SignInDeclined, Code::SignInDeclined),
            ("invalid_grant", 70020, Code::CodeExpired, Code::CodeExpired),
            ("invalid_grant", 9_002_313, Code::RequestMalformed, Code::RequestMalformed),
            ("invalid_grant", 90033, Code::SignInBusy, Code::SignInBusy),
            ("unauthorized_client", 700_016, Code::AppUnknown, Code::AppUnknown),
            ("invalid_client", 7_000_222, Code::SecretExpired, Code::SecretExpired),
            ("invalid_grant", 50053, Code::UserLocked, Code::UserLocked),
            ("invalid_grant", 50057, Code::UserDisabled, Code::UserDisabled),
        ];
        for (word, number, at_refresh, at_poll) in table {
            // A number that we do not know must not hide one that we do.
            for numbers in [&[number][..], &[4_000_000, number]] {
                let error = error(word, numbers);
                assert_eq!(of_refresh(&error).code, at_refresh, "{word} {numbers:?} at a refresh");
                assert_eq!(of_poll(&error).code, at_poll, "{word} {numbers:?} at a poll");
            }
        }
    }

    #[test]
    fn a_code_that_cannot_be_redeemed_is_no_grant_that_lapsed() {
        let table = [
            ("invalid_grant", 70008, Code::CodeExpired),
            ("invalid_grant", 54005, Code::StartAgain),
            ("invalid_grant", 70000, Code::StartAgain),
            ("invalid_grant", 501_481, Code::StartAgain),
            ("invalid_grant", 4_000_000, Code::StartAgain),
            ("invalid_grant", 53003, Code::PolicyBlocked),
            ("invalid_client", 500_112, Code::RedirectRefused),
        ];
        for (word, number, code) in table {
            assert_eq!(of_redemption(&error(word, &[number])).code, code, "{word} {number}");
        }
    }

    #[test]
    fn a_browser_that_comes_back_without_a_code_says_why() {
        let table = [
            ("access_denied", None, Code::SignInDeclined),
            ("access_denied", Some(65004), Code::SignInDeclined),
            ("access_denied", Some(90094), Code::AdminConsentNeeded),
            ("consent_required", None, Code::ConsentNeeded),
            ("server_error", None, Code::SignInBusy),
            ("temporarily_unavailable", None, Code::SignInBusy),
            ("invalid_scope", None, Code::ScopeRefused),
            ("login_required", None, Code::SignInRefused),
            ("a_word_of_next_year", None, Code::SignInRefused),
        ];
        for (word, number, code) in table {
            let numbers: Vec<u32> = number.into_iter().collect();
            assert_eq!(of_authorization(&error(word, &numbers)).code, code, "{word} {numbers:?}");
        }
    }

    #[test]
    fn what_support_asks_for_is_kept() {
        let fault = of_refresh(&error("invalid_grant", &[50173]));
        assert_eq!(fault.words.as_deref(), Some("what the provider said"));
        let facts: Vec<_> = fault.facts.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(
            facts,
            [
                ("at", "2026-11-21 09:15:00Z"),
                ("correlation", "correlation"),
                ("error", "invalid_grant"),
                ("number", "AADSTS50173"),
                ("trace", "trace"),
            ]
        );
    }
}
