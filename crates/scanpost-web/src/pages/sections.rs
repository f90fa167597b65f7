//! The sections of the site, as its navigation lists them. A new section is one line here.

use scanpost_core::administrator::{Actor, Privilege};
use scanpost_core::profile::Profile;

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
    // Only a maker's profile has menus.
    let has_menus = !Profile::of(say.voice.profile).menus.is_empty();
    let seen = SECTIONS.iter().filter(|(.., needs)| needs.is_none_or(|needs| actor.may(needs)));
    seen.filter(|(path, ..)| *path != MACHINE || has_menus)
        .map(|(path, word, _)| Section { path, word: say.text(word), is_here: is_here(here, path) })
        .collect()
}

/// The pages of the mail server belong to the menus that lead there.
fn is_here(here: &str, section: &str) -> bool {
    belongs(here, section) || section == MACHINE && belongs(here, "/mail-server")
}

fn belongs(here: &str, section: &str) -> bool {
    let below = here.strip_prefix(section);
    below.is_some_and(|rest| rest.is_empty() || (section != "/" && rest.starts_with('/')))
}

/// The menus of the printers' own pages.
const MACHINE: &str = "/machine";

/// Path, word, and the privilege without which there is nothing to see.
const SECTIONS: [(&str, &str, Option<Privilege>); 9] = [
    ("/", "nav-status", None),
    ("/jobs", "jobs-title", None),
    ("/receiving", "receiving-title", None),
    ("/accounts", "accounts-title", None),
    ("/devices", "devices-title", None),
    ("/users", "users-title", None),
    (MACHINE, "machine-title", None),
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
