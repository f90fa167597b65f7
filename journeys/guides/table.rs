//! docs/guides.md says of each step of each guide where it is and which test walks it. What it says is so.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A row of the table: guide, step, where in scanpost, test.
struct Row([String; 4]);

#[test]
fn every_step_of_every_guide_has_its_place_and_its_test() {
    let rows = rows();
    let tests = tests();
    let routes = routes();
    for Row([guide, step, place, test]) in &rows {
        let profile = profile(guide);
        let paths: Vec<_> = quoted(place).filter(|word| word.starts_with('/')).collect();
        for path in &paths {
            assert!(routes.iter().any(|route| leads(route, path)), "{guide}, {step}: {path}");
            let page = path.strip_prefix("/mail-server/").and_then(|rest| rest.split('/').next());
            let is_page = |page: &str| profile.contains(&format!("\nname = \"{page}\"\n"));
            assert!(page.is_none_or(is_page), "{guide} has no page for {path}");
        }
        let elsewhere =
            ["at Microsoft: ", "at the printer"].iter().any(|word| place.starts_with(word));
        assert!(
            elsewhere || !paths.is_empty() || place.starts_with("as above"),
            "{guide}, {step}: {place}"
        );
        let named: Vec<_> = quoted(test).collect();
        for name in &named {
            assert!(tests.contains(*name), "{guide}, {step}: there is no test {name}");
        }
        assert!(!named.is_empty() || test.starts_with("none: "), "{guide}, {step}: {test}");
    }
    for title in ["Toshiba A4", "Epson", "Ricoh", "Sharp BP-70M65", "Sharp BP-C131PW"] {
        assert!(rows.iter().any(|Row([guide, ..])| guide == title), "{title} is missing");
    }
}

#[test]
fn every_link_of_the_table_leads_to_a_heading() {
    for Row([.., place, _]) in rows() {
        for link in place.split("](").skip(1) {
            let (link, _) = link.split_once(')').expect("a link ends");
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { "guides.md" } else { file };
            let text = read(&root().join("docs").join(file));
            let headings = text.lines().filter(|line| line.starts_with('#'));
            let mut names = headings.map(|line| anchor(line.trim_start_matches('#').trim()));
            assert!(heading.is_empty() || names.any(|name| name == heading), "{link}");
        }
    }
}

#[test]
fn every_test_of_a_guide_stands_in_the_table() {
    let named: BTreeSet<String> = rows()
        .iter()
        .flat_map(|Row([.., test])| quoted(test).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let here = tests_below(&root().join("journeys/guides"));
    for test in here.iter().filter(|test| !test.starts_with("table::")) {
        assert!(named.contains(test), "{test} walks no step of the table");
    }
}

fn rows() -> Vec<Row> {
    let text = read(&root().join("docs/guides.md"));
    let lines = text.lines().skip_while(|line| !line.starts_with("|---"));
    let lines = lines.skip(1).take_while(|line| line.starts_with('|'));
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
    let cells: Vec<_> = cells.collect();
    assert!(cells.iter().all(|cell| !cell.is_empty()), "a cell is empty: {line}");
    let count = cells.len();
    Row(cells.try_into().unwrap_or_else(|_| panic!("{count} cells and not four: {line}")))
}

/// What stands between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// What a heading is called in links to it.
fn anchor(heading: &str) -> String {
    let words = heading.to_lowercase();
    let kept = words.chars().filter(|one| one.is_alphanumeric() || matches!(one, ' ' | '-'));
    kept.map(|one| if one == ' ' { '-' } else { one }).collect()
}

/// The description of the profile with this title.
fn profile(title: &str) -> String {
    let files = files(&root().join("profiles"), "toml");
    let found = files.iter().map(|file| read(file)).find(|text| {
        let line = format!("\ntitle = \"{title}\"\n");
        text.contains(&line)
    });
    found.unwrap_or_else(|| panic!("no profile is called {title}"))
}

/// `module::function` of each test of the journeys and of the crates.
fn tests() -> BTreeSet<String> {
    let folders = ["journeys/guides", "journeys/tests", "crates"];
    folders.iter().flat_map(|folder| tests_below(&root().join(folder))).collect()
}

fn tests_below(folder: &Path) -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    for file in files(folder, "rs") {
        let module = file.file_stem().expect("it has a name").to_string_lossy().into_owned();
        let text = read(&file);
        // `#[test]` and `#[tokio::test]`
        let functions = text.split("test]\n").skip(1);
        let names = functions.filter_map(|rest| rest.split_once("fn ")?.1.split_once('('));
        tests.extend(names.map(|(name, _)| format!("{module}::{name}")));
    }
    tests
}

/// Every path that the pages write out: among them are all routes.
fn routes() -> BTreeSet<String> {
    let sources = files(&root().join("crates/scanpost-web/src/pages"), "rs");
    let texts = sources.iter().map(|file| read(file));
    let paths = |text: String| {
        text.split('"').filter(|word| word.starts_with('/')).map(str::to_owned).collect::<Vec<_>>()
    };
    texts.flat_map(paths).collect()
}

/// Whether a route is of this path; a parameter stands for any word.
fn leads(route: &str, path: &str) -> bool {
    let (mut route, mut path) = (route.split('/'), path.split('/'));
    loop {
        match (route.next(), path.next()) {
            (None, None) => return true,
            (Some(pattern), Some(word)) if pattern == word || pattern.starts_with('{') => {}
            _ => return false,
        }
    }
}

/// All files below a folder whose names end so.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|no| panic!("{}: {no}", folder.display()));
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let below = |path: PathBuf| if path.is_dir() { files(&path, end) } else { vec![path] };
    paths.flat_map(below).filter(|path| path.extension().is_some_and(|one| one == end)).collect()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|no| panic!("{}: {no}", file.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
