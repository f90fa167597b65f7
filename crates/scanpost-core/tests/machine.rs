//! The gateway on a machine whose time passes by hand: what is old is forgotten, but not by a wrong clock.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails there")]

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use scanpost_core::administrator::Actor;
use scanpost_core::clock::{Clock, Jump, Time};
use scanpost_core::door::tls::{Acceptor, Identity};
use scanpost_core::fault::Code;
use scanpost_core::gateway::{Duty, Gateway, NewAccount, Parts};
use scanpost_core::journal::{Event, Journal, Route};
use scanpost_core::oauth::seal::Sealer;
use scanpost_core::oauth::{Provider, Services};
use scanpost_core::receive::{
    ArrivalId, Arrivals, Digest, Fingerprint, MailboxName, NewArrival, Outcome, TakenIn,
};
use scanpost_core::settings::{RetryPolicy, Settings};
use scanpost_core::site::{Function, HistoryEntered};
use scanpost_core::spool::{JobId, NewJob, RecipientState, Reports, Settlement, Spool};
use scanpost_store::MemoryStore;

const NOW: Time = Time(1_795_252_500_000);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

struct Machine {
    gateway: Gateway,
    store: Arc<MemoryStore>,
    clock: Clock,
}

impl Machine {
    async fn start() -> Self {
        let (store, clock) = (Arc::new(MemoryStore::new()), Clock::by_hand(NOW));
        let parts = Parts {
            store: store.clone(),
            sealer: Sealer::new(&[7; 32]),
            clock: clock.clone(),
            settings: Settings::default(),
            tls: Acceptor::new(&Identity::make(vec!["localhost".to_owned()]).unwrap()).unwrap(),
            services: Services::default(),
        };
        let gateway = Gateway::start(parts, Duty::Serve).await.unwrap();
        Self { gateway, store, clock }
    }

    /// A mail that came in so long ago, and came to this at once.
    async fn arrived(&self, ago: Duration, outcome: Outcome) -> ArrivalId {
        let (id, taken_at) = (ArrivalId::new(), NOW - ago);
        let mut digest = [0; 32];
        digest[..16].copy_from_slice(id.0.as_bytes());
        let arriving = self.store.arriving();
        let new = NewArrival {
            id,
            function: Function::InternetFaxReceive,
            account: "fax".parse().unwrap(),
            mailbox: MailboxName::new("fax@contoso.example", "pop.example.com"),
            uidl: id.to_string(),
            digest: Digest(digest),
            head: Fingerprint::of(&digest),
            taken_at,
            remembered_since: Time(0),
        };
        assert_eq!(arriving.take_in(new).await, Ok(TakenIn::New));
        let claimed = self.store.claim_arrivals(taken_at, RetryPolicy::default(), 1).await.unwrap();
        assert_eq!(claimed.len(), 1);
        self.store.settle_arrival(id, outcome, taken_at).await.unwrap();
        id
    }

    async fn mail(&self, accepted_at: Time) -> JobId {
        let mut incoming = self.store.incoming();
        incoming.write(Bytes::from_static(b"Subject: scan\r\n\r\n")).await.unwrap();
        let job = NewJob {
            id: JobId::new(),
            account: "scans".parse().unwrap(),
            device: "copier".to_owned(),
            accepted_at,
            sender: "copier@contoso.example".to_owned(),
            recipients: vec!["anna@contoso.example".to_owned().into()],
            eight_bit: false,
            reports: Reports::default(),
        };
        let id = job.id;
        incoming.keep(job).await.unwrap();
        id
    }

    /// A mail that was delivered so long ago.
    async fn delivered(&self, ago: Duration) -> JobId {
        let at = self.clock.now() - ago;
        let id = self.mail(at).await;
        let claimed = self.store.claim("scans".parse().unwrap(), at, RetryPolicy::default(), 1);
        assert_eq!(claimed.await.unwrap().len(), 1);
        let settlement = Settlement {
            results: vec![(0, RecipientState::Delivered, None)],
            retry_at: None,
            route: Route::default(),
            fault: None,
        };
        self.store.settle(id, settlement, at).await.unwrap();
        id
    }

    async fn knows(&self, id: JobId) -> bool {
        self.store.job(id).await.unwrap().is_some()
    }
}

#[tokio::test(start_paused = true)]
async fn what_ended_long_ago_is_forgotten_and_what_waits_is_not() {
    let machine = Machine::start().await;
    let old = machine.delivered(91 * DAY).await;
    let young = machine.delivered(89 * DAY).await;
    let waits = machine.mail(NOW - 400 * DAY).await;
    tokio::time::sleep(HOUR / 2).await;
    assert!(machine.knows(old).await, "a clock that is wrong after a start has its hour");
    tokio::time::sleep(HOUR).await;
    assert!(!machine.knows(old).await);
    assert!(machine.knows(young).await && machine.knows(waits).await);
    tokio::time::sleep(2 * DAY).await;
    assert!(!machine.knows(young).await && machine.knows(waits).await);
    machine.gateway.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_was_just_set_costs_no_history() {
    let machine = Machine::start().await;
    let job = machine.delivered(DAY).await;
    tokio::time::sleep(HOUR / 2).await;
    machine.clock.set_wall(Jump(200 * 24 * 3_600_000));
    tokio::time::sleep(12 * HOUR).await;
    assert!(machine.knows(job).await, "somebody may set it right again");
    tokio::time::sleep(DAY).await;
    assert!(!machine.knows(job).await);
    machine.gateway.stop().await;
}

#[tokio::test(start_paused = true)]
async fn how_long_is_remembered_is_set_by_an_administrator_and_written_down() {
    let machine = Machine::start().await;
    let job = machine.delivered(10 * DAY).await;
    let seen = machine.gateway.history().await.unwrap();
    assert_eq!((seen.settings.jobs_days, seen.settings.people_days), (90, 730));
    let by = machine.gateway.by(&Actor::Console);
    let days = |jobs: &str| HistoryEntered { jobs_days: jobs.into(), people_days: "730".into() };
    assert!(by.set_history(seen.revision, days("0")).await.is_err());
    by.set_history(seen.revision, days("7")).await.unwrap();
    assert!(by.set_history(seen.revision, days("8")).await.is_err(), "somebody was faster");
    tokio::time::sleep(2 * HOUR).await;
    assert!(!machine.knows(job).await);
    let journal = machine.store.audit(None, 10).await.unwrap();
    assert_eq!(
        journal.iter().map(|entry| &entry.event).collect::<Vec<_>>(),
        [&Event::HistoryChanged]
    );
    machine.gateway.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_was_received_is_remembered_like_jobs_and_while_it_may_come_again() {
    let machine = Machine::start().await;
    let handed_on = || Outcome::HandedOn { place: "1.tif".to_owned() };
    let lately = machine.arrived(10 * DAY, handed_on()).await;
    let earlier = machine.arrived(40 * DAY, handed_on()).await;
    let long_ago = machine.arrived(100 * DAY, handed_on()).await;
    let fault = Code::FaxMissing.into();
    let waits = machine.arrived(100 * DAY, Outcome::Quarantined { fault }).await;
    let known = async || {
        let mut known = Vec::new();
        for id in [lately, earlier, long_ago, waits] {
            known.push(machine.store.arrival(id).await.unwrap().is_some());
        }
        known
    };
    tokio::time::sleep(2 * HOUR).await;
    assert_eq!(known().await, [true, true, false, true]);
    let seen = machine.gateway.history().await.unwrap();
    let days = HistoryEntered { jobs_days: "7".into(), people_days: "730".into() };
    machine.gateway.by(&Actor::Console).set_history(seen.revision, days).await.unwrap();
    tokio::time::sleep(2 * HOUR).await;
    assert_eq!(known().await, [true, false, false, true]);
    machine.gateway.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_queue_looks_at_once_when_the_machine_has_slept() {
    let machine = Machine::start().await;
    let (name, address) = ("scans".parse().unwrap(), "scans@contoso.example".to_owned());
    let mut provider = Provider::named("exchange-online").unwrap();
    provider.oauth.client_id = "0f8fad5b-d9cb-469f-a165-70867728950e".to_owned();
    let account = NewAccount::to_send(name, address, provider);
    let name = account.name.clone();
    machine.gateway.by(&Actor::Console).add_account(account).await.unwrap();
    machine.mail(NOW).await;
    tokio::time::sleep(Duration::from_mins(2)).await;
    let looked_at = async || machine.gateway.account(&name).await.unwrap().connection.unwrap().at;
    let before = looked_at().await;
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(looked_at().await, before, "nobody is signed in, and it looks every ten minutes");
    machine.clock.sleep_machine(8 * HOUR);
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(looked_at().await >= before + 8 * HOUR);
    machine.gateway.stop().await;
}
