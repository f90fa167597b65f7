//! `scanpost demo`: the main job before one's eyes, with no tenant and no internet.
//!
//! 1. The sandbox starts: a provider on this machine.
//! 2. scanpost starts, with a throw-away data folder.
//! 3. An account is added and signed in by device code.
//! 4. A printer sends a scan by plain SMTP.
//! 5. The job is followed until the mail lies in the mailbox, its attachment the same to the last octet.
//! 6. A fax comes by mail: fetched with a token of its own, it is put into a folder, or printed.

mod fax;
mod printer;
mod scan;
mod steps;
mod words;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use scanpost_core::account::AccountName;
use scanpost_core::administrator::Actor;
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::gateway::{Gateway, GatewayError, NewAccount, NewDevice};
use scanpost_core::oauth::{Provider, TokenStatus};
use scanpost_core::objection::Objection;
use scanpost_core::record::Revision;
use scanpost_core::site::Appearance;
use scanpost_core::spool::{JobFilter, JobId, JobState};
use scanpost_sandbox::{Options, Sandbox};

use crate::args::{DemoOptions, LogForm, LogOptions, ServeOptions};
use crate::folder::Folder;
use crate::log;
use crate::serve::Service;
use crate::show;
use crate::signals::Signals;
use crate::terminal::{self, Failure, say};
use fax::Fax;
use scan::Scan;
use steps::Steps;

const MAILBOX: &str = "scans@sandbox.example";
const RECIPIENT: &str = "anna@sandbox.example";

/// How long a delivery on one machine may take before something must be wrong.
const DELIVERY_WAIT: Duration = Duration::from_mins(2);

/// How often the sandbox may be polled; a person at a real provider has five seconds.
const POLL_SECONDS: u64 = 1;

/// What came of it.
struct Delivered {
    job: JobId,
    sha256: String,
    seconds: f64,
    fax: Fax,
}

pub(crate) async fn run(options: DemoOptions) -> Result<(), Failure> {
    let started = Instant::now();
    log::start(&quiet());
    let result = Box::pin(play(&options, started)).await;
    report(&options, &result, started);
    result.map(|_| ())
}

/// From the first step to the tidied stage; a signal at any moment leads to the tidying.
async fn play(options: &DemoOptions, started: Instant) -> Result<Delivered, Failure> {
    let mut signals = Signals::listen()?;
    let scan = Scan::read(options.file.as_deref())?;
    let dir = tempfile::tempdir()
        .map_err(|error| Failure::because("demo-no-folder", &[("why", &terminal::why(&error))]))?;
    let steps = Steps::new();

    let sandbox = steps.run(&say("demo-sandbox", &[]), start_sandbox()).await?;
    let serving = serve_options(&scan, options.faxes.clone());
    let folder = Folder::open(Some(dir.path().join("scanpost")))?;
    let service = steps.run(&say("demo-scanpost", &[]), Service::start(folder, &serving)).await?;
    let result = tokio::select! {
        result = show_all(&steps, (&sandbox, &service), &scan, options, started) => result,
        () = signals.told_to_stop() => {
            Err(Failure::because("demo-stopped", &[]))
        }
    };
    if let Ok(delivered) = &result
        && !options.once
    {
        print_pages(&sandbox, &service, &delivered.fax);
        signals.told_to_stop().await;
    }
    service.stop().await;
    sandbox.stop().await;
    result
}

/// A scan that goes out, and a fax that comes in.
async fn show_all(
    steps: &Steps,
    (sandbox, service): (&Sandbox, &Service),
    scan: &Scan,
    options: &DemoOptions,
    started: Instant,
) -> Result<Delivered, Failure> {
    if let Some(profile) = options.profile {
        let by = service.gateway.by(&Actor::Console);
        by.set_appearance(Revision::default(), Appearance { profile }).await?;
    }
    let account: AccountName = "scans".parse().expect("letters make a name");
    let (job, sha256) =
        show_scan(steps, (sandbox, service), &account, scan, options.manual).await?;
    let seconds = started.elapsed().as_secs_f64();
    let fax = fax::show(steps, (sandbox, &service.gateway), &account, options).await?;
    Ok(Delivered { job, sha256, seconds, fax })
}

async fn show_scan(
    steps: &Steps,
    (sandbox, service): (&Sandbox, &Service),
    account: &AccountName,
    scan: &Scan,
    manual: bool,
) -> Result<(JobId, String), Failure> {
    let gateway = &service.gateway;
    steps.run(&say("demo-prepare", &[]), prepare(gateway, sandbox, account)).await?;
    sign_in(steps, sandbox, gateway, (account, MAILBOX), manual).await?;
    let sent = printer::send(service.smtp, MAILBOX, RECIPIENT, scan);
    let facts = [("name", &*scan.name), ("octets", &*scan.octets.len().to_string())];
    steps.run(&say("demo-send", &facts), sent).await?;
    let job = newest_job(gateway).await?;
    steps.run(&say("demo-deliver", &[("job", &job.to_string())]), follow(gateway, job)).await?;
    let sha256 = steps.run(&say("demo-look", &[]), async { check(sandbox, scan) }).await?;
    Ok((job, sha256))
}

async fn start_sandbox() -> Result<Sandbox, Failure> {
    let mailboxes = [MAILBOX, RECIPIENT, fax::MAILBOX].map(str::to_owned).to_vec();
    let sandbox = Sandbox::start(Options { mailboxes, ..Options::default() })
        .await
        .map_err(|error| Failure::because("demo-no-sandbox", &[("why", &terminal::why(&error))]))?;
    sandbox.change_switches(|switches| switches.interval_seconds = POLL_SECONDS);
    Ok(sandbox)
}

/// The steps tell what happens; the log speaks of errors only.
fn quiet() -> LogOptions {
    LogOptions { log_level: "error".to_owned(), log_form: LogForm::Text }
}

fn serve_options(scan: &Scan, fax_folders: Option<PathBuf>) -> ServeOptions {
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    ServeOptions {
        smtp: free,
        smtps: free,
        pop3: None,
        pop3s: None,
        web: free,
        hostname: "scanpost.local".to_owned(),
        largest_mail: scan.mail_mib().max(150),
        disk_reserve: 16,
        fax_folders,
        tls_cert: None,
        tls_key: None,
        web_certificate: None,
        web_key: None,
        json: false,
        log: quiet(),
    }
}

async fn prepare(
    gateway: &Gateway,
    sandbox: &Sandbox,
    account: &AccountName,
) -> Result<(), Failure> {
    let provider = Provider::parse(&sandbox.provider_toml())
        .map_err(|unfit| GatewayError::from(Objection::from(unfit)))?;
    let new = NewAccount::to_send(account.clone(), MAILBOX.to_owned(), provider);
    gateway.by(&Actor::Console).add_account(new).await?;
    let device = NewDevice {
        name: "printer".to_owned(),
        ranges: vec![ipnet::IpNet::from(std::net::IpAddr::from(Ipv4Addr::LOCALHOST))],
        user: None,
        tls: TlsFloor::Optional,
        account: None,
        wide: false,
        fetches: false,
        profile: None,
        sender: SenderRule::default(),
    };
    gateway.by(&Actor::Console).add_device(device).await?;
    Ok(())
}

async fn sign_in(
    steps: &Steps,
    sandbox: &Sandbox,
    gateway: &Gateway,
    (account, address): (&AccountName, &str),
    manual: bool,
) -> Result<(), Failure> {
    let code = gateway.by(&Actor::Console).sign_in(account).await?;
    let view = gateway.account(account).await?;
    if manual {
        terminal::error(&show::code(&code, Some(&view.address)));
    } else if !sandbox.approve(&code.user_code, address) {
        return Err(Failure::because("demo-code-unknown", &[]));
    }
    let facts = [("address", address), ("code", &*code.user_code)];
    steps.run(&say("demo-sign-in", &facts), signed_in(gateway, account)).await
}

/// Waits until the token is there, or the sign-in has failed.
async fn signed_in(gateway: &Gateway, account: &AccountName) -> Result<(), Failure> {
    let mut changes = gateway.changes();
    loop {
        let view = gateway.account(account).await?;
        if let Some(fault) = view.sign_in_fault {
            return Err(fault.into());
        }
        if view.token_status == TokenStatus::Retrieved {
            return Ok(());
        }
        if changes.changed().await.is_err() {
            return Err(Failure::because("demo-scanpost-stopped", &[]));
        }
    }
}

async fn newest_job(gateway: &Gateway) -> Result<JobId, Failure> {
    let page = gateway.jobs(JobFilter { most: 1, ..JobFilter::default() }).await?;
    let newest = page.jobs.first().map(|job| job.id);
    newest.ok_or_else(|| Failure::because("demo-no-job", &[]))
}

/// Waits until the job has come to its end.
async fn follow(gateway: &Gateway, id: JobId) -> Result<(), Failure> {
    let mut changes = gateway.changes();
    let ended = async {
        loop {
            let view = gateway.job(id).await?;
            match view.job.state {
                JobState::Delivered => return Ok(()),
                JobState::Waiting | JobState::Held | JobState::Delivering => {}
                JobState::PartlyDelivered | JobState::Uncertain | JobState::Failed => {
                    return Err(Failure::new(show::job(&view)));
                }
            }
            if changes.changed().await.is_err() {
                return Err(Failure::because("demo-scanpost-stopped", &[]));
            }
        }
    };
    if let Ok(ended) = tokio::time::timeout(DELIVERY_WAIT, ended).await {
        return ended;
    }
    let view = gateway.job(id).await?;
    Err(Failure::new(show::job(&view)))
}

/// The attachment in the mailbox must be the file, octet for octet.
fn check(sandbox: &Sandbox, scan: &Scan) -> Result<String, Failure> {
    let mails = sandbox.mailbox(RECIPIENT);
    let attachments = mails.last().map(|mail| mail.attachments()).unwrap_or_default();
    match attachments.first() {
        Some(attachment) if attachment.contents == scan.octets => Ok(scan.sha256()),
        Some(_) => Err(Failure::because("demo-differs", &[])),
        None => Err(Failure::because("demo-no-mail", &[])),
    }
}

fn print_pages(sandbox: &Sandbox, service: &Service, fax: &Fax) {
    let more = format!("{} ({})", service.smtp, say("demo-plain-smtp", &[]));
    let places = terminal::columns(&[
        (format!("  {}", say("demo-page", &[])), service.page_link()),
        (format!("  {}", say("demo-sandbox-page", &[])), sandbox.web_url()),
        (format!("  {}", say("demo-fax-file", &[])), fax.place()),
        (format!("  {}", say("demo-more", &[])), more),
    ]);
    terminal::line(&format!("\n{}\n{places}\n{}", say("demo-around", &[]), say("demo-end", &[])));
}

/// With `--json` there is always one object, and it is the last line.
fn report(options: &DemoOptions, result: &Result<Delivered, Failure>, started: Instant) {
    match (options.json, result) {
        (true, Ok(delivered)) => {
            let Delivered { job, sha256, seconds, fax } = delivered;
            let fax = serde_json::json!({
                "arrival": fax.arrival.id.to_string(),
                "place": fax.place(),
                "sha256": fax.sha256,
            });
            let object = serde_json::json!({
                "delivered": true,
                "job": job.to_string(),
                "seconds": rounded(*seconds),
                "sha256": sha256,
                "fax": fax,
            });
            terminal::line(&object.to_string());
        }
        (true, Err(failure)) => terminal::line(
            &serde_json::json!({
                "delivered": false,
                "seconds": rounded(started.elapsed().as_secs_f64()),
                "error": failure.to_string(),
            })
            .to_string(),
        ),
        (false, Ok(Delivered { sha256, seconds, fax, .. })) => {
            let milliseconds = (seconds * 1000.0).round().to_string();
            let facts = [("milliseconds", &*milliseconds), ("digest", &**sha256)];
            terminal::line(&say("demo-delivered", &facts));
            let (octets, place) = (fax.octets.to_string(), fax.place());
            let facts = [("octets", &*octets), ("place", &*place)];
            terminal::line(&match (&fax.file, &options.faxes) {
                (None, _) => say("demo-fax-printed", &facts),
                (Some(_), Some(_)) => say("demo-fax-kept", &facts),
                (Some(_), None) => say("demo-fax-goes", &facts),
            });
            if let Some(profile) = options.profile {
                terminal::line(&words::words_of(profile, terminal::language()));
            }
        }
        (false, Err(_)) => {} // the failure itself is printed at the end
    }
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
