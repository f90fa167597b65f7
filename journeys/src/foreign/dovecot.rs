//! Dovecot: checks tokens for Postfix, keeps the mailboxes, and gives mails back over POP3.

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{Oidc, ProviderOptions, configure, folder, user};
use crate::certificates::Certificates;
use crate::ports::{self, HOST};
use crate::process::{self, Server};

/// The running server, with a house of its own in the journey's folder.
#[derive(Debug)]
pub struct Dovecot {
    server: Server,
    /// For the test, in clear on loopback.
    pub pop3_port: u16,
    /// For scanpost: implicit TLS, XOAUTH2 or OAUTHBEARER.
    pub pop3s_port: u16,
    /// Opens every mailbox, for the test.
    pub password: String,
    pub(super) sasl_socket: PathBuf,
    /// Where mails are delivered into the mailboxes (RFC 2033).
    pub lmtp_socket: PathBuf,
    home: PathBuf,
    /// Mails that the test has put into mailboxes.
    put: AtomicU64,
}

impl Dovecot {
    pub(super) fn start(
        oidc: &Oidc,
        certificates: &Certificates,
        options: &ProviderOptions,
        dir: &Path,
    ) -> Self {
        let home = dir.join("dovecot");
        let path = |name: &str| home.join(name);
        for name in ["run", "state"] {
            folder(&path(name), ROOT, 0o755);
        }
        folder(&path("mail"), user("nobody"), 0o700);
        let (clear_port, tls_port) = (ports::free(), ports::free());
        let (sasl_socket, lmtp_socket) = (dir.join("sasl.sock"), dir.join("lmtp.sock"));
        let password = format!("mailbox-{}-{clear_port}", std::process::id());

        let text = |path: &Path| path.display().to_string();
        let words = [
            ("DIR", text(&home)),
            ("HOST", HOST.to_owned()),
            ("POP3_PORT", clear_port.to_string()),
            ("POP3S_PORT", tls_port.to_string()),
            ("CERTIFICATE", text(&certificates.certificate)),
            ("KEY", text(&certificates.key)),
            ("CA", text(&certificates.ca)),
            ("SASL_SOCKET", text(&sasl_socket)),
            ("LMTP_SOCKET", text(&lmtp_socket)),
            ("PASSWORD", password.clone()),
            ("REFUSAL_SECONDS", options.refusal_seconds.to_string()),
            ("MECHANISMS", options.mechanisms.unwrap_or(BOTH_MECHANISMS).to_owned()),
            ("INTROSPECTION_URL", oidc.introspection_url()),
        ];
        let words: Vec<_> = words.iter().map(|(word, meaning)| (*word, meaning.as_str())).collect();
        let [main, oauth2] = patterns(&version());
        configure(main, &words, &path("dovecot.conf"));
        configure(oauth2, &words, &path("oauth2.conf"));

        let mut command = Command::new(DOVECOT);
        command.arg("-F").arg("-c").arg(path("dovecot.conf"));
        let server = Server::start("dovecot", command);
        // Said after every listener is open.
        let ready = |line: &str| line.contains(" starting up for ").then_some(());
        server.wait_for("`starting up`", TIME_TO_START, ready);
        Self {
            server,
            pop3_port: clear_port,
            pop3s_port: tls_port,
            password,
            sasl_socket,
            lmtp_socket,
            home,
            put: AtomicU64::new(0),
        }
    }

    /// A mail lies in the mailbox, octet for octet, as if it had been delivered there (Maildir).
    pub fn put(&self, address: &str, octets: &[u8]) {
        let maildir = self.maildir(address);
        let owner = user_of_mails(&self.home);
        if !maildir.exists() {
            for folder_of_mails in [&maildir, &maildir.join("tmp"), &maildir.join("new")] {
                folder(folder_of_mails, owner, 0o700);
            }
            chown(self.home.join("mail").join(address), Some(owner.0), Some(owner.1))
                .expect("root may give folders away");
        }
        let number = self.put.fetch_add(1, Ordering::Relaxed);
        let name = format!("1795252500.M{number:09}.journeys");
        let unfinished = maildir.join("tmp").join(&name);
        fs::write(&unfinished, octets).expect("the journey's folder can be written");
        chown(&unfinished, Some(owner.0), Some(owner.1)).expect("root may give files away");
        fs::rename(unfinished, maildir.join("new").join(name)).expect("it is the same disk");
    }

    /// How many mails lie in the mailbox.
    pub fn mails_in(&self, address: &str) -> usize {
        let maildir = self.maildir(address);
        let in_folder = |name| fs::read_dir(maildir.join(name)).map_or(0, Iterator::count);
        in_folder("new") + in_folder("cur")
    }

    /// Takes all mails out of the mailbox, as a person does it there.
    pub fn empty(&self, address: &str) {
        for name in ["new", "cur"] {
            let folder = self.maildir(address).join(name);
            for mail in fs::read_dir(folder).into_iter().flatten() {
                let mail = mail.expect("it can be read");
                fs::remove_file(mail.path()).expect("it can be removed");
            }
        }
    }

    /// Waits until somebody has logged in at POP3 to this mailbox, after the first `seen` lines.
    pub fn wait_for_log_in(&self, seen: usize, address: &str, limit: Duration) {
        let user = format!("user=<{address}>");
        let says =
            |line: &str| (line.contains("pop3-login: ") && line.contains(&user)).then_some(());
        self.server.wait_from(seen, "a log-in at POP3", limit, says);
    }

    /// Waits until so many mails of this mailbox were deleted by sessions that ended well, after the first
    /// `seen` lines.
    pub fn wait_for_deletions(&self, seen: usize, address: &str, mails: usize, limit: Duration) {
        let session = format!("pop3({address})");
        let deleted = Cell::new(0);
        let says = |line: &str| {
            if line.contains(&session) {
                let number = line.split_once(" del=").and_then(|(_, rest)| rest.split('/').next());
                deleted.set(deleted.get() + number.and_then(|text| text.parse().ok()).unwrap_or(0));
            }
            (deleted.get() >= mails).then_some(())
        };
        self.server.wait_from(seen, "so many deletions", limit, says);
    }

    /// How many sessions of this mailbox ended without QUIT.
    pub fn sessions_cut(&self, address: &str) -> usize {
        let session = format!("pop3({address})");
        let of_mailbox = |line: &&String| line.contains(&session) && line.contains(" del=");
        let log = self.log();
        log.iter().filter(of_mailbox).filter(|line| !line.contains("Logged out")).count()
    }

    /// How much it has logged so far.
    pub fn lines_so_far(&self) -> usize {
        self.server.lines_so_far()
    }

    /// How each log-in at POP3 was done: the rest of Dovecot's line from `method=` on.
    pub fn pop3_log_ins(&self, address: &str) -> Vec<String> {
        let user = format!("user=<{address}>");
        let log = self.log().into_iter();
        let log_ins = log.filter(|line| line.contains("pop3-login: ") && line.contains(&user));
        let method = |line: String| Some(line.split_once("method=")?.1.to_owned());
        log_ins.filter_map(method).collect()
    }

    fn maildir(&self, address: &str) -> PathBuf {
        self.home.join("mail").join(address).join("Maildir")
    }

    /// What it has logged so far.
    pub fn log(&self) -> Vec<String> {
        self.server.lines()
    }
}

/// Whoever owns the folder of all mailboxes.
fn user_of_mails(home: &Path) -> (u32, u32) {
    let mails = fs::metadata(home.join("mail")).expect("it was made at the start");
    (mails.uid(), mails.gid())
}

/// What Dovecot calls itself: `2.3.19.1 (9b53102964)`.
fn version() -> String {
    let mut command = Command::new(DOVECOT);
    command.arg("--version");
    process::run(command, b"", TIME_TO_START).expect_success("dovecot --version").stdout
}

/// The main file and the file about OAuth. 2.4 reads neither the words nor the files of 2.3.
fn patterns(version: &str) -> [&'static str; 2] {
    if version.starts_with("2.3.") {
        [
            include_str!("../../foreign/dovecot/dovecot-2.3.conf"),
            include_str!("../../foreign/dovecot/oauth2-2.3.conf"),
        ]
    } else {
        [include_str!("../../foreign/dovecot/dovecot-2.4.conf"), "# All is in dovecot.conf.\n"]
    }
}

pub(super) const DOVECOT: &str = "/usr/sbin/dovecot";
const BOTH_MECHANISMS: &str = "xoauth2 oauthbearer";
const ROOT: (u32, u32) = (0, 0);
const TIME_TO_START: Duration = Duration::from_secs(30);
