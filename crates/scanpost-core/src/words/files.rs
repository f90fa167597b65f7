//! The files of sentences. Each is read when one of its sentences is wanted for the first time: read, a
//! file takes ten times its size in memory, and a gateway that nobody looks at says next to nothing.

use std::sync::{LazyLock, OnceLock};

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use unic_langid::langid;

use super::Language;

/// The sentences of the file that has this one.
pub(super) fn bundle_with(
    language: Language,
    id: &str,
) -> Option<&'static FluentBundle<FluentResource>> {
    let place = PLACES.binary_search_by_key(&id, |(id, _)| id).ok()?;
    let (_, file) = PLACES[place];
    let (texts, bundles) = match language {
        Language::En => (&ENGLISH, &READ_ENGLISH),
        Language::Sv => (&SWEDISH, &READ_SWEDISH),
    };
    Some(bundles[file].get_or_init(|| read(language, texts[file])))
}

pub(super) fn read(language: Language, text: &str) -> FluentBundle<FluentResource> {
    let tag = match language {
        Language::En => langid!("en"),
        Language::Sv => langid!("sv"),
    };
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks serve texts that mix writing directions; a terminal would show them as litter.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned())
        .map_err(|(_, errors)| errors)
        .expect("a test reads every file of sentences");
    bundle.add_resource(resource).expect("a test finds ids that are there twice");
    bundle
}

/// How faults call what they are about: `fact-the-account` and its like, as a file of their own. Sentences in
/// other files may speak of faults in the same way.
pub(super) fn facts(language: Language) -> String {
    let texts = match language {
        Language::En => &ENGLISH,
        Language::Sv => &SWEDISH,
    };
    let mut is_fact = false;
    let of_facts = texts.iter().flat_map(|text| text.lines()).filter(|line| {
        is_fact = line.starts_with(FACT) || is_fact && (line.starts_with(' ') || *line == "}");
        is_fact
    });
    of_facts.flat_map(|line| [line, "\n"]).collect()
}

const FACT: &str = "fact-";

/// In which file each sentence is, the same in every language; by the alphabet.
static PLACES: LazyLock<Vec<(&str, usize)>> = LazyLock::new(|| {
    let mut places: Vec<_> = ENGLISH
        .iter()
        .enumerate()
        .flat_map(|(file, text)| text.lines().filter_map(id_of).map(move |id| (id, file)))
        .collect();
    places.sort_unstable();
    places
});

/// The id that a line begins, if it begins one.
fn id_of(line: &str) -> Option<&str> {
    let (id, _) = line.split_once(" =")?;
    id.starts_with(|first: char| first.is_ascii_lowercase()).then_some(id)
}

type Bundles = [OnceLock<FluentBundle<FluentResource>>; FILES];
static READ_ENGLISH: Bundles = [const { OnceLock::new() }; FILES];
static READ_SWEDISH: Bundles = [const { OnceLock::new() }; FILES];

const FILES: usize = 21;
pub(super) const ENGLISH: [&str; FILES] = [
    include_str!("../../../../locales/en/faults.ftl"),
    include_str!("../../../../locales/en/objections.ftl"),
    include_str!("../../../../locales/en/states.ftl"),
    include_str!("../../../../locales/en/pages.ftl"),
    include_str!("../../../../locales/en/pages-accounts.ftl"),
    include_str!("../../../../locales/en/pages-administrators.ftl"),
    include_str!("../../../../locales/en/pages-devices.ftl"),
    include_str!("../../../../locales/en/pages-users.ftl"),
    include_str!("../../../../locales/en/pages-jobs.ftl"),
    include_str!("../../../../locales/en/pages-settings.ftl"),
    include_str!("../../../../locales/en/command-line.ftl"),
    include_str!("../../../../locales/en/command-line-help.ftl"),
    include_str!("../../../../locales/en/notices.ftl"),
    include_str!("../../../../locales/en/pages-notices.ftl"),
    include_str!("../../../../locales/en/doctor.ftl"),
    include_str!("../../../../locales/en/pages-receiving.ftl"),
    include_str!("../../../../locales/en/machine.ftl"),
    include_str!("../../../../locales/en/sheet.ftl"),
    include_str!("../../../../locales/en/pages-machine.ftl"),
    include_str!("../../../../locales/en/pages-panel.ftl"),
    include_str!("../../../../locales/en/pages-fax-server.ftl"),
];

pub(super) const SWEDISH: [&str; FILES] = [
    include_str!("../../../../locales/sv/faults.ftl"),
    include_str!("../../../../locales/sv/objections.ftl"),
    include_str!("../../../../locales/sv/states.ftl"),
    include_str!("../../../../locales/sv/pages.ftl"),
    include_str!("../../../../locales/sv/pages-accounts.ftl"),
    include_str!("../../../../locales/sv/pages-administrators.ftl"),
    include_str!("../../../../locales/sv/pages-devices.ftl"),
    include_str!("../../../../locales/sv/pages-users.ftl"),
    include_str!("../../../../locales/sv/pages-jobs.ftl"),
    include_str!("../../../../locales/sv/pages-settings.ftl"),
    include_str!("../../../../locales/sv/command-line.ftl"),
    include_str!("../../../../locales/sv/command-line-help.ftl"),
    include_str!("../../../../locales/sv/notices.ftl"),
    include_str!("../../../../locales/sv/pages-notices.ftl"),
    include_str!("../../../../locales/sv/doctor.ftl"),
    include_str!("../../../../locales/sv/pages-receiving.ftl"),
    include_str!("../../../../locales/sv/machine.ftl"),
    include_str!("../../../../locales/sv/sheet.ftl"),
    include_str!("../../../../locales/sv/pages-machine.ftl"),
    include_str!("../../../../locales/sv/pages-panel.ftl"),
    include_str!("../../../../locales/sv/pages-fax-server.ftl"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read_and_no_id_is_in_two_of_them() {
        for (language, texts) in [(Language::En, ENGLISH), (Language::Sv, SWEDISH)] {
            for text in texts {
                read(language, text);
            }
        }
        let twice: Vec<_> = PLACES.windows(2).filter(|pair| pair[0].0 == pair[1].0).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn every_part_that_a_sentence_is_made_of_is_in_its_file() {
        for text in [ENGLISH, SWEDISH].concat() {
            let parts =
                text.split("{ -").skip(1).filter_map(|part| part.split(['(', ' ', '}']).next());
            for part in parts {
                assert!(text.contains(&format!("\n-{part} =")), "-{part} is in another file");
            }
        }
    }
}
