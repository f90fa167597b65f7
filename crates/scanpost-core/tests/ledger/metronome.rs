//! What moves paused time on beside a storage that works on a thread of its own.
//!
//! Paused time leaps to the next timer as soon as every task waits; a disk that writes is no task, so a
//! mail's sync would take hours. Here time stands still instead and goes on in steps: small ones while
//! something happens, longer ones the longer nothing does.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Within a few beats a storage has its answer.
const BEAT: Duration = Duration::from_millis(1);

const FIRST_STEP: Duration = Duration::from_millis(20);
const LONGEST_STEP: Duration = Duration::from_mins(1);

/// Moves time on until it is dropped.
pub(crate) struct Metronome(JoinHandle<()>);

impl Metronome {
    pub(crate) fn start(mut news: watch::Receiver<u64>) -> Self {
        Self(tokio::spawn(async move {
            let (mut step, mut tasks) = (FIRST_STEP, 0);
            loop {
                // While a blocking task runs, the runtime does not leap.
                tokio::task::spawn_blocking(|| std::thread::sleep(BEAT)).await.unwrap();
                let tasks_now = Handle::current().metrics().num_alive_tasks();
                let happens = news.has_changed().unwrap_or(false) || tasks_now != tasks;
                news.mark_unchanged();
                tasks = tasks_now;
                step = if happens { FIRST_STEP } else { (step * 5 / 4).min(LONGEST_STEP) };
                tokio::time::advance(step).await;
            }
        }))
    }
}

impl Drop for Metronome {
    fn drop(&mut self) {
        self.0.abort();
    }
}
