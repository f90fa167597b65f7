//! The administrator's commands: each asks the gateway and prints what it says.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use scanpost_core::account::AccountName;
use scanpost_core::device::TlsFloor as Floor;
use scanpost_core::oauth::{Provider, TokenStatus};
use scanpost_web::wire::{
    AccountView, AddAccount, DeviceAdded, DeviceView, Job, JobView, NewDevice, PageLink,
    SignInView, Status,
};
use serde::Serialize;

use crate::args::{AccountCommand, Administer, DeviceCommand, JobCommand, TlsFloor};
use crate::control::Control;
use crate::show;
use crate::terminal::{self, Failure};

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
            .get::<Status>("/api/status")
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
            let provider = read_provider(&provider, client_id, tenant)?;
            let account = AddAccount { name, address, provider };
            let account: AccountView = control.post("/api/accounts", Some(&account)).await?;
            print(output.json, &account, |account| {
                format!(
                    "{}\nNext: scanpost account sign-in {}",
                    show::account(account),
                    account.name
                )
            });
        }
        AccountCommand::List(output) => {
            let accounts: Vec<AccountView> = control.get("/api/accounts").await?;
            print(output.json, &accounts, |accounts| show::accounts(accounts));
        }
        AccountCommand::Show { name, output } => {
            let account: AccountView = control.get(&format!("/api/accounts/{name}")).await?;
            print(output.json, &account, show::account);
        }
        AccountCommand::SignIn { name, output } => sign_in(control, &name, output.json).await?,
        AccountCommand::SignOut { name, output } => {
            control
                .post::<serde_json::Value>(&format!("/api/accounts/{name}/sign-out"), None::<&()>)
                .await?;
            let account: AccountView = control.get(&format!("/api/accounts/{name}")).await?;
            print(output.json, &account, |_| {
                format!(
                    "{name} is signed out; its tokens are erased. Mails wait until somebody signs in.\n\
                     To end all of the user's sessions, revoke them at the provider."
                )
            });
        }
        AccountCommand::Remove { name } => {
            control.delete(&format!("/api/accounts/{name}")).await?;
            terminal::line(&format!("{name} is removed."));
        }
    }
    Ok(())
}

/// Shows the code and waits until it is used, refused or over.
async fn sign_in(control: &Control, name: &AccountName, json: bool) -> Result<(), Failure> {
    let path = format!("/api/accounts/{name}");
    let code: SignInView = control.post(&format!("{path}/sign-in"), None::<&()>).await?;
    let before: AccountView = control.get(&path).await?;
    print(json, &code, |code| show::code(code, &before));
    loop {
        tokio::time::sleep(LOOK_AGAIN).await;
        let account: AccountView = control.get(&path).await?;
        if account.sign_in.is_some() {
            continue;
        }
        if let Some(fault) = account.sign_in_fault {
            return Err(fault.into());
        }
        if account.token_status != TokenStatus::Retrieved
            || account.signed_in_at == before.signed_in_at
        {
            return Err(Failure::new(
                "The sign-in was cancelled. Begin it anew when it suits you.",
            ));
        }
        print(json, &account, |account| format!("\n{}", show::account(account)));
        return Ok(());
    }
}

async fn device(control: &Control, command: DeviceCommand) -> Result<(), Failure> {
    match command {
        DeviceCommand::Add { name, range, user, tls, account, output } => {
            let tls = match tls {
                TlsFloor::Required => Floor::Required,
                TlsFloor::Optional => Floor::Optional,
            };
            let device = NewDevice { name, ranges: range, user, tls, account };
            let added: DeviceAdded = control.post("/api/devices", Some(&device)).await?;
            print(output.json, &added, show::added_device);
        }
        DeviceCommand::List(output) => {
            let devices: Vec<DeviceView> = control.get("/api/devices").await?;
            print(output.json, &devices, |devices| show::devices(devices));
        }
        DeviceCommand::Remove { name } => {
            control.delete(&format!("/api/devices/{}", show::in_path(&name))).await?;
            terminal::line(&format!("{name} is removed and will be refused."));
        }
    }
    Ok(())
}

async fn job(control: &Control, command: JobCommand) -> Result<(), Failure> {
    match command {
        JobCommand::List { state, account, most, output } => {
            let state = state.map(|state| format!("&state={}", state.as_str())).unwrap_or_default();
            let account = account.map(|account| format!("&account={account}")).unwrap_or_default();
            let jobs: Vec<Job> =
                control.get(&format!("/api/jobs?most={most}{state}{account}")).await?;
            print(output.json, &jobs, |jobs| show::jobs(jobs));
        }
        JobCommand::Show { id, output } => {
            let job: JobView = control.get(&format!("/api/jobs/{id}")).await?;
            print(output.json, &job, show::job);
        }
        JobCommand::Retry { id } => {
            control
                .post::<serde_json::Value>(&format!("/api/jobs/{id}/retry"), None::<&()>)
                .await?;
            let when = if control.is_served() { "now" } else { "as soon as scanpost serve runs" };
            terminal::line(&format!("{id} is tried {when}."));
        }
        JobCommand::Delete { id } => {
            control.delete(&format!("/api/jobs/{id}")).await?;
            terminal::line(&format!("{id} is deleted, with its mail."));
        }
    }
    Ok(())
}

async fn page(control: &Control, json: bool) -> Result<(), Failure> {
    let status: Status = control.get("/api/status").await?;
    let Some(web) = status.listeners.iter().find(|listener| listener.what == "web") else {
        return Err(Failure::new(
            "The page is served by the running gateway. Start it: scanpost serve",
        ));
    };
    let link: PageLink = control.post("/api/page-link", None::<&()>).await?;
    let link = format!("http://{}{}", web.address, link.path);
    print(json, &serde_json::json!({ "link": link }), |_| {
        format!("{link}\nFor one use, within ten minutes.")
    });
    Ok(())
}

/// A known provider or a file; with the administrator's own client id and tenant.
fn read_provider(
    name: &str,
    client_id: Option<String>,
    tenant: Option<String>,
) -> Result<Provider, Failure> {
    let mut provider = match Provider::named(name) {
        Some(provider) => provider,
        None => provider_in_file(name)?,
    };
    if let Some(client_id) = client_id {
        provider.oauth.client_id = client_id;
    }
    if tenant.is_some() {
        provider.oauth.tenant = tenant;
    }
    Ok(provider)
}

fn provider_in_file(name: &str) -> Result<Provider, Failure> {
    let text = fs::read_to_string(name).map_err(|error| {
        let known: Vec<_> = Provider::known().into_iter().map(|provider| provider.name).collect();
        Failure::new(format!(
            "'{name}' is neither a known provider ({}) nor a file that can be read: {error}.",
            known.join(", ")
        ))
    })?;
    Provider::parse(&text)
        .map_err(|why| Failure::new(format!("The provider file {name} cannot be used: {why}")))
}

fn print<T: Serialize>(json: bool, value: &T, as_text: impl FnOnce(&T) -> String) {
    if json {
        terminal::line(&serde_json::to_string(value).expect("views have text keys"));
    } else {
        terminal::line(&as_text(value));
    }
}
