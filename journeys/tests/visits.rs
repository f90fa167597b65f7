//! Old devices that fetch their mail through scanpost, from a Dovecot that wants a token: curl, Python's
//! poplib, mpop and fetchmail, which know a user, a password, and perhaps TLS.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use scanpost_journeys::certificates::Certificates;
use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider};
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::mail::Scan;
use scanpost_journeys::ports;
use scanpost_journeys::process::{self, Ended};
use tempfile::TempDir;

const USER: &str = "old-copier";

/// A provider, a gateway, and a device that may fetch.
struct Site {
    provider: ForeignProvider,
    gateway: Gateway,
    password: String,
    pop3: u16,
    pop3s: u16,
    /// Of the certificate that devices are shown.
    ca: PathBuf,
    folder: TempDir,
}

impl Site {
    fn set() -> Self {
        let provider = ForeignProvider::start();
        let folder = TempDir::new().expect("the temporary folder can be written");
        let Certificates { ca, certificate, key } = Certificates::make(folder.path());
        let (pop3, pop3s) = (ports::free(), ports::free());
        let at = |port: u16| format!("{}:{port}", ports::HOST);
        let [certificate, key] = [certificate, key].map(|path| path.display().to_string());
        let flags = [
            ["--pop3", &at(pop3)],
            ["--pop3s", &at(pop3s)],
            ["--tls-cert", &certificate],
            ["--tls-key", &key],
        ];
        let gateway = Gateway::start_with(flags.as_flattened()).made_to_be_visited(&provider);
        let password = gateway.cli().add_fetching_device("copier", USER);
        Self { provider, gateway, password, pop3, pop3s, ca, folder }
    }

    /// A mail comes to the provider.
    fn put(&self, id: &str, size: usize) -> Scan {
        let mail = Scan::new(id, "sender@example.com", ACCOUNT, size);
        self.provider.dovecot.put(ACCOUNT, &mail.octets);
        mail
    }

    fn mails_left(&self) -> usize {
        self.provider.dovecot.mails_in(ACCOUNT)
    }

    /// curl over this transport, with these words before the address.
    fn curl(&self, transport: Transport, user: &str, path: &str, words: &[&str]) -> Ended {
        let (scheme, port) = match transport {
            Transport::Clear | Transport::Stls => ("pop3", self.pop3),
            Transport::Tls => ("pop3s", self.pop3s),
        };
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--max-time", "60", "--cacert"]).arg(&self.ca);
        if transport != Transport::Clear {
            curl.arg("--ssl-reqd");
        }
        curl.args(["--user", user]).args(words);
        curl.arg(format!("{scheme}://localhost:{port}/{path}"));
        process::run(curl, b"", LIMIT)
    }

    fn user_and_password(&self) -> String {
        format!("{USER}:{}", self.password)
    }

    /// Python's poplib; prints what is new to it.
    fn poplib(&self, transport: Transport, words: &[&str]) -> Ended {
        let (name, port) = match transport {
            Transport::Clear => ("clear", self.pop3),
            Transport::Stls => ("stls", self.pop3),
            Transport::Tls => ("tls", self.pop3s),
        };
        let mut python = Command::new("python3");
        python
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign/clients/poplib_device.py"))
            .args(["--transport", name, "--port", &port.to_string(), "--user", USER])
            .arg("--ca")
            .arg(&self.ca)
            .arg("--known")
            .arg(self.folder.path().join("known"))
            .args(words)
            .env("DEVICE_PASSWORD", &self.password);
        process::run(python, b"", LIMIT)
    }

    /// mpop, which keeps the names that it knows in a file; gives the number of mails that it has by now.
    fn mpop(&self, keep: &str) -> usize {
        let path = |name: &str| self.folder.path().join(name);
        for folder in ["new", "cur", "tmp"] {
            fs::create_dir_all(path("mpop").join(folder)).expect("the folder can be written");
        }
        let settings = format!(
            "account device\nhost localhost\nport {}\nuser {USER}\npassword {}\nauth user\n\
             tls on\ntls_starttls on\ntls_trust_file {}\n\
             delivery maildir {}\nuidls_file {}\nkeep {keep}\n",
            self.pop3,
            self.password,
            self.ca.display(),
            path("mpop").display(),
            path("mpop-uidls").display(),
        );
        let file = path("mpoprc");
        fs::write(&file, settings).expect("the folder can be written");
        readable_by_its_owner_alone(&file);
        let mut mpop = Command::new("mpop");
        mpop.arg(format!("--file={}", file.display())).arg("device");
        process::run(mpop, b"", LIMIT).expect_success("mpop");
        fs::read_dir(path("mpop").join("new")).expect("it is there").count()
    }

    /// fetchmail, which deletes what it has; gives what it has written.
    fn fetchmail(&self) -> String {
        let path = |name: &str| self.folder.path().join(name);
        let settings = format!(
            "poll localhost protocol pop3 port {} uidl\n  username \"{USER}\" password \"{}\"\n  \
             ssl sslcertck sslcertfile \"{}\" nokeep fetchall mda \"cat >> {}\"\n",
            self.pop3s,
            self.password,
            self.ca.display(),
            path("fetched").display(),
        );
        let file = path("fetchmailrc");
        fs::write(&file, settings).expect("the folder can be written");
        readable_by_its_owner_alone(&file);
        let mut fetchmail = Command::new("fetchmail");
        fetchmail.args(["--nodetach", "--silent", "--fetchmailrc"]).arg(&file);
        fetchmail.arg("--idfile").arg(path("fetchids"));
        fetchmail.env("FETCHMAILHOME", self.folder.path());
        process::run(fetchmail, b"", LIMIT).expect_success("fetchmail");
        fs::read_to_string(path("fetched")).expect("it has written it")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transport {
    Clear,
    Stls,
    Tls,
}

const ALL: [Transport; 3] = [Transport::Clear, Transport::Stls, Transport::Tls];

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn curl_lists_reads_and_deletes_in_clear_over_stls_and_over_tls() {
    let site = Site::set();
    let (login, mails) =
        (site.user_and_password(), [1, 2, 3].map(|n| site.put(&format!("mail-{n}"), 3_000)));
    for (transport, left) in ALL.into_iter().zip([2, 1, 0]) {
        let list = site.curl(transport, &login, "", &[]).expect_success("curl lists");
        assert_eq!(list.stdout.lines().count(), left + 1, "{transport:?}: {}", list.stdout);
        let mail = site.curl(transport, &login, "1", &[]).expect_success("curl reads");
        let expected = &mails[2 - left].octets;
        assert_eq!(mail.stdout.as_bytes(), expected, "{transport:?}");
        let delete = ["--request", "DELE", "--head"];
        site.curl(transport, &login, "1", &delete).expect_success("curl deletes");
        assert_eq!(site.mails_left(), left, "{transport:?}");
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_mail_of_twenty_megabytes_comes_octet_for_octet() {
    let site = Site::set();
    let large = site.put("large", 20_000_000);
    assert!(large.octets.len() > 20_000_000, "{}", large.octets.len());
    let login = site.user_and_password();
    for transport in ALL {
        let mail = site.curl(transport, &login, "1", &[]).expect_success("curl reads");
        assert!(mail.stdout.as_bytes() == large.octets, "{transport:?}");
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn poplib_knows_what_it_has_by_its_name_and_deletes_when_it_is_told() {
    let site = Site::set();
    let fetch = |transport, words: &[&str]| {
        let fetched = site.poplib(transport, words).expect_success("poplib").stdout;
        fetched.split_whitespace().nth(1).map(str::to_owned)
    };
    let length = |mail: &Scan| Some(mail.octets.len().to_string());
    let one = site.put("one", 5_000);
    assert_eq!(fetch(Transport::Clear, &[]), length(&one));
    assert_eq!(fetch(Transport::Stls, &[]), None, "nothing is new");
    let two = site.put("second", 7_000);
    assert_eq!(fetch(Transport::Tls, &["--delete"]), None, "it was shown the list of before");
    assert_eq!(site.mails_left(), 1);
    assert_eq!(fetch(Transport::Tls, &["--delete"]), length(&two));
    assert_eq!(site.mails_left(), 0);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn mpop_and_fetchmail_fetch_each_mail_once() {
    let site = Site::set();
    site.put("one", 3_000);
    site.put("two", 3_000);
    assert_eq!(site.mpop("on"), 2);
    assert_eq!(site.mpop("on"), 2, "nothing is new");
    assert_eq!(site.mails_left(), 2);
    assert_eq!(site.mpop("off"), 2, "what it has is deleted");
    assert_eq!(site.mails_left(), 0);
    site.put("three", 3_000);
    let fetched = site.fetchmail();
    assert!(fetched.contains("three"), "{fetched}");
    assert_eq!(site.mails_left(), 0);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_wrong_password_a_stranger_and_one_that_must_encrypt_are_refused() {
    let site = Site::set();
    site.put("one", 3_000);
    let login = site.user_and_password();
    let stranger = format!("somebody:{}", site.password);
    for (transport, user) in
        [(Transport::Clear, &*format!("{USER}:wrong")), (Transport::Tls, &stranger)]
    {
        let refused = site.curl(transport, user, "1", &[]);
        assert_eq!(refused.status.code(), Some(LOGIN_DENIED), "{user}: {}", refused.stderr);
    }
    site.curl(Transport::Clear, &login, "1", &[]).expect_success("curl in clear");
    let edit = ["device", "edit", "copier", "--tls", "required"];
    site.gateway.cli().run(&edit).expect_success("device edit");
    let refused = site.curl(Transport::Clear, &login, "1", &[]);
    assert!(!refused.status.success(), "{}", refused.stdout);
    for transport in [Transport::Stls, Transport::Tls] {
        site.curl(transport, &login, "1", &[]).expect_success("curl encrypts");
    }
    let edit = ["device", "edit", "copier", "--no-fetches"];
    site.gateway.cli().run(&edit).expect_success("device edit");
    let refused = site.curl(Transport::Tls, &login, "1", &[]);
    assert_eq!(refused.status.code(), Some(LOGIN_DENIED), "{}", refused.stderr);
}

fn readable_by_its_owner_alone(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("it is our own");
}

/// How curl ends when its log-in is refused (`CURLE_LOGIN_DENIED`).
const LOGIN_DENIED: i32 = 67;

const LIMIT: Duration = Duration::from_mins(2);
