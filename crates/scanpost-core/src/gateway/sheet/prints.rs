//! Sheets on their way to a printer. Who asked may leave and look later how it went; nothing of it is stored,
//! and the printer's address is forgotten with the print.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::administrator::Privilege;
use crate::fault::{Code, Fault};
use crate::gateway::views::{PrintId, SheetPrintView};
use crate::gateway::{By, Gateway, GatewayError};
use crate::objection::{Objection, Reason};
use crate::paper;
use crate::printer::{Document, NotSent, Order, Printer};
use crate::site::Panel;
use crate::site::receiving::PrinterUri;
use crate::words::Voice;

/// Prints that are remembered.
const MOST: usize = 32;

/// Prints under way at once.
const MOST_UNDER_WAY: usize = 4;

/// What printers call the format of the sheet.
const PDF: &str = "application/pdf";

/// The last prints, the newest last.
#[derive(Debug, Default)]
pub(in crate::gateway) struct Prints(Mutex<VecDeque<Print>>);

#[derive(Debug)]
struct Print {
    printer: PrinterUri,
    view: SheetPrintView,
}

impl Print {
    fn is_under_way(&self) -> bool {
        self.view.ended_at.is_none()
    }
}

impl Gateway {
    /// How a print goes on, or how it went.
    pub fn sheet_print(&self, id: PrintId) -> Result<SheetPrintView, GatewayError> {
        let prints = self.inner.prints.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = prints.iter().find(|print| print.view.id == id);
        found
            .map(|print| print.view.clone())
            .ok_or_else(|| Objection::new(Reason::NoSuchPrint, id).into())
    }

    /// Prints the sheet for whoever stands at the control panel, on the printer that an administrator has chosen
    /// for that; nobody else can be named.
    pub async fn print_sheet_at_panel(&self, voice: Voice) -> Result<SheetPrintView, GatewayError> {
        let chosen = self.inner.part::<Panel>().await?.value.printer;
        let printer = chosen.ok_or_else(|| Objection::new(Reason::NoPanelPrinter, ""))?;
        self.begin_print(printer, voice)
    }

    /// Sends the sheet to a printer and follows it there to its end.
    fn begin_print(
        &self,
        printer: PrinterUri,
        voice: Voice,
    ) -> Result<SheetPrintView, GatewayError> {
        let begun_at = self.inner.clock.now();
        let view = SheetPrintView { id: PrintId::new(), begun_at, ended_at: None, fault: None };
        self.inner.prints.begin(&printer, &view)?;
        let (gateway, mut print, stop) = (self.clone(), view.clone(), self.inner.stop.clone());
        self.inner.tasks.spawn(async move {
            let printing = Box::pin(gateway.print(&mut print, printer.as_str(), voice));
            let outcome = stop.run_until_cancelled(printing).await;
            print.fault = outcome.unwrap_or_else(|| Err(Fault::new(Code::Stopping))).err();
            print.ended_at = Some(gateway.inner.clock.now());
            let fault = print.fault.as_ref().map(|fault| fault.code.as_str());
            tracing::info!(event = "sheet.printed", print = %print.id, fault);
            gateway.inner.prints.put(print);
            gateway.inner.news.happened();
        });
        Ok(view)
    }

    async fn print(
        &self,
        print: &mut SheetPrintView,
        uri: &str,
        voice: Voice,
    ) -> Result<(), Fault> {
        let printers = &self.inner.printers;
        let printer = printers.printer(uri).await?;
        let sheet = paper::sheet(&self.sheet(voice).await?);
        let _turn = printers.turn(printer.uri()).await?;
        let name = format!("scanpost-status-{}", print.id);
        let job = send(&printer, &name, sheet).await?;
        let mut told = None;
        loop {
            match printer.follow(job, &name, told).await {
                Err(fault) if told.is_none() && fault.class().passes() => {
                    // It waits there for a person: that is said, and it is followed on.
                    tracing::info!(event = "sheet.waits", print = %print.id, fault = %fault);
                    told = Some(fault.code);
                    print.fault = Some(fault);
                    self.inner.prints.put(print.clone());
                    self.inner.news.happened();
                }
                ended => return ended,
            }
        }
    }
}

impl By<'_> {
    /// Prints the sheet on this printer, `ipp://…` or `ipps://…`.
    pub fn print_sheet(
        &self,
        printer: &str,
        voice: impl Into<Voice>,
    ) -> Result<SheetPrintView, GatewayError> {
        self.may(Privilege::Devices)?;
        let invalid = |_| Objection::new(Reason::PrinterUriInvalid, printer.escape_debug());
        let printer = printer.trim().parse().map_err(|why| invalid(why).at("printer"))?;
        self.gateway.begin_print(printer, voice.into())
    }
}

/// Gives the job's number there.
async fn send(printer: &Printer, name: &str, sheet: Vec<u8>) -> Result<i32, Fault> {
    let standing = printer.standing().await?;
    if let Some(fault) = printer.refusal(&standing) {
        return Err(fault);
    }
    if !standing.prints(PDF) {
        let formats = standing.formats.join(", ");
        return Err(printer.fault(Code::PrinterFormatRefused).words(formats));
    }
    let order = Order { name, format: PDF, document: Document::Octets(sheet) };
    printer.send(order).await.map_err(|NotSent { fault, .. }| fault)
}

impl Prints {
    /// One sheet at a time on a printer: where it has no paper, another one would only wait behind the first,
    /// and four of them would keep every other printer from printing.
    fn begin(&self, printer: &PrinterUri, view: &SheetPrintView) -> Result<(), Objection> {
        let mut prints = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let under_way = || prints.iter().filter(|print| print.is_under_way());
        if under_way().any(|print| print.printer == *printer) {
            return Err(Objection::new(Reason::PrintUnderWay, printer));
        }
        if under_way().count() >= MOST_UNDER_WAY {
            return Err(Objection::new(Reason::TooManyPrints, MOST_UNDER_WAY));
        }
        if prints.len() >= MOST
            && let Some(oldest) = prints.iter().position(|print| !print.is_under_way())
        {
            prints.remove(oldest);
        }
        prints.push_back(Print { printer: printer.clone(), view: view.clone() });
        Ok(())
    }

    fn put(&self, view: SheetPrintView) {
        let mut prints = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = prints.iter_mut().find(|print| print.view.id == view.id) {
            known.view = view;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;

    #[test]
    fn a_printer_without_paper_keeps_no_other_one_from_printing() {
        let prints = Prints::default();
        let begin = |host: &str| {
            let printer = format!("ipp://{host}/ipp/print").parse().expect("a printer");
            let begun_at = Time(0);
            let view = SheetPrintView { id: PrintId::new(), begun_at, ended_at: None, fault: None };
            prints.begin(&printer, &view).map(|()| view).map_err(|why| why.reason)
        };
        let first = begin("one.example").expect("nothing is under way");
        for _ in 0..MOST_UNDER_WAY {
            assert_eq!(begin("one.example"), Err(Reason::PrintUnderWay));
        }
        for other in ["two.example", "three.example", "four.example"] {
            assert!(begin(other).is_ok(), "{other}");
        }
        assert_eq!(begin("five.example"), Err(Reason::TooManyPrints));
        prints.put(SheetPrintView { ended_at: Some(Time(1)), ..first });
        assert!(begin("one.example").is_ok(), "once it has ended");
    }
}
