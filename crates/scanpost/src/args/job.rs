//! `job`: the mails that were accepted, found again and dealt with.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use scanpost_core::account::AccountName;
use scanpost_core::spool::{JobId, JobState};

use super::Output;
use crate::values;

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
