//! Documents onto a printer, each a job of its own that is named after the arrival (RFC 8011 §4.2.1).
//!
//! What the printer lists goes as it is; a TIFF that it does not list goes as PDF. Before a job is sent, it is
//! written down that it goes, and afterwards its number ([`Notes`]): so the next attempt goes on where this
//! one ended, and prints nothing twice. Only where the printer cannot say what became of a job, or another
//! printer was chosen meanwhile, a person must; who tries again then has it printed anew ([`try_anew`]).

use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;
use std::time::Duration;

use scanpost_proto::fax::{Heading, Kind};

use super::Errand;
use super::documents::Documents;
use super::folder::Files;
use super::notes::{Known, Notes};
use crate::clock::Time;
use crate::fault::fax::of_a_flaw;
use crate::fault::{Code, Fault};
use crate::paper::{self, PaperError};
use crate::printer::{Document, NotSent, Order, Printer, Standing, host};
use crate::receive::ArrivalId;

/// A document as it goes to the printer.
#[derive(Debug)]
pub(super) struct Paper {
    /// As MIME calls it.
    pub(super) format: &'static str,
    /// Has no name any more, so nothing is left of it behind this attempt.
    pub(super) file: File,
}

/// A printer, and how it was when it was asked.
#[derive(Debug)]
pub(super) struct Target {
    printer: Printer,
    pub(super) standing: Standing,
}

pub(super) async fn target(errand: &Errand<'_>, uri: &str) -> Result<Target, Fault> {
    let printer = errand.tools.printers.printer(uri).await?;
    let standing = printer.standing().await?;
    Ok(Target { printer, standing })
}

/// Prints them, one after the other; says where. The notes stay until that is settled.
pub(super) async fn print(
    errand: &Errand<'_>,
    folder: &Path,
    target: &Target,
    papers: Vec<Paper>,
) -> Result<String, Fault> {
    let id = errand.arrival.id;
    let told = errand.arrival.fault.as_ref().map(|fault| fault.code);
    let mut notes = Notes::open(folder, id).await?;
    notes.go_on_at(target.printer.uri()).map_err(elsewhere)?;
    let mut printing = Printing { target, notes, told };
    let count = papers.len();
    for (number, paper) in (1..).zip(papers) {
        printing.print_one(number, &called(id, number), paper).await?;
    }
    Ok(format!("{} ({count})", target.printer.uri()))
}

/// A person wants another try of what is in quarantine: what may be at a printer is sent once more.
pub(super) async fn try_anew(folder: &Path, id: ArrivalId) -> Result<(), Fault> {
    Notes::open(folder, id).await?.anew().await
}

/// By which the printer knows a document.
pub(super) fn called(id: ArrivalId, number: u32) -> String {
    format!("{id}-{number}")
}

/// It may come out of that printer.
pub(super) fn elsewhere(printer: &str) -> Fault {
    Fault::new(Code::PrintElsewhere).fact("host", host(printer))
}

/// One arrival at the printer.
struct Printing<'a> {
    target: &'a Target,
    notes: Notes,
    /// What hindered the last attempt.
    told: Option<Code>,
}

impl Printing<'_> {
    /// To its end, from wherever the last attempt has left it.
    async fn print_one(&mut self, number: u32, name: &str, paper: Paper) -> Result<(), Fault> {
        let job = match self.notes.known(number) {
            Known::Printed => return Ok(()),
            Known::Job(job) => job,
            Known::Sent => self.find(name).await?,
            Known::Nothing => self.send(number, name, paper).await?,
        };
        self.notes.write(number, Known::Job(job)).await?;
        let followed = self.target.printer.follow(job, name, self.told).await;
        // What goes on there is followed again.
        followed.map_err(|fault| fault.fact(JOB, job))?;
        self.notes.write(number, Known::Printed).await
    }

    /// The job that an earlier attempt has sent, and has not heard of.
    async fn find(&self, name: &str) -> Result<i32, Fault> {
        let printer = &self.target.printer;
        printer.find(name).await?.ok_or_else(|| printer.fault(Code::PrintUncertain))
    }

    /// Gives the job's number. A printer that takes nothing now is not sent anything: the octets are safer here.
    async fn send(&mut self, number: u32, name: &str, paper: Paper) -> Result<i32, Fault> {
        let Target { printer, standing } = self.target;
        if let Some(fault) = printer.refusal(standing) {
            return Err(fault);
        }
        self.notes.write(number, Known::Sent).await?;
        let order = Order { name, format: paper.format, document: Document::File(paper.file) };
        match printer.send(order).await {
            Ok(job) => Ok(job),
            Err(NotSent { fault, may_have_it }) => {
                if !may_have_it {
                    self.notes.write(number, Known::Nothing).await?;
                }
                Err(fault)
            }
        }
    }
}

/// When the next attempt is due, where that cannot wait: a printer forgets a job soon after its end.
pub(super) fn due_soon(fault: &Fault, now: Time) -> Option<Time> {
    fault.facts.contains_key(JOB).then(|| now + FOLLOWED_AGAIN)
}

/// The documents as this printer takes them.
pub(super) fn papers(documents: Documents, standing: &Standing) -> Result<Vec<Paper>, Fault> {
    let Documents { mut files, headings, .. } = documents;
    let headings = headings.iter().enumerate();
    headings.map(|(number, heading)| paper(&mut files, number, heading, standing)).collect()
}

/// One of them.
pub(super) fn paper(
    files: &mut Files,
    number: usize,
    heading: &Heading,
    standing: &Standing,
) -> Result<Paper, Fault> {
    let (mut file, own) = (files.open(number)?, heading.kind.media_type());
    if standing.prints(own) {
        return Ok(Paper { format: own, file });
    }
    if heading.kind != Kind::Tiff || !standing.prints(PDF) {
        let fault = Fault::new(Code::PrinterFormatRefused);
        return Err(fault.words(format_args!("{own}: {}", standing.formats.join(", "))));
    }
    let mut made = files.begin(Kind::Pdf.extension())?;
    let mut out = BufWriter::new(&mut made);
    paper::fax(&mut file, &mut out)
        .and_then(|_| Ok(out.flush()?))
        .map_err(|error| unprintable(&error, heading.name.as_deref()))?;
    drop(out);
    made.rewind().map_err(|error| Fault::new(Code::StorageFailed).words(error))?;
    Ok(Paper { format: PDF, file: made })
}

fn unprintable(error: &PaperError, document: Option<&str>) -> Fault {
    match error {
        PaperError::Flawed(flaw) => of_a_flaw(flaw, document),
        PaperError::Io(error) => Fault::new(Code::StorageFailed).words(error),
    }
}

/// The fact of a fault that names the job at the printer.
const JOB: &str = "job";

/// Jobs that are over are known for a minute at least (RFC 8011 §5.3.7.2 leaves it to the printer).
const FOLLOWED_AGAIN: Duration = Duration::from_secs(20);

/// What nearly every printer takes (PWG 5100.14 §5.2 wishes for it).
pub(super) const PDF: &str = Kind::Pdf.media_type();
