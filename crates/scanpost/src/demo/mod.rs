//! `scanpost demo`: the main job before one's eyes, with no tenant and no internet.
//!
//! 1. The sandbox starts: a provider on this machine.
//! 2. scanpost starts, with a throw-away data folder.
//! 3. An account is added and signed in by device code.
//! 4. A printer sends a scan by plain SMTP.
//! 5. The job is followed until the mail lies in the mailbox, its attachment the same to the last octet.

mod printer;
mod scan;
mod steps;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use scanpost_core::account::AccountName;
use scanpost_core::administrator::Actor;
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::gateway::{Gateway, GatewayError, NewAccount, NewDevice};
use scanpost_core::oauth::{Provider, TokenStatus};
use scanpost_core::objection::Objection;
use scanpost_core::spool::{JobFilter, JobId, JobState};
use scanpost_sandbox::{Options, Sandbox};

use crate::args::{DemoOptions, LogForm, LogOptions, ServeOptions};
use crate::folder::Folder;
use crate::log;
use crate::serve::Service;
use crate::show;
use crate::signals::Signals;
use crate::terminal::{self, Failure, say};
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
}

pub(crate) async fn run(options: DemoOptions) -> Result<(), Failure> {
    let started = Instant::now();
    log::start(&quiet());
    let result = play(&options, started).await;
    report(options.json, &result, started);
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
    let serving = serve_options(&scan);
    let folder = Folder::open(Some(dir.path().join("scanpost")))?;
    let service = steps.run(&say("demo-scanpost", &[]), Service::start(folder, &serving)).await?;
    let result = tokio::select! {
        result = show_main_job(&steps, &sandbox, &service, &scan, options.manual) => result,
        () = signals.told_to_stop() => {
            Err(Failure::because("demo-stopped", &[]))
        }
    };
    let result = result.map(|(job, sha256)| Delivered {
        job,
        sha256,
        seconds: started.elapsed().as_secs_f64(),
    });

    if result.is_ok() && !options.once {
        print_pages(&sandbox, &service);
        signals.told_to_stop().await;
    }
    service.stop().await;
    sandbox.stop().await;
    result
}

async fn show_main_job(
    steps: &Steps,
    sandbox: &Sandbox,
    service: &Service,
    scan: &Scan,
    manual: bool,
) -> Result<(JobId, String), Failure> {
    let account: AccountName = "scans".parse().expect("letters make a name");
    let gateway = &service.gateway;
    steps.run(&say("demo-prepare", &[]), prepare(gateway, sandbox, &account)).await?;
    sign_in(steps, sandbox, gateway, &account, manual).await?;
    let sent = printer::send(service.smtp, MAILBOX, RECIPIENT, scan);
    let facts = [("name", &*scan.name), ("octets", &*scan.octets.len().to_string())];
    steps.run(&say("demo-send", &facts), sent).await?;
    let job = newest_job(gateway).await?;
    steps.run(&say("demo-deliver", &[("job", &job.to_string())]), follow(gateway, job)).await?;
    let sha256 = steps.run(&say("demo-look", &[]), async { check(sandbox, scan) }).await?;
    Ok((job, sha256))
}

async fn start_sandbox() -> Result<Sandbox, Failure> {
    let mailboxes = vec![MAILBOX.to_owned(), RECIPIENT.to_owned()];
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

fn serve_options(scan: &Scan) -> ServeOptions {
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    ServeOptions {
        smtp: free,
        smtps: free,
        web: free,
        hostname: "scanpost.local".to_owned(),
        largest_mail: scan.mail_mib().max(150),
        disk_reserve: 16,
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
        sender: SenderRule::default(),
    };
    gateway.by(&Actor::Console).add_device(device).await?;
    Ok(())
}

async fn sign_in(
    steps: &Steps,
    sandbox: &Sandbox,
    gateway: &Gateway,
    account: &AccountName,
    manual: bool,
) -> Result<(), Failure> {
    let code = gateway.by(&Actor::Console).sign_in(account).await?;
    let view = gateway.account(account).await?;
    if manual {
        terminal::error(&show::code(&code, &view));
    } else if !sandbox.approve(&code.user_code, MAILBOX) {
        return Err(Failure::because("demo-code-unknown", &[]));
    }
    let facts = [("address", MAILBOX), ("code", &*code.user_code)];
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

fn print_pages(sandbox: &Sandbox, service: &Service) {
    let more = format!("{} ({})", service.smtp, say("demo-plain-smtp", &[]));
    let places = terminal::columns(&[
        (format!("  {}", say("demo-page", &[])), service.page_link()),
        (format!("  {}", say("demo-sandbox-page", &[])), sandbox.web_url()),
        (format!("  {}", say("demo-more", &[])), more),
    ]);
    terminal::line(&format!("\n{}\n{places}\n{}", say("demo-around", &[]), say("demo-end", &[])));
}

/// With `--json` there is always one object, and it is the last line.
fn report(json: bool, result: &Result<Delivered, Failure>, started: Instant) {
    match (json, result) {
        (true, Ok(delivered)) => terminal::line(
            &serde_json::json!({
                "delivered": true,
                "job": delivered.job.to_string(),
                "seconds": rounded(delivered.seconds),
                "sha256": delivered.sha256,
            })
            .to_string(),
        ),
        (true, Err(failure)) => terminal::line(
            &serde_json::json!({
                "delivered": false,
                "seconds": rounded(started.elapsed().as_secs_f64()),
                "error": failure.to_string(),
            })
            .to_string(),
        ),
        (false, Ok(delivered)) => {
            let milliseconds = (delivered.seconds * 1000.0).round().to_string();
            let facts = [("milliseconds", &*milliseconds), ("digest", &*delivered.sha256)];
            terminal::line(&say("demo-delivered", &facts));
        }
        (false, Err(_)) => {} // the failure itself is printed at the end
    }
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
