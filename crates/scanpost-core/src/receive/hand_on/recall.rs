//! What a person deletes while it is on its way is called back: a printer is told that its job is wanted no
//! more (RFC 8011 §4.3.3), and the mail that a fax goes on by is taken out of the queue.
//!
//! A printer that does not answer may print it all the same, and a mail server may have taken the mail; then
//! whoever has deleted it is told so. Nobody waits long for that.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use tokio::time::timeout;

use super::notes::{Known, Notes};
use super::{HandingOn, forward, printing};
use crate::fault::Fault;
use crate::journal::Stamp;
use crate::printer::host;
use crate::receive::Arrival;
use crate::spool::{JobId, JobState};

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
}

/// Printers that did not answer: whoever deletes many mails does not wait for each again.
#[derive(Debug, Default)]
pub struct SilentPrinters(BTreeSet<String>);

impl HandingOn {
    /// Calls back what is on its way of an arrival that a person has deleted, and forgets its notes.
    pub async fn recall(
        &self,
        arrival: &Arrival,
        stamp: Stamp,
        silent: &mut SilentPrinters,
    ) -> Recalled {
        let Some(folder) = &self.settings.fax_folder else { return Recalled::Wholly };
        let recalled = self.called_back(folder, arrival, stamp, silent).await;
        self.forget_notes(arrival.id).await;
        recalled.unwrap_or_else(|fault| {
            tracing::warn!(event = "arrival.not-recalled", arrival = %arrival.id, %fault);
            Recalled::Wholly
        })
    }

    async fn called_back(
        &self,
        folder: &Path,
        arrival: &Arrival,
        stamp: Stamp,
        silent: &mut SilentPrinters,
    ) -> Result<Recalled, Fault> {
        let notes = Notes::open(folder, arrival.id).await?;
        let Some((there, on_its_way)) = notes.on_its_way() else { return Ok(Recalled::Wholly) };
        if there == forward::BY_MAIL {
            let id = forward::mail_of(arrival, &notes);
            let called_back = self.mail_called_back(id, stamp).await;
            return Ok(called_back.unwrap_or(Recalled::MayArrive { job: id }));
        }
        let may_print = Recalled::MayPrint { printer: host(there) };
        if silent.0.contains(there) {
            return Ok(may_print);
        }
        let calling = self.jobs_called_back(there, arrival, on_its_way.collect());
        match timeout(LONGEST_WAIT, calling).await {
            Ok(Ok(true)) => Ok(Recalled::Wholly),
            Ok(Ok(false)) => Ok(may_print),
            unanswered => {
                if let Ok(Err(fault)) = unanswered {
                    tracing::warn!(event = "print.not-recalled", arrival = %arrival.id, %fault);
                }
                silent.0.insert(there.to_owned());
                Ok(may_print)
            }
        }
    }

    /// False: the printer may have one that it does not list.
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
            match job {
                Some(job) => printer.cancel(job, &name).await?,
                None => all = false,
            }
        }
        Ok(all)
    }

    async fn mail_called_back(&self, id: JobId, stamp: Stamp) -> Result<Recalled, Fault> {
        let may_arrive = Recalled::MayArrive { job: id };
        match self.spool.job(id).await?.map(|job| job.state) {
            None | Some(JobState::Failed) => Ok(Recalled::Wholly),
            Some(state) if state.is_final() => Ok(may_arrive),
            Some(_) if self.spool.delete(id, stamp).await? => Ok(Recalled::Wholly),
            Some(_) => Ok(may_arrive),
        }
    }
}
