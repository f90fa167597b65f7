//! `user`: people whose scans go out from their own mailboxes.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    #[command(after_help = "scanpost user list\nscanpost user list --search anna")]
    List {
        #[arg(long, value_name = "TEXT", default_value = "")]
        search: String,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost user add anna@contoso.example --name Anna --sends-as anna.b")]
    Add {
        address: String,
        #[arg(long)]
        name: String,
        #[arg(long, value_name = "ADDRESS")]
        sends_as: Vec<String>,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost user import users.csv\nscanpost user import -")]
    Import {
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    #[command(
        after_help = "scanpost user remove anna@contoso.example\nscanpost user remove anna@contoso.example --scans keep"
    )]
    Remove {
        address: String,
        #[arg(long, value_name = "ANSWER")]
        scans: Option<ScansWord>,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost user sign-out anna@contoso.example")]
    SignOut {
        address: String,
        #[command(flatten)]
        output: Output,
    },
}

/// What becomes of scans that wait.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ScansWord {
    Keep,
    Delete,
}

impl ScansWord {
    /// As it stands in an address of the API.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            ScansWord::Keep => "keep",
            ScansWord::Delete => "delete",
        }
    }
}
