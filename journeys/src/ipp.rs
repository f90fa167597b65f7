//! A real printer on the network: CUPS' `ippeveprinter`, an IPP Everywhere printer that keeps what it prints.
//!
//! It wants to announce itself by Avahi, and ends where it finds no D-Bus. So it gets a bus of its own, on
//! which nobody is, and announces nothing (`-r off`).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::ports;
use crate::process::{Server, poll_until};

/// A printer with paper in it, or without.
#[derive(Debug)]
pub struct IppPrinter {
    dir: TempDir,
    port: u16,
    formats: String,
    /// The bus, and the printer that asks for it.
    running: Option<(Server, Server)>,
}

impl IppPrinter {
    /// Prints documents of these types. It is off.
    pub fn new(formats: &[&str]) -> Self {
        let dir = TempDir::new().expect("the temporary folder can be written");
        fs::create_dir(dir.path().join("spool")).expect("the temporary folder can be written");
        let printer = Self { dir, port: ports::free(), formats: formats.join(","), running: None };
        let waits = WAITS_FOR_PAPER.replace("PAPER", &printer.paper().display().to_string());
        let command = printer.dir.path().join("print");
        fs::write(&command, waits).expect("the temporary folder can be written");
        fs::set_permissions(&command, fs::Permissions::from_mode(0o755)).expect("it is ours");
        printer.fill();
        printer
    }

    /// The same, switched on.
    pub fn start(formats: &[&str]) -> Self {
        let mut printer = Self::new(formats);
        printer.switch_on();
        printer
    }

    pub fn switch_on(&mut self) {
        let bus_at = format!("unix:path={}", self.dir.path().join("bus").display());
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address", "--address", &bus_at]);
        let bus = Server::start("dbus-daemon", bus);
        bus.wait_for("its address", LIMIT, |line| line.contains("unix:path").then_some(()));
        let mut printer = Command::new("ippeveprinter");
        printer.env("DBUS_SYSTEM_BUS_ADDRESS", &bus_at);
        printer.args(["-r", "off", "-n", "localhost", "-k", "-vvv", "-f", &self.formats]);
        printer.args(["-p", &self.port.to_string()]);
        printer.arg("-d").arg(self.dir.path().join("spool"));
        printer.arg("-c").arg(self.dir.path().join("print")).arg("Printer");
        let printer = Server::start("ippeveprinter", printer);
        printer.wait_for("its URI", LIMIT, |line| line.contains("printer-uri").then_some(()));
        self.running = Some((bus, printer));
    }

    pub fn uri(&self) -> String {
        format!("ipp://localhost:{}/ipp/print", self.port)
    }

    /// From now on jobs wait for paper.
    pub fn empty(&self) {
        fs::remove_file(self.paper()).expect("it had some");
    }

    pub fn fill(&self) {
        fs::write(self.paper(), "").expect("the temporary folder can be written");
    }

    /// The documents that it was sent, the oldest first, each with its job's name.
    pub fn documents(&self) -> Vec<(String, Vec<u8>)> {
        let files = fs::read_dir(self.dir.path().join("spool")).expect("it is there");
        let files = files.map(|file| file.expect("it can be read").path());
        let mut documents: Vec<_> = files.filter_map(|path| document(&path)).collect();
        documents.sort_unstable_by_key(|(job, ..)| *job);
        documents.into_iter().map(|(_, name, octets)| (name, octets)).collect()
    }

    /// Waits until it has printed that many jobs to their end.
    #[track_caller]
    pub fn wait_for_jobs(&self, count: usize, limit: Duration) {
        let printed = || {
            let marks = fs::read_dir(self.dir.path()).expect("it is there");
            let names = marks.filter_map(|file| file.ok()?.file_name().into_string().ok());
            names.filter(|name| name.starts_with("printed.")).count()
        };
        let in_time = poll_until(limit, || printed() >= count);
        let lines = || self.running.iter().flat_map(|(_, printer)| printer.lines());
        assert!(
            in_time,
            "{} of {count} are printed: {:#?}",
            printed(),
            lines().collect::<Vec<_>>()
        );
    }

    fn paper(&self) -> PathBuf {
        self.dir.path().join("paper")
    }
}

/// Of the file `7-NAME.pdf` the number, the name and what is in it. What its command says stands in `7-NAME.prn`.
fn document(path: &Path) -> Option<(u32, String, Vec<u8>)> {
    let (job, name) = path.file_name()?.to_str()?.split_once('-')?;
    if path.extension()? == "prn" {
        return None;
    }
    Some((job.parse().ok()?, name.to_owned(), fs::read(path).ok()?))
}

/// What the printer runs for each job.
const WAITS_FOR_PAPER: &str = "#!/bin/sh
if [ ! -e PAPER ]; then
    echo 'STATE: +media-empty' >&2
    while [ ! -e PAPER ]; do sleep 0.1; done
    echo 'STATE: -media-empty' >&2
fi
mktemp \"$(dirname PAPER)/printed.XXXXXX\" >&2
";

const LIMIT: Duration = Duration::from_secs(20);
