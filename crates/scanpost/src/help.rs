//! The help of a command, in the person's language.
//!
//! clap knows the grammar, the texts lie in `locales/*/command-line-help.ftl` (`args.rs` says under
//! which ids); here the two come together. clap's own renderer is not used, because its headings and
//! labels are English.

use std::ffi::OsString;
use std::fmt::Write;

use clap::{Arg, Command};
use scanpost_core::words::{self, Language};

/// Longer lines are broken between words.
const WIDTH: usize = 100;

/// What stands before an explanation: a wider term gets a line of its own.
const WIDEST_TERM: usize = 30;

/// From the whole program to one of its commands, through the group that the command is in.
pub(crate) struct Path<'a> {
    commands: Vec<&'a Command>,
    language: Language,
}

impl<'a> Path<'a> {
    /// The command that the words lead to, as far as they can be followed. The grammar must be built.
    pub(crate) fn follow(root: &'a Command, words: &[OsString], language: Language) -> Self {
        let mut commands = vec![root];
        let mut words = words.iter().skip(1).map(|word| word.to_string_lossy());
        while let Some(word) = words.next() {
            let here = commands.last().expect("the whole program is there");
            let takes_next = |arg: &Arg| {
                arg.get_long().is_some_and(|long| word.strip_prefix("--") == Some(long))
                    && arg.get_action().takes_values()
            };
            if here.get_arguments().any(takes_next) {
                words.next();
            } else if let Some(below) = here.find_subcommand(&*word).filter(|_| word != HELP) {
                commands.push(below);
            }
        }
        Self { commands, language }
    }

    /// The way to every command, in English.
    #[cfg(test)]
    pub(crate) fn all(root: &'a Command) -> Vec<Self> {
        let mut all = vec![Self { commands: vec![root], language: Language::En }];
        for at in 0.. {
            let Some(path) = all.get(at) else { break };
            let below = path.here().get_subcommands().filter(|below| below.get_name() != HELP);
            let below: Vec<_> = below.map(|below| path.down(below)).collect();
            all.extend(below);
        }
        all
    }

    fn down(&self, below: &'a Command) -> Self {
        let commands = self.commands.iter().copied().chain([below]).collect();
        Self { commands, language: self.language }
    }

    /// The whole help.
    pub(crate) fn help(&self) -> String {
        let say = |id: &str| words::text(self.language, id, &[]);
        let mut text = format!("{}\n", wrapped(&self.part(None).unwrap_or_default(), 0));
        if let Some(more) = self.own_part("more") {
            let _ = write!(text, "\n{}\n", wrapped(&more, 0));
        }
        let _ = write!(text, "\n{}: {}\n", say("help-heading-usage"), self.usage());
        for (heading, rows) in [
            ("help-heading-commands", self.commands()),
            ("help-heading-arguments", self.arguments(true)),
            ("help-heading-options", self.arguments(false)),
        ] {
            if !rows.is_empty() {
                let _ = write!(text, "\n{}:\n{}", say(heading), table(&rows));
            }
        }
        text + "\n" + &self.examples()
    }

    /// The command's examples under their heading.
    pub(crate) fn examples(&self) -> String {
        let heading = words::text(self.language, "help-heading-example", &[]);
        let examples = self.here().get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines: Vec<_> = examples.lines().map(|line| format!("  {line}")).collect();
        format!("{heading}:\n{}\n", lines.join("\n"))
    }

    /// `scanpost account add`
    pub(crate) fn name(&self) -> String {
        let names: Vec<_> = self.commands.iter().map(|command| command.get_name()).collect();
        names.join(" ")
    }

    pub(crate) fn here(&self) -> &'a Command {
        self.commands.last().expect("the whole program is there")
    }

    fn usage(&self) -> String {
        let word = |id: &str| words::text(self.language, id, &[]);
        let mut text = format!("{} [{}]", self.name(), word("help-options"));
        let shown = || self.here().get_arguments().filter(|arg| !arg.is_hide_set());
        for option in shown().filter(|arg| !arg.is_positional() && arg.is_required_set()) {
            let _ = write!(text, " {}", self.term(option));
        }
        for positional in shown().filter(|arg| arg.is_positional()) {
            let value = value_name(self.language, positional);
            let [open, close] = if positional.is_required_set() { ["<", ">"] } else { ["[", "]"] };
            let _ = write!(text, " {open}{value}{close}");
        }
        if self.here().has_subcommands() {
            let _ = write!(text, " <{}>", word("help-command"));
        }
        text
    }

    fn commands(&self) -> Vec<(String, String)> {
        let below = self.here().get_subcommands().filter(|command| !command.is_hide_set());
        below
            .map(|command| {
                let text = self.down(command).part(None);
                (command.get_name().to_owned(), text.unwrap_or_default())
            })
            .collect()
    }

    fn arguments(&self, positional: bool) -> Vec<(String, String)> {
        let shown = self.here().get_arguments().filter(|arg| !arg.is_hide_set());
        shown
            .filter(|arg| arg.is_positional() == positional)
            .map(|arg| (self.term(arg), self.explanation(arg)))
            .collect()
    }

    /// `--help, -h`, `--data <DIR>`, `<NAME>`
    fn term(&self, arg: &Arg) -> String {
        let value = || value_name(self.language, arg);
        let Some(long) = arg.get_long() else { return format!("<{}>", value()) };
        let mut term = format!("--{long}");
        if let Some(short) = arg.get_short() {
            let _ = write!(term, ", -{short}");
        }
        if arg.get_action().takes_values() {
            let _ = write!(term, " <{}>", value());
        }
        term
    }

    /// What the argument is, what it may be, and what it is when it is not given.
    fn explanation(&self, arg: &Arg) -> String {
        let id = arg.get_id().as_str();
        let mut text = self.part(Some(id)).unwrap_or_default();
        let mut add = |label: &str, value: &str| {
            let _ = write!(text, " [{}]", words::text(self.language, label, &[("value", value)]));
        };
        if let Some(variable) = arg.get_env() {
            add("help-variable", &variable.to_string_lossy());
        }
        if !arg.get_action().takes_values() {
            return text;
        }
        let default: Vec<_> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if !default.is_empty() {
            add("help-default", &default.join(" "));
        }
        let possible = arg.get_possible_values();
        let explained: Vec<_> = possible
            .iter()
            .map(|value| (value.get_name(), self.own_part(&format!("{id}-{}", value.get_name()))))
            .collect();
        if explained.iter().any(|(_, explanation)| explanation.is_some()) {
            for (name, explanation) in explained {
                let _ = write!(text, "\n{name}: {}", explanation.unwrap_or_default());
            }
        } else if !possible.is_empty() {
            let names: Vec<_> = explained.iter().map(|(name, _)| *name).collect();
            add("help-possible", &names.join(", "));
        }
        text
    }

    /// The text of the command, or of one of its arguments: its own or one from above.
    pub(crate) fn part(&self, name: Option<&str>) -> Option<String> {
        let Some(name) = name else { return words::part(self.language, &self.id(), None) };
        let ids = (1..=self.commands.len()).rev().map(|length| id(&self.commands[..length]));
        ids.into_iter().find_map(|id| words::part(self.language, &id, Some(name)))
    }

    fn own_part(&self, name: &str) -> Option<String> {
        words::part(self.language, &self.id(), Some(name))
    }

    pub(crate) fn id(&self) -> String {
        id(&self.commands)
    }
}

/// `help`, `help-account-add`
fn id(commands: &[&Command]) -> String {
    let names = commands.iter().skip(1).map(|command| command.get_name());
    std::iter::once(HELP).chain(names).collect::<Vec<_>>().join("-")
}

/// What stands for an argument's value: `ADDRESS`.
pub(crate) fn value_name(language: Language, arg: &Arg) -> String {
    words::text(language, &value_id(arg), &[])
}

/// `value-name-file` for `NAME|FILE`
pub(crate) fn value_id(arg: &Arg) -> String {
    let given = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let name = given.unwrap_or_else(|| arg.get_id().as_str().to_owned());
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    format!("value-{}", name.chars().map(plain).collect::<String>())
}

/// Terms and their explanations, side by side.
fn table(rows: &[(String, String)]) -> String {
    let width = |term: &str| term.chars().count();
    let widths = rows.iter().map(|(term, _)| width(term));
    let column = widths.filter(|width| *width <= WIDEST_TERM).max().unwrap_or(WIDEST_TERM);
    let indent = column + 4;
    let mut text = String::new();
    for (term, explanation) in rows {
        let explanation = wrapped(explanation, indent);
        if width(term) <= column {
            let _ = writeln!(text, "  {term:<column$}  {explanation}");
        } else {
            let _ = writeln!(text, "  {term}\n{:indent$}{explanation}", "");
        }
    }
    text
}

/// Broken between words, where the lines after the first begin further in.
fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let length = line.chars().count() + word.chars().count();
            if !line.is_empty() && length + 1 + indent > WIDTH {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines.join(&format!("\n{:indent$}", ""))
}

/// The word that asks for help, and the id of the whole program's.
const HELP: &str = "help";

#[cfg(test)]
mod tests;
