//! Faxes that others have made: libtiff's tools write TIFFs in every way that fax machines do, and PDFs;
//! Python puts them into mails, qpdf locks one. What scanpost makes of them is read by its own parts.

use std::fs::File;
use std::path::Path;

use scanpost_journeys::fax::{ROWS, Stage, WIDTH};
use scanpost_proto::fax::{CheckError, Checked, FlawKind, Found, Kind, Reader, check};

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn tiffs_of_libtiff_are_fit_in_every_code_that_fax_machines_use() {
    let stage = Stage::new();
    for (name, words, compression) in [
        ("none", &["-c", "none"][..], 1),
        ("g3", &["-c", "g3:1d"], 3),
        ("g3-2d", &["-c", "g3:2d:fill"], 3),
        ("g4", &["-c", "g4"], 4),
        ("g4-big-end-first", &["-B", "-c", "g4"], 4),
        ("g4-one-strip", &["-c", "g4", "-r", "300"], 4),
        ("g4-a-strip-a-row", &["-c", "g4", "-r", "1"], 4),
        ("lzw", &["-c", "lzw"], 5),
        ("packbits", &["-c", "packbits"], 32773),
    ] {
        // Two pages.
        let file = stage.tool("tiffcp", words, &["page.tif", "page.tif"], &format!("{name}.tif"));
        let pages = checked(Kind::Tiff, &file).expect(name).pages;
        assert_eq!(pages.len(), 2, "{name}");
        let page = pages[0];
        assert_eq!(
            (page.width, page.length, page.compression),
            (WIDTH, ROWS, compression),
            "{name}"
        );
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_fax_by_fax2tiff_tells_its_pages_and_resolution() {
    let stage = Stage::new();
    stage.raw_page();
    for (way, compression, down) in [("-7", 3, 196.0), ("-8", 4, 98.0)] {
        let words =
            ["-M", "-P", "-R", &format!("{down}"), way, "-o", "fax.tif", "raw.g3", "raw.g3"];
        stage.run("fax2tiff", &words).expect_success("fax2tiff");
        let pages = checked(Kind::Tiff, &stage.path("fax.tif")).expect(way).pages;
        assert_eq!(pages.len(), 2);
        assert_eq!((pages[0].width, pages[0].compression), (WIDTH, compression));
        let (_, rows_an_inch) = pages[0].resolution.expect("a fax says it");
        assert!((rows_an_inch - down).abs() < 0.5, "{rows_an_inch}");
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn tiffs_that_no_fax_machine_writes_say_so() {
    let stage = Stage::new();
    for (name, words) in [
        ("deflate", &["-c", "zip"][..]),
        ("tiles", &["-t", "-c", "none"]),
        ("bigtiff", &["-8", "-c", "g4"]),
    ] {
        let file = stage.tool("tiffcp", words, &["page.tif"], &format!("{name}.tif"));
        match checked(Kind::Tiff, &file) {
            Err(CheckError::Flawed(flaw)) => assert_eq!(flaw.kind, FlawKind::TiffUnsupported),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_pdf_of_tiff2pdf_is_fit_and_once_qpdf_has_locked_it_it_is_not() {
    let stage = Stage::new();
    stage.run("tiff2pdf", &["-o", "fax.pdf", "page.tif"]).expect_success("tiff2pdf");
    checked(Kind::Pdf, &stage.path("fax.pdf")).expect("it is fit");
    for (name, words) in [
        ("linearized", &["--linearize"][..]),
        ("object-streams", &["--object-streams=generate"]),
        ("both", &["--linearize", "--object-streams=generate"]),
    ] {
        for is_locked in [false, true] {
            let lock: &[&str] =
                if is_locked { &["--encrypt", "", "owner", "256", "--"] } else { &[] };
            let words = [words, lock, &["fax.pdf", "made.pdf"]].concat();
            stage.run("qpdf", &words).expect_success(name);
            match checked(Kind::Pdf, &stage.path("made.pdf")) {
                Ok(_) => assert!(!is_locked, "{name}"),
                Err(CheckError::Flawed(flaw)) => {
                    assert_eq!((flaw.kind, is_locked), (FlawKind::PdfEncrypted, true), "{name}");
                }
                Err(CheckError::Unread(error)) => panic!("{name}: {error}"),
            }
        }
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_fax_mail_that_python_writes_gives_its_documents_back_octet_for_octet() {
    let stage = Stage::new();
    stage.tool("tiffcp", &["-c", "g4"], &["page.tif"], "fax.tif");
    stage.run("tiff2pdf", &["-o", "fax.pdf", "page.tif"]).expect_success("tiff2pdf");
    let mail = stage.run("python3", &["-c", WRITES_A_MAIL]).expect_success("python3");
    let (mut reader, mut documents) = (Reader::new(), Vec::new());
    let mut found = Vec::new();
    for piece in mail.stdout.as_bytes().chunks(1000) {
        found.extend(reader.read(piece).expect("a mail"));
    }
    let (last, cover) = reader.end().expect("a mail");
    for one in found.into_iter().chain(last) {
        match one {
            Found::Begins(heading) => documents.push((heading, Vec::new())),
            Found::Octets(octets) => documents.last_mut().expect("it began").1.extend(octets),
            Found::Ends => {}
        }
    }
    let names: Vec<_> = documents.iter().map(|(heading, _)| heading.name.as_deref()).collect();
    assert_eq!(names, [Some("sida å.tif"), Some("fax.pdf"), Some("fax.tif")]);
    for ((_, octets), file) in documents.iter().zip(["fax.tif", "fax.pdf", "fax.tif"]) {
        assert!(*octets == stage.octets(file), "{file}");
    }
    assert_eq!(cover.text.as_deref(), Some("Två sidor till växeln."));
}

const WRITES_A_MAIL: &str = r#"
import sys
from email.message import EmailMessage
fax, pdf = open("fax.tif", "rb").read(), open("fax.pdf", "rb").read()
mail = EmailMessage()
mail["From"], mail["To"], mail["Subject"] = "fax@example.com", "in@contoso.example", "Fax på väg"
mail.set_content("Två sidor till växeln.", charset="iso-8859-1", cte="quoted-printable")
mail.add_attachment(fax, "image", "tiff", filename="sida å.tif", params={"application": "faxbw"})
mail.add_attachment(pdf, "application", "pdf", filename="fax.pdf")
inner = EmailMessage()
inner["Subject"] = "Forwarded"
inner.set_content(fax, "application", "octet-stream", filename="fax.tif")
mail.add_attachment(inner)
sys.stdout.write(mail.as_bytes().decode("ascii"))
"#;

fn checked(kind: Kind, file: &Path) -> Result<Checked, CheckError> {
    check(kind, &mut File::open(file).expect("it was made"))
}
