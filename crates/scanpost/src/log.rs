//! The log: structured lines on standard error.
//!
//! Only scanpost's own events follow the level that was asked for. The libraries beneath are kept to
//! warnings at every level, because some of them print the octets that they carry.

use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::args::{LogForm, LogOptions};

/// Starts the log. A second call changes nothing.
pub(crate) fn start(options: &LogOptions) {
    let level: LevelFilter =
        options.log_level.parse().expect("the command line lets no other word through");
    // The prefix of all the rooms' names.
    let ours = Targets::new().with_default(LevelFilter::WARN).with_target("scanpost", level);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match options.log_form {
        LogForm::Text => lines.with_ansi(false).boxed(),
        LogForm::Json => lines.json().flatten_event(true).boxed(),
    };
    // An error means that a log has been started before; that one goes on.
    let _ = tracing_subscriber::registry().with(lines.with_filter(ours)).try_init();
}
