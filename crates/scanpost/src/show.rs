//! What the commands print for people.

use std::fmt::Write;

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use scanpost_core::clock::Time;
use scanpost_core::fault::Fault;
use scanpost_core::spool::JobState;
use scanpost_core::words::{self, Language};
use scanpost_web::wire::{
    AccountView, DeviceAdded, DeviceView, Job, JobView, Retried, SignInView, Status,
};

use crate::terminal;

/// Labels and states are English so far, as scripts and the documents have them; what went wrong and
/// the next step come in the person's language.
const LABELS: Language = Language::En;

/// Everything at a glance.
pub(crate) fn status(status: &Status) -> String {
    let mut text = format!("scanpost {}, since {}\n", status.version, status.started_at);
    for listener in &status.listeners {
        let _ = writeln!(text, "  {:<6} {}", listener.what, listener.address);
    }
    if status.listeners.is_empty() {
        text.push_str("  not serving: start it with scanpost serve\n");
    }
    let _ = writeln!(text, "\nDevices: {}", status.devices);
    let jobs: Vec<_> = status
        .jobs
        .iter()
        .map(|(state, count)| format!("{count} {}", state_word(*state)))
        .collect();
    let _ = writeln!(
        text,
        "Jobs: {}",
        if jobs.is_empty() { "none".to_owned() } else { jobs.join(", ") }
    );
    let _ = writeln!(text, "Free on the disk: {}\n", words::size(LABELS, status.free_bytes));
    text + &accounts(&status.accounts)
}

pub(crate) fn accounts(accounts: &[AccountView]) -> String {
    if accounts.is_empty() {
        return "No account yet. Add one: scanpost account add --help".to_owned();
    }
    accounts.iter().map(account).collect::<Vec<_>>().join("\n\n")
}

/// One account, with what must be done.
pub(crate) fn account(account: &AccountView) -> String {
    let language = LABELS;
    let mut text = format!("{}  {}  {}\n", account.name, account.address, account.provider);
    let _ = write!(text, "  Token: {}", words::token_status(language, account.token_status));
    if let Some(name) = &account.signed_in_as {
        let _ = write!(text, ", signed in as {name}");
        if !name.eq_ignore_ascii_case(&account.address) {
            let _ = write!(text, " (not {}: is that meant?)", account.address);
        }
    }
    if let Some(at) = account.signed_in_at {
        let _ = write!(text, ", since {at}");
    }
    if let Some(at) = account.next_refresh_at {
        let _ = write!(text, "\n  Next refresh: {at}");
    }
    match &account.connection {
        Some(connection) => match &connection.fault {
            None => {
                let _ = write!(text, "\n  Connection: log-in went well at {}", connection.at);
            }
            Some(fault) => {
                let _ = write!(
                    text,
                    "\n  Connection: failed at {}. {}",
                    connection.at,
                    sentence(fault)
                );
            }
        },
        None => text.push_str("\n  Connection: not tried yet"),
    }
    if let Some(fault) = &account.token_fault {
        let _ = write!(text, "\n  {}", sentence(fault));
    }
    if let Some(hold) = &account.hold {
        let _ = write!(text, "\n  On hold since {}: {}", hold.since, sentence(&hold.fault));
    }
    if let Some(fault) = &account.sign_in_fault {
        let _ = write!(text, "\n  Last sign-in: {}", sentence(fault));
    }
    text
}

/// The code, the address and its QR code (RFC 8628 §3.3: the code stands beside it).
pub(crate) fn code(code: &SignInView, account: &AccountView) -> String {
    let qr = qr(&code.verification_uri);
    format!(
        "{qr}\n\n  1. Open   {}\n  2. Enter  {}\n  3. Log in as {}\n\n\
         This connects scanpost to that mailbox, to send mail. Not you? Do nothing.\n\
         The code ends in {} minutes. Waiting ...",
        code.verification_uri,
        code.user_code,
        account.address,
        code.seconds_left.div_ceil(60)
    )
}

/// Dark on light, whatever colours the terminal has: cameras read it that way round.
fn qr(address: &str) -> String {
    let Ok(qr) = QrCode::new(address.as_bytes()) else {
        return String::new(); // too long for a QR code; it stands below in letters
    };
    let drawn =
        qr.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    if !terminal::is_watched() {
        return drawn;
    }
    let lines = drawn.lines().map(|line| format!("\x1b[97;40m{line}\x1b[0m"));
    lines.collect::<Vec<_>>().join("\n")
}

pub(crate) fn added_device(added: &DeviceAdded) -> String {
    let mut text = device(&added.device);
    if let (Some(user), Some(password)) = (&added.device.user, &added.password) {
        let _ = write!(
            text,
            "\n\nEnter this in the device now; the password is not shown again:\n  User:     {user}\n  Password: {password}"
        );
    }
    text
}

pub(crate) fn devices(devices: &[DeviceView]) -> String {
    if devices.is_empty() {
        return "No device yet, so nobody may send. Add one: scanpost device add --help".to_owned();
    }
    devices.iter().map(device).collect::<Vec<_>>().join("\n")
}

fn device(device: &DeviceView) -> String {
    let ranges = if device.ranges.is_empty() {
        "from anywhere".to_owned()
    } else {
        device.ranges.join(", ")
    };
    let user = device.user.as_ref().map(|user| format!(", user {user}")).unwrap_or_default();
    let tls = if device.tls_required { ", must encrypt" } else { "" };
    let account =
        device.account.as_ref().map(|account| format!(", sends by {account}")).unwrap_or_default();
    format!("{}  {ranges}{user}{tls}{account}", device.name)
}

pub(crate) fn jobs(jobs: &[Job]) -> String {
    if jobs.is_empty() {
        return "No jobs.".to_owned();
    }
    let mut text =
        format!("{:<32}  {:<20}  {:<16}  {:>9}  {}", "Job", "Accepted", "State", "Size", "Device");
    for job in jobs {
        let size = words::size(LABELS, job.size_bytes);
        let state = state_word(job.state);
        let _ = write!(
            text,
            "\n{:<32}  {:<20}  {state:<16}  {size:>9}  {}",
            job.id.to_string(),
            job.accepted_at.to_string(),
            job.device
        );
        if let Some(fault) = job.fault.as_ref().filter(|_| job.state != JobState::Delivered) {
            let _ = write!(text, "\n    {}", sentence(fault));
        }
    }
    text
}

/// One job's whole story.
pub(crate) fn job(view: &JobView) -> String {
    let job = &view.job;
    let language = LABELS;
    let mut text = format!(
        "{}  {}\n  from {} by {}, {}, accepted {}\n",
        job.id,
        state_word(job.state),
        job.device,
        job.account,
        words::size(language, job.size_bytes),
        job.accepted_at
    );
    for recipient in &job.recipients {
        let state = words::recipient_state(language, recipient.state);
        let reply =
            recipient.reply.as_ref().map(|reply| format!("  \"{reply}\"")).unwrap_or_default();
        let _ = writeln!(text, "  to {}: {state}{reply}", recipient.address);
    }
    if let Some(due_at) = job.due_at.filter(|_| view.hold.is_none()) {
        let _ = writeln!(text, "  next attempt: {due_at}");
    }
    if let Some(fault) = &job.fault {
        let _ = writeln!(text, "  {}", sentence(fault));
    }
    if let Some(hold) = &view.hold {
        let _ = writeln!(
            text,
            "  The account is on hold since {}: {}",
            hold.since,
            sentence(&hold.fault)
        );
    }
    for entry in &view.story {
        let _ = write!(text, "\n  {}  {}", moment(entry.at), words::event(language, &entry.event));
    }
    text
}

/// What follows when somebody asked for another attempt, and what stands in the way.
pub(crate) fn retried(retried: &Retried) -> String {
    let answer = words::retried(terminal::language(), retried.as_str()).unwrap_or_default();
    match retried {
        Retried::Probing { fault } => format!("{answer}\n  {}", sentence(fault)),
        Retried::AfterHold { hold } => format!("{answer}\n  {}", sentence(&hold.fault)),
        Retried::Now | Retried::WhenServed => answer,
    }
}

/// What happened and the next step; below them what the other side said, without what would move
/// the cursor.
fn sentence(fault: &Fault) -> String {
    let sentence = words::fault(terminal::language(), fault);
    let mut text = format!("{} {}", sentence.what, sentence.next);
    if let Some(said) = fault.words.as_ref().filter(|said| !said.is_empty()) {
        let said = said.replace(|c: char| c.is_control(), " ");
        let _ = write!(text, "\n      \"{said}\"");
    }
    text
}

fn state_word(state: JobState) -> String {
    words::job_state(LABELS, state)
}

fn moment(at: Time) -> String {
    at.to_string()
}

/// A name as it stands in an address (RFC 3986 §2.1).
pub(crate) fn in_path(name: &str) -> String {
    name.bytes().fold(String::new(), |mut path, octet| {
        if octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~') {
            path.push(char::from(octet));
        } else {
            let _ = write!(path, "%{octet:02X}");
        }
        path
    })
}

#[cfg(test)]
mod tests {
    use scanpost_core::fault::Code;
    use scanpost_core::spool::Hold;

    use super::*;

    #[test]
    fn what_the_provider_said_stands_below_the_sentence_that_speaks_of_it() {
        let said = "554 5.2.252 SendAsDenied; \u{1b}[2Jscan@contoso.example";
        let refused = Fault::new(Code::MailRefused).words(said);
        let text = sentence(&refused);
        assert!(
            text.ends_with("\n      \"554 5.2.252 SendAsDenied;  [2Jscan@contoso.example\""),
            "{text:?}"
        );
        let hold = Hold { fault: refused.clone(), since: Time(0) };
        for answer in [Retried::AfterHold { hold }, Retried::Probing { fault: refused }] {
            assert!(retried(&answer).contains("SendAsDenied"), "{answer:?}");
        }
        assert!(!sentence(&Fault::new(Code::SignInNeeded)).contains('\n'));
    }

    #[test]
    fn a_name_cannot_leave_its_place_in_a_path() {
        assert_eq!(in_path("front office/å?"), "front%20office%2F%C3%A5%3F");
    }
}
