//! What a poll does with a mail that is not here yet: take it in, leave it, or remove it.

use scanpost_proto::report::Head;

use super::super::hashing::Hashing;
use super::super::ledger::Planned;
use super::super::line::Line;
use super::super::sort::Verdict;
use super::super::{ArrivalId, Fingerprint, LeftMail, NewArrival};
use super::{Poll, Work};
use crate::fault::{Code, Fault};
use crate::journal::Event;
use crate::site::Function;
use crate::site::receiving::Others;

/// So many mails that stay in the mailbox are written down together.
const LEFT_AT_ONCE: usize = 100;

/// What becomes of a mail that no function takes today.
struct Aside {
    others: Others,
    why: Fault,
    /// As long as they stand.
    rules: Fingerprint,
}

impl Poll<'_> {
    /// Takes the mail in, if it is for a function here. Where its head cannot be seen alone, the whole mail
    /// passes by before anybody knows.
    pub(super) async fn sort(
        &mut self,
        line: &mut Line,
        planned: Planned,
        work: &mut Work,
    ) -> Result<(), Fault> {
        if !self.sorting.asks_for_heads() {
            return self.take(line, planned, Some(self.reader.function), work).await;
        }
        let Some(head) = self.top_of(line, &planned).await? else {
            return self.take(line, planned, None, work).await;
        };
        match self.addressee(&head) {
            Ok(function) => self.take(line, planned, Some(function), work).await,
            Err(aside) => self.put_aside(line, planned, (aside, head.head()), work).await,
        }
    }

    /// The function that it is for.
    fn addressee(&self, hashing: &Hashing) -> Result<Function, Aside> {
        match self.sorting.sort(&Head::read(hashing.octets_of_the_head())) {
            Verdict::For(Function::InternetFaxReceive) if self.is_full => Err(Aside {
                others: Others::Leave,
                why: self.no_room(),
                rules: self.rules_without_room(),
            }),
            Verdict::For(function) => Ok(function),
            Verdict::Nobody { others, why } => {
                Err(Aside { others, why: why.fault(), rules: self.rules() })
            }
        }
    }

    /// A mail that no function takes is left, or removed.
    async fn put_aside(
        &mut self,
        line: &mut Line,
        planned: Planned,
        (aside, head): (Aside, Fingerprint),
        work: &mut Work,
    ) -> Result<(), Fault> {
        let Aside { others, why, rules } = aside;
        tracing::info!(event = "arrival.put-aside", mailbox = %self.name, others = others.as_str(), %why);
        self.troublesome.remove(&planned.uidl);
        match others {
            Others::Leave => {
                self.leave(LeftMail { uidl: planned.uidl, head, rules, why }, work).await
            }
            Others::Remove => {
                let (account, now) = (self.reader.account.name.clone(), self.tools.clock.now());
                let event = Event::MailRemoved { uidl: planned.uidl.clone(), fault: why };
                self.tools.journal.note_of(account, event, now.into()).await?;
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
        let free_bytes = self.tools.spool.free_bytes().await?;
        if free_bytes < self.tools.settings.disk_reserve_bytes {
            return Err(Fault::new(Code::DiskFull).fact("octets", free_bytes));
        }
        let mut arriving = self.tools.arrivals.arriving();
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
            hashing.pass(&octets);
            if size_bytes > self.tools.settings.largest_arrival_bytes {
                return Err(self.leave_large(planned, &hashing, work).await?);
            }
            arriving.write(octets).await?;
        }
        let function = match function.map_or_else(|| self.addressee(&hashing), Ok) {
            Ok(function) => function,
            Err(aside) => {
                return self.put_aside(line, planned, (aside, hashing.head()), work).await;
            }
        };
        let now = self.tools.clock.now();
        let new = NewArrival {
            id: ArrivalId::new(),
            function,
            account: self.reader.account.name.clone(),
            mailbox: self.name.clone(),
            uidl: planned.uidl.clone(),
            digest: hashing.whole(),
            head: hashing.head(),
            taken_at: now,
            remembered_since: now - self.tools.settings.remember_for,
        };
        work.keeping.begin(planned, new, (arriving, size_bytes));
        Ok(())
    }

    /// A mail that is too large stays where it is. The connection that is in the middle of it is given up:
    /// it may have no end.
    async fn leave_large(
        &self,
        planned: Planned,
        hashing: &Hashing,
        work: &mut Work,
    ) -> Result<Fault, Fault> {
        let limit = self.tools.settings.largest_arrival_bytes;
        let why = Fault::new(Code::ArrivalTooLarge).fact("limit", limit);
        tracing::warn!(event = "arrival.left", mailbox = %self.name, fault = %why);
        let (head, rules) = (hashing.head(), self.rules());
        self.leave(LeftMail { uidl: planned.uidl, head, rules, why: why.clone() }, work).await?;
        Ok(why)
    }

    /// It is written down with others: until then the next poll would look at it again.
    async fn leave(&self, mail: LeftMail, work: &mut Work) -> Result<(), Fault> {
        work.left.push(mail);
        if work.left.len() == LEFT_AT_ONCE { self.write_down(work).await } else { Ok(()) }
    }

    /// What stays in the mailbox.
    pub(super) async fn write_down(&self, work: &mut Work) -> Result<(), Fault> {
        let mails = std::mem::take(&mut work.left);
        if mails.is_empty() {
            return Ok(());
        }
        let (account, now) = (self.reader.account.name.clone(), self.tools.clock.now());
        self.tools.arrivals.leave(account, self.name.clone(), mails, now).await
    }
}
