//! Mails that are made durable while the next ones are read: one flush of the storage serves them all.

use tokio::task::JoinSet;

use super::ledger::Planned;
use super::{ArrivalId, Arriving, NewArrival, TakenIn};
use crate::fault::{Code, Fault};

/// So many mails are on their way into the storage at once. Of each no more lies in memory than the storage
/// keeps there of a mail that is coming in.
const MOST: usize = 16;

/// A mail that has come to its end in the storage.
pub(super) struct Kept {
    pub(super) planned: Planned,
    pub(super) id: ArrivalId,
    pub(super) size_bytes: u64,
    pub(super) taken_in: TakenIn,
}

/// Mails on their way into the storage.
#[derive(Default)]
pub(super) struct Keeping {
    under_way: JoinSet<Result<Kept, Fault>>,
}

impl Keeping {
    pub(super) fn begin(
        &mut self,
        planned: Planned,
        new: NewArrival,
        (arriving, size_bytes): (Box<dyn Arriving>, u64),
    ) {
        let id = new.id;
        self.under_way.spawn(async move {
            let taken_in = arriving.take_in(new).await?;
            Ok(Kept { planned, id, size_bytes, taken_in })
        });
    }

    /// One that is durable by now; waited for where too many are not.
    pub(super) async fn next_ready(&mut self) -> Option<Result<Kept, Fault>> {
        if self.under_way.len() >= MOST {
            return self.next().await;
        }
        self.under_way.try_join_next().map(|kept| kept.unwrap_or_else(broken_down))
    }

    /// The next one that comes to its end; nothing once none is left.
    pub(super) async fn next(&mut self) -> Option<Result<Kept, Fault>> {
        self.under_way.join_next().await.map(|kept| kept.unwrap_or_else(broken_down))
    }
}

/// A storage that panics has kept nothing that anybody knows of.
fn broken_down(error: tokio::task::JoinError) -> Result<Kept, Fault> {
    Err(Fault::new(Code::StorageFailed).words(error))
}
