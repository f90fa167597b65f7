//! The fields of a form: what was typed comes back, with the sentence that says what is wrong with it
//! beside the field.

use scanpost_core::gateway::GatewayError;
use scanpost_core::words;

use super::say::Say;
use crate::wire::Problem;

/// One field as `fields.html` draws it.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: String,
    /// What a person may want to know before typing.
    pub(super) hint: String,
    pub(super) value: String,
    /// What is wrong with the value; empty if nothing is known to be.
    pub(super) error: String,
    /// Where a person goes on: the page is shown from there, which a long form needs.
    pub(super) goes_on: bool,
}

impl Field {
    pub(super) fn new(name: &'static str, label: String, value: &str) -> Self {
        Self { name, label, value: value.to_owned(), ..Self::default() }
    }

    #[must_use]
    pub(super) fn hint(self, hint: String) -> Self {
        Self { hint, ..self }
    }

    /// For `aria-describedby`: hint and error, as far as there are any.
    pub(super) fn described_by(&self) -> String {
        let parts = [(&self.hint, "hint"), (&self.error, "error")];
        let there = parts.iter().filter(|(text, _)| !text.is_empty());
        there.map(|(_, part)| format!("{}-{part}", self.name)).collect::<Vec<_>>().join(" ")
    }
}

/// What is wrong with a form.
#[derive(Clone, Debug, Default)]
pub(super) struct Wrong {
    /// The field that the sentence is about; none: it is about the whole form.
    field: Option<String>,
    pub(super) what: String,
    pub(super) next: String,
    /// The provider's own words.
    pub(super) words: Option<String>,
}

impl Wrong {
    pub(super) fn of(say: Say, error: GatewayError) -> Self {
        let problem = Problem::of(error, say.voice);
        let words = problem.fault.and_then(|fault| fault.words);
        Self { field: problem.field, what: problem.title, next: problem.next, words }
    }

    /// A sentence of the page's own, about a field.
    pub(super) fn at(field: &str, what: String) -> Self {
        Self { field: Some(field.to_owned()), what, ..Self::default() }
    }

    /// Puts the sentence at its field, and gives back what belongs to none of them. A person goes on at the first.
    pub(super) fn mark(self, fields: &mut [&mut Field]) -> Option<Self> {
        let is_first = fields.iter().all(|field| !field.goes_on);
        let named = fields.iter_mut().find(|field| self.field.as_deref() == Some(field.name));
        let Some(field) = named else { return Some(self) };
        format!("{} {}", self.what, self.next).trim().clone_into(&mut field.error);
        field.goes_on = is_first;
        None
    }
}

/// A choice of two: a box that is ticked or not.
#[derive(Clone, Debug)]
pub(super) struct Tick {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) on: bool,
}

impl Tick {
    pub(super) fn new(say: Say, name: &'static str, label: &str, hint: &str, on: bool) -> Self {
        let text = |id| words::text(say.voice, id, &[]);
        Self { name, label: text(label), hint: text(hint), on }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_stands_at_its_field_and_nowhere_else() {
        let mut name = Field::new("name", String::new(), "x").hint("short".to_owned());
        let mut address = Field::new("address", String::new(), "y");
        let wrong = Wrong::at("address", "No.".to_owned());
        assert!(wrong.mark(&mut [&mut name, &mut address]).is_none());
        assert_eq!((name.error.as_str(), address.error.as_str()), ("", "No."));
        assert_eq!(name.described_by(), "name-hint");
        assert_eq!(address.described_by(), "address-error");
        let other = Wrong::at("provider", "No.".to_owned());
        assert!(other.mark(&mut [&mut name, &mut address]).is_some());
        let second = Wrong::at("name", "No.".to_owned());
        assert!(second.mark(&mut [&mut name, &mut address]).is_none());
        assert!(address.goes_on && !name.goes_on, "one place alone has the focus");
    }
}
