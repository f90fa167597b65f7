//! The house rules that the compiler cannot hold, read from the source itself.
//!
//! - inside the core each room imports only what the design allows ([`ROOMS`]), and ARCHITECTURE.md
//!   draws the same
//! - `scanpost-proto` has no socket, file, clock, random source or async (invariant 2)
//! - a secret leaves its type in few places, each with its reason (invariant 8)
//! - no SQL outside `scanpost-store`
//!
//! Comments and what stands behind `#[cfg(test)]` do not count.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What every room may know: names, ids, time, faults, the journal, objections, records, limits.
const FURNITURE: [&str; 9] =
    ["account", "clock", "fault", "id", "journal", "objection", "record", "settings", "Stored"];

/// Every room of the core, and what it may import beside the furniture.
const ROOMS: [(&str, &[&str]); 34] = [
    // The stations, in the order in which a scan passes them.
    ("device", &["fax", "password", "profile"]),
    ("door", &["device", "stream", "trust"]),
    ("submission", &["device", "door", "spool", "stream", "user"]),
    ("user", &[]),
    ("spool", &[]),
    ("delivery", &["device", "fax", "network", "oauth", "spool", "stream"]),
    ("oauth", &["network", "trust"]),
    // The way in of what comes by mail.
    (
        "receive",
        &[
            "device", "door", "network", "notify", "oauth", "paper", "printer", "sheet", "site",
            "spool", "stream", "words",
        ],
    ),
    // Walks their way and looks at each.
    ("doctor", &["delivery", "network", "oauth"]),
    ("notify", &["network", "site", "spool", "trust", "words"]),
    // The only wiring.
    (
        "gateway",
        &[
            "administrator",
            "device",
            "doctor",
            "door",
            "fax",
            "submission",
            "user",
            "spool",
            "delivery",
            "meter",
            "network",
            "notify",
            "oauth",
            "paper",
            "password",
            "printer",
            "profile",
            "receive",
            "sheet",
            "site",
            "support",
            "words",
        ],
    ),
    // The furniture itself; the journal names jobs, arrivals and ways to sign in, the words name everything that has a state.
    ("account", &[]),
    ("administrator", &["password"]),
    ("clock", &[]),
    ("fault", &[]),
    ("fax", &[]),
    ("id", &[]),
    ("journal", &["oauth", "receive", "spool"]),
    ("meter", &[]),
    ("network", &[]),
    ("objection", &[]),
    ("paper", &["sheet"]),
    ("password", &[]),
    ("printer", &["network", "trust"]),
    ("profile", &["device", "network", "site"]),
    ("record", &[]),
    ("settings", &[]),
    ("sheet", &[]),
    ("site", &["fax", "network", "profile", "trust", "words"]),
    ("stream", &[]),
    ("support", &["printer"]),
    ("trust", &["network"]),
    ("words", &["doctor", "gateway", "oauth", "profile", "receive", "spool", "support"]),
    ("lib", &[]),
];

/// Where a secret leaves its type, and why.
const EXPOSED: [(&str, &str); 25] = [
    ("scanpost-core/src/administrator/new_password.rs", "judges a new password"),
    ("scanpost-core/src/administrator/token.rs", "hashes an API token"),
    ("scanpost-core/src/gateway/asking.rs", "puts a ticket into the mail to its user"),
    ("scanpost-core/src/gateway/visits_of_users.rs", "the hash of the key of a visit"),
    ("scanpost-core/src/password/mod.rs", "hashes and compares passwords"),
    ("scanpost-core/src/network/proxy.rs", "logs in at the proxy"),
    ("scanpost-core/src/notify/webhook.rs", "shows itself to the receiver of a notice"),
    ("scanpost-core/src/oauth/authorization_code.rs", "the hash of the key that a browser shows"),
    ("scanpost-core/src/oauth/seal.rs", "seals a grant for the disk"),
    ("scanpost-core/src/site/mail_settings.rs", "looks whether a password was entered"),
    ("scanpost-core/src/site/notices.rs", "looks whether a secret was entered, and fits"),
    ("scanpost-proto/src/oauth/access_token.rs", "reads out of a token what it is for"),
    ("scanpost-proto/src/oauth/form.rs", "the token request"),
    ("scanpost-proto/src/oauth/id_token.rs", "reads the signed-in name out of an id token"),
    ("scanpost-proto/src/oauth/pkce.rs", "hashes the verifier of a code"),
    ("scanpost-proto/src/sasl/mod.rs", "the SASL answer"),
    ("scanpost-sandbox/src/pop3/answers.rs", "the sandbox compares its own tokens"),
    ("scanpost-sandbox/src/smtp/answers.rs", "the sandbox compares its own tokens"),
    ("scanpost-web/src/access/mod.rs", "puts the key of a browser into its cookie"),
    ("scanpost-web/src/api/administrators.rs", "shows a password that was made, this once"),
    ("scanpost-web/src/api/devices.rs", "shows a device's new password, this once"),
    ("scanpost-web/src/pages/device_pages.rs", "shows it on the page, this once"),
    ("scanpost-web/src/api/tokens.rs", "shows a new API token, this once"),
    ("scanpost-web/src/pages/administrators.rs", "shows a password or API token, this once"),
    ("scanpost-web/src/pages/log_in.rs", "sees whether the same password was entered twice"),
];

/// What would make the protocols depend on a machine: sockets, files, clocks, chance, async.
const MACHINERY: [&str; 14] = [
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "ToSocketAddrs",
    "std::fs",
    "std::env",
    "std::thread",
    "Instant",
    "SystemTime",
    "tokio",
    "getrandom",
    "rand",
    "async",
    "await",
];

#[test]
fn every_room_of_the_core_imports_only_what_the_design_allows() {
    let source = crates().join("scanpost-core/src");
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for file in files(&source) {
        let module = module(file.strip_prefix(&source).unwrap());
        let room = module.first().map_or("lib", String::as_str);
        let (_, allowed) = ROOMS
            .iter()
            .find(|(name, _)| *name == room)
            .unwrap_or_else(|| panic!("{room} is a new room: say in ROOMS what it may import"));
        for imported in imports(&code(&file), module.len()) {
            let fine = imported == room
                || FURNITURE.contains(&&*imported)
                || allowed.contains(&&*imported);
            if !fine {
                wrong.push(format!("{} imports {imported}", file.display()));
            }
            used.insert((room.to_owned(), imported));
        }
    }
    for (room, allowed) in ROOMS {
        let unused =
            allowed.iter().filter(|name| !used.contains(&(room.to_owned(), (**name).into())));
        wrong.extend(unused.map(|name| format!("{room} may import {name}, and does not any more")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The map is for people; here it is held against what the rooms and the crates may do.
#[test]
fn the_map_in_the_architecture_shows_these_imports() {
    let document = fs::read_to_string(crates().join("../ARCHITECTURE.md")).unwrap();
    let (_, map) = document.split_once("## Who may import whom").unwrap();
    let (map, _) = map.split_once("\n## ").unwrap();
    let arrows = map.lines().filter_map(|line| line.split_once("──▶"));
    let drawn: BTreeSet<(String, Vec<String>)> = arrows
        .map(|(from, to)| (from.trim().to_owned(), sorted(to.split(',').map(str::trim))))
        .collect();
    let rooms = ROOMS.iter().filter(|(_, allowed)| !allowed.is_empty());
    let rooms = rooms.map(|(room, allowed)| ((*room).to_owned(), sorted(allowed.iter().copied())));
    assert_eq!(drawn, rooms.chain(crates_that_import()).collect());
}

#[test]
fn the_protocols_know_no_machine() {
    let source = crates().join("scanpost-proto");
    let manifest = fs::read_to_string(source.join("Cargo.toml")).unwrap();
    let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
    let (dependencies, _) = dependencies.split_once("\n[").unwrap_or((dependencies, ""));
    let mut wrong = found(&MACHINERY, dependencies, &source.join("Cargo.toml"));
    for file in files(&source.join("src")) {
        wrong.extend(found(&MACHINERY, &code(&file), &file));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_secret_leaves_its_type_only_where_a_reason_is_given() {
    let places: BTreeSet<String> = every_file()
        .filter(|file| code(file).contains("expose_secret()"))
        .map(|file| file.strip_prefix(crates()).unwrap().display().to_string())
        .collect();
    let known: BTreeSet<String> = EXPOSED.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(places, known);
}

#[test]
fn no_sql_stands_outside_the_store() {
    let store = crates().join("scanpost-store");
    let wrong: Vec<String> = every_file()
        .filter(|file| !file.starts_with(&store))
        .flat_map(|file| found(&["SELECT", "INSERT", "UPDATE"], &code(&file), &file))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn these_rules_see_what_they_look_for() {
    let all = |text: &str, depth| imports(text, depth).into_iter().collect::<Vec<_>>();
    assert_eq!(all("use crate::spool::{Job, JobId};", 2), ["spool"]);
    assert_eq!(
        all("use crate::{\n    clock::{Clock, Time},\n    oauth,\n};", 2),
        ["clock", "oauth"]
    );
    assert_eq!(all("fn f() -> crate::gateway::Gateway {}", 2), ["gateway"]);
    assert_eq!(all("use super::super::delivery::Queue;", 2), ["delivery"]);
    assert_eq!(all("use super::{attempt, mood};", 2), Vec::<String>::new());
    assert_eq!(all("use super::oauth;", 1), ["oauth"]);

    let place = Path::new("x.rs");
    assert_eq!(found(&["rand"], "let operand = brand;", place).len(), 0);
    assert_eq!(found(&["rand"], "use rand::Rng;", place).len(), 1);
    assert_eq!(found(&["SELECT"], "\"SELECT 1\"", place).len(), 1);
    assert_eq!(
        without_comments("a // SELECT\n/// tokio\nb \"https://c\"\n"),
        "a \n\nb \"https://c\"\n"
    );
    assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests { tokio }"), "a\n");
}

/// The crates of the workspace, and which of the others each is built from.
fn crates_that_import() -> impl Iterator<Item = (String, Vec<String>)> {
    let manifests = fs::read_dir(crates()).unwrap().map(|entry| entry.unwrap().path());
    manifests.filter_map(|path| {
        let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
        let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
        let (dependencies, _) = dependencies.split_once("\n[").unwrap_or((dependencies, ""));
        let ours = dependencies.lines().filter_map(|line| line.strip_prefix("scanpost-"));
        let ours = sorted(ours.map(|line| line.split(['.', ' ', '=']).next().unwrap()));
        let name = path.file_name().unwrap().to_str().unwrap();
        let name = name.strip_prefix("scanpost-").unwrap_or(name).to_owned();
        (!ours.is_empty()).then_some((name, ours))
    })
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let names: BTreeSet<_> = names.map(str::to_owned).collect();
    names.into_iter().collect()
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every source file of every crate.
fn every_file() -> impl Iterator<Item = PathBuf> {
    let crates = fs::read_dir(crates()).unwrap().map(|entry| entry.unwrap().path());
    crates.map(|path| path.join("src")).filter(|path| path.is_dir()).flat_map(|path| files(&path))
}

/// The source files below a folder, without those that hold nothing but tests.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// `oauth/keeper/desk.rs` is `[oauth, keeper, desk]`; `lib.rs` is the root itself.
fn module(file: &Path) -> Vec<String> {
    let parts = file.with_extension("");
    let parts = parts.iter().map(|part| part.to_str().unwrap().to_owned());
    parts.filter(|part| part != "mod" && part != "lib").collect()
}

fn code(file: &Path) -> String {
    without_comments(without_tests(&fs::read_to_string(file).unwrap()))
}

fn without_tests(text: &str) -> &str {
    text.split_once("#[cfg(test)]").map_or(text, |(code, _)| code)
}

fn without_comments(text: &str) -> String {
    let code = text.lines().flat_map(|line| {
        let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
        [comment.map_or(line, |(at, _)| &line[..at]), "\n"]
    });
    code.collect()
}

/// The rooms that a file at this depth names, by `crate::` or by as many `super::` as lead there.
fn imports(code: &str, depth: usize) -> BTreeSet<String> {
    let to_root = "super::".repeat(depth.max(1));
    ["crate::", &to_root]
        .iter()
        .flat_map(|root| code.match_indices(*root).map(|(at, root)| &code[at + root.len()..]))
        .flat_map(first_names)
        .collect()
}

/// The names at the start of a path: one, or those of a group in braces.
fn first_names(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else {
        return vec![word(path)];
    };
    let (mut names, mut level, mut at_start) = (Vec::new(), 0, true);
    for (at, c) in group.char_indices() {
        match c {
            '}' if level == 0 => break,
            '{' => level += 1,
            '}' => level -= 1,
            ',' => at_start = true,
            _ if at_start && level == 0 && !c.is_whitespace() => {
                names.push(word(&group[at..]));
                at_start = false;
            }
            _ => {}
        }
    }
    names
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The lines on which one of these stands as a word of its own.
fn found(words: &[&str], text: &str, file: &Path) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let stands = |line: &str, word: &str| {
        line.match_indices(word).any(|(at, word)| {
            !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part)
        })
    };
    let lines = text.lines().filter(|line| words.iter().any(|word| stands(line, word)));
    lines.map(|line| format!("{}: {}", file.display(), line.trim())).collect()
}
