//! `scanpost doctor`: looks at everything on the way of a scan, and ticks each step as it goes.

use std::time::Duration;

use scanpost_core::account::AccountName;
use scanpost_core::doctor::{Examined, Finding};
use scanpost_core::words;
use scanpost_web::wire::{AccountView, ExaminationView, Examine};

use crate::account::of;
use crate::administer::print;
use crate::args::DoctorOptions;
use crate::control::Control;
use crate::terminal::{self, Failure, say};

/// How often an examination is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// An account that is not named is the first one.
pub(crate) async fn run(control: &Control, options: DoctorOptions) -> Result<(), Failure> {
    let DoctorOptions { account, mail_to, output } = options;
    let account = match account {
        Some(account) => account,
        None => first(control).await?,
    };
    let path = of(&account, "/doctor");
    let asked = Examine { mail_to };
    let mut seen: ExaminationView = control.post(&path, Some(&asked)).await?;
    if !output.json {
        terminal::line(&say("doctor-begins", &[("name", account.as_str())]));
    }
    let mut ticked = 0;
    loop {
        if !output.json {
            ticked += tick(&seen.steps.steps()[ticked..]);
        }
        if seen.ended_at.is_some() {
            break;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
        let again: Option<ExaminationView> = control.get(&path).await?;
        seen = again.ok_or_else(|| Failure::because("doctor-broken-off", &[]))?;
    }
    conclude(&seen, output.json)
}

async fn first(control: &Control) -> Result<AccountName, Failure> {
    let accounts: Vec<AccountView> = control.get("/api/v1/accounts").await?;
    let first = accounts.into_iter().next();
    first.map(|account| account.name).ok_or_else(|| Failure::because("doctor-no-account", &[]))
}

/// Prints the steps that have an end, in their order; says how many.
fn tick(steps: &[Examined]) -> usize {
    let is_open =
        |examined: &&Examined| matches!(examined.finding, Finding::Waiting | Finding::UnderWay);
    let ended: Vec<_> = steps.iter().take_while(|examined| !is_open(examined)).collect();
    for examined in &ended {
        terminal::line(&shown(examined));
    }
    ended.len()
}

/// `✓ Clock: The same time as the provider’s`. What is not good has its word, for who cannot see the mark.
fn shown(examined: &Examined) -> String {
    let language = terminal::language();
    let mark = match &examined.finding {
        Finding::Passed { .. } => "✓",
        Finding::Warned { .. } => "!",
        Finding::Failed { .. } => "✗",
        _ => "–",
    };
    let step = words::step(language, examined.step);
    let found = words::found(language, examined).unwrap_or_default();
    match &examined.finding {
        Finding::Passed { .. } => format!("{mark} {step}: {found}"),
        other => format!("{mark} {step}: {}. {found}", words::finding(language, other)),
    }
}

/// What is to be done about the first trouble. A warning is no failure.
fn conclude(seen: &ExaminationView, json: bool) -> Result<(), Failure> {
    if json {
        print(true, seen, |_| String::new());
    }
    let Some((_, fault)) = seen.steps.trouble() else {
        if !json {
            terminal::line(&format!("\n{}", say("doctor-all-is-well", &[])));
        }
        return Ok(());
    };
    if !json {
        terminal::line("");
    }
    if seen.steps.has_failed() {
        return Err(fault.clone().into());
    }
    if !json {
        terminal::line(&words::fault(terminal::language(), fault).next);
    }
    Ok(())
}
