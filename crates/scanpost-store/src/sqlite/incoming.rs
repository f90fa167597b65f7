//! A mail on its way in: in memory while it is small, in a file of its own as soon as it is not.
//!
//! Either way no more than [`LARGEST_SMALL_BYTES`] and the last octets written lie in memory.

use std::sync::Arc;

use bytes::Bytes;
use scanpost_core::Stored;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::spool::{Incoming, NewJob};
use uuid::Uuid;

use super::jobs::{self, Octets};
use super::mails::{IncomingFile, Mails, Unkept};
use super::readers::blocking;
use super::trouble::Trouble;
use super::writer::Writer;

/// A mail up to this size is kept in the database, where one sync serves many mails; a larger one
/// in a file, which costs syncs of its own but no double writing.
pub(super) const LARGEST_SMALL_BYTES: usize = 64 * 1024;

/// Octets are written to the file so many at once: each write changes threads twice.
const WRITTEN_AT_ONCE_BYTES: usize = 256 * 1024;

pub(super) struct IncomingMail {
    pub(super) writer: Writer,
    mails: Arc<Mails>,
    pub(super) size_bytes: u64,
    place: Place,
}

/// Where the octets are.
enum Place {
    Memory(Vec<u8>),
    /// In the file, all but the last.
    Disk(IncomingFile, Vec<u8>),
    /// A write failed or was left in the middle: the mail is not whole any more.
    Lost,
}

impl IncomingMail {
    pub(super) fn new(writer: Writer, mails: Arc<Mails>) -> Self {
        Self { writer, mails, size_bytes: 0, place: Place::Memory(Vec::new()) }
    }

    pub(super) async fn take(&mut self, octets: Bytes) -> Result<(), Fault> {
        let (unwritten, most) = match &mut self.place {
            Place::Memory(unwritten) => (unwritten, LARGEST_SMALL_BYTES),
            Place::Disk(_, unwritten) => (unwritten, WRITTEN_AT_ONCE_BYTES),
            Place::Lost => return Err(not_whole()),
        };
        unwritten.extend_from_slice(&octets);
        self.size_bytes += octets.len() as u64;
        if unwritten.len() > most {
            self.write_out().await?;
        }
        Ok(())
    }

    /// Where the octets lie for certain that belong to this id. A file stays only if a transaction says
    /// so.
    pub(super) async fn make_durable(self, id: Uuid) -> Result<Octets, Fault> {
        match self.place {
            Place::Memory(octets) => Ok(Octets::InRow(octets)),
            Place::Disk(file, rest) => Ok(Octets::InFile(keep_file(file, rest, id).await?)),
            Place::Lost => Err(not_whole()),
        }
    }

    /// The same for each of these ids. The octets of the others are those of the first.
    async fn make_all_durable(self, ids: Vec<Uuid>) -> Result<Vec<Octets>, Fault> {
        let mut ids = ids.into_iter();
        let Some(first) = ids.next() else { return Ok(Vec::new()) };
        let mails = Arc::clone(&self.mails);
        let mut octets = vec![self.make_durable(first).await?];
        for id in ids {
            let again = match &octets[0] {
                Octets::InRow(octets) => Octets::InRow(octets.clone()),
                Octets::InFile(_) => {
                    let mails = Arc::clone(&mails);
                    let kept = blocking(move || mails.keep_again(first, id).map_err(Trouble::Disk));
                    Octets::InFile(Arc::new(kept.await??))
                }
            };
            octets.push(again);
        }
        Ok(octets)
    }

    /// Brings what lies in memory to the file. Left in the middle, the mail is lost.
    async fn write_out(&mut self) -> Result<(), Fault> {
        let place = std::mem::replace(&mut self.place, Place::Lost);
        let mails = Arc::clone(&self.mails);
        let written = blocking(move || -> Result<Place, Trouble> {
            let (mut file, mut unwritten) = match place {
                Place::Memory(octets) => (IncomingFile::create(&mails)?, octets),
                Place::Disk(file, octets) => (file, octets),
                Place::Lost => return Err(not_whole().into()),
            };
            file.write(&unwritten)?;
            unwritten.clear();
            Ok(Place::Disk(file, unwritten))
        });
        self.place = written.await??;
        Ok(())
    }
}

impl Incoming for IncomingMail {
    fn write(&mut self, octets: Bytes) -> Stored<'_, ()> {
        Box::pin(self.take(octets))
    }

    fn keep_as(self: Box<Self>, new: Vec<NewJob>) -> Stored<'static, ()> {
        Box::pin(async move {
            let (writer, size_bytes) = (self.writer.clone(), self.size_bytes);
            let octets = self.make_all_durable(new.iter().map(|job| job.id.0).collect()).await?;
            writer
                .write(move |desk| {
                    let each = new.iter().zip(&octets);
                    each.into_iter()
                        .try_for_each(|(job, octets)| jobs::keep(desk, job, size_bytes, octets))
                })
                .await
        })
    }
}

async fn keep_file(mut file: IncomingFile, rest: Vec<u8>, id: Uuid) -> Result<Arc<Unkept>, Fault> {
    let kept = blocking(move || -> Result<Unkept, Trouble> {
        file.write(&rest)?;
        Ok(file.keep(id)?)
    });
    Ok(Arc::new(kept.await??))
}

fn not_whole() -> Fault {
    Fault::new(Code::StorageFailed).words("octets of this mail could not be written")
}
