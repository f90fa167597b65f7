//! Where the pages are: plain HTTP within this machine, HTTPS everywhere else.
//!
//! Without a certificate of the administrator's own, one is made at the first start and kept in the
//! data folder; its fingerprint is printed, to be compared with what the browser shows. SIGHUP has the
//! files read again, for one that was renewed.

use std::net::SocketAddr;
use std::path::PathBuf;

use scanpost_core::gateway::Gateway;
use scanpost_core::submission::tls::Acceptor;
use scanpost_web::{Access, Transport};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::args::ServeOptions;
use crate::folder::{Audience, Folder};
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
            Some(Certificate::read(folder, own, options.hostname.clone())?)
        };
        Ok(Self { address, certificate })
    }

    pub(crate) fn transport(&self) -> Transport {
        if self.certificate.is_some() { Transport::Tls } else { Transport::Plain }
    }

    pub(crate) fn origin(&self) -> String {
        origin(self.address, self.transport())
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
        let Some(Certificate { own, hostname, newest, .. }) = &self.certificate else { return };
        match Certificate::read(folder, own.clone(), hostname.clone()) {
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
    ) -> Result<Self, Failure> {
        let paths = own.as_ref().map(|(chain, key)| (chain.as_path(), key.as_path()));
        let (identity, acceptor) = folder.identity(Audience::Browsers, paths, &hostname)?;
        let fingerprint = identity.fingerprint().unwrap_or_default();
        Ok(Self { own, hostname, fingerprint, newest: watch::Sender::new(acceptor) })
    }
}

/// What stands in front of a path. An address that means "everywhere" is no address to go to; from
/// here there is `localhost`.
pub(crate) fn origin(address: SocketAddr, transport: Transport) -> String {
    let scheme = match transport {
        Transport::Plain => "http",
        Transport::Tls => "https",
    };
    if address.ip().is_unspecified() {
        return format!("{scheme}://localhost:{}", address.port());
    }
    format!("{scheme}://{address}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_an_address_that_can_be_opened() {
        for (address, transport, expected) in [
            ("127.0.0.1:8025", Transport::Plain, "http://127.0.0.1:8025"),
            ("[::1]:8025", Transport::Plain, "http://[::1]:8025"),
            ("192.0.2.7:443", Transport::Tls, "https://192.0.2.7:443"),
            ("0.0.0.0:8025", Transport::Tls, "https://localhost:8025"),
            ("[::]:8025", Transport::Tls, "https://localhost:8025"),
        ] {
            let address = address.parse().expect("an address");
            assert_eq!(origin(address, transport), expected);
        }
    }
}
