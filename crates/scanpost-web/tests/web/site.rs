//! A gateway with its pages and its control socket, for one test.

use std::path::PathBuf;
use std::sync::Arc;

use axum::routing::post;
use axum::{Json, Router};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, redirect};
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Actor;
use scanpost_core::clock::{Clock, Time};
use scanpost_core::door::tls::{Acceptor, Identity};
use scanpost_core::fault::Fault;
use scanpost_core::gateway::{Duty, Gateway, NewAccount, Parts};
use scanpost_core::journal::Route;
use scanpost_core::oauth::seal::Sealer;
use scanpost_core::oauth::{Provider, Services};
use scanpost_core::receive::{
    ArrivalId, Arrivals, Digest, Fingerprint, MailboxName, NewArrival, Outcome,
};
use scanpost_core::settings::{RetryPolicy, Settings};
use scanpost_core::site::Function;
use scanpost_core::spool::{JobId, NewJob, RecipientState, Reports, Settlement, Spool};
use scanpost_core::trust;
use scanpost_core::user::account_of;
use scanpost_store::MemoryStore;
use scanpost_web::{Access, Transport};
use serde_json::{Value, json};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::oneshot;

pub(crate) struct Site {
    pub(crate) gateway: Gateway,
    pub(crate) access: Access,
    pub(crate) store: Arc<MemoryStore>,
    pages: String,
    control: PathBuf,
    provider: String,
    /// Dropped, they end the servers.
    _stops: [oneshot::Sender<()>; 2],
    _folder: tempfile::TempDir,
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::on(MemoryStore::new(), Duty::Administer).await
    }

    /// One that polls mailboxes.
    pub(crate) async fn serving() -> Self {
        Self::on(MemoryStore::new(), Duty::Serve).await
    }

    /// With so much room for mails.
    pub(crate) async fn with_room(room_bytes: u64) -> Self {
        Self::on(MemoryStore::with_room(room_bytes), Duty::Administer).await
    }

    async fn on(store: MemoryStore, duty: Duty) -> Self {
        let store = Arc::new(store);
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::default();
        let faxes = folder.path().join("faxes");
        scanpost_core::receive::make_root(&faxes).unwrap();
        settings.receive.fax_folder = Some(faxes);
        let parts = Parts {
            store: store.clone(),
            sealer: Sealer::new(&[7; 32]),
            clock: Clock::machine(),
            settings,
            tls: Acceptor::new(&Identity::make(vec!["localhost".to_owned()]).unwrap()).unwrap(),
            services: Services::default(),
        };
        let gateway = Gateway::start(parts, duty).await.unwrap();
        let control = folder.path().join("control");
        let socket = UnixListener::bind(&control).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let pages = listener.local_addr().unwrap();
        let access = Access::new(pages.port(), Transport::Plain);
        let pages = pages.to_string();
        let (stop_pages, pages_stopped) = oneshot::channel::<()>();
        let (stop_control, control_stopped) = oneshot::channel::<()>();
        let router = scanpost_web::pages_router(gateway.clone(), access.clone());
        tokio::spawn(scanpost_web::serve(listener, router, async { drop(pages_stopped.await) }));
        let router = scanpost_web::control_router(gateway.clone(), access.clone());
        tokio::spawn(scanpost_web::serve_control(socket, router, async {
            drop(control_stopped.await);
        }));
        Self {
            gateway,
            access,
            store,
            pages,
            control,
            provider: authorization_server().await,
            _stops: [stop_pages, stop_control],
            _folder: folder,
        }
    }

    /// The same, with the account `scans` in it.
    pub(crate) async fn with_account() -> Self {
        let site = Self::start().await;
        let address = "scans@contoso.example".to_owned();
        site.gateway
            .by(&Actor::Console)
            .add_account(NewAccount::to_send(scans(), address, site.provider()))
            .await
            .unwrap();
        site
    }

    pub(crate) fn provider(&self) -> Provider {
        serde_json::from_value(self.provider_json()).unwrap()
    }

    pub(crate) fn provider_json(&self) -> Value {
        let base = &self.provider;
        json!({
            "name": "test",
            "title": "Test provider",
            "oauth": {
                "device_authorization_endpoint": format!("http://{base}/device"),
                "token_endpoint": format!("http://{base}/token"),
                "client_id": "client",
                "scopes": ["send"],
                "sign_in": ["device-code"],
            },
            "smtp": { "host": "127.0.0.1", "port": 9 },
            "pop": { "host": "127.0.0.1", "port": 9 },
        })
    }

    /// A mail that waits for its first attempt.
    pub(crate) async fn job(&self, recipients: &[&str]) -> JobId {
        self.job_from("copier", recipients).await
    }

    /// A scan of the user of this address.
    pub(crate) async fn scan_of_user(&self, address: &str) -> JobId {
        self.job_of(account_of(address), "copier", &["office@contoso.example"]).await
    }

    /// The same, of a device of this name.
    pub(crate) async fn job_from(&self, device: &str, recipients: &[&str]) -> JobId {
        self.job_of(scans(), device, recipients).await
    }

    async fn job_of(&self, account: AccountName, device: &str, recipients: &[&str]) -> JobId {
        let mut incoming = self.store.incoming();
        incoming.write(axum::body::Bytes::from_static(b"Subject: scan\r\n\r\n")).await.unwrap();
        let id = JobId::new();
        let job = NewJob {
            id,
            account,
            device: device.to_owned(),
            accepted_at: Clock::machine().now(),
            sender: "copier@contoso.example".to_owned(),
            recipients: recipients.iter().map(|one| (*one).to_owned().into()).collect(),
            eight_bit: false,
            reports: Reports::default(),
        };
        incoming.keep(job).await.unwrap();
        id
    }

    /// A mail that was fetched for the internet fax, and waits to be handed on.
    pub(crate) async fn arrival(&self, content: &'static str) -> ArrivalId {
        let mut arriving = self.store.arriving();
        arriving.write(axum::body::Bytes::from_static(content.as_bytes())).await.unwrap();
        let id = ArrivalId::new();
        let digest =
            Digest([*id.0.as_bytes(), *id.0.as_bytes()].as_flattened().try_into().unwrap());
        let arrival = NewArrival {
            id,
            function: Function::InternetFaxReceive,
            account: scans(),
            mailbox: MailboxName::new("scans@contoso.example", "pop.contoso.example"),
            uidl: id.to_string(),
            digest,
            head: Fingerprint::of(&digest.0),
            taken_at: Clock::machine().now(),
            remembered_since: Time(0),
        };
        arriving.take_in(arrival).await.unwrap();
        id
    }

    /// The oldest that waits comes to this.
    pub(crate) async fn hand_on(&self, outcome: Outcome) {
        let now = Clock::machine().now();
        let claimed = self.store.claim_arrivals(now, RetryPolicy::default(), 1).await.unwrap();
        self.store.settle_arrival(claimed[0].id, outcome, now).await.unwrap();
    }

    /// Posts a form as a browser does.
    pub(crate) async fn post_form(
        &self,
        session: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Response {
        let request = self.stranger(Method::POST, path).header(COOKIE, session);
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = request
            .header("origin", self.origin())
            .header("content-type", "application/x-www-form-urlencoded");
        request.body(fields.join("&")).send().await.unwrap()
    }

    /// A mail of which an attempt was made and settled: it has ended.
    pub(crate) async fn delivered_job(&self) -> JobId {
        let id = self.job(&["anna@contoso.example"]).await;
        let now = Clock::machine().now();
        self.store.claim(scans(), now, RetryPolicy::default(), 1000).await.unwrap();
        let settlement = Settlement {
            results: vec![(0, RecipientState::Delivered, Some("250 2.0.0 OK".to_owned()))],
            retry_at: Some(now),
            route: Route::default(),
            fault: None,
        };
        self.store.settle(id, settlement, now).await.unwrap();
        id
    }

    /// The account `scans` waits for a person.
    pub(crate) async fn hold(&self, fault: Fault) {
        self.hold_account(scans(), fault).await;
    }

    /// This account does.
    pub(crate) async fn hold_account(&self, account: AccountName, fault: Fault) {
        self.store.hold(account, fault, Clock::machine().now()).await.unwrap();
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.pages)
    }

    /// A request for a page, without a session.
    pub(crate) fn stranger(&self, method: Method, path: &str) -> RequestBuilder {
        browser().request(method, format!("http://{}{path}", self.pages))
    }

    /// Comes in by a link; the value is the cookie.
    pub(crate) async fn enter(&self) -> String {
        let path = format!("/enter?code={}", self.access.link_code());
        let response = self.stranger(Method::GET, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(location(&response), "/");
        cookie(&response)
    }

    pub(crate) async fn get(&self, session: &str, path: &str) -> Response {
        self.stranger(Method::GET, path).header(COOKIE, session).send().await.unwrap()
    }

    pub(crate) async fn post(&self, session: &str, path: &str) -> Response {
        let request = self.stranger(Method::POST, path).header(COOKIE, session);
        request.header("origin", self.origin()).send().await.unwrap()
    }

    /// A request to the control socket.
    pub(crate) fn control(&self, method: Method, path: &str) -> RequestBuilder {
        let client = Client::builder()
            .tls_backend_preconfigured(trust::nobody())
            .unix_socket(self.control.clone())
            .build()
            .unwrap();
        client.request(method, format!("http://scanpost{path}"))
    }
}

/// A value of a form or a query (RFC 3986 §2.1).
pub(crate) fn encoded(value: &str) -> String {
    let one = |octet: u8| match octet {
        b'0'..=b'9' | b'a'..=b'z' => char::from(octet).to_string(),
        _ => format!("%{octet:02X}"),
    };
    value.bytes().map(one).collect()
}

pub(crate) fn scans() -> AccountName {
    "scans".parse().unwrap()
}

pub(crate) fn location(response: &Response) -> &str {
    response.headers()[LOCATION].to_str().unwrap()
}

/// The cookie that a response sets, as a browser sends it back.
pub(crate) fn cookie(response: &Response) -> String {
    let set = response.headers()[SET_COOKIE].to_str().unwrap();
    for must in ["; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(set.contains(must), "{set}");
    }
    set.split(';').next().unwrap().to_owned()
}

fn browser() -> Client {
    Client::builder()
        .tls_backend_preconfigured(trust::nobody())
        .redirect(redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

/// Gives a code, and waits for a person for ever; takes every browser's code and every app.
async fn authorization_server() -> String {
    let device = async || {
        Json(json!({
            "device_code": "the-device-code",
            "user_code": "GTHK9QXRL",
            "verification_uri": "https://login.test.example/device",
            "expires_in": 900,
            "interval": 5,
        }))
    };
    let token = async |form: String| {
        let is_pending = form.contains("device_code");
        if is_pending {
            let pending = json!({ "error": "authorization_pending" });
            return (axum::http::StatusCode::BAD_REQUEST, Json(pending));
        }
        let token = json!({
            "access_token": "the-access-token",
            "refresh_token": "the-refresh-token",
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": "send",
        });
        (axum::http::StatusCode::OK, Json(token))
    };
    let router = Router::new().route("/device", post(device)).route("/token", post(token));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async { axum::serve(listener, router).await });
    address
}
