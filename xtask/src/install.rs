//! The foreign parts of the journeys: looks for them, and installs what is missing.
//!
//! Debian packages by apt-get (as root), oidc-provider and axe-core by npm out of their lock files. No
//! system service is started by the installation: a `policy-rc.d` says no while it runs, and what stood
//! there before stands there again afterwards.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::{child, test};

/// Whether the journeys, or those at the pages, can be run here.
pub(crate) enum Readiness {
    Ready,
    /// What is missing, and what would help.
    Missing(String),
}

/// `cargo xtask install`.
pub(crate) fn run() -> Result<(), String> {
    for parts in [foreign_parts()?, browser()?] {
        if let Readiness::Missing(why) = parts {
            return Err(why);
        }
    }
    println!("The foreign parts and the browser are here.");
    Ok(())
}

/// Makes the provider's parts be here. `Err` is an installation that went wrong, not one that cannot be tried.
pub(crate) fn foreign_parts() -> Result<Readiness, String> {
    if !rustix::process::geteuid().is_root() {
        let why = "only root can install and start Postfix and Dovecot with users of their own";
        return Ok(Readiness::Missing(why.to_owned()));
    }
    if let Readiness::Missing(why) = packages(&PARTS)? {
        return Ok(Readiness::Missing(why));
    }
    npm_ci("oidc")?;
    Ok(Readiness::Ready)
}

/// Makes the browser be here. Only its installation needs root.
pub(crate) fn browser() -> Result<Readiness, String> {
    if let Readiness::Missing(why) = packages(&BROWSER)? {
        return Ok(Readiness::Missing(why));
    }
    npm_ci("browser")?;
    Ok(Readiness::Ready)
}

/// Installs those that are missing.
fn packages(parts: &[Part]) -> Result<Readiness, String> {
    let missing = missing_packages(parts);
    if missing.is_empty() {
        return Ok(Readiness::Ready);
    }
    let by_hand =
        |why| Readiness::Missing(format!("{why}, install by hand: {}", missing.join(" ")));
    if !Path::new(APT_GET).exists() {
        return Ok(by_hand("this is no Debian"));
    }
    if !rustix::process::geteuid().is_root() {
        return Ok(by_hand("only root can install packages"));
    }
    apt_get(&["update"])?;
    if !missing.iter().all(|package| child::succeeds("apt-cache", &["show", package])) {
        return Ok(by_hand("apt-get does not know all that is missing"));
    }
    install_packages(&missing)?;
    let left = missing_packages(parts);
    if !left.is_empty() {
        return Err(format!("apt-get is done, but there is still no {}", left.join(" ")));
    }
    Ok(Readiness::Ready)
}

/// A Debian package, and how to see that it is here, from wherever it came.
struct Part {
    package: &'static str,
    seen: Seen,
}

enum Seen {
    File(&'static str),
    /// The program runs with these arguments.
    Run(&'static str, &'static [&'static str]),
}

const PARTS: [Part; 23] = [
    Part { package: "postfix", seen: Seen::File("/usr/lib/postfix/sbin/master") },
    Part { package: "dovecot-core", seen: Seen::File("/usr/sbin/dovecot") },
    Part { package: "dovecot-pop3d", seen: Seen::File("/usr/lib/dovecot/pop3") },
    Part { package: "dovecot-lmtpd", seen: Seen::File("/usr/lib/dovecot/lmtp") },
    Part { package: "util-linux", seen: Seen::File("/usr/bin/setpriv") },
    Part { package: "curl", seen: Seen::Run("curl", &["--version"]) },
    Part { package: "swaks", seen: Seen::Run("swaks", &["--version"]) },
    Part { package: "msmtp", seen: Seen::Run("msmtp", &["--version"]) },
    // Who else fetches mail by POP3, for the benchmark.
    Part { package: "fetchmail", seen: Seen::File("/usr/bin/fetchmail") },
    Part { package: "mpop", seen: Seen::Run("mpop", &["--version"]) },
    // swaks only recommends what it needs for TLS.
    Part { package: "libnet-ssleay-perl", seen: Seen::Run("perl", &["-MNet::SSLeay", "-e1"]) },
    Part { package: "python3", seen: Seen::Run("python3", &["-c", "import poplib, smtplib, ssl"]) },
    // Another Python may come first in the path, and see none of Debian's packages.
    Part {
        package: "python3-prometheus-client",
        seen: Seen::Run("/usr/bin/python3", &["-c", "import prometheus_client.openmetrics.parser"]),
    },
    Part { package: "prometheus", seen: Seen::Run("promtool", &["--version"]) },
    Part { package: "faketime", seen: Seen::Run("faketime", &["--version"]) },
    // Faxes and PDFs that others have made.
    Part { package: "libtiff-tools", seen: Seen::File("/usr/bin/fax2tiff") },
    Part { package: "qpdf", seen: Seen::Run("qpdf", &["--version"]) },
    Part { package: "poppler-utils", seen: Seen::Run("pdfimages", &["-v"]) },
    // A printer, and what it will not start without.
    Part { package: "cups-ipp-utils", seen: Seen::File("/usr/sbin/ippeveprinter") },
    // A device that says by SNMP what it is told to say.
    Part { package: "snmpd", seen: Seen::File("/usr/sbin/snmpd") },
    Part { package: "dbus-daemon", seen: Seen::Run("dbus-daemon", &["--version"]) },
    Part { package: "nodejs", seen: Seen::Run("node", &["--version"]) },
    Part { package: "npm", seen: Seen::Run("npm", &["--version"]) },
];

/// What the journeys at the pages need beyond the provider's parts.
const BROWSER: [Part; 5] = [
    Part { package: "chromium", seen: Seen::Run("chromium", &["--version"]) },
    Part { package: "chromium-driver", seen: Seen::Run("chromedriver", &["--version"]) },
    // So that the pictures show letters, also on a machine that has never had a screen.
    Part { package: "fonts-dejavu-core", seen: Seen::Run("sh", &["-c", "fc-list | grep -q ."]) },
    Part { package: "nodejs", seen: Seen::Run("node", &["--version"]) },
    Part { package: "npm", seen: Seen::Run("npm", &["--version"]) },
];

fn missing_packages(parts: &[Part]) -> Vec<&'static str> {
    let here = |part: &&Part| match part.seen {
        Seen::File(path) => Path::new(path).exists(),
        Seen::Run(program, words) => child::succeeds(program, words),
    };
    parts.iter().filter(|part| !here(part)).map(|part| part.package).collect()
}

fn install_packages(packages: &[&str]) -> Result<(), String> {
    println!("installing: {}", packages.join(" "));
    let _quiet = NoServices::begin()?;
    answer_postfix_question()?;
    let words = ["install", "--yes", "--no-install-recommends"];
    apt_get(&[words.as_slice(), packages].concat())
}

fn apt_get(words: &[&str]) -> Result<(), String> {
    let mut command = Command::new(APT_GET);
    command.arg("--quiet").args(words).env("DEBIAN_FRONTEND", "noninteractive");
    child::run(&mut command, Duration::from_mins(20))
}

/// The package asks what kind of mail server this is to be: none.
fn answer_postfix_question() -> Result<(), String> {
    let answer = "postfix postfix/main_mailer_type select No configuration";
    let mut command = Command::new("sh");
    command.args(["-c", &format!("echo '{answer}' | debconf-set-selections")]);
    child::run(&mut command, Duration::from_mins(1))
}

/// `npm ci`, unless it has been here since the lock file last changed.
fn npm_ci(folder: &str) -> Result<(), String> {
    let home = test::root().join("journeys/foreign").join(folder);
    let changed = |name: &str| fs::metadata(home.join(name)).and_then(|file| file.modified()).ok();
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(());
    }
    println!("installing: journeys/foreign/{folder}/package-lock.json");
    let mut command = Command::new("npm");
    command.args(["ci", "--no-audit", "--no-fund"]).current_dir(home).stderr(Stdio::inherit());
    child::run(&mut command, Duration::from_mins(10))
}

/// While it lives, installing a package starts no service (Debian's invoke-rc.d asks this file).
struct NoServices {
    before: Option<Vec<u8>>,
}

impl NoServices {
    fn begin() -> Result<Self, String> {
        let before = match fs::read(POLICY) {
            Ok(content) => Some(content),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(format!("{POLICY}: {error}")),
        };
        let policy = Self { before };
        write_policy(b"#!/bin/sh\nexit 101\n").map_err(|error| format!("{POLICY}: {error}"))?;
        Ok(policy)
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        let restored = match &self.before {
            Some(content) => write_policy(content),
            None => fs::remove_file(POLICY),
        };
        if let Err(error) = restored {
            eprintln!("{POLICY} could not be put back: {error}");
        }
    }
}

fn write_policy(content: &[u8]) -> std::io::Result<()> {
    fs::write(POLICY, content)?;
    fs::set_permissions(POLICY, fs::Permissions::from_mode(0o755))
}

const POLICY: &str = "/usr/sbin/policy-rc.d";
const APT_GET: &str = "/usr/bin/apt-get";
