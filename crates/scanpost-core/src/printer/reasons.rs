//! What hinders a printer: its `printer-state-reasons` (RFC 8011 §5.4.12) in plain words.
//!
//! A keyword may end in how bad it is. `-report` is no matter. `-warning` lets the printer go on, as a tray
//! that is empty beside a full one does; yet some printers say no more than that when they wait for paper.

use super::words::Standing;
use crate::fault::{Code, Fault};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    Warning,
    Error,
}

/// Why the printer does not print, if a person has to see to it, or may have to.
pub(super) fn hindrance(standing: &Standing) -> Option<(Severity, Fault)> {
    let reasons = standing.reasons.iter().filter_map(|reason| {
        let (severity, reason) = severity(reason)?;
        let known = |table: &[&str]| table.contains(&reason);
        let code = match () {
            () if known(&OUT_OF_PAPER) => Code::PrinterOutOfPaper,
            () if known(&JAMMED) => Code::PrinterJammed,
            () if known(&STOPPED) => Code::PrinterStopped,
            () => return None,
        };
        Some((severity, code))
    });
    let (severity, code) = reasons.max_by_key(|(severity, _)| *severity)?;
    Some((severity, Fault::new(code).words(said(standing))))
}

/// The same of a printer that says it is stopped, for whatever reason.
pub(super) fn why_stopped(standing: &Standing) -> Fault {
    let stopped = || Fault::new(Code::PrinterStopped).words(said(standing));
    hindrance(standing).map_or_else(stopped, |(_, fault)| fault)
}

/// Its keywords and its own sentence.
fn said(standing: &Standing) -> String {
    let reasons = standing.reasons.join(", ");
    match &standing.message {
        Some(message) => format!("{reasons}: {message}"),
        None => reasons,
    }
}

/// A keyword's ending, and the rest of it.
fn severity(reason: &str) -> Option<(Severity, &str)> {
    if reason.ends_with("-report") {
        return None;
    }
    let warning = reason.strip_suffix("-warning").map(|reason| (Severity::Warning, reason));
    let error = (Severity::Error, reason.strip_suffix("-error").unwrap_or(reason));
    Some(warning.unwrap_or(error))
}

const OUT_OF_PAPER: [&str; 3] = ["media-empty", "media-needed", "input-media-supply-empty"];

const JAMMED: [&str; 2] = ["media-jam", "media-path-jam"];

const STOPPED: [&str; 20] = [
    "cover-open",
    "door-open",
    "developer-empty",
    "fuser-over-temp",
    "fuser-under-temp",
    "input-tray-missing",
    "interlock-open",
    "marker-supply-empty",
    "marker-supply-missing",
    "marker-waste-full",
    "moving-to-paused",
    "offline",
    "opc-life-over",
    "output-area-full",
    "output-tray-missing",
    "paused",
    "shutdown",
    "spool-area-full",
    "stopping",
    "toner-empty",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::State;

    #[test]
    fn keywords_of_a_printer_become_what_a_person_can_do() {
        type Told = Option<(Severity, &'static str)>;
        let bad = |code| Some((Severity::Error, code));
        let table: [(&[&str], Told); 10] = [
            (&["none"], None),
            (&["media-empty"], bad("printer-out-of-paper")),
            (&["toner-low-report", "media-needed-error"], bad("printer-out-of-paper")),
            (&["media-empty-warning"], Some((Severity::Warning, "printer-out-of-paper"))),
            (&["media-empty-warning", "cover-open"], bad("printer-stopped")),
            (&["media-jam-error"], bad("printer-jammed")),
            (&["marker-supply-low-warning", "cover-open"], bad("printer-stopped")),
            (&["toner-empty"], bad("printer-stopped")),
            (&["paused"], bad("printer-stopped")),
            (&["wifi-not-configured-report", "x-maker-says"], None),
        ];
        for (reasons, code) in table {
            let standing = Standing {
                formats: Vec::new(),
                state: State::Processing,
                reasons: reasons.iter().map(|&reason| reason.to_owned()).collect(),
                message: Some("Look at me.".to_owned()),
                takes_jobs: true,
            };
            let found = hindrance(&standing);
            let told = found.as_ref().map(|(severity, fault)| (*severity, fault.code.as_str()));
            assert_eq!(told, code, "{reasons:?}");
            let words = found.and_then(|(_, fault)| fault.words);
            assert!(words.is_none_or(|words| words.ends_with(": Look at me.")));
        }
    }
}
