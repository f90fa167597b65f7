//! One poll: open the mailbox, read its list, take in what is new, delete what is here, say goodbye.
//!
//! The order for each mail: its octets into the storage, durable, with its mark in the ledger; then
//! DELE. The next mails are read meanwhile. After the last one QUIT. Only its `+OK` takes the marks away;
//! whatever breaks before leaves them, and the next poll goes on from there.
//!
//! A mail in which a connection breaks is tried again after all others, so that it keeps none of them in
//! the mailbox.

use std::collections::HashSet;
use std::sync::Arc;

use scanpost_proto::report::Head;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::hashing::Hashing;
use super::keeping::{Keeping, Kept};
use super::ledger::{Ledger, Planned, Read};
use super::line::Line;
use super::log_in::log_in;
use super::mailbox::Reader;
use super::schedule::Ended;
use super::sort::{Sorting, Verdict};
use super::{ArrivalId, ArrivalState, Arrivals, Digest, MailboxName, NewArrival, TakenIn};
use crate::clock::{Clock, Time};
use crate::fault::{Class, Code, Fault};
use crate::journal::{Event, Journal};
use crate::network::Server;
use crate::settings::ReceiveSettings;
use crate::site::Function;
use crate::site::receiving::Others;
use crate::spool::Spool;

/// What polls work with.
pub(super) struct Context {
    pub(super) arrivals: Arc<dyn Arrivals>,
    pub(super) spool: Arc<dyn Spool>,
    pub(super) journal: Arc<dyn Journal>,
    pub(super) clock: Clock,
    pub(super) settings: ReceiveSettings,
    /// Rung when something is to be handed on.
    pub(super) bell: Arc<Notify>,
}

/// What a poll came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polled {
    pub at: Time,
    /// Mails that are new here.
    pub taken: u64,
    /// Mails that were here already.
    pub again: u64,
    /// Mails of the mailbox whose turn is at a later poll.
    pub waiting: u64,
    /// Nothing: it went well.
    pub fault: Option<Fault>,
}

/// A poll under way.
pub(super) struct Poll<'a> {
    pub(super) context: &'a Context,
    pub(super) name: &'a MailboxName,
    pub(super) server: &'a Server,
    pub(super) reader: &'a Reader,
    pub(super) sorting: &'a Sorting,
    /// UIDLs of mails in which a connection broke.
    pub(super) troublesome: &'a mut HashSet<String>,
    pub(super) polled: Polled,
    /// What the server asks for between two log-ins.
    pub(super) delay: Option<std::time::Duration>,
    pub(super) stop: &'a CancellationToken,
}

/// So many UIDLs are remembered in which a connection broke.
const MOST_TROUBLESOME: usize = 100;

/// So many marks are read. A mailbox in which more mails are left is read anew beyond that.
const MOST_MARKS: usize = 20_000;

/// What a poll has begun.
#[derive(Default)]
struct Work {
    keeping: Keeping,
    /// UIDLs that are gone once the server says so to QUIT.
    deleted: Vec<String>,
}

impl Poll<'_> {
    /// Does it all, and says how it ended.
    pub(super) async fn run(&mut self) -> Ended {
        let polled = self.poll().await;
        self.polled.at = self.context.clock.now();
        match polled {
            Ok(()) => match &self.polled.fault {
                Some(fault) if !is_of_one_mail(fault) => Ended::Badly(fault.clone()),
                _ => Ended::Well { more: self.polled.waiting > 0 && self.polled.taken > 0 },
            },
            Err(fault) => {
                self.polled.fault = Some(fault.clone());
                Ended::Badly(fault)
            }
        }
    }

    async fn poll(&mut self) -> Result<(), Fault> {
        self.has_room().await?;
        let marks = self.context.arrivals.marks(self.name.clone(), MOST_MARKS).await?;
        let mut line = log_in(&self.reader.account, &self.reader.keeper, self.server).await?;
        self.delay = line.log_in_delay();
        let mut ledger = Ledger::new(marks, self.context.settings.most_mails);
        let unnamed = line.uidls(|number, uidl| {
            ledger.listed(number, uidl);
        });
        self.polled.fault = unnamed.await?;
        let Read { plan, gone, waiting } = ledger.read();
        self.polled.waiting = waiting;
        self.gone(gone).await?;
        let mut work = Work::default();
        let mut dealt = self.deal_with_all(&mut line, plan, &mut work).await;
        // Whatever has happened, what is on its way into the storage comes to its end.
        while let Some(kept) = work.keeping.next().await {
            match kept {
                Err(fault) => self.polled.fault = Some(fault),
                Ok(kept) => {
                    let planned = self.note(kept);
                    if dealt.is_ok() {
                        dealt = self.delete(&mut line, planned, &mut work).await;
                    }
                }
            }
        }
        dealt?;
        line.quit().await.map_err(|fault| unheard(fault, &work.deleted))?;
        self.gone(work.deleted).await
    }

    async fn deal_with_all(
        &mut self,
        line: &mut Line,
        plan: Vec<Planned>,
        work: &mut Work,
    ) -> Result<(), Fault> {
        for planned in self.put_off(plan) {
            if self.stop.is_cancelled() {
                break; // what is deleted so far is deleted for good
            }
            match self.deal_with(line, planned, work).await {
                Ok(()) => {}
                Err(fault) if fault.class() == Class::RetryLater && is_ours(&fault) => {
                    // Nothing can be kept now. What is here is deleted there.
                    self.polled.fault = Some(fault);
                    break;
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// What waits for a person is not added to without end. One poll may go beyond it.
    async fn has_room(&self) -> Result<(), Fault> {
        let counts = self.context.arrivals.count_arrivals().await?;
        let most = self.context.settings.most_quarantined;
        let is_full = |(state, count): &(ArrivalState, u64)| {
            *state == ArrivalState::Quarantined && *count >= most
        };
        if counts.iter().any(is_full) {
            return Err(Fault::new(Code::QuarantineFull).fact("limit", most));
        }
        Ok(())
    }

    /// Those that broke a connection come last, and alone.
    fn put_off(&self, plan: Vec<Planned>) -> Vec<Planned> {
        let (last, first): (Vec<_>, Vec<_>) =
            plan.into_iter().partition(|planned| self.troublesome.contains(&planned.uidl));
        if first.is_empty() { last } else { first }
    }

    /// Deletes it if it is here, else reads it; and deletes those before it that are here by now.
    async fn deal_with(
        &mut self,
        line: &mut Line,
        planned: Planned,
        work: &mut Work,
    ) -> Result<(), Fault> {
        if let Some(head) = planned.head
            && self.head_of(line, &planned).await? == Some(head)
        {
            self.polled.again += 1;
            self.delete(line, planned, work).await?;
        } else {
            self.sort(line, planned, work).await?;
        }
        while let Some(kept) = work.keeping.next_ready().await {
            let planned = self.note(kept?);
            self.delete(line, planned, work).await?;
        }
        Ok(())
    }

    /// It is here.
    fn note(&mut self, kept: Kept) -> Planned {
        let Kept { planned, id, size_bytes, taken_in } = kept;
        match taken_in {
            TakenIn::New => {
                tracing::info!(event = "arrival.taken", arrival = %id, size_bytes);
                self.polled.taken += 1;
                self.context.bell.notify_one();
            }
            TakenIn::Again(_) => self.polled.again += 1,
        }
        self.troublesome.remove(&planned.uidl);
        planned
    }

    async fn delete(
        &mut self,
        line: &mut Line,
        planned: Planned,
        work: &mut Work,
    ) -> Result<(), Fault> {
        match line.delete(planned.number).await? {
            Ok(()) => work.deleted.push(planned.uidl),
            Err(fault) => self.polled.fault = Some(fault),
        }
        Ok(())
    }

    /// The hash of the mail's head; nothing where the server does not show it.
    async fn head_of(
        &mut self,
        line: &mut Line,
        planned: &Planned,
    ) -> Result<Option<Digest>, Fault> {
        Ok(self.top_of(line, planned).await?.map(|hashing| hashing.head()))
    }

    /// The mail's head alone; nothing where the server does not show it.
    async fn top_of(
        &mut self,
        line: &mut Line,
        planned: &Planned,
    ) -> Result<Option<Hashing>, Fault> {
        line.top(planned.number, 0);
        let mut hashing = Hashing::default();
        loop {
            match line.content().await? {
                Ok(Some(octets)) => hashing.pass(&octets),
                Ok(None) => return Ok(Some(hashing)),
                Err(_) => return Ok(None), // TOP is optional (RFC 1939 §7)
            }
        }
    }

    /// Takes the mail in, if it is for a function here. Where its head cannot be seen alone, the whole mail
    /// passes by before anybody knows.
    async fn sort(
        &mut self,
        line: &mut Line,
        planned: Planned,
        work: &mut Work,
    ) -> Result<(), Fault> {
        let verdict = if self.sorting.asks_for_heads() {
            self.top_of(line, &planned).await?.map(|hashing| self.verdict(&hashing))
        } else {
            Some(Verdict::For(self.reader.function))
        };
        match verdict {
            None => self.take(line, planned, None, work).await,
            Some(Verdict::For(function)) => self.take(line, planned, Some(function), work).await,
            Some(Verdict::Nobody { others, why }) => {
                self.put_aside(line, planned, (others, why), work).await
            }
        }
    }

    fn verdict(&self, hashing: &Hashing) -> Verdict {
        self.sorting.sort(&Head::read(hashing.octets_of_the_head()))
    }

    /// A mail that no function takes is left for good, or deleted.
    async fn put_aside(
        &mut self,
        line: &mut Line,
        planned: Planned,
        (others, why): (Others, &'static str),
        work: &mut Work,
    ) -> Result<(), Fault> {
        let (account, uidl) = (self.reader.account.name.clone(), planned.uidl.clone());
        let (fault, now) = (Verdict::fault(why), self.context.clock.now());
        tracing::info!(event = "arrival.for-nobody", mailbox = %self.name, others = others.as_str(), why);
        self.troublesome.remove(&planned.uidl);
        match others {
            Others::Leave => {
                let leaving =
                    self.context.arrivals.leave(account, self.name.clone(), uidl, fault, now);
                Ok(leaving.await?)
            }
            Others::Remove => {
                let event = Event::MailRemoved { uidl, fault };
                self.context.journal.note_of(account, event, now.into()).await?;
                self.delete(line, planned, work).await
            }
        }
    }

    /// Streams the mail into the storage. One that is not given stays in the mailbox, and the connection is
    /// of use still.
    async fn take(
        &mut self,
        line: &mut Line,
        planned: Planned,
        function: Option<Function>,
        work: &mut Work,
    ) -> Result<(), Fault> {
        let free_bytes = self.context.spool.free_bytes().await?;
        if free_bytes < self.context.settings.disk_reserve_bytes {
            return Err(Fault::new(Code::DiskFull).fact("octets", free_bytes));
        }
        let mut arriving = self.context.arrivals.arriving();
        let (mut hashing, mut size_bytes) = (Hashing::default(), 0);
        line.retrieve(planned.number);
        loop {
            let heard = line.content().await.inspect_err(|_| self.note_trouble(&planned))?;
            let octets = match heard {
                Ok(Some(octets)) => octets,
                Ok(None) => break,
                Err(fault) => {
                    self.polled.fault = Some(fault);
                    return Ok(());
                }
            };
            size_bytes += octets.len() as u64;
            if size_bytes > self.context.settings.largest_arrival_bytes {
                return Err(self.leave(&planned).await?);
            }
            hashing.pass(&octets);
            arriving.write(octets).await?;
        }
        let verdict = function.map_or_else(|| self.verdict(&hashing), Verdict::For);
        let function = match verdict {
            Verdict::For(function) => function,
            Verdict::Nobody { others, why } => {
                return self.put_aside(line, planned, (others, why), work).await;
            }
        };
        let now = self.context.clock.now();
        let new = NewArrival {
            id: ArrivalId::new(),
            function,
            account: self.reader.account.name.clone(),
            mailbox: self.name.clone(),
            uidl: planned.uidl.clone(),
            digest: hashing.whole(),
            head: hashing.head(),
            taken_at: now,
            remembered_since: now - self.context.settings.remember_for,
        };
        work.keeping.begin(planned, new, (arriving, size_bytes));
        Ok(())
    }

    /// A mail that is too large stays where it is, for good. The connection that is in the middle of it
    /// is given up: it may have no end.
    async fn leave(&mut self, planned: &Planned) -> Result<Fault, Fault> {
        let limit = self.context.settings.largest_arrival_bytes;
        let fault = Fault::new(Code::ArrivalTooLarge).fact("limit", limit);
        let (account, now) = (self.reader.account.name.clone(), self.context.clock.now());
        let (name, uidl) = (self.name.clone(), planned.uidl.clone());
        self.context.arrivals.leave(account, name, uidl, fault.clone(), now).await?;
        tracing::warn!(event = "arrival.left", mailbox = %self.name, fault = %fault);
        Ok(fault)
    }

    fn note_trouble(&mut self, planned: &Planned) {
        if self.troublesome.len() < MOST_TROUBLESOME {
            self.troublesome.insert(planned.uidl.clone());
        }
    }

    async fn gone(&self, uidls: Vec<String>) -> Result<(), Fault> {
        if uidls.is_empty() {
            return Ok(());
        }
        let (account, now) = (self.reader.account.name.clone(), self.context.clock.now());
        self.context.arrivals.gone(account, self.name.clone(), uidls, now).await?;
        Ok(())
    }
}

/// Without the server's word nobody knows whether the mails are gone; the next poll looks.
fn unheard(fault: Fault, deleted: &[String]) -> Fault {
    if deleted.is_empty() {
        return fault;
    }
    Fault { code: Code::MailNotDeleted, ..fault }.fact("mails", deleted.len())
}

/// It hinders a single mail: the others need not wait longer for that.
fn is_of_one_mail(fault: &Fault) -> bool {
    matches!(fault.code, Code::MailNotGiven | Code::MailNotDeleted)
}

/// The storage's own trouble; the connection is as good as before, or ends by itself.
fn is_ours(fault: &Fault) -> bool {
    matches!(fault.code, Code::DiskFull | Code::StorageFailed)
}
