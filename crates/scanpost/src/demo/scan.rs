//! What the demo's printer sends: a file, as a scanner would put it into a mail.

use std::fmt::Write;
use std::path::Path;

use mail_builder::MessageBuilder;
use sha2::{Digest, Sha256};

use crate::terminal::{self, Failure};

/// A page that we made, so that the demo needs no file.
const EMBEDDED: &[u8] = include_bytes!("../../assets/scan.pdf");

/// A larger file would not pass any provider.
const LARGEST_FILE: u64 = 700 * 1024 * 1024;

const MIB: usize = 1024 * 1024;

pub(super) struct Scan {
    pub(super) name: String,
    pub(super) octets: Vec<u8>,
}

impl Scan {
    /// The person's file, or the one that comes along.
    pub(super) fn read(path: Option<&Path>) -> Result<Scan, Failure> {
        let Some(path) = path else {
            return Ok(Scan { name: "scan.pdf".to_owned(), octets: EMBEDDED.to_vec() });
        };
        let unreadable =
            |error: std::io::Error| terminal::about_file("demo-file-unreadable", path, &error);
        let size = std::fs::metadata(path).map_err(unreadable)?.len();
        if size > LARGEST_FILE {
            let path = path.display().to_string();
            return Err(Failure::because("demo-file-too-large", &[("path", &path)]));
        }
        let octets = std::fs::read(path).map_err(unreadable)?;
        let name =
            path.file_name().map_or("scan.pdf".into(), |name| name.to_string_lossy().into_owned());
        Ok(Scan { name, octets })
    }

    pub(super) fn sha256(&self) -> String {
        sha256(&self.octets)
    }

    /// Room for the mail in MiB: base64 makes three octets four, and lines have ends.
    pub(super) fn mail_mib(&self) -> u64 {
        (self.octets.len() / MIB * 7 / 5 + 2) as u64
    }

    /// The mail as a scanner writes it.
    pub(super) fn as_mail(&self, from: &str, to: &str) -> Result<Vec<u8>, Failure> {
        let kind = if self.name.to_ascii_lowercase().ends_with(".pdf") {
            "application/pdf"
        } else {
            "application/octet-stream"
        };
        MessageBuilder::new()
            .from(from)
            .to(to)
            .subject(format!("Scan: {}", self.name))
            .text_body("A page that was scanned.\r\n")
            .attachment(kind, self.name.as_str(), self.octets.as_slice())
            .write_to_vec()
            .map_err(|error| Failure::because("demo-no-scan", &[("why", &terminal::why(&error))]))
    }
}

/// In hexadecimal digits, as `sha256sum` prints it.
pub(super) fn sha256(octets: &[u8]) -> String {
    Sha256::digest(octets).iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}"); // into a string nothing can fail
        text
    })
}
