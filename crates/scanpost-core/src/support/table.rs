//! What the makers' guides say of their machines: `devices/guides.toml`, compiled in.

use std::sync::LazyLock;

use serde::Deserialize;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::read(include_str!("../../../../devices/guides.toml")).expect("a test reads the table")
});

/// All makers that are known.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Table {
    maker: Vec<Maker>,
}

/// A maker, and which of its machines sign in to a mail service themselves.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Maker {
    pub name: String,
    /// By one of these words in what a machine says of itself, without regard to case.
    known_by: Vec<String>,
    /// The models are all there are: what is not listed cannot do it.
    pub complete: bool,
    models: Vec<String>,
    /// The least version of each line of firmware; none: any will do.
    pub firmware: Vec<String>,
    /// Where it is set on the machine, in the maker's words.
    pub menu: Vec<String>,
}

impl Table {
    /// The table that scanpost has.
    pub fn of_guides() -> &'static Self {
        &TABLE
    }

    /// Of a file of that form.
    pub fn read(toml: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(toml)
    }

    /// The maker that is named in one of these texts; the first text counts first.
    pub fn maker<'a>(&self, said: impl IntoIterator<Item = &'a str>) -> Option<&Maker> {
        said.into_iter().find_map(|text| {
            let text = text.to_lowercase();
            self.maker.iter().find(|maker| maker.known_by.iter().any(|word| text.contains(word)))
        })
    }
}

impl Maker {
    /// The model that is named in the text, as the maker writes it.
    pub fn model(&self, said: &str) -> Option<&str> {
        let words: Vec<_> = said
            .split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | ';' | '(' | ')'))
            .map(bare)
            .filter(|word| !word.is_empty())
            .collect();
        let named = |model: &str| {
            let model = bare(model);
            (0..words.len()).any(|first| {
                let most = words.len().min(first + MOST_WORDS);
                (first + 1..=most).any(|end| words[first..end].concat() == model)
            })
        };
        self.models.iter().map(String::as_str).find(|model| named(model))
    }
}

/// Letters and digits alone: makers write `e-STUDIO 388CS` and `e-STUDIO388CS`.
fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A model's name has no more words than this.
const MOST_WORDS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read_and_every_maker_says_where_it_is_set() {
        for maker in &Table::of_guides().maker {
            assert!(!maker.known_by.is_empty() && !maker.menu.is_empty(), "{maker:?}");
            assert!(maker.known_by.iter().all(|word| word.to_lowercase() == *word), "{maker:?}");
            assert!(!maker.complete || !maker.models.is_empty(), "{maker:?}");
            for model in &maker.models {
                assert_eq!(maker.model(&format!("{} {model}", maker.name)), Some(&**model));
            }
        }
    }

    #[test]
    fn an_unknown_key_is_none() {
        let toml = "[[maker]]\nname = \"a\"\nknown_by = []\ncomplete = false\nmodels = []\nfirmware = []\nmenu = []\ncolour = true";
        let error = Table::read(toml).expect_err("it is refused").to_string();
        assert!(error.contains("colour"), "{error}");
    }

    #[test]
    fn a_maker_is_found_by_its_word_wherever_it_stands() {
        let table = Table::of_guides();
        for (said, name) in [
            (&["TOSHIBA e-STUDIO409S"] as &[&str], Some("Toshiba")),
            (&["e-STUDIO409S"], Some("Toshiba")),
            (&["SEIKO EPSON CORPORATION"], Some("Epson")),
            (&["SHARP BP-70M65"], Some("Sharp")),
            (&["RICOH IM C3000"], Some("Ricoh")),
            (&["LaserJet", "Hewlett-Packard"], None),
            (&[], None),
        ] {
            assert_eq!(
                table.maker(said.iter().copied()).map(|maker| &*maker.name),
                name,
                "{said:?}"
            );
        }
    }

    #[test]
    fn a_model_is_found_whole_however_it_is_written() {
        let toshiba = Table::of_guides().maker(["toshiba"]).expect("it is listed");
        for (said, model) in [
            ("TOSHIBA e-STUDIO409S", Some("e-STUDIO409S")),
            ("TOSHIBA e-STUDIO 388CS", Some("e-STUDIO388CS")),
            ("E-Studio388cs", Some("e-STUDIO388CS")),
            ("e-STUDIO409AS", Some("e-STUDIO409AS")),
            ("e-STUDIO448S/478S", Some("e-STUDIO448S")),
            ("TOSHIBA e-STUDIO4508A", None),
            ("TOSHIBA e-STUDIO409SX", None),
            ("TOSHIBA e-STUDIO2409S", None),
            ("TOSHIBA", None),
            ("", None),
        ] {
            assert_eq!(toshiba.model(said), model, "{said}");
        }
    }
}
