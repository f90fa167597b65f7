//! The administrator's commands: each asks the gateway and prints what it says.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use scanpost_core::clock::Clock;
use scanpost_core::device::TlsFloor as Floor;
use scanpost_core::spool::JobId;
use scanpost_web::Transport;
use scanpost_web::wire::{
    AccountView, DeviceAdded, DeviceChange, DeviceCheckView, DeviceView, Found, JobListed, JobView,
    NewDevice, PageLink, Question, Retried, StatusView, Stranger,
};
use serde::Serialize;

use crate::account;
use crate::administrators;
use crate::args::{Administer, DeviceCommand, EditDevice, JobCommand, ListJobs, TlsFloor};
use crate::control::Control;
use crate::doctor;
use crate::pages::origin;
use crate::receiving;
use crate::settings;
use crate::sheet;
use crate::show;
use crate::support;
use crate::terminal::{self, Failure, say};
use crate::users;

/// Runs one command.
pub(crate) async fn run(data: Option<PathBuf>, command: Administer) -> Result<(), Failure> {
    let control = Control::open(data).await?;
    let result = match command {
        Administer::Account(command) => account::run(&control, command).await,
        Administer::Device(command) => device(&control, command).await,
        Administer::User(command) => users::run(&control, command).await,
        Administer::Job(command) => job(&control, command).await,
        Administer::Receiving(command) => receiving::run(&control, command).await,
        Administer::Administrator(command) => {
            administrators::administrator(&control, command).await
        }
        Administer::Token(command) => administrators::token(&control, command).await,
        Administer::Slot(command) => settings::slot(&control, command).await,
        Administer::Settings(command) => settings::settings(&control, command).await,
        Administer::Status(output) => control
            .get::<StatusView>("/api/v1/status")
            .await
            .map(|status| print(output.json, &status, show::status)),
        Administer::Doctor(options) => doctor::run(&control, options).await,
        Administer::Sheet(options) => sheet::run(&control, options).await,
        Administer::Page(output) => page(&control, output.json).await,
    };
    control.close().await;
    result
}

async fn device(control: &Control, command: DeviceCommand) -> Result<(), Failure> {
    match command {
        DeviceCommand::Add {
            name,
            range,
            user,
            tls,
            account,
            sender,
            profile,
            fetches,
            wide,
            output,
        } => {
            let tls = floor(tls);
            let device = NewDevice {
                name,
                ranges: range,
                user,
                tls,
                account,
                wide,
                fetches,
                profile,
                sender: sender.rule().unwrap_or_default(),
            };
            let added: DeviceAdded = control.post("/api/v1/devices", Some(&device)).await?;
            print(output.json, &added, show::added_device);
        }
        DeviceCommand::List(output) => {
            let devices: Vec<DeviceView> = control.get("/api/v1/devices").await?;
            print(output.json, &devices, |devices| show::devices(devices));
        }
        DeviceCommand::Show { name, output } => {
            let device: DeviceView = control.get(&device_path(&name)).await?;
            print(output.json, &device, show::device_with_facts);
        }
        DeviceCommand::Edit(edit) => edit_device(control, edit).await?,
        DeviceCommand::NewPassword { name, output } => {
            let path = format!("{}/password", device_path(&name));
            let changed: DeviceAdded = control.post(&path, None::<&()>).await?;
            print(output.json, &changed, show::added_device);
        }
        DeviceCommand::Strangers(output) => {
            let strangers: Vec<Stranger> = control.get("/api/v1/strangers").await?;
            print(output.json, &strangers, |strangers| show::strangers(strangers));
        }
        DeviceCommand::Check { address, snmp_port, community, output } => {
            let question = Question { address, snmp_port, community };
            let view: DeviceCheckView =
                control.post("/api/v1/device-check", Some(&question)).await?;
            print(output.json, &view, support::checked);
        }
        DeviceCommand::Search(output) => {
            let found: Vec<Found> = control.post("/api/v1/device-search", None::<&()>).await?;
            print(output.json, &found, |found| support::found(found));
        }
        DeviceCommand::Remove { name } => {
            control.delete(&device_path(&name)).await?;
            terminal::line(&say("device-removed", &[("name", &name)]));
        }
    }
    Ok(())
}

/// Changes what was said and leaves the rest. If somebody else changes the device in between, the
/// gateway refuses, and nothing is lost.
async fn edit_device(control: &Control, edit: EditDevice) -> Result<(), Failure> {
    let path = device_path(&edit.name);
    let before: DeviceView = control.get(&path).await?;
    let ranges = || before.ranges.iter().filter_map(|range| range.parse().ok()).collect();
    let change = DeviceChange {
        revision: before.revision,
        ranges: match (edit.any_address, edit.range.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => ranges(),
            (false, false) => edit.range,
        },
        user: if edit.no_user { None } else { edit.user.or(before.user.clone()) },
        tls: edit.tls.map_or_else(|| floor_of(&before), floor),
        account: if edit.first_account { None } else { edit.account.or(before.account.clone()) },
        sender: edit.sender.rule().unwrap_or(before.sender),
        fetches: !edit.no_fetches && (edit.fetches || before.fetches),
        profile: if edit.no_profile { None } else { edit.profile.or(before.profile) },
        wide: edit.wide,
    };
    let changed: DeviceAdded = control.put(&path, &change).await?;
    print(edit.output.json, &changed, show::added_device);
    Ok(())
}

fn floor(tls: TlsFloor) -> Floor {
    match tls {
        TlsFloor::Required => Floor::Required,
        TlsFloor::Optional => Floor::Optional,
    }
}

fn floor_of(device: &DeviceView) -> Floor {
    if device.tls_required { Floor::Required } else { Floor::Optional }
}

fn device_path(name: &str) -> String {
    format!("/api/v1/devices/{}", show::in_path(name))
}

async fn list_jobs(control: &Control, list: ListJobs) -> Result<(), Failure> {
    let now = Clock::machine().now();
    let since = list.period.map(|period| (now.0 - period.hours() * 3_600_000).to_string());
    let fields = [
        ("most", Some(list.most.to_string())),
        ("state", list.state.map(|state| state.as_str().to_owned())),
        ("account", list.account.as_ref().map(ToString::to_string)),
        ("device", list.device),
        ("since", since),
        ("search", list.search),
        ("before", list.before.map(|id| id.to_string())),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let query: Vec<_> =
        fields.map(|(name, value)| format!("{name}={}", show::in_path(&value))).collect();
    let query = query.join("&");
    if list.csv {
        return control.fetch(&format!("/api/v1/jobs.csv?{query}"), &mut std::io::stdout()).await;
    }
    let jobs: Vec<JobListed> = control.get(&format!("/api/v1/jobs?{query}")).await?;
    // Of an account that was removed there may be jobs left; a name with none may be a slip.
    if let Some(name) = list.account.filter(|_| jobs.is_empty()) {
        control.get::<AccountView>(&format!("/api/v1/accounts/{name}")).await?;
    }
    print(list.output.json, &jobs, |jobs| show::jobs(jobs));
    Ok(())
}

/// The job as it stands afterwards.
async fn after(control: &Control, id: JobId, verb: &str, json: bool) -> Result<(), Failure> {
    control.post::<serde_json::Value>(&format!("/api/v1/jobs/{id}/{verb}"), None::<&()>).await?;
    let job: JobView = control.get(&format!("/api/v1/jobs/{id}")).await?;
    print(json, &job, show::job);
    Ok(())
}

/// Writes a mail to a file of its own, which only the one who asked can read. None that is there is
/// overwritten, and a broken one does not stay.
pub(crate) async fn download(control: &Control, path: &str, to: &Path) -> Result<(), Failure> {
    let mut new = OpenOptions::new();
    new.write(true).create_new(true).mode(0o600);
    let mut file =
        new.open(to).map_err(|error| terminal::about_file("file-not-written", to, &error))?;
    let fetched = control.fetch(path, &mut file).await;
    if fetched.is_err() {
        let _ = std::fs::remove_file(to); // what went wrong is said anyway
        return fetched;
    }
    terminal::line(&say("job-downloaded", &[("path", &to.display().to_string())]));
    Ok(())
}

async fn job(control: &Control, command: JobCommand) -> Result<(), Failure> {
    match command {
        JobCommand::List(list) => list_jobs(control, list).await?,
        JobCommand::Show { id, output } => {
            let job: JobView = control.get(&format!("/api/v1/jobs/{id}")).await?;
            print(output.json, &job, show::job);
        }
        JobCommand::Retry { id } => {
            let retried: Retried =
                control.post(&format!("/api/v1/jobs/{id}/retry"), None::<&()>).await?;
            terminal::line(&show::retried(&retried));
        }
        JobCommand::Hold { id, output } => after(control, id, "hold", output.json).await?,
        JobCommand::Release { id, output } => after(control, id, "release", output.json).await?,
        JobCommand::Download { id, to } => {
            download(control, &format!("/api/v1/jobs/{id}/mail"), &to).await?;
        }
        JobCommand::Delete { id } => {
            control.delete(&format!("/api/v1/jobs/{id}")).await?;
            terminal::line(&say("job-deleted", &[("id", &id.to_string())]));
        }
    }
    Ok(())
}

async fn page(control: &Control, json: bool) -> Result<(), Failure> {
    let origin = served_at(control).await?;
    let link: PageLink = control.post("/api/v1/page-link", None::<&()>).await?;
    let link = format!("{origin}{}", link.path);
    print(json, &serde_json::json!({ "link": link }), |_| {
        format!("{link}\n{}", say("page-link", &[]))
    });
    Ok(())
}

/// What stands in front of a path. An error: no gateway serves the pages.
pub(crate) async fn served_at(control: &Control) -> Result<String, Failure> {
    let status: StatusView = control.get("/api/v1/status").await?;
    let served = status.listeners.iter().find_map(|listener| {
        let transport = match listener.what.as_str() {
            "web" => Transport::Plain,
            "https" => Transport::Tls,
            _ => return None,
        };
        Some(origin(listener.address.parse().ok()?, transport))
    });
    served.ok_or_else(|| Failure::because("page-not-served", &[]))
}

pub(crate) fn print<T: Serialize>(json: bool, value: &T, as_text: impl FnOnce(&T) -> String) {
    if json {
        terminal::line(&serde_json::to_string(value).expect("views have text keys"));
    } else {
        terminal::line(&as_text(value));
    }
}
