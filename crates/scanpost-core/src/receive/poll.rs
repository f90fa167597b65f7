//! One poll: open the mailbox, read its list, take in what is new, delete what is here, say goodbye.
//!
//! The order for each mail: its octets into the storage, durable, with its mark in the ledger; then
//! DELE. The next mails are read meanwhile. After the last one QUIT. Only its `+OK` takes the marks away;
//! whatever breaks before leaves them, and the next poll goes on from there.
//!
//! A mail in which a connection breaks is tried again after all others, so that it keeps none of them in
//! the mailbox.
//!
//! While the quarantine is full, faxes stay in the mailbox. What is for another function is taken all the
//! same, if another one reads the mailbox.

mod intake;
mod room;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::hashing::Hashing;
use super::keeping::{Keeping, Kept};
use super::ledger::{Deed, Ledger, Planned, Read};
use super::line::Line;
use super::log_in::log_in;
use super::mailbox::{Reader, Tools};
use super::schedule::Ended;
use super::sort::Sorting;
use super::{Fingerprint, LeftMail, MailboxName, TakenIn};
use crate::clock::Time;
use crate::fault::{Class, Code, Fault};
use crate::network::Server;

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

/// What a poll came to, in a word; its fault stands beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameTo<'a> {
    /// The mailbox could not be looked into.
    NotLookedInto(&'a Fault),
    NothingNew,
    /// Nothing was taken in, and something went wrong: nobody knows whether there is anything new.
    NothingTaken,
    Taken(u64),
}

impl Polled {
    pub fn came_to(&self) -> CameTo<'_> {
        match (self.shut_by(), self.taken, &self.fault) {
            (Some(fault), ..) => CameTo::NotLookedInto(fault),
            (None, 0, None) => CameTo::NothingNew,
            (None, 0, Some(_)) => CameTo::NothingTaken,
            (None, taken, _) => CameTo::Taken(taken),
        }
    }

    /// Why the mailbox could not be looked into; nothing: it was.
    pub fn shut_by(&self) -> Option<&Fault> {
        let had_mails = self.taken > 0 || self.again > 0;
        let says_so = |fault: &&Fault| {
            !is_of_one_mail(fault) && !is_ours(fault) && fault.code != Code::QuarantineFull
        };
        self.fault.as_ref().filter(|_| !had_mails).filter(says_so)
    }
}

/// A poll under way.
pub(super) struct Poll<'a> {
    pub(super) tools: &'a Tools,
    pub(super) name: &'a MailboxName,
    pub(super) server: &'a Server,
    pub(super) reader: &'a Reader,
    pub(super) sorting: &'a Sorting,
    /// UIDLs of mails in which a connection broke.
    pub(super) troublesome: &'a mut HashSet<String>,
    pub(super) polled: Polled,
    /// Something is done with so many mails at most.
    pub(super) most: usize,
    /// Mails with which something was done.
    pub(super) dealt_with: usize,
    /// Mails that the poll before had no room for.
    pub(super) waiting_before: u64,
    /// The quarantine has no room for a fax.
    pub(super) is_full: bool,
    /// What the server asks for between two log-ins.
    pub(super) delay: Option<std::time::Duration>,
    pub(super) stop: &'a CancellationToken,
}

/// So many UIDLs are remembered in which a connection broke.
const MOST_TROUBLESOME: usize = 100;

/// So many marks are read at once.
const MARKS_AT_ONCE: usize = 1_000;

/// Heads of left mails are compared until so many in a row are what they were.
const ENOUGH_ALIKE: usize = 8;

/// What a poll has begun.
#[derive(Default)]
struct Work {
    keeping: Keeping,
    /// UIDLs that are gone once the server says so to QUIT.
    deleted: Vec<Fingerprint>,
    /// Those that stay, and are not written down yet.
    left: Vec<LeftMail>,
}

impl Poll<'_> {
    /// Does it all, and says how it ended.
    pub(super) async fn run(&mut self) -> Ended {
        let polled = self.poll().await;
        self.polled.at = self.tools.clock.now();
        match polled {
            Ok(()) => match &self.polled.fault {
                Some(fault) if !is_of_one_mail(fault) => Ended::Badly(fault.clone()),
                _ => Ended::Well { more: self.wants_more() },
            },
            Err(fault) => {
                self.polled.fault = Some(fault.clone());
                Ended::Badly(fault)
            }
        }
    }

    /// Whether the next poll follows at once. A mailbox whose mails are called anew each time, and which
    /// nobody empties, would else be looked at without end.
    fn wants_more(&self) -> bool {
        let Polled { taken, waiting, .. } = self.polled;
        let is_new = self.waiting_before == 0;
        let shrinks = self.dealt_with > 0 && (is_new || waiting < self.waiting_before);
        waiting > 0 && (taken > 0 || shrinks)
    }

    async fn poll(&mut self) -> Result<(), Fault> {
        self.look_for_room().await?;
        let mut ledger = self.ledger().await?;
        let mut line = log_in(&self.reader.account, &self.reader.keeper, self.server).await?;
        self.delay = line.log_in_delay();
        let unnamed = line.uidls(|number, uidl| {
            ledger.listed(number, uidl);
        });
        self.polled.fault = unnamed.await?;
        let Read { plan, left, gone, waiting } = ledger.read();
        self.polled.waiting = waiting;
        self.gone(gone).await?;
        let mut work = Work::default();
        let mut dealt = self.deal_with_all(&mut line, plan, &mut work).await;
        if dealt.is_ok() {
            dealt = self.compare(&mut line, left, &mut work).await;
        }
        let written = self.write_down(&mut work).await;
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
        dealt.and(written)?;
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
                Ok(()) => self.dealt_with += 1,
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

    /// The left mails that stand last in the list: whether they are what they were. The last comes first.
    async fn compare(
        &mut self,
        line: &mut Line,
        left: Vec<Planned>,
        work: &mut Work,
    ) -> Result<(), Fault> {
        let mut alike = 0;
        for planned in left {
            if self.stop.is_cancelled() || alike == ENOUGH_ALIKE {
                break;
            }
            if self.troublesome.contains(&planned.uidl) {
                continue; // it would break the connection, and with it what is deleted so far
            }
            match self.head_of(line, &planned).await? {
                None => break, // the server shows none
                Some(head) if planned.deed == (Deed::Compare { head }) => alike += 1,
                Some(_) => {
                    alike = 0;
                    self.sort(line, planned, work).await?;
                }
            }
        }
        Ok(())
    }

    /// With all marks of the mailbox.
    async fn ledger(&self) -> Result<Ledger, Fault> {
        let mut rules = vec![self.rules()];
        if self.is_full {
            rules.push(self.rules_without_room());
        }
        let mut ledger = Ledger::new(rules, self.most);
        let mut after = None;
        loop {
            let (arrivals, name) = (&self.tools.arrivals, self.name.clone());
            let marks = arrivals.marks(name, after, MARKS_AT_ONCE).await?;
            let is_last = marks.len() < MARKS_AT_ONCE;
            after = marks.last().map(|(uidl, _)| *uidl);
            ledger.remember(marks);
            if is_last {
                return Ok(ledger);
            }
        }
    }

    fn rules(&self) -> Fingerprint {
        self.sorting.rules(self.tools.settings.largest_arrival_bytes)
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
        if let Deed::Delete { head } = planned.deed
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
                self.tools.bell.notify_one();
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
            Ok(()) => work.deleted.push(Fingerprint::of(planned.uidl.as_bytes())),
            Err(fault) => self.polled.fault = Some(fault),
        }
        Ok(())
    }

    /// The hash of the mail's head; nothing where the server does not show it.
    async fn head_of(
        &mut self,
        line: &mut Line,
        planned: &Planned,
    ) -> Result<Option<Fingerprint>, Fault> {
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
            match line.content().await.inspect_err(|_| self.note_trouble(planned))? {
                Ok(Some(octets)) => hashing.pass(&octets),
                Ok(None) => return Ok(Some(hashing)),
                Err(_) => return Ok(None), // TOP is optional (RFC 1939 §7)
            }
        }
    }

    fn note_trouble(&mut self, planned: &Planned) {
        if self.troublesome.len() < MOST_TROUBLESOME {
            self.troublesome.insert(planned.uidl.clone());
        }
    }

    async fn gone(&self, uidls: Vec<Fingerprint>) -> Result<(), Fault> {
        if uidls.is_empty() {
            return Ok(());
        }
        let (account, now) = (self.reader.account.name.clone(), self.tools.clock.now());
        self.tools.arrivals.gone(account, self.name.clone(), uidls, now).await?;
        Ok(())
    }
}

/// Without the server's word nobody knows whether the mails are gone; the next poll looks.
fn unheard(fault: Fault, deleted: &[Fingerprint]) -> Fault {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poll_says_that_nothing_is_new_only_where_it_has_looked_and_nothing_went_wrong() {
        for (taken, again, code, expected) in [
            (0, 0, None, "nothing new"),
            (0, 3, None, "nothing new"),
            (2, 0, None, "taken 2"),
            (0, 0, Some(Code::ServerUnreachable), "not looked into"),
            (0, 0, Some(Code::SignInNeeded), "not looked into"),
            (0, 0, Some(Code::UidlMissing), "not looked into"),
            // It was looked into, and then the connection broke, or one mail was not given.
            (0, 3, Some(Code::ServerUnreachable), "nothing taken"),
            (0, 0, Some(Code::MailNotGiven), "nothing taken"),
            (0, 0, Some(Code::MailNotDeleted), "nothing taken"),
            // The mailbox is open; here is no room.
            (0, 0, Some(Code::QuarantineFull), "nothing taken"),
            (0, 0, Some(Code::DiskFull), "nothing taken"),
            (2, 0, Some(Code::ServerUnreachable), "taken 2"),
        ] {
            let fault = code.map(Fault::new);
            let polled = Polled { taken, again, fault, ..Polled::default() };
            let said = match polled.came_to() {
                CameTo::NotLookedInto(fault) => {
                    assert_eq!(Some(fault), polled.fault.as_ref());
                    "not looked into".to_owned()
                }
                CameTo::NothingNew => "nothing new".to_owned(),
                CameTo::NothingTaken => "nothing taken".to_owned(),
                CameTo::Taken(mails) => format!("taken {mails}"),
            };
            assert_eq!(said, expected, "{taken} taken, {again} again, {code:?}");
        }
    }
}
