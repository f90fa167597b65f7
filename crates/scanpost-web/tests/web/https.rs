//! The pages over HTTPS, with a certificate that is changed while they are served.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Client, StatusCode, redirect};
use scanpost_core::door::tls::{Acceptor, Identity};
use scanpost_core::trust;
use scanpost_web::{Access, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::site::Site;

struct Https {
    address: SocketAddr,
    access: Access,
    certificate: watch::Sender<Acceptor>,
    _site: Site,
}

async fn https(identity: &Identity) -> Https {
    let site = Site::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let access = Access::new(address.port(), Transport::Tls);
    let certificate = watch::Sender::new(Acceptor::new(identity).unwrap());
    let router = scanpost_web::pages_router(site.gateway.clone(), access.clone());
    let newest = certificate.subscribe();
    tokio::spawn(scanpost_web::serve_encrypted(listener, router, newest, std::future::pending()));
    Https { address, access, certificate, _site: site }
}

fn identity() -> Identity {
    Identity::make(vec!["localhost".to_owned()]).unwrap()
}

/// One that believes this certificate alone.
fn browser(identity: &Identity) -> Client {
    let tls = trust::client_config(Some(&identity.chain_pem), &[]).unwrap();
    let client =
        Client::builder().tls_backend_preconfigured(tls).redirect(redirect::Policy::none());
    client.no_proxy().build().unwrap()
}

#[tokio::test]
async fn over_https_a_link_opens_the_pages_with_a_cookie_for_https_alone() {
    let identity = identity();
    let https = https(&identity).await;
    let origin = format!("https://localhost:{}", https.address.port());
    let link = format!("{origin}/enter?code={}", https.access.link_code());
    let entered = browser(&identity).get(link).send().await.unwrap();
    let cookie = entered.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-scanpost-") && cookie.contains("; Secure"), "{cookie}");
    let session = cookie.split(';').next().unwrap();
    let page = browser(&identity).get(&origin).header("cookie", session).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_to_the_next_who_comes() {
    let (old, new) = (identity(), identity());
    assert_ne!(old.fingerprint(), new.fingerprint());
    let https = https(&old).await;
    let page = format!("https://localhost:{}/log-in", https.address.port());
    assert!(browser(&old).get(&page).send().await.is_ok());
    https.certificate.send_replace(Acceptor::new(&new).unwrap());
    assert!(browser(&new).get(&page).send().await.is_ok());
    assert!(browser(&old).get(&page).send().await.is_err(), "nobody shows the old one any more");
}

#[tokio::test]
async fn who_speaks_plain_http_is_sent_to_https_and_silent_ones_keep_nobody_waiting() {
    let identity = identity();
    let https = https(&identity).await;
    let _silent = TcpStream::connect(https.address).await.unwrap();
    let mut clear = TcpStream::connect(https.address).await.unwrap();
    let host = https.address;
    let request = format!("GET /jobs HTTP/1.1\r\nHost: {host}\r\n\r\n");
    clear.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let patience = Duration::from_secs(30);
    tokio::time::timeout(patience, clear.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.contains(&format!("Location: https://{host}/jobs\r\n")), "{answer}");
    let page = format!("https://localhost:{}/log-in", host.port());
    assert!(browser(&identity).get(page).send().await.is_ok());
}
