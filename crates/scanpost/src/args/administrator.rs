//! `administrator` and `token`: who may administer, and what of it.

use clap::{Args, Subcommand};
use scanpost_core::administrator::Privilege;

use super::Output;
use crate::values;

#[derive(Debug, Subcommand)]
pub(crate) enum AdministratorCommand {
    #[command(
        after_help = "scanpost administrator add anna\nscanpost administrator add bo --may jobs --may devices"
    )]
    Add {
        name: String,
        #[command(flatten)]
        may: May,
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost administrator list")]
    List(Output),
    #[command(after_help = "scanpost administrator reset-password anna")]
    ResetPassword {
        name: String,
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost administrator remove bo")]
    Remove { name: String },
    #[command(after_help = "scanpost administrator set-up-code")]
    SetUpCode(Output),
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    #[command(after_help = "scanpost token add monitoring --look-only")]
    Add {
        name: String,
        #[command(flatten)]
        may: May,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost token list")]
    List(Output),
    #[command(after_help = "scanpost token remove monitoring")]
    Remove { name: String },
}

/// Without either: everything.
#[derive(Debug, Args)]
pub(crate) struct May {
    #[arg(long, value_name = "PRIVILEGE", value_parser = values::privilege())]
    pub may: Vec<Privilege>,
    #[arg(long, conflicts_with = "may")]
    pub look_only: bool,
}
