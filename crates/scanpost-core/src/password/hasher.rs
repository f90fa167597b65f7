//! Where passwords are hashed: one thread, one after the other.
//!
//! Argon2id fills 7 MiB for every hash. Only one at a time does, however many log in, so a run of
//! guesses takes the memory of one, and has given it back when the last one is answered. The thread
//! begins with the first password; a site whose devices are known by address has none.
//!
//! Log-ins wait in a queue of bounded length. Whoever finds it full comes again later.

use std::fmt;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use secrecy::SecretString;
use tokio::sync::oneshot;

use super::{HASH_BYTES, SALT_BYTES, hash};

/// So many log-ins may wait. A hash takes 10 ms, on a small machine 100 ms: the last one is then
/// answered within seconds, before a device loses patience.
pub(super) const MOST_WAITING: usize = 32;

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

/// The thread.
fn work(tasks: &Receiver<Task>) {
    while let Ok(task) = tasks.recv() {
        // A device that has left in the meantime costs nothing more.
        if !task.answer.is_closed() {
            let _ = task.answer.send(hash(&task.password, &task.salt));
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn each_password_gets_the_hash_of_its_own() {
        let hasher = Hasher::default();
        for (word, salt) in [("one", [1; 16]), ("other", [2; 16]), ("one", [1; 16])] {
            let password = SecretString::from(word);
            let fresh = hash(&password, &salt);
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
