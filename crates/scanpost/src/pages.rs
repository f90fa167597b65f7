//! Where the pages are: plain HTTP within this machine, HTTPS everywhere else.
//!
//! The certificate's fingerprint is printed, to be compared with what the browser shows. SIGHUP has
//! the files read again, for one that was renewed; one that was made here is renewed by itself.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use scanpost_core::clock::{Clock, Time};
use scanpost_core::door::tls::Acceptor;
use scanpost_core::gateway::Gateway;
use scanpost_web::{Access, Transport};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::args::ServeOptions;
use crate::certificate::{self, Audience};
use crate::folder::Folder;
use crate::host;
use crate::terminal::{self, Failure};

/// The listener of the pages.
pub(crate) struct Pages {
    pub(crate) address: SocketAddr,
    certificate: Option<Certificate>,
}

/// What browsers are shown.
struct Certificate {
    own: Option<(PathBuf, PathBuf)>,
    hostname: String,
    listener: IpAddr,
    fingerprint: String,
    newest: watch::Sender<Acceptor>,
}

impl Pages {
    /// `address`: where it listens. Encrypted if others can reach it, or if there is a certificate.
    pub(crate) fn at(
        address: SocketAddr,
        folder: &Folder,
        options: &ServeOptions,
    ) -> Result<Self, Failure> {
        let own = options.web_certificate.clone().zip(options.web_key.clone());
        let certificate = if address.ip().is_loopback() && own.is_none() {
            None
        } else {
            let (hostname, listener) = (options.hostname.clone(), address.ip());
            Some(Certificate::read(folder, own, hostname, listener, wall_clock())?)
        };
        Ok(Self { address, certificate })
    }

    pub(crate) fn transport(&self) -> Transport {
        if self.certificate.is_some() { Transport::Tls } else { Transport::Plain }
    }

    pub(crate) fn origin(&self) -> String {
        origin(self.address, self.transport())
    }

    /// For whoever does not find the machine by its name.
    pub(crate) fn origin_by_address(&self) -> Option<String> {
        let host = self.address.ip().is_unspecified().then(|| host::addresses().next())??;
        let address = SocketAddr::new(host, self.address.port());
        Some(origin(address, self.transport())).filter(|origin| *origin != self.origin())
    }

    pub(crate) fn fingerprint(&self) -> Option<&str> {
        self.certificate.as_ref().map(|certificate| certificate.fingerprint.as_str())
    }

    pub(crate) fn serve(
        &self,
        listener: TcpListener,
        gateway: Gateway,
        access: Access,
        stop: CancellationToken,
        tasks: &TaskTracker,
    ) {
        let newest = self.certificate.as_ref().map(|certificate| certificate.newest.subscribe());
        let router = scanpost_web::pages_router(gateway, access);
        tasks.spawn(async move {
            let stopped = stop.cancelled_owned();
            let served = match newest {
                None => scanpost_web::serve(listener, router, stopped).await,
                Some(newest) => {
                    scanpost_web::serve_encrypted(listener, router, newest, stopped).await
                }
            };
            if let Err(error) = served {
                tracing::error!(event = "pages.ended", %error);
            }
        });
    }

    /// Reads the certificate again. One that cannot be used leaves the old one in its place.
    pub(crate) fn reload(&self, folder: &Folder) {
        self.reload_at(folder, wall_clock());
    }

    /// Replaces a certificate that was made here when its time has come.
    pub(crate) fn renew(&self, folder: &Folder) {
        self.renew_at(folder, wall_clock());
    }

    fn renew_at(&self, folder: &Folder, now: Time) {
        let Some(shown) = self.certificate.as_ref().filter(|shown| shown.own.is_none()) else {
            return;
        };
        let names = host::names(&shown.hostname, shown.listener);
        if certificate::is_to_be_made(folder, Audience::Browsers, &names, now) {
            self.reload_at(folder, now);
        }
    }

    fn reload_at(&self, folder: &Folder, now: Time) {
        let Some(Certificate { own, hostname, listener, newest, .. }) = &self.certificate else {
            return;
        };
        match Certificate::read(folder, own.clone(), hostname.clone(), *listener, now) {
            Ok(read) => {
                newest.send_replace(read.newest.borrow().clone());
                tracing::info!(event = "pages.certificate-read", fingerprint = read.fingerprint);
            }
            Err(failure) => terminal::notice(&failure.to_string()),
        }
    }
}

impl Certificate {
    fn read(
        folder: &Folder,
        own: Option<(PathBuf, PathBuf)>,
        hostname: String,
        listener: IpAddr,
        now: Time,
    ) -> Result<Self, Failure> {
        let paths = own.as_ref().map(|(chain, key)| (chain.as_path(), key.as_path()));
        let names = host::names(&hostname, listener);
        let (identity, acceptor) =
            certificate::shown(folder, Audience::Browsers, paths, names, now)?;
        let fingerprint = identity.fingerprint().unwrap_or_default();
        Ok(Self { own, hostname, listener, fingerprint, newest: watch::Sender::new(acceptor) })
    }
}

/// The wall clock's own time, by which browsers check a certificate.
pub(crate) fn wall_clock() -> Time {
    Clock::machine().now()
}

/// What stands in front of a path. An address that means "everywhere" is no address to go to; the
/// machine's name is, or else its address.
pub(crate) fn origin(address: SocketAddr, transport: Transport) -> String {
    let scheme = match transport {
        Transport::Plain => "http",
        Transport::Tls => "https",
    };
    if !address.ip().is_unspecified() {
        return format!("{scheme}://{address}");
    }
    let port = address.port();
    if let Some(name) = host::name() {
        return format!("{scheme}://{name}:{port}");
    }
    match host::addresses().next() {
        Some(address) => format!("{scheme}://{}", SocketAddr::new(address, port)),
        None => format!("{scheme}://localhost:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_link_leads_to_an_address_that_can_be_opened() {
        for (address, transport, expected) in [
            ("127.0.0.1:8025", Transport::Plain, "http://127.0.0.1:8025"),
            ("[::1]:8025", Transport::Plain, "http://[::1]:8025"),
            ("192.0.2.7:443", Transport::Tls, "https://192.0.2.7:443"),
        ] {
            let address = address.parse().expect("an address");
            assert_eq!(origin(address, transport), expected);
        }
    }

    #[test]
    fn where_scanpost_listens_everywhere_a_link_names_a_host_that_others_can_reach() {
        for address in ["0.0.0.0:8025", "[::]:8025"] {
            let origin = origin(address.parse().expect("an address"), Transport::Tls);
            let host = origin.strip_prefix("https://").and_then(|rest| rest.strip_suffix(":8025"));
            let machine = host::name()
                .or_else(|| host::addresses().next().map(|address| address.to_string()))
                .unwrap_or_else(|| "localhost".to_owned());
            assert_eq!(host.map(|host| host.trim_matches(['[', ']'])), Some(&*machine));
        }
    }

    #[test]
    fn a_certificate_that_comes_near_its_end_is_renewed_while_the_pages_are_served() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(Some(dir.path().join("data"))).expect("it can be made");
        let address: SocketAddr = "192.0.2.7:8025".parse().expect("an address");
        let begin = Time(1_795_252_500_000);
        let certificate =
            Certificate::read(&folder, None, "scans.example".to_owned(), address.ip(), begin);
        let certificate = certificate.expect("it is made");
        let mut newest = certificate.newest.subscribe();
        let pages = Pages { address, certificate: Some(certificate) };
        for (days, is_renewed) in [(1, false), (360, false), (367, true), (368, false)] {
            pages.renew_at(&folder, begin + Duration::from_hours(24 * days));
            assert_eq!(
                newest.has_changed().expect("the pages are there"),
                is_renewed,
                "day {days}"
            );
            newest.mark_unchanged();
        }
    }
}
