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

/// How often another one is asked for while somebody else's is under way: who waits for that one must
/// have the time to see its end.
const COME_AGAIN: Duration = Duration::from_secs(1);

/// An account that is not named is the first one.
pub(crate) async fn run(control: &Control, options: DoctorOptions) -> Result<(), Failure> {
    let DoctorOptions { account, mail_to, output } = options;
    let account = match account {
        Some(account) => account,
        None => first(control).await?,
    };
    let path = of(&account, "/doctor");
    let mut seen = begun(control, &path, mail_to).await?;
    let watched = !output.json && terminal::errors_are_watched();
    let mut lines = Lines { watched, ticked: 0, passing: String::new() };
    if !output.json {
        lines.print(&say("doctor-begins", &[("name", account.as_str())]));
    }
    loop {
        if !output.json {
            lines.tick(seen.steps.steps());
        }
        if seen.ended_at.is_some() {
            break;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
        let again: Option<ExaminationView> = control.get(&path).await?;
        let same = again.filter(|again| again.begun_at == seen.begun_at);
        seen = same.ok_or_else(|| Failure::because("doctor-broken-off", &[]))?;
    }
    drop(lines);
    conclude(&seen, output.json)
}

/// One that somebody else has begun, with another test mail or none, comes to its end first.
async fn begun(
    control: &Control,
    path: &str,
    mail_to: Option<String>,
) -> Result<ExaminationView, Failure> {
    let asked = Examine { mail_to };
    loop {
        let begun: ExaminationView = control.post(path, Some(&asked)).await?;
        if begun.mail_to == asked.mail_to {
            return Ok(begun);
        }
        tokio::time::sleep(COME_AGAIN).await;
    }
}

async fn first(control: &Control) -> Result<AccountName, Failure> {
    let accounts: Vec<AccountView> = control.get("/api/v1/accounts").await?;
    let first = accounts.into_iter().next();
    first.map(|account| account.name).ok_or_else(|| Failure::because("doctor-no-account", &[]))
}

/// What a person sees: a line for each step that has ended, and the one that is under way.
struct Lines {
    /// A person is at the terminal.
    watched: bool,
    ticked: usize,
    /// What stands in the last line for now.
    passing: String,
}

impl Lines {
    /// Prints the steps that have ended since, in their order.
    fn tick(&mut self, steps: &[Examined]) {
        for examined in &steps[self.ticked..] {
            if matches!(examined.finding, Finding::Waiting | Finding::UnderWay) {
                let step = words::step(terminal::language(), examined.step);
                return self.pass(format!("… {step}"));
            }
            self.print(&shown(examined));
            self.ticked += 1;
        }
    }

    fn print(&mut self, text: &str) {
        self.pass(String::new());
        terminal::line(text);
    }

    fn pass(&mut self, text: String) {
        if self.watched && self.passing != text {
            terminal::wipe(&self.passing);
            terminal::passing(&text);
            self.passing = text;
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.pass(String::new());
    }
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
