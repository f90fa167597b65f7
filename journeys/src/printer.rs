//! The device, played by clients that are not ours: each sends a mail file in its own way.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::NamedTempFile;

use crate::foreign::ACCOUNT;
use crate::process::{self, Ended};

/// How the client speaks to the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Clear,
    StartTls,
    /// From the first octet (RFC 8314 §3.3).
    Tls,
}

/// A device's user and password.
#[derive(Clone, Copy, Debug)]
pub struct Login<'words> {
    pub user: &'words str,
    pub password: &'words str,
    /// `PLAIN` or `LOGIN`.
    pub mechanism: &'words str,
}

/// curl: pipelines nothing, asks for SIZE and 8BITMIME by itself.
pub fn curl(
    to: SocketAddr,
    transport: Transport,
    login: Option<Login>,
    rcpt: &[&str],
    mail: &[u8],
) -> Ended {
    let mut curl = Command::new("curl");
    let scheme = if transport == Transport::Tls { "smtps" } else { "smtp" };
    curl.args(["--silent", "--show-error", "--verbose", "--insecure", "--max-time", "60"])
        .arg(format!("{scheme}://{to}/printer.example.com"))
        .args(["--mail-from", ACCOUNT]);
    for address in rcpt {
        curl.args(["--mail-rcpt", address]);
    }
    if transport == Transport::StartTls {
        curl.arg("--ssl-reqd");
    }
    if let Some(login) = login {
        curl.arg("--user").arg(format!("{}:{}", login.user, login.password));
        curl.arg("--login-options").arg(format!("AUTH={}", login.mechanism));
    }
    curl.args(["--upload-file", "-"]);
    process::run(curl, mail, LIMIT)
}

/// swaks: each command waits for its reply. It sends a line end of its own after the mail.
pub fn swaks(
    to: SocketAddr,
    transport: Transport,
    login: Option<Login>,
    rcpt: &[&str],
    mail: &[u8],
) -> Ended {
    let file = file_of(mail.strip_suffix(b"\r\n").unwrap_or(mail));
    let mut swaks = Command::new("swaks");
    swaks
        .args(["--server", &to.ip().to_string(), "--port", &to.port().to_string()])
        .args(["--ehlo", "printer.example.com", "--from", ACCOUNT, "--to", &rcpt.join(",")])
        .args(["--timeout", "60"]);
    swaks.arg("--data").arg(format!("@{}", file.path().display()));
    match transport {
        Transport::Clear => {}
        Transport::StartTls => drop(swaks.arg("--tls")),
        Transport::Tls => drop(swaks.arg("--tls-on-connect")),
    }
    if let Some(login) = login {
        swaks.args(["--auth", login.mechanism]);
        swaks.args(["--auth-user", login.user, "--auth-password", login.password]);
    }
    process::run(swaks, b"", LIMIT)
}

/// Python's smtplib, in `foreign/clients/smtplib_printer.py`.
pub fn smtplib(
    to: SocketAddr,
    transport: Transport,
    login: Option<Login>,
    rcpt: &[&str],
    mail: &[u8],
) -> Ended {
    let file = file_of(mail);
    let mut python = Command::new("python3");
    python
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign/clients/smtplib_printer.py"))
        .args(["--server", &to.to_string(), "--from", ACCOUNT])
        .args(["--transport", word(transport)])
        .arg("--mail")
        .arg(file.path());
    if let Some(login) = login {
        python.args(["--user", login.user, "--mechanism", login.mechanism]);
        python.env("PRINTER_PASSWORD", login.password);
    }
    python.args(rcpt);
    process::run(python, b"", LIMIT)
}

/// How Postfix's load generator is to behave.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub sessions: u32,
    pub mails: u32,
    pub size: u32,
}

/// smtp-source: many sessions at once, a mail each, in clear.
pub fn smtp_source(to: SocketAddr, load: Load, rcpt: &str) -> Ended {
    let mut source = Command::new("/usr/sbin/smtp-source");
    source
        .args(["-s", &load.sessions.to_string(), "-m", &load.mails.to_string()])
        .args(["-l", &load.size.to_string(), "-f", ACCOUNT, "-t", rcpt])
        .args(["-M", "printer.example.com"])
        .arg(format!("inet:{}:{}", to.ip(), to.port()));
    process::run(source, b"", LIMIT)
}

fn word(transport: Transport) -> &'static str {
    match transport {
        Transport::Clear => "clear",
        Transport::StartTls => "starttls",
        Transport::Tls => "tls",
    }
}

fn file_of(mail: &[u8]) -> NamedTempFile {
    let file = NamedTempFile::new().expect("the temporary folder can be written");
    fs::write(file.path(), mail).expect("the temporary folder can be written");
    file
}

const LIMIT: Duration = Duration::from_mins(3);
