//! What is asked for at a sign-in: the scopes of the functions that are set up, and no more.
//!
//! Asking for too much costs the sign-in: users of most tenants may consent to `SMTP.Send`, but not to
//! POP (provider facts 1.7). An app that signs in by itself asks for `…/.default` alone, which stands
//! for what an administrator has granted it (1.9).

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::provider::Way;

/// The scopes of a provider, by what they are for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scopes {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sending: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub receiving: Vec<String>,
    /// Asked for by every person's sign-in: to be renewed, and to learn who it was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<String>,
    /// What an app asks for that signs in by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub app_only: Vec<String>,
}

/// What an account is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Needs {
    pub sending: bool,
    pub receiving: bool,
}

impl Default for Needs {
    fn default() -> Self {
        Self { sending: true, receiving: false }
    }
}

impl Scopes {
    pub fn is_empty(&self) -> bool {
        self.sending.is_empty() && self.receiving.is_empty() && self.app_only.is_empty()
    }

    /// What a sign-in asks for, each once.
    pub fn asked(&self, way: Way, needs: Needs) -> Vec<String> {
        let all = match way {
            Way::ClientCredentials => vec![&self.app_only],
            Way::DeviceCode | Way::AuthorizationCode => {
                let mut all = self.of(needs);
                all.push(&self.always);
                all
            }
        };
        let mut asked: Vec<String> = Vec::new();
        for scope in all.into_iter().flatten() {
            if !asked.contains(scope) {
                asked.push(scope.clone());
            }
        }
        asked
    }

    /// What is needed and was not granted to a person's sign-in. Whether it can be renewed shows in
    /// the refresh token: Entra does not name `offline_access` among what it granted.
    pub fn missing(&self, needs: Needs, granted: &[String]) -> Vec<String> {
        let is_granted = |needed: &String| granted.iter().any(|scope| is_same(scope, needed));
        let mut missing: Vec<String> = Vec::new();
        for needed in self.of(needs).into_iter().flatten() {
            // `openid` and its like, in lists that do not say what each is for, open no mailbox.
            if !NOT_OF_MAIL.contains(&needed.as_str())
                && !is_granted(needed)
                && !missing.contains(needed)
            {
                missing.push(needed.clone());
            }
        }
        missing
    }

    fn of(&self, needs: Needs) -> Vec<&Vec<String>> {
        let sending = needs.sending.then_some(&self.sending);
        let receiving = needs.receiving.then_some(&self.receiving);
        sending.into_iter().chain(receiving).collect()
    }
}

/// Servers write a granted scope in another case, or with the other name of the same resource
/// (`outlook.office365.com` for `outlook.office.com`, or none): then its last part is the same.
fn is_same(granted: &str, needed: &str) -> bool {
    let last = |scope: &str| scope.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    granted.eq_ignore_ascii_case(needed)
        || !last(needed).is_empty() && last(granted) == last(needed)
}

/// Scopes that say how the sign-in is, not what it opens (`OpenID` Connect Core §5.4, §11).
const NOT_OF_MAIL: [&str; 4] = ["offline_access", "openid", "profile", "email"];

/// By function, or as one list, which then is all that sending needs.
impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct ByFunction {
            sending: Vec<String>,
            receiving: Vec<String>,
            always: Vec<String>,
            app_only: Vec<String>,
        }

        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Scopes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("scopes by function (sending, receiving, always, app_only) or a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Scopes, A::Error> {
                let sending = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(Scopes { sending, ..Scopes::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Scopes, A::Error> {
                let ByFunction { sending, receiving, always, app_only } =
                    ByFunction::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Scopes { sending, receiving, always, app_only })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::Provider;

    fn list(scopes: &[&str]) -> Vec<String> {
        scopes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_function_asks_for_its_own_scopes_and_no_more() {
        let scopes = Provider::named("exchange-online").expect("is known").oauth.scopes;
        let send = "https://outlook.office.com/SMTP.Send";
        let pop = "https://outlook.office.com/POP.AccessAsUser.All";
        let both = Needs { sending: true, receiving: true };
        let receiving = Needs { sending: false, receiving: true };
        let table = [
            (Needs::default(), list(&[send, "offline_access", "openid", "profile"])),
            (both, list(&[send, pop, "offline_access", "openid", "profile"])),
            (receiving, list(&[pop, "offline_access", "openid", "profile"])),
        ];
        for (needs, asked) in table {
            for way in [Way::DeviceCode, Way::AuthorizationCode] {
                assert_eq!(scopes.asked(way, needs), asked);
            }
            let app = list(&["https://outlook.office365.com/.default"]);
            assert_eq!(scopes.asked(Way::ClientCredentials, needs), app);
        }
        let gmail = Provider::named("gmail").expect("is known").oauth.scopes;
        let asked = gmail.asked(Way::AuthorizationCode, both);
        assert_eq!(asked, list(&["https://mail.google.com/", "openid", "email"]));
    }

    #[test]
    fn a_granted_scope_is_known_in_the_spellings_of_real_servers() {
        let scopes = Provider::named("exchange-online").expect("is known").oauth.scopes;
        let both = Needs { sending: true, receiving: true };
        let pop = "https://outlook.office.com/POP.AccessAsUser.All";
        let table = [
            (list(&["https://outlook.office.com/SMTP.Send", pop]), list(&[])),
            (list(&["https://outlook.office365.com/smtp.send", "pop.accessasuser.all"]), list(&[])),
            (list(&["SMTP.Send"]), list(&[pop])),
            (list(&["openid"]), list(&["https://outlook.office.com/SMTP.Send", pop])),
        ];
        for (granted, missing) in table {
            assert_eq!(scopes.missing(both, &granted), missing, "{granted:?}");
        }
        let gmail = Provider::named("gmail").expect("is known").oauth.scopes;
        let other = list(&["https://www.googleapis.com/auth/userinfo.email/"]);
        assert_eq!(gmail.missing(both, &other), list(&["https://mail.google.com/"]));
        assert!(gmail.missing(both, &list(&["https://mail.google.com/"])).is_empty());
    }

    #[test]
    fn an_earlier_provider_file_with_one_list_can_still_be_read() {
        let scopes: Scopes =
            serde_json::from_str(r#"["mail.send", "offline_access"]"#).expect("a list");
        let asked = scopes.asked(Way::DeviceCode, Needs::default());
        assert_eq!(asked, list(&["mail.send", "offline_access"]));
        assert!(scopes.missing(Needs::default(), &list(&["mail.send"])).is_empty());
        assert!(serde_json::from_str::<Scopes>(r#"{"sendng": []}"#).is_err());
        assert!(serde_json::from_str::<Scopes>("7").is_err());
    }
}
