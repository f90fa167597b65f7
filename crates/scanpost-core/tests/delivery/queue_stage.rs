//! One account with its keeper and its queue, the sandbox, and time that a test can skip.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use scanpost_core::clock::{Clock, Jump, Time};
use scanpost_core::delivery::{Governor, Queue, Tools};
use scanpost_core::device::{Device, Registry, SenderRule, TlsFloor};
use scanpost_core::journal::{Entry, Event, Journal, News, Route};
use scanpost_core::network::Network;
use scanpost_core::oauth::keeper::Keeper;
use scanpost_core::oauth::seal::Sealer;
use scanpost_core::oauth::{Account, Accounts, Provider, TokenStatus};
use scanpost_core::record::Revision;
use scanpost_core::settings::{DeliverySettings, RefreshPolicy, RetryPolicy};
use scanpost_core::spool::{
    Bells, Hold, Job, JobId, JobState, NewJob, NewRecipient, Reports, Spool,
};
use scanpost_sandbox::{Options, Sandbox, SmtpDoes, SmtpFault, SmtpMoment};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::shaky::Shaky;

pub(crate) const MAILBOX: &str = "scans@sandbox.example";
pub(crate) const ANNA: &str = "anna@sandbox.example";
pub(crate) const BO: &str = "bo@sandbox.example";

/// Longer than anything lasts here, in the time that is skipped.
const PATIENCE: Duration = Duration::from_hours(24 * 30);

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) store: Arc<Shaky>,
    pub(crate) devices: Arc<Registry>,
    pub(crate) keeper: Keeper,
    pub(crate) queue: Queue,
    pub(crate) clock: Clock,
    pub(crate) account: Account,
    governor: Arc<Governor>,
    settings: (RetryPolicy, DeliverySettings),
    bells: Bells,
    news: News,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Stage {
    /// Signed in and at work.
    pub(crate) async fn signed_in() -> Self {
        Self::signed_in_with(DeliverySettings::default()).await
    }

    pub(crate) async fn signed_in_with(settings: DeliverySettings) -> Self {
        Self::set_up(settings, |_| {}, true).await
    }

    /// At work, and nobody has signed in.
    pub(crate) async fn start(
        settings: DeliverySettings,
        change: impl FnOnce(&mut Provider),
    ) -> Self {
        Self::set_up(settings, change, false).await
    }

    /// A sign-in before the queue starts is none that it has to look into.
    pub(crate) async fn set_up(
        settings: DeliverySettings,
        change: impl FnOnce(&mut Provider),
        signed_in: bool,
    ) -> Self {
        let mailboxes = vec![MAILBOX.to_owned(), ANNA.to_owned(), BO.to_owned()];
        let sandbox = Sandbox::start(Options { mailboxes, ..Options::default() }).await.unwrap();
        let mut provider = Provider::parse(&sandbox.provider_toml()).unwrap();
        change(&mut provider);
        let name = "scans".parse().unwrap();
        let account = Account::new(name, MAILBOX.to_owned(), provider, Time(0));
        let store = Arc::new(Shaky::default());
        store.memory.put_account(account.clone(), Time(0).into()).await.unwrap();
        let clock = Clock::by_hand(Time(1_795_252_500_000));
        if signed_in {
            let stop = CancellationToken::new();
            let keeper = start_keeper(&account, &store, &clock, &stop).await;
            sign_in(&sandbox, &keeper).await;
            stop.cancel();
        }
        let (bells, news) = (Bells::default(), News::default());
        let settings = (RetryPolicy::default(), settings);
        let (governor, devices) = (Arc::new(Governor::default()), Arc::new(Registry::default()));
        let (keeper, queue, stop, task) =
            run(&account, &store, (&governor, &devices), (&bells, &clock, &news), settings).await;
        Self {
            sandbox,
            store,
            devices,
            keeper,
            queue,
            clock,
            account,
            governor,
            settings,
            bells,
            news,
            stop,
            task,
        }
    }

    /// Stops keeper and queue, and waits until the queue has come to its end.
    pub(crate) async fn stop(&mut self) {
        self.stop.cancel();
        (&mut self.task).await.unwrap();
    }

    /// Starts keeper and queue anew on the same storage.
    pub(crate) async fn start_again(&mut self) {
        let retry = self.settings.0;
        self.store.recover(self.clock.now(), retry.longest_wait).await.unwrap();
        self.governor = Arc::new(Governor::default());
        let wiring = (&self.bells, &self.clock, &self.news);
        let shared = (&self.governor, &self.devices);
        (self.keeper, self.queue, self.stop, self.task) =
            run(&self.account, &self.store, shared, wiring, self.settings).await;
    }

    /// Another account, signed in and at work, that sends by the same mailbox.
    pub(crate) async fn second_account(&self) -> Second {
        let account = Account { name: "second".parse().unwrap(), ..self.account.clone() };
        self.store.memory.put_account(account.clone(), Time(0).into()).await.unwrap();
        let wiring = (&self.bells, &self.clock, &self.news);
        let shared = (&self.governor, &self.devices);
        let (keeper, queue, stop, _) =
            run(&account, &self.store, shared, wiring, self.settings).await;
        sign_in(&self.sandbox, &keeper).await;
        Second { account, _queue: queue, _stop: stop.drop_guard() }
    }

    pub(crate) async fn sign_in(&self) {
        sign_in(&self.sandbox, &self.keeper).await;
    }

    /// From now on this goes wrong at the mail server, every time.
    pub(crate) fn always(&self, at: SmtpMoment, does: SmtpDoes) {
        self.sandbox
            .change_switches(|switches| switches.smtp_faults.push(SmtpFault::always(at, does)));
    }

    /// This goes wrong so many times.
    pub(crate) fn next(&self, times: u32, at: SmtpMoment, does: SmtpDoes) {
        self.sandbox.change_switches(|switches| {
            switches.smtp_faults.push(SmtpFault::next(times, at, does));
        });
    }

    /// A good day again.
    pub(crate) fn all_well(&self) {
        self.sandbox.change_switches(|switches| {
            switches.smtp_faults.clear();
            switches.http_faults.clear();
        });
    }

    /// The printer has this sender rule from now on.
    pub(crate) fn set_rule(&self, sender: SenderRule) {
        let printer = Device {
            name: "printer".to_owned(),
            ranges: Vec::new(),
            login: None,
            tls: TlsFloor::Optional,
            account: None,
            sender,
            fetches: false,
            profile: None,
            revision: Revision::default(),
        };
        self.devices.replace(vec![printer], HashMap::new());
    }

    /// A mail comes in.
    pub(crate) async fn accept(&self, to: &[&str], text: &str) -> JobId {
        self.accept_of("printer", to, text).await
    }

    /// A mail comes in from this device.
    pub(crate) async fn accept_of(&self, device: &str, to: &[&str], text: &str) -> JobId {
        let id = self.keep(&self.account, device, to, mail_of(text)).await;
        self.bells.ring(&self.account.name);
        id
    }

    /// A mail comes in, and the bell is broken.
    pub(crate) async fn accept_silently(&self, to: &[&str], text: &str) -> JobId {
        self.keep(&self.account, "printer", to, mail_of(text)).await
    }

    /// A mail of these octets comes in.
    pub(crate) async fn accept_octets(&self, to: &[&str], octets: impl Into<Bytes>) -> JobId {
        let id = self.keep(&self.account, "printer", to, octets.into()).await;
        self.bells.ring(&self.account.name);
        id
    }

    /// A mail of these octets comes in for a fax.
    pub(crate) async fn accept_fax(&self, to: &str, number: &str, octets: String) -> JobId {
        let to = NewRecipient { address: to.to_owned(), fax: Some(number.to_owned()) };
        let id = self.keep_to(&self.account, "printer", vec![to], octets.into()).await;
        self.bells.ring(&self.account.name);
        id
    }

    async fn keep(&self, account: &Account, device: &str, to: &[&str], octets: Bytes) -> JobId {
        let recipients = to.iter().map(|&to| to.to_owned().into()).collect();
        self.keep_to(account, device, recipients, octets).await
    }

    async fn keep_to(
        &self,
        account: &Account,
        device: &str,
        recipients: Vec<NewRecipient>,
        octets: Bytes,
    ) -> JobId {
        let id = JobId::new();
        let mut incoming = self.store.incoming();
        incoming.write(octets).await.unwrap();
        let job = NewJob {
            id,
            account: account.name.clone(),
            device: device.to_owned(),
            accepted_at: self.clock.now(),
            sender: MAILBOX.to_owned(),
            recipients,
            eight_bit: false,
            reports: Reports::default(),
        };
        incoming.keep(job).await.unwrap();
        id
    }

    pub(crate) async fn job(&self, id: JobId) -> Job {
        self.store.job(id).await.unwrap().expect("the job is kept")
    }

    pub(crate) async fn hold(&self) -> Option<Hold> {
        self.store.memory.held(self.account.name.clone()).await.unwrap()
    }

    /// Waits until something is so; looks whenever there is news.
    pub(crate) async fn until<T>(&self, mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let mut news = self.news.follow();
        let found = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                news.changed().await.expect("the stage holds the news");
            }
        };
        tokio::time::timeout(PATIENCE, found).await.expect("it comes about within a month")
    }

    pub(crate) async fn job_when(&self, id: JobId, fits: impl Fn(&Job) -> bool) -> Job {
        self.until(async || Some(self.job(id).await).filter(&fits)).await
    }

    /// The job when it has come to its end.
    pub(crate) async fn ended(&self, id: JobId) -> Job {
        self.job_when(id, |job| job.state.is_final()).await
    }

    pub(crate) async fn delivered(&self, id: JobId) -> Job {
        let job = self.ended(id).await;
        assert_eq!(job.state, JobState::Delivered, "{job:?}");
        job
    }

    /// Waits until so many faults have struck since the start.
    pub(crate) async fn struck(&self, times: u64) {
        let struck = async {
            while self.sandbox.strikes() < times {
                tokio::time::sleep(Duration::from_millis(10)).await; // skipped, as all time is
            }
        };
        tokio::time::timeout(PATIENCE, struck).await.expect("it strikes within a month");
    }

    /// The account when it is held.
    pub(crate) async fn held(&self) -> Hold {
        self.until(async || self.hold().await).await
    }

    /// Somebody sets the machine's clock, and everybody is told as the gateway does it.
    pub(crate) async fn set_clock(&self, by: Jump) {
        self.clock.set_wall(by);
        let jump = self.clock.jump().expect("it is a jump");
        self.store.shift(jump, self.clock.now()).await.unwrap();
        self.clock.adopt(jump);
        self.keeper.clock_set(jump).await;
        self.bells.ring(&self.account.name);
    }

    /// Every ended attempt of a job: its fault, if any, and its route.
    pub(crate) async fn attempts(&self, id: JobId) -> Vec<(Option<String>, Route)> {
        let story = self.store.memory.story(id).await.unwrap();
        let ended = story.into_iter().filter_map(|Entry { event, .. }| match event {
            Event::AttemptEnded { fault, route, .. } => {
                Some((fault.map(|fault| fault.code.to_string()), route))
            }
            _ => None,
        });
        ended.collect()
    }

    /// How often somebody has logged in at the mail server.
    pub(crate) fn log_ins(&self) -> usize {
        let sign_ins = self.sandbox.sign_ins();
        sign_ins.iter().filter(|sign_in| sign_in.what == "logged in to SMTP").count()
    }

    /// How often the token was refreshed.
    pub(crate) fn refreshes(&self) -> usize {
        let sign_ins = self.sandbox.sign_ins();
        sign_ins.iter().filter(|sign_in| sign_in.what == "refreshed the token").count()
    }

    /// The texts of the mails that lie in a mailbox.
    pub(crate) fn mailbox(&self, address: &str) -> Vec<String> {
        let mails = self.sandbox.mailbox(address);
        let text = |octets: &[u8]| {
            let text = String::from_utf8_lossy(octets).into_owned();
            text.lines().last().unwrap_or_default().to_owned()
        };
        mails.iter().map(|mail| text(mail.octets())).collect()
    }
}

/// Another account of the same mailbox.
pub(crate) struct Second {
    account: Account,
    _queue: Queue,
    _stop: DropGuard,
}

impl Second {
    /// A mail comes in for it.
    pub(crate) async fn accept(&self, stage: &Stage, to: &[&str], text: &str) -> JobId {
        let id = stage.keep(&self.account, "printer", to, mail_of(text)).await;
        stage.bells.ring(&self.account.name);
        id
    }
}

fn mail_of(text: &str) -> Bytes {
    format!("Subject: {text}\r\n\r\n{text}\r\n").into()
}

async fn run(
    account: &Account,
    store: &Arc<Shaky>,
    (governor, devices): (&Arc<Governor>, &Arc<Registry>),
    (bells, clock, news): (&Bells, &Clock, &News),
    (retry, settings): (RetryPolicy, DeliverySettings),
) -> (Keeper, Queue, CancellationToken, JoinHandle<()>) {
    let stop = CancellationToken::new();
    let keeper = start_keeper(account, store, clock, &stop).await;
    let now = clock.now();
    let sent = store.sent_since(account.name.clone(), Time(0)).await.unwrap();
    let ages = sent.into_iter().map(|sent| (now.since(sent.at), sent.mails, sent.recipients));
    governor.recall(&account.name, ages, Instant::now());
    let tools = Tools {
        account: account.clone(),
        spool: store.clone(),
        devices: devices.clone(),
        keeper: keeper.clone(),
        clock: clock.clone(),
        news: news.clone(),
        retry,
        settings,
        share: governor.share(account.limits()),
    };
    let (queue, task) = Queue::start(tools, bells, stop.clone());
    (keeper, queue, stop, task)
}

async fn start_keeper(
    account: &Account,
    store: &Arc<Shaky>,
    clock: &Clock,
    stop: &CancellationToken,
) -> Keeper {
    let keeper = Keeper::start(
        account,
        Arc::new(store.memory.clone()),
        Arc::new(Sealer::new(&[7; 32])),
        clock.clone(),
        RefreshPolicy::default(),
        Network::default(),
        stop.clone(),
    );
    keeper.await.unwrap()
}

async fn sign_in(sandbox: &Sandbox, keeper: &Keeper) {
    let code = keeper.sign_in(None).await.unwrap();
    assert!(sandbox.approve(&code.user_code, MAILBOX));
    let mut status = keeper.status();
    let signed_in = status
        .wait_for(|status| status.code.is_none() && status.token_status == TokenStatus::Retrieved);
    signed_in.await.unwrap();
}
