//! The texts of `locales/*/command-line*.ftl` hold together with the program: each is used, none is
//! missing, and each is in each language its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, iter};

use crate::args::Arguments;
use crate::help;

const FILES: [&str; 2] = ["command-line.ftl", "command-line-help.ftl"];

/// Texts that are the same in Swedish: names, units, signs.
const SAME: [&str; 6] =
    ["help-heading-arguments", "serve-tls", "value-form", "value-id", "value-mib", "value-port"];

/// Every text of a language by its id: `help-account`, and `help-account.name` for an attribute.
fn texts(language: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let (mut message, mut current) = (String::new(), String::new());
    for line in FILES.iter().flat_map(|file| lines(language, file)) {
        // A term of Fluent begins with a hyphen: a part that several texts share.
        let is_message = line.starts_with(|c: char| c.is_ascii_lowercase() || c == '-');
        let attribute = line.strip_prefix("    .").and_then(|line| line.split_once(" ="));
        let text = match (is_message.then(|| line.split_once(" =")).flatten(), attribute) {
            (Some((id, text)), _) => {
                message = id.to_owned();
                current.clone_from(&message);
                text
            }
            (None, Some((name, text))) => {
                current = format!("{message}.{name}");
                text
            }
            (None, None) if line.starts_with('#') => continue,
            (None, None) => &line,
        };
        found.entry(current.clone()).or_default().push_str(text.trim());
    }
    found.remove(""); // the lines above the first message
    found
}

fn lines(language: &str, file: &str) -> Vec<String> {
    let path = root().join("../../locales").join(language).join(file);
    fs::read_to_string(path).expect("a file of texts").lines().map(str::to_owned).collect()
}

/// All sources of the program but this one.
fn sources() -> Vec<String> {
    let files = files(&root().join("src"));
    let others = files.iter().filter(|path| !path.ends_with("texts.rs"));
    others.map(|path| fs::read_to_string(path).expect("a source")).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of this crate");
    let paths = entries.map(|entry| entry.expect("an entry of the folder").path());
    paths
        .flat_map(|path| if path.is_dir() { files(&path) } else { iter::once(path).collect() })
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The ids that the grammar gives: of commands, of their arguments and possible values, of what
/// stands for a value.
fn named_by_the_grammar() -> BTreeSet<String> {
    let mut whole = Arguments::whole_command();
    whole.build();
    let mut named = BTreeSet::from(["help-help".to_owned()]);
    for path in help::Path::all(&whole) {
        named.insert(path.id());
        named.insert(format!("{}.more", path.id()));
        for arg in path.here().get_arguments() {
            named.insert(help::value_id(arg));
            // Its own text, or one from above.
            let id = path.id();
            for (end, _) in id.match_indices('-').chain([(id.len(), "")]) {
                named.insert(format!("{}.{}", &id[..end], arg.get_id()));
            }
            for value in arg.get_possible_values() {
                named.insert(format!("{}.{}-{}", path.id(), arg.get_id(), value.get_name()));
            }
        }
    }
    named
}

#[test]
fn no_text_is_unused() {
    let (named, sources) = (named_by_the_grammar(), sources());
    let texts = texts("en");
    let is_used = |id: &str| {
        let (quoted, shared) = (format!("\"{id}\""), format!("{{ {id} }}"));
        named.contains(id)
            || sources.iter().any(|source| source.contains(&quoted))
            || texts.values().any(|text| text.contains(&shared))
    };
    for id in texts.keys() {
        // The next step comes with its sentence.
        let id = id.strip_suffix(".next").unwrap_or(id);
        // A build without the sandbox has the texts of its two commands for nothing.
        assert!(is_used(id) || cfg!(not(feature = "sandbox")), "{id} is used nowhere");
    }
}

#[test]
fn every_text_that_the_program_asks_for_exists() {
    let texts = texts("en");
    let calls = [("say(", false), ("because(", true), ("Slip::new(", false)];
    for source in sources() {
        for (call, has_next_step) in calls {
            for asked in source.split(call).skip(1) {
                let Some(asked) = asked.trim_start().strip_prefix('"') else { continue };
                let id = asked.split('"').next().expect("a first part");
                assert!(texts.contains_key(id), "{id} has no text");
                let next = texts.contains_key(&format!("{id}.next"));
                assert!(next || !has_next_step, "{id} has no next step");
            }
        }
    }
}

#[test]
fn every_text_is_in_swedish_too_and_there_it_is_another_one() {
    let (english, swedish) = (texts("en"), texts("sv"));
    let ids = |texts: &BTreeMap<String, String>| texts.keys().cloned().collect::<Vec<_>>();
    assert_eq!(ids(&english), ids(&swedish));
    for (id, text) in &english {
        let is_shared = text.starts_with("{ -") && text.ends_with('}');
        let may_be_same = is_shared || SAME.contains(&id.as_str());
        assert!(may_be_same || *text != swedish[id], "{id}: {text}");
    }
}
