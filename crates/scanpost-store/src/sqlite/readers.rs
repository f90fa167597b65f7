//! Reading beside the writer: a few read-only connections on tokio's blocking threads.
//!
//! In the write-ahead log a reader sees the last commit and never waits for the writer.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use scanpost_core::fault::{Code, Fault};
use tokio::sync::Semaphore;

use super::connect;
use super::trouble::Trouble;

/// Reads at once. Each connection costs up to a quarter of a MiB of memory.
const MOST_READERS: usize = 2;

#[derive(Clone)]
pub(super) struct Readers {
    shared: Arc<Shared>,
}

struct Shared {
    database: PathBuf,
    /// One permit for each connection that may be open.
    free: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn of(database: &Path) -> Self {
        let shared = Shared {
            database: database.to_owned(),
            free: Arc::new(Semaphore::new(MOST_READERS)),
            idle: Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Reads on a blocking thread.
    pub(super) async fn read<T, F>(&self, question: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Trouble> + Send + 'static,
    {
        let shared = Arc::clone(&self.shared);
        let permit = Arc::clone(&self.shared.free)
            .acquire_owned()
            .await
            .expect("the readers' semaphore is never closed");
        let answer = blocking(move || {
            let connection =
                shared.idle().pop().map_or_else(|| connect::reader(&shared.database), Ok)?;
            let answer = question(&connection);
            shared.idle().push(connection);
            drop(permit);
            answer
        });
        Ok(answer.await??)
    }
}

impl Shared {
    /// A push or pop cannot be left half done, so a panic elsewhere does not matter.
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does something slow away from the async tasks. It is done also when nobody waits any more.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| {
        if error.is_cancelled() { Code::Stopping.into() } else { Trouble::Panicked.into() }
    })
}
