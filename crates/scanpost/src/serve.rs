//! The gateway as a service: opens the data folder, starts the stations, listens until a signal.
//! Then what is under way gets some seconds to come to its end.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use scanpost_core::clock::Clock;
use scanpost_core::door::Encryption;
use scanpost_core::gateway::{Duty, Gateway, Parts};
use scanpost_core::receive::make_root;
use scanpost_core::settings::{ReceiveSettings, Settings, SubmissionSettings};
use scanpost_store::SqliteStore;
use scanpost_web::{Access, Transport};
use tokio::net::{TcpListener, UnixListener};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::args::ServeOptions;
use crate::certificate::{self, Audience};
use crate::folder::Folder;
use crate::host;
use crate::lock::{self, Lock};
use crate::log;
use crate::pages::{self, Pages};
use crate::provider_file;
use crate::signals::{Signals, Word};
use crate::terminal::{self, Failure, say};

const MIB: u64 = 1024 * 1024;

/// How long mails on their way in and out get to come to their end. `serve --help` names the number.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// So often the certificate is looked at, whether its time has come.
const RENEWAL_CHECK: Duration = Duration::from_hours(1);

/// `scanpost serve`.
pub(crate) async fn run(data: Option<PathBuf>, options: ServeOptions) -> Result<(), Failure> {
    log::start(&options.log);
    let mut signals = Signals::listen()?;
    let folder = Folder::open(data)?;
    let service = tokio::select! {
        service = Service::start(folder, &options) => service?,
        () = signals.told_to_stop() => return Ok(()), // nothing has been taken yet
    };
    let set_up_code = service.set_up_code();
    service.print(options.json);
    if let Some(code) = set_up_code {
        service.tell_set_up_code(&code, options.json);
    }
    let mut renewal_check = tokio::time::interval(RENEWAL_CHECK);
    loop {
        tokio::select! {
            word = signals.told_to_stop_or_reload() => match word {
                Word::Stop => break,
                Word::Reload => service.pages.reload(&service.folder),
            },
            _ = renewal_check.tick() => service.pages.renew(&service.folder),
        }
    }
    service.stop().await;
    Ok(())
}

/// A gateway with its listeners.
pub(crate) struct Service {
    pub gateway: Gateway,
    pub access: Access,
    pub smtp: SocketAddr,
    pub smtps: SocketAddr,
    pop3: Option<SocketAddr>,
    pop3s: Option<SocketAddr>,
    pages: Pages,
    stop: CancellationToken,
    tasks: TaskTracker,
    folder: Folder,
    _lock: Lock,
}

impl Service {
    pub(crate) async fn start(folder: Folder, options: &ServeOptions) -> Result<Service, Failure> {
        let lock = lock::wait(&folder, Duty::Serve, || folder.lock(Duty::Serve)).await?;
        let smtp = bind(options.smtp, "--smtp").await?;
        let smtps = bind(options.smtps, "--smtps").await?;
        let pop3 = bind_if(options.pop3, "--pop3").await?;
        let pop3s = bind_if(options.pop3s, "--pop3s").await?;
        let web = bind(options.web, "--web").await?;
        let own = options.tls_cert.as_deref().zip(options.tls_key.as_deref());
        let fax_folders = options.fax_folders.clone().unwrap_or_else(|| folder.faxes());
        let fax_folders = std::path::absolute(&fax_folders).unwrap_or(fax_folders);
        let settings = Settings {
            submission: SubmissionSettings {
                hostname: options.hostname.clone(),
                largest_mail_bytes: options.largest_mail * MIB,
                disk_reserve_bytes: options.disk_reserve * MIB,
                ..SubmissionSettings::default()
            },
            receive: ReceiveSettings {
                disk_reserve_bytes: options.disk_reserve * MIB,
                fax_folder: Some(fax_folders.clone()),
                ..ReceiveSettings::default()
            },
            ..Settings::default()
        };
        let parts = parts(&folder, settings, own)?;
        let gateway = Gateway::start(parts, Duty::Serve).await?;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        // A share that does not answer keeps nobody else waiting.
        tokio::task::spawn_blocking(move || warn_of(&fax_folders));
        let at = |listener: &TcpListener| {
            let unknown =
                |error| Failure::because("listener-unknown", &[("why", &terminal::why(&error))]);
            listener.local_addr().map_err(unknown)
        };
        let pages = Pages::at(at(&web)?, &folder, options)?;
        let access = Access::new(pages.address.port(), pages.transport());
        listen_for_commands(&folder, &gateway, &access, &stop, &tasks)?;
        let service = Service {
            smtp: at(&smtp)?,
            smtps: at(&smtps)?,
            pop3: pop3.as_ref().map(at).transpose()?,
            pop3s: pop3s.as_ref().map(at).transpose()?,
            pages,
            gateway: gateway.clone(),
            access: access.clone(),
            stop: stop.clone(),
            tasks,
            folder,
            _lock: lock,
        };
        gateway.listen(smtp, Encryption::OnRequest);
        gateway.listen(smtps, Encryption::FromTheStart);
        for (listener, encryption) in
            [(pop3, Encryption::OnRequest), (pop3s, Encryption::FromTheStart)]
        {
            if let Some(listener) = listener {
                gateway.listen_for_visits(listener, encryption);
            }
        }
        let what = match service.pages.transport() {
            Transport::Plain => "web",
            Transport::Tls => "https",
        };
        gateway.announce(what, service.pages.address.to_string());
        service.pages.serve(web, gateway, access, stop, &service.tasks);
        Ok(service)
    }

    /// A link to the page, for one use.
    pub(crate) fn page_link(&self) -> String {
        format!("{}/enter?code={}", self.pages.origin(), self.access.link_code())
    }

    fn print(&self, json: bool) {
        if json {
            let addresses = serde_json::json!({
                "smtp": self.smtp.to_string(),
                "smtps": self.smtps.to_string(),
                "pop3": self.pop3.map(|address| address.to_string()),
                "pop3s": self.pop3s.map(|address| address.to_string()),
                "web": self.pages.address.to_string(),
                "page": self.pages.origin(),
                "fingerprint": self.pages.fingerprint(),
            });
            return terminal::line(&addresses.to_string());
        }
        let starttls = format!("{} ({})", self.smtp, say("serve-starttls", &[]));
        let tls = format!("{} ({})", self.smtps, say("serve-tls", &[]));
        // The link lets in whoever has it, so it is shown to a person and never to a log.
        let page = if terminal::is_watched() {
            self.page_link()
        } else {
            format!("{} ({})", self.pages.origin(), say("serve-get-link", &[]))
        };
        let mut rows = vec![(say("serve-devices", &[]), starttls), (say("serve-or", &[]), tls)];
        let fetching = [(self.pop3, say("serve-stls", &[])), (self.pop3s, say("serve-tls", &[]))];
        for (address, how) in fetching {
            rows.extend(
                address.map(|address| (say("serve-fetching", &[]), format!("{address} ({how})"))),
            );
        }
        rows.push((say("serve-page", &[]), page));
        if let Some(by_address) = self.pages.origin_by_address() {
            rows.push((say("serve-or", &[]), by_address));
        }
        if let Some(fingerprint) = self.pages.fingerprint() {
            rows.push((say("serve-fingerprint", &[]), fingerprint.to_owned()));
        }
        terminal::line(&terminal::columns(&rows));
    }

    /// As long as nobody can log in: how the first administrator gets in. The code lies in the data
    /// folder, for its owner alone.
    fn set_up_code(&self) -> Option<String> {
        self.folder.forget_set_up_code();
        if self.gateway.has_administrators() {
            return None;
        }
        let code = self.access.set_up_code();
        if let Err(failure) = self.folder.keep_set_up_code(&code) {
            terminal::notice(&failure.to_string());
        }
        Some(code)
    }

    /// Shows the code where a person looks. Anywhere else standard error is a log, and is told only
    /// where the code lies.
    fn tell_set_up_code(&self, code: &str, json: bool) {
        let page = format!("{}/set-up", self.pages.origin());
        if terminal::errors_are_watched() && !json {
            terminal::error(&say("serve-set-up", &[("page", &page), ("code", code)]));
        } else {
            let file = self.folder.set_up_code_file().display().to_string();
            terminal::notice(&say("serve-set-up-hidden", &[("page", &page), ("file", &file)]));
        }
    }

    /// Lets what is under way come to its end, for some seconds at most. What is cut off then is as
    /// safe as in a power cut: a mail that was accepted is kept, any other is refused.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        let ended = async {
            self.gateway.stop().await;
            self.tasks.close();
            self.tasks.wait().await;
        };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tracing::warn!(event = "serve.cut-off", after_seconds = GRACE.as_secs());
        }
        self.folder.forget_set_up_code();
        let _ = std::fs::remove_file(self.folder.control_socket()); // the next start removes it too
    }
}

/// What a gateway on this folder is made of.
pub(crate) fn parts(
    folder: &Folder,
    settings: Settings,
    own_certificate: Option<(&std::path::Path, &std::path::Path)>,
) -> Result<Parts, Failure> {
    let names = host::names(&settings.submission.hostname, IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let now = pages::wall_clock();
    Ok(Parts {
        sealer: folder.sealer()?,
        tls: certificate::shown(folder, Audience::Devices, own_certificate, names, now)?.1,
        store: SqliteStore::open(folder.path())?,
        clock: Clock::machine(),
        services: provider_file::services(folder)?,
        settings,
    })
}

/// Opens the control socket, for the owner alone: the folder lets nobody else in, so that there is no
/// moment before the socket's own mode is set.
pub(crate) fn listen_for_commands(
    folder: &Folder,
    gateway: &Gateway,
    access: &Access,
    stop: &CancellationToken,
    tasks: &TaskTracker,
) -> Result<(), Failure> {
    let path = folder.control_socket();
    let _ = std::fs::remove_file(&path); // left by a run that was killed; we hold the lock
    let owner_alone = std::fs::Permissions::from_mode(0o600);
    let listener = UnixListener::bind(&path)
        .and_then(|listener| std::fs::set_permissions(&path, owner_alone).map(|()| listener))
        .map_err(|error| terminal::about_file("control-socket-not-opened", &path, &error))?;
    let router = scanpost_web::control_router(gateway.clone(), access.clone());
    let stop = stop.clone();
    tasks.spawn(async move {
        if let Err(error) =
            scanpost_web::serve_control(listener, router, stop.cancelled_owned()).await
        {
            tracing::error!(event = "control.ended", %error);
        }
    });
    Ok(())
}

/// Nothing where no address is given.
async fn bind_if(
    address: Option<SocketAddr>,
    option: &str,
) -> Result<Option<TcpListener>, Failure> {
    match address {
        Some(address) => bind(address, option).await.map(Some),
        None => Ok(None),
    }
}

async fn bind(address: SocketAddr, option: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let why = terminal::why(&error);
        let facts = [("option", option), ("address", &*address.to_string()), ("why", &*why)];
        match error.kind() {
            io::ErrorKind::PermissionDenied => Failure::because("listen-not-permitted", &facts),
            _ => Failure::because("listen-failed", &facts),
        }
    })
}

/// Faxes wait here as long as they cannot be put there.
fn warn_of(fax_folders: &Path) {
    if let Err(fault) = make_root(fax_folders) {
        let (folder, why) = (fax_folders.to_string_lossy(), fault.words.unwrap_or_default());
        terminal::notice(&say("serve-fax-folders", &[("folder", &*folder), ("why", &why)]));
    }
}
