//! The sandbox's inbox, read by clients that we did not write: curl and Python's poplib find
//! Exchange Online's POP3 in it, and Gmail's.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use scanpost_journeys::mail::Scan;
use scanpost_journeys::process::{self, Ended};
use scanpost_journeys::sandbox::{MAILBOX, Sandbox};

const POP: &str = "https://outlook.office.com/POP.AccessAsUser.All";
const SMTP: &str = "https://outlook.office.com/SMTP.Send";

/// A sandbox with a mail in its inbox, and the mail.
fn with_a_mail() -> (Sandbox, Scan) {
    let sandbox = Sandbox::start();
    let fax = Scan::new("fax", "fax@example.com", MAILBOX, 300_000);
    sandbox.put_mail(&fax.octets);
    (sandbox, fax)
}

/// curl with a token: `pop3s` or `pop3` with STLS, and what it is told beyond that.
fn curl(sandbox: &Sandbox, path: &str, token: &str, stls: bool, words: &[&str]) -> Ended {
    let (scheme, door) =
        if stls { ("pop3", sandbox.doors.pop3_stls) } else { ("pop3s", sandbox.doors.pop3) };
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--max-time", "60", "--ssl-reqd", "--cacert"]);
    curl.arg(sandbox.ca_file());
    curl.args(["--user", &format!("{MAILBOX}:"), "--oauth2-bearer", token]).args(words);
    curl.arg(format!("{scheme}://localhost:{}/{path}", door.port()));
    process::run(curl, b"", LIMIT)
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn curl_reads_the_inbox_with_a_token_over_tls_and_over_stls() {
    let (sandbox, fax) = with_a_mail();
    let token = sandbox.access_token(POP);
    for stls in [false, true] {
        let list = curl(&sandbox, "", &token, stls, &[]).expect_success("curl lists");
        assert_eq!(list.stdout.trim_end(), format!("1 {}", fax.octets.len()));
        let mail = curl(&sandbox, "1", &token, stls, &[]).expect_success("curl reads");
        assert_eq!(mail.stdout.as_bytes(), fax.octets);
    }
    let other = sandbox.access_token(SMTP);
    let refused = curl(&sandbox, "", &other, false, &[]);
    assert_eq!(refused.status.code(), Some(LOGIN_DENIED), "{}", refused.stderr);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn curl_reads_gmails_inbox_and_gives_up_when_its_token_is_explained_to_be_bad() {
    let (sandbox, fax) = with_a_mail();
    let token = sandbox.access_token(POP);
    sandbox.turn_on("gmail");
    let mail = curl(&sandbox, "1", &token, false, &[]).expect_success("curl at Gmail");
    assert_eq!(mail.stdout.as_bytes(), fax.octets);
    // Short enough for AUTH's own line, which curl then uses (RFC 5034 §4).
    for words in [&[][..], &["--sasl-ir"]] {
        let refused = curl(&sandbox, "1", "short", false, words);
        assert_eq!(refused.status.code(), Some(LOGIN_DENIED), "{words:?}: {}", refused.stderr);
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn exchange_closes_when_curl_puts_a_token_on_auths_own_line() {
    let (sandbox, _) = with_a_mail();
    let two_lines = curl(&sandbox, "1", "short", false, &["--verbose"]);
    assert!(two_lines.stderr.contains("-ERR Authentication failure"), "{}", two_lines.stderr);
    let one_line = curl(&sandbox, "1", "short", false, &["--verbose", "--sasl-ir"]);
    let closed = "-ERR Protocol error. Connection is closed. 10";
    assert!(one_line.stderr.contains(closed), "{}", one_line.stderr);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn pythons_poplib_notices_a_mail_that_breaks_off_and_reads_it_the_next_time() {
    let (sandbox, fax) = with_a_mail();
    let token = sandbox.access_token(POP);
    sandbox.turn_on("pop3-drop-in-retr");
    let read = || poplib(sandbox.doors.pop3, "tls", sandbox.ca_file(), &token);
    let broken = read();
    assert!(!broken.status.success() && broken.stdout.is_empty(), "{broken:?}");
    let read = read().expect_success("poplib");
    assert!(read.stdout.contains(&format!(" {} ", fax.octets.len())), "{}", read.stdout);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn pythons_poplib_reads_and_deletes_though_sizes_are_estimates() {
    for (transport, stls) in [("tls", false), ("stls", true)] {
        let (sandbox, fax) = with_a_mail();
        sandbox.turn_on("pop3-sizes-estimated");
        let token = sandbox.access_token(POP);
        let door = if stls { sandbox.doors.pop3_stls } else { sandbox.doors.pop3 };
        let read = poplib(door, transport, sandbox.ca_file(), &token).expect_success("poplib");
        let words: Vec<&str> = read.stdout.split_whitespace().collect();
        let [uidl, said, came, _] = words[..] else { panic!("one mail: {}", read.stdout) };
        assert_eq!((uidl, came), ("1", &*fax.octets.len().to_string()));
        assert_ne!(said, came, "LIST estimates");
        let again = poplib(door, transport, sandbox.ca_file(), &token).expect_success("poplib");
        assert_eq!(again.stdout, "", "the mail is deleted");
    }
}

fn poplib(door: SocketAddr, transport: &str, ca: &Path, token: &str) -> Ended {
    let mut python = Command::new("python3");
    python
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign/clients/poplib_reader.py"))
        .args(["--transport", transport, "--port", &door.port().to_string(), "--user", MAILBOX])
        .arg("--ca")
        .arg(ca)
        .env("READER_TOKEN", token);
    process::run(python, b"", LIMIT)
}

/// How curl ends when its log-in is refused (`CURLE_LOGIN_DENIED`).
const LOGIN_DENIED: i32 = 67;

const LIMIT: Duration = Duration::from_mins(2);
