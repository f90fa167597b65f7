//! Who fetches: scanpost, mpop and fetchmail, each with a mailbox of its own at the same Dovecot.
//!
//! | | log-in | where a mail goes | when it is deleted there |
//! |---|---|---|---|
//! | scanpost | XOAUTH2 | database, then its fax into a folder; both durable | when it is durable |
//! | mpop | PLAIN | a file of a maildir, fsync | when it is written |
//! | fetchmail | USER, PASS | LMTP to Dovecot, which writes it into another mailbox | when it is taken |
//!
//! All speak TLS from the first octet. fetchmail knows no tokens, and both others show one once a log-in, so
//! a password is less work. What Dovecot does to keep fetchmail's mails is not counted for fetchmail.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider};
use scanpost_journeys::ports::HOST;
use scanpost_journeys::process::{self, Server, poll_until};

use super::super::processes::{self, Family};
use super::super::relays::{ACCOUNT_NAME, TIME_TO_START, command, serve, sign_in};

/// What it took to fetch all mails of a mailbox.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fetched {
    /// From the log-in, or the program's start, until the mailbox is empty.
    pub(super) emptied: Duration,
    /// Until all are where they belong.
    pub(super) kept: Duration,
    pub(super) cpu: Duration,
    pub(super) peak: u64,
}

/// Somebody who takes mails out of a mailbox.
pub(super) trait Reader {
    fn name(&self) -> &'static str;

    fn mailbox(&self) -> &'static str;

    /// Fetches all of so many mails.
    fn fetch(&self, provider: &ForeignProvider, mails: usize) -> Result<Fetched, String>;

    /// Looks into an empty mailbox so often; the time and the CPU time of all that together.
    fn look(&self, times: u32) -> Result<(Duration, Duration), String>;
}

/// `scanpost serve` with one account that may receive.
#[derive(Debug)]
pub(super) struct Scanpost {
    server: Server,
    program: PathBuf,
    data: PathBuf,
}

impl Scanpost {
    pub(super) fn start(program: &Path, dir: &Path, provider: &ForeignProvider) -> Self {
        let data = dir.join("scanpost");
        fs::create_dir_all(&data).expect("the benchmark's folder can be written");
        let (server, _) = serve(program, &data);
        let scanpost = Self { server, program: program.to_owned(), data };
        let file = provider.toml_file().display().to_string();
        let account = ["account", "add", ACCOUNT_NAME, "--address", ACCOUNT, "--receive", "yes"];
        scanpost.run(&[&account[..], &["--provider", &file]].concat());
        sign_in(program, &scanpost.data, provider);
        scanpost
    }

    fn run(&self, words: &[&str]) {
        process::run(command(&self.program, &self.data, words), b"", TIME_TO_START)
            .expect_success(words[0]);
    }

    fn receive(&self, by: &str) {
        self.run(&["slot", "set", "internet-fax-receive", by]);
    }

    fn poll_now(&self) -> Result<(), String> {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--fail", "--max-time", "60", "--request", "POST"])
            .arg("--unix-socket")
            .arg(self.data.join("control.sock"))
            .arg("http://localhost/api/v1/receiving/internet-fax-receive/poll")
            .stdout(Stdio::null());
        let status = curl.status().map_err(|error| format!("curl: {error}"))?;
        status
            .success()
            .then_some(())
            .ok_or_else(|| format!("scanpost was asked to poll: {status}"))
    }

    fn faxes(&self) -> PathBuf {
        self.data.join("faxes")
    }
}

impl Reader for Scanpost {
    fn name(&self) -> &'static str {
        "scanpost"
    }

    fn mailbox(&self) -> &'static str {
        ACCOUNT
    }

    /// The clock begins with its log-in: it comes within seconds of the slot getting an account.
    fn fetch(&self, provider: &ForeignProvider, mails: usize) -> Result<Fetched, String> {
        let family = Family { parent: self.server.id() };
        family.settle();
        let (cpu, watch) = (family.cpu(), family.watch());
        let seen = provider.dovecot.lines_so_far();
        self.receive(ACCOUNT_NAME);
        provider.dovecot.wait_for_log_in(seen, ACCOUNT, TIME_TO_START);
        let begun = Instant::now();
        provider.dovecot.wait_for_deletions(seen, ACCOUNT, mails, LONGEST);
        let emptied = begun.elapsed();
        let is_kept = poll_until(LONGEST, || files_in(&self.faxes()) >= mails);
        let kept = begun.elapsed();
        family.settle();
        let (cpu, peak) = (family.cpu().saturating_sub(cpu), watch.end());
        self.receive("--none");
        let there = files_in(&self.faxes());
        remove(&self.faxes());
        if !is_kept || there != mails {
            return Err(format!("scanpost has {there} of {mails} faxes"));
        }
        Ok(Fetched { emptied, kept, cpu, peak })
    }

    /// Asked by the console's way, as by "Poll now"; whoever asks is not counted.
    fn look(&self, times: u32) -> Result<(Duration, Duration), String> {
        self.receive(ACCOUNT_NAME);
        let family = Family { parent: self.server.id() };
        self.poll_now()?; // the first one may find the mailbox's task not yet there
        family.settle();
        let (begun, cpu) = (Instant::now(), family.cpu());
        for _ in 0..times {
            self.poll_now()?;
        }
        let took = begun.elapsed();
        family.settle();
        let cpu = family.cpu().saturating_sub(cpu);
        self.receive("--none");
        Ok((took, cpu))
    }
}

/// A program that fetches once and ends.
#[derive(Debug)]
pub(super) struct Once {
    name: &'static str,
    mailbox: &'static str,
    words: Vec<String>,
    home: PathBuf,
    /// Where the mails go: a folder here, or a mailbox at Dovecot.
    to: To,
}

#[derive(Debug)]
enum To {
    Maildir(PathBuf),
    Mailbox(&'static str),
}

impl Once {
    pub(super) fn mpop(dir: &Path, provider: &ForeignProvider) -> Self {
        let home = dir.join("mpop");
        let maildir = home.join("maildir");
        for name in ["", "cur", "new", "tmp"] {
            fs::create_dir_all(maildir.join(name)).expect("the benchmark's folder can be written");
        }
        let text = format!(
            "account default\nhost {HOST}\nport {}\ntls on\ntls_starttls off\ntls_trust_file {}\n\
             auth plain\nuser {MPOP}\npassword {}\ndelivery maildir {}\nuidls_file {}\nkeep off\n",
            provider.dovecot.pop3s_port,
            provider.certificates.ca.display(),
            provider.dovecot.password,
            maildir.display(),
            home.join("uidls").display(),
        );
        let file = secret_file(&home, "mpoprc", &text);
        let words = vec!["--quiet".to_owned(), format!("--file={file}")];
        Self { name: "mpop", mailbox: MPOP, words, home, to: To::Maildir(maildir.join("new")) }
    }

    pub(super) fn fetchmail(dir: &Path, provider: &ForeignProvider) -> Self {
        let home = dir.join("fetchmail");
        fs::create_dir_all(&home).expect("the benchmark's folder can be written");
        // By a name: it does not look for an address in a certificate.
        let text = format!(
            "poll localhost protocol POP3 service {} username \"{FETCHMAIL}\" password \"{}\"\n  \
             fetchall no keep ssl sslcertck sslcertfile \"{}\"\n  \
             lmtp smtphost \"{}\" smtpname \"{KEPT}\"\n",
            provider.dovecot.pop3s_port,
            provider.dovecot.password,
            provider.certificates.ca.display(),
            provider.dovecot.lmtp_socket.display(),
        );
        let file = secret_file(&home, "fetchmailrc", &text);
        let words = ["--silent", "--nosyslog", "--fetchmailrc", &file];
        let words = words.map(str::to_owned).to_vec();
        Self { name: "fetchmail", mailbox: FETCHMAIL, words, home, to: To::Mailbox(KEPT) }
    }

    fn start(&self) -> Result<Child, String> {
        let said = File::create(self.said()).map_err(|error| format!("{}: {error}", self.name))?;
        Command::new(self.name)
            .args(&self.words)
            .env("HOME", &self.home)
            .env("FETCHMAILHOME", &self.home)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .map_err(|error| format!("{}: {error}", self.name))
    }

    fn end(&self, mut child: Child, may_find_nothing: bool) -> Result<(), String> {
        let status = child.wait().map_err(|error| format!("{}: {error}", self.name))?;
        // fetchmail says so when no mail was there.
        let is_well = status.success() || (may_find_nothing && status.code() == Some(1));
        is_well.then_some(()).ok_or_else(|| {
            let said = fs::read_to_string(self.said()).unwrap_or_default();
            format!("{}: {status}\n{said}", self.name)
        })
    }

    /// Where its complaints are.
    fn said(&self) -> PathBuf {
        self.home.join("said")
    }

    fn kept(&self, provider: &ForeignProvider) -> usize {
        match &self.to {
            To::Maildir(new) => files_in(new),
            To::Mailbox(address) => provider.dovecot.mails_in(address),
        }
    }

    fn forget(&self, provider: &ForeignProvider) {
        match &self.to {
            To::Maildir(new) => remove(new),
            To::Mailbox(address) => provider.dovecot.empty(address),
        }
    }
}

impl Reader for Once {
    fn name(&self) -> &'static str {
        self.name
    }

    fn mailbox(&self) -> &'static str {
        self.mailbox
    }

    fn fetch(&self, provider: &ForeignProvider, mails: usize) -> Result<Fetched, String> {
        let cpu = processes::ended_children_cpu();
        let begun = Instant::now();
        let child = self.start()?;
        let watch = Family { parent: child.id() }.watch();
        self.end(child, false)?;
        let emptied = begun.elapsed();
        let (cpu, peak) = (processes::ended_children_cpu().saturating_sub(cpu), watch.end());
        let (there, left) = (self.kept(provider), provider.dovecot.mails_in(self.mailbox));
        self.forget(provider);
        if (there, left) != (mails, 0) {
            return Err(format!("{} has {there} of {mails} mails, {left} are left", self.name));
        }
        Ok(Fetched { emptied, kept: emptied, cpu, peak })
    }

    fn look(&self, times: u32) -> Result<(Duration, Duration), String> {
        let (begun, cpu) = (Instant::now(), processes::ended_children_cpu());
        for _ in 0..times {
            self.end(self.start()?, true)?;
        }
        Ok((begun.elapsed(), processes::ended_children_cpu().saturating_sub(cpu)))
    }
}

/// A file with a password in it, which its readers want for the owner's eyes only.
fn secret_file(home: &Path, name: &str, text: &str) -> String {
    let path = home.join(name);
    fs::write(&path, text).expect("the benchmark's folder can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("it is ours");
    path.display().to_string()
}

/// How many files are whole there.
fn files_in(folder: &Path) -> usize {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter(|file| !file.file_name().to_string_lossy().starts_with('.')).count()
}

fn remove(folder: &Path) {
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        fs::remove_file(file.path()).expect("the benchmark's folder can be written");
    }
}

const MPOP: &str = "mpop@example.com";
const FETCHMAIL: &str = "fetchmail@example.com";
/// Where Dovecot keeps what fetchmail hands it.
const KEPT: &str = "kept@example.com";
const LONGEST: Duration = Duration::from_mins(10);
