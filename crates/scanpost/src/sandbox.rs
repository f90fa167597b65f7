//! `scanpost sandbox`: the stand-in provider as a program of its own.

use std::path::Path;

use scanpost_sandbox::{Options, Registration, Sandbox, Situation};

use crate::args::SandboxOptions;
use crate::log;
use crate::signals::Signals;
use crate::terminal::{self, Failure, say};

pub(crate) async fn run(options: SandboxOptions) -> Result<(), Failure> {
    log::start(&options.log);
    let mut signals = Signals::listen()?;
    let sandbox = Sandbox::start(Options {
        oauth: options.web,
        smtp: options.smtp,
        pop3: options.pop3,
        pop3_stls: options.pop3_stls,
        mailboxes: options.mailbox,
        registration: options
            .registration
            .as_deref()
            .map(registration)
            .transpose()?
            .unwrap_or_default(),
        seed: options.seed,
        ..Options::default()
    })
    .await
    .map_err(|error| Failure::because("sandbox-not-started", &[("why", &terminal::why(&error))]))?;
    sandbox.change_switches(|switches| {
        for situation in options.with.iter().filter_map(|name| Situation::named(name)) {
            situation.turn_on(switches);
        }
    });
    if let Some(path) = &options.provider_file {
        std::fs::write(path, sandbox.provider_toml())
            .map_err(|error| terminal::about_file("file-not-written", path, &error))?;
    }
    if options.json {
        let addresses = serde_json::json!({
            "web": sandbox.web_url(),
            "smtp": sandbox.smtp_addr().to_string(),
            "pop3": sandbox.pop3_addr().to_string(),
            "pop3_stls": sandbox.pop3_stls_addr().to_string(),
        });
        terminal::line(&addresses.to_string());
    } else {
        terminal::line(&terminal::columns(&[
            (say("sandbox-pages", &[]), sandbox.web_url()),
            (say("sandbox-connect", &[]), format!("{}/connect", sandbox.web_url())),
            (say("sandbox-smtp", &[]), sandbox.smtp_addr().to_string()),
            (say("sandbox-pop3", &[]), sandbox.pop3_addr().to_string()),
            (say("sandbox-pop3-stls", &[]), sandbox.pop3_stls_addr().to_string()),
        ]));
    }
    signals.told_to_stop().await;
    sandbox.stop().await;
    Ok(())
}

/// Reads how the app is registered; whether a provider would take it, the sandbox says.
fn registration(path: &Path) -> Result<Registration, Failure> {
    let json =
        std::fs::read(path).map_err(|error| terminal::about_file("file-not-read", path, &error))?;
    serde_json::from_slice(&json).map_err(|error| {
        let facts = [("path", &*path.display().to_string()), ("why", &error.to_string())];
        Failure::because("registration-unusable", &facts)
    })
}
