//! A mail that is printed: a page with its text, then what is attached to it, each a job of its own.
//!
//! Whose mails are printed an administrator has set. [`sort`](crate::receive::sort) has asked that before the
//! mail was taken; it is asked once more here, because settings change. What cannot be printed of a mail is
//! named on its page, so nobody waits for it.

use std::io::{Seek, Write};
use std::path::Path;

use scanpost_proto::fax::{Cover, Kind};

use super::Errand;
use super::documents::{Documents, Wanted, take_out};
use super::folder::ready;
use super::printing::{self, PDF, Paper};
use crate::fault::{Class, Code, Fault};
use crate::paper;
use crate::printer::Standing;
use crate::receive::sort::is_from;
use crate::receive::unwanted::Unwanted;
use crate::sheet::Row;
use crate::words::{self, Language};

/// Prints it; says where.
pub(super) async fn hand_on(errand: &Errand<'_>) -> Result<String, Fault> {
    let settings = &errand.site.receiving.print;
    let uri = settings.printer.as_ref().ok_or_else(|| Fault::from(Code::PrinterMissing))?;
    let folder = errand.tools.settings.fax_folder.as_deref();
    let folder = folder.ok_or_else(|| Fault::from(Code::FaxFolderUnwritable))?;
    is_from(&errand.head().await?, &settings.senders).map_err(Unwanted::fault)?;
    let target = printing::target(errand, uri.as_str()).await?;
    if !target.standing.prints(PDF) {
        let formats = target.standing.formats.join(", ");
        return Err(Fault::new(Code::PrinterFormatRefused).words(formats));
    }
    let papers = unpacked(errand, folder, target.standing.clone()).await?;
    printing::print(errand, folder, &target, papers).await
}

async fn unpacked(
    errand: &Errand<'_>,
    folder: &Path,
    standing: Standing,
) -> Result<Vec<Paper>, Fault> {
    let (folder, id, language) = (folder.to_owned(), errand.arrival.id, errand.site.language);
    let work = move |mut mail| {
        ready(&folder, &folder)?;
        papers(take_out(&folder, id, &mut mail, Wanted::PRINT)?, &standing, language)
    };
    errand.off_thread(work).await
}

/// The page first.
fn papers(
    documents: Documents,
    standing: &Standing,
    language: Language,
) -> Result<Vec<Paper>, Fault> {
    let Documents { mut files, headings, cover, mut left_out } = documents;
    let mut papers = Vec::new();
    for (number, heading) in headings.iter().enumerate() {
        match printing::paper(&mut files, number, heading, standing) {
            Ok(paper) => papers.push(paper),
            Err(fault) if fault.class() == Class::MailFailed => left_out.push(heading.called()),
            Err(fault) => return Err(fault),
        }
    }
    let unwritten = |error| Fault::new(Code::StorageFailed).words(error);
    let mut file = files.begin(Kind::Pdf.extension())?;
    file.write_all(&page(&cover, &left_out, language)).map_err(unwritten)?;
    file.rewind().map_err(unwritten)?;
    papers.insert(0, Paper { format: PDF, file });
    Ok(papers)
}

/// What stands in the mail, as a letter.
fn page(cover: &Cover, left_out: &[String], language: Language) -> Vec<u8> {
    let say = |id: &str| words::text(language, id, &[]);
    let letterhead = cover.letterhead.clone();
    let (author, to, date, subject) =
        letterhead.map(|one| (one.author, one.to, one.date, one.subject)).unwrap_or_default();
    let mut head: Vec<Row> =
        [(say("print-from"), author), (say("print-to"), to), (say("print-date"), date)]
            .into_iter()
            .filter_map(|(label, value)| Some(Row::new(label, value?)))
            .collect();
    let others = cover.others.iter().chain(left_out);
    head.extend(others.map(|name| Row::new(say("print-left-out"), name)));
    let text = cover.text.as_deref().unwrap_or_default();
    if cover.is_cut {
        head.push(Row::new(say("print-left-out"), say("print-rest")));
    }
    if !paper::shows(text) {
        head.push(Row::new(say("print-left-out"), say("print-letters")));
    }
    let title = subject.unwrap_or_else(|| say("print-without-subject"));
    let lines: Vec<&str> = text.lines().collect();
    paper::letter(&title, &head, &lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_of_the_text_is_not_on_the_page_is_named_on_it() {
        let page_of = |text: &str, is_cut: bool| {
            let cover = Cover { text: Some(text.to_owned()), is_cut, ..Cover::default() };
            String::from_utf8_lossy(&page(&cover, &[], Language::En)).into_owned()
        };
        let named =
            |page: &str| ["the rest of the text", "letters that"].map(|one| page.contains(one));
        assert_eq!(named(&page_of("All of it?", false)), [false, false]);
        assert_eq!(named(&page_of("Its beginning", true)), [true, false]);
        assert_eq!(named(&page_of("Zażółć", false)), [false, true]);
    }
}
