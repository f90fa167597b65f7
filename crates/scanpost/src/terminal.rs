//! What the program prints, and how it fails.

use std::fmt;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;

use scanpost_core::fault::Fault;
use scanpost_core::gateway::GatewayError;
use scanpost_core::words::{self, Language};

/// Prints a line to standard output. Whoever reads it may have gone: that is no failure of ours.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints a line to standard error.
pub(crate) fn error(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Shows a person at the terminal what is under way, until [`wipe`] makes room for the next line.
pub(crate) fn passing(text: &str) {
    let mut stderr = std::io::stderr();
    let _ = write!(stderr, "{text}").and_then(|()| stderr.flush());
}

/// Takes back what [`passing`] showed. Blanks do it on every terminal.
pub(crate) fn wipe(text: &str) {
    if !text.is_empty() {
        let blanks = " ".repeat(text.chars().count());
        passing(&format!("\r{blanks}\r"));
    }
}

/// Tells the administrator something beside the result: in the log where there is one, otherwise on
/// standard error.
pub(crate) fn notice(text: &str) {
    if tracing::dispatcher::has_been_set() {
        tracing::warn!(event = "program.notice", "{text}");
    } else {
        error(text);
    }
}

/// Whether a person is looking.
pub(crate) fn is_watched() -> bool {
    std::io::stdout().is_terminal()
}

/// Whether a person is looking at what goes to standard error.
pub(crate) fn errors_are_watched() -> bool {
    std::io::stderr().is_terminal()
}

/// The language of everything that the program prints for people.
static SPOKEN: OnceLock<Language> = OnceLock::new();

/// Chooses the language: the one that was asked for, or else the terminal's. The first choice stays.
pub(crate) fn speak(asked: Option<Language>) -> Language {
    if let Some(asked) = asked {
        ASKED.get_or_init(|| asked);
    }
    *SPOKEN.get_or_init(|| asked.unwrap_or_else(of_terminal))
}

/// The language that was asked for by name, whatever the terminal's is.
static ASKED: OnceLock<Language> = OnceLock::new();

pub(crate) fn asked_language() -> Option<Language> {
    ASKED.get().copied()
}

/// The person's language.
pub(crate) fn language() -> Language {
    SPOKEN.get().copied().unwrap_or_default()
}

/// A text from `locales/*/command-line.ftl`, in the person's language.
pub(crate) fn say(id: &str, args: &[(&str, &str)]) -> String {
    words::text(language(), id, args)
}

/// Why something went wrong that was asked of the system, to stand inside a sentence.
pub(crate) fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => say("why-not-found", &[]),
        ErrorKind::PermissionDenied => say("why-not-permitted", &[]),
        ErrorKind::AddrInUse => say("why-address-taken", &[]),
        ErrorKind::AddrNotAvailable => say("why-address-not-here", &[]),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => say("why-disk-full", &[]),
        ErrorKind::ReadOnlyFilesystem => say("why-read-only", &[]),
        ErrorKind::IsADirectory => say("why-a-folder", &[]),
        ErrorKind::NotADirectory => say("why-no-folder", &[]),
        ErrorKind::InvalidData => say("why-no-text", &[]),
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => say("why-hung-up", &[]),
        _ => error.to_string(),
    }
}

/// A file or a folder with which something did not work; the sentence names `$path` and `$why`.
pub(crate) fn about_file(id: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::because(id, &[("path", &path.display().to_string()), ("why", &why(error))])
}

/// Labels, each with its text in the same column.
pub(crate) fn columns(rows: &[(String, String)]) -> String {
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or_default();
    let lines: Vec<_> =
        rows.iter().map(|(label, text)| format!("{label:<width$}  {text}")).collect();
    lines.join("\n")
}

/// POSIX.1-2024 XBD §8.2: the first of these that is set and not empty.
fn of_terminal() -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    Language::from_locale(locale.as_deref().unwrap_or_default())
}

/// Why a command failed: a sentence that says what to do, and the exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    code: u8,
}

/// There is no such account, device or job.
const NOT_FOUND: u8 = 3;

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    /// What happened and the next step, from `locales/*/command-line.ftl`.
    pub(crate) fn because(id: &str, args: &[(&str, &str)]) -> Self {
        let sentence = words::sentence(language(), id, args);
        Self::new(format!("{} {}", sentence.what, sentence.next))
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: NOT_FOUND }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<GatewayError> for Failure {
    fn from(error: GatewayError) -> Self {
        match error {
            GatewayError::Objection(objection) => GatewayError::Objections(vec![objection]).into(),
            GatewayError::Objections(objections) => {
                let sentences = objections.iter().map(|objection| {
                    let sentence = words::objection(language(), objection);
                    format!("{} {}", sentence.what, sentence.next)
                });
                Failure::new(sentences.collect::<Vec<_>>().join("\n"))
            }
            GatewayError::Fault(fault) => fault.into(),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        let sentence = words::fault(language(), &fault);
        let said = fault.words.map(|said| format!("\n  \"{said}\"")).unwrap_or_default();
        Failure::new(format!("{} {}{said}", sentence.what, sentence.next))
    }
}
