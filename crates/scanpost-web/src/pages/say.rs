//! The words of a page in the reader's language; templates call it `say`.

use scanpost_core::words::{self, Language};

#[derive(Clone, Copy, Debug)]
pub(super) struct Say {
    pub(super) language: Language,
}

impl Say {
    pub(super) fn text(self, id: &str) -> String {
        words::text(self.language, id, &[])
    }

    pub(super) fn with(self, id: &str, name: &str, value: &str) -> String {
        words::text(self.language, id, &[(name, value)])
    }

    pub(super) fn with_two(
        self,
        id: &str,
        name: &str,
        value: &str,
        second: &str,
        other: &str,
    ) -> String {
        words::text(self.language, id, &[(name, value), (second, other)])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// All that can name a text: the templates and the sources of the pages.
    const SOURCES: [&str; 14] = [
        include_str!("../../templates/account.html"),
        include_str!("../../templates/base.html"),
        include_str!("../../templates/job.html"),
        include_str!("../../templates/notice.html"),
        include_str!("../../templates/parts.html"),
        include_str!("../../templates/question.html"),
        include_str!("../../templates/status.html"),
        include_str!("account.rs"),
        include_str!("enter.rs"),
        include_str!("job.rs"),
        include_str!("mod.rs"),
        include_str!("render.rs"),
        include_str!("shown.rs"),
        include_str!("../lib.rs"),
    ];

    const PAGES: &str = include_str!("../../../../locales/en/pages.ftl");

    fn ids() -> BTreeSet<&'static str> {
        let is_message = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
        PAGES.lines().filter(is_message).filter_map(|line| line.split(" =").next()).collect()
    }

    #[test]
    fn no_text_of_the_pages_is_unused() {
        for id in ids() {
            let quoted = format!("\"{id}\"");
            assert!(SOURCES.iter().any(|source| source.contains(&quoted)), "{id} is used nowhere");
        }
    }

    #[test]
    fn every_text_that_a_page_asks_for_exists() {
        let ids = ids();
        for source in SOURCES {
            for call in ["say.text(\"", "say.with(\"", "say.with_two(\""] {
                for asked in source.split(call).skip(1) {
                    let id = asked.split('"').next().expect("a first part");
                    assert!(ids.contains(id), "{id} has no text");
                }
            }
        }
    }
}
