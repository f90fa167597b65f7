//! What the commands print for people.

use std::fmt::Write;

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use scanpost_core::device::SenderRule;
use scanpost_core::fault::Fault;
use scanpost_core::gateway::views::{MissingToFetch, ReceivingFault};
use scanpost_core::network::Encryption;
use scanpost_core::spool::JobState;
use scanpost_core::words;
use scanpost_web::wire::{
    AccountView, BrowserView, ConnectionView, DeviceAdded, DeviceView, GrantView, JobListed,
    JobView, RestView, Retried, SignInView, StatusView, Stranger,
};

use crate::account::WAYS;
use crate::terminal::{self, say};

/// Everything at a glance.
pub(crate) fn status(status: &StatusView) -> String {
    let since = status.started_at.to_string();
    let mut text =
        say("show-status-version", &[("version", &status.version), ("since", &since)]) + "\n";
    for listener in &status.listeners {
        let _ = writeln!(text, "  {:<6} {}", listener.what, listener.address);
    }
    if status.listeners.is_empty() {
        let _ = writeln!(text, "  {}", say("show-status-not-serving", &[]));
    }
    let jobs: Vec<_> = status
        .jobs
        .iter()
        .map(|(state, count)| format!("{}: {count}", state_word(*state)))
        .collect();
    let jobs = if jobs.is_empty() { say("show-status-no-jobs", &[]) } else { jobs.join(", ") };
    let free = words::size(terminal::language(), status.free_bytes);
    let _ = writeln!(
        text,
        "\n{}",
        say("show-status-devices", &[("count", &status.devices.to_string())])
    );
    if status.devices_without_account > 0 && !status.accounts.is_empty() {
        let count = status.devices_without_account.to_string();
        let _ = writeln!(text, "{}", say("show-status-without-account", &[("count", &count)]));
    }
    if status.users_lack_consent {
        let _ = writeln!(text, "{}", say("show-status-without-consent", &[]));
    }
    let _ = writeln!(text, "{}", say("show-status-jobs", &[("jobs", &jobs)]));
    let _ = writeln!(text, "{}", say("show-status-free", &[("size", &free)]));
    let arrivals = status.arrivals.iter().filter(|(_, count)| *count > 0);
    let arrivals: Vec<_> = arrivals
        .map(|(state, count)| {
            format!("{}: {count}", words::arrival_state(terminal::language(), *state))
        })
        .collect();
    if !arrivals.is_empty() {
        let _ = writeln!(
            text,
            "{}",
            say("show-status-arrivals", &[("arrivals", &arrivals.join(", "))])
        );
    }
    for ReceivingFault { function, fault } in &status.receiving_faults {
        let facts = [("function", function.as_str()), ("why", &*sentence(fault))];
        let _ = writeln!(text, "{}", say("show-status-receiving", &facts));
    }
    text.push('\n');
    text + &accounts(&status.accounts)
}

pub(crate) fn accounts(accounts: &[AccountView]) -> String {
    if accounts.is_empty() {
        return say("show-account-list-empty", &[]);
    }
    accounts.iter().map(account).collect::<Vec<_>>().join("\n\n")
}

/// One account, with what must be done.
pub(crate) fn account(account: &AccountView) -> String {
    let mut lines = vec![token(account)];
    if let Some(at) = account.next_refresh_at {
        lines.push(say("show-account-next-refresh", &[("at", &at.to_string())]));
    }
    lines.push(match &account.connection {
        None => say("show-account-not-tried", &[]),
        Some(connection) => self::connection(connection),
    });
    if let Some(network) = &account.network.used {
        lines.push(say("show-account-network", &[("network", &network.to_string())]));
    }
    lines.extend(account.network.fault.as_ref().map(sentence));
    if let Some(ConnectionView { at, fault }) = &account.receiving {
        let at = at.to_string();
        lines.push(match fault {
            None => say("show-account-opened", &[("at", &at)]),
            Some(fault) => {
                say("show-account-not-opened", &[("at", &at), ("why", &sentence(fault))])
            }
        });
    }
    lines.extend(account.token_fault.as_ref().map(sentence));
    if let Some(hold) = &account.hold {
        let facts = [("since", &*hold.since.to_string()), ("why", &sentence(&hold.fault))];
        lines.push(say("show-account-on-hold", &facts));
    }
    if let Some(rest) = &account.rest {
        let why = Fault::new(rest.limit).fact("address", &account.address);
        lines.push(rests(rest, &why));
    }
    if let Some(fault) = &account.sign_in_fault {
        lines.push(say("show-account-last-sign-in", &[("why", &sentence(fault))]));
    }
    let title = format!("{}  {}  {}", account.name, account.address, account.provider);
    std::iter::once(title).chain(lines).collect::<Vec<_>>().join("\n  ")
}

/// How the last log-in at the mail server went.
pub(crate) fn connection(connection: &ConnectionView) -> String {
    let at = connection.at.to_string();
    match &connection.fault {
        None => say("show-account-connected", &[("at", &at)]),
        Some(fault) => say("show-account-not-connected", &[("at", &at), ("why", &sentence(fault))]),
    }
}

/// How it signs in, and what a person should know of that.
pub(crate) fn grant(grant: &GrantView) -> String {
    let word = |way| WAYS.iter().find(|(_, known)| *known == way).map_or("", |(word, _)| word);
    let ways = grant.ways.iter().map(|way| word(*way)).collect::<Vec<_>>().join(", ");
    let facts = [("way", word(grant.way)), ("ways", &*ways)];
    let mut lines = vec![say("show-grant-way", &facts)];
    lines.push(say("show-grant-client", &[("id", &grant.client_id)]));
    if !grant.granted.is_empty() {
        lines.push(say("show-grant-granted", &[("scopes", &grant.granted.join(" "))]));
    }
    if let Some(at) = grant.lapses_at {
        lines.push(say("show-grant-lapses", &[("at", &at.to_string())]));
    }
    if let Some(thumbprint) = grant.credential.as_ref().and_then(|one| one.thumbprint.as_ref()) {
        lines.push(say("show-grant-certificate", &[("thumbprint", thumbprint)]));
    }
    lines.extend(limits(grant));
    lines.extend(grant.notices.iter().map(sentence));
    lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// What is kept to: the account's own limits, and the provider's where it has none.
fn limits(grant: &GrantView) -> impl Iterator<Item = String> {
    let (own, usual) = (&grant.limits, &grant.usual_limits);
    let rows = [
        ("limit-connections", own.connections.or(usual.connections)),
        ("limit-minute", own.messages_a_minute.or(usual.messages_a_minute)),
        ("limit-day", own.messages_a_day.or(usual.messages_a_day)),
        ("limit-recipients", own.recipients_a_day.or(usual.recipients_a_day)),
        ("limit-recipients-a-mail", own.recipients_a_message.or(usual.recipients_a_message)),
    ];
    rows.into_iter().filter_map(|(id, most)| Some(format!("{}: {}", say(id, &[]), most?)))
}

/// Where to send the browser, and how it comes back.
pub(crate) fn browser(begun: &BrowserView, account: &AccountView, paste: bool) -> String {
    let back = if paste { "show-browser-paste" } else { "show-browser-comes-back" };
    let steps = [
        say("show-code-open", &[("address", &begun.url)]),
        say("show-code-log-in", &[("address", &account.address)]),
        say(back, &[]),
    ];
    let steps: Vec<_> =
        (1..).zip(steps).map(|(number, step)| format!("  {number}. {step}")).collect();
    let registered = say("show-browser-registered", &[("address", &begun.redirect_uri)]);
    format!("{}\n\n{}\n{registered}", steps.join("\n"), say("show-code-binds", &[]))
}

/// The token's status, whose it is and since when.
fn token(account: &AccountView) -> String {
    let status = words::token_status(terminal::language(), account.token_status);
    let mut parts = vec![say("show-account-token", &[("status", &status)])];
    if let Some(name) = &account.signed_in_as {
        let facts = [("name", &**name), ("address", &*account.address)];
        parts.push(if name.eq_ignore_ascii_case(&account.address) {
            say("show-account-signed-in-as", &facts)
        } else {
            say("show-account-signed-in-as-other", &facts)
        });
    }
    if let Some(at) = account.signed_in_at {
        parts.push(say("show-since", &[("at", &at.to_string())]));
    }
    parts.join(", ")
}

/// The code, the address and its QR code (RFC 8628 §3.3: the code stands beside it).
/// `mailbox`: whose it is to be, where somebody has said it.
pub(crate) fn code(code: &SignInView, mailbox: Option<&str>) -> String {
    let qr = qr(&code.verification_uri);
    let minutes = code.seconds_left.div_ceil(60).to_string();
    let steps = [
        say("show-code-open", &[("address", &code.verification_uri)]),
        say("show-code-enter", &[("code", &code.user_code)]),
        match mailbox {
            Some(address) => say("show-code-log-in", &[("address", address)]),
            None => say("show-code-log-in-anybody", &[]),
        },
    ];
    let steps: Vec<_> =
        (1..).zip(steps).map(|(number, step)| format!("  {number}. {step}")).collect();
    format!(
        "{qr}\n\n{}\n\n{}\n{}",
        steps.join("\n"),
        say("show-code-binds", &[]),
        say("show-code-waiting", &[("minutes", &minutes)])
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
        let facts = [
            (format!("  {}:", say("show-device-user", &[])), user.clone()),
            (format!("  {}:", say("show-device-password", &[])), password.clone()),
        ];
        let _ =
            write!(text, "\n\n{}\n{}", say("show-device-enter", &[]), terminal::columns(&facts));
    }
    text + &fetching(&added.device)
}

/// What is entered on a device that fetches its mail, and what is missing yet.
fn fetching(device: &DeviceView) -> String {
    let Some(fetching) = &device.fetching else { return String::new() };
    let mut text = String::new();
    for door in &fetching.doors {
        let here = || say("show-device-pop-here", &[]);
        let (server, port) = (door.server.clone().unwrap_or_else(here), door.port.to_string());
        let args = [("server", &*server), ("port", &*port)];
        let line = match door.encryption {
            Encryption::Starttls => say("show-device-pop-stls", &args),
            Encryption::FromTheStart => say("show-device-pop-tls", &args),
        };
        let _ = write!(text, "\n  {line}");
    }
    if let Some(mailbox) = &fetching.mailbox {
        let _ = write!(text, "\n  {}", say("show-device-pop-mailbox", &[("address", mailbox)]));
    }
    for missing in &fetching.missing {
        let line = match missing {
            MissingToFetch::Door => say("show-device-pop-no-door", &[]),
            MissingToFetch::WayToDoor => say("show-device-pop-no-way", &[]),
            MissingToFetch::Mailbox => say("show-device-pop-no-mailbox", &[]),
        };
        let _ = write!(text, "\n  {line}");
    }
    text
}

/// One device with what was last seen of it.
pub(crate) fn device_with_facts(view: &DeviceView) -> String {
    let mut text = device(view);
    match &view.facts.seen {
        Some(seen) => {
            let clear = || say("show-device-in-clear", &[]);
            let tls = seen.tls.clone().unwrap_or_else(clear);
            let none = || say("show-device-no-log-in", &[]);
            let mechanism = seen.mechanism.clone().unwrap_or_else(none);
            let args = [
                ("at", &*seen.at.to_string()),
                ("address", &*seen.address.to_string()),
                ("tls", &*tls),
                ("mechanism", &*mechanism),
            ];
            let _ = write!(text, "\n  {}", say("show-device-seen", &args));
        }
        None => {
            let _ = write!(text, "\n  {}", say("show-device-not-seen", &[]));
        }
    }
    if let Some(at) = view.facts.fetched_at {
        let _ = write!(text, "\n  {}", say("show-device-fetched", &[("at", &at.to_string())]));
    }
    if let Some(refused) = &view.facts.refused {
        let fault = Fault::new(refused.code).fact("device", &view.name);
        let args = [
            ("at", &*refused.at.to_string()),
            ("address", &*refused.address.to_string()),
            ("why", &*sentence(&fault)),
        ];
        let _ = write!(text, "\n  {}", say("show-device-refused", &args));
    }
    text + &fetching(view)
}

/// Addresses that nobody accounts for.
pub(crate) fn strangers(strangers: &[Stranger]) -> String {
    if strangers.is_empty() {
        return say("show-strangers-none", &[]);
    }
    let line = |stranger: &Stranger| {
        let what = words::fault(terminal::language(), &Fault::new(stranger.code)).what;
        let address = stranger.address.to_string();
        let (times, at) = (stranger.times.to_string(), stranger.last_at.to_string());
        let args = [("times", &*times), ("at", &*at), ("why", &*what)];
        (address, say("show-stranger", &args))
    };
    terminal::columns(&strangers.iter().map(line).collect::<Vec<_>>())
}

pub(crate) fn devices(devices: &[DeviceView]) -> String {
    if devices.is_empty() {
        return say("show-device-list-empty", &[]);
    }
    devices.iter().map(device).collect::<Vec<_>>().join("\n")
}

fn device(device: &DeviceView) -> String {
    let mut parts = device.ranges.clone();
    if parts.is_empty() {
        parts.push(say("show-device-from-anywhere", &[]));
    }
    parts.extend(device.user.as_ref().map(|user| say("show-device-has-user", &[("user", user)])));
    parts.extend(device.tls_required.then(|| say("show-device-must-encrypt", &[])));
    let account = device.account.as_ref().map(ToString::to_string);
    parts.extend(account.map(|account| say("show-device-sends-by", &[("account", &account)])));
    parts.extend(device.fetches.then(|| say("show-device-fetches", &[])));
    parts.extend(sender(&device.sender));
    format!("{}  {}", device.name, parts.join(", "))
}

/// The sender rule; nothing for the usual one.
fn sender(rule: &SenderRule) -> Option<String> {
    match rule {
        SenderRule::Account => None,
        SenderRule::MustMatch => Some(say("show-device-sender-must-match", &[])),
        SenderRule::Keep => Some(say("show-device-sender-keep", &[])),
        SenderRule::PerUser => Some(say("show-device-sender-per-user", &[])),
        SenderRule::Alias(_) => {
            let table = rule.aliases().replace('\n', "; ");
            Some(say("show-device-sender-alias", &[("table", &table)]))
        }
    }
}

pub(crate) fn jobs(jobs: &[JobListed]) -> String {
    if jobs.is_empty() {
        return say("show-job-list-empty", &[]);
    }
    let heading = [
        say("show-job", &[]),
        say("show-job-accepted", &[]),
        say("show-job-state", &[]),
        say("show-job-size", &[]),
        say("show-job-device", &[]),
    ];
    let mut text = row(&heading);
    for JobListed { job, user, hold } in jobs {
        let size = words::size(terminal::language(), job.size_bytes);
        let gone = || job.account.is_of_user().then(|| say("show-user-gone", &[]));
        let user = user.clone().or_else(gone);
        let device = user.map_or_else(|| job.device.clone(), |u| format!("{} ({u})", job.device));
        let state = state_word(job.state);
        let (id, at) = (job.id.to_string(), job.accepted_at.to_string());
        let _ = write!(text, "\n{}", row(&[id, at, state, size, device]));
        if let Some(fault) = job.hindrance(hold.as_ref().map(|hold| &hold.fault)) {
            let _ = write!(text, "\n    {}", sentence(fault));
        }
    }
    text
}

/// One row of the table of jobs.
fn row([job, accepted, state, size, device]: &[String; 5]) -> String {
    format!("{job:<32}  {accepted:<20}  {state:<16}  {size:>9}  {device}")
}

/// One job's whole story.
pub(crate) fn job(view: &JobView) -> String {
    let job = &view.job;
    let language = terminal::language();
    let account = match &view.user {
        Some(user) => user.clone(),
        None if job.account.is_of_user() => say("show-user-gone", &[]),
        None => job.account.to_string(),
    };
    let facts = [
        ("device", &*job.device),
        ("account", &account),
        ("size", &*words::size(language, job.size_bytes)),
        ("at", &*job.accepted_at.to_string()),
    ];
    let mut text =
        format!("{}  {}\n  {}\n", job.id, state_word(job.state), say("show-job-about", &facts));
    for recipient in &job.recipients {
        let state = words::recipient_state(language, recipient.state);
        let facts = [("address", &*recipient.called()), ("state", &state)];
        let reply =
            recipient.reply.as_ref().map(|reply| format!("  \"{reply}\"")).unwrap_or_default();
        let _ = writeln!(text, "  {}{reply}", say("show-job-recipient", &facts));
    }
    if let Some(due_at) = job.due_at.filter(|_| view.hold.is_none()) {
        let _ = writeln!(text, "  {}", say("show-job-due", &[("at", &due_at.to_string())]));
    }
    if let Some(fault) = &job.fault {
        let _ = writeln!(text, "  {}", sentence(fault));
    }
    if let Some(hold) = &view.hold {
        let facts = [("since", &*hold.since.to_string()), ("why", &sentence(&hold.fault))];
        let _ = writeln!(text, "  {}", say("show-job-account-on-hold", &facts));
    }
    for entry in &view.story {
        let _ = write!(text, "\n  {}  {}", entry.at, words::event(language, &entry.event));
    }
    text
}

fn rests(rest: &RestView, why: &Fault) -> String {
    let facts = [("until", &*rest.until.to_string()), ("why", &sentence(why))];
    say("show-account-rests", &facts)
}

/// What follows when somebody asked for another attempt, and what stands in the way.
pub(crate) fn retried(retried: &Retried) -> String {
    let answer = words::retried(terminal::language(), retried.as_str()).unwrap_or_default();
    match retried {
        Retried::Probing { fault } => format!("{answer}\n  {}", sentence(fault)),
        Retried::AfterHold { hold } => format!("{answer}\n  {}", sentence(&hold.fault)),
        Retried::AfterRest { rest } => {
            format!("{answer}\n  {}", rests(rest, &Fault::new(rest.limit)))
        }
        Retried::Now | Retried::WhenServed => answer,
    }
}

/// What happened and the next step; below them what the other side said, without what would move
/// the cursor.
pub(crate) fn sentence(fault: &Fault) -> String {
    let sentence = words::fault(terminal::language(), fault);
    let mut text = format!("{} {}", sentence.what, sentence.next);
    if let Some(said) = fault.words.as_ref().filter(|said| !said.is_empty()) {
        let said = said.replace(|c: char| c.is_control(), " ");
        let _ = write!(text, "\n      \"{said}\"");
    }
    text
}

fn state_word(state: JobState) -> String {
    words::job_state(terminal::language(), state)
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
    use scanpost_core::clock::Time;
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
