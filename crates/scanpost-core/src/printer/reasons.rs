//! What hinders a printer: its `printer-state-reasons` (RFC 8011 §5.4.12) in plain words.
//!
//! A keyword may end in how bad it is: `-report` and `-warning` let the printer go on.

use super::words::Standing;
use crate::fault::{Code, Fault};

/// Why the printer does not print, if a person has to see to it.
pub(super) fn hindrance(standing: &Standing) -> Option<Fault> {
    let mut reasons = standing.reasons.iter().filter_map(|reason| severe(reason));
    let code = reasons.find_map(|reason| {
        let known = |table: &[&str]| table.contains(&reason);
        match () {
            () if known(&OUT_OF_PAPER) => Some(Code::PrinterOutOfPaper),
            () if known(&JAMMED) => Some(Code::PrinterJammed),
            () if known(&STOPPED) => Some(Code::PrinterStopped),
            () => None,
        }
    })?;
    Some(Fault::new(code).words(said(standing)))
}

/// The same of a printer that says it is stopped, for whatever reason.
pub(super) fn why_stopped(standing: &Standing) -> Fault {
    hindrance(standing).unwrap_or_else(|| Fault::new(Code::PrinterStopped).words(said(standing)))
}

/// Its keywords and its own sentence.
fn said(standing: &Standing) -> String {
    let reasons = standing.reasons.join(", ");
    match &standing.message {
        Some(message) => format!("{reasons}: {message}"),
        None => reasons,
    }
}

/// Without its ending; nothing if the printer goes on nevertheless.
fn severe(reason: &str) -> Option<&str> {
    if reason.ends_with("-report") || reason.ends_with("-warning") {
        return None;
    }
    Some(reason.strip_suffix("-error").unwrap_or(reason))
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
        let table: [(&[&str], Option<&str>); 9] = [
            (&["none"], None),
            (&["media-empty"], Some("printer-out-of-paper")),
            (&["toner-low-report", "media-needed-error"], Some("printer-out-of-paper")),
            (&["media-empty-warning"], None),
            (&["media-jam-error"], Some("printer-jammed")),
            (&["marker-supply-low-warning", "cover-open"], Some("printer-stopped")),
            (&["toner-empty"], Some("printer-stopped")),
            (&["paused"], Some("printer-stopped")),
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
            let fault = hindrance(&standing);
            assert_eq!(fault.as_ref().map(|fault| fault.code.as_str()), code, "{reasons:?}");
            let words = fault.and_then(|fault| fault.words);
            assert!(words.is_none_or(|words| words.ends_with(": Look at me.")));
        }
    }
}
