//! What the doors of the sandbox share: OAuth, SMTP, POP3 and the web page are one provider.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard},
};

use rustls::ServerConfig;
use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock, mailboxes::Mailboxes, oauth::Authority, options::Options,
    switchboard::Switchboard, switches::Quirk,
};

pub(crate) struct Provider {
    pub(crate) clock: Clock,
    pub(crate) switches: Switchboard,
    pub(crate) mailboxes: Mailboxes,
    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub(crate) web_url: String,
    pub(crate) tls: Arc<ServerConfig>,
    /// Ends everything that waits.
    pub(crate) stop: CancellationToken,
    authority: Mutex<Authority>,
}

impl Provider {
    pub(crate) fn new(options: &Options, web_url: String, tls: Arc<ServerConfig>) -> Self {
        Self {
            clock: Clock::start(),
            switches: Switchboard::default(),
            mailboxes: Mailboxes::new(options),
            web_url,
            tls,
            stop: CancellationToken::new(),
            authority: Mutex::new(Authority::new(options)),
        }
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
