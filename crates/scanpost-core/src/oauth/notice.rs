//! What a person should know of a grant, although it works or because it soon will not.
//!
//! - a permission that a configured function needs was not granted
//! - it cannot be renewed
//! - somebody else signed in than the mailbox: right for a shared one, so a warning and no more
//! - the app's secret or certificate ends within a month
//!
//! They are faults in form, so each has its sentence and its next step in every language; none of
//! them stops a mail.

use super::account::Account;
use super::keeper::GrantStatus;
use crate::clock::Time;
use crate::fault::{Code, Fault};
use std::time::Duration;

/// A secret or certificate is warned about so long ahead.
const CREDENTIAL_WARNING: Duration = Duration::from_hours(30 * 24);

/// The notices of an account, the most pressing one first. Pure.
pub fn notices(account: &Account, status: &GrantStatus, now: Time) -> Vec<Fault> {
    let mut notices = Vec::new();
    notices.extend(credential_ends(account, now));
    let Some(given) = &status.given else { return notices };
    let named =
        |code| Fault::new(code).fact("account", &account.name).fact("address", &account.address);
    for scope in &status.missing_scopes {
        notices.push(named(Code::GrantScopeMissing).fact("scope", scope));
    }
    if !status.lasting {
        notices.push(named(Code::GrantNotLasting));
    }
    if let Some(name) = &given.signed_in_as
        && is_other_name(name, &account.address)
    {
        notices.push(named(Code::GrantOtherName).fact("name", name));
    }
    notices
}

/// Mail addresses differ in case only by whim: no provider keeps two such mailboxes apart.
pub fn is_other_name(signed_in_as: &str, address: &str) -> bool {
    signed_in_as.to_lowercase() != address.to_lowercase()
}

fn credential_ends(account: &Account, now: Time) -> Option<Fault> {
    let ends_at = account.credential.as_ref()?.ends_at?;
    let named = |code| Fault::new(code).fact("account", &account.name);
    if ends_at <= now {
        return Some(named(Code::CredentialEnded));
    }
    let left = now.until(ends_at);
    let days = left.as_secs() / (24 * 60 * 60);
    (left <= CREDENTIAL_WARNING).then(|| named(Code::CredentialEnds).fact("days", days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::Provider;
    use crate::oauth::credential::{AppCredential, Proof};
    use crate::oauth::grant::{Given, TokenStatus};
    use crate::oauth::provider::Way;

    const NOW: Time = Time(1_795_252_500_000);
    const DAY: Duration = Duration::from_hours(24);

    fn account() -> Account {
        let name = "scans".parse().expect("a name");
        let provider = Provider::named("exchange-online").expect("is known");
        Account::new(name, "Scans@Example.com".to_owned(), provider, NOW)
    }

    fn status(signed_in_as: Option<&str>) -> GrantStatus {
        let given = Given {
            way: Way::DeviceCode,
            at: NOW,
            signed_in_as: signed_in_as.map(str::to_owned),
            scopes: Vec::new(),
            requested: Vec::new(),
            proves: false,
            issued_to: None,
        };
        GrantStatus {
            given: Some(given),
            token_status: TokenStatus::Retrieved,
            lasting: true,
            ..GrantStatus::default()
        }
    }

    fn codes(account: &Account, status: &GrantStatus) -> Vec<Code> {
        notices(account, status, NOW).into_iter().map(|notice| notice.code).collect()
    }

    #[test]
    fn a_good_grant_needs_no_words() {
        for name in [None, Some("scans@example.com"), Some("SCANS@EXAMPLE.COM")] {
            assert!(codes(&account(), &status(name)).is_empty(), "{name:?}");
        }
        assert!(codes(&account(), &GrantStatus::default()).is_empty());
    }

    #[test]
    fn somebody_else_than_the_mailbox_is_a_warning_and_is_named() {
        let shown = notices(&account(), &status(Some("anna@example.com")), NOW);
        let [notice] = &shown[..] else { panic!("one notice: {shown:?}") };
        assert_eq!(notice.code, Code::GrantOtherName);
        assert_eq!(notice.facts["name"], "anna@example.com");
        assert_eq!(notice.facts["address"], "Scans@Example.com");
    }

    #[test]
    fn what_was_not_granted_is_named() {
        let missing = GrantStatus {
            missing_scopes: vec!["SMTP.Send".to_owned()],
            lasting: false,
            ..status(None)
        };
        let expected = [Code::GrantScopeMissing, Code::GrantNotLasting];
        assert_eq!(codes(&account(), &missing), expected);
    }

    #[test]
    fn the_end_of_a_secret_is_said_a_month_ahead() {
        let table = [
            (None, None),
            (Some(NOW + DAY * 31), None),
            (Some(NOW + DAY * 30), Some((Code::CredentialEnds, Some("30")))),
            (Some(NOW + DAY + Duration::from_hours(2)), Some((Code::CredentialEnds, Some("1")))),
            (Some(NOW + Duration::from_secs(1)), Some((Code::CredentialEnds, Some("0")))),
            (Some(NOW), Some((Code::CredentialEnded, None))),
        ];
        for (ends_at, expected) in table {
            let mut account = account();
            let sealed = vec![1];
            account.credential =
                Some(AppCredential { proof: Proof::Secret, added_at: NOW, ends_at, sealed });
            let shown = notices(&account, &GrantStatus::default(), NOW);
            let shown = shown.first().map(|n| (n.code, n.facts.get("days").map(String::as_str)));
            assert_eq!(shown, expected, "{ends_at:?}");
        }
    }
}
