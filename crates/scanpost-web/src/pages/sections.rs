//! The sections of the site, as its navigation lists them. A new section is one line here.

use scanpost_core::administrator::{Actor, Privilege};

use super::say::Say;

/// One section in the navigation.
pub(super) struct Section {
    pub(super) path: &'static str,
    pub(super) word: String,
    /// Whether the page that is shown belongs to it.
    pub(super) is_here: bool,
}

/// The sections that this actor can look into.
pub(super) fn sections(say: Say, actor: &Actor, here: &str) -> Vec<Section> {
    let seen = SECTIONS.iter().filter(|(.., needs)| needs.is_none_or(|needs| actor.may(needs)));
    seen.map(|(path, word, _)| Section { path, word: say.text(word), is_here: belongs(here, path) })
        .collect()
}

fn belongs(here: &str, section: &str) -> bool {
    let below = here.strip_prefix(section);
    below.is_some_and(|rest| rest.is_empty() || (section != "/" && rest.starts_with('/')))
}

/// Path, word, and the privilege without which there is nothing to see.
const SECTIONS: [(&str, &str, Option<Privilege>); 7] = [
    ("/", "nav-status", None),
    ("/jobs", "jobs-title", None),
    ("/receiving", "receiving-title", None),
    ("/accounts", "accounts-title", None),
    ("/devices", "devices-title", None),
    ("/settings", "site-settings-title", None),
    ("/administrators", "administrators", Some(Privilege::Administrators)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_to_the_section_whose_path_it_continues() {
        for (here, section, is_here) in [
            ("/", "/", true),
            ("/jobs", "/", false),
            ("/jobs", "/jobs", true),
            ("/jobs/1", "/jobs", true),
            ("/jobsworth", "/jobs", false),
        ] {
            assert_eq!(belongs(here, section), is_here, "{here} {section}");
        }
    }
}
