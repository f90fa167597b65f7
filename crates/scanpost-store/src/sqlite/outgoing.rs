//! A large mail on its way out.
//!
//! A mail that came in a moment ago still lies in the kernel's page cache. From there it is read at
//! once (`RWF_NOWAIT`, preadv2(2)), because each change to another thread costs more than the reading.
//! What must be waited for, the disk, is waited for on a blocking thread.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use scanpost_core::fault::Code;
use scanpost_core::spool::Body;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::jobs::Place;
use super::mails::Mails;
use super::trouble::Trouble;

/// Opens octets where they lie.
pub(super) fn open(mails: &Mails, place: Option<Place>, id: Uuid) -> Result<Body, Trouble> {
    match place {
        Some(Place::InRow(octets)) => Ok(Box::pin(io::Cursor::new(octets))),
        Some(Place::InFile) => {
            let file = mails.read(id).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => Trouble::Refused(Code::BodyMissing.into()),
                _ => Trouble::Disk(error),
            })?;
            Ok(Box::pin(OutgoingFile::new(file)))
        }
        None => Err(Trouble::Refused(Code::BodyMissing.into())),
    }
}

/// So much is read from the disk at once.
const DISK_READ_BYTES: usize = 256 * 1024;

struct OutgoingFile {
    file: Arc<File>,
    /// How many octets were read.
    at: u64,
    /// The next of them, from the disk.
    read: Bytes,
    disk: Option<JoinHandle<io::Result<Bytes>>>,
}

impl OutgoingFile {
    fn new(file: File) -> Self {
        Self { file: Arc::new(file), at: 0, read: Bytes::new(), disk: None }
    }

    fn ask_disk(&self) -> JoinHandle<io::Result<Bytes>> {
        let (file, at) = (Arc::clone(&self.file), self.at);
        tokio::task::spawn_blocking(move || {
            let mut octets = vec![0; DISK_READ_BYTES];
            let length = file.read_at(&mut octets, at)?;
            octets.truncate(length);
            Ok(octets.into())
        })
    }
}

impl AsyncRead for OutgoingFile {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(disk) = &mut self.disk {
            let answer = ready!(Pin::new(disk).poll(cx));
            self.disk = None;
            self.read = answer.map_err(io::Error::other)??;
            self.at += self.read.len() as u64;
            if self.read.is_empty() {
                return Poll::Ready(Ok(())); // the end
            }
        }
        if !self.read.is_empty() {
            let length = self.read.len().min(into.remaining());
            into.put_slice(&self.read[..length]);
            self.read.advance(length);
            return Poll::Ready(Ok(()));
        }
        if let Ok(length) = read_cached(&self.file, into.initialize_unfilled(), self.at) {
            into.advance(length);
            self.at += length as u64;
            return Poll::Ready(Ok(()));
        }
        // Whatever hinders, the blocking thread gets the octets or learns the reason.
        self.disk = Some(self.ask_disk());
        self.poll_read(cx, into)
    }
}

/// Reads what the kernel has at hand; an error if it has nothing or does not know.
#[cfg(target_os = "linux")]
fn read_cached(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    use rustix::io::{ReadWriteFlags, preadv2};
    let read = preadv2(file, &mut [io::IoSliceMut::new(into)], at, ReadWriteFlags::NOWAIT)?;
    Ok(read)
}

#[cfg(not(target_os = "linux"))]
fn read_cached(_file: &File, _into: &mut [u8], _at: u64) -> io::Result<usize> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{Advice, fadvise};
    use tokio::io::AsyncReadExt;

    /// More than one piece, and no piece like another.
    fn mail() -> Vec<u8> {
        (0..DISK_READ_BYTES * 2 + 7).map(|n| n.to_le_bytes()[n % 3]).collect()
    }

    fn kept(mail: &[u8]) -> (tempfile::TempDir, File) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mail");
        std::fs::write(&path, mail).expect("the file is written");
        let file = File::open(path).expect("the file is there");
        (folder, file)
    }

    #[tokio::test]
    async fn a_mail_is_read_whole_wherever_it_lies() {
        let mail = mail();
        for (place, piece) in
            [("cache", 1000), ("cache", 300_000), ("disk", 1000), ("disk", 300_000)]
        {
            let (_folder, file) = kept(&mail);
            if place == "disk" {
                file.sync_all().expect("the file is synced");
                fadvise(&file, 0, None, Advice::DontNeed).expect("the cache is told");
            }
            let mut outgoing = OutgoingFile::new(file);
            let (mut read, mut into) = (Vec::new(), vec![0; piece]);
            loop {
                let length = outgoing.read(&mut into).await.expect("octets or the end");
                if length == 0 {
                    break;
                }
                read.extend_from_slice(&into[..length]);
            }
            assert!(read == mail, "{place}, {piece} octets at once");
        }
    }

    #[tokio::test]
    async fn what_the_disk_gave_is_passed_on_in_any_pieces() {
        let mail = mail();
        let (_folder, file) = kept(&mail);
        let mut outgoing = OutgoingFile::new(file);
        outgoing.disk = Some(outgoing.ask_disk());
        let mut read = vec![0; 3];
        outgoing.read_exact(&mut read).await.expect("three octets");
        outgoing.read_to_end(&mut read).await.expect("the rest");
        assert!(read == mail);
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_read_says_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut outgoing = OutgoingFile::new(File::open(folder.path()).expect("it is there"));
        let error = outgoing.read(&mut [0; 9]).await.expect_err("a folder has no octets");
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
    }
}
