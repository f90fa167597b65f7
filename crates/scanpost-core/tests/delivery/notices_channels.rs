//! Notices by webhook and syslog, over real sockets.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use scanpost_core::administrator::Actor;
use scanpost_core::fault::Code;
use scanpost_core::gateway::views::{ChannelView, NoticesView};
use scanpost_core::notify::channel::Channel;
use scanpost_core::site::NoticesEntered;
use secrecy::SecretString;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc;

use crate::gateway_stage::{ANNA, Stage};

const MAIL: &[u8] = b"Subject: scan\r\n\r\nA page.\r\n";

impl Stage {
    /// Changes the settings as a page does: what is shown, and this.
    pub(crate) async fn set_notices(
        &self,
        change: impl FnOnce(&mut NoticesEntered),
    ) -> NoticesView {
        let seen = self.gateway().notices().await.unwrap();
        let mut entered = seen.settings.entered();
        change(&mut entered);
        self.gateway().by(&Actor::Console).set_notices(seen.revision, entered).await.unwrap()
    }

    pub(crate) async fn channel(&self, channel: Channel) -> ChannelView {
        let view = self.gateway().notices().await.unwrap();
        view.channels.into_iter().find(|one| one.channel == channel).unwrap()
    }

    /// Waits until the reader of the channel has begun: what happens from then on is told.
    pub(crate) async fn is_read_for(&self, channel: Channel) {
        self.until(async || self.channel(channel).await.standing.on).await;
    }
}

/// A receiver of notices: what it answers, and what it was told.
struct Receiver {
    url: String,
    told: mpsc::UnboundedReceiver<(Option<String>, Value)>,
}

type Told = mpsc::UnboundedSender<(Option<String>, Value)>;

impl Receiver {
    async fn start(answer: StatusCode) -> Self {
        let (tell, told) = mpsc::unbounded_channel();
        let take = async |State((answer, tell)): State<(StatusCode, Told)>,
                          headers: HeaderMap,
                          body: String| {
            let shown = headers.get("authorization").map(|it| it.to_str().unwrap().to_owned());
            tell.send((shown, serde_json::from_str(&body).unwrap())).unwrap();
            answer
        };
        let router = Router::new().route("/hook", post(take)).with_state((answer, tell));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, told }
    }

    async fn next(&mut self) -> (Option<String>, Value) {
        let patience = std::time::Duration::from_mins(1);
        tokio::time::timeout(patience, self.told.recv()).await.expect("a notice comes").unwrap()
    }

    fn nothing_more(&mut self) {
        assert!(self.told.try_recv().is_err());
    }
}

#[tokio::test]
async fn a_hold_is_posted_with_its_words_and_the_secret_and_again_when_it_ends() {
    let stage = Stage::start().await;
    let mut receiver = Receiver::start(StatusCode::NO_CONTENT).await;
    let view = stage
        .set_notices(|form| {
            form.webhook_url.clone_from(&receiver.url);
            form.webhook_secret = SecretString::from("s3cret");
        })
        .await;
    assert!(view.has_secret && !format!("{view:?}").contains("s3cret"));
    stage.is_read_for(Channel::Webhook).await;

    stage.device().await.send(&[ANNA], MAIL).await;
    let (shown, notice) = receiver.next().await;
    assert_eq!(shown.as_deref(), Some("Bearer s3cret"));
    assert_eq!(notice["cause"], "account-held");
    assert_eq!(notice["severity"], "error");
    assert_eq!(notice["account"], "scans");
    assert_eq!(notice["code"], Code::SignInNeeded.as_str());
    assert_eq!((notice["schema"].as_u64(), notice["count"].as_u64()), (Some(1), Some(1)));
    assert!(notice["next"].as_str().unwrap().contains("sign in"), "{notice}");

    stage.sign_in().await;
    let (_, after) = receiver.next().await;
    assert_eq!(after["cause"], "account-flows");
    assert!(after["id"].as_i64() > notice["id"].as_i64(), "{after}");
    stage.all_ended().await;
    receiver.nothing_more();
}

#[tokio::test]
async fn what_nobody_took_is_told_after_a_restart_with_the_same_number() {
    let mut stage = Stage::start().await;
    let mut ailing = Receiver::start(StatusCode::INTERNAL_SERVER_ERROR).await;
    stage.set_notices(|form| form.webhook_url.clone_from(&ailing.url)).await;
    stage.is_read_for(Channel::Webhook).await;
    stage.device().await.send(&[ANNA], MAIL).await;
    let (_, notice) = ailing.next().await;
    stage.until(async || stage.channel(Channel::Webhook).await.standing.trouble.is_some()).await;
    let standing = stage.channel(Channel::Webhook).await.standing;
    assert_eq!((standing.trouble.as_deref(), standing.waiting), (Some("HTTP 500"), 1));

    stage.restart().await;
    let mut well = Receiver::start(StatusCode::OK).await;
    stage.set_notices(|form| form.webhook_url.clone_from(&well.url)).await;
    let (_, again) = well.next().await;
    assert_eq!((&again["id"], &again["at"]), (&notice["id"], &notice["at"]));
    stage.until(async || stage.channel(Channel::Webhook).await.standing.waiting == 0).await;
    stage.restart().await;
    stage.is_read_for(Channel::Webhook).await;
    stage.gateway().by(&Actor::Console).try_notices().await.unwrap();
    let (_, trial) = well.next().await;
    assert_eq!(trial["cause"], "trial", "what was told is not told again");
}

#[tokio::test]
async fn a_channel_that_is_switched_on_tells_no_old_stories() {
    let stage = Stage::start().await;
    stage.device().await.send(&[ANNA], MAIL).await;
    stage.until(async || stage.account().await.hold.is_some()).await;
    let mut receiver = Receiver::start(StatusCode::OK).await;
    stage.set_notices(|form| form.webhook_url.clone_from(&receiver.url)).await;
    stage.is_read_for(Channel::Webhook).await;
    stage.gateway().by(&Actor::Console).try_notices().await.unwrap();
    let (shown, notice) = receiver.next().await;
    assert_eq!((shown, &notice["cause"]), (None, &Value::from("trial")));
}

/// One message, read as strictly as RFC 5424 §6 writes it.
#[derive(Debug)]
struct Message {
    priority: u32,
    timestamp: String,
    id: String,
    parameters: Vec<(String, String)>,
    text: String,
}

impl Message {
    fn read(octets: &[u8]) -> Self {
        let text = std::str::from_utf8(octets).expect("UTF-8");
        let (head, said) = text.split_once("] \u{feff}").expect("structured data, then a BOM");
        let rest = head.strip_prefix('<').expect("a priority");
        let (priority, rest) = rest.split_once(">1 ").expect("version 1");
        let fields: Vec<&str> = rest.splitn(6, ' ').collect();
        let [timestamp, host, program, process, id, data] = fields[..] else {
            panic!("six fields: {rest}")
        };
        for field in [host, program, process, id] {
            assert!(!field.is_empty() && field.bytes().all(|octet| octet.is_ascii_graphic()));
        }
        assert_eq!(program, "scanpost");
        assert!(process.parse::<u32>().is_ok(), "{process}");
        let data = data.strip_prefix("[scanpost@32473 ").expect("our structured data");
        let parameters = data.split("\" ").map(|pair| {
            let (name, value) = pair.split_once("=\"").expect("a value in quotes");
            (name.to_owned(), value.trim_end_matches('"').to_owned())
        });
        assert!(!said.is_empty() && !said.contains(['\r', '\n']), "{said:?}");
        Self {
            priority: priority.parse().expect("a number"),
            timestamp: timestamp.to_owned(),
            id: id.to_owned(),
            parameters: parameters.collect(),
            text: said.to_owned(),
        }
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    fn is_the_hold(&self) {
        assert_eq!(self.priority, 16 * 8 + 3, "local0, error");
        assert!(self.timestamp.ends_with('Z') && self.timestamp.len() == 20, "{self:?}");
        assert_eq!(self.id, "account-held");
        assert_eq!(self.parameter("account"), Some("scans"));
        assert_eq!(self.parameter("code"), Some(Code::SignInNeeded.as_str()));
        assert!(self.parameter("id").is_some_and(|id| id.parse::<i64>().is_ok()));
        assert!(self.text.contains("sign in"), "{self:?}");
    }
}

/// Has syslog sent there, and an account held.
async fn held_with_syslog_at(address: SocketAddr, transport: &str) -> Stage {
    let stage = Stage::start().await;
    stage
        .set_notices(|form| {
            form.syslog_host = address.ip().to_string();
            form.syslog_port = address.port().to_string();
            transport.clone_into(&mut form.syslog_transport);
            "16".clone_into(&mut form.syslog_facility);
        })
        .await;
    stage.is_read_for(Channel::Syslog).await;
    stage.device().await.send(&[ANNA], MAIL).await;
    stage
}

#[tokio::test]
async fn a_hold_goes_to_syslog_over_udp_in_one_packet() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let _stage = held_with_syslog_at(socket.local_addr().unwrap(), "udp").await;
    let mut packet = [0; 4096];
    let length = socket.recv(&mut packet).await.unwrap();
    Message::read(&packet[..length]).is_the_hold();
}

#[tokio::test]
async fn a_hold_goes_to_syslog_over_tcp_with_its_octets_counted() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let _stage = held_with_syslog_at(listener.local_addr().unwrap(), "tcp").await;
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut octets = Vec::new();
    socket.read_to_end(&mut octets).await.unwrap();
    let space = octets.iter().position(|octet| *octet == b' ').expect("a length, then a space");
    let length: usize = std::str::from_utf8(&octets[..space]).unwrap().parse().unwrap();
    assert_eq!(octets.len(), space + 1 + length, "RFC 6587 §3.4.1");
    Message::read(&octets[space + 1..]).is_the_hold();
}
