//! Every command of scanpost, its options and examples of it: the command line's grammar.
//!
//! Here stand the commands, in `args/` what follows each of them, one file for each topic.
//!
//! What a person reads about them lies in `locales/*/command-line-help.ftl`: a command's text under
//! `help-account-add`, those of its arguments as that message's attributes, or as attributes of a
//! message above (`help-account`, `help`) where several commands share one. Here stands what needs no
//! translation; `after_help` holds the examples, one a line.

mod account;
mod administrator;
mod device;
mod job;
mod receiving;
#[cfg(feature = "sandbox")]
mod sandbox;
mod serve;
mod site;
mod user;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use scanpost_core::account::AccountName;
use scanpost_core::site::receiving::PrinterUri;
use scanpost_core::words::Language;

use crate::misuse::Answer;
use crate::values;
pub(crate) use account::{AccountCommand, LimitOptions, Proof, SignInOptions, YesOrNo};
pub(crate) use administrator::{AdministratorCommand, May, TokenCommand};
pub(crate) use device::{DeviceCommand, EditDevice, TlsFloor};
pub(crate) use job::{JobCommand, ListJobs};
pub(crate) use receiving::{ListArrivals, ReceivingCommand};
#[cfg(feature = "sandbox")]
pub(crate) use sandbox::{DemoOptions, SandboxOptions};
pub(crate) use serve::{LogForm, LogOptions, ServeOptions};
pub(crate) use site::{SettingsCommand, SlotCommand};
pub(crate) use user::UserCommand;

#[derive(Debug, Parser)]
#[command(name = "scanpost", version, after_help = "scanpost demo\nscanpost serve")]
pub(crate) struct Arguments {
    #[arg(long, global = true, env = "SCANPOST_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,

    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = values::language())]
    pub language: Option<Language>,

    #[command(subcommand)]
    pub command: Command,
}

/// The commands that keep nothing.
const WITHOUT_DATA: [&str; 2] = ["sandbox", "demo"];

impl Arguments {
    /// What the program was called with, or the answer where that asks for help or is not understood.
    pub(crate) fn read(words: &[OsString]) -> Result<Arguments, Answer> {
        let command = Self::whole_command();
        let matches = command.clone().try_get_matches_from(words);
        matches
            .and_then(|matches| Self::from_arg_matches(&matches))
            .map_err(|error| Answer::to(&error, command, words))
    }

    /// `--data` belongs to every command but those that keep nothing: they get an argument of the
    /// same name that is not shown, and that says why it is not taken.
    pub(crate) fn whole_command() -> clap::Command {
        let refused =
            || clap::Arg::new("data").long("data").hide(true).value_parser(values::keeps_nothing);
        let mut command = Self::command();
        for name in WITHOUT_DATA {
            if command.find_subcommand(name).is_some() {
                command = command.mut_subcommand(name, |command| command.arg(refused()));
            }
        }
        command
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(
        after_help = "scanpost serve --smtp 0.0.0.0:2525 --smtps 0.0.0.0:4465 --web 127.0.0.1:8025"
    )]
    Serve(ServeOptions),

    #[cfg(feature = "sandbox")]
    #[command(
        after_help = "scanpost sandbox --mailbox scans@sandbox.example --provider-file sandbox.toml"
    )]
    Sandbox(SandboxOptions),

    #[cfg(feature = "sandbox")]
    #[command(after_help = "scanpost demo\nscanpost demo --once --json invoice.pdf")]
    Demo(DemoOptions),

    #[command(flatten)]
    Administer(Administer),
}

/// What the administrator can do, on the page as well as here.
#[derive(Debug, Subcommand)]
pub(crate) enum Administer {
    #[command(
        subcommand,
        after_help = "scanpost account add scans --address scans@contoso.example --provider exchange-online --client-id ID --tenant contoso.example\nscanpost account sign-in scans"
    )]
    Account(AccountCommand),

    #[command(subcommand, after_help = "scanpost device add copier --range 192.0.2.17/32")]
    Device(DeviceCommand),

    #[command(subcommand, after_help = "scanpost user import users.csv")]
    User(UserCommand),

    #[command(subcommand, after_help = "scanpost job list --state failed")]
    Job(JobCommand),

    #[command(subcommand, after_help = "scanpost receiving arrivals --state quarantined")]
    Receiving(ReceivingCommand),

    #[command(
        subcommand,
        after_help = "scanpost administrator add anna\nscanpost administrator reset-password anna"
    )]
    Administrator(AdministratorCommand),

    #[command(subcommand, after_help = "scanpost token add monitoring --look-only")]
    Token(TokenCommand),

    #[command(subcommand, after_help = "scanpost slot set sending scans")]
    Slot(SlotCommand),

    #[command(
        subcommand,
        after_help = "scanpost settings export site.toml\nscanpost settings import site.toml --dry-run"
    )]
    Settings(SettingsCommand),

    #[command(after_help = "scanpost status --json")]
    Status(Output),

    #[command(
        after_help = "scanpost sheet\nscanpost sheet --pdf status.pdf\nscanpost sheet --print ipp://printer.example.com/ipp/print"
    )]
    Sheet(SheetOptions),

    #[command(
        after_help = "scanpost doctor\nscanpost doctor --account scans --mail-to anna@contoso.example"
    )]
    Doctor(DoctorOptions),

    #[command(after_help = "scanpost page")]
    Page(Output),
}

#[derive(Debug, Args)]
pub(crate) struct DoctorOptions {
    #[arg(long, value_name = "NAME", value_parser = values::account)]
    pub account: Option<AccountName>,
    #[arg(long, value_name = "ADDRESS")]
    pub mail_to: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct SheetOptions {
    #[arg(long, value_name = "FILE.pdf", conflicts_with_all = ["print", "json"])]
    pub pdf: Option<PathBuf>,
    #[arg(long, requires = "pdf")]
    pub replace: bool,
    #[arg(long, value_name = "PRINTER", value_parser = values::printer, conflicts_with = "json")]
    pub print: Option<PrinterUri>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Output {
    #[arg(long)]
    pub json: bool,
}

#[cfg(all(test, feature = "sandbox"))]
mod tests {
    use super::*;

    #[test]
    fn a_data_folder_is_offered_only_where_something_is_kept() {
        let mut whole = Arguments::whole_command();
        whole.build();
        for command in whole.get_subcommands().filter(|command| command.get_name() != "help") {
            let is_offered = command
                .get_arguments()
                .any(|argument| argument.get_id() == "data" && !argument.is_hide_set());
            let keeps_something = !WITHOUT_DATA.contains(&command.get_name());
            assert_eq!(is_offered, keeps_something, "{}", command.get_name());
        }
    }
}
