//! `receiving`: the mailboxes that are polled, and the mails that came in by them.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use scanpost_core::fault::Code;
use scanpost_core::receive::{ArrivalId, ArrivalState};
use scanpost_core::site::Function;

use super::Output;
use crate::values;

#[derive(Debug, Subcommand)]
pub(crate) enum ReceivingCommand {
    #[command(after_help = "scanpost receiving list")]
    List(Output),
    #[command(after_help = "scanpost receiving poll internet-fax-receive")]
    Poll {
        #[arg(value_name = "NAME", value_parser = values::polled_function())]
        function: Function,
        #[command(flatten)]
        output: Output,
    },
    #[command(
        after_help = "scanpost receiving arrivals --state quarantined\nscanpost receiving arrivals --function internet-fax-receive --most 20"
    )]
    Arrivals(ListArrivals),
    #[command(after_help = "scanpost receiving show 0193a5f0c1d27000a1b2c3d4e5f60718")]
    Show {
        #[arg(value_parser = values::arrival_id)]
        id: ArrivalId,
        #[command(flatten)]
        output: Output,
    },
    #[command(after_help = "scanpost receiving retry 0193a5f0c1d27000a1b2c3d4e5f60718")]
    Retry {
        #[arg(value_parser = values::arrival_id)]
        id: ArrivalId,
        #[command(flatten)]
        output: Output,
    },
    #[command(
        after_help = "scanpost receiving download 0193a5f0c1d27000a1b2c3d4e5f60718 --to fax.eml"
    )]
    Download {
        #[arg(value_parser = values::arrival_id)]
        id: ArrivalId,
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    #[command(
        after_help = "scanpost receiving delete 0193a5f0c1d27000a1b2c3d4e5f60718\nscanpost receiving delete --because fax-missing"
    )]
    Delete {
        #[arg(value_name = "ID", value_parser = values::arrival_id, required_unless_present = "because")]
        ids: Vec<ArrivalId>,
        #[arg(long, value_name = "CODE", value_parser = values::code, conflicts_with = "ids")]
        because: Option<Code>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ListArrivals {
    #[arg(long, value_name = "STATE", value_parser = values::arrival_state())]
    pub state: Option<ArrivalState>,
    #[arg(long, value_name = "NAME", value_parser = values::polled_function())]
    pub function: Option<Function>,
    #[arg(long, value_name = "ID", value_parser = values::arrival_id)]
    pub before: Option<ArrivalId>,
    #[arg(long, default_value_t = 100, value_name = "NUMBER", value_parser = values::number(1, 1000))]
    pub most: u64,
    #[command(flatten)]
    pub output: Output,
}
