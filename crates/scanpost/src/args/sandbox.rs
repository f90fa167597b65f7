//! `sandbox`, the stand-in provider, and `demo`, which shows everything with it. Both keep nothing.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use scanpost_core::profile;
use scanpost_core::site::receiving::PrinterUri;

use super::LogOptions;
use crate::values;

#[derive(Debug, Args)]
pub(crate) struct SandboxOptions {
    #[arg(long, default_value = "127.0.0.1:8026", value_name = "ADDRESS", value_parser = values::address)]
    pub web: SocketAddr,

    #[arg(long, default_value = "127.0.0.1:8587", value_name = "ADDRESS", value_parser = values::address)]
    pub smtp: SocketAddr,

    #[arg(long, default_value = "127.0.0.1:8995", value_name = "ADDRESS", value_parser = values::address)]
    pub pop3: SocketAddr,

    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS", value_parser = values::address)]
    pub pop3_stls: SocketAddr,

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

#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    #[arg(value_name = "FILE.pdf")]
    pub file: Option<PathBuf>,

    #[arg(long)]
    pub once: bool,

    #[arg(long, value_name = "DIR")]
    pub faxes: Option<PathBuf>,

    #[arg(long, value_name = "PRINTER", value_parser = values::printer, conflicts_with = "faxes")]
    pub printer: Option<PrinterUri>,

    #[arg(long, value_name = "PROFILE", value_parser = values::profile())]
    pub profile: Option<profile::Name>,

    #[arg(long)]
    pub manual: bool,

    #[arg(long)]
    pub json: bool,
}
