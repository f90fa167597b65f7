//! Which organisations have consented to which app, as far as it came back from the provider's consent page.
//!
//! It is a note for people and decides nothing: whether somebody may sign in, only the provider tells. What was
//! consented to elsewhere (on the provider's own pages, by a tick while signing in) does not stand here.

use serde::{Deserialize, Serialize};

use crate::clock::Time;

/// So many are kept: a site has one app, or a few. The oldest goes.
const MOST_CONSENTS: usize = 16;

/// What was consented to, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consents {
    given: Vec<Consent>,
}

/// To what is consented: an app, as whom it signs in. With another tenant it is another consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    pub client_id: String,
    pub tenant: Option<String>,
}

/// One organisation has consented to one app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub to: App,
    /// The organisation, as the provider named it then.
    pub organisation: String,
    pub at: Time,
    /// Who made the link here. Who consented there, the provider does not say.
    pub by: Option<String>,
}

impl Consents {
    pub fn note(&mut self, new: Consent) {
        self.given.retain(|consent| consent.to != new.to);
        let over = (self.given.len() + 1).saturating_sub(MOST_CONSENTS);
        self.given.drain(..over);
        self.given.push(new);
    }

    pub fn to(&self, app: &App) -> Option<&Consent> {
        self.given.iter().find(|consent| consent.to == *app)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_consent_to_an_app_counts_and_so_many_are_kept() {
        let app = |number: usize| App { client_id: format!("app-{number}"), tenant: None };
        let consent = |number, at| Consent {
            to: app(number),
            organisation: "contoso".to_owned(),
            at: Time(at),
            by: None,
        };
        let mut consents = Consents::default();
        consents.note(consent(0, 1));
        consents.note(consent(0, 2));
        assert_eq!(consents.to(&app(0)).map(|consent| consent.at), Some(Time(2)));
        let of_tenant = App { tenant: Some("fabrikam".to_owned()), ..app(0) };
        assert_eq!(consents.to(&of_tenant), None);
        (1..=MOST_CONSENTS).for_each(|number| consents.note(consent(number, 3)));
        assert_eq!((consents.to(&app(0)), consents.given.len()), (None, MOST_CONSENTS));
    }
}
