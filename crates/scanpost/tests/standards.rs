//! `docs/standards.md` names each RFC that the sources cite, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_rfc_that_the_sources_cite_stands_in_the_table_and_no_other() {
    let cited: BTreeSet<u32> = sources().iter().flat_map(|text| citations(text)).collect();
    let listed: BTreeSet<u32> = rows().iter().map(|row| row.number).collect();
    let missing: Vec<_> = cited.difference(&listed).collect();
    let uncited: Vec<_> = listed.difference(&cited).collect();
    assert!(missing.is_empty(), "cited, and not in docs/standards.md: {missing:?}");
    assert!(uncited.is_empty(), "in docs/standards.md, and cited nowhere: {uncited:?}");
}

#[test]
fn the_table_is_sorted_and_says_how_far_and_where() {
    let rows = rows();
    assert!(rows.is_sorted_by(|before, after| before.number < after.number));
    for row in rows {
        let [name, followed, place, left_out] = &row.cells[..] else {
            panic!("RFC {}: a row has five cells", row.number);
        };
        assert!(!name.is_empty() && !place.is_empty(), "RFC {}", row.number);
        match followed.as_str() {
            "done" => {}
            "partly" | "no" => assert!(!left_out.is_empty(), "RFC {}: what is not?", row.number),
            other => panic!("RFC {}: done, partly or no, not {other}", row.number),
        }
    }
}

#[test]
fn a_citation_is_found_in_any_place_of_a_line() {
    let text = "//! RFC 5321 §4.5.3 and (RFC 10027): an RFC, RFC 99x, RFCs 1 and 2\n/// RFC 5321.";
    assert_eq!(citations(text), [5321, 10027, 99, 5321]);
}

struct Row {
    number: u32,
    /// What stands behind the number.
    cells: Vec<String>,
}

fn rows() -> Vec<Row> {
    let table = fs::read_to_string(root().join("docs/standards.md")).expect("the table");
    let rows: Vec<Row> = table.lines().filter_map(row).collect();
    assert!(!rows.is_empty(), "the table has rows");
    rows
}

/// A line of the table that begins with a number.
fn row(line: &str) -> Option<Row> {
    let mut cells = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim);
    let number = cells.next()?.parse().ok()?;
    Some(Row { number, cells: cells.map(str::to_owned).collect() })
}

/// The numbers behind each `RFC `.
fn citations(text: &str) -> Vec<u32> {
    let number = |rest: &str| {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse().ok()
    };
    text.split("RFC ").skip(1).filter_map(number).collect()
}

/// The text of all Rust files below `crates/*/src`.
fn sources() -> Vec<String> {
    let crates = fs::read_dir(root().join("crates")).expect("the crates");
    let mut folders: Vec<PathBuf> =
        crates.map(|krate| krate.expect("a crate").path().join("src")).collect();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(fs::read_to_string(&path).expect("a source"));
            }
        }
    }
    sources
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
