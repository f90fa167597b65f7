//! A browser, a device and a mail client for the tests, as small as can be.

use std::{io, net::SocketAddr, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use scanpost_sandbox::{CLIENT_ID, Options, Sandbox, TENANT};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

pub(crate) const MAILBOX: &str = "scans@sandbox.example";
pub(crate) const SMTP_SEND: &str = "https://outlook.office.com/SMTP.Send";
pub(crate) const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(crate) async fn sandbox() -> Sandbox {
    Sandbox::start(Options::default()).await.unwrap()
}

/// What an HTTP server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) octets: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.octets).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.octets.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden field on the page.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let start = format!("name=\"{name}\" value=\"");
        let rest = text.split_once(&start).unwrap_or_else(|| panic!("no {name} in {text}")).1;
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// `error` and the first AADSTS number.
    pub(crate) fn error(&self) -> (String, Option<u64>) {
        let body = self.json();
        (body["error"].as_str().unwrap_or_default().to_owned(), body["error_codes"][0].as_u64())
    }
}

/// An HTTP client with the sandbox's address before every path.
pub(crate) struct Http {
    client: reqwest::Client,
    /// For what leads away from the sandbox.
    stays: reqwest::Client,
    base: String,
}

impl Http {
    pub(crate) fn to(sandbox: &Sandbox) -> Self {
        // It fails when another test was first, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let stays = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let client = reqwest::Client::new();
        Self { client, stays: stays.build().unwrap(), base: sandbox.web_url() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.base))).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.try_post(path, form).await.unwrap()
    }

    pub(crate) async fn try_post(
        &self,
        path: &str,
        form: &[(&str, &str)],
    ) -> reqwest::Result<Answer> {
        self.send(self.client.post(format!("{}{path}", self.base)).form(form)).await
    }

    /// A page that is visited at its whole address; a redirect is not followed.
    pub(crate) async fn visit(&self, url: &str) -> Answer {
        self.send(self.stays.get(url)).await.unwrap()
    }

    /// A form that is sent; a redirect is not followed.
    pub(crate) async fn submit(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.stays.post(format!("{}{path}", self.base)).form(form)).await.unwrap()
    }

    /// A form that is encoded already.
    pub(crate) async fn post_form_text(&self, path: &str, form: &str) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base)).body(form.to_owned());
        let kind = "application/x-www-form-urlencoded";
        self.send(request.header("content-type", kind)).await.unwrap()
    }

    pub(crate) async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send(self.client.post(format!("{}{path}", self.base)).json(body)).await.unwrap()
    }

    pub(crate) async fn post_from_site(&self, path: &str, origin: &str) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.header("origin", origin).header("sec-fetch-site", "cross-site");
        self.send(request).await.unwrap()
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> reqwest::Result<Answer> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, octets: response.bytes().await?.to_vec() })
    }

    pub(crate) async fn ask_code(&self, scope: &str) -> Value {
        let form = [("client_id", CLIENT_ID), ("scope", scope)];
        let answer = self.post(&format!("/{TENANT}/oauth2/v2.0/devicecode"), &form).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub(crate) async fn decide(&self, code: &Value, decision: &str) -> Answer {
        let user_code = code["user_code"].as_str().unwrap();
        let form = [("code", user_code), ("mailbox", MAILBOX), ("decision", decision)];
        self.post("/device/decision", &form).await
    }

    pub(crate) async fn poll(&self, code: &Value) -> Answer {
        let form = [
            ("grant_type", DEVICE_CODE_GRANT),
            ("client_id", CLIENT_ID),
            ("device_code", code["device_code"].as_str().unwrap()),
        ];
        self.token(&form).await
    }

    pub(crate) async fn refresh(&self, refresh_token: &str) -> Answer {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", CLIENT_ID),
            ("refresh_token", refresh_token),
            ("scope", SMTP_SEND),
        ];
        self.token(&form).await
    }

    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> Answer {
        self.post(&format!("/{TENANT}/oauth2/v2.0/token"), form).await
    }

    /// Asks for a code, approves it, and gets the tokens.
    pub(crate) async fn sign_in(&self, scope: &str) -> Value {
        let code = self.ask_code(scope).await;
        assert_eq!(self.decide(&code, "approve").await.status, 200);
        let answer = self.poll(&code).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub(crate) async fn access_token(&self, scope: &str) -> String {
        self.sign_in(scope).await["access_token"].as_str().unwrap().to_owned()
    }
}

/// A client that says lines and hears lines.
pub(crate) struct Dialogue<S> {
    stream: BufReader<S>,
}

impl Dialogue<TcpStream> {
    pub(crate) async fn with(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        // A mail and its dot are two writes.
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    pub(crate) async fn begin_tls(self, sandbox: &Sandbox) -> Dialogue<TlsStream<TcpStream>> {
        self.try_tls(sandbox).await.unwrap()
    }

    pub(crate) async fn try_tls(
        self,
        sandbox: &Sandbox,
    ) -> io::Result<Dialogue<TlsStream<TcpStream>>> {
        let name = ServerName::try_from("localhost").unwrap();
        let stream = connector(sandbox).connect(name, self.stream.into_inner()).await?;
        Ok(Dialogue { stream: BufReader::new(stream) })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Dialogue<S> {
    pub(crate) async fn say(&mut self, line: &str) {
        self.send(format!("{line}\r\n").as_bytes()).await;
    }

    pub(crate) async fn send(&mut self, octets: &[u8]) {
        self.stream.write_all(octets).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// The next line with its line end; empty when the other side has closed or is gone.
    pub(crate) async fn hear(&mut self) -> String {
        let mut line = String::new();
        match self.stream.read_line(&mut line).await {
            Ok(_) => line,
            Err(_) => String::new(),
        }
    }

    /// A whole SMTP reply.
    pub(crate) async fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let line = self.hear().await;
            reply.push_str(&line);
            if line.as_bytes().get(3) != Some(&b'-') {
                return reply;
            }
        }
    }

    pub(crate) async fn ask(&mut self, line: &str) -> String {
        self.say(line).await;
        self.reply().await
    }

    /// Everything up to the end; empty if the other side has closed already.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        let mut octets = Vec::new();
        let _ = self.stream.read_to_end(&mut octets).await;
        octets
    }
}

fn connector(sandbox: &Sandbox) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(sandbox.ca_pem().as_bytes()).unwrap()).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}
