//! `account`: the mailboxes that scanpost acts for, and how each is signed in.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use scanpost_core::account::AccountName;
use scanpost_core::oauth::{Limits, Way};

use super::Output;
use crate::values;

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
        limits: LimitOptions,
        #[arg(long, value_name = "NETWORK", value_parser = values::network)]
        network: Option<String>,
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

impl SignInOptions {
    /// Whether any of them is; without them nothing about the sign-in changes.
    pub(crate) fn is_given(&self) -> bool {
        self.client_id.is_some()
            || self.tenant.is_some()
            || self.way.is_some()
            || self.receive.is_some()
            || self.proof.client_secret_file.is_some()
            || self.proof.certificate.is_some()
            || self.proof.make_certificate
    }
}

/// What the provider takes of the mailbox, where that differs from its data. 0: it does not.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct LimitOptions {
    #[arg(long, value_name = "NUMBER", value_parser = values::limit(Limits::MOST_CONNECTIONS))]
    pub connections: Option<u32>,
    #[arg(long, value_name = "NUMBER", value_parser = values::limit(Limits::MOST))]
    pub messages_a_minute: Option<u32>,
    #[arg(long, value_name = "NUMBER", value_parser = values::limit(Limits::MOST))]
    pub messages_a_day: Option<u32>,
    #[arg(long, value_name = "NUMBER", value_parser = values::limit(Limits::MOST))]
    pub recipients_a_day: Option<u32>,
    #[arg(long, value_name = "NUMBER", value_parser = values::limit(Limits::MOST))]
    pub recipients_a_message: Option<u32>,
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
