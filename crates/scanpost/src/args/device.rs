//! `device`: the printers that scanpost knows, and who else has knocked.

use clap::{Args, Subcommand, ValueEnum};
use ipnet::IpNet;
use scanpost_core::account::AccountName;
use scanpost_core::device::SenderRule;
use scanpost_core::profile;
use scanpost_core::support::{COMMUNITY, SNMP_PORT};

use super::Output;
use crate::values;

#[derive(Debug, Subcommand)]
pub(crate) enum DeviceCommand {
    #[command(
        after_help = "scanpost device add copier --range 192.0.2.17/32\nscanpost device add front-office --user front-office --tls required --fetches"
    )]
    Add {
        name: String,
        #[arg(long, value_name = "RANGE", value_parser = values::range)]
        range: Vec<IpNet>,
        #[arg(long, value_name = "USER")]
        user: Option<String>,
        #[arg(long, default_value = "optional", value_name = "FLOOR")]
        tls: TlsFloor,
        #[arg(long, value_name = "ACCOUNT", value_parser = values::account)]
        account: Option<AccountName>,
        #[command(flatten)]
        sender: Sender,
        #[arg(long, value_name = "PROFILE", value_parser = values::profile())]
        profile: Option<profile::Name>,
        #[arg(long, requires = "user")]
        fetches: bool,
        #[arg(long)]
        wide: bool,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost device list")]
    List(Output),
    #[command(after_help = "scanpost device show copier")]
    Show {
        name: String,
        #[command(flatten)]
        output: Output,
    },
    #[command(
        after_help = "scanpost device edit copier --range 192.0.2.17 --tls required\nscanpost device edit front-office --no-user --range 192.0.2.0/28\nscanpost device edit copier --alias copier@old.example=copier@example.com"
    )]
    Edit(EditDevice),
    #[command(after_help = "scanpost device new-password front-office")]
    NewPassword {
        name: String,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost device strangers")]
    Strangers(Output),
    #[command(
        after_help = "scanpost device check 192.0.2.17\nscanpost device check ipp://copier.example:8631/ipp/print"
    )]
    Check {
        address: String,
        #[arg(long, default_value_t = SNMP_PORT, value_name = "PORT", value_parser = values::port)]
        snmp_port: u16,
        #[arg(long, default_value = COMMUNITY, value_name = "WORD")]
        community: String,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost device search")]
    Search(Output),
    #[command(after_help = "scanpost device remove copier")]
    Remove { name: String },
}

/// What is not said stays as it is.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct EditDevice {
    pub name: String,
    #[arg(long, value_name = "RANGE", value_parser = values::range)]
    pub range: Vec<IpNet>,
    #[arg(long, conflicts_with = "range")]
    pub any_address: bool,
    #[arg(long, value_name = "USER")]
    pub user: Option<String>,
    #[arg(long, conflicts_with = "user")]
    pub no_user: bool,
    #[arg(long, value_name = "FLOOR")]
    pub tls: Option<TlsFloor>,
    #[arg(long, value_name = "ACCOUNT", value_parser = values::account)]
    pub account: Option<AccountName>,
    #[arg(long, conflicts_with = "account")]
    pub first_account: bool,
    #[command(flatten)]
    pub sender: Sender,
    #[arg(long, value_name = "PROFILE", value_parser = values::profile())]
    pub profile: Option<profile::Name>,
    #[arg(long, conflicts_with = "profile")]
    pub no_profile: bool,
    #[arg(long)]
    pub fetches: bool,
    #[arg(long, conflicts_with = "fetches")]
    pub no_fetches: bool,
    #[arg(long)]
    pub wide: bool,
    #[command(flatten)]
    pub output: Output,
}

/// What becomes of From.
#[derive(Debug, Args)]
pub(crate) struct Sender {
    #[arg(long, value_name = "RULE")]
    sender: Option<SenderWord>,
    #[arg(long, value_name = "FROM=TO", value_parser = values::alias, conflicts_with = "sender")]
    alias: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SenderWord {
    Account,
    MustMatch,
    Keep,
    PerUser,
}

impl Sender {
    /// The rule, if one was given.
    pub(crate) fn rule(self) -> Option<SenderRule> {
        if !self.alias.is_empty() {
            return Some(SenderRule::Alias(self.alias.into_iter().collect()));
        }
        self.sender.map(|word| match word {
            SenderWord::Account => SenderRule::Account,
            SenderWord::MustMatch => SenderRule::MustMatch,
            SenderWord::Keep => SenderRule::Keep,
            SenderWord::PerUser => SenderRule::PerUser,
        })
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TlsFloor {
    Required,
    Optional,
}
