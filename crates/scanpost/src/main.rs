//! The program: reads the command line, wires the rooms together, listens to signals.
//!
//! - [`args`]: every command, its options and its example; [`values`]: what a value must look like
//! - [`help`] and [`misuse`]: the grammar explained, and the answer to what is not understood
//! - [`serve`]: the gateway as a service
//! - [`pages`]: where the pages are; [`host`]: under which names others reach this machine
//! - [`certificate`]: what devices and browsers are shown, made here where there is none
//! - [`administer`], [`administrators`]: the administrator's commands, through the control socket
//! - [`doctor`]: looks at everything on the way of a scan
//! - [`account`], [`sign_in`]: those about accounts; [`secret_file`]: what they read and never show
//! - [`sandbox`] and [`demo`]: the stand-in provider, and the main job before one's eyes
//! - [`folder`]: the data folder and its key
//! - [`lock`]: who works on the data folder, and how others wait for it
//! - [`provider_file`]: `--provider`, a name or a file, and the services of the data folder
//! - [`control`]: how a command reaches the gateway, running or not
//! - [`signals`]: Ctrl-C and SIGTERM
//!
//! Exit codes: 0 done, 1 it failed (the message says what to do), 2 the command was not understood,
//! 3 there is no such account, device or job.

mod account;
mod administer;
mod administrators;
mod args;
mod certificate;
mod control;
#[cfg(feature = "sandbox")]
mod demo;
mod doctor;
mod folder;
mod help;
mod host;
mod lock;
mod log;
mod misuse;
mod newcomer;
mod pages;
mod provider_file;
mod receiving;
#[cfg(feature = "sandbox")]
mod sandbox;
mod secret_file;
mod serve;
mod settings;
mod sheet;
mod show;
mod sign_in;
mod signals;
mod support;
mod terminal;
#[cfg(test)]
mod texts;
mod users;
mod values;

use std::ffi::OsString;
use std::process::ExitCode;

use args::{Arguments, Command};
use terminal::Failure;

/// Threads for work that waits for the disk or hashes a password.
const BLOCKING_THREADS: usize = 8;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let arguments = match Arguments::read(&words) {
        Ok(arguments) => arguments,
        Err(answer) => return answer.print(),
    };
    terminal::speak(arguments.language);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_all()
        .build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(run(arguments)),
        Err(error) => Err(Failure::because("threads-missing", &[("why", &terminal::why(&error))])),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::error(&failure.to_string());
            failure.exit_code()
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let data = arguments.data;
    match arguments.command {
        Command::Serve(options) => serve::run(data, options).await,
        #[cfg(feature = "sandbox")]
        Command::Sandbox(options) => sandbox::run(options).await,
        #[cfg(feature = "sandbox")]
        Command::Demo(options) => Box::pin(demo::run(options)).await,
        Command::Administer(command) => administer::run(data, command).await,
    }
}
