//! What a person deletes while it is on its way is called back: a printer is told that its job is wanted no
//! more (RFC 8011 §4.3.3), and the mail that a fax goes on by is taken out of the queue.
//!
//! A printer that does not answer may print it all the same, and a mail server may have taken the mail; then
//! whoever has deleted it is told so. Nobody waits long for that.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use tokio::time::timeout;

use super::folder::unwritable;
use super::notes::{Known, Notes};
use super::{HandingOn, forward, printing};
use crate::fault::{Code, Fault};
use crate::journal::Stamp;
use crate::printer::host;
use crate::receive::Arrival;
use crate::site::Function;
use crate::spool::{JobId, RecipientState};

/// Nobody waits longer for a printer.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What became of that which was on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Recalled {
    /// Nothing of it comes out anywhere any more.
    #[default]
    Wholly,
    /// This printer may still print it.
    MayPrint { printer: String },
    /// The mail of this job may be with its recipients, or still come to them.
    MayArrive { job: JobId },
    /// Nobody knows any more where it was on its way to.
    Unknown,
}

/// Printers that did not answer: whoever deletes many mails does not wait for each again.
#[derive(Debug, Default)]
pub struct SilentPrinters(BTreeSet<String>);

impl HandingOn {
    /// Calls back what is on its way of an arrival that a person has deleted, and forgets its notes. A kill in
    /// the middle leaves the notes, and the next start does it once more.
    pub async fn recall(
        &self,
        arrival: &Arrival,
        stamp: Stamp,
        silent: &mut SilentPrinters,
    ) -> Recalled {
        let folder = match &self.settings.fax_folder {
            Some(folder) => folder,
            None if may_have_notes(arrival) => return Recalled::Unknown,
            None => return Recalled::Wholly,
        };
        let recalled = match notes(folder, arrival).await {
            Ok(notes) => self.called_back(&notes, arrival, stamp, silent).await,
            Err(fault) => {
                tracing::warn!(event = "arrival.not-recalled", arrival = %arrival.id, %fault);
                Recalled::Unknown
            }
        };
        self.forget_notes(arrival.id).await;
        recalled
    }

    async fn called_back(
        &self,
        notes: &Notes,
        arrival: &Arrival,
        stamp: Stamp,
        silent: &mut SilentPrinters,
    ) -> Recalled {
        // What was there when a person wanted it anew may be there still.
        let may_be_left = notes.times_anew() > 0;
        let Some((there, on_its_way)) = notes.on_its_way() else {
            return if may_be_left { Recalled::Unknown } else { Recalled::Wholly };
        };
        if there == forward::BY_MAIL {
            let id = forward::mail_of(arrival, notes);
            let called_back = self.mail_called_back(id, stamp).await.unwrap_or(false);
            let is_out = !called_back || !notes.reached().is_empty();
            return if is_out { Recalled::MayArrive { job: id } } else { Recalled::Wholly };
        }
        let may_print = Recalled::MayPrint { printer: host(there) };
        if silent.0.contains(there) {
            return may_print;
        }
        let calling = self.jobs_called_back(there, arrival, on_its_way.collect());
        match timeout(LONGEST_WAIT, calling).await {
            Ok(Ok(true)) if !may_be_left => Recalled::Wholly,
            Ok(Ok(_)) => may_print,
            Ok(Err(fault)) => {
                tracing::warn!(event = "print.not-recalled", arrival = %arrival.id, %fault);
                if fault.code == Code::PrinterUnreachable {
                    silent.0.insert(there.to_owned());
                }
                may_print
            }
            Err(_) => {
                silent.0.insert(there.to_owned());
                may_print
            }
        }
    }

    /// False: the printer may print one, or has done so. That it refuses one says nothing of the next.
    async fn jobs_called_back(
        &self,
        printer: &str,
        arrival: &Arrival,
        documents: Vec<(u32, Known)>,
    ) -> Result<bool, Fault> {
        let printer = self.printers.printer(printer).await?;
        let mut all = true;
        for (number, known) in documents {
            let name = printing::called(arrival.id, number);
            let job = match known {
                Known::Job(job) => Some(job),
                _ => printer.find(&name).await?,
            };
            all &= match job {
                None => false,
                Some(job) => match printer.cancel(job, &name).await {
                    Err(fault) if fault.code == Code::PrinterUnreachable => return Err(fault),
                    canceled => canceled.unwrap_or(false),
                },
            };
        }
        Ok(all)
    }

    /// False: somebody has it, or nobody knows.
    async fn mail_called_back(&self, id: JobId, stamp: Stamp) -> Result<bool, Fault> {
        let Some(job) = self.spool.job(id).await? else { return Ok(false) };
        let is_out = |state| matches!(state, RecipientState::Delivered | RecipientState::Uncertain);
        let nobody_has_it = !job.recipients.iter().any(|one| is_out(one.state));
        let is_over = job.state.is_final() || self.spool.delete(id, stamp).await?;
        Ok(nobody_has_it && is_over)
    }
}

/// Where their folder is not to be seen, as a share that is not mounted, nobody knows what was noted.
async fn notes(folder: &Path, arrival: &Arrival) -> Result<Notes, Fault> {
    let notes = Notes::open(folder, arrival.id).await?;
    if may_have_notes(arrival) {
        tokio::fs::metadata(folder).await.map_err(|error| unwritable(folder, &error))?;
    }
    Ok(notes)
}

/// Notes are of what goes to a printer, or on by mail, and only once that was tried.
fn may_have_notes(arrival: &Arrival) -> bool {
    let function = arrival.function;
    arrival.tries > 0 && matches!(function, Function::InternetFaxReceive | Function::PrintMail)
}
