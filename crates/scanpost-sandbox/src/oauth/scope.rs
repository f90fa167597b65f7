//! Scopes: what a token is for (RFC 6749 §3.3, provider-facts 1.7).
//!
//! One token is for one resource. The two names of Exchange are the same resource; a token for
//! Graph is a good token that the mail servers refuse.

use super::refusal::Refusal;
use crate::switches::{Quirk, Switches};

/// The scopes that a client asked for, all known and all of one resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope(Vec<String>);

impl Scope {
    /// Reads the `scope` parameter.
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        let scopes: Vec<String> = text.split_ascii_whitespace().map(str::to_owned).collect();
        let mut resource = None;
        for scope in &scopes {
            if SIGN_IN.contains(&scope.as_str()) {
                continue;
            }
            let (resource_of_scope, _) =
                split(scope).ok_or_else(|| Refusal::invalid_scope(text))?;
            if *resource.get_or_insert(resource_of_scope) != resource_of_scope {
                return Err(Refusal::invalid_scope(text));
            }
        }
        if scopes.is_empty() {
            return Err(Refusal::invalid_scope(text));
        }
        Ok(Self(scopes))
    }

    /// Reads the `scope` parameter as this provider does: Gmail's has names of its own.
    pub(crate) fn read_at(text: &str, switches: &Switches) -> Result<Self, Refusal> {
        if !switches.has(Quirk::Gmail) {
            return Self::read(text);
        }
        let known = |scope: &str| scope == GMAIL || GOOGLE_SIGN_IN.contains(&scope);
        let scopes: Vec<String> = text.split_ascii_whitespace().map(str::to_owned).collect();
        if scopes.is_empty() || !scopes.iter().all(|scope| known(scope)) {
            return Err(Refusal::invalid_scope(text));
        }
        Ok(Self(scopes))
    }

    /// Whether a refresh may ask for `other` of this grant (RFC 6749 §6: the same or less).
    pub(crate) fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|scope| {
            self.0.iter().any(|own| own.eq_ignore_ascii_case(scope) || same_right(own, scope))
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub(crate) fn has(&self, sign_in_scope: &str) -> bool {
        self.0.iter().any(|scope| scope == sign_in_scope)
    }

    /// Whether a mail server finds this right, such as `SMTP.Send`, in the token.
    pub(crate) fn allows(&self, right: &str) -> bool {
        self.0.iter().any(|scope| {
            // Gmail's one scope is for everything.
            scope == GMAIL
                || split(scope).is_some_and(|(resource, name)| {
                    resource == Resource::Exchange && name.eq_ignore_ascii_case(right)
                })
        })
    }

    /// What a token for it says of itself: the service that it opens, and the rights there. Google's
    /// says nothing.
    pub(crate) fn claims(&self) -> Option<(&'static str, String)> {
        let rights: Vec<_> = self.0.iter().filter_map(|scope| split(scope)).collect();
        if self.0.iter().any(|scope| scope == GMAIL) {
            return None;
        }
        let audience = match rights.first() {
            Some((Resource::Graph, _)) => "https://graph.microsoft.com",
            _ => "https://outlook.office.com",
        };
        let names: Vec<_> = rights.into_iter().map(|(_, name)| name).collect();
        Some((audience, names.join(" ")))
    }

    /// As the token response says it: `offline_access` is never listed.
    pub(crate) fn granted(&self) -> String {
        let granted: Vec<&str> =
            self.0.iter().map(String::as_str).filter(|scope| *scope != "offline_access").collect();
        granted.join(" ")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resource {
    Exchange,
    Graph,
}

/// Google's scope for SMTP, POP and IMAP in one.
pub(crate) const GMAIL: &str = "https://mail.google.com/";
const GOOGLE_SIGN_IN: &[&str] = &["openid", "profile", "email"];
const SIGN_IN: &[&str] = &["openid", "profile", "email", "offline_access"];
const RIGHTS: &[&str] = &["SMTP.Send", "POP.AccessAsUser.All", "IMAP.AccessAsUser.All"];
const RESOURCES: &[(&str, Resource)] = &[
    ("https://outlook.office.com/", Resource::Exchange),
    ("https://outlook.office365.com/", Resource::Exchange),
    ("https://graph.microsoft.com/", Resource::Graph),
];

fn split(scope: &str) -> Option<(Resource, &str)> {
    RESOURCES.iter().find_map(|(prefix, resource)| {
        let right = scope.strip_prefix(prefix)?;
        RIGHTS.iter().any(|known| known.eq_ignore_ascii_case(right)).then_some((*resource, right))
    })
}

fn same_right(one: &str, other: &str) -> bool {
    match (split(one), split(other)) {
        (Some((resource, right)), Some((other_resource, other_right))) => {
            resource == other_resource && right.eq_ignore_ascii_case(other_right)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMTP: &str = "https://outlook.office.com/SMTP.Send";

    #[test]
    fn scopes_that_entra_refuses_are_refused() {
        let table = [
            "",
            "SMTP.Send",
            "https://outlook.office.com/Mail.Everything",
            "https://outlook.office.com/.default offline_access",
            "https://outlook.office.com/SMTP.Send https://graph.microsoft.com/SMTP.Send",
        ];
        for scope in table {
            let refusal = Scope::read(scope).unwrap_err();
            assert_eq!((&*refusal.error, refusal.code), ("invalid_scope", Some(70011)), "{scope}");
        }
    }

    #[test]
    fn both_names_of_exchange_are_one_resource() {
        let other_name = "https://outlook.office365.com/smtp.send";
        let both = Scope::read(&format!("{SMTP} {other_name} offline_access")).unwrap();
        assert!(both.allows("SMTP.Send"));
        assert!(Scope::read(SMTP).unwrap().covers(&Scope::read(other_name).unwrap()));
    }

    #[test]
    fn a_token_for_graph_opens_no_mailbox() {
        let graph = Scope::read("https://graph.microsoft.com/SMTP.Send").unwrap();
        assert!(!graph.allows("SMTP.Send"));
    }

    #[test]
    fn a_grant_covers_less_but_not_more() {
        let pop = "https://outlook.office.com/POP.AccessAsUser.All";
        let both = Scope::read(&format!("{SMTP} {pop} offline_access openid")).unwrap();
        let one = Scope::read(SMTP).unwrap();
        assert!(both.covers(&one));
        assert!(!one.covers(&both));
        assert_eq!(both.granted(), format!("{SMTP} {pop} openid"));
    }
}
