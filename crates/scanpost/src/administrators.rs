//! `scanpost administrator` and `scanpost token`: who may ask, and what for.

use std::io::Read;

use scanpost_core::administrator::{Privilege, Privileges};
use scanpost_core::gateway::GatewayError;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::words;
use scanpost_web::wire::{
    AddAdministrator, AddApiToken, AdministratorView, ApiTokenAdded, ApiTokenView, PasswordSet,
    ResetPassword, Secret,
};

use crate::administer::{print, served_at};
use crate::args::{AdministratorCommand, May, TokenCommand};
use crate::control::Control;
use crate::show;
use crate::terminal::{self, Failure, say};

pub(crate) async fn administrator(
    control: &Control,
    command: AdministratorCommand,
) -> Result<(), Failure> {
    match command {
        AdministratorCommand::Add { name, may, password_stdin, output } => {
            let password = entered(password_stdin)?;
            let new = AddAdministrator { name, password, privileges: privileges(&may) };
            let set: PasswordSet = control.post("/api/v1/administrators", Some(&new)).await?;
            print(output.json, &set, |set| {
                let added = say("administrator-can-log-in", &[("name", &set.name)]);
                with_secret(added, set.password.as_ref())
            });
        }
        AdministratorCommand::List(output) => {
            let people: Vec<AdministratorView> = control.get("/api/v1/administrators").await?;
            print(output.json, &people, |people| {
                let rows: Vec<_> = people
                    .iter()
                    .map(|person| (person.name.clone(), in_words(&person.privileges)))
                    .collect();
                list("administrator-list-empty", &rows)
            });
        }
        AdministratorCommand::ResetPassword { name, password_stdin, output } => {
            let new = ResetPassword { password: entered(password_stdin)? };
            let path = format!("/api/v1/administrators/{}/password", show::in_path(&name));
            let set: PasswordSet = control.post(&path, Some(&new)).await?;
            print(output.json, &set, |set| {
                let reset = say("administrator-password-reset", &[("name", &set.name)]);
                with_secret(reset, set.password.as_ref())
            });
        }
        AdministratorCommand::Remove { name } => {
            let path = format!("/api/v1/administrators/{}", show::in_path(&name));
            control.delete(&path).await?;
            terminal::line(&say("administrator-removed", &[("name", &name)]));
        }
        AdministratorCommand::SetUpCode(output) => set_up_code(control, output.json).await?,
    }
    Ok(())
}

/// The code lies in the data folder; whoever may read that may have it.
async fn set_up_code(control: &Control, json: bool) -> Result<(), Failure> {
    let page = format!("{}/set-up", served_at(control).await?);
    let people: Vec<AdministratorView> = control.get("/api/v1/administrators").await?;
    let code = if people.is_empty() { control.folder.set_up_code()? } else { None };
    let Some(code) = code else {
        return Err(GatewayError::Objection(Objection::new(Reason::SetUpDone, "")).into());
    };
    print(json, &serde_json::json!({ "page": page, "code": code }), |_| {
        say("serve-set-up", &[("page", &page), ("code", &code)])
    });
    Ok(())
}

pub(crate) async fn token(control: &Control, command: TokenCommand) -> Result<(), Failure> {
    match command {
        TokenCommand::Add { name, may, output } => {
            let new = AddApiToken { name, privileges: privileges(&may) };
            let added: ApiTokenAdded = control.post("/api/v1/tokens", Some(&new)).await?;
            print(output.json, &added, |added| {
                let made = say("api-token-made", &[("name", &added.of.name)]);
                with_secret(made, Some(&added.token))
            });
        }
        TokenCommand::List(output) => {
            let tokens: Vec<ApiTokenView> = control.get("/api/v1/tokens").await?;
            print(output.json, &tokens, |tokens| {
                let rows: Vec<_> = tokens
                    .iter()
                    .map(|token| (token.name.clone(), in_words(&token.privileges)))
                    .collect();
                list("api-token-list-empty", &rows)
            });
        }
        TokenCommand::Remove { name } => {
            control.delete(&format!("/api/v1/tokens/{}", show::in_path(&name))).await?;
            terminal::line(&say("api-token-withdrawn", &[("name", &name)]));
        }
    }
    Ok(())
}

/// The first line of standard input; a password on the command line would be seen by every user of
/// the machine.
fn entered(from_stdin: bool) -> Result<Option<Secret>, Failure> {
    if !from_stdin {
        return Ok(None);
    }
    let mut text = String::new();
    let read = std::io::stdin().take(LONGEST_LINE).read_to_string(&mut text);
    read.map_err(|error| {
        Failure::because("password-not-read", &[("why", &terminal::why(&error))])
    })?;
    let line = text.lines().next().unwrap_or_default();
    Ok(Some(Secret(line.to_owned())))
}

fn privileges(may: &May) -> Privileges {
    if may.may.is_empty() && !may.look_only {
        return Privileges::All;
    }
    Privileges::Custom(may.may.iter().copied().collect())
}

fn in_words(privileges: &Privileges) -> String {
    let word = |one: &Privilege| {
        words::text(terminal::language(), &format!("privilege-{}", one.as_str()), &[])
    };
    match privileges {
        Privileges::All => say("may-everything", &[]),
        Privileges::Custom(given) if given.is_empty() => say("may-look-only", &[]),
        Privileges::Custom(given) => given.iter().map(word).collect::<Vec<_>>().join(", "),
    }
}

/// What was made is shown this once.
fn with_secret(said: String, secret: Option<&Secret>) -> String {
    match secret {
        None => said,
        Some(Secret(secret)) => format!("{said}\n{}\n  {secret}", say("shown-once", &[])),
    }
}

fn list(empty: &str, rows: &[(String, String)]) -> String {
    if rows.is_empty() { say(empty, &[]) } else { terminal::columns(rows) }
}

/// Longer than any password that is taken.
const LONGEST_LINE: u64 = 4096;
