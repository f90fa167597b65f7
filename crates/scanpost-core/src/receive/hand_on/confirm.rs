//! Who sent a fax hears what became of it, where they ask and an administrator lets it
//! ([`disposition`](crate::notify::disposition); RFC 8098, RFC 3965 §3).
//!
//! It is told before the arrival is settled, by a job whose name follows from the arrival's: a crash between
//! the two repeats the attempt, which finds the job. One mail, one notification (RFC 8098 §2.1): who was told
//! that a fax cannot be handed on is not told again when a person deletes it, or hands it on after all.
//!
//! The mail's header is read for this once more, from the octets that are there until it is settled; so
//! nothing of it needs to be stored. A notification that cannot be made now is not made: the fax itself is
//! worth more than the word about it.

use scanpost_proto::fax::{LONGEST_HEADER, Letterhead, Reader};
use tokio::io::AsyncReadExt;

use super::outgoing::{Purpose, job_id};
use super::{Errand, HandingOn};
use crate::fault::{Class, Code, Fault};
use crate::journal::{ArrivalStep, Event, Stamp};
use crate::notify::disposition::{Disposition, told};
use crate::notify::{OWN_DEVICE, Setup};
use crate::receive::{Arrival, Outcome};
use crate::site::Function;
use crate::words;

/// Notifications within a day. What goes beyond is no office's faxes, and would use up what the account may
/// send.
const MOST_A_DAY: u32 = 500;

/// Octets that are read at once: few, so that a flaw behind the header does not stand in its way.
const READ_AT_ONCE: usize = 512;

impl HandingOn {
    /// Tells what an attempt came to, if it is the end of it.
    pub(super) async fn confirm(&self, arrival: &Arrival, outcome: &Outcome) {
        let error = match outcome {
            Outcome::HandedOn { .. } => None,
            Outcome::Quarantined { fault } if fault.class() == Class::MailFailed => Some(fault),
            // Of what may be on paper already nobody knows more yet.
            Outcome::Quarantined { .. } | Outcome::Retry { .. } => return,
        };
        let Some(letterhead) = self.who_asks(arrival).await else { return };
        let told = async {
            let errand = self.errand(arrival).await?;
            let disposition = match error {
                None => Disposition::Processed,
                Some(fault) => {
                    Disposition::ProcessedWithError(words::fault(errand.site.language, fault).what)
                }
            };
            errand.tell(&letterhead, &disposition).await
        };
        self.untold(arrival, told.await).await;
    }

    /// The head of a fax whose sender wants to hear of it, as long as it is there.
    pub async fn who_asks(&self, arrival: &Arrival) -> Option<Letterhead> {
        let asked = async { self.errand(arrival).await?.who_asks().await };
        match asked.await {
            Ok(letterhead) => letterhead,
            // Nobody knows then whether anybody asked.
            Err(fault) => {
                tracing::warn!(event = "arrival.not-confirmed", arrival = %arrival.id, %fault);
                None
            }
        }
    }

    /// Tells that a person has deleted it.
    pub async fn tell_of_deletion(&self, arrival: &Arrival, letterhead: &Letterhead) {
        let told =
            async { self.errand(arrival).await?.tell(letterhead, &Disposition::Deleted).await };
        self.untold(arrival, told.await).await;
    }

    /// Whoever looks after scanpost finds it in the audit, as often in a day as notifications are made.
    async fn untold(&self, arrival: &Arrival, told: Result<(), Fault>) {
        let Err(fault) = told else { return };
        tracing::warn!(event = "arrival.not-confirmed", arrival = %arrival.id, %fault);
        if !self.may_confirm(MOST_A_DAY) {
            return;
        }
        let step = ArrivalStep::NotConfirmed { fault };
        let event = Event::Arrival { arrival: arrival.id, step };
        let stamp = Stamp { at: self.clock.now(), by: Some(OWN_DEVICE.to_owned()) };
        if let Err(fault) = self.journal.note_of(arrival.account.clone(), event, stamp).await {
            tracing::error!(event = "journal.storage-failed", %fault);
        }
    }
}

impl Errand<'_> {
    /// The head of the mail, if its sender may hear of it.
    async fn who_asks(&self) -> Result<Option<Letterhead>, Fault> {
        let is_fax = self.arrival.function == Function::InternetFaxReceive;
        if !is_fax || !self.site.receiving.fax.confirm {
            return Ok(None);
        }
        let mut body = self.tools.arrivals.arrival_body(self.arrival.id).await?;
        let (mut reader, mut piece) = (Reader::new(), vec![0; READ_AT_ONCE]);
        let mut read = 0;
        while reader.letterhead().is_none() && read <= LONGEST_HEADER {
            let length = body.read(&mut piece).await;
            let length = length.map_err(|error| Fault::new(Code::StorageFailed).words(error))?;
            if length == 0 || reader.read(&piece[..length]).is_err() {
                break;
            }
            read += length;
        }
        Ok(reader.letterhead().cloned())
    }

    async fn tell(&self, about: &Letterhead, disposition: &Disposition) -> Result<(), Fault> {
        let id = job_id(Purpose::Disposition, self.arrival);
        if self.is_made(id).await? {
            return Ok(());
        }
        let by = self.sender()?;
        let mailbox = self.site.accounts.iter().find(|one| one.name == self.arrival.account);
        let mailbox = mailbox.map_or(by.from.as_str(), |mailbox| mailbox.address.as_str());
        let (language, hostname) = (self.site.language, self.tools.hostname.clone());
        let setup = Setup { language, hostname, ..Setup::default() };
        let now = self.tools.clock.now();
        let Some(told) = told(id, about, disposition, mailbox, &by, now, &setup) else {
            return Ok(());
        };
        if !self.tools.may_confirm(MOST_A_DAY) {
            tracing::warn!(event = "arrival.too-many-confirmed", arrival = %self.arrival.id);
            return Ok(());
        }
        self.post(Purpose::Disposition, &told.to, OWN_DEVICE, told.octets).await
    }
}
