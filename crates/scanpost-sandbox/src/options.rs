//! How a sandbox is set up: where it listens, whose mailboxes it has, how much it keeps.

use std::net::{Ipv4Addr, SocketAddr};

use crate::registration::Registration;

/// The tenant of every sandbox, as it stands in the addresses of its endpoints.
pub const TENANT: &str = "5a4d1c0e-9b7f-4f63-8a21-6f0a5c0ffee0";

/// The registered app that scanpost is, unless [`Options::clients`] says otherwise.
pub const CLIENT_ID: &str = "0c9d7b52-3e48-4a17-b6d5-8e2f1a7c4b90";

/// Where a sandbox listens and what is in it.
#[derive(Clone, Debug)]
pub struct Options {
    /// OAuth and the web page, HTTP without TLS. Default: a free port of 127.0.0.1.
    pub oauth: SocketAddr,
    /// SMTP submission with STARTTLS. Default: a free port of 127.0.0.1.
    pub smtp: SocketAddr,
    /// POP3 with implicit TLS. Default: a free port of 127.0.0.1.
    pub pop3: SocketAddr,
    /// POP3 with STLS. Default: a free port of 127.0.0.1.
    pub pop3_stls: SocketAddr,
    /// Who has a mailbox and can sign in. Default: `scans@sandbox.example`.
    pub mailboxes: Vec<String>,
    /// The registered apps; the first one is scanpost. Default: [`CLIENT_ID`].
    pub clients: Vec<String>,
    /// How all of them are registered. Default: as public clients that return to this machine.
    pub registration: Registration,
    /// Decides what a provider leaves to chance, such as the lifetime of a token. Default: 0.
    pub seed: u64,
    /// The newest mails that are kept. Default: 2,000.
    pub mails_kept: usize,
    /// Octets of mail that are kept, in all mailboxes together. Default: 256 MiB.
    pub octets_kept: u64,
    /// The newest deliveries that are remembered, without their bodies. Default: 50,000.
    pub deliveries_kept: usize,
}

impl Default for Options {
    fn default() -> Self {
        let free_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            oauth: free_port,
            smtp: free_port,
            pop3: free_port,
            pop3_stls: free_port,
            mailboxes: vec!["scans@sandbox.example".to_owned()],
            clients: vec![CLIENT_ID.to_owned()],
            registration: Registration::default(),
            seed: 0,
            mails_kept: 2000,
            octets_kept: 256 * 1024 * 1024,
            deliveries_kept: 50_000,
        }
    }
}
