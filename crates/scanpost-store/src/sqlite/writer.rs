//! The one writer: all verbs that wait are committed together, and answered after that.
//!
//! 1. A verb arrives from any task and waits in a queue of limited length.
//! 2. The writer's thread takes all that wait into one transaction; one sync of the disk serves
//!    them all (group commit). While the disk is busy, the next group gathers by itself, so nothing
//!    is ever delayed to make a group larger.
//! 3. Only when the transaction is durable is anybody answered. Where nobody in it asks for more, it need
//!    survive the end of this program only, and not a power cut: then it does not wait for the disk.
//!
//! A verb may run more than once, see `commit`; so it is an [`Fn`].
//!
//! Whoever asked may leave before the answer comes; the verb is carried out all the same.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use scanpost_core::fault::{Code, Fault};
use tokio::sync::{Semaphore, oneshot};

use super::commit::commit_group;
use super::reserve::Reserve;
use super::room;
use super::trouble::Trouble;

/// At most so many verbs wait for the writer, and so at most so many are committed together. With
/// the largest body that is kept in memory this bounds the waiting octets to 16 MiB.
const MOST_WAITING: usize = 256;

/// After so long without a verb there is time for tidying.
const REST: Duration = Duration::from_secs(1);

/// Hands verbs to the writer. Cheap to clone.
#[derive(Clone)]
pub(super) struct Writer {
    queue: Arc<Queue>,
}

/// Ends the writer's thread when it is dropped, after all that waited was carried out.
pub(super) struct WriterThread {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

/// What a verb works with.
pub(super) struct Desk<'c> {
    pub(super) connection: &'c Connection,
    after_commit: Vec<Box<dyn FnOnce()>>,
}

impl<'c> Desk<'c> {
    pub(super) fn of(connection: &'c Connection) -> Self {
        Self { connection, after_commit: Vec::new() }
    }

    /// The transaction is durable.
    pub(super) fn committed(self) {
        for step in self.after_commit {
            step();
        }
    }

    /// Something to be done once the transaction is durable, and not at all if it fails.
    pub(super) fn after_commit(&mut self, step: impl FnOnce() + 'static) {
        self.after_commit.push(Box::new(step));
    }
}

/// What is promised to a verb.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    /// It may take the room that is kept back.
    pub(super) reserve: bool,
    /// What was answered survives a power cut.
    pub(super) flushed: bool,
}

impl Writer {
    /// Starts the thread on a connection of its own.
    pub(super) fn start(
        connection: Connection,
        reserve: Reserve,
    ) -> Result<(Writer, WriterThread), Trouble> {
        let queue = Arc::new(Queue {
            waiting: Mutex::default(),
            arrived: Condvar::new(),
            room: Semaphore::new(MOST_WAITING),
        });
        let of_thread = Arc::clone(&queue);
        let thread = std::thread::Builder::new()
            .name("scanpost-writer".to_owned())
            .spawn(move || work(&of_thread, &connection, &reserve))?;
        let writer = Writer { queue: Arc::clone(&queue) };
        Ok((writer, WriterThread { queue, thread: Some(thread) }))
    }

    /// Carries out a verb in a transaction; durable when it returns.
    pub(super) async fn write<T, F>(&self, verb: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Fn(&mut Desk<'_>) -> Result<T, Trouble> + Send + 'static,
    {
        self.ask(verb, Terms { reserve: false, flushed: true }).await
    }

    /// The same for a verb that makes room or ends something, on a full disk too.
    pub(super) async fn write_with_reserve<T, F>(&self, verb: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Fn(&mut Desk<'_>) -> Result<T, Trouble> + Send + 'static,
    {
        self.ask(verb, Terms { reserve: true, flushed: true }).await
    }

    /// The same for what a power cut may take back (docs/decisions/0014-claims-are-not-flushed.md): it
    /// survives the end of this program, and nobody waits for the disk.
    pub(super) async fn record_with_reserve<T, F>(&self, verb: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Fn(&mut Desk<'_>) -> Result<T, Trouble> + Send + 'static,
    {
        self.ask(verb, Terms { reserve: true, flushed: false }).await
    }

    async fn ask<T, F>(&self, verb: F, terms: Terms) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Fn(&mut Desk<'_>) -> Result<T, Trouble> + Send + 'static,
    {
        let stopping = || Fault::new(Code::Stopping);
        // The permit is given back by the thread, when the verb was answered.
        self.queue.room.acquire().await.map_err(|_closed| stopping())?.forget();
        let (answer, answered) = oneshot::channel();
        self.queue.push(Box::new(Asked { verb, terms, outcome: None, answer }))?;
        answered.await.unwrap_or_else(|_gone| Err(stopping()))
    }
}

impl Drop for WriterThread {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the storage writer panicked");
        }
    }
}

/// Verbs that wait, in the order of their arrival.
struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    room: Semaphore,
}

#[derive(Default)]
struct Waiting {
    verbs: Vec<Box<dyn Verb>>,
    closed: bool,
}

impl Waiting {
    /// There is nothing to do, and there may be something later.
    fn rests(&self) -> bool {
        self.verbs.is_empty() && !self.closed
    }
}

impl Queue {
    fn push(&self, verb: Box<dyn Verb>) -> Result<(), Fault> {
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(Code::Stopping.into());
        }
        waiting.verbs.push(verb);
        drop(waiting);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits for verbs and takes all there are; nothing once the queue is closed and empty.
    fn take_all(&self) -> Option<Vec<Box<dyn Verb>>> {
        let mut waiting = self
            .arrived
            .wait_while(self.lock(), |waiting| waiting.rests())
            .unwrap_or_else(PoisonError::into_inner);
        (!waiting.verbs.is_empty()).then(|| std::mem::take(&mut waiting.verbs))
    }

    /// Whether nothing arrives for so long; says no as soon as something does.
    fn rests_for(&self, long: Duration) -> bool {
        let (waiting, _) = self
            .arrived
            .wait_timeout_while(self.lock(), long, |waiting| waiting.rests())
            .unwrap_or_else(PoisonError::into_inner);
        waiting.rests()
    }

    fn close(&self) {
        self.lock().closed = true;
        self.room.close();
        self.arrived.notify_one();
    }

    /// A push cannot be left half done, so a panic elsewhere does not matter.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A verb of any type on its way through the thread.
pub(super) trait Verb: Send {
    fn run(&mut self, desk: &mut Desk<'_>) -> Result<(), Trouble>;
    fn terms(&self) -> Terms;
    /// Tells whoever asked: the outcome of the last run, or why it could not be made durable.
    fn answer(self: Box<Self>, durable: Result<(), Fault>);
}

struct Asked<F, T> {
    verb: F,
    terms: Terms,
    outcome: Option<T>,
    answer: oneshot::Sender<Result<T, Fault>>,
}

impl<F, T> Verb for Asked<F, T>
where
    F: Fn(&mut Desk<'_>) -> Result<T, Trouble> + Send,
    T: Send,
{
    fn run(&mut self, desk: &mut Desk<'_>) -> Result<(), Trouble> {
        // A panic must not end the thread that all mails depend on.
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.verb)(desk)));
        self.outcome = Some(outcome.map_err(|_panic| Trouble::Panicked)??);
        Ok(())
    }

    fn terms(&self) -> Terms {
        self.terms
    }

    fn answer(self: Box<Self>, durable: Result<(), Fault>) {
        let Asked { outcome, answer, .. } = *self;
        let told = durable.map(|()| outcome.expect("what is durable has been run"));
        // Whoever asked may have left.
        let _ = answer.send(told);
    }
}

/// The life of the thread.
fn work(queue: &Queue, connection: &Connection, reserve: &Reserve) {
    reserve.keep_back();
    while let Some(group) = queue.take_all() {
        let answered = group.len();
        commit_group(connection, reserve, group);
        queue.room.add_permits(answered);
        if queue.rests_for(REST) {
            reserve.keep_back();
            while queue.rests_for(Duration::ZERO) && room::give_back(connection) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::PathBuf;

    use super::*;

    /// A writer on a database with one table of numbers.
    fn writer() -> (Writer, WriterThread) {
        let nowhere = PathBuf::from("no such folder/reserve");
        writer_with(Reserve::at(nowhere))
    }

    fn writer_with(reserve: Reserve) -> (Writer, WriterThread) {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE numbers (number INTEGER NOT NULL UNIQUE)").unwrap();
        Writer::start(connection, reserve).unwrap()
    }

    fn note(desk: &mut Desk<'_>, number: i64) -> Result<(), Trouble> {
        desk.connection.execute("INSERT INTO numbers VALUES (?1)", [number])?;
        Ok(())
    }

    async fn noted(writer: &Writer) -> Vec<i64> {
        let read = writer.write(|desk| {
            let mut all = desk.connection.prepare("SELECT number FROM numbers ORDER BY number")?;
            Ok(all.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        });
        read.await.unwrap()
    }

    /// Keeps the thread busy until the sender is dropped, so that what comes meanwhile is a group.
    async fn pause(writer: &Writer) -> (std::sync::mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
        let (go_on, until) = std::sync::mpsc::channel::<()>();
        let (begun, has_begun) = std::sync::mpsc::channel();
        let until = Mutex::new(until);
        let writer = writer.clone();
        let paused = tokio::spawn(async move {
            let pause = writer.write(move |_| {
                let _ = begun.send(());
                let _ = until.lock().unwrap().recv();
                Ok(())
            });
            pause.await.unwrap();
        });
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
        (go_on, paused)
    }

    #[tokio::test]
    async fn a_verb_that_fails_takes_nobody_of_its_group_with_it() {
        let (writer, _thread) = writer();
        let (go_on, paused) = pause(&writer).await;
        // The third violates the table after it has written something; the fourth refuses.
        let group = [(1, None), (2, None), (3, Some(1)), (4, None)].map(|(number, also)| {
            writer.write(move |desk| {
                note(desk, number)?;
                also.map_or(Ok(()), |also| note(desk, also))?;
                if number == 4 { Err(Fault::new(Code::AccountMissing).into()) } else { Ok(()) }
            })
        });
        let mut group = Box::pin(futures_util::future::join_all(group));
        assert!(futures_util::poll!(&mut group).is_pending());
        drop(go_on);
        let answers: Vec<_> =
            group.await.into_iter().map(|answer| answer.map_err(|fault| fault.code)).collect();
        let failed = Err(Code::StorageFailed);
        assert_eq!(answers, [Ok(()), Ok(()), failed, Err(Code::AccountMissing)]);
        assert_eq!(noted(&writer).await, [1, 2]);
        paused.await.unwrap();
    }

    #[tokio::test]
    async fn on_a_full_disk_only_what_makes_room_gets_the_reserve_and_later_it_is_kept_back_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reserve");
        let (writer, _thread) = writer_with(Reserve::at(path.clone()));
        let full_beside = |number: i64| {
            let reserve = path.clone();
            move |desk: &mut Desk<'_>| {
                note(desk, number)?;
                if reserve.exists() {
                    return Err(io::Error::from(io::ErrorKind::StorageFull).into());
                }
                Ok(())
            }
        };
        let (go_on, paused) = pause(&writer).await;
        let mail = writer.write(full_beside(1));
        let deletion = writer.write_with_reserve(full_beside(2));
        let mut group = Box::pin(futures_util::future::join(mail, deletion));
        assert!(futures_util::poll!(&mut group).is_pending());
        drop(go_on);
        let (mail, deletion) = group.await;
        assert_eq!(mail.unwrap_err().code, Code::DiskFull);
        deletion.unwrap();
        assert_eq!(noted(&writer).await, [2]);
        paused.await.unwrap();
        let kept_back_anew = async {
            while !path.exists() {
                tokio::time::sleep(Duration::from_millis(20)).await; // until the writer has rested
            }
        };
        tokio::time::timeout(Duration::from_mins(1), kept_back_anew).await.unwrap();
    }

    #[tokio::test]
    async fn what_fails_for_another_reason_costs_no_reserve() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reserve");
        let (writer, _thread) = writer_with(Reserve::at(path.clone()));
        let refused = writer.write_with_reserve(|desk| {
            note(desk, 1)?;
            note(desk, 1)
        });
        assert_eq!(refused.await.unwrap_err().code, Code::StorageFailed);
        assert!(path.exists());
    }

    #[tokio::test]
    async fn a_verb_that_panics_fails_alone_and_the_writer_goes_on() {
        let (writer, _thread) = writer();
        let panics = writer.write::<(), _>(|desk| {
            note(desk, 1)?;
            panic!("our mistake");
        });
        assert_eq!(panics.await.unwrap_err().code, Code::StorageFailed);
        writer.write(|desk| note(desk, 2)).await.unwrap();
        assert_eq!(noted(&writer).await, [2]);
    }

    #[tokio::test]
    async fn what_waits_together_is_committed_together() {
        let (writer, _thread) = writer();
        let (go_on, paused) = pause(&writer).await;
        // Rolled back and run again alone, each verb of a group that fails sees the ones before.
        let seen = |desk: &mut Desk<'_>| {
            let open = !desk.connection.is_autocommit();
            let changes = desk.connection.total_changes();
            note(desk, i64::try_from(changes).unwrap())?;
            Ok((open, changes))
        };
        let group = (0..20).map(|_| writer.write(seen));
        let mut group = Box::pin(futures_util::future::join_all(group));
        assert!(futures_util::poll!(&mut group).is_pending());
        drop(go_on);
        let seen: Vec<_> = group.await.into_iter().map(Result::unwrap).collect();
        assert_eq!(seen, (0..20).map(|number| (true, number)).collect::<Vec<_>>());
        paused.await.unwrap();
    }

    #[tokio::test]
    async fn a_group_waits_for_the_disk_if_anybody_in_it_wants_that() {
        /// What SQLite calls the two.
        const NORMAL: i64 = 1;
        const FULL: i64 = 2;
        let (writer, _thread) = writer();
        let level = |desk: &mut Desk<'_>| {
            let level = desk.connection.pragma_query_value(None, "synchronous", |row| row.get(0));
            Ok::<i64, _>(level?)
        };
        assert_eq!(writer.record_with_reserve(level).await.unwrap(), NORMAL);
        assert_eq!(writer.write(level).await.unwrap(), FULL);
        let (go_on, paused) = pause(&writer).await;
        let group = [false, true, false].map(|flushed| {
            let terms = Terms { reserve: true, flushed };
            writer.ask(level, terms)
        });
        let mut group = Box::pin(futures_util::future::try_join_all(group));
        assert!(futures_util::poll!(&mut group).is_pending());
        drop(go_on);
        assert_eq!(group.await.unwrap(), [FULL; 3]);
        assert_eq!(writer.record_with_reserve(level).await.unwrap(), NORMAL);
        assert_eq!(writer.write_with_reserve(level).await.unwrap(), FULL);
        paused.await.unwrap();
    }

    #[tokio::test]
    async fn a_verb_is_carried_out_also_if_nobody_waits_for_the_answer() {
        let (writer, _thread) = writer();
        let (go_on, paused) = pause(&writer).await;
        let mut asked = Box::pin(writer.write(|desk| note(desk, 7)));
        assert!(futures_util::poll!(&mut asked).is_pending());
        drop(asked);
        drop(go_on);
        assert_eq!(noted(&writer).await, [7]);
        paused.await.unwrap();
    }

    #[tokio::test]
    async fn a_closed_writer_carries_out_what_waits_and_takes_nothing_more() {
        let (writer, thread) = writer();
        let (go_on, paused) = pause(&writer).await;
        let mut asked = Box::pin(writer.write(|desk| note(desk, 7)));
        assert!(futures_util::poll!(&mut asked).is_pending());
        writer.queue.close();
        drop(go_on);
        asked.await.unwrap();
        let late = writer.write(|desk| note(desk, 8)).await;
        assert_eq!(late.unwrap_err().code, Code::Stopping);
        paused.await.unwrap();
        drop(thread);
    }

    #[tokio::test]
    async fn no_more_than_the_limit_wait_at_once() {
        let (writer, _thread) = writer();
        let (go_on, paused) = pause(&writer).await;
        let many = (0..2 * MOST_WAITING).map(|_| writer.write(|_| Ok(())));
        let many = futures_util::future::join_all(many);
        let mut many = Box::pin(tokio::task::unconstrained(many));
        assert!(futures_util::poll!(&mut many).is_pending());
        assert_eq!(writer.queue.lock().verbs.len(), MOST_WAITING - 1, "one is under way");
        drop(go_on);
        assert!(many.await.iter().all(Result::is_ok));
        paused.await.unwrap();
    }
}
