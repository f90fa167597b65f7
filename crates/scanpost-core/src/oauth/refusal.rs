//! What it means when the authorization server says no.
//!
//! The state of a grant follows from the word `error` (RFC 6749 §5.2, RFC 8628 §3.5); Entra's AADSTS
//! numbers pick the advice, and tell the provider's definite word from an unclear one. The numbers
//! stand in one table, taken from provider facts 1.8 and 2. A number that is not in it leaves the
//! matter to the word.

use scanpost_proto::oauth::OauthError;

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
    before_a_grant(of_refresh(error))
}

/// What a refused poll means. Whatever it is, the code is used up.
pub(super) fn of_poll(error: &OauthError) -> Fault {
    match error.error.as_str() {
        "expired_token" => with_evidence(Code::CodeExpired, error),
        "authorization_declined" | "access_denied" if told_by_number(error).is_none() => {
            with_evidence(Code::SignInDeclined, error)
        }
        _ => before_a_grant(of_refresh(error)),
    }
}

/// Before anything was granted nothing can lapse: the same word then refuses the sign-in.
fn before_a_grant(mut fault: Fault) -> Fault {
    if matches!(fault.code, Code::GrantRevoked | Code::GrantUnclear) {
        fault.code = Code::SignInRefused;
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
    error.codes.iter().find_map(|number| {
        let row = NUMBERS.iter().find(|(_, numbers)| numbers.contains(number));
        row.map(|(code, _)| *code)
    })
}

/// Entra's numbers, by what they mean to us.
const NUMBERS: &[(Code, &[u32])] = &[
    // This refresh token is over for certain, or a person must come back.
    (
        Code::GrantRevoked,
        &[
            50055, 50072, 50074, 50076, 50078, 50079, 50085, 50089, 50126, 50132, 50133, 50134,
            50144, 50158, 50173, 50199, 54005, 70000, 70008, 70043, 700_082, 700_084,
        ],
    ),
    // Security defaults, Conditional Access or a risk policy stands in the way.
    (
        Code::DeviceCodeBlocked,
        &[
            50097, 50131, 50155, 53000, 53001, 53002, 53003, 53004, 53010, 53011, 530_032, 530_033,
            530_034, 530_035, 530_036, 700_003,
        ],
    ),
    (Code::PublicClientOff, &[7_000_218]),
    (Code::ConsentNeeded, &[65001, 90094, 90095]),
    (Code::SignInDeclined, &[65004]),
    (Code::CodeExpired, &[70019, 70020]),
    // The client id, the tenant or the cloud is wrong, or the app is switched off.
    (
        Code::AppUnknown,
        &[50059, 50194, 70001, 90002, 90038, 700_011, 700_016, 7_000_112, 9_002_332],
    ),
    (Code::ScopeRefused, &[65005, 70011, 500_011, 650_052, 650_056, 650_057, 700_022]),
    (Code::ClientRefused, &[700_025, 7_000_215, 7_000_222]),
    // A malformed request is our mistake and says nothing about the grant.
    (Code::SignInNonsense, &[90014, 900_144, 9_002_313]),
    // The service is busy or in trouble, or its link to the site's own directory is.
    (
        Code::SignInBusy,
        &[
            50033, 50087, 50088, 50196, 70012, 80001, 80002, 80005, 80007, 80014, 90006, 90012,
            90024, 90033, 90036, 90055, 90090,
        ],
    ),
];

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
    fn no_number_has_two_meanings() {
        let mut all: Vec<u32> = NUMBERS.iter().flat_map(|(_, numbers)| *numbers).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
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
            ("invalid_grant", 50173, Code::GrantRevoked, Code::SignInRefused),
            ("invalid_grant", 700_082, Code::GrantRevoked, Code::SignInRefused),
            ("interaction_required", 50076, Code::GrantRevoked, Code::SignInRefused),
            ("invalid_grant", 53003, Code::DeviceCodeBlocked, Code::DeviceCodeBlocked),
            ("access_denied", 530_035, Code::DeviceCodeBlocked, Code::DeviceCodeBlocked),
            ("invalid_grant", 530_036, Code::DeviceCodeBlocked, Code::DeviceCodeBlocked),
            ("invalid_client", 7_000_218, Code::PublicClientOff, Code::PublicClientOff),
            ("invalid_grant", 65001, Code::ConsentNeeded, Code::ConsentNeeded),
            ("access_denied", 65004, Code::SignInDeclined, Code::SignInDeclined),
            ("invalid_grant", 70020, Code::CodeExpired, Code::CodeExpired),
            ("invalid_grant", 9_002_313, Code::SignInNonsense, Code::SignInNonsense),
            ("invalid_grant", 90033, Code::SignInBusy, Code::SignInBusy),
            ("unauthorized_client", 700_016, Code::AppUnknown, Code::AppUnknown),
            ("invalid_client", 7_000_222, Code::ClientRefused, Code::ClientRefused),
            // The account is locked or disabled: it may be unlocked, so it is asked again.
            ("invalid_grant", 50053, Code::GrantUnclear, Code::SignInRefused),
            ("invalid_grant", 50057, Code::GrantUnclear, Code::SignInRefused),
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
