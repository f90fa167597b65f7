//! `serve` and how it logs: where to listen, how large a mail may be, with which certificate.
//!
//! Each option has its variable of the environment too, so that a container needs no command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::values;

#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    #[arg(long, default_value = "0.0.0.0:2525", env = "SCANPOST_SMTP", value_name = "ADDRESS", value_parser = values::address)]
    pub smtp: SocketAddr,

    #[arg(long, default_value = "0.0.0.0:4465", env = "SCANPOST_SMTPS", value_name = "ADDRESS", value_parser = values::address)]
    pub smtps: SocketAddr,

    #[arg(long, env = "SCANPOST_POP3", value_name = "ADDRESS", value_parser = values::address)]
    pub pop3: Option<SocketAddr>,

    #[arg(long, env = "SCANPOST_POP3S", value_name = "ADDRESS", value_parser = values::address)]
    pub pop3s: Option<SocketAddr>,

    #[arg(long, default_value = "127.0.0.1:8025", env = "SCANPOST_WEB", value_name = "ADDRESS", value_parser = values::address)]
    pub web: SocketAddr,

    #[arg(long, default_value = "scanpost.local", env = "SCANPOST_HOSTNAME", value_name = "NAME")]
    pub hostname: String,

    #[arg(long, default_value_t = 150, env = "SCANPOST_LARGEST_MAIL", value_name = "MIB", value_parser = values::number(1, 1024))]
    pub largest_mail: u64,

    #[arg(long, default_value_t = 64, env = "SCANPOST_DISK_RESERVE", value_name = "MIB", value_parser = values::number(1, 1_048_576))]
    pub disk_reserve: u64,

    #[arg(long, env = "SCANPOST_FAX_FOLDERS", value_name = "DIR")]
    pub fax_folders: Option<PathBuf>,

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
