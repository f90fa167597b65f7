//! The words of a page, in the reader's language and in the voice of the site's profile; templates call it
//! `say`.

use scanpost_core::profile::Name;
use scanpost_core::words::{self, Voice};

#[derive(Clone, Copy, Debug)]
pub(super) struct Say {
    pub(super) voice: Voice,
}

impl Say {
    /// In the words of a device's own profile, where it has one.
    pub(super) fn of_device(self, own: Option<Name>) -> Self {
        let profile = own.unwrap_or(self.voice.profile);
        Self { voice: Voice { profile, ..self.voice } }
    }

    pub(super) fn text(self, id: &str) -> String {
        words::text(self.voice, id, &[])
    }

    pub(super) fn with(self, id: &str, name: &str, value: &str) -> String {
        words::text(self.voice, id, &[(name, value)])
    }

    pub(super) fn with_two(
        self,
        id: &str,
        name: &str,
        value: &str,
        second: &str,
        other: &str,
    ) -> String {
        words::text(self.voice, id, &[(name, value), (second, other)])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};
    use std::{fs, iter};

    /// All files of a folder and its folders.
    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder of this crate");
        let paths = entries.map(|entry| entry.expect("an entry of the folder").path());
        paths
            .flat_map(|path| if path.is_dir() { files(&path) } else { iter::once(path).collect() })
            .collect()
    }

    /// All that can name a text: the templates and the sources of this crate.
    fn sources() -> Vec<String> {
        let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
        ["src", "templates"]
            .iter()
            .flat_map(|folder| files(&crate_root.join(folder)))
            .map(|file| fs::read_to_string(file).expect("text"))
            .collect()
    }

    /// The texts of the pages: `locales/en/pages*.ftl`.
    fn ids() -> BTreeSet<String> {
        let locale = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales/en");
        let is_of_pages = |path: &PathBuf| {
            path.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| name.starts_with("pages"))
        };
        let is_message = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
        files(&locale)
            .iter()
            .filter(|path| is_of_pages(path))
            .map(|file| fs::read_to_string(file).expect("text"))
            .flat_map(|file| {
                let messages = file.lines().filter(is_message);
                messages
                    .filter_map(|line| line.split(" =").next().map(str::to_owned))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn no_text_of_the_pages_is_unused() {
        let sources = sources();
        for id in ids() {
            let quoted = format!("\"{id}\"");
            assert!(sources.iter().any(|source| source.contains(&quoted)), "{id} is used nowhere");
        }
    }

    #[test]
    fn every_text_that_a_page_asks_for_exists() {
        let ids = ids();
        for source in sources() {
            for call in ["say.text(\"", "say.with(\"", "say.with_two(\""] {
                for asked in source.split(call).skip(1) {
                    let id = asked.split('"').next().expect("a first part");
                    // This file itself names the calls, with nothing in them.
                    assert!(id.starts_with(", ") || ids.contains(id), "{id} has no text");
                }
            }
        }
    }
}
