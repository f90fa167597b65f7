//! A running sandbox: started, asked what it has seen, stopped.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    ops::Range,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use crate::{
    certificate::Certificates,
    description::Doors,
    door,
    mailboxes::{Delivery, Folder, Generated, Mail, Summary},
    meters::{Load, Pop3Load},
    oauth::SignIn,
    options::Options,
    pop3,
    provider::Provider,
    registration::{NotRegistered, Registration},
    smtp::{self, Room},
    switches::Switches,
    web,
};

/// A stand-in provider that listens until it is stopped or dropped.
pub struct Sandbox {
    provider: Arc<Provider>,
    tasks: TaskTracker,
    ca_pem: String,
    web: SocketAddr,
    smtp: SocketAddr,
    pop3: SocketAddr,
    pop3_stls: SocketAddr,
}

/// Connections get this long to end by themselves when the sandbox stops.
const STOP_WAIT: Duration = Duration::from_secs(2);

impl Sandbox {
    /// Listens at all its doors, or at none; fails too if the app cannot be registered so.
    pub async fn start(options: Options) -> io::Result<Self> {
        let registration = options.registration.check();
        registration.map_err(|why| io::Error::new(io::ErrorKind::InvalidInput, why))?;
        let web_listener = TcpListener::bind(options.oauth).await?;
        let smtp_listener = TcpListener::bind(options.smtp).await?;
        let pop3_listener = TcpListener::bind(options.pop3).await?;
        let stls_listener = TcpListener::bind(options.pop3_stls).await?;
        let web = reachable(web_listener.local_addr()?);
        let smtp = reachable(smtp_listener.local_addr()?);
        let pop3 = reachable(pop3_listener.local_addr()?);
        let pop3_stls = reachable(stls_listener.local_addr()?);

        let certificates = Certificates::issue(&smtp.ip().to_string())?;
        let (web_url, ca_pem) = (format!("http://{web}"), certificates.ca_pem.clone());
        let client_id = options.clients.first().map(String::as_str).unwrap_or_default();
        let doors = Doors { web: &web_url, smtp, pop3, client_id, ca_pem: &ca_pem };
        let description = doors.described();
        let provider = Arc::new(Provider::new(&options, web_url, certificates, description));
        let tasks = TaskTracker::new();
        tasks.spawn(web::serve(web_listener, provider.clone()));
        let (at_smtp, room) = (provider.clone(), Arc::new(Room::new(options.octets_kept)));
        let smtp_door = door::serve(
            smtp_listener,
            provider.stop.clone(),
            tasks.clone(),
            move |stream, peer| {
                smtp::Connection::new(at_smtp.clone(), peer, room.clone()).run(stream)
            },
        );
        tasks.spawn(smtp_door);
        for (listener, door) in
            [(pop3_listener, pop3::Door::Tls), (stls_listener, pop3::Door::Stls)]
        {
            let at_pop3 = provider.clone();
            let talk = move |stream, _| pop3::Connection::new(at_pop3.clone(), door).run(stream);
            tasks.spawn(door::serve(listener, provider.stop.clone(), tasks.clone(), talk));
        }
        tasks.close();
        Ok(Self { provider, tasks, ca_pem, web, smtp, pop3, pop3_stls })
    }

    /// The page, which also is the base of the OAuth endpoints: `http://127.0.0.1:PORT`.
    pub fn web_url(&self) -> String {
        self.provider.web_url.clone()
    }

    pub fn web_addr(&self) -> SocketAddr {
        self.web
    }

    /// Submission with STARTTLS.
    pub fn smtp_addr(&self) -> SocketAddr {
        self.smtp
    }

    /// POP3 with implicit TLS.
    pub fn pop3_addr(&self) -> SocketAddr {
        self.pop3
    }

    /// POP3 with STLS.
    pub fn pop3_stls_addr(&self) -> SocketAddr {
        self.pop3_stls
    }

    /// The authority that signed the certificate of the mail servers.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// This sandbox as a provider file.
    pub fn provider_toml(&self) -> String {
        self.provider.description.clone()
    }

    /// The person agrees: as if the code were typed and the mailbox picked on the page. `false`
    /// if the code does not wait for it, nobody has that mailbox or policies stop the person.
    pub fn approve(&self, user_code: &str, mailbox: &str) -> bool {
        let (now, switches) = (self.provider.clock.now(), self.provider.switches.now());
        let approved = self.provider.authority().approve(user_code, mailbox, &switches, now);
        if approved == Ok(true) {
            self.provider.consent_given();
        }
        approved.unwrap_or(false)
    }

    /// The person goes to this address of the authorization endpoint and agrees: where its browser
    /// is sent, with a code or, if policies stop the person, with a refusal. `Err` is what a page
    /// says instead.
    pub fn sign_in_at(&self, address: &str, mailbox: &str) -> Result<String, String> {
        web::sign_in_at(&self.provider, address, mailbox)
    }

    /// How the app is registered.
    pub fn registration(&self) -> Registration {
        self.provider.authority().registration().clone()
    }

    /// Registers the app anew; `Err` says what no provider would take, and nothing is changed.
    pub fn register(&self, registration: Registration) -> Result<(), NotRegistered> {
        self.provider.authority().register(registration)
    }

    /// The person does not agree. `false` if the code does not wait for it.
    pub fn decline(&self, user_code: &str) -> bool {
        self.provider.authority().decline(user_code, self.provider.clock.now())
    }

    /// "Revoke sessions" of a user: every refresh token is refused with AADSTS50173.
    pub fn revoke(&self, mailbox: &str) {
        self.provider.authority().revoke(mailbox, self.provider.clock.now());
    }

    /// The inbox of an address, oldest first; empty if there is none.
    pub fn mailbox(&self, address: &str) -> Vec<Arc<Mail>> {
        self.provider.mailboxes.mails(address, Folder::Inbox).unwrap_or_default()
    }

    /// Puts a mail into the inbox of an address, whatever its octets are; it is no delivery. Returns
    /// its id, which is its UIDL.
    pub fn put_mail(&self, address: &str, octets: impl Into<Bytes>) -> u64 {
        self.provider.mailboxes.put(address, octets.into(), self.now())
    }

    /// Puts so many mails there that are made when they are read, each with its number in it. They
    /// hold no octets, and do not count for [`Options::mails_kept`]. `None`, and nothing is put, if
    /// one has more than 1 GiB or all inboxes would hold more than 100,000 mails.
    pub fn put_generated(&self, address: &str, mail: Generated, count: u32) -> Option<Range<u64>> {
        self.provider.mailboxes.put_generated(address, mail, count, self.now())
    }

    /// The Sent Items of an address, oldest first.
    pub fn sent(&self, address: &str) -> Vec<Arc<Mail>> {
        self.provider.mailboxes.mails(address, Folder::Sent).unwrap_or_default()
    }

    pub fn mailboxes(&self) -> Vec<Summary> {
        self.provider.mailboxes.summaries()
    }

    /// Every accepted mail, oldest first; see [`Options::deliveries_kept`].
    pub fn deliveries(&self) -> Vec<Arc<Delivery>> {
        self.provider.mailboxes.deliveries()
    }

    /// How many mails were accepted since the start.
    pub fn delivered(&self) -> u64 {
        *self.provider.mailboxes.count().borrow()
    }

    /// Waits until so many mails were accepted since the start.
    pub async fn wait_for_deliveries(&self, count: u64) {
        let mut accepted = self.provider.mailboxes.count();
        // It ends with an error only when the mailboxes are gone, and `self` holds them.
        let _ = accepted.wait_for(|accepted| *accepted >= count).await;
    }

    /// The newest first.
    pub fn sign_ins(&self) -> Vec<SignIn> {
        self.provider.authority().sign_ins().cloned().collect()
    }

    /// Every secret that is out: device codes, access, refresh and id tokens. For the test that
    /// looks for them in logs.
    pub fn secrets_issued(&self) -> Vec<String> {
        self.provider.authority().secrets()
    }

    pub fn switches(&self) -> Switches {
        self.provider.switches.now()
    }

    pub fn set_switches(&self, switches: Switches) {
        self.provider.switches.set(switches);
    }

    pub fn change_switches(&self, change: impl FnOnce(&mut Switches)) {
        self.provider.switches.change(change);
    }

    /// How many faults have struck since the start.
    pub fn strikes(&self) -> u64 {
        self.provider.switches.strikes()
    }

    /// How many connections came to SMTP since the start: the number of the newest one, which
    /// [`Fault::connection`](crate::Fault::connection) goes by.
    pub fn smtp_connections(&self) -> u64 {
        self.provider.smtp_connections()
    }

    /// The same of POP3, both its doors together.
    pub fn pop3_connections(&self) -> u64 {
        self.provider.pop3_connections()
    }

    /// The most that a mailbox has been used over POP3 since the start, with limits or without.
    pub fn pop3_load(&self, mailbox: &str) -> Pop3Load {
        let mut loads = self.provider.meters.pop3_loads();
        loads.remove(&mailbox.to_ascii_lowercase()).unwrap_or_default()
    }

    /// The most that a mailbox has been used since the start, with limits or without; nothing if
    /// it never logged in to SMTP.
    pub fn load(&self, mailbox: &str) -> Load {
        let mut loads = self.provider.meters.loads();
        loads.remove(&mailbox.to_ascii_lowercase()).unwrap_or_default()
    }

    /// So many mailboxes, at most, had an SMTP connection that was logged in at once.
    pub fn most_mailboxes_at_once(&self) -> usize {
        self.provider.meters.most_together()
    }

    /// The time in the sandbox.
    pub fn now(&self) -> Timestamp {
        self.provider.clock.now()
    }

    /// From here on it is `by` later in the sandbox: codes and tokens age at once, and limits
    /// that count by the minute or the day move on.
    pub fn advance(&self, by: Duration) {
        self.provider.clock.advance(by);
    }

    /// Ends all connections and frees the ports.
    pub async fn stop(self) {
        self.provider.stop.cancel();
        let _ = tokio::time::timeout(STOP_WAIT, self.tasks.wait()).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.provider.stop.cancel();
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("web", &self.web)
            .field("smtp", &self.smtp)
            .field("pop3", &self.pop3)
            .field("pop3_stls", &self.pop3_stls)
            .finish_non_exhaustive()
    }
}

/// An address to dial: one that listens on all interfaces is reached over loopback.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        let loopback = match address.ip() {
            IpAddr::V4(_) => IpAddr::from([127, 0, 0, 1]),
            IpAddr::V6(_) => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
        };
        address.set_ip(loopback);
    }
    address
}
