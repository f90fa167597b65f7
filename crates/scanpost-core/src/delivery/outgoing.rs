//! A mail as it goes out: the stored octets, mended for the provider.
//!
//! What came in stays in the spool as it was. What goes out is made of it, the job and the device's
//! sender rule, and of nothing else: not of the hour, not of chance. So an attempt that is made again
//! shows the provider the same mail with the same Message-ID.
//!
//! The size is told to the provider before the first octet (RFC 1870), so a mail is read twice: once
//! to see what it comes to, and once to send it. A small one is kept from the first time.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use scanpost_proto::mail::{Author, Cover, Header, Mended, Mender, Plan};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use crate::device::SenderRule;
use crate::fault::{Code, Fault};
use crate::fax::Desk;
use crate::journal::Mend;
use crate::oauth::Account;
use crate::spool::{Body, Job, Spool};

/// A mail up to this size is held while it goes out.
const SMALL_BYTES: u64 = 256 * 1024;

/// A larger one passes in pieces of this size.
const PIECE_BYTES: usize = 64 * 1024;

/// A mail that is ready to go.
pub(super) struct Outgoing {
    pub(super) body: Body,
    pub(super) size_bytes: u64,
    /// Whom From names; nothing where nobody can tell.
    pub(super) sender: Option<String>,
    /// Without its brackets; nothing where the header cannot be read.
    pub(super) message_id: Option<String>,
    pub(super) mended: Vec<Mend>,
}

/// By which rules a mail is written anew.
pub(super) struct Writing<'a> {
    /// Of the device that it came from.
    pub(super) rule: SenderRule,
    /// Whom the fax provider knows, and the cover; nothing for a mail that is no fax.
    pub(super) faxes: Option<&'a Desk>,
}

/// Looks through a job's mail and says what it comes to.
pub(super) async fn outgoing(
    spool: &dyn Spool,
    job: &Job,
    account: &Account,
    writing: &Writing<'_>,
) -> Result<Outgoing, Fault> {
    let mut planned = None;
    let is_small = job.size_bytes <= SMALL_BYTES;
    let plan = |header: &Header| planned.insert(plan(header, job, account, writing)).plan.clone();
    let seen = look_through(spool.body(job.id).await?, Mender::new(plan), is_small).await?;
    let (plan, sender, message_id) = match planned {
        Some(Planned { plan, sender, message_id }) => (Some(plan), Some(sender), Some(message_id)),
        None => (None, None, None),
    };
    let body: Body = match (seen.kept, plan) {
        (Some(octets), _) => Box::pin(io::Cursor::new(octets)),
        (None, Some(plan)) if !seen.mended.is_empty() => {
            Box::pin(Mending::new(spool.body(job.id).await?, plan))
        }
        (None, _) => spool.body(job.id).await?,
    };
    let mended = seen.mended.iter().map(Mend::from).collect();
    Ok(Outgoing { body, size_bytes: seen.size_bytes, sender, message_id, mended })
}

/// What is to become of a mail, and whom From will name.
struct Planned {
    plan: Plan,
    sender: String,
    message_id: String,
}

fn plan(header: &Header, job: &Job, account: &Account, writing: &Writing<'_>) -> Planned {
    let domain = account.address.rsplit_once('@').map_or("scanpost.local", |(_, domain)| domain);
    let author = match writing.faxes {
        None => writing.rule.author(header, &job.sender, &account.address),
        // What the provider answers is for the mailbox that its reports are read from.
        Some(faxes) => Author::Replaced {
            by: faxes.sender().unwrap_or_else(|| account.address.clone()),
            replies_to_original: false,
        },
    };
    let sender = match &author {
        Author::Replaced { by, .. } => by.clone(),
        Author::AsWritten { or_else } => {
            let authors = header.authors();
            if authors.is_empty() { or_else.clone() } else { authors.join(", ") }
        }
    };
    let ours = format!("{}@{domain}", job.id);
    let message_id = header.message_id().unwrap_or_else(|| ours.clone());
    let cover = writing.faxes.and_then(|faxes| cover(faxes, header, job));
    let plan = Plan { message_id: ours, date: job.accepted_at.in_a_mail(), author, cover };
    Planned { plan, sender, message_id }
}

/// The text before a fax.
fn cover(faxes: &Desk, header: &Header, job: &Job) -> Option<Cover> {
    let author = header.authors().into_iter().next();
    let sender = author.as_deref().unwrap_or(&job.sender);
    let text = faxes.cover(sender, &job.device, &header.subject())?;
    Some(Cover { text, boundary: format!("scanpost-{}", job.id) })
}

/// What a mail comes to.
struct Seen {
    size_bytes: u64,
    mended: Vec<Mended>,
    /// The mended octets, where they were to be kept.
    kept: Option<Vec<u8>>,
}

async fn look_through<P: FnOnce(&Header) -> Plan>(
    mut body: Body,
    mut mender: Mender<P>,
    keep: bool,
) -> Result<Seen, Fault> {
    let (mut piece, mut out) = (vec![0; PIECE_BYTES], Vec::new());
    let mut counted = 0;
    loop {
        let read = body.read(&mut piece).await;
        match read.map_err(|error| Fault::new(Code::StorageFailed).words(error))? {
            0 => break,
            length => mender.write(&piece[..length], &mut out),
        }
        if !keep {
            counted += out.len() as u64;
            out.clear();
        }
    }
    let done = mender.end(&mut out);
    let size_bytes = counted + out.len() as u64;
    Ok(Seen { size_bytes, mended: done, kept: keep.then_some(out) })
}

/// A large mail that is mended while it is read.
struct Mending {
    body: Body,
    /// Nothing: the mail has ended.
    mender: Option<Mender<Planner>>,
    piece: Vec<u8>,
    /// Mended, and taken up to `taken`.
    out: Vec<u8>,
    taken: usize,
}

type Planner = Box<dyn FnOnce(&Header) -> Plan + Send>;

impl Mending {
    fn new(body: Body, plan: Plan) -> Self {
        let planner: Planner = Box::new(move |_| plan);
        let mender = Some(Mender::new(planner));
        Self { body, mender, piece: vec![0; PIECE_BYTES], out: Vec::new(), taken: 0 }
    }
}

impl AsyncRead for Mending {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while this.taken == this.out.len() {
            let Some(mender) = &mut this.mender else { return Poll::Ready(Ok(())) };
            this.out.clear();
            this.taken = 0;
            let mut piece = ReadBuf::new(&mut this.piece);
            ready!(this.body.as_mut().poll_read(context, &mut piece))?;
            if piece.filled().is_empty() {
                if let Some(mender) = this.mender.take() {
                    mender.end(&mut this.out);
                }
            } else {
                mender.write(piece.filled(), &mut this.out);
            }
        }
        let now = buffer.remaining().min(this.out.len() - this.taken);
        buffer.put_slice(&this.out[this.taken..this.taken + now]);
        this.taken += now;
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan {
            message_id: "1@sandbox.example".to_owned(),
            date: "Sat, 21 Nov 2026 09:15:00 +0000".to_owned(),
            author: Author::Replaced {
                by: "scans@sandbox.example".to_owned(),
                replies_to_original: true,
            },
            cover: None,
        }
    }

    fn body(octets: &[u8]) -> Body {
        Box::pin(io::Cursor::new(octets.to_vec()))
    }

    #[tokio::test]
    async fn a_mail_has_the_size_that_was_announced_and_is_the_same_held_or_streamed() {
        let table = [
            String::new(),
            "From: a@b\n\nA page.\n".to_owned(),
            format!("From: a@b\n\n{}", "A page.\n".repeat(50_000)),
            format!("From: a@b\r\n\r\n{}", "A".repeat(3 * PIECE_BYTES)),
            "A page without a header.\r".repeat(20_000),
        ];
        for mail in table {
            let octets = mail.as_bytes();
            let look = async |keep| {
                let mender = Mender::new(|_: &Header| plan());
                look_through(body(octets), mender, keep).await.expect("it can be read")
            };
            let (held, streamed) = (look(true).await, look(false).await);
            assert_eq!(streamed.mended, held.mended);
            assert!(streamed.kept.is_none());
            let mut sent = Vec::new();
            Mending::new(body(octets), plan()).read_to_end(&mut sent).await.expect("it is read");
            assert_eq!([streamed.size_bytes, held.size_bytes], [sent.len() as u64; 2]);
            assert!(held.kept == Some(sent), "the same octets");
        }
    }
}
