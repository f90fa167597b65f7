//! The files of a profile become a [`Profile`], or a sentence says what is wrong with them and what is
//! allowed. Pure: a test feeds it what a hasty writer would.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fluent_bundle::FluentResource;

use super::codes::concerns_the_service;
use super::{Name, Opens, Page, Profile, WORDS};
use crate::fault::Code;

/// Why the files of a profile cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// `epson.sv.ftl`
    pub file: String,
    /// What it is about: a key, an id, a line.
    pub key: String,
    /// What is wrong, and what is allowed.
    pub why: String,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "profiles/{}, {}: {}", self.file, self.key, self.why)
    }
}

impl std::error::Error for Unfit {}

impl Profile {
    /// Reads a profile: its description, and its words in English and in Swedish.
    pub fn read(name: &str, toml: &str, words: [&str; 2]) -> Result<Profile, Unfit> {
        let file = format!("{name}.toml");
        let profile: Profile = toml::from_str(toml).map_err(|error| {
            let line = error.span().map(|span| toml[..span.start].matches('\n').count() + 1);
            let key = line.map_or_else(|| "the end".to_owned(), |line| format!("line {line}"));
            Unfit { file: file.clone(), key, why: error.message().to_owned() }
        })?;
        let unfit =
            |(key, why): (&str, String)| Unfit { file: file.clone(), key: key.to_owned(), why };
        check_pages(&profile).map_err(unfit)?;
        check_menus(&profile).map_err(unfit)?;
        check_codes(&profile).map_err(unfit)?;
        check_words(name, &profile, words)?;
        Ok(profile)
    }

    /// The ids of the words that the profile itself names; they are its own.
    pub fn own_words(&self) -> BTreeSet<&str> {
        let steps = self.menus.iter().flat_map(|menu| &menu.steps);
        let steps = steps.flat_map(|step| step.under.iter().chain([&step.click]));
        let pages = self.pages.iter().flat_map(|page| {
            page.sections.iter().filter_map(|section| section.title.as_ref()).chain([&page.title])
        });
        let codes = self.codes.iter().map(|code| &code.word);
        steps.chain(pages).chain(codes).map(String::as_str).collect()
    }
}

/// A key, and what is wrong with it.
type Wrong<'a> = (&'a str, String);

fn check_pages(profile: &Profile) -> Result<(), Wrong<'_>> {
    if profile.pages.is_empty() {
        return Err(("page", "there is none; describe at least one".to_owned()));
    }
    let mut seen = BTreeSet::new();
    for page in &profile.pages {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if page.name.is_empty() || !page.name.chars().all(is_plain) {
            let why = "a name stands in an address: use a to z, digits and hyphens".to_owned();
            return Err((&page.name, why));
        }
        if !seen.insert(&page.name) {
            return Err((&page.name, "two pages have this name".to_owned()));
        }
        check_page(profile, page)?;
    }
    Ok(())
}

fn check_page<'a>(profile: &'a Profile, page: &'a Page) -> Result<(), Wrong<'a>> {
    if profile.served_by(page.slot).next().is_none() {
        let slot = page.slot.as_str();
        return Err((&page.name, format!("no function of `functions` uses the slot {slot}")));
    }
    let mut seen = BTreeSet::new();
    for row in page.sections.iter().flat_map(|section| &section.rows) {
        if !seen.insert(row.as_str()) {
            return Err((row.as_str(), format!("it is twice on the page {}", page.name)));
        }
        if !row.fits(page.slot) && !page.not_used.contains(row) {
            let slot = page.slot.as_str();
            let why =
                format!("{slot} has nothing to show there: leave it out, or name it in `not-used`");
            return Err((row.as_str(), why));
        }
    }
    match page.not_used.iter().find(|row| !seen.contains(row.as_str())) {
        Some(row) => Err((row.as_str(), format!("it is not on the page {}", page.name))),
        None => Ok(()),
    }
}

fn check_menus(profile: &Profile) -> Result<(), Wrong<'_>> {
    for menu in &profile.menus {
        if menu.steps.is_empty() {
            return Err(("menu", "a way needs at least one step".to_owned()));
        }
        if let Opens::Page(name) = &menu.opens
            && profile.page(name).is_none()
        {
            let pages: Vec<_> = profile.pages.iter().map(|page| page.name.as_str()).collect();
            let why = format!("there is no such page: use status, jobs, {}", pages.join(", "));
            return Err((name, why));
        }
    }
    Ok(())
}

/// Each cause has one code at most; who has codes has one for all that lies on the way to the service.
fn check_codes(profile: &Profile) -> Result<(), Wrong<'_>> {
    if profile.codes.is_empty() {
        return Ok(());
    }
    for cause in Code::ALL {
        let numbers = profile.codes.iter().filter(|code| code.covers(*cause));
        let numbers: Vec<_> = numbers.map(|code| code.number.as_str()).collect();
        if numbers.len() > 1 {
            let why = format!("{cause} has the codes {}: leave one", numbers.join(" and "));
            return Err(("code", why));
        }
        if numbers.is_empty() && concerns_the_service(*cause) {
            let why = format!("{cause} has no code: name it in the `causes` of one");
            return Err(("code", why));
        }
    }
    Ok(())
}

/// Each word that the profile names, and each of [`WORDS`], is there in each language, with the same
/// placeholders.
fn check_words(name: &str, profile: &Profile, words: [&str; 2]) -> Result<(), Unfit> {
    let mut needed = profile.own_words();
    if name != Name::NEUTRAL.as_str() {
        needed.extend(WORDS);
    }
    let file = |language: &str| format!("{name}.{language}.ftl");
    let mut read = Vec::with_capacity(words.len());
    for (language, text) in ["en", "sv"].into_iter().zip(words) {
        let texts = texts(text);
        let unfit = |key: &str, why: &str| Unfit {
            file: file(language),
            key: key.to_owned(),
            why: why.into(),
        };
        if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
            let why = errors.first().map(ToString::to_string).unwrap_or_default();
            return Err(unfit("the words", &why));
        }
        if let Some(missing) = needed.iter().find(|id| !texts.contains_key(**id)) {
            return Err(unfit(missing, "the word is missing: each profile says it"));
        }
        let of_codes =
            profile.codes.iter().find(|code| !texts[code.word.as_str()].contains(".next ="));
        if let Some(code) = of_codes {
            return Err(unfit(&code.word, "it does not say what to do: give it a part `.next`"));
        }
        read.push(texts);
    }
    for (one, other, language) in [(0, 1, "sv"), (1, 0, "en")] {
        for (id, text) in &read[one] {
            let there = read[other].get(id);
            if there.is_none_or(|there| placeholders(there) != placeholders(text)) {
                let why =
                    "it is not the same word, with the same placeholders, as in the other language";
                return Err(Unfit { file: file(language), key: (*id).to_owned(), why: why.into() });
            }
        }
    }
    Ok(())
}

/// The source of each message by its id.
pub(crate) fn texts(file: &str) -> BTreeMap<&str, String> {
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    let mut current = None;
    for line in file.lines() {
        if line.starts_with(|first: char| first.is_ascii_lowercase()) {
            current = line.split(" =").next();
        } else if line.starts_with('#') {
            current = None;
        }
        if let Some(id) = current {
            let text = found.entry(id).or_default();
            text.push_str(line);
            text.push('\n');
        }
    }
    found
}

/// `$address`, `$name`.
pub(crate) fn placeholders(text: &str) -> BTreeSet<&str> {
    let inside = text.split('{').skip(1);
    let words = inside.filter_map(|inside| inside.trim_start().split([' ', '}']).next());
    words.filter(|word| word.starts_with('$')).collect()
}
