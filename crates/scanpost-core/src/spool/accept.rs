//! The promise: a [`Receipt`] is made here, after the durable commit, and nowhere else.
//!
//! Order on the way in: content, sync, record, commit, receipt, reply. Nothing that can fail stands
//! between commit and reply, so `250` means that the mail survives a power cut (RFC 5321 §6.1).

use super::{Incoming, JobId, NewJob};
use crate::fault::Fault;

/// Proof that a mail is on the disk. The SMTP server's `250` asks for it.
#[derive(Debug)]
pub struct Receipt {
    job: JobId,
}

impl Receipt {
    pub fn job(&self) -> JobId {
        self.job
    }
}

impl scanpost_proto::smtp::server::Receipt for Receipt {
    fn queue_id(&self) -> String {
        self.job.to_string()
    }
}

/// Makes a mail durable and gives the proof of it.
pub async fn accept(incoming: Box<dyn Incoming>, job: NewJob) -> Result<Receipt, Fault> {
    let id = job.id;
    incoming.keep(job).await?;
    Ok(Receipt { job: id })
}

/// The same of a mail whose recipients go different ways. The proof is of the first of its jobs, and holds
/// for all.
pub async fn accept_all(
    incoming: Box<dyn Incoming>,
    first: NewJob,
    others: Vec<NewJob>,
) -> Result<Receipt, Fault> {
    let id = first.id;
    incoming.keep_as(std::iter::once(first).chain(others).collect()).await?;
    Ok(Receipt { job: id })
}
