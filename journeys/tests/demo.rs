//! The demo as a newcomer runs it, once: what it leaves in the folder for faxes is read by libtiff's own
//! tool, not by a part of scanpost.

use std::fs;
use std::process::Command;
use std::time::Duration;

use scanpost_journeys::cli::program;
use scanpost_journeys::process;
use serde_json::Value;

const LIMIT: Duration = Duration::from_mins(2);

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn the_fax_that_comes_in_during_the_demo_is_a_page_to_tiffinfo() {
    let kept = tempfile::tempdir().expect("a folder");
    let mut demo = Command::new(program());
    demo.args(["demo", "--once", "--json", "--faxes"]).arg(kept.path());
    let shown = process::run(demo, b"", LIMIT).expect_success("demo").stdout;
    let object: Value = shown.lines().last().expect("an object").parse().expect("it is JSON");
    assert_eq!(object["delivered"], true);
    let files: Vec<_> = fs::read_dir(kept.path())
        .expect("there")
        .map(|file| file.expect("a file").path().display().to_string())
        .collect();
    assert_eq!(files, [object["fax"]["place"].as_str().expect("a path")]);

    let mut tiffinfo = Command::new("tiffinfo");
    tiffinfo.arg("-D").arg(&files[0]);
    let page = process::run(tiffinfo, b"", LIMIT).expect_success("tiffinfo");
    for said in ["Image Width: 1728", "CCITT Group 3", "204, 98 pixels/inch", "Page Number: 0-1"] {
        assert!(page.stdout.contains(said), "{said}: {}", page.stdout);
    }
    assert_eq!(page.stderr, "", "and nothing is odd about it");
}
