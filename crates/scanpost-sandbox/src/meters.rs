//! What each mailbox has sent and fetched and how many connections it holds, metered as Exchange
//! does.
//!
//! The meters run whether or not limits are switched on, and count what the client tried: so a test
//! can say afterwards that a limit was never passed. Windows slide: a minute is any 60 seconds.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use serde::Serialize;

/// The most that ever came for one mailbox since the sandbox started, counted before limits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Load {
    /// Connections that are logged in now.
    pub connections: u32,
    /// Connections that were logged in at once.
    pub most_connections: u32,
    /// Mails that were on their way at once, from DATA to the reply to the final dot.
    pub most_mails_at_once: u32,
    /// MAIL commands since the start.
    pub messages: u64,
    /// MAIL commands within any 60 seconds.
    pub most_messages_in_a_minute: u64,
    /// Recipients of all mails that were taken since the start.
    pub recipients: u64,
    /// Recipients within any 24 hours.
    pub most_recipients_in_a_day: u64,
    /// Recipients that were named for one mail.
    pub most_recipients_of_a_mail: u32,
    /// The largest mail that came whole.
    pub largest_mail_octets: u64,
    /// How often a limit was passed and told.
    pub over_limit: u64,
}

/// The same of POP3.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pop3Load {
    /// Sessions that are logged in now.
    pub sessions: u32,
    /// Sessions that were logged in at once.
    pub most_sessions: u32,
    /// Log-ins with a good token since the start.
    pub log_ins: u64,
    /// Log-ins within any 60 seconds.
    pub most_log_ins_in_a_minute: u64,
    /// Mails that were fetched to their end by RETR.
    pub retrieved: u64,
    /// Mails that a QUIT has deleted.
    pub deleted: u64,
    /// How often a limit was passed and told.
    pub over_limit: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Meters {
    mailboxes: Mutex<BTreeMap<String, Meter>>,
    /// Mailboxes that had a connection at once.
    most_together: AtomicUsize,
}

#[derive(Debug)]
struct Meter {
    load: Load,
    mails_at_once: u32,
    messages: Window,
    recipients: Window,
    pop3: Pop3Load,
    log_ins: Window,
}

/// Something of a mailbox that goes on, a connection, a session or a mail, until this is dropped.
#[derive(Debug)]
pub(crate) struct Ongoing {
    meters: Arc<Meters>,
    mailbox: String,
    what: What,
    /// How many go on, with this one.
    pub(crate) at_once: u32,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Connection,
    Mail,
    Pop3Session,
}

impl Meters {
    /// What each mailbox that ever logged in has done.
    pub(crate) fn loads(&self) -> BTreeMap<String, Load> {
        let meters = self.lock();
        meters.iter().map(|(mailbox, meter)| (mailbox.clone(), meter.load.clone())).collect()
    }

    /// What each mailbox that ever logged in has done over POP3.
    pub(crate) fn pop3_loads(&self) -> BTreeMap<String, Pop3Load> {
        let meters = self.lock();
        meters.iter().map(|(mailbox, meter)| (mailbox.clone(), meter.pop3.clone())).collect()
    }

    /// A connection has logged in.
    pub(crate) fn connection(self: &Arc<Self>, mailbox: &str) -> Ongoing {
        self.ongoing(mailbox, What::Connection)
    }

    /// A POP3 session has logged in.
    pub(crate) fn pop3_session(self: &Arc<Self>, mailbox: &str) -> Ongoing {
        self.ongoing(mailbox, What::Pop3Session)
    }

    /// A POP3 client has shown a good token. Whether it is within the limit; if not, it does not
    /// count for the next.
    pub(crate) fn log_in(&self, mailbox: &str, limit: Option<u32>, now: Timestamp) -> bool {
        self.with(mailbox, |meter| {
            meter.pop3.log_ins += 1;
            let most = &mut meter.pop3.most_log_ins_in_a_minute;
            let fits = meter.log_ins.take(1, limit, now, most);
            meter.pop3.over_limit += u64::from(!fits);
            fits
        })
    }

    /// A POP3 session is one too many.
    pub(crate) fn over_sessions(&self, mailbox: &str) {
        self.with(mailbox, |meter| meter.pop3.over_limit += 1);
    }

    /// A mail went out to its end.
    pub(crate) fn retrieved(&self, mailbox: &str) {
        self.with(mailbox, |meter| meter.pop3.retrieved += 1);
    }

    /// So many mails are deleted.
    pub(crate) fn deleted(&self, mailbox: &str, count: u64) {
        self.with(mailbox, |meter| meter.pop3.deleted += count);
    }

    /// DATA was said.
    pub(crate) fn mail(self: &Arc<Self>, mailbox: &str) -> Ongoing {
        self.ongoing(mailbox, What::Mail)
    }

    /// MAIL was said. Whether it is within the limit; if not, it does not count for the next.
    pub(crate) fn message(&self, mailbox: &str, limit: Option<u32>, now: Timestamp) -> bool {
        self.with(mailbox, |meter| {
            meter.load.messages += 1;
            let most = &mut meter.load.most_messages_in_a_minute;
            let fits = meter.messages.take(1, limit, now, most);
            meter.load.over_limit += u64::from(!fits);
            fits
        })
    }

    /// Whether any recipient is left for the day.
    pub(crate) fn recipients_left(&self, mailbox: &str, limit: u32, now: Timestamp) -> bool {
        self.with(mailbox, |meter| {
            let left = meter.recipients.sum(now) < u64::from(limit);
            meter.load.over_limit += u64::from(!left);
            left
        })
    }

    /// A mail came whole. Whether its recipients are within the limit; if not, they do not count.
    pub(crate) fn recipients(
        &self,
        mailbox: &str,
        count: u64,
        limit: Option<u32>,
        now: Timestamp,
    ) -> bool {
        self.with(mailbox, |meter| {
            let most = &mut meter.load.most_recipients_in_a_day;
            let fits = meter.recipients.take(count, limit, now, most);
            if fits {
                meter.load.recipients += count;
            }
            meter.load.over_limit += u64::from(!fits);
            fits
        })
    }

    /// A mail has so many recipients by now.
    pub(crate) fn recipients_of_mail(&self, mailbox: &str, count: u32) {
        self.with(mailbox, |meter| {
            let most = &mut meter.load.most_recipients_of_a_mail;
            *most = count.max(*most);
        });
    }

    pub(crate) fn size(&self, mailbox: &str, octets: u64) {
        self.with(mailbox, |meter| {
            let largest = &mut meter.load.largest_mail_octets;
            *largest = octets.max(*largest);
        });
    }

    /// A limit was passed that is not reckoned here.
    pub(crate) fn over(&self, mailbox: &str) {
        self.with(mailbox, |meter| meter.load.over_limit += 1);
    }

    /// So many mailboxes, at most, had a connection that was logged in at once.
    pub(crate) fn most_together(&self) -> usize {
        self.most_together.load(Ordering::Relaxed)
    }

    fn ongoing(self: &Arc<Self>, mailbox: &str, what: What) -> Ongoing {
        let at_once = self.with(mailbox, |meter| {
            let (now, most) = meter.going(what);
            *now += 1;
            *most = (*now).max(*most);
            *now
        });
        let together = self.lock().values().filter(|meter| meter.load.connections > 0).count();
        self.most_together.fetch_max(together, Ordering::Relaxed);
        Ongoing { meters: self.clone(), mailbox: mailbox.to_owned(), what, at_once }
    }

    /// Only mailboxes that logged in come here, and there are as many as the sandbox has.
    fn with<T>(&self, mailbox: &str, reckon: impl FnOnce(&mut Meter) -> T) -> T {
        let mut meters = self.lock();
        let mailbox = mailbox.to_ascii_lowercase();
        reckon(meters.entry(mailbox).or_insert_with(Meter::new))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Meter>> {
        self.mailboxes.lock().expect("no holder of the meters panics")
    }
}

impl Drop for Ongoing {
    fn drop(&mut self) {
        self.meters.with(&self.mailbox, |meter| *meter.going(self.what).0 -= 1);
    }
}

impl Meter {
    fn new() -> Self {
        Self {
            load: Load::default(),
            mails_at_once: 0,
            messages: Window::of(Duration::from_mins(1)),
            recipients: Window::of(Duration::from_hours(24)),
            pop3: Pop3Load::default(),
            log_ins: Window::of(Duration::from_mins(1)),
        }
    }

    /// How many go on now, and the most there were.
    fn going(&mut self, what: What) -> (&mut u32, &mut u32) {
        match what {
            What::Connection => (&mut self.load.connections, &mut self.load.most_connections),
            What::Mail => (&mut self.mails_at_once, &mut self.load.most_mails_at_once),
            What::Pop3Session => (&mut self.pop3.sessions, &mut self.pop3.most_sessions),
        }
    }
}

/// What came within a span of time that ends now.
#[derive(Debug)]
struct Window {
    span: Duration,
    /// When and how many, oldest first; entries of the same grain are one.
    entries: VecDeque<(Timestamp, u64)>,
    sum: u64,
}

/// A window has at most so many entries: its span is cut into that many grains.
const GRAINS: u32 = 60_000;

impl Window {
    fn of(span: Duration) -> Self {
        Self { span, entries: VecDeque::new(), sum: 0 }
    }

    fn sum(&mut self, now: Timestamp) -> u64 {
        while let Some((at, count)) = self.entries.front()
            && now.duration_since(*at) >= self.span.try_into().unwrap_or_default()
        {
            self.sum -= count;
            self.entries.pop_front();
        }
        self.sum
    }

    /// Counts `count` more if they are within `limit`; `most` also hears of what is not.
    fn take(&mut self, count: u64, limit: Option<u32>, now: Timestamp, most: &mut u64) -> bool {
        let with_these = self.sum(now).saturating_add(count);
        *most = with_these.max(*most);
        if limit.is_some_and(|limit| with_these > u64::from(limit)) {
            return false;
        }
        self.sum = with_these;
        let grain = (self.span / GRAINS).try_into().unwrap_or_default();
        match self.entries.back_mut() {
            Some((at, counted)) if now.duration_since(*at) < grain => *counted += count,
            _ => self.entries.push_back((now, count)),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    const SCANS: &str = "scans@sandbox.example";

    fn after(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_minute_is_any_sixty_seconds() {
        let meters = Meters::default();
        let table = [
            (0, true),
            (30, true),
            (59, false), // the third within a minute
            (60, true),  // the first is a minute ago
            (89, false),
            (90, true),
        ];
        for (second, fits) in table {
            assert_eq!(meters.message(SCANS, Some(2), after(second)), fits, "at {second} s");
        }
        let load = &meters.loads()[SCANS];
        assert_eq!((load.messages, load.most_messages_in_a_minute, load.over_limit), (6, 3, 2));
    }

    #[test]
    fn recipients_are_free_again_after_a_day() {
        let meters = Meters::default();
        let hour = 3600;
        let table = [
            (0, 6, true),
            (1, 4, true),
            (2, 1, false),
            (24, 6, true),
            (24, 1, false),
            (25, 4, true),
        ];
        for (hours, count, fits) in table {
            let now = after(hours * hour);
            assert_eq!(meters.recipients(SCANS, count, Some(10), now), fits, "after {hours} h");
        }
        assert!(!meters.recipients_left(SCANS, 10, after(25 * hour)));
        assert!(meters.recipients_left(SCANS, 10, after(48 * hour)));
        assert_eq!(meters.loads()[SCANS].most_recipients_in_a_day, 11);
        assert_eq!(meters.loads()[SCANS].recipients, 20);
    }

    #[test]
    fn what_goes_on_is_counted_until_it_ends() {
        let meters = Arc::new(Meters::default());
        let first = meters.connection(SCANS);
        let second = meters.connection("Scans@Sandbox.Example");
        assert_eq!((first.at_once, second.at_once), (1, 2));
        drop(first);
        assert_eq!(meters.connection(SCANS).at_once, 2);
        let load = &meters.loads()[SCANS];
        assert_eq!((load.connections, load.most_connections), (1, 2));
    }

    #[test]
    fn a_window_keeps_few_entries_however_much_comes() {
        let mut window = Window::of(Duration::from_mins(1));
        let mut most = 0;
        for microsecond in 0..100_000 {
            let now = Timestamp::from_microsecond(microsecond).unwrap();
            window.take(1, None, now, &mut most);
        }
        assert_eq!((window.sum, most), (100_000, 100_000));
        assert!(window.entries.len() <= 100, "{}", window.entries.len());
    }
}
