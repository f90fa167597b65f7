//! `slot` and `settings`: what holds for the whole site, and its one file.

use std::path::PathBuf;

use clap::Subcommand;
use scanpost_core::account::AccountName;
use scanpost_core::site::Slot;

use super::Output;
use crate::values;

#[derive(Debug, Subcommand)]
pub(crate) enum SlotCommand {
    #[command(after_help = "scanpost slot list")]
    List(Output),
    #[command(after_help = "scanpost slot set sending scans\nscanpost slot set fax-server --none")]
    Set {
        #[arg(value_name = "NAME", value_parser = values::slot())]
        slot: Slot,
        #[arg(value_parser = values::account, required_unless_present = "none", conflicts_with = "none")]
        account: Option<AccountName>,
        #[arg(long)]
        none: bool,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost slot sign-in fax-server --provider exchange-online")]
    SignIn {
        #[arg(value_name = "NAME", value_parser = values::slot())]
        slot: Slot,
        #[arg(long, value_name = "NAME|FILE")]
        provider: String,
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
        #[arg(long, value_name = "TENANT")]
        tenant: Option<String>,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SettingsCommand {
    #[command(after_help = "scanpost settings show")]
    Show(Output),
    #[command(after_help = "scanpost settings export\nscanpost settings export site.toml")]
    Export {
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    #[command(after_help = "scanpost settings import site.toml --dry-run")]
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        output: Output,
    },
}
