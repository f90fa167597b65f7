//! Every command of scanpost, its options and its example.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::styling::Styles;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use scanpost_core::account::AccountName;
use scanpost_core::spool::{JobId, JobState};

/// The OAuth 2.0 mail system of printers and scanners.
///
/// Printers send their scans to scanpost by plain SMTP; scanpost keeps each one safely and delivers it
/// through Exchange Online, Outlook.com or any other provider with OAuth 2.0.
#[derive(Debug, Parser)]
#[command(
    name = "scanpost",
    version,
    styles = Styles::styled(),
    after_help = "Example:\n  scanpost demo                       see the whole of it, without a tenant\n  scanpost serve                      run the gateway\n\nExit codes: 0 done, 1 it failed, 2 not understood, 3 no such account, device or job."
)]
pub(crate) struct Arguments {
    /// The folder that holds everything scanpost keeps.
    #[arg(long, global = true, env = "SCANPOST_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,

    #[command(subcommand)]
    pub command: Command,
}

/// The commands that keep nothing.
const WITHOUT_DATA: [&str; 2] = ["sandbox", "demo"];

impl Arguments {
    /// What the program was called with; ends the program where that is not understood.
    pub(crate) fn read() -> Arguments {
        let matches = Self::whole_command().get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }

    /// `--data` belongs to every command but those that keep nothing: they get an argument of the
    /// same name that is not shown, and that says why it is not taken.
    fn whole_command() -> clap::Command {
        let refused = || clap::Arg::new("data").long("data").hide(true).value_parser(keeps_nothing);
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
    /// Run the gateway until it is told to stop (Ctrl-C or SIGTERM).
    #[command(
        after_help = "Example:\n  scanpost serve --smtp 0.0.0.0:2525 --smtps 0.0.0.0:4465 --web 127.0.0.1:8025\n\nTold to stop, it takes nothing new and gives mails that are under way 5 seconds to come to their end. Accepted mails are kept and go out after the next start."
    )]
    Serve(ServeOptions),

    /// Run a stand-in for the provider: sign-in, SMTP, POP3 and a page that shows the mailboxes.
    #[cfg(feature = "sandbox")]
    #[command(
        after_help = "Example:\n  scanpost sandbox --mailbox scans@sandbox.example --provider-file sandbox.toml"
    )]
    Sandbox(SandboxOptions),

    /// See the main job: a scan travels from a printer through scanpost into a mailbox.
    #[cfg(feature = "sandbox")]
    #[command(after_help = "Example:\n  scanpost demo\n  scanpost demo --once --json invoice.pdf")]
    Demo(DemoOptions),

    #[command(flatten)]
    Administer(Administer),
}

#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// Where devices connect, with STARTTLS on request.
    #[arg(long, default_value = "0.0.0.0:2525", env = "SCANPOST_SMTP", value_name = "ADDRESS")]
    pub smtp: SocketAddr,

    /// Where devices connect that encrypt from the first octet.
    #[arg(long, default_value = "0.0.0.0:4465", env = "SCANPOST_SMTPS", value_name = "ADDRESS")]
    pub smtps: SocketAddr,

    /// Where the page is. Only addresses of this machine: the page has no log-in of its own yet.
    #[arg(long, default_value = "127.0.0.1:8025", env = "SCANPOST_WEB", value_name = "ADDRESS", value_parser = this_machine)]
    pub web: SocketAddr,

    /// The name scanpost greets devices with.
    #[arg(long, default_value = "scanpost.local", env = "SCANPOST_HOSTNAME", value_name = "NAME")]
    pub hostname: String,

    /// The largest mail that is accepted, in MiB.
    #[arg(long, default_value_t = 150, env = "SCANPOST_LARGEST_MAIL", value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub largest_mail: u64,

    /// What must stay free on the disk before a mail is begun, in MiB.
    #[arg(long, default_value_t = 64, env = "SCANPOST_DISK_RESERVE", value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub disk_reserve: u64,

    /// The certificate chain that devices are shown, in PEM. Without it one is made.
    #[arg(long, env = "SCANPOST_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// The private key of that certificate, in PEM.
    #[arg(long, env = "SCANPOST_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    /// Print the addresses as one line of JSON.
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub log: LogOptions,
}

#[derive(Debug, Args)]
pub(crate) struct LogOptions {
    /// How much is logged.
    #[arg(long, default_value = "info", env = "SCANPOST_LOG", value_name = "LEVEL", value_parser = ["error", "warn", "info", "debug", "trace"])]
    pub log_level: String,

    /// In which form.
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
    /// Where the sign-in pages and the mailbox pages are. Anybody who reaches them may use them.
    #[arg(long, default_value = "127.0.0.1:8026", value_name = "ADDRESS")]
    pub web: SocketAddr,

    /// Where mails are submitted, with STARTTLS.
    #[arg(long, default_value = "127.0.0.1:8587", value_name = "ADDRESS")]
    pub smtp: SocketAddr,

    /// Where mails are fetched, encrypted from the first octet.
    #[arg(long, default_value = "127.0.0.1:8995", value_name = "ADDRESS")]
    pub pop3: SocketAddr,

    /// A mailbox; may be given several times.
    #[arg(long, default_value = "scans@sandbox.example", value_name = "ADDRESS")]
    pub mailbox: Vec<String>,

    /// Decides what is left to chance, such as how long a token lives.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    pub seed: u64,

    /// A bad day to begin with; may be given several times.
    #[arg(long, value_name = "NAME", value_parser = situations(), hide_short_help = true)]
    pub with: Vec<String>,

    /// How the app is registered, as JSON: `redirects`, `secrets`, `certificates`.
    #[arg(long, value_name = "FILE")]
    pub registration: Option<PathBuf>,

    /// Write the sandbox's provider file here, for `scanpost account add --provider`.
    #[arg(long, value_name = "FILE")]
    pub provider_file: Option<PathBuf>,

    /// Print the addresses as one line of JSON.
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub log: LogOptions,
}

/// The names of all situations, which `--help` lists and explains.
#[cfg(feature = "sandbox")]
fn situations() -> clap::builder::PossibleValuesParser {
    let named = |situation: &scanpost_sandbox::Situation| {
        clap::builder::PossibleValue::new(situation.name).help(situation.title)
    };
    scanpost_sandbox::SITUATIONS.iter().map(named).collect::<Vec<_>>().into()
}

#[cfg(feature = "sandbox")]
#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    /// The file to send; without it a small scan that comes along.
    #[arg(value_name = "FILE.pdf")]
    pub file: Option<PathBuf>,

    /// End when the mail lies in the mailbox: 0 if its attachment is the same to the last octet.
    #[arg(long)]
    pub once: bool,

    /// Let a person approve the sign-in at the sandbox's page.
    #[arg(long)]
    pub manual: bool,

    /// Print one JSON object on the last line, whatever comes of it.
    #[arg(long)]
    pub json: bool,
}

/// What the administrator can do, on the page as well as here.
#[derive(Debug, Subcommand)]
pub(crate) enum Administer {
    /// The mailboxes that scanpost sends for.
    #[command(
        subcommand,
        after_help = "Example:\n  scanpost account add scans --address scans@contoso.example --provider exchange-online --client-id ID --tenant contoso.example\n  scanpost account sign-in scans"
    )]
    Account(AccountCommand),

    /// The printers and scanners that may send.
    #[command(
        subcommand,
        after_help = "Example:\n  scanpost device add copier --range 192.0.2.17/32"
    )]
    Device(DeviceCommand),

    /// The scans that were taken, and what became of them.
    #[command(subcommand, after_help = "Example:\n  scanpost job list --state failed")]
    Job(JobCommand),

    /// Everything at a glance.
    #[command(after_help = "Example:\n  scanpost status --json")]
    Status(Output),

    /// A link to the page, for one use within ten minutes.
    #[command(after_help = "Example:\n  scanpost page")]
    Page(Output),
}

#[derive(Debug, Args)]
pub(crate) struct Output {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Add a mailbox. Nobody is signed in yet.
    #[command(
        after_help = "Example:\n  scanpost account add scans --address scans@contoso.example --provider exchange-online --client-id 11111111-2222-3333-4444-555555555555 --tenant contoso.example"
    )]
    Add {
        /// What to call it: `scans`.
        name: AccountName,
        /// The mailbox.
        #[arg(long, value_name = "ADDRESS")]
        address: String,
        /// exchange-online, outlook, gmail, or a file that describes another provider.
        #[arg(long, value_name = "NAME|FILE")]
        provider: String,
        /// The id of the app that is registered at the provider.
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
        /// The tenant at Microsoft: its id or domain.
        #[arg(long, value_name = "TENANT")]
        tenant: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// List all accounts.
    #[command(after_help = "Example:\n  scanpost account list")]
    List(Output),
    /// Show one account: token status, connection status, what must be done.
    #[command(after_help = "Example:\n  scanpost account show scans --json")]
    Show {
        /// The account: `scans`.
        name: AccountName,
        #[command(flatten)]
        output: Output,
    },
    /// Sign in: shows a code for the provider's page and waits until it was used.
    #[command(after_help = "Example:\n  scanpost account sign-in scans")]
    SignIn {
        /// The account: `scans`.
        name: AccountName,
        #[command(flatten)]
        output: Output,
    },
    /// Sign out: erases the account's tokens. Mails wait until somebody signs in again.
    #[command(after_help = "Example:\n  scanpost account sign-out scans")]
    SignOut {
        /// The account: `scans`.
        name: AccountName,
        #[command(flatten)]
        output: Output,
    },
    /// Remove an account that has no waiting mails.
    #[command(after_help = "Example:\n  scanpost account remove scans")]
    Remove {
        /// The account: `scans`.
        name: AccountName,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeviceCommand {
    /// Add a device, known by its address, by user and password, or by both.
    #[command(
        after_help = "Example:\n  scanpost device add copier --range 192.0.2.17/32\n  scanpost device add front-office --user front-office --tls required"
    )]
    Add {
        /// What to call it.
        name: String,
        /// The addresses it comes from; may be given several times.
        #[arg(long, value_name = "RANGE", value_parser = range)]
        range: Vec<IpNet>,
        /// The user it logs in with. A password is made and shown this once.
        #[arg(long, value_name = "USER")]
        user: Option<String>,
        /// Whether it must encrypt.
        #[arg(long, default_value = "optional", value_name = "FLOOR")]
        tls: TlsFloor,
        /// The account its mails go out by; without it the first one.
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<AccountName>,
        #[command(flatten)]
        output: Output,
    },
    /// List all devices.
    #[command(after_help = "Example:\n  scanpost device list")]
    List(Output),
    /// Remove a device. It is refused from then on.
    #[command(after_help = "Example:\n  scanpost device remove copier")]
    Remove {
        /// The device: `copier`.
        name: String,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TlsFloor {
    Required,
    Optional,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JobCommand {
    /// List jobs, newest first.
    #[command(after_help = "Example:\n  scanpost job list --state waiting")]
    List {
        /// Only jobs in this state: waiting, delivering, delivered, partly-delivered, failed.
        #[arg(long, value_name = "STATE", value_parser = job_state)]
        state: Option<JobState>,
        /// Only jobs of this account.
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<AccountName>,
        /// At most so many.
        #[arg(long, default_value_t = 100, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=1000))]
        most: u64,
        #[command(flatten)]
        output: Output,
    },
    /// Show one job's whole story.
    #[command(after_help = "Example:\n  scanpost job show 0193a5f0c1d27000a1b2c3d4e5f60718")]
    Show {
        /// The job, by the number that `scanpost job list` shows.
        #[arg(value_parser = job_id)]
        id: JobId,
        #[command(flatten)]
        output: Output,
    },
    /// Try a waiting job now.
    #[command(after_help = "Example:\n  scanpost job retry 0193a5f0c1d27000a1b2c3d4e5f60718")]
    Retry {
        /// The job, by the number that `scanpost job list` shows.
        #[arg(value_parser = job_id)]
        id: JobId,
    },
    /// Remove a job and its mail.
    #[command(after_help = "Example:\n  scanpost job delete 0193a5f0c1d27000a1b2c3d4e5f60718")]
    Delete {
        /// The job, by the number that `scanpost job list` shows.
        #[arg(value_parser = job_id)]
        id: JobId,
    },
}

/// `192.0.2.0/24`, or one address.
fn range(text: &str) -> Result<IpNet, String> {
    let one = || text.parse().ok().map(|address: std::net::IpAddr| IpNet::from(address));
    text.parse()
        .ok()
        .or_else(one)
        .ok_or_else(|| "give a range like 192.0.2.0/24 or an address".to_owned())
}

fn job_id(text: &str) -> Result<JobId, String> {
    text.parse().map_err(|_| {
        "a job's number has 32 hexadecimal digits: scanpost job list shows those that there are"
            .to_owned()
    })
}

/// A folder that no command would write to is a misunderstanding.
fn keeps_nothing(_: &str) -> Result<PathBuf, String> {
    Err("this command keeps nothing: leave --data out".to_owned())
}

fn job_state(text: &str) -> Result<JobState, String> {
    JobState::ALL
        .into_iter()
        .find(|state| state.as_str() == text)
        .ok_or_else(|| format!("the states are {}", JobState::ALL.map(JobState::as_str).join(", ")))
}

fn this_machine(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr =
        text.parse().map_err(|_| "give an address like 127.0.0.1:8025".to_owned())?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("the page has no log-in of its own yet: use 127.0.0.1 and, from elsewhere, an SSH tunnel".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_command(command: &clap::Command) -> Vec<&clap::Command> {
        let below = command.get_subcommands().flat_map(every_command);
        std::iter::once(command).chain(below).collect()
    }

    #[test]
    fn each_command_has_an_example_and_each_argument_a_description() {
        let whole = Arguments::whole_command();
        whole.clone().debug_assert();
        for command in every_command(&whole) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example:"), "{} has no example", command.get_name());
            for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
                let is_described = argument.get_help().is_some();
                assert!(is_described, "{} {}", command.get_name(), argument.get_id());
            }
        }
    }

    #[cfg(feature = "sandbox")]
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
        let refused = whole.try_get_matches_from(["scanpost", "demo", "--data", "x"]);
        assert!(refused.expect_err("refused").to_string().contains("leave --data out"));
    }

    #[test]
    fn a_number_that_is_no_jobs_is_answered_with_the_way_to_find_one() {
        assert!(job_id("0193a5f0c1d27000a1b2c3d4e5f60718").is_ok());
        assert!(job_id("1").expect_err("too short").contains("scanpost job list"));
    }

    #[test]
    fn the_grace_that_the_help_names_is_the_true_one() {
        let whole = Arguments::whole_command();
        let serve = whole.find_subcommand("serve").expect("there is one");
        let help = serve.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.contains(&format!("{} seconds", crate::serve::GRACE.as_secs())), "{help}");
    }

    #[test]
    fn a_range_may_be_one_address() {
        assert_eq!(range("192.0.2.7").expect("an address").to_string(), "192.0.2.7/32");
        assert!(range("192.0.2.7/33").is_err());
    }

    #[test]
    fn the_page_stays_on_this_machine() {
        assert!(this_machine("127.0.0.1:80").is_ok());
        assert!(this_machine("0.0.0.0:80").is_err());
    }
}
