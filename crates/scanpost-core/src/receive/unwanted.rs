//! Why a mail is for nobody, or why its question is not answered: a word that is stored, and said in the language
//! of whoever reads it.

use scanpost_proto::report::Automatic;

use crate::fault::{Code, Fault};

/// What speaks against a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwanted {
    /// No function that reads the mailbox takes it.
    NoTaker,
    /// It is no report on a mail, and no automatic reply.
    NoReport,
    /// None of the words stands in its subject.
    NoWord,
    /// More than one author, or none.
    AuthorUnclear,
    /// Its sender is not an allowed one.
    SenderNotAllowed,
    /// The mailbox's server says that it is not from this sender.
    SenderFalse,
    /// An answer would go to more than one address, or to none.
    AnswerUnclear,
    /// An answer would go to an address that is not allowed.
    AnswerNotAllowed,
    /// It comes from this mailbox itself.
    Own,
    /// A machine wrote it, or a list spread it.
    Automatic(Automatic),
    /// The sender has had its answers of a day.
    TooManyToOne,
    /// All answers of a day were given.
    TooManyToAll,
}

impl Unwanted {
    pub const ALL: [Unwanted; 18] = [
        Unwanted::NoTaker,
        Unwanted::NoReport,
        Unwanted::NoWord,
        Unwanted::AuthorUnclear,
        Unwanted::SenderNotAllowed,
        Unwanted::SenderFalse,
        Unwanted::AnswerUnclear,
        Unwanted::AnswerNotAllowed,
        Unwanted::Own,
        Unwanted::Automatic(Automatic::Report),
        Unwanted::Automatic(Automatic::Said),
        Unwanted::Automatic(Automatic::NoReturn),
        Unwanted::Automatic(Automatic::List),
        Unwanted::Automatic(Automatic::Bulk),
        Unwanted::Automatic(Automatic::Suppressed),
        Unwanted::Automatic(Automatic::Daemon),
        Unwanted::TooManyToOne,
        Unwanted::TooManyToAll,
    ];

    /// The word as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Unwanted::NoTaker => "no-taker",
            Unwanted::NoReport => "no-report",
            Unwanted::NoWord => "no-word",
            Unwanted::AuthorUnclear => "author-unclear",
            Unwanted::SenderNotAllowed => "sender-not-allowed",
            Unwanted::SenderFalse => "sender-false",
            Unwanted::AnswerUnclear => "answer-unclear",
            Unwanted::AnswerNotAllowed => "answer-not-allowed",
            Unwanted::Own => "own",
            Unwanted::Automatic(Automatic::Report) => "is-report",
            Unwanted::Automatic(Automatic::Said) => "machine-wrote",
            Unwanted::Automatic(Automatic::NoReturn) => "no-return",
            Unwanted::Automatic(Automatic::List) => "list",
            Unwanted::Automatic(Automatic::Bulk) => "bulk",
            Unwanted::Automatic(Automatic::Suppressed) => "answer-unwished",
            Unwanted::Automatic(Automatic::Daemon) => "mail-server",
            Unwanted::TooManyToOne => "too-many-to-one",
            Unwanted::TooManyToAll => "too-many-to-all",
        }
    }

    /// Why the mail stays in the mailbox, or is removed there.
    pub fn fault(self) -> Fault {
        Fault::new(Code::MailForNobody).fact("why", self.as_str())
    }

    /// Stands as the place of a question that was not answered.
    pub fn as_place(self) -> String {
        format!("{NOT_ANSWERED}{}", self.as_str())
    }
}

/// The word, if a place says that a question was not answered.
pub fn not_answered(place: &str) -> Option<&str> {
    place.strip_prefix(NOT_ANSWERED)
}

const NOT_ANSWERED: &str = "not-answered: ";
