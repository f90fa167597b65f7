//! What an administrator can do with mails that came in.

use tokio::io::AsyncReadExt;

use super::{By, Download, Gateway, GatewayError};
use crate::administrator::Privilege;
use crate::fault::{Code, Fault};
use crate::journal::Stamp;
use crate::objection::{Objection, Reason};
use crate::receive::claims::LONGEST_READ;
use crate::receive::{
    Arrival, ArrivalFilter, ArrivalId, ArrivalState, Claims, Recalled, SilentPrinters,
};

/// An arrival that a person has deleted, and what became of that which was on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletedArrival {
    pub arrival: Arrival,
    pub recalled: Recalled,
}

/// Arrivals that a person has deleted together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeletedArrivals {
    pub deleted: u64,
    /// So many of them may still be printed, or be with somebody.
    pub not_recalled: u64,
}

impl Gateway {
    /// Mails that were taken out of mailboxes, newest first.
    pub async fn arrivals(&self, filter: ArrivalFilter) -> Result<Vec<Arrival>, Fault> {
        self.inner.store.arrivals(filter).await
    }

    pub async fn arrival(&self, id: ArrivalId) -> Result<Arrival, GatewayError> {
        let arrival = self.inner.store.arrival(id).await?;
        arrival.ok_or_else(|| Objection::new(Reason::NoSuchArrival, id).into())
    }

    async fn delete_and_recall(
        &self,
        id: ArrivalId,
        stamp: &Stamp,
        silent: &mut SilentPrinters,
    ) -> Result<DeletedArrival, GatewayError> {
        let handing_on = self.inner.handing_on();
        let before = self.arrival(id).await?;
        // Its octets, and so the word of who wants to hear of it, go with it.
        let asked = if before.state.is_final() { None } else { handing_on.who_asks(&before).await };
        let is_done = self.inner.store.delete_arrival(id, stamp.clone()).await?;
        let mut recalled = Recalled::Wholly;
        if is_done {
            recalled = handing_on.recall(&before, stamp.clone(), silent).await;
            if let Some(letterhead) = asked {
                handing_on.tell_of_deletion(&before, &letterhead).await;
            }
        }
        Ok(DeletedArrival { arrival: self.after(id, is_done).await?, recalled })
    }

    async fn delete_quarantined(
        &self,
        code: Code,
        stamp: &Stamp,
    ) -> Result<DeletedArrivals, GatewayError> {
        let mut silent = SilentPrinters::default();
        let (mut done, mut before) = (DeletedArrivals::default(), None);
        loop {
            let (state, most) = (Some(ArrivalState::Quarantined), ArrivalFilter::MOST);
            let filter = ArrivalFilter { state, before, most, ..ArrivalFilter::default() };
            let page = self.inner.store.arrivals(filter).await?;
            before = page.last().map(|arrival| arrival.id);
            let is_last = page.len() < most;
            let is_meant = |one: &Arrival| one.fault.as_ref().is_some_and(|it| it.code == code);
            for arrival in page.into_iter().filter(is_meant) {
                match self.delete_and_recall(arrival.id, stamp, &mut silent).await {
                    Ok(DeletedArrival { recalled, .. }) => {
                        done.deleted += 1;
                        done.not_recalled += u64::from(recalled != Recalled::Wholly);
                    }
                    // Somebody else was faster.
                    Err(GatewayError::Objection(_)) => {}
                    Err(other) => return Err(other),
                }
            }
            if is_last {
                return Ok(done);
            }
        }
    }

    async fn after(&self, id: ArrivalId, is_done: bool) -> Result<Arrival, GatewayError> {
        let arrival = self.arrival(id).await?;
        if !is_done {
            return Err(Objection::new(Reason::ArrivalNotWaiting, id).into());
        }
        self.inner.news.happened();
        // There may be room in the quarantine again.
        for running in &*self.inner.receiving.running.lock().await {
            running.mailbox.hurry(Code::QuarantineFull);
        }
        Ok(arrival)
    }
}

impl By<'_> {
    /// What the mail says of itself, as long as it is kept, for whoever looks after the jobs.
    pub async fn claims(&self, arrival: &Arrival) -> Option<Claims> {
        if arrival.state.is_final() || self.may(Privilege::Jobs).is_err() {
            return None;
        }
        let read_lately = &self.inner().receiving.read_lately;
        if let Some(claims) = read_lately.of(arrival.id) {
            return Some(claims);
        }
        let body = self.inner().store.arrival_body(arrival.id).await.ok()?;
        let mut beginning = Vec::new();
        body.take(LONGEST_READ).read_to_end(&mut beginning).await.ok()?;
        let claims = Claims::read(&beginning);
        read_lately.note(arrival.id, claims.clone());
        Some(claims)
    }

    /// Lets a waiting or quarantined arrival be handed on at once.
    pub async fn retry_arrival(&self, id: ArrivalId) -> Result<Arrival, GatewayError> {
        self.may(Privilege::Jobs)?;
        let inner = &self.gateway.inner;
        let arrival = inner.store.arrival(id).await?;
        if arrival.is_some_and(|arrival| arrival.state == ArrivalState::Quarantined) {
            inner.handing_on().try_anew(id).await?;
        }
        let is_done = inner.store.retry_arrival(id, self.stamp()).await?;
        inner.receiving.bell.notify_one();
        self.gateway.after(id, is_done).await
    }

    /// Removes a waiting or quarantined arrival with its octets, and calls back what is on its way of it.
    pub async fn delete_arrival(&self, id: ArrivalId) -> Result<DeletedArrival, GatewayError> {
        self.may(Privilege::Jobs)?;
        let (gateway, stamp) = (self.gateway.clone(), self.stamp());
        self.see_through(async move {
            gateway.delete_and_recall(id, &stamp, &mut SilentPrinters::default()).await
        })
        .await
    }

    /// Removes all mails that lie in quarantine for this reason.
    pub async fn delete_quarantined(&self, code: Code) -> Result<DeletedArrivals, GatewayError> {
        self.may(Privilege::Jobs)?;
        let (gateway, stamp) = (self.gateway.clone(), self.stamp());
        self.see_through(async move { gateway.delete_quarantined(code, &stamp).await }).await
    }

    /// Whoever asked may be gone sooner than a printer answers: what was begun is done to its end.
    async fn see_through<Done: Send + 'static>(
        &self,
        doing: impl Future<Output = Result<Done, GatewayError>> + Send + 'static,
    ) -> Result<Done, GatewayError> {
        let done = self.inner().tasks.spawn(doing).await;
        done.unwrap_or_else(|broken| Err(Fault::new(Code::StorageFailed).words(broken).into()))
    }

    /// The octets of an arrival. The journal knows who had them before they are given.
    pub async fn download_arrival(&self, id: ArrivalId) -> Result<Download, GatewayError> {
        self.may(Privilege::JobContents)?;
        let arrival = self.gateway.arrival(id).await?;
        let gone = || GatewayError::from(Objection::new(Reason::ArrivalGone, id));
        if arrival.state.is_final() {
            return Err(gone());
        }
        let body = self.inner().store.arrival_body(id).await?;
        if !self.inner().store.note_arrival_download(id, self.stamp()).await? {
            return Err(gone());
        }
        let file_name = format!("arrival-{id}.eml");
        Ok(Download { file_name, size_bytes: arrival.size_bytes, body })
    }
}
