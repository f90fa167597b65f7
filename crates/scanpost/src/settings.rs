//! `scanpost settings` and `scanpost slot`: what is set for the whole site.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::Path;

use scanpost_core::account::AccountName;
use scanpost_core::gateway::GatewayError;
use scanpost_core::gateway::views::Outcome;
use scanpost_core::site::{Document, Entered, Slot};
use scanpost_core::words;
use scanpost_web::wire::{ImportView, MailSettingsView, SetSlots, SlotsView};

use crate::args::{SettingsCommand, SlotCommand};
use crate::control::Control;
use crate::newcomer;
use crate::provider_file;
use crate::terminal::{self, Failure, say};

/// A longer file is none of settings.
const LARGEST_FILE: u64 = 1024 * 1024;

pub(crate) async fn settings(control: &Control, command: SettingsCommand) -> Result<(), Failure> {
    match command {
        SettingsCommand::Show(output) => {
            let view: MailSettingsView = control.get("/api/v1/mail-settings").await?;
            terminal::line(&if output.json { json(&view) } else { mail_settings(&view) });
        }
        SettingsCommand::Export { file } => {
            let document: Document = control.get("/api/v1/settings").await?;
            let text = document.to_toml();
            match file {
                None => terminal::line(text.trim_end()),
                Some(path) => write(&path, &text)?,
            }
        }
        SettingsCommand::Import { file, dry_run, output } => {
            let document = Document::parse(&read(&file)?).map_err(GatewayError::from)?;
            let path = format!("/api/v1/settings?dry_run={dry_run}");
            let view: ImportView = control.put(&path, &document).await?;
            terminal::line(&if output.json { json(&view) } else { imported(&view) });
            if view.things.iter().any(|one| one.outcome == Outcome::NotDone) {
                return Err(Failure::because("settings-not-all-imported", &[]));
            }
        }
    }
    Ok(())
}

pub(crate) async fn slot(control: &Control, command: SlotCommand) -> Result<(), Failure> {
    match command {
        SlotCommand::List(output) => {
            let view: SlotsView = control.get("/api/v1/slots").await?;
            terminal::line(&if output.json { json(&view) } else { slots(&view) });
        }
        SlotCommand::Set { slot, account, none: _, output } => {
            let before: SlotsView = control.get("/api/v1/slots").await?;
            let mut chosen = before.slots;
            chosen.set(slot, account);
            let set = SetSlots { revision: before.revision, slots: chosen };
            let view: SlotsView = control.put("/api/v1/slots", &set).await?;
            terminal::line(&if output.json { json(&view) } else { slots(&view) });
        }
        SlotCommand::SignIn { slot, provider, client_id, tenant, output } => {
            let provider = provider_file::read(control, &provider, client_id, tenant).await?;
            newcomer::sign_in(control, slot, provider, output.json).await?;
        }
    }
    Ok(())
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("views have text keys")
}

/// A text that the pages have too.
fn of_pages(id: &str) -> String {
    words::text(terminal::language(), id, &[])
}

fn mail_settings(view: &MailSettingsView) -> String {
    let Entered {
        secondary_host,
        secondary_port,
        timeout_seconds,
        sender_name,
        sender_address,
        administrator_address,
        certificate_validation,
        pop_host,
        pop_port,
        pop_interval,
        network,
        proxy_host,
        proxy_port,
        ..
    } = view.settings.entered();
    let switch = if certificate_validation == "off" { "switch-off" } else { "switch-on" };
    let at = |host: String, port: String| if host.is_empty() { host } else { host + ":" + &port };
    let mut text = String::new();
    for one in &view.primary {
        let server = format!("{}:{} ({})", one.server.host, one.server.port, one.account);
        let _ = writeln!(text, "{}: {server}", of_pages("primary-server"));
    }
    let lines = [
        ("secondary-host", at(secondary_host, secondary_port)),
        ("timeout", timeout_seconds),
        ("sender-name", sender_name),
        ("sender-address", sender_address),
        ("administrator-address", administrator_address),
        ("certificate-validation", of_pages(switch)),
        ("pop-host", at(pop_host, pop_port)),
        ("pop-interval", pop_interval),
        ("network", network),
        ("proxy-host", at(proxy_host, proxy_port)),
    ];
    for (label, value) in lines {
        let value = if value.is_empty() { "–" } else { &value };
        let _ = writeln!(text, "{}: {value}", of_pages(label));
    }
    for one in &view.authorities {
        let _ = writeln!(text, "{}: {}", of_pages("certificates-title"), one.subject);
    }
    text.trim_end().to_owned()
}

fn slots(view: &SlotsView) -> String {
    let line = |slot: Slot| {
        let here = view.functions.iter().filter(|one| one.slot == slot);
        let names: Vec<_> = here
            .clone()
            .map(|one| of_pages(&format!("function-{}", one.function.as_str())))
            .collect();
        let account = here.clone().find_map(|one| one.chosen.account());
        let account = account.map_or("–", AccountName::as_str);
        format!("{:<21} {account:<20} {}", slot.as_str(), names.join(", "))
    };
    Slot::ALL.map(line).join("\n")
}

fn imported(view: &ImportView) -> String {
    let mut lines = Vec::new();
    for one in &view.things {
        let outcome = match (one.outcome.as_str(), view.dry_run) {
            ("added", true) => "would-be-added",
            ("changed", true) => "would-be-changed",
            (word, _) => word,
        };
        let what = of_pages(&format!("thing-{}", one.thing.as_str()));
        let outcome = of_pages(&format!("outcome-{outcome}"));
        lines.push(format!("{outcome}: {what} {}", one.name).trim_end().to_owned());
        if one.ends_sign_in {
            lines.push(format!("  {}", of_pages("import-ends-sign-in")));
        }
    }
    if view.dry_run {
        lines.push(say("settings-dry-run", &[]));
    }
    lines.join("\n")
}

/// The file, or what comes in by `-`.
fn read(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().take(LARGEST_FILE).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(LARGEST_FILE).read_to_string(&mut text))
    };
    match read {
        Ok(_) => Ok(text),
        Err(error) => Err(terminal::about_file("file-not-read", path, &error)),
    }
}

/// Writes the file for its owner alone: it says much about a site, and holds hashes.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| terminal::about_file("file-not-written", path, &error))
}
