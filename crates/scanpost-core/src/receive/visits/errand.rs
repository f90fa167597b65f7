//! What a visit asks of the one task that holds its mailbox, and how it waits for it.
//!
//! The errands of all visits stand in one queue. Who finds it full, or does not have its turn in time, is
//! told that the mailbox is in use, and nothing of what it has asked for is done: a turn is taken by both
//! sides or by none. The octets of a mail pass through a channel that holds one piece, so whoever reads
//! slowly slows the provider down and fills no memory.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::listing::Listing;
use super::refusal::Refusal;
use crate::account::AccountName;
use crate::fault::Code;
use crate::receive::MailboxName;
use crate::settings::VisitSettings;

/// Something to be done at the provider.
#[derive(Debug)]
pub(in crate::receive) struct Errand {
    /// By whose token.
    pub(super) account: AccountName,
    pub(super) wish: Wish,
}

#[derive(Debug)]
pub(super) enum Wish {
    List {
        turn: oneshot::Sender<()>,
        answer: oneshot::Sender<Result<Arc<Listing>, Refusal>>,
    },
    Give {
        mail: Wanted,
        turn: oneshot::Sender<()>,
        content: mpsc::Sender<Given>,
    },
    Delete {
        given: Arc<Listing>,
        places: Vec<usize>,
        turn: oneshot::Sender<()>,
        answer: oneshot::Sender<Result<(), Refusal>>,
    },
}

/// A mail that a device wants to have.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The list that it was given, and the place there.
    pub(super) given: Arc<Listing>,
    pub(super) place: usize,
    /// The head, and so many lines of the text; nothing: all of it.
    pub(super) lines: Option<u32>,
}

/// What comes of a mail.
#[derive(Debug)]
pub(super) enum Given {
    Octets(Bytes),
    /// That was the whole mail, or as much as was wanted.
    End,
    /// It does not come, or not further.
    Refused(Refusal),
}

/// Where a device's visit is at home: one mailbox, by one account's token.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub(in crate::receive) mailbox: MailboxName,
    pub(in crate::receive) account: AccountName,
    pub(in crate::receive) errands: mpsc::Sender<Errand>,
    pub(in crate::receive) listing: watch::Receiver<Option<Arc<Listing>>>,
    pub(in crate::receive) settings: VisitSettings,
}

impl Visitor {
    /// By whose token it reads.
    pub fn account(&self) -> &AccountName {
        &self.account
    }

    /// What the mailbox holds, as far as is known; true: the provider was asked. While others have their
    /// turn for too long, an older list is better than none.
    pub(super) async fn listing(&self) -> Result<(Arc<Listing>, bool), Refusal> {
        let known = self.listing.borrow().clone();
        if let Some(listing) = &known
            && listing.at.elapsed() < self.settings.listing_lasts
        {
            return Ok((listing.clone(), false));
        }
        let ((turn, mut has_turn), (answer, answered)) = (oneshot::channel(), oneshot::channel());
        let listed = match self.send(Wish::List { turn, answer }) {
            Ok(()) => timeout(self.settings.patience, answered).await,
            Err(refusal) => Ok(Ok(Err(refusal))),
        };
        match (listed, known) {
            (Ok(Ok(Ok(listing))), _) => Ok((listing, true)),
            (Ok(Ok(Err(Refusal::Busy | Refusal::TooSoon(_)))) | Err(_), Some(known)) => {
                Ok((known, false))
            }
            (Ok(Ok(Err(refusal))), _) => Err(refusal),
            // It is not others who take long.
            (Err(_), None) if has_turn.try_recv().is_ok() => Err(Code::ServerSilent.into()),
            (Err(_), None) => Err(Refusal::Busy),
            (Ok(Err(_)), _) => Err(stopped()),
        }
    }

    /// Asks for a mail, and waits for the turn.
    pub(super) async fn give(&self, mail: Wanted) -> Result<mpsc::Receiver<Given>, Refusal> {
        let ((turn, has_turn), (content, pieces)) = (oneshot::channel(), mpsc::channel(1));
        self.send(Wish::Give { mail, turn, content })?;
        take_turn(has_turn, self.settings.patience).await?;
        Ok(pieces)
    }

    /// Deletes mails for good. `Ok`: the provider has said so.
    pub(super) async fn delete(
        &self,
        given: Arc<Listing>,
        places: Vec<usize>,
    ) -> Result<(), Refusal> {
        let ((turn, has_turn), (answer, answered)) = (oneshot::channel(), oneshot::channel());
        self.send(Wish::Delete { given, places, turn, answer })?;
        take_turn(has_turn, self.settings.patience).await?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }

    fn send(&self, wish: Wish) -> Result<(), Refusal> {
        let errand = Errand { account: self.account.clone(), wish };
        self.errands.try_send(errand).map_err(|not_sent| match not_sent {
            mpsc::error::TrySendError::Full(_) => Refusal::Busy,
            mpsc::error::TrySendError::Closed(_) => stopped(),
        })
    }
}

/// Waits for the turn, and not for longer than this. Who gives up has no turn, also if it comes in that
/// very moment and was not seen.
async fn take_turn(mut turn: oneshot::Receiver<()>, patience: Duration) -> Result<(), Refusal> {
    match timeout(patience, &mut turn).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(_)) => return Err(stopped()),
        Err(_) => turn.close(),
    }
    turn.try_recv().map_err(|_| Refusal::Busy)
}

/// The mailbox's task has ended: scanpost stops, or starts it anew.
fn stopped() -> Refusal {
    Code::Stopping.into()
}
