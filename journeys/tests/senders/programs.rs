//! Programs that write their mails themselves, as scripts and servers use them: who reads the mail
//! behind the gateway sees what the program meant, and nothing has changed but what had to.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use scanpost_journeys::cli::job_to;
use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider};
use scanpost_journeys::process::{self, Ended};
use scanpost_journeys::reading::read;

use crate::same::{assert_nothing_new_is_wrong, assert_only_mended};
use crate::samples::{file, unsigned};

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn what_programs_write_arrives_with_its_file_and_from_the_account() {
    let provider = ForeignProvider::start();
    let gateway = unsigned(&provider, &[]);
    for program in &PROGRAMS {
        let send = program.send;
        send(gateway.addresses().smtp, &mailbox(program)).expect_success(program.name);
    }
    let jobs = gateway.cli().jobs();
    let jobs: Vec<_> = PROGRAMS.iter().map(|program| job_to(&jobs, &mailbox(program))).collect();
    let originals: Vec<_> = jobs.iter().map(|job| job.original(gateway.cli())).collect();
    gateway.sign_in(&provider);
    provider.wait_for_deliveries(PROGRAMS.len(), LIMIT);
    gateway.wait_until_idle(LIMIT);

    for ((program, job), original) in PROGRAMS.iter().zip(jobs).zip(originals) {
        let arrived = provider.mailbox(&mailbox(program));
        let [arrived] = &arrived[..] else { panic!("{}: {} mails", program.name, arrived.len()) };
        let mended = job.mended(gateway.cli());
        assert!(mended.iter().eq(program.mends), "{}: {mended:?}", program.name);
        assert_only_mended(program.name, &original, arrived, &mended);
        check(program, &original, arrived);
    }
}

struct Program {
    name: &'static str,
    send: fn(SocketAddr, &str) -> Ended,
    subject: &'static str,
    /// The name in From.
    from: &'static str,
    /// The address in Reply-To.
    reply_to: Option<&'static str>,
    text: &'static str,
    /// Under which name the page arrives.
    page: &'static str,
    /// In the order of the alphabet.
    mends: &'static [&'static str],
}

const PROGRAMS: [Program; 6] = [
    // As cron on a small server hands its mails on; msmtp adds Date and Message-ID by itself.
    Program {
        name: "msmtp",
        send: msmtp,
        subject: "Cron <root@nas> backup",
        from: "",
        reply_to: Some(SENDER),
        text: ".hidden: säkerhetskopian är klar\nFrom here on all is well.",
        page: "page.pdf",
        mends: &["from-replaced", "reply-to-added"],
    },
    Program {
        name: "curl",
        send: curl,
        subject: "Scan from a script",
        from: "Script",
        reply_to: Some(SENDER),
        text: "See the file.",
        page: "page.pdf",
        mends: &["date-added", "from-replaced", "message-id-added", "reply-to-added"],
    },
    Program {
        name: "swaks",
        send: swaks,
        subject: "Scan from a script",
        from: "",
        reply_to: Some(SENDER),
        text: "See the file.\n",
        page: "page.pdf",
        mends: &["from-replaced", "reply-to-added"],
    },
    Program {
        name: "python-new",
        send: |to, recipient| python("new", to, recipient),
        subject: "Månadsrapport – Büro 7",
        from: "Rapporter, våning 2",
        reply_to: Some(SENDER),
        text: "Se bilagan.\n.en punkt\n",
        page: "Månad.pdf",
        mends: &["date-added", "from-replaced", "message-id-added", "reply-to-added"],
    },
    Program {
        name: "python-old",
        send: |to, recipient| python("old", to, recipient),
        subject: "Månadsrapport – Büro 7",
        from: "Rapporter, våning 2",
        reply_to: Some(SENDER),
        text: "Se bilagan.\n.en punkt\n",
        page: "Månad.pdf",
        mends: &["date-added", "from-replaced", "message-id-added", "reply-to-added"],
    },
    // A name with an umlaut, and Python hides the address in the encoded word with it: a name alone.
    Program {
        name: "python-careless",
        send: |to, recipient| python("careless", to, recipient),
        subject: "Månadsrapport – Büro 7",
        from: "\"Rapporter, våning 2\" <script@old.example>",
        reply_to: None,
        text: "Se bilagan.\n.en punkt\n",
        page: "Månad.pdf",
        mends: &["date-added", "from-replaced", "message-id-added"],
    },
];

fn check(program: &Program, original: &[u8], arrived: &[u8]) {
    let (before, behind) = (read(original, "utf-8"), read(arrived, "utf-8"));
    assert_eq!(behind.subject.as_deref(), Some(program.subject));
    assert_eq!(behind.from, [(program.from.to_owned(), ACCOUNT.to_owned())]);
    let replies: Vec<_> = behind.reply_to.iter().map(|(_, address)| address.as_str()).collect();
    assert_eq!(replies, Vec::from_iter(program.reply_to));
    assert_eq!(behind.to, [(String::new(), mailbox(program))]);
    assert!(behind.date.is_some() && behind.message_id.is_some(), "{behind:?}");
    assert_nothing_new_is_wrong(program.name, &before, &behind);
    let text = String::from_utf8_lossy(&behind.parts[0].octets).replace("\r\n", "\n");
    assert_eq!(text, program.text, "{}", program.name);
    let page = behind.parts.iter().find(|part| part.file.as_deref() == Some(program.page));
    let page = page.unwrap_or_else(|| panic!("{}: no {}", program.name, program.page));
    assert!(page.octets == file("page.pdf"), "{}: another file", program.name);
}

/// Recipients out of the mail, as sendmail's `-t`.
fn msmtp(to: SocketAddr, recipient: &str) -> Ended {
    let mut msmtp = Command::new("msmtp");
    msmtp.arg(format!("--host={}", to.ip())).arg(format!("--port={}", to.port()));
    msmtp.args(["--tls=off", "--auth=off", "--timeout=60", "--read-recipients", "--from", SENDER]);
    let mail = String::from_utf8(file("cron.eml")).expect("the sample is UTF-8");
    process::run(msmtp, mail.replace("person@example.com", recipient).as_bytes(), LIMIT)
}

/// curl makes the parts itself.
fn curl(to: SocketAddr, recipient: &str) -> Ended {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--max-time", "60", "--mail-from", SENDER])
        .args(["--mail-rcpt", recipient])
        .arg("--header")
        .arg(format!("From: Script <{SENDER}>"))
        .arg("--header")
        .arg(format!("To: {recipient}"))
        .args(["--header", "Subject: Scan from a script"])
        .args(["--form", "=See the file.;type=text/plain"])
        .arg("--form")
        .arg(format!("=@{};type=application/pdf;encoder=base64", page().display()))
        .arg(format!("smtp://{to}/script.example.com"));
    process::run(curl, b"", LIMIT)
}

fn swaks(to: SocketAddr, recipient: &str) -> Ended {
    let mut swaks = Command::new("swaks");
    swaks
        .args(["--server", &to.ip().to_string(), "--port", &to.port().to_string()])
        .args(["--ehlo", "script.example.com", "--from", SENDER, "--to", recipient])
        .args(["--header", "Subject: Scan from a script", "--body", "See the file.\n"])
        .args(["--attach-type", "application/pdf", "--attach-name", "page.pdf", "--attach"])
        .arg(format!("@{}", page().display()))
        .args(["--timeout", "60"]);
    process::run(swaks, b"", LIMIT)
}

/// `foreign/clients/write_mail.py`, in one of its ways.
fn python(way: &str, to: SocketAddr, recipient: &str) -> Ended {
    let mut python = Command::new("python3");
    python
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign/clients/write_mail.py"))
        .args([way, &to.to_string(), SENDER, recipient])
        .arg(page());
    process::run(python, b"", LIMIT)
}

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/page.pdf")
}

/// Each program has a mailbox to itself.
fn mailbox(program: &Program) -> String {
    format!("{}@example.com", program.name)
}

const SENDER: &str = "script@old.example";
const LIMIT: Duration = Duration::from_mins(2);
