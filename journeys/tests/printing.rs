//! Faxes and mails onto a real IPP Everywhere printer, CUPS' ippeveprinter. The faxes are libtiff's; what the
//! printer gets is read by poppler and qpdf.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use scanpost_journeys::cli::program;
use scanpost_journeys::fax::{ROWS, Stage, WIDTH};
use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider};
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::ipp::IppPrinter;
use scanpost_journeys::process;

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_fax_in_each_code_of_fax_machines_is_printed_as_pdf_dot_for_dot() {
    let (provider, stage) = (ForeignProvider::start(), Stage::new());
    stage.raw_page();
    for (name, words) in [
        ("1d.tif", &["-c", "g3:1d", "-r", "300"][..]),
        ("1d-strips.tif", &["-c", "g3:1d", "-r", "16"]),
        ("2d.tif", &["-c", "g3:2d:fill", "-r", "64"]),
        ("g4.tif", &["-c", "g4", "-r", "300"]),
        ("g4-big-end-first.tif", &["-B", "-c", "g4"]),
        ("g4-low-bit-first.tif", &["-f", "lsb2msb", "-c", "g4"]),
        ("none.tif", &["-c", "none"]),
    ] {
        stage.tool("tiffcp", words, &["page.tif", "page.tif"], name);
        provider.dovecot.put(ACCOUNT, &stage.mail_by_python(name, "image/tiff"));
    }
    let words = ["-M", "-P", "-R", "98", "-8", "-o", "by-fax2tiff.tif", "raw.g3", "raw.g3"];
    stage.run("fax2tiff", &words).expect_success("fax2tiff");
    provider.dovecot.put(ACCOUNT, &stage.mail_by_python("by-fax2tiff.tif", "image/tiff"));

    let printer = IppPrinter::start(&["application/pdf"]);
    let gateway = printing_on(&printer).made_to_receive(&provider);
    gateway.wait_for_first_event("arrival.handed-on", LIMIT);
    printer.wait_for_jobs(8, LIMIT);
    let papers = printer.documents();
    assert_eq!(papers.len(), 8);
    let page = fs::read(stage.path("page.pbm")).expect("it was made");
    let dots = &page[page.len() - DOTS..];
    for (name, pdf) in papers {
        fs::write(stage.path("printed.pdf"), pdf).expect("there is room");
        stage.run("qpdf", &["--check", "printed.pdf"]).expect_success(&name);
        stage.run("pdfimages", &["printed.pdf", "image"]).expect_success(&name);
        // fax2tiff sees a row more behind the last one.
        let seen = images(&stage);
        let (first, second) = seen.split_at(seen.len() / 2);
        assert!(first.starts_with(dots) && second == first, "{name}");
        assert!(first.len() <= DOTS + DOTS / ROWS as usize, "{name}");
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_pdf_is_printed_as_it_is_and_so_is_a_tiff_where_the_printer_takes_it() {
    let (provider, stage) = (ForeignProvider::start(), Stage::new());
    stage.run("tiff2pdf", &["-o", "page.pdf", "page.tif"]).expect_success("tiff2pdf");
    stage.tool("tiffcp", &["-c", "g4"], &["page.tif"], "g4.tif");
    provider.dovecot.put(ACCOUNT, &stage.mail_by_python("page.pdf", "application/pdf"));
    provider.dovecot.put(ACCOUNT, &stage.mail_by_python("g4.tif", "image/tiff"));
    let printer = IppPrinter::start(&["application/pdf", "image/tiff"]);
    let gateway = printing_on(&printer).made_to_receive(&provider);
    gateway.wait_for_first_event("arrival.handed-on", LIMIT);
    printer.wait_for_jobs(2, LIMIT);
    let papers: Vec<_> = printer.documents().into_iter().map(|(_, octets)| octets).collect();
    assert_eq!(papers.len(), 2);
    for name in ["page.pdf", "g4.tif"] {
        assert!(papers.contains(&stage.octets(name)), "{name}");
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_fax_waits_for_a_printer_that_is_away_then_for_paper_and_is_printed_once() {
    let (provider, stage) = (ForeignProvider::start(), Stage::new());
    stage.tool("tiffcp", &["-c", "g4"], &["page.tif"], "g4.tif");
    provider.dovecot.put(ACCOUNT, &stage.mail_by_python("g4.tif", "image/tiff"));
    let mut printer = IppPrinter::new(&["application/pdf"]);
    let mut gateway = printing_on(&printer).made_to_receive(&provider);
    gateway.wait_for_first_event("printer-unreachable", LIMIT);
    printer.empty();
    printer.switch_on();
    gateway.wait_for_first_event("printer-out-of-paper", LIMIT);
    // The next run knows that the printer has the job.
    gateway.kill_hard();
    gateway.start_again();
    printer.fill();
    gateway.wait_for_first_event("arrival.handed-on", LIMIT);
    printer.wait_for_jobs(1, LIMIT);
    assert_eq!(printer.documents().len(), 1);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_fax_that_the_printer_does_not_print_waits_for_a_person() {
    let (provider, stage) = (ForeignProvider::start(), Stage::new());
    stage.tool("tiffcp", &["-c", "g4"], &["page.tif"], "g4.tif");
    provider.dovecot.put(ACCOUNT, &stage.mail_by_python("g4.tif", "image/tiff"));
    let printer = IppPrinter::start(&["image/jpeg", "image/pwg-raster"]);
    let gateway = printing_on(&printer).made_to_receive(&provider);
    gateway.wait_for_first_event("printer-format-refused", LIMIT);
    assert!(printer.documents().is_empty());
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_mail_of_an_allowed_sender_is_printed_as_a_page_and_what_is_attached_follows() {
    let (provider, stage) = (ForeignProvider::start(), Stage::new());
    stage.tool("tiffcp", &["-c", "g4"], &["page.tif"], "g4.tif");
    let printer = IppPrinter::start(&["application/pdf"]);
    let gateway = Gateway::start();
    let uri = printer.uri();
    gateway.cli().import_settings(&format!(
        "schema = 1\n[receiving.print]\nprinter = \"{uri}\"\nsenders = [\"@example.com\"]\n"
    ));
    let gateway = gateway.made_to_receive(&provider);
    let words = ["slot", "set", "print-mail", ACCOUNT_NAME];
    gateway.cli().run(&words).expect_success("slot set");
    provider.dovecot.put(ACCOUNT, &stage.mail_by_python("g4.tif", "image/tiff"));
    gateway.cli().receive_faxes_by(None);
    gateway.wait_for_first_event("arrival.handed-on", LIMIT);
    printer.wait_for_jobs(2, LIMIT);
    let papers = printer.documents();
    assert_eq!(papers.len(), 2);
    fs::write(stage.path("page.pdf"), &papers[0].1).expect("there is room");
    stage.run("qpdf", &["--check", "page.pdf"]).expect_success("qpdf");
    let text = stage.run("pdftotext", &["-layout", "page.pdf", "-"]).expect_success("pdftotext");
    for words in ["Fax på väg", "fax@example.com", "in@contoso.example", "En sida till växeln."]
    {
        assert!(text.stdout.contains(words), "{words}: {}", text.stdout);
    }
    fs::write(stage.path("printed.pdf"), &papers[1].1).expect("there is room");
    stage.run("pdfimages", &["printed.pdf", "image"]).expect_success("pdfimages");
    assert_eq!(images(&stage).len(), DOTS);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn the_status_sheet_comes_out_of_a_printer_in_the_language_that_was_asked_for() {
    let (provider, stage) = (ForeignProvider::start(), Stage::new());
    let printer = IppPrinter::start(&["application/pdf"]);
    let gateway = Gateway::signed_in(&provider);
    for (language, words) in [
        ("en", ["Authentication method", "not used with OAuth 2.0", "Retrieved", "STARTTLS"]),
        ("sv", ["Autentiseringsmetod", "används inte med OAuth 2.0", "Hämtad", "STARTTLS"]),
    ] {
        let print = ["sheet", "--print", &printer.uri(), "--language", language];
        gateway.cli().run(&print).expect_success("sheet --print");
        let (name, pdf) = printer.documents().pop().expect("it has one");
        assert!(name.starts_with("scanpost-status-"), "{name}");
        fs::write(stage.path("sheet.pdf"), pdf).expect("there is room");
        stage.run("qpdf", &["--check", "sheet.pdf"]).expect_success("qpdf");
        let text = stage.run("pdftotext", &["-layout", "sheet.pdf", "-"]);
        let text = text.expect_success("pdftotext").stdout;
        for word in words.into_iter().chain([ACCOUNT]) {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
    printer.wait_for_jobs(2, LIMIT);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_sheet_waits_for_paper_and_says_so_and_one_for_nobody_says_why_it_was_not_printed() {
    let printer = IppPrinter::start(&["application/pdf"]);
    let gateway = Gateway::start();
    printer.empty();
    let uri = printer.uri();
    let waits = std::thread::scope(|scope| {
        let mut print = Command::new(program());
        print.arg("--data").arg(gateway.data()).args(["sheet", "--print", &uri]);
        let print = scope.spawn(|| process::run(print, b"", LIMIT));
        gateway.wait_for_first_event("sheet.waits", LIMIT);
        printer.fill();
        print.join().expect("it ends")
    });
    let waits = waits.expect_success("sheet --print");
    assert!(waits.stdout.contains("out of paper"), "{}", waits.stdout);
    let nobody = gateway.cli().run(&["sheet", "--print", "ipp://127.0.0.1:1/ipp/print"]);
    assert!(!nobody.status.success() && nobody.stderr.contains("cannot be reached"), "{nobody:?}");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_pdf_of_the_sheet_takes_the_place_of_no_file_unasked() {
    let stage = Stage::new();
    let gateway = Gateway::start();
    let file = stage.path("status.pdf").display().to_string();
    gateway.cli().run(&["sheet", "--pdf", &file]).expect_success("sheet --pdf");
    stage.run("qpdf", &["--check", "status.pdf"]).expect_success("qpdf");
    fs::write(&file, "mine").expect("there is room");
    let again = gateway.cli().run(&["sheet", "--pdf", &file]);
    assert!(!again.status.success() && again.stderr.contains("--replace"), "{again:?}");
    assert_eq!(fs::read_to_string(&file).expect("it is there"), "mine");
    let replace = ["sheet", "--pdf", &file, "--replace"];
    gateway.cli().run(&replace).expect_success("sheet --replace");
    stage.run("qpdf", &["--check", "status.pdf"]).expect_success("qpdf");
    let nowhere = gateway.cli().run(&["sheet", "--pdf", "/no/such/folder/status.pdf"]);
    assert!(!nowhere.status.success() && nowhere.stderr.contains("/no/such/folder"), "{nowhere:?}");
}

/// A gateway whose faxes go to this printer.
fn printing_on(printer: &IppPrinter) -> Gateway {
    let gateway = Gateway::start();
    let uri = printer.uri();
    gateway.cli().import_settings(&format!(
        "schema = 1\n[receiving.fax.to]\nkind = \"printer\"\nuri = \"{uri}\"\n"
    ));
    gateway
}

/// The dots of all images that poppler has taken out, in their order; those files go.
fn images(stage: &Stage) -> Vec<u8> {
    let mut dots = Vec::new();
    for number in 0.. {
        let path = stage.path(&format!("image-{number:03}.pbm"));
        let Ok(image) = fs::read(&path) else { break };
        dots.extend(dots_of(&image));
        remove(&path);
    }
    dots
}

/// Behind the three words of its head: `P4`, and how wide and high it is.
fn dots_of(image: &[u8]) -> &[u8] {
    let mut words = 0;
    let end = image.iter().position(|octet| {
        words += usize::from(octet.is_ascii_whitespace());
        words == 3
    });
    &image[end.expect("it has a head") + 1..]
}

fn remove(path: &Path) {
    fs::remove_file(path).expect("it is ours");
}

/// Octets of a page.
const DOTS: usize = (WIDTH / 8 * ROWS) as usize;

const LIMIT: Duration = Duration::from_mins(3);
