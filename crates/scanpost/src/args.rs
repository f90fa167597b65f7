//! Every command of scanpost, its options and examples of it.
//!
//! What a person reads about them lies in `locales/*/command-line-help.ftl`: a command's text under
//! `help-account-add`, those of its arguments as that message's attributes, or as attributes of a
//! message above (`help-account`, `help`) where several commands share one. Here stands what needs no
//! translation; `after_help` holds the examples, one a line.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Privilege;
use scanpost_core::oauth::Way;
use scanpost_core::site::Slot;
use scanpost_core::spool::{JobId, JobState};
use scanpost_core::words::Language;

use crate::misuse::Answer;
use crate::values;

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

#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    #[arg(long, default_value = "0.0.0.0:2525", env = "SCANPOST_SMTP", value_name = "ADDRESS", value_parser = values::address)]
    pub smtp: SocketAddr,

    #[arg(long, default_value = "0.0.0.0:4465", env = "SCANPOST_SMTPS", value_name = "ADDRESS", value_parser = values::address)]
    pub smtps: SocketAddr,

    #[arg(long, default_value = "127.0.0.1:8025", env = "SCANPOST_WEB", value_name = "ADDRESS", value_parser = values::address)]
    pub web: SocketAddr,

    #[arg(long, default_value = "scanpost.local", env = "SCANPOST_HOSTNAME", value_name = "NAME")]
    pub hostname: String,

    #[arg(long, default_value_t = 150, env = "SCANPOST_LARGEST_MAIL", value_name = "MIB", value_parser = values::number(1, 1024))]
    pub largest_mail: u64,

    #[arg(long, default_value_t = 64, env = "SCANPOST_DISK_RESERVE", value_name = "MIB", value_parser = values::number(1, 1_048_576))]
    pub disk_reserve: u64,

    #[arg(long, env = "SCANPOST_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    #[arg(long, env = "SCANPOST_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    #[arg(long, env = "SCANPOST_WEB_CERTIFICATE", value_name = "FILE", requires = "web_key")]
    pub web_certificate: Option<PathBuf>,

    #[arg(long, env = "SCANPOST_WEB_KEY", value_name = "FILE", requires = "web_certificate")]
    pub web_key: Option<PathBuf>,

    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub log: LogOptions,
}

#[derive(Debug, Args)]
pub(crate) struct LogOptions {
    #[arg(long, default_value = "info", env = "SCANPOST_LOG", value_name = "LEVEL", value_parser = ["error", "warn", "info", "debug", "trace"])]
    pub log_level: String,

    #[arg(long, default_value = "text", env = "SCANPOST_LOG_FORM", value_name = "FORM")]
    pub log_form: LogForm,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LogForm {
    Text,
    Json,
}

#[cfg(feature = "sandbox")]
#[derive(Debug, Args)]
pub(crate) struct SandboxOptions {
    #[arg(long, default_value = "127.0.0.1:8026", value_name = "ADDRESS", value_parser = values::address)]
    pub web: SocketAddr,

    #[arg(long, default_value = "127.0.0.1:8587", value_name = "ADDRESS", value_parser = values::address)]
    pub smtp: SocketAddr,

    #[arg(long, default_value = "127.0.0.1:8995", value_name = "ADDRESS", value_parser = values::address)]
    pub pop3: SocketAddr,

    #[arg(long, default_value = "scans@sandbox.example", value_name = "ADDRESS")]
    pub mailbox: Vec<String>,

    #[arg(long, default_value_t = 0, value_name = "NUMBER", value_parser = values::number(0, u64::MAX))]
    pub seed: u64,

    #[arg(long, value_name = "NAME", value_parser = values::situations())]
    pub with: Vec<String>,

    #[arg(long, value_name = "FILE")]
    pub registration: Option<PathBuf>,

    #[arg(long, value_name = "FILE")]
    pub provider_file: Option<PathBuf>,

    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub log: LogOptions,
}

#[cfg(feature = "sandbox")]
#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    #[arg(value_name = "FILE.pdf")]
    pub file: Option<PathBuf>,

    #[arg(long)]
    pub once: bool,

    #[arg(long)]
    pub manual: bool,

    #[arg(long)]
    pub json: bool,
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

    #[command(subcommand, after_help = "scanpost job list --state failed")]
    Job(JobCommand),

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

    #[command(after_help = "scanpost page")]
    Page(Output),
}

#[derive(Debug, Args)]
pub(crate) struct Output {
    #[arg(long)]
    pub json: bool,
}

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

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    #[command(
        after_help = "scanpost account add scans --address scans@contoso.example --provider exchange-online --client-id 11111111-2222-3333-4444-555555555555 --tenant contoso.example"
    )]
    Add {
        #[arg(value_parser = values::account)]
        name: AccountName,
        #[arg(long, value_name = "ADDRESS")]
        address: String,
        #[arg(long, value_name = "NAME|FILE")]
        provider: String,
        #[command(flatten)]
        sign_in: SignInOptions,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost account change scans --way app --make-certificate")]
    Change {
        #[arg(value_parser = values::account)]
        name: AccountName,
        #[command(flatten)]
        sign_in: SignInOptions,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost account list")]
    List(Output),
    #[command(after_help = "scanpost account show scans --json")]
    Show {
        #[arg(value_parser = values::account)]
        name: AccountName,
        #[command(flatten)]
        output: Output,
    },
    #[command(
        after_help = "scanpost account sign-in scans\nscanpost account sign-in scans --way browser"
    )]
    SignIn {
        #[arg(value_parser = values::account)]
        name: AccountName,
        #[arg(long, value_name = "WAY", value_parser = values::way())]
        way: Option<Way>,
        #[arg(long)]
        paste: bool,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost account check scans")]
    Check {
        #[arg(value_parser = values::account)]
        name: AccountName,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost account consent scans")]
    Consent {
        #[arg(value_parser = values::account)]
        name: AccountName,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost account certificate scans")]
    Certificate {
        #[arg(value_parser = values::account)]
        name: AccountName,
    },
    #[command(after_help = "scanpost account sign-out scans")]
    SignOut {
        #[arg(value_parser = values::account)]
        name: AccountName,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost account remove scans")]
    Remove {
        #[arg(value_parser = values::account)]
        name: AccountName,
    },
}

/// How an account signs in.
#[derive(Debug, Args)]
pub(crate) struct SignInOptions {
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    #[arg(long, value_name = "TENANT")]
    pub tenant: Option<String>,
    #[arg(long, value_name = "WAY", value_parser = values::way())]
    pub way: Option<Way>,
    #[arg(long, value_name = "ANSWER")]
    pub receive: Option<YesOrNo>,
    #[command(flatten)]
    pub proof: Proof,
}

/// What its app proves itself with.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Proof {
    #[arg(long, value_name = "FILE")]
    pub client_secret_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    #[arg(long)]
    pub make_certificate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum YesOrNo {
    Yes,
    No,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeviceCommand {
    #[command(
        after_help = "scanpost device add copier --range 192.0.2.17/32\nscanpost device add front-office --user front-office --tls required"
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
        after_help = "scanpost device edit copier --range 192.0.2.17 --tls required\nscanpost device edit front-office --no-user --range 192.0.2.0/28"
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
    #[arg(long)]
    pub wide: bool,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TlsFloor {
    Required,
    Optional,
}

#[derive(Debug, Args)]
pub(crate) struct ListJobs {
    #[arg(long, value_name = "STATE", value_parser = values::job_state())]
    pub state: Option<JobState>,
    #[arg(long, value_name = "ACCOUNT", value_parser = values::account)]
    pub account: Option<AccountName>,
    #[arg(long, value_name = "NAME")]
    pub device: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<Period>,
    #[arg(long, value_name = "ID", value_parser = values::job_id)]
    pub before: Option<JobId>,
    #[arg(long, default_value_t = 100, value_name = "NUMBER", value_parser = values::number(1, 1000))]
    pub most: u64,
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    #[command(flatten)]
    pub output: Output,
}

/// So far back a list goes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Period {
    Hour,
    Day,
    Week,
    Month,
}

impl Period {
    pub(crate) const fn hours(self) -> i64 {
        match self {
            Period::Hour => 1,
            Period::Day => 24,
            Period::Week => 7 * 24,
            Period::Month => 30 * 24,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum JobCommand {
    #[command(
        after_help = "scanpost job list --state waiting\nscanpost job list --search anna@contoso.example --period week\nscanpost job list --state failed --csv"
    )]
    List(ListJobs),
    #[command(after_help = "scanpost job show 0193a5f0c1d27000a1b2c3d4e5f60718")]
    Show {
        #[arg(value_parser = values::job_id)]
        id: JobId,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost job retry 0193a5f0c1d27000a1b2c3d4e5f60718")]
    Retry {
        #[arg(value_parser = values::job_id)]
        id: JobId,
    },
    #[command(after_help = "scanpost job hold 0193a5f0c1d27000a1b2c3d4e5f60718")]
    Hold {
        #[arg(value_parser = values::job_id)]
        id: JobId,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost job release 0193a5f0c1d27000a1b2c3d4e5f60718")]
    Release {
        #[arg(value_parser = values::job_id)]
        id: JobId,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost job download 0193a5f0c1d27000a1b2c3d4e5f60718 --to scan.eml")]
    Download {
        #[arg(value_parser = values::job_id)]
        id: JobId,
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    #[command(after_help = "scanpost job delete 0193a5f0c1d27000a1b2c3d4e5f60718")]
    Delete {
        #[arg(value_parser = values::job_id)]
        id: JobId,
    },
}

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
