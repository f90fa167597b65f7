//! What has been said about an arrival to a printer, or to a mail server, written down before it is said.
//!
//! A file beside the faxes, one line an event: which printer it is; a document's number, and what is known of
//! its job; whom a mail has reached; that a person wants all of it tried anew. It is short and goes when the
//! arrival is settled, or a person has deleted it. The storage is not asked: what is noted here means something
//! to the printer alone, or names a job of the spool.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

use super::folder::{FILE_MODE, unwritable};
use crate::fault::Fault;
use crate::receive::ArrivalId;

/// How far a document has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It is not at the printer.
    Nothing,
    /// It may be there.
    Sent,
    /// It is there, under this number.
    Job(i32),
    Printed,
}

impl Known {
    const fn is_on_its_way(self) -> bool {
        matches!(self, Known::Sent | Known::Job(_))
    }
}

#[derive(Debug)]
pub(super) struct Notes {
    folder: PathBuf,
    path: PathBuf,
    story: Story,
    /// The printer that the next lines are about.
    here: Option<String>,
}

/// What the lines say.
#[derive(Debug, Default)]
struct Story {
    /// The last printer that something was said to.
    printer: Option<String>,
    known: BTreeMap<u32, Known>,
    /// How often a person wanted it anew.
    anew: u32,
    /// Who has it by mail.
    reached: Vec<String>,
}

impl Notes {
    /// As the last attempt has left them.
    pub(super) async fn open(folder: &Path, id: ArrivalId) -> Result<Self, Fault> {
        let path = path(folder, id);
        let text = match fs::read_to_string(&path).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text.map_err(|error| unwritable(folder, &error))?,
        };
        // A line that a crash has cut off was not meant to count yet.
        let whole = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        let mut story = Story::default();
        whole.for_each(|line| story.read(line));
        Ok(Self { folder: folder.to_owned(), path, story, here: None })
    }

    /// From here on it is about this printer. If something may be at another one, that is given.
    pub(super) fn go_on_at(&mut self, printer: &str) -> Result<(), &str> {
        self.here = Some(printer.to_owned());
        let there = self.story.printer.as_deref().filter(|there| *there != printer);
        match there.filter(|_| self.story.is_on_its_way()) {
            Some(there) => Err(there),
            None => Ok(()),
        }
    }

    /// Whether something may be there.
    pub(super) fn is_on_its_way_to(&self, printer: &str) -> bool {
        self.story.printer.as_deref() == Some(printer) && self.story.is_on_its_way()
    }

    /// What may be there, and where.
    pub(super) fn on_its_way(&self) -> Option<(&str, impl Iterator<Item = (u32, Known)>)> {
        let there = self.story.printer.as_deref().filter(|_| self.story.is_on_its_way())?;
        let known = self.story.known.iter().map(|(number, known)| (*number, *known));
        Some((there, known.filter(|(_, known)| known.is_on_its_way())))
    }

    /// How often a person wanted it anew.
    pub(super) const fn times_anew(&self) -> u32 {
        self.story.anew
    }

    /// Who has it by mails that did not reach everybody.
    pub(super) fn reached(&self) -> &[String] {
        &self.story.reached
    }

    /// These have it, and need no other mail. On the disk when it returns.
    pub(super) async fn write_reached(&mut self, addresses: Vec<String>) -> Result<(), Fault> {
        let news = addresses.into_iter().filter(|one| !self.story.reached.contains(one));
        let news: Vec<String> = news.collect();
        if news.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = news.iter().map(|one| format!("{REACHED}{one}\n")).collect();
        self.append(&lines.concat()).await?;
        self.story.reached.extend(news);
        Ok(())
    }

    pub(super) fn known(&self, number: u32) -> Known {
        self.story.known.get(&number).copied().unwrap_or(Known::Nothing)
    }

    /// On the disk when it returns.
    pub(super) async fn write(&mut self, number: u32, known: Known) -> Result<(), Fault> {
        if self.known(number) == known {
            return Ok(());
        }
        let mut lines = line(number, known);
        if let Some(here) = self.here.take_if(|here| self.story.printer.as_ref() != Some(here)) {
            lines = format!("{AT}{here}\n{lines}");
            self.story.printer = Some(here);
        }
        self.append(&lines).await?;
        self.story.known.insert(number, known);
        Ok(())
    }

    /// What may be at a printer counts for nothing from now on; what is printed stays printed.
    pub(super) async fn anew(&mut self) -> Result<(), Fault> {
        if !self.story.is_on_its_way() {
            return Ok(());
        }
        self.append(&format!("{ANEW}\n")).await?;
        self.story.begin_anew();
        Ok(())
    }

    async fn append(&self, lines: &str) -> Result<(), Fault> {
        self.put(lines).await.map_err(|error| unwritable(&self.folder, &error))
    }

    async fn put(&self, lines: &str) -> io::Result<()> {
        let mut file =
            File::options().append(true).create(true).mode(FILE_MODE).open(&self.path).await?;
        file.write_all(lines.as_bytes()).await?;
        file.sync_all().await?;
        File::open(&self.folder).await?.sync_all().await
    }

    /// The arrival is settled. Sooner, a crash would lead to an attempt that knows of nothing.
    pub(super) async fn forget(folder: &Path, id: ArrivalId) {
        // Most have none; and what stays here means something to this arrival alone.
        let _ = fs::remove_file(path(folder, id)).await;
    }
}

/// The arrivals that there are notes of.
pub(super) fn noted(folder: &Path) -> io::Result<Vec<ArrivalId>> {
    let mut noted = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let name = file?.file_name();
        let id = name.to_str().and_then(|name| name.strip_prefix(BEGINNING));
        noted.extend(id.and_then(|id| id.parse::<ArrivalId>().ok()));
    }
    Ok(noted)
}

fn path(folder: &Path, id: ArrivalId) -> PathBuf {
    folder.join(format!("{BEGINNING}{id}"))
}

fn line(number: u32, known: Known) -> String {
    match known {
        Known::Nothing => format!("{number} nothing\n"),
        Known::Sent => format!("{number} sent\n"),
        Known::Job(job) => format!("{number} job {job}\n"),
        Known::Printed => format!("{number} printed\n"),
    }
}

impl Story {
    fn read(&mut self, line: &str) {
        if line == ANEW {
            self.begin_anew();
        } else if let Some(printer) = line.strip_prefix(AT) {
            self.printer = Some(printer.to_owned());
        } else if let Some(address) = line.strip_prefix(REACHED) {
            self.reached.push(address.to_owned());
        } else if let Some((number, known)) = read(line) {
            self.known.insert(number, known);
        }
    }

    fn is_on_its_way(&self) -> bool {
        self.known.values().any(|known| known.is_on_its_way())
    }

    fn begin_anew(&mut self) {
        self.anew += 1;
        self.known.retain(|_, known| *known == Known::Printed);
    }
}

fn read(line: &str) -> Option<(u32, Known)> {
    let (number, known) = line.split_once(' ')?;
    let known = match known {
        "nothing" => Known::Nothing,
        "sent" => Known::Sent,
        "printed" => Known::Printed,
        job => Known::Job(job.strip_prefix("job ")?.parse().ok()?),
    };
    Some((number.parse().ok()?, known))
}

/// Lines that are about no document.
const AT: &str = "at ";
const ANEW: &str = "anew";
const REACHED: &str = "reached ";

/// Of the files' names.
const BEGINNING: &str = ".jobs-";

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_written_down_is_known_after_a_crash_also_of_a_line_that_was_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let id = ArrivalId::new();
        let mut notes = Notes::open(folder.path(), id).await.expect("none yet");
        assert_eq!(notes.known(1), Known::Nothing);
        for (number, known) in
            [(1, Known::Sent), (1, Known::Job(17)), (1, Known::Printed), (2, Known::Sent)]
        {
            notes.write(number, known).await.expect("there is room");
            let again = Notes::open(folder.path(), id).await.expect("readable");
            assert_eq!(again.known(number), known);
        }
        let path = folder.path().join(format!(".jobs-{id}"));
        let mut text = std::fs::read_to_string(&path).expect("there");
        text.push_str("2 job 1");
        std::fs::write(&path, text).expect("there is room");
        let notes = Notes::open(folder.path(), id).await.expect("readable");
        assert_eq!((notes.known(1), notes.known(2)), (Known::Printed, Known::Sent));
        Notes::forget(folder.path(), id).await;
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn what_may_be_at_one_printer_is_not_looked_for_at_another_until_a_person_wants_it_anew()
    {
        let folder = tempfile::tempdir().expect("a folder");
        let id = ArrivalId::new();
        let open = async || Notes::open(folder.path(), id).await.expect("readable");
        let mut notes = open().await;
        assert_eq!(notes.go_on_at("ipp://old/"), Ok(()));
        for (number, known) in [(1, Known::Printed), (2, Known::Sent), (2, Known::Job(3))] {
            notes.write(number, known).await.expect("there is room");
        }
        assert_eq!(open().await.go_on_at("ipp://old/"), Ok(()));
        assert_eq!(open().await.go_on_at("ipp://new/"), Err("ipp://old/"));
        open().await.anew().await.expect("there is room");
        let mut notes = open().await;
        assert_eq!(notes.go_on_at("ipp://new/"), Ok(()));
        assert_eq!((notes.known(1), notes.known(2)), (Known::Printed, Known::Nothing));
        notes.write(2, Known::Sent).await.expect("there is room");
        assert_eq!(open().await.go_on_at("ipp://old/"), Err("ipp://new/"));
    }
}
