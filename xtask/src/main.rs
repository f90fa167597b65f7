//! The project's own commands: `cargo xtask test`, `cargo xtask bench`, `cargo xtask faults`,
//! `cargo xtask install`.
//!
//! This file only finds the command; each command has a file of its own.

#![allow(clippy::print_stdout)] // talking to the developer is what it is for

mod bench;
mod child;
mod faults;
mod install;
mod test;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["test", rest @ ..] => test::run(rest),
        ["bench", rest @ ..] => bench::run(rest),
        ["faults"] => faults::run(),
        ["install"] => install::run(),
        _ => Err(format!("{USAGE}\n{}\n\nStages of the test:\n{}", bench::USAGE, test::stages())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\n{message}");
            ExitCode::FAILURE
        }
    }
}

const USAGE: &str = "\
Usage: cargo xtask test            everything; installs the foreign parts first where they are missing
       cargo xtask test --quick    without the foreign parts and the browser
       cargo xtask test STAGE…     these stages only
       cargo xtask faults          writes docs/faults.md from the table of faults
       cargo xtask install         the foreign parts and the browser of the journeys (Debian, root)";
