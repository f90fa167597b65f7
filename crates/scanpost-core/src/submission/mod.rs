//! SMTP in: how a printer hands over a scan.
//!
//! - [`connection`]: one device's connection, from the greeting to the receipt
//! - [`author`]: whom a mail names as its sender, where the device may name its account alone
//! - [`ways`]: which way the mail goes to each recipient
//! - [`trace`]: the Received line that is put before the mail, and the count of those it has
//!
//! The protocol itself stands in `scanpost_proto::smtp::server`. This station knows devices, their
//! door and the spool; it does not know that providers exist.

mod author;
mod connection;
mod trace;
mod ways;

use std::io;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::door::{Caller, Door, Encryption, Ends, Host, listener};
use crate::fault::{Code, Fault};
use crate::settings::SubmissionSettings;
use crate::spool::{Bells, Spool};
use crate::stream::Stream;
use crate::user::Directory;
use connection::Connection;

/// What every connection of a device works with.
pub struct Submission {
    spool: Arc<dyn Spool>,
    bells: Arc<Bells>,
    door: Door,
    /// Whose mail it is, where a device sends for users.
    users: Arc<Directory>,
    settings: SubmissionSettings,
}

impl std::fmt::Debug for Submission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Submission").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Submission {
    pub fn new(
        spool: Arc<dyn Spool>,
        bells: Arc<Bells>,
        door: Door,
        users: Arc<Directory>,
        settings: SubmissionSettings,
    ) -> Arc<Self> {
        Arc::new(Self { spool, bells, door, users, settings })
    }

    /// Serves a listener until `stop`; mails whose final dot has come are then still answered.
    pub async fn listen(
        self: Arc<Self>,
        listener: TcpListener,
        encryption: Encryption,
        stop: CancellationToken,
    ) {
        listener::listen(self, listener, encryption, stop).await;
    }

    /// Whether the disk has room for so much, and its reserve beside it.
    async fn check_room(&self, bytes: u64) -> Result<(), Fault> {
        let wanted = bytes.saturating_add(self.settings.disk_reserve_bytes);
        if self.spool.free_bytes().await? < wanted { Err(Code::DiskFull.into()) } else { Ok(()) }
    }
}

impl Host for Submission {
    fn door(&self) -> &Door {
        &self.door
    }

    /// RFC 5321 §3.8: 421 at any time, also in place of the greeting.
    fn no_room(&self, why: &Fault) -> Vec<u8> {
        let mut reply = Vec::new();
        why.reply().write_to(&mut reply);
        reply
    }

    async fn serve(&self, stream: Stream, caller: Caller<'_>, ends: Ends) -> io::Result<()> {
        Connection::new(self, stream, caller, ends).serve().await
    }
}
