//! One account's queue: which job goes next, when to wait, when to hold.
//!
//! One task decides; attempts run beside it, as many at once as the mailbox may have connections.
//! The queue is in one of four moods ([`Mood`]):
//!
//! - open: due jobs are claimed and go out
//! - paused: the server or the network does not answer; the waits grow, and then one job goes ahead
//!   to see. An outage belongs to the account, so it does not lengthen the waits of single jobs.
//! - resting: a limit of the account was reached. Everything waits until that is over; one job goes ahead
//!   now and then to see whether it is over already.
//! - held: a person must act. It flows again when somebody signs in, and every now and then the
//!   queue looks by itself whether the tenant has been changed. Nothing is dropped meanwhile, unless it
//!   gets older than an administrator wants; then it ends as failed and says so.
//!
//! Whenever somebody has signed in, and whenever a person asks, it logs in once for its own sake: only
//! that tells whether the mail server takes the grant. An account that only receives is spared that: its
//! grant is not for this server.
//!
//! Whatever the mood, nothing is claimed for which the mailbox has no room ([`Share`]): what the provider
//! takes in a minute or a day is not tried out. Then the queue rests as well, with an end that is known.
//!
//! The moods are the queue's own and change at once; the storage is told of a hold and its end in
//! the next round, and again until it has taken it. Waits run on a clock that nobody sets.

mod desk;

use std::sync::Arc;

use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::desk::{Desk, Shown};
use super::attempt::Tools;
use crate::clock::Time;
use crate::fault::{Code, Fault};
use crate::spool::Bells;

/// More than this do not wait for a log-in to be looked at.
const MOST_CHECKS: usize = 16;

/// How the last log-in at the mail server went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionStatus {
    pub at: Time,
    /// Nothing: it went well.
    pub fault: Option<Fault>,
}

/// Whether an account's mails flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Open,
    /// The server or the network does not answer; then one job goes ahead to see.
    Paused {
        until: Instant,
    },
    /// The provider says that a limit was reached; then it goes on by itself. One job goes ahead now and
    /// then to see whether it is over already.
    Resting {
        until: Instant,
        limit: Code,
    },
    /// What is sent by the mailbox has come to a limit that scanpost keeps; then it goes on by itself.
    Full {
        until: Instant,
        limit: Code,
    },
    /// A person must act.
    Held,
}

/// The handle to an account's queue.
#[derive(Clone, Debug)]
pub struct Queue {
    connection: watch::Receiver<Option<ConnectionStatus>>,
    flow: watch::Receiver<Flow>,
    hurry: Arc<Notify>,
    checks: mpsc::Sender<oneshot::Sender<ConnectionStatus>>,
    idle_since: watch::Receiver<Option<Instant>>,
    leave: CancellationToken,
}

impl Queue {
    /// Starts the account's queue, until `stop`.
    pub fn start(tools: Tools, bells: &Bells, stop: CancellationToken) -> (Queue, JoinHandle<()>) {
        let (shown, connection) = watch::channel(None);
        let (shown_flow, flow) = watch::channel(Flow::Open);
        let hurry = Arc::new(Notify::new());
        let (checks, checks_wanted) = mpsc::channel(MOST_CHECKS);
        let bell = bells.of(&tools.account.name);
        let (shown_idle, idle_since) = watch::channel(Some(Instant::now()));
        let leave = CancellationToken::new();
        let shown = Shown { connection: shown, flow: shown_flow, idle_since: shown_idle };
        let desk = Desk::new(tools, bell, hurry.clone(), shown, leave.clone());
        let queue = Queue { connection, flow, hurry, checks, idle_since, leave };
        (queue, tokio::spawn(desk.run(checks_wanted, stop)))
    }

    /// How the last log-in went; nothing before the first.
    pub fn connection(&self) -> watch::Receiver<Option<ConnectionStatus>> {
        self.connection.clone()
    }

    /// Whether mails flow now.
    pub fn flow(&self) -> Flow {
        *self.flow.borrow()
    }

    /// Since when nothing is under way; nothing: something is.
    pub fn idle_since(&self) -> Option<Instant> {
        *self.idle_since.borrow()
    }

    /// Lets what is under way come to its end, however long that takes, and takes up nothing more. Returns
    /// when the queue has ended.
    pub async fn leave(&self) {
        self.leave.cancel();
        self.checks.closed().await;
    }

    /// Logs in for its own sake and says how that went; while mails are under way, how the next one's
    /// connection went. Nothing if the queue has ended.
    pub async fn check(&self) -> Option<ConnectionStatus> {
        let (answer, answered) = oneshot::channel();
        self.checks.send(answer).await.ok()?;
        answered.await.ok()
    }

    /// A person asks for an attempt now. Open: due jobs go out, as always. Paused: one job goes ahead
    /// at once, and the others follow when it gets through. Held: a probe looks at once whether the
    /// account can log in again; if it can, all jobs go out.
    pub fn hurry(&self) {
        self.hurry.notify_one();
    }
}
