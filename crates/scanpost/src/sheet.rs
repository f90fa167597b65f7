//! `scanpost sheet`: how everything stands, on the terminal, as a PDF or on a printer.
//!
//! A PDF stands at its place when it is whole, and takes the place of no other file unasked. A print is
//! followed to its end at the printer.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use scanpost_core::fault::Fault;
use scanpost_core::site::receiving::PrinterUri;
use scanpost_core::words;
use scanpost_web::wire::{PrintSheet, Sheet, SheetPrintView};
use tempfile::NamedTempFile;

use crate::administer::print;
use crate::args::SheetOptions;
use crate::control::Control;
use crate::terminal::{self, Failure, about_file, say};

/// How often a print is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

pub(crate) async fn run(control: &Control, options: SheetOptions) -> Result<(), Failure> {
    match options {
        SheetOptions { pdf: Some(file), replace, .. } => as_pdf(control, &file, replace).await,
        SheetOptions { print: Some(printer), .. } => on_paper(control, printer).await,
        SheetOptions { output, .. } => {
            let language = terminal::language().tag();
            let sheet: Sheet = control.get(&format!("/api/v1/sheet?language={language}")).await?;
            print(output.json, &sheet, |sheet| sheet.text().trim_end().to_owned());
            Ok(())
        }
    }
}

async fn as_pdf(control: &Control, file: &Path, replace: bool) -> Result<(), Failure> {
    // Paper speaks the site's language, if the command was not told another one.
    let query = terminal::asked_language().map(|one| format!("?language={}", one.tag()));
    let path = format!("/api/v1/sheet.pdf{}", query.unwrap_or_default());
    if file == Path::new("-") {
        return control.fetch(&path, &mut std::io::stdout().lock()).await;
    }
    let unwritten = |error: std::io::Error| about_file("file-not-written", file, &error);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let mut whole = NamedTempFile::new_in(folder).map_err(unwritten)?;
    control.fetch(&path, &mut whole).await?;
    whole.flush().and_then(|()| whole.as_file().sync_all()).map_err(unwritten)?;
    let placed = if replace { whole.persist(file) } else { whole.persist_noclobber(file) };
    placed.map_err(|not| match not.error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::because("sheet-file-exists", &[("path", &file.display().to_string())])
        }
        _ => unwritten(not.error),
    })?;
    terminal::line(&say("sheet-written", &[("path", &file.display().to_string())]));
    Ok(())
}

async fn on_paper(control: &Control, printer: PrinterUri) -> Result<(), Failure> {
    let asked = PrintSheet { printer: printer.into(), language: terminal::asked_language() };
    let mut seen: SheetPrintView = control.post("/api/v1/sheet/prints", Some(&asked)).await?;
    terminal::line(&say("sheet-goes", &[("printer", &asked.printer)]));
    let path = format!("/api/v1/sheet/prints/{}", seen.id);
    let mut told: Option<Fault> = None;
    while seen.ended_at.is_none() {
        if let Some(fault) = seen.fault.as_ref().filter(|fault| told.as_ref() != Some(*fault)) {
            let why = words::fault(terminal::language(), fault).what;
            terminal::line(&say("sheet-waits", &[("why", &why)]));
            told = Some(fault.clone());
        }
        tokio::time::sleep(LOOK_AGAIN).await;
        seen = control.get(&path).await?;
    }
    match seen.fault {
        None => terminal::line(&say("sheet-is-printed", &[])),
        Some(fault) => {
            let why = words::fault(terminal::language(), &fault).what;
            let next = words::sheet_advice(terminal::language(), &fault);
            return Err(Failure::new(format!(
                "{} {next}",
                say("sheet-not-printed", &[("why", &why)])
            )));
        }
    }
    Ok(())
}
