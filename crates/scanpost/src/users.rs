//! `scanpost user`: people whose scans go out from their own mailboxes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use scanpost_core::user::csv;
use scanpost_web::wire::{ImportedUsers, NewUser, RemovedUser, UserView, UsersTable, UsersView};

use crate::administer::print;
use crate::args::UserCommand;
use crate::control::Control;
use crate::show;
use crate::terminal::{self, Failure, say};

/// So many are asked for at once.
const PAGE: usize = 1000;

pub(crate) async fn run(control: &Control, command: UserCommand) -> Result<(), Failure> {
    match command {
        UserCommand::List { search, output } => {
            let users = all(control, &search).await?;
            print(output.json, &users, |users| list(users));
        }
        UserCommand::Add { address, name, sends_as, output } => {
            let user = NewUser { name, address, matches: sends_as, ..NewUser::default() };
            let added: UserView = control.post("/api/v1/users", Some(&user)).await?;
            print(output.json, &added, line);
        }
        UserCommand::Import { file, output } => {
            let table = UsersTable { table: csv::text_of(read(&file)?) };
            let imported: ImportedUsers =
                control.post("/api/v1/users/import", Some(&table)).await?;
            print(output.json, &imported, |one| {
                let numbers = [one.added, one.changed, one.same].map(|one| one.to_string());
                let [added, changed, same] = &numbers;
                say("imported-users", &[("added", added), ("changed", changed), ("same", same)])
            });
        }
        UserCommand::Remove { address, scans, output } => {
            let scans = scans.map(|scans| format!("?scans={}", scans.as_str()));
            let path = format!("{}{}", path(&address), scans.unwrap_or_default());
            let removed: RemovedUser = control.delete_for(&path).await?;
            print(output.json, &removed, |one| {
                let (kept, deleted) = (one.kept.to_string(), one.deleted.to_string());
                let facts = [("name", &*address), ("kept", &kept), ("deleted", &deleted)];
                say("removed-user", &facts)
            });
        }
        UserCommand::SignOut { address, output } => {
            let path = format!("{}/sign-out", path(&address));
            let user: UserView = control.post(&path, None::<&()>).await?;
            print(output.json, &user, line);
        }
    }
    Ok(())
}

/// The file, or what comes in by `-`: as much of it as tells that it is too large.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let (mut octets, most) = (Vec::new(), 2 * csv::LARGEST_OCTETS as u64);
    let read = if path == Path::new("-") {
        io::stdin().take(most).read_to_end(&mut octets)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut octets))
    };
    read.map_err(|error| terminal::about_file("file-not-read", path, &error))?;
    Ok(octets)
}

async fn all(control: &Control, search: &str) -> Result<Vec<UserView>, Failure> {
    let (mut users, mut after) = (Vec::new(), String::new());
    loop {
        let search = show::in_path(search);
        let path = format!("/api/v1/users?most={PAGE}&search={search}{after}");
        let page: UsersView = control.get(&path).await?;
        users.extend(page.users);
        match page.next {
            Some(next) => after = format!("&after={}", show::in_path(&next)),
            None => return Ok(users),
        }
    }
}

fn list(users: &[UserView]) -> String {
    if users.is_empty() {
        return say("show-users-none", &[]);
    }
    users.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn line(user: &UserView) -> String {
    let mut parts = vec![match user.signed_in_at {
        Some(at) => say("show-user-signed-in", &[("at", &at.to_string())]),
        None => say("show-user-not-signed-in", &[]),
    }];
    if user.scans > 0 {
        parts.push(say("show-user-scans", &[("scans", &user.scans.to_string())]));
    }
    if !user.user.matches.is_empty() {
        let names = user.user.matches.join(", ");
        parts.push(say("show-user-sends-as", &[("names", &names)]));
    }
    format!("{}  {}  {}", user.user.address, user.user.name, parts.join(", "))
}

fn path(address: &str) -> String {
    format!("/api/v1/users/{}", show::in_path(address))
}
