//! Handing on: what becomes of an arrival once it is here.
//!
//! - `fax`: a fax goes to where an administrator wants it
//! - `forward`: a fax goes on by mail
//! - `confirm`: its sender hears what became of it
//! - `outgoing`: mails that an arrival sends out
//! - `documents`: the documents of a mail, each in a file of its own
//! - `status`: a question about the status is answered
//! - `report`: what comes back of a scan goes into the story of its job
//! - `folder`: files that are there whole or not at all
//! - `print`: a mail is printed, with what is attached to it
//! - `printing`: documents onto a printer; `notes`: what was said to it about them
//! - `recall`: what a person deletes is called back from there
//!
//! Each function has a file with one verb, which [`HandingOn`] calls: it gets an `Errand` and says where the
//! arrival is now, or what hinders it.
//!
//! The attempt and the later retry are written down before anything is handed on, so a crash repeats
//! at most one attempt; into a folder a second one writes the same files again. What can never be
//! handed on goes into quarantine and keeps its octets until a person has looked at it; what cannot be
//! handed on now waits.

mod confirm;
mod documents;
mod fax;
mod folder;
mod forward;
mod notes;
mod outgoing;
mod print;
mod printing;
mod recall;
mod report;
mod status;

use std::fmt;
use std::io::{self, Read};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use scanpost_proto::report::Head;
use tokio::io::AsyncReadExt;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, MutexGuard, Notify, OwnedMutexGuard, Semaphore, SemaphorePermit};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use self::notes::Notes;
use super::{Arrival, ArrivalId, ArrivalState, Arrivals, Outcome};
use crate::clock::Clock;
use crate::fault::{Class, Code, Fault};
use crate::journal::{Journal, News};
use crate::notify::book::Made;
use crate::oauth::{Account, Accounts};
use crate::printer::Printers;
use crate::record::{Kind, Records};
use crate::settings::{ReceiveSettings, RetryPolicy};
use crate::site::receiving::{Destination, PrinterUri};
use crate::site::{self, Function, Notices, Receiving, Slots};
use crate::spool::{Bells, Body, Spool};
use crate::words::Language;
pub use folder::make_root;
pub use recall::{Recalled, SilentPrinters};
pub use status::TellStatus;

/// Looked for by itself so often: a bell that was not heard costs a delay, not a fax.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);

/// Octets of a mail's header that are read.
const LONGEST_HEAD: u64 = 64 * 1024;

/// The storage failed: so long it is left alone.
const STORAGE_PAUSE: Duration = Duration::from_secs(5);

/// Arrivals that are handed on at a time.
const MOST_AT_ONCE: usize = 16;

/// The same with those that wait for their turn: at a printer, for one.
const MOST_CLAIMED: usize = 500;

/// At the end of the program attempts are waited for so long.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// Hands on what has arrived.
pub struct HandingOn {
    pub arrivals: Arc<dyn Arrivals>,
    /// What an administrator has set; read for each arrival.
    pub records: Arc<dyn Records>,
    pub accounts: Arc<dyn Accounts>,
    /// Where mails go that an arrival sends out.
    pub spool: Arc<dyn Spool>,
    pub journal: Arc<dyn Journal>,
    pub bells: Arc<Bells>,
    /// The name that stands in them.
    pub hostname: String,
    /// How many senders of faxes were told what became of them.
    pub confirmed: Arc<std::sync::Mutex<Made>>,
    pub clock: Clock,
    pub news: News,
    pub printers: Arc<Printers>,
    /// Knows how everything stands.
    pub status: Arc<dyn TellStatus>,
    pub retry: RetryPolicy,
    pub settings: ReceiveSettings,
    /// Rung when something has arrived.
    pub bell: Arc<Notify>,
}

impl fmt::Debug for HandingOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandingOn").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl HandingOn {
    /// Whatever is due, several at a time: a printer may take its time. Until `stop`; what has not ended soon
    /// after that is taken up again at the next start, as after a crash.
    pub async fn run(self, stop: CancellationToken) {
        let tools = Arc::new(self);
        let turns = Arc::new(Turns::default());
        // Tasks of their own: who waits for the storage here must not keep one of them from going on.
        let mut under_way = JoinSet::new();
        while !stop.is_cancelled() {
            let wait = match tools.claim(under_way.len()).await {
                Ok(Claimed::These(arrivals)) => {
                    for arrival in arrivals {
                        let (tools, turns) = (Arc::clone(&tools), Arc::clone(&turns));
                        under_way.spawn(async move { tools.attempt(arrival, &turns).await });
                    }
                    continue;
                }
                Ok(Claimed::NoneFor(wait)) => wait,
                Err(fault) => {
                    tracing::error!(event = "arrivals.storage-failed", %fault);
                    STORAGE_PAUSE
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                Some(_) = under_way.join_next() => {}
                () = tools.bell.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        let all = async { while under_way.join_next().await.is_some() {} };
        let _ = timeout(LAST_WAIT, all).await;
    }

    /// What is due, as far as there is room for it.
    async fn claim(&self, under_way: usize) -> Result<Claimed, Fault> {
        let room = MOST_CLAIMED.saturating_sub(under_way).min(MOST_AT_ONCE);
        if room == 0 {
            return Ok(Claimed::NoneFor(LONGEST_SLEEP));
        }
        let now = self.clock.now();
        let arrivals = self.arrivals.claim_arrivals(now, self.retry, room).await?;
        if !arrivals.is_empty() {
            return Ok(Claimed::These(arrivals));
        }
        let due_at = self.arrivals.next_arrival_due().await?;
        let wait = due_at.map_or(LONGEST_SLEEP, |due_at| now.until(due_at));
        Ok(Claimed::NoneFor(wait.min(LONGEST_SLEEP)))
    }

    /// From the claim to what came of it.
    async fn attempt(&self, arrival: Arrival, turns: &Turns) {
        let id = arrival.id;
        // Kept until all is written down.
        let mut turn = None;
        let handed_on = async {
            let errand = self.errand(&arrival).await?;
            turn = Some(turns.turn(&errand).await?);
            errand.hand_on().await
        };
        let handed_on = handed_on.await;
        let outcome = self.outcome(&arrival, handed_on);
        match &outcome {
            Outcome::HandedOn { .. } => tracing::info!(event = "arrival.handed-on", arrival = %id),
            Outcome::Retry { fault, .. } => {
                tracing::warn!(event = "arrival.not-handed-on", arrival = %id, %fault);
            }
            Outcome::Quarantined { fault } => {
                tracing::warn!(event = "arrival.quarantined", arrival = %id, %fault);
            }
        }
        self.confirm(&arrival, &outcome).await;
        let is_there = matches!(outcome, Outcome::HandedOn { .. });
        self.settle(&arrival, outcome).await;
        if is_there {
            self.forget_notes(id).await;
        }
        drop(turn);
        self.news.happened();
    }

    /// Nothing of it is printed any more: it is over.
    pub async fn forget_notes(&self, id: ArrivalId) {
        if let Some(folder) = &self.settings.fax_folder {
            Notes::forget(folder, id).await;
        }
    }

    /// After a start: a kill may have left notes of arrivals that are over, and of such that a person has deleted
    /// and that nobody has called back. Notes of arrivals that are unknown here are another scanpost's.
    pub async fn sweep_notes(&self) {
        let Some(folder) = self.settings.fax_folder.clone() else { return };
        let noted = tokio::task::spawn_blocking(move || notes::noted(&folder)).await;
        let Ok(Ok(noted)) = noted else { return }; // whoever needs the folder says what is wrong with it
        let mut silent = SilentPrinters::default();
        for id in noted {
            match self.arrivals.arrival(id).await {
                Ok(Some(arrival)) if arrival.state == ArrivalState::Deleted => {
                    self.recall(&arrival, self.clock.now().into(), &mut silent).await;
                }
                Ok(Some(arrival)) if arrival.state.is_final() => self.forget_notes(id).await,
                Ok(_) => {}
                Err(fault) => tracing::error!(event = "arrivals.storage-failed", %fault),
            }
        }
    }

    /// A person wants another try of what is in quarantine: what may be on its way counts for nothing then.
    pub async fn try_anew(&self, id: ArrivalId) -> Result<(), Fault> {
        match &self.settings.fax_folder {
            Some(folder) => printing::try_anew(folder, id).await,
            None => Ok(()),
        }
    }

    /// What is not written down would be handed on once more after a restart.
    async fn settle(&self, arrival: &Arrival, outcome: Outcome) {
        while let Err(fault) =
            self.arrivals.settle_arrival(arrival.id, outcome.clone(), self.clock.now()).await
        {
            tracing::error!(event = "arrivals.storage-failed", %fault);
            tokio::time::sleep(STORAGE_PAUSE).await;
        }
    }

    fn outcome(&self, arrival: &Arrival, handed_on: Result<String, Fault>) -> Outcome {
        match handed_on {
            Ok(place) => Outcome::HandedOn { place },
            // What may have happened already is for a person to find out.
            Err(fault) if matches!(fault.class(), Class::MailFailed | Class::Uncertain) => {
                Outcome::Quarantined { fault }
            }
            Err(fault) => {
                let now = self.clock.now();
                let usual = arrival.due_at.unwrap_or(now + self.retry.first_wait);
                let soon = printing::due_soon(&fault, now)
                    .or_else(|| forward::due_soon(arrival, &fault, now));
                let at = soon.map_or(usual, |soon| soon.min(usual));
                Outcome::Retry { at, fault }
            }
        }
    }

    async fn errand<'a>(&'a self, arrival: &'a Arrival) -> Result<Errand<'a>, Fault> {
        Ok(Errand { arrival, tools: self, site: Site::read(self).await? })
    }

    /// One more, if not so many were told within a day.
    fn may_confirm(&self, most: u32) -> bool {
        let mut confirmed = self.confirmed.lock().unwrap_or_else(PoisonError::into_inner);
        confirmed.may_make(most, self.clock.now())
    }
}

/// What there is to do.
enum Claimed {
    These(Vec<Arrival>),
    /// Nothing, for so long.
    NoneFor(Duration),
}

/// Who is next. Whoever waits for a turn takes no place from others, so a printer that does not come to an end
/// holds up its own documents alone.
struct Turns {
    places: Semaphore,
    answers: Mutex<()>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { places: Semaphore::new(MOST_AT_ONCE), answers: Mutex::default() }
    }
}

/// Held while an arrival is handed on.
struct Turn<'a> {
    _at_printer: Option<OwnedMutexGuard<()>>,
    _to_answer: Option<MutexGuard<'a, ()>>,
    _place: SemaphorePermit<'a>,
}

impl Turns {
    async fn turn(&self, errand: &Errand<'_>) -> Result<Turn<'_>, Fault> {
        let at_printer = match errand.printer() {
            Some(uri) => Some(errand.tools.printers.turn(uri).await?),
            None => None,
        };
        let to_answer = match errand.arrival.function {
            Function::EmailStatus => Some(self.answers.lock().await),
            _ => None,
        };
        let place = self.places.acquire().await.expect("it is never closed");
        Ok(Turn { _at_printer: at_printer, _to_answer: to_answer, _place: place })
    }
}

/// One arrival on its way, and what may be needed for it.
struct Errand<'a> {
    arrival: &'a Arrival,
    tools: &'a HandingOn,
    site: Site,
}

/// What an administrator has set, as it stands now.
struct Site {
    receiving: Receiving,
    slots: Slots,
    accounts: Vec<Account>,
    /// Of what is written to people.
    language: Language,
}

impl Site {
    async fn read(tools: &HandingOn) -> Result<Self, Fault> {
        let records = tools.records.records(Kind::Site).await?;
        Ok(Self {
            receiving: site::read(&records)?.value,
            slots: site::read(&records)?.value,
            accounts: tools.accounts.accounts().await?,
            language: site::read::<Notices>(&records)?.value.language,
        })
    }
}

impl Errand<'_> {
    /// To whom it is for; says where that is.
    async fn hand_on(&self) -> Result<String, Fault> {
        match self.arrival.function {
            Function::InternetFaxReceive => fax::hand_on(self).await,
            Function::EmailStatus => status::hand_on(self).await,
            Function::DeliveryReports => report::hand_on(self).await,
            Function::PrintMail => print::hand_on(self).await,
            // No other function takes mails in.
            function => Err(Fault::new(Code::ArrivalUnreadable)
                .words(format_args!("no {} here", function.as_str()))),
        }
    }

    /// The printer that it goes to.
    fn printer(&self) -> Option<&str> {
        match (self.arrival.function, &self.site.receiving.fax.to) {
            (Function::InternetFaxReceive, Destination::Printer { uri }) => Some(uri.as_str()),
            (Function::PrintMail, _) => {
                self.site.receiving.print.printer.as_ref().map(PrinterUri::as_str)
            }
            _ => None,
        }
    }

    /// What the mail's header says.
    async fn head(&self) -> Result<Head, Fault> {
        let body = self.tools.arrivals.arrival_body(self.arrival.id).await?;
        let mut octets = Vec::new();
        let read = body.take(LONGEST_HEAD).read_to_end(&mut octets).await;
        read.map_err(|error| Fault::new(Code::StorageFailed).words(error))?;
        let end = octets.windows(4).position(|four| four == b"\r\n\r\n");
        Ok(Head::read(&octets[..end.unwrap_or(octets.len())]))
    }

    /// Does what takes a while, or waits for a disk, with the arrival's octets.
    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(Waiting) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let body = self.tools.arrivals.arrival_body(self.arrival.id).await?;
        let mail = Waiting { body, runtime: Handle::current() };
        let done = tokio::task::spawn_blocking(move || work(mail)).await;
        // A panic is our mistake; a person looks at the mail that led to it.
        done.unwrap_or_else(|error| Err(Fault::new(Code::ArrivalUnreadable).words(error)))
    }
}

/// The octets of an arrival, for a thread that may wait for them.
struct Waiting {
    body: Body,
    runtime: Handle,
}

impl Read for Waiting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.runtime.block_on(self.body.read(buffer))
    }
}
