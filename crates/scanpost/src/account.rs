//! The commands about accounts.

use scanpost_core::account::AccountName;
use scanpost_core::gateway::RETURN_PATH;
use scanpost_core::oauth::{Limits, Needs, Way};
use scanpost_web::wire::{
    AccountView, AddAccount, Back, BrowserView, Certificate, ChangeSignIn, ConnectionView,
    GrantView, SetCertificate, SetSecret, UserRulesView, UsersView,
};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::administer::print;
use crate::args::{AccountCommand, LimitOptions, Proof, SignInOptions, YesOrNo};
use crate::control::Control;
use crate::provider_file;
use crate::sign_in;
use crate::terminal::{self, Failure, say};
use crate::{secret_file, show};

pub(crate) async fn run(control: &Control, command: AccountCommand) -> Result<(), Failure> {
    match command {
        AccountCommand::Add { name, address, provider, sign_in, output } => {
            let SignInOptions { client_id, tenant, way, receive, proof } = sign_in;
            let provider = provider_file::read(control, &provider, client_id, tenant).await?;
            let proof = read_proof(proof)?;
            let needs = needs(receive, Needs::default());
            let account = AddAccount { name: name.clone(), address, provider, way, needs };
            let added: AccountView = control.post("/api/v1/accounts", Some(&account)).await?;
            prove(control, &name, proof).await?;
            print(output.json, &added, |account| {
                let next = say("account-next-sign-in", &[("name", name.as_str())]);
                format!("{}\n{next}", show::account(account))
            });
        }
        AccountCommand::Change { name, sign_in, limits, network, output } => {
            let wants_sign_in = sign_in.is_given();
            let grant = change(control, &name, sign_in, limits, network).await?;
            // Another app may want a new sign-in, and the account's state says so.
            let account: AccountView = control.get(&of(&name, "")).await?;
            print(output.json, &grant, |grant| {
                let mut shown = vec![show::account(&account), show::grant(grant)];
                if wants_sign_in {
                    shown.push(say("account-changed", &[("name", name.as_str())]));
                }
                shown.join("\n")
            });
        }
        AccountCommand::List(output) => {
            let accounts: Vec<AccountView> = control.get("/api/v1/accounts").await?;
            print(output.json, &accounts, |accounts| show::accounts(accounts));
        }
        AccountCommand::Show { name, output } => show_one(control, &name, output.json).await?,
        AccountCommand::SignIn { name, way, paste, output } => {
            sign_in::run(control, &name, way, paste, output.json).await?;
        }
        AccountCommand::Check { name, output } => {
            let connection: ConnectionView = control.post(&of(&name, "/check"), NOTHING).await?;
            print(output.json, &connection, show::connection);
            if let Some(fault) = connection.fault {
                return Err(fault.into());
            }
        }
        AccountCommand::Consent { name, output } => consent(control, &name, output.json).await?,
        AccountCommand::Certificate { name } => {
            let certificate: Certificate = control.get(&of(&name, "/certificate")).await?;
            terminal::line(certificate.pem.trim_end());
        }
        AccountCommand::SignOut { name, output } => {
            control.post::<Value>(&of(&name, "/sign-out"), NOTHING).await?;
            let account: AccountView = control.get(&of(&name, "")).await?;
            print(output.json, &account, |_| say("signed-out", &[("name", name.as_str())]));
        }
        AccountCommand::Remove { name } => {
            control.delete(&of(&name, "")).await?;
            terminal::line(&say("account-removed", &[("name", name.as_str())]));
            users_left(control).await?;
        }
    }
    Ok(())
}

async fn show_one(control: &Control, name: &AccountName, json: bool) -> Result<(), Failure> {
    let account: AccountView = control.get(&of(name, "")).await?;
    let grant: GrantView = control.get(&of(name, "/settings")).await?;
    if !json {
        terminal::line(&format!("{}\n{}", show::account(&account), show::grant(&grant)));
        return Ok(());
    }
    let mut shown = serde_json::to_value(&account).expect("views have text keys");
    let grant = serde_json::to_value(&grant).expect("views have text keys");
    shown.as_object_mut().expect("a view is an object").insert("grant".to_owned(), grant);
    print(true, &shown, |_| String::new());
    Ok(())
}

/// What is not given stays as it is.
async fn change(
    control: &Control,
    name: &AccountName,
    options: SignInOptions,
    new_limits: LimitOptions,
    network: Option<String>,
) -> Result<GrantView, Failure> {
    let SignInOptions { client_id, tenant, way, receive, proof } = options;
    let proof = read_proof(proof)?;
    let before: GrantView = control.get(&of(name, "/settings")).await?;
    let change = ChangeSignIn {
        way: way.or(Some(before.way)),
        needs: needs(receive, before.needs),
        client_id: client_id.unwrap_or(before.client_id),
        tenant: tenant.or(before.tenant),
        limits: Some(limits(new_limits, before.limits)),
        network,
        revision: before.revision,
    };
    control.put::<GrantView>(&of(name, "/settings"), &change).await?;
    prove(control, name, proof).await?;
    control.get(&of(name, "/settings")).await
}

/// What is not given stays as it is; 0 is the provider's own limit.
fn limits(new: LimitOptions, before: Limits) -> Limits {
    let changed = |new: Option<u32>, before| match new {
        None => before,
        Some(new) => Some(new).filter(|new| *new > 0),
    };
    Limits {
        connections: changed(new.connections, before.connections),
        messages_a_minute: changed(new.messages_a_minute, before.messages_a_minute),
        messages_a_day: changed(new.messages_a_day, before.messages_a_day),
        recipients_a_day: changed(new.recipients_a_day, before.recipients_a_day),
        recipients_a_message: changed(new.recipients_a_message, before.recipients_a_message),
        ..before
    }
}

fn needs(receive: Option<YesOrNo>, before: Needs) -> Needs {
    let receiving = receive.map_or(before.receiving, |answer| answer == YesOrNo::Yes);
    Needs { receiving, ..before }
}

/// What an app shall prove itself with from now on.
enum NewProof {
    Secret(Zeroizing<String>),
    Imported(Zeroizing<String>),
    Made,
}

/// Read before anything is changed, so that a slip in a path leaves everything as it is.
fn read_proof(proof: Proof) -> Result<Option<NewProof>, Failure> {
    Ok(match proof {
        Proof { client_secret_file: Some(path), .. } => {
            Some(NewProof::Secret(secret_file::line(&path)?))
        }
        Proof { certificate: Some(path), .. } => {
            Some(NewProof::Imported(secret_file::whole(&path)?))
        }
        Proof { make_certificate: true, .. } => Some(NewProof::Made),
        _ => None,
    })
}

async fn prove(
    control: &Control,
    name: &AccountName,
    proof: Option<NewProof>,
) -> Result<(), Failure> {
    let Some(proof) = proof else { return Ok(()) };
    let revision = control.get::<GrantView>(&of(name, "/settings")).await?.revision;
    let certificate = of(name, "/certificate");
    match proof {
        NewProof::Secret(client_secret) => {
            let new = SetSecret { client_secret, ends_at: None, revision };
            control.put::<GrantView>(&of(name, "/secret"), &new).await?;
        }
        NewProof::Imported(pem) => {
            let new = SetCertificate { pem: Some(pem), revision };
            control.put::<GrantView>(&certificate, &new).await?;
        }
        NewProof::Made => {
            let new = SetCertificate { pem: None, revision };
            control.put::<GrantView>(&certificate, &new).await?;
        }
    }
    Ok(())
}

/// The address to open or to send; the browser that opens it ends where nobody has to see it.
/// Whoever signs in with the app of the account that is gone is told of here: no device says it.
async fn users_left(control: &Control) -> Result<(), Failure> {
    let rules: UserRulesView = control.get("/api/v1/user-rules").await?;
    let users: UsersView = control.get("/api/v1/users?most=1").await?;
    if rules.app.is_none() && users.count > 0 {
        terminal::line(&say("account-removed-users", &[("users", &users.count.to_string())]));
    }
    Ok(())
}

async fn consent(control: &Control, name: &AccountName, json: bool) -> Result<(), Failure> {
    let grant: GrantView = control.get(&of(name, "/settings")).await?;
    let back = match grant.paste_from {
        Some(_) => Back::Pasted,
        None => Back::Page { address: format!("http://localhost{RETURN_PATH}") },
    };
    let begun: BrowserView = control.post(&of(name, "/consent"), Some(&back)).await?;
    print(json, &begun, |begun| format!("{}\n{}", begun.url, say("consent-next", &[])));
    Ok(())
}

/// `/api/v1/accounts/scans/check`.
pub(crate) fn of(name: &AccountName, what: &str) -> String {
    format!("/api/v1/accounts/{name}{what}")
}

pub(crate) const NOTHING: Option<&()> = None;

/// For the table of the ways on the command line.
pub(crate) const WAYS: [(&str, Way); 3] = [
    ("device-code", Way::DeviceCode),
    ("browser", Way::AuthorizationCode),
    ("app", Way::ClientCredentials),
];
