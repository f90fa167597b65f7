//! The `scanpost` program under test: started, asked, cut off and started again, on the same data.

use std::fs;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use tempfile::TempDir;

use crate::cli::{Addresses, Cli};
use crate::foreign::{ACCOUNT, ForeignProvider, Person};
use crate::machine::{Clock, SmallDisk};
use crate::mail::Scan;
use crate::ports;
use crate::process::{Server, poll_until};
use crate::smtp::Connection;

/// The name of the one account that the journeys use.
pub const ACCOUNT_NAME: &str = "scans";

/// A gateway with a data folder of its own.
#[derive(Debug)]
pub struct Gateway {
    server: Option<Server>,
    addresses: Addresses,
    ports: [u16; 3],
    cli: Cli,
    /// What the runs before this one have printed.
    earlier: Vec<String>,
    dir: DataDir,
}

/// Where the gateway keeps its data.
#[derive(Debug)]
enum DataDir {
    Temporary(TempDir),
    Small(SmallDisk),
}

impl Gateway {
    /// An empty gateway: no account, no device.
    pub fn start() -> Self {
        let dir = TempDir::new().expect("the temporary folder can be written");
        Self::start_in(DataDir::Temporary(dir), |cli| cli)
    }

    /// The same, with these flags of `serve`.
    pub fn start_with(flags: &[&str]) -> Self {
        let dir = TempDir::new().expect("the temporary folder can be written");
        Self::start_in(DataDir::Temporary(dir), |cli| cli.serving_with(flags))
    }

    /// The same, where somebody has described mail services beforehand: name, and what the file says.
    pub fn start_knowing(services: &[(&str, &str)]) -> Self {
        let dir = TempDir::new().expect("the temporary folder can be written");
        let described = dir.path().join("providers");
        fs::create_dir(&described).expect("the temporary folder can be written");
        for (name, text) in services {
            fs::write(described.join(format!("{name}.toml")), text).expect("it can be written");
        }
        Self::start_in(DataDir::Temporary(dir), |cli| cli)
    }

    /// The same, on a disk that can be full.
    pub fn start_on(disk: SmallDisk) -> Self {
        Self::start_in(DataDir::Small(disk), |cli| cli.serving_with(&["--disk-reserve", "1"]))
    }

    /// The same, with a clock that can be set.
    pub fn start_by(clock: &Clock) -> Self {
        let dir = TempDir::new().expect("the temporary folder can be written");
        Self::start_in(DataDir::Temporary(dir), |cli| cli.through(clock.wrapper()))
    }

    /// The same, on a machine whose root certificates are those of this file.
    pub fn start_with_roots(roots: &Path) -> Self {
        let dir = TempDir::new().expect("the temporary folder can be written");
        let environment = vec!["env".to_owned(), format!("SSL_CERT_FILE={}", roots.display())];
        Self::start_in(DataDir::Temporary(dir), |cli| cli.through(environment))
    }

    fn start_in(dir: DataDir, change: impl FnOnce(Cli) -> Cli) -> Self {
        let cli = change(Cli::new(dir.path()));
        // Named ports, so that clients find it again after a restart.
        let ports = [ports::free(), ports::free(), ports::free()];
        let (server, addresses) = cli.serve(ports);
        Self { server: Some(server), addresses, ports, cli, earlier: Vec::new(), dir }
    }

    /// A gateway that is ready to deliver: the account is signed in, loopback is a known device.
    pub fn signed_in(provider: &ForeignProvider) -> Self {
        Self::start().made_ready(provider)
    }

    /// The same, for a gateway that runs already.
    #[must_use]
    pub fn made_ready(self, provider: &ForeignProvider) -> Self {
        self.cli.add_account(ACCOUNT_NAME, ACCOUNT, &provider.toml_file());
        self.cli.add_device("loopback", "127.0.0.0/8");
        self.sign_in(provider);
        self
    }

    /// The account fetches faxes, from the provider's own server.
    #[must_use]
    pub fn made_to_receive(self, provider: &ForeignProvider) -> Self {
        self.cli.add_receiving_account(ACCOUNT_NAME, ACCOUNT, &provider.toml_file());
        self.sign_in(provider);
        self.cli.receive_faxes_by(Some(ACCOUNT_NAME));
        self
    }

    /// Devices fetch their mail by the account's token, from the provider's own server.
    #[must_use]
    pub fn made_to_be_visited(self, provider: &ForeignProvider) -> Self {
        self.cli.add_receiving_account(ACCOUNT_NAME, ACCOUNT, &provider.toml_file());
        self.sign_in(provider);
        self.cli.let_devices_read(ACCOUNT_NAME);
        self
    }

    /// The faxes that have been put into their folder, each with its name; none that is half there.
    pub fn faxes(&self) -> Vec<(String, Vec<u8>)> {
        let Ok(files) = fs::read_dir(self.data().join("faxes")) else { return Vec::new() };
        let names = files.map(|file| file.expect("it can be read").file_name());
        let names = names.map(|name| name.into_string().expect("its name is plain"));
        let whole = names.filter(|name| !name.starts_with('.'));
        let read = |name: &str| fs::read(self.data().join("faxes").join(name));
        whole.map(|name| (name.clone(), read(&name).expect("it is whole"))).collect()
    }

    /// Waits until that many faxes are in their folder.
    #[track_caller]
    pub fn wait_for_faxes(&self, count: usize, limit: Duration) {
        let there = || self.faxes().len() >= count;
        assert!(poll_until(limit, there), "{} of {count} faxes came", self.faxes().len());
    }

    /// Signs the account in, with a person at the provider who agrees.
    pub fn sign_in(&self, provider: &ForeignProvider) {
        let sign_in = self.cli.begin_sign_in(ACCOUNT_NAME);
        let person = Person::at(provider);
        person.approve(&sign_in.verification_uri, &sign_in.user_code, ACCOUNT);
        assert!(sign_in.finish(), "the person agreed, and yet there is no grant");
    }

    /// Sends this scan as a printer does, and sees its 250: from now on it must not be lost.
    #[track_caller]
    pub fn accept(&self, recipients: &[&str], scan: &Scan) {
        let mut printer = self.connect();
        printer.send(ACCOUNT, recipients, &scan.octets).expect("the scan is accepted");
    }

    /// A printer that has said EHLO, and will say what it is told.
    #[track_caller]
    pub fn connect(&self) -> Connection {
        let mut printer = Connection::open(self.addresses.smtp).expect("the gateway listens");
        let hello = printer.order("EHLO printer.example.com").expect("the gateway answers");
        assert_eq!(hello.code, 250, "{hello:?}");
        printer
    }

    pub fn cli(&self) -> &Cli {
        &self.cli
    }

    pub fn addresses(&self) -> Addresses {
        self.addresses
    }

    pub fn data(&self) -> &Path {
        self.dir.path()
    }

    /// Waits until no job is on its way any more.
    #[track_caller]
    pub fn wait_until_idle(&self, limit: Duration) {
        let idle = poll_until(limit, || self.cli.unfinished_jobs().is_empty());
        assert!(idle, "jobs are left: {:#?}", self.cli.unfinished_jobs());
    }

    /// Waits until that many jobs are in this state.
    #[track_caller]
    pub fn wait_for_jobs(&self, count: usize, state: &str, limit: Duration) {
        let there = || self.cli.jobs().iter().filter(|job| job.state() == state).count() == count;
        assert!(poll_until(limit, there), "not {count} jobs {state}: {:#?}", self.cli.jobs());
    }

    /// Waits until the provider has refused the token for good and the queue waits for a person.
    #[track_caller]
    pub fn wait_until_held(&self, limit: Duration) {
        let held = poll_until(limit, || {
            self.cli.retry_all();
            self.cli.is_held(ACCOUNT_NAME)
        });
        assert!(held, "the queue is not held: {:#?}", self.cli.status());
    }

    /// Waits until the running program logs this event, `grant.not-refreshed`, from now on.
    #[track_caller]
    pub fn wait_for_event(&self, event: &str, limit: Duration) {
        let server = self.server.as_ref().expect("it is running");
        let says = |line: &str| line.contains(event).then_some(());
        server.wait_from(server.lines_so_far(), event, limit, says);
    }

    /// Waits until this run of the program has logged the event.
    #[track_caller]
    pub fn wait_for_first_event(&self, event: &str, limit: Duration) {
        let server = self.server.as_ref().expect("it is running");
        server.wait_for(event, limit, |line| line.contains(event).then_some(()));
    }

    /// The power cut.
    pub fn kill_hard(&mut self) {
        let server = self.running();
        self.earlier.extend(server.lines());
        server.kill_hard();
    }

    /// Starts it again on the same data and ports.
    pub fn start_again(&mut self) {
        assert!(self.server.is_none(), "it is running already");
        let (server, addresses) = self.cli.serve(self.ports);
        self.server = Some(server);
        self.addresses = addresses;
    }

    /// Asks it to end and waits until it has.
    pub fn end(&mut self) -> ExitStatus {
        let (status, lines) = self.running().end(TIME_TO_END);
        self.earlier.extend(lines);
        status
    }

    /// All that every run has printed.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.earlier.clone();
        lines.extend(self.server.iter().flat_map(Server::lines));
        lines
    }

    fn running(&mut self) -> Server {
        self.server.take().expect("it is running")
    }
}

impl DataDir {
    fn path(&self) -> &Path {
        match self {
            DataDir::Temporary(dir) => dir.path(),
            DataDir::Small(disk) => disk.path(),
        }
    }
}

const TIME_TO_END: Duration = Duration::from_secs(30);
