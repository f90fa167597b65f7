//! Where passwords are hashed: one thread with one block of memory.
//!
//! Argon2id fills 7 MiB for every hash. Taken by whatever thread is free, such a block stays with
//! that thread's part of the heap after it was given back, so a run of guesses would leave scanpost
//! fifteen times as large as it was. Here all hashes share one block. It is taken for the first
//! password and given back when nobody has logged in for a while; the thread begins with the first
//! password too, so a site whose devices are known by address has neither.
//!
//! Log-ins wait in a queue of bounded length. Whoever finds it full comes again later.

use std::fmt;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::oneshot;

use super::{HASH_BYTES, Memory, SALT_BYTES, hash};

/// So many log-ins may wait. A hash takes 10 ms, on a small machine 100 ms: the last one is then
/// answered within seconds, before a device loses patience.
pub(super) const MOST_WAITING: usize = 32;

/// The block is given back when no password came for so long.
const IDLE: Duration = Duration::from_secs(10);

/// Too many log-ins are waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

/// The way to the thread. Dropped, it ends the thread.
#[derive(Default)]
pub(super) struct Hasher {
    queue: Mutex<Option<SyncSender<Task>>>,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher")
    }
}

struct Task {
    password: SecretString,
    salt: [u8; SALT_BYTES],
    answer: oneshot::Sender<[u8; HASH_BYTES]>,
}

impl Hasher {
    /// The hash, when its turn has come.
    pub(super) async fn hash(
        &self,
        password: &SecretString,
        salt: [u8; SALT_BYTES],
    ) -> Result<[u8; HASH_BYTES], Busy> {
        let (answer, hash) = oneshot::channel();
        let task = Task { password: password.clone(), salt, answer };
        self.queue()?.try_send(task).map_err(|_| Busy)?;
        hash.await.map_err(|_| Busy)
    }

    /// Starts the thread if this is the first password.
    fn queue(&self) -> Result<SyncSender<Task>, Busy> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = &*queue {
            return Ok(queue.clone());
        }
        let (sender, tasks) = sync_channel(MOST_WAITING);
        thread::Builder::new().name("passwords".to_owned()).spawn(move || work(&tasks)).map_err(
            |error| {
                tracing::error!(event = "password.no-hashing", %error);
                Busy
            },
        )?;
        Ok(queue.insert(sender).clone())
    }
}

/// The thread: takes the memory with a password and keeps it until there is a pause.
fn work(tasks: &Receiver<Task>) {
    while let Ok(first) = tasks.recv() {
        let mut memory = Memory::take();
        let mut next = Ok(first);
        while let Ok(task) = next {
            // A device that has left in the meantime costs nothing more.
            if !task.answer.is_closed() {
                let _ = task.answer.send(hash(&task.password, &task.salt, &mut memory));
            }
            next = tasks.recv_timeout(IDLE);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn the_same_memory_serves_one_password_after_the_other() {
        let hasher = Hasher::default();
        for (word, salt) in [("one", [1; 16]), ("other", [2; 16]), ("one", [1; 16])] {
            let password = SecretString::from(word);
            let fresh = hash(&password, &salt, &mut Memory::take());
            assert_eq!(hasher.hash(&password, salt).await, Ok(fresh));
        }
    }

    #[tokio::test]
    async fn a_full_queue_turns_away_and_serves_all_that_it_took() {
        let hasher = Hasher::default();
        let password = SecretString::from("guess");
        // All are asked for at once, before the thread can have done many of them.
        let asked = (0..20 * MOST_WAITING).map(|_| hasher.hash(&password, [1; 16]));
        let answers = join_all(asked).await;
        let served = answers.iter().filter(|answer| answer.is_ok()).count();
        assert!(served >= MOST_WAITING, "{served}");
        assert!(served < answers.len(), "{served}");
        assert!(hasher.hash(&password, [1; 16]).await.is_ok(), "and there is room again");
    }
}
