//! An app's registration as it is entered: client id and tenant.
//!
//! Both are held against what the provider gives out, so that a secret pasted into the wrong field, or
//! a name instead of an id, is told when it is entered and not by a refused sign-in. Both also stand
//! in what people are asked to copy (addresses, commands): nothing here can end an address or a line.

use super::provider::{Provider, TENANTS_OF_MANY};
use crate::objection::{Objection, Reason};

/// Whether the provider's data name an app that can be, in a tenant that can be.
pub fn check(provider: &Provider) -> Result<(), Objection> {
    let client_id = &provider.oauth.client_id;
    if client_id.is_empty() {
        return Err(Objection::new(Reason::ClientIdMissing, &provider.title));
    }
    // What was typed is not repeated: it may well be the secret.
    if client_id.len() > LONGEST_ID || !client_id.chars().all(is_of_an_id) {
        return Err(Objection::new(Reason::ClientIdInvalid, &provider.title));
    }
    if provider.has_tenants() && !is_guid(client_id) {
        return Err(Objection::new(Reason::ClientIdNotGuid, &provider.title));
    }
    let tenant = provider.oauth.tenant.as_deref();
    match tenant.filter(|tenant| !is_tenant(tenant)) {
        Some(wrong) => Err(Objection::new(Reason::TenantInvalid, wrong.escape_debug())),
        None => Ok(()),
    }
}

/// A GUID, one of the tenant's domains, or a word for many tenants.
fn is_tenant(text: &str) -> bool {
    TENANTS_OF_MANY.contains(&text) || is_guid(text) || is_domain(text)
}

/// `00001111-aaaa-2222-bbbb-3333cccc4444` (RFC 9562 §4).
pub fn is_guid(text: &str) -> bool {
    let groups = text.split('-').map(|group| (group.len(), group));
    let is_hex = |group: &str| group.chars().all(|c| c.is_ascii_hexdigit());
    groups.clone().map(|(length, _)| length).eq([8, 4, 4, 4, 12])
        && groups.clone().all(|(_, group)| is_hex(group))
}

/// At least two labels (RFC 1035 §2.3.1).
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= LONGEST_ID && text.contains('.') && text.split('.').all(is_label)
}

/// RFC 6749 Appendix A.1 lets any visible character be; providers use letters, digits and these.
fn is_of_an_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~+/=:@".contains(c)
}

/// Longest client id or domain, in characters.
const LONGEST_ID: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    fn registered(provider: &str, client_id: &str, tenant: Option<&str>) -> Option<Reason> {
        let mut provider = Provider::named(provider).expect("is known");
        client_id.clone_into(&mut provider.oauth.client_id);
        if let Some(tenant) = tenant {
            provider.oauth.tenant = Some(tenant.to_owned());
        }
        check(&provider).err().map(|objection| objection.reason)
    }

    const GUID: &str = "00001111-aaaa-2222-BBBB-3333cccc4444";

    #[test]
    fn an_app_at_entra_is_called_by_a_guid() {
        assert_eq!(registered("exchange-online", GUID, None), None);
        assert_eq!(registered("exchange-online", "", None), Some(Reason::ClientIdMissing));
        for bad in ["my-app", "00001111aaaa2222bbbb3333cccc4444", &GUID[1..], "x.apps.example"] {
            assert_eq!(registered("outlook", bad, None), Some(Reason::ClientIdNotGuid), "{bad}");
        }
    }

    #[test]
    fn an_app_elsewhere_has_an_id_that_cannot_end_a_line_or_a_command() {
        for good in ["123-abc.apps.googleusercontent.com", "dj0yJmk9QQ--", "1000.A1B2", GUID] {
            assert_eq!(registered("gmail", good, None), None, "{good}");
        }
        let long = "x".repeat(256);
        for bad in
            ["my client id", "a\r\nb", "a;b", "a'b", "$(a)", "a`b", "a\u{e5}", "\u{2019}", &long]
        {
            assert_eq!(registered("gmail", bad, None), Some(Reason::ClientIdInvalid), "{bad}");
        }
    }

    #[test]
    fn a_tenant_is_a_guid_a_domain_or_a_word_for_many() {
        for good in [GUID, "contoso.onmicrosoft.com", "contoso.example", "organizations", "common"]
        {
            assert_eq!(registered("exchange-online", GUID, Some(good)), None, "{good}");
        }
        let bad = ["", "contoso", "evil/../../x", "evil.example/x?y=", "a b.example", ".example"];
        for bad in bad.into_iter().chain(["a..example", "-a.example", "a.example.", "a.example\n"])
        {
            let reason = registered("exchange-online", GUID, Some(bad));
            assert_eq!(reason, Some(Reason::TenantInvalid), "{bad:?}");
        }
    }
}
