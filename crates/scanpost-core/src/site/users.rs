//! Who becomes a user, and who is asked to sign in.

use serde::{Deserialize, Serialize};

use crate::account::is_address;
use crate::objection::{Objection, Reason};

/// More domains no organisation lets scan.
const MOST_DOMAINS: usize = 50;

/// What an administrator sets for users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct UserRules {
    /// Whoever has an address of one of these domains becomes a user by scanning. Empty: only those whom
    /// an administrator has added.
    pub domains: Vec<String>,
    /// A user whose scan waits for the sign-in gets a mail with the way there, once a day at most.
    pub asks_by_mail: bool,
    /// Where users open these pages: `https://scanpost.contoso.example`. It stands in that mail; empty: none
    /// is sent.
    pub page_address: String,
}

impl Default for UserRules {
    fn default() -> Self {
        Self { domains: Vec::new(), asks_by_mail: true, page_address: String::new() }
    }
}

impl UserRules {
    /// As typed: one domain a line, or with blanks or commas between them.
    pub fn domains_of(typed: &str) -> Vec<String> {
        let parts = typed.split([',', ';', ' ', '\n', '\r', '\t']);
        let domains = parts.map(|part| part.trim().trim_start_matches('@').to_lowercase());
        let mut domains: Vec<_> = domains.filter(|domain| !domain.is_empty()).collect();
        domains.sort();
        domains.dedup();
        domains
    }

    /// Whether they can be as they are entered.
    pub fn check(&self) -> Result<(), Objection> {
        if self.domains.len() > MOST_DOMAINS {
            return Err(Objection::new(Reason::TooManyEntries, MOST_DOMAINS).at("domains"));
        }
        if !self.page_address.is_empty() && !is_page(&self.page_address) {
            let shown = self.page_address.escape_debug();
            return Err(Objection::new(Reason::PageAddressInvalid, shown));
        }
        let is_domain = |domain: &&String| is_address(&format!("a@{domain}"));
        match self.domains.iter().find(|domain| !is_domain(domain)) {
            Some(wrong) => Err(Objection::new(Reason::UserDomainInvalid, wrong.escape_debug())),
            None => Ok(()),
        }
    }
}

/// Whether a browser can open pages there: scheme and host, perhaps a port, and nothing behind.
fn is_page(address: &str) -> bool {
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    host.map(|host| host.trim_end_matches('/'))
        .is_some_and(|host| !host.is_empty() && host.len() < 256 && host.chars().all(allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_typed_as_people_do_and_must_be_ones() {
        let typed = UserRules::domains_of("@Contoso.example, b.example\r\n\n b.example");
        assert_eq!(typed, ["b.example", "contoso.example"]);
        let rules = |domains: Vec<String>| UserRules { domains, ..UserRules::default() };
        assert_eq!(rules(typed).check(), Ok(()));
        for wrong in ["a@b", "-x", "a..b", "<b>"] {
            let why = rules(vec![wrong.to_owned()]).check().map_err(|why| why.reason);
            assert_eq!(why, Err(Reason::UserDomainInvalid), "{wrong}");
        }
        for (page, good) in [
            ("https://scanpost.contoso.example/", true),
            ("http://[2001:db8::1]:8025", true),
            ("https://", false),
            ("javascript:alert(1)", false),
            ("https://a/b\r\nX: y", false),
        ] {
            let rules = UserRules { page_address: page.to_owned(), ..UserRules::default() };
            assert_eq!(rules.check().is_ok(), good, "{page}");
        }
        let many = (0..=MOST_DOMAINS).map(|number| format!("d{number}.example")).collect();
        assert_eq!(rules(many).check().map_err(|why| why.reason), Err(Reason::TooManyEntries));
    }
}
