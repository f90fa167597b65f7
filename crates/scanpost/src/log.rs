//! The log: structured lines on standard error.
//!
//! Only scanpost's own events follow the level that was asked for. The libraries beneath are kept to
//! warnings at every level, because some of them print the octets that they carry.

use tracing_subscriber::EnvFilter;

use crate::args::{LogForm, LogOptions};

/// Starts the log. A second call changes nothing.
pub(crate) fn start(options: &LogOptions) {
    let level = &options.log_level;
    let filter = EnvFilter::new(format!(
        "warn,scanpost={level},scanpost_core={level},scanpost_store={level},scanpost_web={level},scanpost_sandbox={level}"
    ));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // An error means that a log has been started before; that one goes on.
    let _ = match options.log_form {
        LogForm::Text => lines.with_ansi(false).try_init(),
        LogForm::Json => lines.json().flatten_event(true).try_init(),
    };
}
