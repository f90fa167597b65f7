//! What the doors of the sandbox share: OAuth, SMTP, POP3 and the web page are one provider.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio_util::sync::CancellationToken;

use crate::{
    certificate::Certificates,
    clock::Clock,
    mailboxes::Mailboxes,
    meters::Meters,
    oauth::Authority,
    options::Options,
    switchboard::{Switchboard, Visit},
    switches::Quirk,
};

pub(crate) struct Provider {
    pub(crate) clock: Clock,
    pub(crate) switches: Switchboard,
    pub(crate) mailboxes: Mailboxes,
    pub(crate) meters: Arc<Meters>,
    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub(crate) web_url: String,
    /// The sandbox as a provider file.
    pub(crate) description: String,
    pub(crate) certificates: Certificates,
    /// Ends everything that waits.
    pub(crate) stop: CancellationToken,
    authority: Mutex<Authority>,
    smtp_connections: AtomicU64,
    pop3_connections: AtomicU64,
}

impl Provider {
    pub(crate) fn new(
        options: &Options,
        web_url: String,
        certificates: Certificates,
        description: String,
    ) -> Self {
        Self {
            clock: Clock::start(),
            switches: Switchboard::new(options.seed),
            mailboxes: Mailboxes::new(options),
            meters: Arc::default(),
            web_url,
            description,
            certificates,
            stop: CancellationToken::new(),
            authority: Mutex::new(Authority::new(options)),
            smtp_connections: AtomicU64::new(0),
            pop3_connections: AtomicU64::new(0),
        }
    }

    /// The next connection at SMTP's door.
    pub(crate) fn smtp_visit(&self) -> Visit {
        Visit::new(self.smtp_connections.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// The next connection at one of POP3's doors.
    pub(crate) fn pop3_visit(&self) -> Visit {
        Visit::new(self.pop3_connections.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// How many connections came to SMTP's door since the start.
    pub(crate) fn smtp_connections(&self) -> u64 {
        self.smtp_connections.load(Ordering::Relaxed)
    }

    /// How many connections came to POP3's doors since the start.
    pub(crate) fn pop3_connections(&self) -> u64 {
        self.pop3_connections.load(Ordering::Relaxed)
    }

    /// Somebody consented, which mends that consent was gone.
    pub(crate) fn consent_given(&self) {
        self.switches.change(|switches| {
            switches.quirks.remove(&Quirk::ConsentWithdrawn);
        });
    }

    /// An administrator consented for all: nobody has to wait for that any more.
    pub(crate) fn admin_consent_given(&self) {
        self.consent_given();
        self.switches.change(|switches| {
            switches.quirks.remove(&Quirk::AdminConsentNeeded);
        });
        self.authority().note("–", "consented for the tenant", self.clock.now());
    }

    pub(crate) fn authority(&self) -> MutexGuard<'_, Authority> {
        self.authority.lock().expect("no holder of the authority panics")
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("web_url", &self.web_url).finish_non_exhaustive()
    }
}
