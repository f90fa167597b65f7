//! The mail services that scanpost knows: those that it brings, and those that whoever set it up described.
//! A description of a service that scanpost brings takes its place, at its place in the list.

use super::provider::Provider;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Services {
    all: Vec<Provider>,
}

impl Default for Services {
    fn default() -> Self {
        Self { all: Provider::known() }
    }
}

impl Services {
    /// Those that scanpost brings, and these, each of which has a name of its own.
    pub fn with(described: Vec<Provider>) -> Self {
        let mut services = Self::default();
        for provider in described {
            match services.all.iter_mut().find(|one| one.name == provider.name) {
                Some(brought) => *brought = provider,
                None => services.all.push(provider),
            }
        }
        services
    }

    pub fn all(&self) -> &[Provider] {
        &self.all
    }

    pub fn named(&self, name: &str) -> Option<&Provider> {
        self.all.iter().find(|one| one.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_described_service_takes_the_place_of_the_one_that_is_brought_or_is_another_one() {
        let described = |name: &str| {
            let mut provider = Provider::named("exchange-online").expect("is known");
            name.clone_into(&mut provider.name);
            "a dealer's app".clone_into(&mut provider.oauth.client_id);
            provider
        };
        let services = Services::with(vec![described("gmail"), described("acme")]);
        let names = |all: &[Provider]| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        let mut expected = names(&Provider::known());
        expected.push("acme".to_owned());
        assert_eq!(names(services.all()), expected);
        for name in ["gmail", "acme"] {
            assert_eq!(services.named(name), Some(&described(name)));
        }
        assert_eq!(services.named("outlook"), Provider::named("outlook").as_ref());
        assert_eq!(services.named("nobody"), None);
    }
}
