//! Faxes that others have made: pages by libtiff's tools, in every way that fax machines write them, and
//! the mails that bring them, by Python and in the form of HylaFAX.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tempfile::TempDir;

use crate::process::{self, Ended};

/// Of a page: dots of a row, rows.
pub const WIDTH: u32 = 1728;
pub const ROWS: u32 = 300;

/// A folder with a page in it, `page.tif`.
#[derive(Debug)]
pub struct Stage {
    folder: TempDir,
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    pub fn new() -> Self {
        let stage = Self { folder: tempfile::tempdir().expect("a folder") };
        let mut picture = format!("P4\n{WIDTH} {ROWS}\n").into_bytes();
        for row in 0..ROWS {
            picture.extend(
                (0..WIDTH / 8).map(|at| if (at / 9 + row / 7) % 3 == 0 { 0xff } else { 0 }),
            );
        }
        fs::write(stage.path("page.pbm"), picture).expect("there is room");
        stage.tool("ppm2tiff", &["-c", "none"], &["page.pbm"], "page.tif");
        stage
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn octets(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("it was made")
    }

    #[track_caller]
    pub fn run(&self, program: &str, words: &[&str]) -> Ended {
        let mut command = Command::new(program);
        command.args(words).current_dir(self.folder.path());
        process::run(command, b"", LIMIT)
    }

    /// One of libtiff's tools makes a file out of others.
    #[track_caller]
    pub fn tool(&self, program: &str, words: &[&str], from: &[&str], to: &str) -> PathBuf {
        self.run(program, &[words, from, &[to]].concat()).expect_success(program);
        self.path(to)
    }

    /// What a fax machine puts on the line, `raw.g3`: the strip alone. tiffcp writes it behind the header.
    pub fn raw_page(&self) {
        let one_strip = self.tool("tiffcp", &["-c", "g3:1d", "-r", "300"], &["page.tif"], "g3.tif");
        let raw = fs::read(one_strip).expect("it was made");
        let directory = u32::from_le_bytes([raw[4], raw[5], raw[6], raw[7]]);
        let strip = &raw[8..usize::try_from(directory).expect("small")];
        fs::write(self.path("raw.g3"), strip).expect("there is room");
    }

    /// A mail that Python writes, with a file of this type in it.
    pub fn mail_by_python(&self, file: &str, kind: &str) -> Vec<u8> {
        let words = ["-c", WRITES_A_MAIL, file, kind];
        self.run("python3", &words).expect_success("python3").stdout.into_bytes()
    }
}

/// A mail as HylaFAX' `faxrcvd` writes it with its templates and hands it to sendmail: capitals where
/// others have none, a preamble, lines that end with LF, a text in quoted-printable, a TIFF.
pub fn mail_by_hylafax(tiff: &[u8], number: u32) -> Vec<u8> {
    let base64 = BASE64_STANDARD.encode(tiff);
    let mut lines = String::new();
    for line in base64.as_bytes().chunks(60) {
        lines.extend(line.iter().map(|octet| char::from(*octet)).chain(['\n']));
    }
    format!(
        "From: The HylaFAX Receive Agent <fax@example.com>\n\
         To: FaxMaster@example.com\n\
         Subject: facsimile received from +46 8 555 01 23\n\
         Date: Sat, 21 Nov 2026 10:11:12 +0100\n\
         Message-Id: <{number:09}.fax@example.com>\n\
         Mime-Version: 1.0\n\
         Content-Type: Multipart/Mixed; Boundary=\"NextPart{number}-fax\"\n\
         Content-Transfer-Encoding: 7bit\n\
         \n\
         This is a multi-part message in MIME format.\n\
         \n\
         --NextPart{number}-fax\n\
         Content-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: quoted-printable\n\
         \n\
         recvq/fax{number:09}.tif (ftp://fax.example.com:/var/spool/hylafax/recvq/fax=\n\
         {number:09}.tif):\n\
         \x20         Sender: +46 8 555 01 23\n\
         \x20          Pages: 2\n\
         \x20        Quality: Fine\n\
         \x20           Page: North American Letter\n\
         \x20       Received: 2026:11:21 10:11:12\n\
         \x20 TimeToReceive: 0:42\n\
         \x20     SignalRate: 14400 bit/s\n\
         \x20     DataFormat: 2-D MMR\n\
         \x20   ErrCorrect: Yes\n\
         \x20       CallID1: +46 8 555 01 23\n\
         --NextPart{number}-fax\n\
         Content-Type: image/tiff; name=\"fax{number:09}.tif\"\n\
         Content-Description: FAX document\n\
         Content-Transfer-Encoding: base64\n\
         Content-Disposition: attachment; filename=\"fax{number:09}.tif\"\n\
         \n\
         {lines}\
         --NextPart{number}-fax--\n"
    )
    .into_bytes()
}

const WRITES_A_MAIL: &str = r#"
import sys
from email.message import EmailMessage
file, kind = sys.argv[1:]
main, sub = kind.split("/")
mail = EmailMessage()
mail["From"], mail["To"], mail["Subject"] = "fax@example.com", "in@contoso.example", "Fax på väg"
mail.set_content("En sida till växeln.")
mail.add_attachment(open(file, "rb").read(), main, sub, filename=file)
sys.stdout.buffer.write(mail.as_bytes())
"#;

const LIMIT: Duration = Duration::from_mins(1);
