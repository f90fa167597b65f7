//! What the program answers when the command line asks for help, or is not understood: what is wrong,
//! the next step, and an example of the command.

use std::error::Error as _;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};
use scanpost_core::words::{self, Language};

use crate::help::{self, Path};
use crate::terminal;
use crate::values::Slip;

/// The command was not understood.
const NOT_UNDERSTOOD: u8 = 2;

/// What is printed in place of a result.
#[derive(Debug)]
pub(crate) struct Answer {
    text: String,
    /// Help that was asked for is a result; everything else is a failure.
    is_asked_for: bool,
}

/// An error of clap at the command where it arose.
struct Misuse<'a> {
    error: &'a Error,
    path: Path<'a>,
    language: Language,
}

impl Answer {
    /// In the language that the words ask for, or else the environment.
    pub(crate) fn to(error: &Error, mut root: Command, words: &[OsString]) -> Answer {
        let language = terminal::speak(asked_language(words));
        root.build();
        let path = Path::follow(&root, words, language);
        let (text, is_asked_for) = match error.kind() {
            ErrorKind::DisplayHelp => (path.help(), true),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => (path.help(), false),
            ErrorKind::DisplayVersion => (error.to_string(), true),
            _ => (Misuse { error, path, language }.text(), false),
        };
        Answer { text: text.trim_end().to_owned(), is_asked_for }
    }

    /// Prints it, and says how the program ends.
    pub(crate) fn print(&self) -> ExitCode {
        if self.is_asked_for {
            terminal::line(&self.text);
            ExitCode::SUCCESS
        } else {
            terminal::error(&self.text);
            ExitCode::from(NOT_UNDERSTOOD)
        }
    }
}

impl Misuse<'_> {
    fn text(&self) -> String {
        format!("{} {}\n\n{}", self.what(), self.next(), self.path.examples())
    }

    /// What is wrong.
    fn what(&self) -> String {
        let argument = self.argument();
        let value = self.context(ContextKind::InvalidValue);
        let say = |id: &str, args: &[(&str, &str)]| words::text(self.language, id, args);
        let about = [("argument", &*argument), ("value", &*value)];
        match self.error.kind() {
            ErrorKind::InvalidValue if value.is_empty() => say("misuse-value-missing", &about),
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                say("misuse-value-wrong", &about)
            }
            ErrorKind::UnknownArgument | ErrorKind::TooManyValues => {
                let unknown = if value.is_empty() { &argument } else { &value };
                say("misuse-unknown-argument", &[("argument", unknown)])
            }
            ErrorKind::InvalidSubcommand => {
                let command = self.context(ContextKind::InvalidSubcommand);
                say("misuse-unknown-command", &[("command", &command)])
            }
            ErrorKind::MissingRequiredArgument => say("misuse-missing", &about),
            ErrorKind::ArgumentConflict => {
                let other = self.context(ContextKind::PriorArg);
                let other = self.plain(&other);
                if other.is_empty() || other == argument {
                    say("misuse-twice", &about)
                } else {
                    say("misuse-conflict", &[("argument", &*argument), ("other", &other)])
                }
            }
            ErrorKind::InvalidUtf8 => say("misuse-not-text", &[]),
            _ => say("misuse-unclear", &[]),
        }
    }

    /// What to do.
    fn next(&self) -> String {
        let say = |id: &str, args: &[(&str, &str)]| words::text(self.language, id, args);
        if let Some(slip) = self.error.source().and_then(|source| source.downcast_ref::<Slip>()) {
            return slip.text(self.language);
        }
        let suggestions = [
            ContextKind::SuggestedSubcommand,
            ContextKind::SuggestedArg,
            ContextKind::SuggestedValue,
        ];
        let suggested = suggestions.into_iter().map(|kind| self.context(kind));
        if let Some(suggestion) = suggested.into_iter().find(|suggestion| !suggestion.is_empty()) {
            return say("misuse-suggestion", &[("suggestion", &suggestion)]);
        }
        let possible = self.context(ContextKind::ValidValue);
        if !possible.is_empty() {
            return say("misuse-possible", &[("possible", &possible)]);
        }
        say("misuse-help", &[("command", &self.path.name())])
    }

    /// The argument or the arguments that it is about, as a person gives them: `--address`.
    fn argument(&self) -> String {
        let listed = self.context(ContextKind::InvalidArg);
        listed.split(", ").map(|argument| self.plain(argument)).collect::<Vec<_>>().join(", ")
    }

    /// Without the value's name behind an option; a positional by its name in the person's language.
    fn plain(&self, argument: &str) -> String {
        let word = argument.split(' ').next().unwrap_or_default();
        if !word.starts_with('<') && !word.starts_with('[') {
            return word.to_owned();
        }
        let here = self.path.here();
        let positional = here.get_positionals().find(|arg| arg.to_string() == argument);
        positional
            .map_or(word.to_owned(), |arg| format!("<{}>", help::value_name(self.language, arg)))
    }

    /// What clap says about the error, without what would move the cursor.
    fn context(&self, kind: ContextKind) -> String {
        let text = match self.error.get(kind) {
            Some(ContextValue::String(one)) => one.clone(),
            Some(ContextValue::Strings(many)) => many.join(", "),
            _ => String::new(),
        };
        text.replace(|c: char| c.is_control(), " ")
    }
}

/// `--language sv`, read before the rest can be: an error must be told in it.
fn asked_language(words: &[OsString]) -> Option<Language> {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let behind = words.iter().position(|word| word == OPTION).and_then(|at| words.get(at + 1));
    let within = words.iter().find_map(|word| word.strip_prefix(OPTION)?.strip_prefix('='));
    Language::from_tag(behind.map(|word| &**word).or(within)?)
}

const OPTION: &str = "--language";

#[cfg(test)]
mod tests;
