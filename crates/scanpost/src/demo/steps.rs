//! Shows each step as it happens: a spinner for a person, a line for a log.

use std::fmt::Display;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::terminal::{self, say};

pub(super) struct Steps {
    watched: bool,
}

impl Steps {
    pub(super) fn new() -> Self {
        Self { watched: std::io::IsTerminal::is_terminal(&std::io::stderr()) }
    }

    /// Runs one step; what it is called says what a person sees happening.
    pub(super) async fn run<T, E: Display>(
        &self,
        label: &str,
        step: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let started = Instant::now();
        let spinner = self.watched.then(|| spinner(label));
        let result = step.await;
        if let Some(spinner) = spinner {
            spinner.finish_and_clear();
        }
        let mark = if result.is_ok() { say("demo-ok", &[]) } else { say("demo-failed", &[]) };
        terminal::error(&format!("{mark:<4} {label} ({} ms)", started.elapsed().as_millis()));
        result
    }
}

fn spinner(label: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(label.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner}    {msg} {elapsed}") {
        spinner.set_style(style);
    }
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}
