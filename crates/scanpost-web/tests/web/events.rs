use reqwest::StatusCode;
use scanpost_core::administrator::{Actor, Privileges};
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::gateway::NewDevice;

use crate::site::Site;

#[tokio::test]
async fn an_open_page_is_told_of_a_change() {
    let site = Site::start().await;
    let session = site.enter().await;
    let mut events = site.get(&session, "/events").await;
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let device = NewDevice {
        name: "copier".to_owned(),
        ranges: vec!["192.0.2.0/24".parse().unwrap()],
        user: None,
        tls: TlsFloor::Optional,
        account: None,
        wide: false,
        fetches: false,
        profile: None,
        sender: SenderRule::default(),
    };
    site.gateway.by(&Actor::Console).add_device(device).await.unwrap();
    let mut heard = String::new();
    while !heard.contains("event: change") {
        let chunk = events.chunk().await.unwrap().expect("the events go on");
        heard.push_str(std::str::from_utf8(&chunk).unwrap());
    }
}

#[tokio::test]
async fn so_many_pages_may_follow_and_no_more() {
    let site = Site::start().await;
    let session = site.enter().await;
    let mut open = Vec::new();
    for _ in 0..32 {
        let events = site.get(&session, "/events").await;
        assert_eq!(events.status(), StatusCode::OK);
        open.push(events);
    }
    let one_more = site.get(&session, "/events").await;
    assert_eq!(one_more.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn what_a_page_follows_ends_with_its_session() {
    let site = Site::start().await;
    let (session, other) = (site.enter().await, site.enter().await);
    let mut events = site.get(&session, "/events").await;
    let mut others = site.get(&other, "/events").await;
    assert_eq!(events.headers()["connection"], "close");
    site.post(&session, "/log-out").await;
    while let Some(_heartbeat) = events.chunk().await.unwrap() {}
    let console = Actor::Console;
    site.gateway.by(&console).add_api_token("news", Privileges::default()).await.unwrap();
    assert!(others.chunk().await.unwrap().is_some(), "the other one goes on");
}
