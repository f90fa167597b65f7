//! Reads the journal behind a bookmark and tells what people must hear, by one channel.
//!
//! 1. Entries are read in the order in which they were written, some hundred in a round, and judged.
//! 2. What is to be told goes into the book's outbox, and the book is stored.
//! 3. Only then the oldest is told; when it was, it is struck out and the book is stored again.
//!
//! So a crash between any two steps loses nothing, and tells at most the one under way a second time.
//! What does not get through is tried again, later and later. A channel that is switched on begins with what
//! happens from then on: nobody wants to hear the stories of the past.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::book::Book;
use super::channel::{Channel, Setup, Standing, Standings};
use super::judge::{is_own, judge, needs_job, notice_of};
use super::webhook::Webhook;
use super::{Cause, FAX_DEVICE, Notice, OWN_DEVICE, bounce, mail, syslog};
use crate::clock::{Clock, Time};
use crate::fault::Fault;
use crate::journal::{Entry, Event, Journal, News};
use crate::network::Network;
use crate::spool::{Bells, Job, Spool};

/// Entries that are read in one round.
const BATCH: usize = 200;

/// Entries of which nothing is told are not worth a write each: reading some hundred again after a crash
/// comes to the same.
const MOST_UNSAVED: i64 = 500;

/// So long after news it reads: not in the way of the mail that the news is about, and together with what
/// comes behind it.
const PACE: Duration = Duration::from_millis(200);

/// Without news it looks this often, for what only time brings.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// The wait after a notice did not get through; doubles each time.
const FIRST_WAIT: Duration = Duration::from_secs(10);
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// What a reader works with.
#[derive(Clone)]
pub struct Tools {
    pub journal: Arc<dyn Journal>,
    pub spool: Arc<dyn Spool>,
    pub bells: Arc<Bells>,
    pub clock: Clock,
    pub network: Network,
    pub news: News,
    /// Whose hours the summary goes by.
    pub zone: TimeZone,
    pub setup: watch::Receiver<Arc<Setup>>,
    pub standings: Arc<Standings>,
}

impl std::fmt::Debug for Tools {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tools")
    }
}

/// One channel's reader.
#[derive(Debug)]
pub struct Reader {
    channel: Channel,
    tools: Tools,
    webhook: Webhook,
    /// Nothing while the channel is off.
    book: Option<Book>,
    /// How far the stored book has read.
    saved_to: i64,
    /// Notices that did not get through, in a row.
    failures: u32,
    retry_at: Instant,
}

/// When to look again.
enum Next {
    /// Or when there is news.
    Within(Duration),
    WhenSwitchedOn,
}

impl Reader {
    pub fn new(channel: Channel, tools: Tools) -> Self {
        let webhook = Webhook::new(tools.network.clone());
        let (book, saved_to, failures) = (None, 0, 0);
        Self { channel, tools, webhook, book, saved_to, failures, retry_at: Instant::now() }
    }

    /// Reads and tells until `stop`.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut news = self.tools.news.follow();
        let mut setup = self.tools.setup.clone();
        let work = async {
            loop {
                news.mark_unchanged();
                let next = self.round().await.unwrap_or_else(|fault| {
                    let channel = self.channel.as_str();
                    tracing::error!(event = "notices.not-read", channel, %fault);
                    self.book = None; // read again from what is stored
                    Next::Within(LONGEST_SLEEP)
                });
                let wait = match next {
                    Next::Within(wait) => wait,
                    Next::WhenSwitchedOn if setup.changed().await.is_ok() => continue,
                    Next::WhenSwitchedOn => return, // nobody can switch it on any more
                };
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    Ok(()) = news.changed() => tokio::time::sleep(PACE).await,
                    // Perhaps what stood in the way was mended.
                    Ok(()) = setup.changed() => self.retry_at = Instant::now(),
                }
            }
        };
        stop.run_until_cancelled(work).await;
    }

    /// Reads on and tells what can be told.
    async fn round(&mut self) -> Result<Next, Fault> {
        let setup = self.tools.setup.borrow().clone();
        if !self.channel.is_on(&setup) {
            self.switch_off().await?;
            return Ok(Next::WhenSwitchedOn);
        }
        let known = self.book.take();
        let begins = known.is_none();
        let mut book = match known {
            Some(book) => book,
            None => self.open().await?,
        };
        let read = self.read(&mut book, &setup).await?;
        let told = self.tell(&mut book, &setup).await;
        let next_change = book.next_change();
        self.show(&book);
        if begins {
            self.tools.news.happened();
        }
        self.book = Some(book);
        let retry_in = told?;
        if read == BATCH {
            return Ok(Next::Within(Duration::ZERO));
        }
        let change_in = next_change.map(|at| self.tools.clock.now().until(at));
        let waits = [retry_in, change_in, Some(LONGEST_SLEEP)];
        Ok(Next::Within(waits.into_iter().flatten().min().unwrap_or(LONGEST_SLEEP)))
    }

    // Reading

    /// The book as it was stored; a new one where the channel has just been switched on.
    async fn open(&mut self) -> Result<Book, Fault> {
        let stored = self.tools.journal.bookmark(self.channel.as_str()).await?;
        let stored = stored.filter(|text| text != OFF).map(|text| serde_json::from_str(&text));
        let book = match stored {
            Some(Ok(book)) => book,
            unreadable => {
                if let Some(Err(error)) = unreadable {
                    tracing::error!(event = "notices.bookmark-unreadable", %error);
                }
                let newest = self.tools.journal.latest(1).await?;
                let book = Book::after(newest.first().map_or(0, |entry| entry.number));
                self.save(&book).await?;
                book
            }
        };
        self.saved_to = book.read_to;
        Ok(book)
    }

    async fn switch_off(&mut self) -> Result<(), Fault> {
        let name = self.channel.as_str();
        if self.tools.journal.bookmark(name).await?.is_some_and(|text| text != OFF) {
            self.tools.journal.put_bookmark(name, OFF.to_owned()).await?;
        }
        self.book = None;
        self.tools.standings.change(self.channel, |standing| *standing = Standing::default());
        Ok(())
    }

    async fn save(&mut self, book: &Book) -> Result<(), Fault> {
        let text = serde_json::to_string(book).expect("a book has text keys");
        self.tools.journal.put_bookmark(self.channel.as_str(), text).await?;
        self.saved_to = book.read_to;
        Ok(())
    }

    /// Reads the next entries into the book, and stores it if anything is to be told of them.
    async fn read(&mut self, book: &mut Book, setup: &Setup) -> Result<usize, Fault> {
        let now = self.tools.clock.now();
        let mut changed = book.pass(now);
        let entries = if book.is_full() {
            Vec::new()
        } else {
            self.tools.journal.after(book.read_to, BATCH).await?
        };
        for entry in &entries {
            let job = self.job_of(entry, setup).await?;
            changed |= match self.channel {
                Channel::Bounce => take_bounce(book, entry, job.as_ref(), now),
                _ => book.take(entry, judge(entry, job.as_ref())),
            };
            if self.counts(setup) && !is_own_entry(entry, job.as_ref()) {
                book.tally.count(entry);
            }
        }
        if entries.len() < BATCH {
            changed |= self.sum_up(book, setup, now);
        }
        let gone = book.forget_old(now);
        if gone > 0 {
            tracing::error!(event = "notices.missed", channel = self.channel.as_str(), gone);
            changed = true;
        }
        if changed || book.read_to - self.saved_to >= MOST_UNSAVED {
            self.save(book).await?;
        }
        Ok(entries.len())
    }

    fn counts(&self, setup: &Setup) -> bool {
        self.channel == Channel::Mail && setup.summary_hour.is_some()
    }

    /// The entry's job, where more must be known of it.
    async fn job_of(&self, entry: &Entry, setup: &Setup) -> Result<Option<Job>, Fault> {
        let wanted = needs_job(&entry.event)
            || (self.counts(setup) || self.channel == Channel::Bounce)
                && matches!(entry.event, Event::JobDelivered { .. });
        match entry.job.filter(|_| wanted) {
            Some(id) => self.tools.spool.job(id).await,
            None => Ok(None),
        }
    }

    /// Puts the day's summary into the outbox when its hour has come.
    fn sum_up(&self, book: &mut Book, setup: &Setup, now: Time) -> bool {
        let Some(hour) = setup.summary_hour.filter(|_| self.counts(setup)) else { return false };
        let Ok(moment) = jiff::Timestamp::from_millisecond(now.0) else { return false };
        let local = self.tools.zone.to_datetime(moment);
        let before = book.tally;
        let Some(tally) = book.tally.is_due(local, hour) else { return book.tally != before };
        book.push(Notice {
            number: book.read_to,
            at: now,
            cause: Cause::Summary,
            count: 1,
            since: now,
            account: None,
            job: None,
            device: None,
            fault: None,
            tally: Some(tally),
        });
        true
    }

    // Telling

    /// Tells what waits, until one does not get through; then says when it is to be tried again.
    async fn tell(&mut self, book: &mut Book, setup: &Setup) -> Result<Option<Duration>, Fault> {
        if Instant::now() < self.retry_at {
            return Ok(Some(self.retry_at - Instant::now()));
        }
        while let Some(notice) = book.next() {
            let (channel, number) = (self.channel, notice.number);
            let told = self.hand_over(notice, setup).await;
            let now = self.tools.clock.now();
            match told {
                Ok(()) => {
                    self.failures = 0;
                    tracing::info!(event = "notice.told", channel = channel.as_str(), number);
                    book.strike_out();
                    self.save(book).await?;
                    self.tools.standings.change(channel, |standing| {
                        (standing.told_at, standing.trouble) = (Some(now), None);
                    });
                }
                Err(trouble) => {
                    tracing::warn!(event = "notice.not-told", channel = channel.as_str(), number, %trouble);
                    let wait = wait_after(self.failures);
                    self.failures = self.failures.saturating_add(1);
                    self.retry_at = Instant::now() + wait;
                    let trouble = Some(trouble);
                    self.tools.standings.change(channel, |standing| standing.trouble = trouble);
                    self.tools.news.happened();
                    return Ok(Some(wait));
                }
            }
            self.tools.news.happened();
        }
        Ok(None)
    }

    async fn hand_over(&self, notice: &Notice, setup: &Setup) -> Result<(), String> {
        match self.channel {
            Channel::Webhook => match &setup.webhook {
                Some(target) => self.webhook.tell(target, notice, setup).await,
                None => Ok(()),
            },
            Channel::Syslog => match &setup.syslog {
                Some(server) => syslog::tell(server, notice, setup, &self.tools.network).await,
                None => Ok(()),
            },
            Channel::Mail => self.mail(notice, setup).await.map_err(|fault| fault.to_string()),
            Channel::Bounce => self.bounce(notice, setup).await.map_err(|fault| fault.to_string()),
        }
    }

    async fn mail(&self, notice: &Notice, setup: &Setup) -> Result<(), Fault> {
        let Some(mailing) = &setup.mail else { return Ok(()) };
        let stops = matches!(notice.cause, Cause::AccountHeld | Cause::SignInEnded);
        if stops && notice.account.as_ref() == Some(&mailing.account) {
            // It would only arrive when it is no longer true. The page says that mails cannot go out.
            tracing::warn!(event = "notice.has-no-way", account = %mailing.account);
            return Ok(());
        }
        let letter = mail::letter(notice, mailing, setup);
        self.post(mailing, letter).await
    }

    async fn bounce(&self, notice: &Notice, setup: &Setup) -> Result<(), Fault> {
        let (Some(by), Some(id)) = (&setup.bounce, notice.job) else { return Ok(()) };
        let Some(job) = self.tools.spool.job(id).await? else { return Ok(()) };
        let Some(sender) = bounce::sender_to_tell(&job) else { return Ok(()) };
        let mailing = mail::Mailing { to: sender.to_owned(), ..by.clone() };
        let letter = bounce::letter(notice, &job, &mailing, setup);
        self.post(&mailing, letter).await
    }

    async fn post(&self, mailing: &mail::Mailing, letter: mail::Letter) -> Result<(), Fault> {
        mail::post(&*self.tools.spool, mailing, letter, self.tools.clock.now()).await?;
        self.tools.bells.ring(&mailing.account);
        Ok(())
    }

    fn show(&self, book: &Book) {
        self.tools.standings.change(self.channel, |standing| {
            standing.on = true;
            (standing.waiting, standing.missed) = (book.waiting(), book.missed);
        });
    }
}

/// A mail goes into the outbox by itself: each sender is told of the own one.
fn take_bounce(book: &mut Book, entry: &Entry, job: Option<&Job>, now: Time) -> bool {
    book.read_to = entry.number;
    let to_tell = job.is_some_and(|job| bounce::sender_to_tell(job).is_some());
    let notice = match entry.event {
        Event::JobDelivered { .. } => Some(notice_of(entry, job, Cause::JobRelayed, None)),
        // What came back later came back to the account; the sender was told that it was handed over.
        Event::JobReported(_) => None,
        _ => judge(entry, job),
    };
    let notice = notice.filter(|_| to_tell);
    let Some(notice) = notice else { return false };
    if book.made.may_make(bounce::MOST_A_DAY, now) {
        book.push(notice);
    } else {
        tracing::warn!(event = "bounce.too-many", job = ?entry.job);
        book.missed += 1;
    }
    true
}

fn is_own_entry(entry: &Entry, job: Option<&Job>) -> bool {
    match &entry.event {
        Event::JobAccepted { device, .. } => device == OWN_DEVICE || device == FAX_DEVICE,
        _ => job.is_some_and(is_own),
    }
}

/// How long to wait after so many failures before this one.
fn wait_after(failures: u32) -> Duration {
    FIRST_WAIT.saturating_mul(2_u32.saturating_pow(failures)).min(LONGEST_WAIT)
}

/// The bookmark of a channel that is off.
const OFF: &str = "off";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_ten_seconds_to_a_quarter_of_an_hour() {
        let seconds: Vec<_> = (0..9).map(|failures| wait_after(failures).as_secs()).collect();
        assert_eq!(seconds, [10, 20, 40, 80, 160, 320, 640, 900, 900]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }
}
