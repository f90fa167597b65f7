//! In whose words a sentence is said: a language, and the profile of a maker of printers.
//!
//! The words of a profile lie over those of `locales/`: what it has, and what only it has, is taken from
//! there; everything else is scanpost's own. Each file is read when somebody speaks in its voice for the
//! first time.

use std::sync::{LazyLock, OnceLock};

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;

use super::{Language, files};
use crate::profile::Name;

/// A language, and the profile whose words are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Voice {
    pub language: Language,
    pub profile: Name,
}

/// scanpost's own words.
impl From<Language> for Voice {
    fn from(language: Language) -> Self {
        Self { language, profile: Name::NEUTRAL }
    }
}

impl Voice {
    /// The words that the profile has of its own.
    pub(super) fn overlay(self) -> &'static FluentBundle<FluentResource> {
        let read = &OVERLAYS[self.profile.place()];
        let place = match self.language {
            Language::En => 0,
            Language::Sv => 1,
        };
        read[place].get_or_init(|| {
            let own = self.profile.words()[place];
            if own.contains("{ fact-") {
                return files::read(
                    self.language,
                    &format!("{own}\n{}", files::facts(self.language)),
                );
            }
            files::read(self.language, own)
        })
    }
}

/// By profile and language.
type Overlays = Vec<[OnceLock<FluentBundle<FluentResource>>; 2]>;

static OVERLAYS: LazyLock<Overlays> =
    LazyLock::new(|| Name::all().map(|_| [const { OnceLock::new() }; 2]).collect());
