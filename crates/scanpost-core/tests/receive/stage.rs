//! A mailbox that is polled: the bad server, an account that is signed in at the sandbox, a storage.

use std::sync::Arc;
use std::time::Duration;

use scanpost_core::clock::{Clock, Time};
use scanpost_core::journal::News;
use scanpost_core::network::{self, Encryption, Network};
use scanpost_core::oauth::keeper::Keeper;
use scanpost_core::oauth::seal::Sealer;
use scanpost_core::oauth::{Account, Accounts, Needs, Provider, TokenStatus};
use scanpost_core::receive::mailbox::Tools;
use scanpost_core::receive::sort::Filters;
use scanpost_core::receive::{
    Arrival, ArrivalFilter, Arrivals, Mailbox, MailboxName, Plan, Polled, Reader, Seats, Standing,
};
use scanpost_core::settings::{ReceiveSettings, RefreshPolicy};
use scanpost_core::site::Function;
use scanpost_sandbox::{Options, Sandbox};
use tokio::io::AsyncReadExt;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::server::Server;
use crate::shaky::Shaky;

/// Longer than anything lasts here.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) const MAILBOX: &str = "scans@sandbox.example";

pub(crate) struct Stage {
    pub(crate) server: Server,
    pub(crate) store: Shaky,
    pub(crate) mailbox: Mailbox,
    pub(crate) clock: Clock,
    pub(crate) readers: Vec<Reader>,
    pub(crate) sandbox: Sandbox,
    /// Where mails are fetched.
    at: network::Server,
    filters: Filters,
    /// Those of the readers that do.
    reading: Vec<Function>,
    settings: ReceiveSettings,
    news: News,
    seats: Seats,
    stop: DropGuard,
    _keepers: DropGuard,
}

impl Stage {
    /// One function reads the mailbox, and its account is signed in.
    pub(crate) async fn new() -> Self {
        Self::with(ReceiveSettings::default(), &[(Function::InternetFaxReceive, true)]).await
    }

    /// Each function with an account of its own, of the same mailbox, which is signed in or not.
    pub(crate) async fn with(settings: ReceiveSettings, functions: &[(Function, bool)]) -> Self {
        Self::at(None, settings, functions, Filters::default()).await
    }

    /// The same, at the sandbox's own inbox instead of the bad server.
    pub(crate) async fn at_sandbox(encryption: Encryption, settings: ReceiveSettings) -> Self {
        let fax = [(Function::InternetFaxReceive, true)];
        Self::at(Some(encryption), settings, &fax, Filters::default()).await
    }

    /// The functions want these mails.
    pub(crate) async fn sorting(functions: &[Function], filters: Filters) -> Self {
        Self::sorting_by(ReceiveSettings::default(), functions, filters).await
    }

    /// The same, by these settings.
    pub(crate) async fn sorting_by(
        settings: ReceiveSettings,
        functions: &[Function],
        filters: Filters,
    ) -> Self {
        let functions: Vec<_> = functions.iter().map(|function| (*function, true)).collect();
        Self::at(None, settings, &functions, filters).await
    }

    async fn at(
        sandboxs_door: Option<Encryption>,
        settings: ReceiveSettings,
        functions: &[(Function, bool)],
        filters: Filters,
    ) -> Self {
        let server = Server::start().await;
        let mailboxes = vec![MAILBOX.to_owned()];
        let sandbox = Sandbox::start(Options { mailboxes, ..Options::default() }).await.unwrap();
        let mut provider = Provider::parse(&sandbox.provider_toml()).unwrap();
        provider.ca_pem = Some(format!("{}\n{}", sandbox.ca_pem(), server.ca_pem));
        let (store, keepers) = (Shaky::default(), CancellationToken::new());
        let clock = Clock::by_hand(Time(1_795_252_500_000));
        let mut readers = Vec::new();
        for (function, is_signed_in) in functions {
            let name = function.as_str().parse().unwrap();
            let mut account = Account::new(name, MAILBOX.to_owned(), provider.clone(), Time(0));
            account.needs = Needs { sending: false, receiving: true };
            store.memory.put_account(account.clone(), Time(0).into()).await.unwrap();
            let starting = Keeper::start(
                &account,
                Arc::new(store.memory.clone()),
                Arc::new(Sealer::new(&[7; 32])),
                clock.clone(),
                RefreshPolicy::default(),
                Network::default(),
                keepers.clone(),
            );
            let keeper = starting.await.unwrap();
            let reader =
                Reader { function: *function, account, keeper, interval: Duration::from_mins(5) };
            if *is_signed_in {
                sign_in(&sandbox, &reader.keeper).await;
            }
            readers.push(reader);
        }
        let news = News::default();
        let (address, encryption) = match sandboxs_door {
            None => (server.address, Encryption::FromTheStart),
            Some(Encryption::FromTheStart) => (sandbox.pop3_addr(), Encryption::FromTheStart),
            Some(Encryption::Starttls) => (sandbox.pop3_stls_addr(), Encryption::Starttls),
        };
        let (host, port) = (address.ip().to_string(), address.port());
        let at = network::Server { host, port, encryption };
        let wanted = (&readers[..], &filters);
        let seats = Seats::default();
        let (mailbox, stop) = start((&at, &seats), &store, wanted, (&clock, &news), &settings);
        Self {
            at,
            server,
            store,
            mailbox,
            clock,
            readers,
            filters,
            reading: functions.iter().map(|(function, _)| *function).collect(),
            sandbox,
            settings,
            news,
            seats,
            stop,
            _keepers: keepers.drop_guard(),
        }
    }

    /// scanpost is killed, and started again.
    pub(crate) fn start_again(&mut self) {
        self.seats = Seats::default();
        self.go_on();
    }

    fn go_on(&mut self) {
        let told = (&self.clock, &self.news);
        let reading = |reader: &&Reader| self.reading.contains(&reader.function);
        let readers: Vec<Reader> = self.readers.iter().filter(reading).cloned().collect();
        (self.mailbox, self.stop) = start(
            (&self.at, &self.seats),
            &self.store,
            (&readers, &self.filters),
            told,
            &self.settings,
        );
    }

    /// An administrator changes which mails are wanted, and by whom.
    pub(crate) fn change(&mut self, functions: &[Function], filters: Filters) {
        self.reading = functions.to_vec();
        self.filters = filters;
        self.go_on();
    }

    pub(crate) async fn sign_in(&self, function: Function) {
        let reader = self.readers.iter().find(|reader| reader.function == function).unwrap();
        sign_in(&self.sandbox, &reader.keeper).await;
    }

    /// So much time passes at once, while no octets are under way.
    pub(crate) async fn skip(&self, time: Duration) {
        self.standing(Function::InternetFaxReceive, |standing| !standing.is_polling).await;
        tokio::time::pause();
        tokio::time::advance(time).await;
        tokio::time::resume();
    }

    /// A person asks for a poll.
    pub(crate) async fn poll(&self) -> Polled {
        self.poll_for(Function::InternetFaxReceive).await
    }

    pub(crate) async fn poll_for(&self, function: Function) -> Polled {
        self.mailbox.poll(function).await.expect("it is polled")
    }

    /// Waits until the standing is so.
    pub(crate) async fn standing(
        &self,
        function: Function,
        fits: impl Fn(&Standing) -> bool,
    ) -> Standing {
        let mut news = self.news.follow();
        let stands = async {
            loop {
                let standing = self.mailbox.standing(function).unwrap();
                if fits(&standing) {
                    return standing;
                }
                news.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, stands).await.expect("it comes about soon")
    }

    /// Waits until a poll has taken so many mails.
    pub(crate) async fn taken(&self, function: Function, mails: u64) {
        let has_taken = |polled: &Polled| polled.taken == mails;
        self.standing(function, |standing| standing.last.as_ref().is_some_and(has_taken)).await;
    }

    pub(crate) async fn arrivals(&self) -> Vec<Arrival> {
        let filter = ArrivalFilter { most: 1000, ..ArrivalFilter::default() };
        let mut arrivals = self.store.memory.arrivals(filter).await.unwrap();
        arrivals.reverse();
        arrivals
    }

    /// The octets of all arrivals, in the order in which they were taken in.
    pub(crate) async fn octets(&self) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        for arrival in self.arrivals().await {
            let mut octets = Vec::new();
            let mut body = self.store.memory.arrival_body(arrival.id).await.unwrap();
            body.read_to_end(&mut octets).await.unwrap();
            all.push(octets);
        }
        all
    }

    /// The texts of small mails, in the order in which they were taken in.
    pub(crate) async fn texts(&self) -> Vec<String> {
        let text = |octets: Vec<u8>| {
            let text = String::from_utf8(octets).unwrap();
            text.lines().last().unwrap().trim_start_matches('.').to_owned()
        };
        self.octets().await.into_iter().map(text).collect()
    }

    /// How many UIDLs are marked.
    pub(crate) async fn marks(&self) -> usize {
        let name = MailboxName::new(MAILBOX, "127.0.0.1");
        self.store.memory.marks(name, None, 100_000).await.unwrap().len()
    }
}

fn start(
    (at, seats): (&network::Server, &Seats),
    store: &Shaky,
    (readers, filters): (&[Reader], &Filters),
    (clock, news): (&Clock, &News),
    settings: &ReceiveSettings,
) -> (Mailbox, DropGuard) {
    let plan = Plan {
        name: MailboxName::new(MAILBOX, "127.0.0.1"),
        server: at.clone(),
        filters: filters.clone(),
        readers: readers.to_vec(),
        visited: Vec::new(),
    };
    let memory = Arc::new(store.memory.clone());
    let stop = CancellationToken::new();
    let tools = Tools {
        arrivals: Arc::new(store.clone()),
        spool: memory.clone(),
        journal: memory,
        clock: clock.clone(),
        news: news.clone(),
        settings: settings.clone(),
        bell: Arc::default(),
    };
    let (mailbox, _task) = Mailbox::start(plan, tools, seats, stop.clone());
    (mailbox, stop.drop_guard())
}

async fn sign_in(sandbox: &Sandbox, keeper: &Keeper) {
    let code = keeper.sign_in(None).await.unwrap();
    assert!(sandbox.approve(&code.user_code, MAILBOX));
    let mut status = keeper.status();
    tokio::time::pause(); // the keeper asks every few seconds
    let signed_in = status
        .wait_for(|status| status.code.is_none() && status.token_status == TokenStatus::Retrieved);
    signed_in.await.unwrap();
    tokio::time::resume();
}
