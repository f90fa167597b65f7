//! Whether the quarantine has room for one more fax.
//!
//! It is full with so many mails that wait for a person. Mails without any fax come to every address that
//! is known to strangers, and would fill it: of these the oldest go to make room. Nothing else does.

use super::super::{ArrivalFilter, ArrivalId, ArrivalState, Fingerprint};
use super::Poll;
use crate::fault::{Code, Fault};
use crate::site::Function;

/// So much of the room is made at once, as a fraction of it.
const MADE_AT_ONCE: u64 = 10;

impl Poll<'_> {
    /// What waits for a person is not added to without end. One poll may go beyond it.
    pub(super) async fn look_for_room(&mut self) -> Result<(), Fault> {
        let most = self.tools.settings.most_quarantined;
        let quarantined = self.quarantined().await?;
        self.is_full = quarantined >= most
            && !self.make_room(quarantined - most + 1 + most / MADE_AT_ONCE).await?;
        if self.is_full && self.reader.function == Function::InternetFaxReceive {
            return Err(self.no_room());
        }
        Ok(())
    }

    pub(super) fn no_room(&self) -> Fault {
        Fault::new(Code::QuarantineFull).fact("limit", self.tools.settings.most_quarantined)
    }

    /// By these a fax stays in the mailbox that the quarantine has no room for.
    pub(super) fn rules_without_room(&self) -> Fingerprint {
        Fingerprint::of(&[b"no room".as_slice(), &self.rules().0].concat())
    }

    async fn quarantined(&self) -> Result<u64, Fault> {
        let counts = self.tools.arrivals.count_arrivals().await?;
        let of_quarantine = counts.iter().find(|(state, _)| *state == ArrivalState::Quarantined);
        Ok(of_quarantine.map_or(0, |(_, count)| *count))
    }

    /// Deletes so many of the oldest mails without any fax, if there are any. True if there is room then.
    async fn make_room(&self, mails: u64) -> Result<bool, Fault> {
        let without_fax = self.without_fax().await?;
        let oldest = without_fax.iter().rev().take(usize::try_from(mails).unwrap_or(usize::MAX));
        for id in oldest {
            let now = self.tools.clock.now();
            if self.tools.arrivals.delete_arrival(*id, now.into()).await? {
                tracing::info!(event = "arrival.made-room", arrival = %id);
            }
        }
        Ok(self.quarantined().await? < self.tools.settings.most_quarantined)
    }

    /// The newest first.
    async fn without_fax(&self) -> Result<Vec<ArrivalId>, Fault> {
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let (state, most) = (Some(ArrivalState::Quarantined), ArrivalFilter::MOST);
            let filter = ArrivalFilter { state, before, most, ..ArrivalFilter::default() };
            let page = self.tools.arrivals.arrivals(filter).await?;
            before = page.last().map(|arrival| arrival.id);
            let is_last = page.len() < ArrivalFilter::MOST;
            let without = page.into_iter().filter(|arrival| {
                arrival.fault.as_ref().is_some_and(|fault| fault.code == Code::FaxMissing)
            });
            found.extend(without.map(|arrival| arrival.id));
            if is_last {
                return Ok(found);
            }
        }
    }
}
