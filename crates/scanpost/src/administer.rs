//! The administrator's commands: each asks the gateway and prints what it says.

use std::path::PathBuf;
use std::time::Duration;

use scanpost_core::account::AccountName;
use scanpost_core::device::TlsFloor as Floor;
use scanpost_core::oauth::Way;
use scanpost_core::oauth::{Provider, TokenStatus};
use scanpost_web::wire::{
    AccountView, AddAccount, DeviceAdded, DeviceView, Job, JobView, NewDevice, PageLink, Retried,
    SignInView, Status,
};
use serde::Serialize;

use crate::args::{AccountCommand, Administer, DeviceCommand, JobCommand, TlsFloor};
use crate::control::Control;
use crate::provider_file;
use crate::show;
use crate::signals::Signals;
use crate::terminal::{self, Failure, say};

/// How often a waiting sign-in is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Runs one command.
pub(crate) async fn run(data: Option<PathBuf>, command: Administer) -> Result<(), Failure> {
    let control = Control::open(data).await?;
    let result = match command {
        Administer::Account(command) => account(&control, command).await,
        Administer::Device(command) => device(&control, command).await,
        Administer::Job(command) => job(&control, command).await,
        Administer::Status(output) => control
            .get::<Status>("/api/v1/status")
            .await
            .map(|status| print(output.json, &status, show::status)),
        Administer::Page(output) => page(&control, output.json).await,
    };
    control.close().await;
    result
}

async fn account(control: &Control, command: AccountCommand) -> Result<(), Failure> {
    match command {
        AccountCommand::Add { name, address, provider, client_id, tenant, output } => {
            let provider = provider_file::read(&provider, client_id, tenant)?;
            let next_step = next_step(&name, &provider);
            let account = AddAccount { name, address, provider };
            let account: AccountView = control.post("/api/v1/accounts", Some(&account)).await?;
            print(output.json, &account, |account| {
                format!("{}\n{next_step}", show::account(account))
            });
        }
        AccountCommand::List(output) => {
            let accounts: Vec<AccountView> = control.get("/api/v1/accounts").await?;
            print(output.json, &accounts, |accounts| show::accounts(accounts));
        }
        AccountCommand::Show { name, output } => {
            let account: AccountView = control.get(&format!("/api/v1/accounts/{name}")).await?;
            print(output.json, &account, show::account);
        }
        AccountCommand::SignIn { name, output } => sign_in(control, &name, output.json).await?,
        AccountCommand::SignOut { name, output } => {
            control
                .post::<serde_json::Value>(
                    &format!("/api/v1/accounts/{name}/sign-out"),
                    None::<&()>,
                )
                .await?;
            let account: AccountView = control.get(&format!("/api/v1/accounts/{name}")).await?;
            print(output.json, &account, |_| say("signed-out", &[("name", name.as_str())]));
        }
        AccountCommand::Remove { name } => {
            control.delete(&format!("/api/v1/accounts/{name}")).await?;
            terminal::line(&say("account-removed", &[("name", name.as_str())]));
        }
    }
    Ok(())
}

/// What an account needs that was just added.
fn next_step(name: &AccountName, provider: &Provider) -> String {
    if provider.offers(Way::DeviceCode) {
        return say("account-next-sign-in", &[("name", name.as_str())]);
    }
    say("account-next-other-provider", &[("name", name.as_str()), ("provider", &provider.title)])
}

/// Shows the code and waits until it is used, refused or over. Whoever breaks off the waiting takes
/// back the code that this command has begun; one that was there before stays.
async fn sign_in(control: &Control, name: &AccountName, json: bool) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let path = format!("/api/v1/accounts/{name}");
    let before: AccountView = control.get(&path).await?;
    let sign_in = async {
        let code: SignInView = control.post(&format!("{path}/sign-in"), None::<&()>).await?;
        print(json, &code, |code| show::code(code, &before));
        let account = signed_in(control, &path, &before).await?;
        print(json, &account, |account| format!("\n{}", show::account(account)));
        Ok(())
    };
    tokio::select! {
        result = sign_in => return result,
        () = signals.told_to_stop() => {}
    }
    if before.sign_in.is_some() {
        return Err(Failure::because("sign-in-still-open", &[("name", name.as_str())]));
    }
    control.delete(&format!("{path}/sign-in")).await?;
    Err(Failure::because("sign-in-broken-off", &[("name", name.as_str())]))
}

/// The account when somebody has used the code.
async fn signed_in(
    control: &Control,
    path: &str,
    before: &AccountView,
) -> Result<AccountView, Failure> {
    loop {
        tokio::time::sleep(LOOK_AGAIN).await;
        let account: AccountView = control.get(path).await?;
        if account.sign_in.is_some() {
            continue;
        }
        if let Some(fault) = account.sign_in_fault {
            return Err(fault.into());
        }
        let is_new = account.signed_in_at != before.signed_in_at;
        if account.token_status != TokenStatus::Retrieved || !is_new {
            return Err(Failure::because("sign-in-cancelled", &[]));
        }
        return Ok(account);
    }
}

async fn device(control: &Control, command: DeviceCommand) -> Result<(), Failure> {
    match command {
        DeviceCommand::Add { name, range, user, tls, account, output } => {
            let tls = match tls {
                TlsFloor::Required => Floor::Required,
                TlsFloor::Optional => Floor::Optional,
            };
            let device = NewDevice { name, ranges: range, user, tls, account, wide: false };
            let added: DeviceAdded = control.post("/api/v1/devices", Some(&device)).await?;
            print(output.json, &added, show::added_device);
        }
        DeviceCommand::List(output) => {
            let devices: Vec<DeviceView> = control.get("/api/v1/devices").await?;
            print(output.json, &devices, |devices| show::devices(devices));
        }
        DeviceCommand::Remove { name } => {
            control.delete(&format!("/api/v1/devices/{}", show::in_path(&name))).await?;
            terminal::line(&say("device-removed", &[("name", &name)]));
        }
    }
    Ok(())
}

async fn job(control: &Control, command: JobCommand) -> Result<(), Failure> {
    match command {
        JobCommand::List { state, account, most, output } => {
            let state = state.map(|state| format!("&state={}", state.as_str())).unwrap_or_default();
            let of = account.as_ref().map(|name| format!("&account={name}")).unwrap_or_default();
            let jobs: Vec<Job> =
                control.get(&format!("/api/v1/jobs?most={most}{state}{of}")).await?;
            // Of an account that was removed there may be jobs left; a name with none may be a slip.
            if let Some(name) = account.filter(|_| jobs.is_empty()) {
                control.get::<AccountView>(&format!("/api/v1/accounts/{name}")).await?;
            }
            print(output.json, &jobs, |jobs| show::jobs(jobs));
        }
        JobCommand::Show { id, output } => {
            let job: JobView = control.get(&format!("/api/v1/jobs/{id}")).await?;
            print(output.json, &job, show::job);
        }
        JobCommand::Retry { id } => {
            let retried: Retried =
                control.post(&format!("/api/v1/jobs/{id}/retry"), None::<&()>).await?;
            terminal::line(&show::retried(&retried));
        }
        JobCommand::Delete { id } => {
            control.delete(&format!("/api/v1/jobs/{id}")).await?;
            terminal::line(&say("job-deleted", &[("id", &id.to_string())]));
        }
    }
    Ok(())
}

async fn page(control: &Control, json: bool) -> Result<(), Failure> {
    let status: Status = control.get("/api/v1/status").await?;
    let Some(web) = status.listeners.iter().find(|listener| listener.what == "web") else {
        return Err(Failure::because("page-not-served", &[]));
    };
    let link: PageLink = control.post("/api/v1/page-link", None::<&()>).await?;
    let link = format!("http://{}{}", web.address, link.path);
    print(json, &serde_json::json!({ "link": link }), |_| {
        format!("{link}\n{}", say("page-link", &[]))
    });
    Ok(())
}

fn print<T: Serialize>(json: bool, value: &T, as_text: impl FnOnce(&T) -> String) {
    if json {
        terminal::line(&serde_json::to_string(value).expect("views have text keys"));
    } else {
        terminal::line(&as_text(value));
    }
}
