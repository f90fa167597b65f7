//! What a reader of the journal remembers: how far it has read, and what waits to be told. Pure.
//!
//! Many of the same become one: after a notice its cause is quiet for a while for that account, and what
//! comes meanwhile is gathered and told together at the end of it. A hold is told once when it begins and
//! once when it ends. The book is stored as a whole, so after a restart everything goes on as it was.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::summary::Tally;
use super::{Cause, Notice};
use crate::account::AccountName;
use crate::clock::Time;
use crate::journal::{Entry, Event};

/// The same is told this often at most: a person who is called by a notice needs some minutes to do
/// something about it, and four of the same within an hour are as many as anybody reads.
pub const QUIET: Duration = Duration::from_mins(15);

/// Notices that wait for one channel. When so many wait the journal is not read on; it keeps the rest.
pub const MOST_WAITING: usize = 100;

/// After a day a notice is history, and the job's page tells it better.
pub const TOLD_WITHIN: Duration = Duration::from_hours(24);

/// What one reader remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// The newest entry that was read.
    pub read_to: i64,
    /// What must be told, oldest first.
    outbox: VecDeque<Notice>,
    quiet: Vec<Quiet>,
    /// Accounts whose hold was told.
    held: BTreeSet<AccountName>,
    /// Accounts whose sign-in has ended; that they are held then is no news.
    lapsed: BTreeSet<AccountName>,
    /// Notices that no channel took in time.
    pub missed: u64,
    /// What a summary counts; only where one is wanted.
    #[serde(default)]
    pub tally: Tally,
    /// What was made today, against a flood.
    #[serde(default)]
    pub made: Made,
}

/// A cause that is quiet for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Quiet {
    /// The last one that was told.
    told: Notice,
    until: Time,
    /// What came since.
    gathered: Option<Notice>,
}

/// How many were made since a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    since: Time,
    count: u32,
}

impl Made {
    /// One more, if not so many were made within a day.
    pub fn may_make(&mut self, most: u32, now: Time) -> bool {
        let day = Duration::from_hours(24);
        // A clock that was set back begins a new day.
        if now.since(self.since) >= day || now < self.since {
            *self = Self { since: now, count: 0 };
        }
        self.count += 1;
        self.count <= most
    }
}

impl Book {
    /// Of a reader that begins after this entry.
    pub fn after(number: i64) -> Self {
        Self { read_to: number, ..Self::default() }
    }

    /// An entry was read; `notice` is what was judged of it. True if it changed what will be told.
    pub fn take(&mut self, entry: &Entry, notice: Option<Notice>) -> bool {
        self.read_to = entry.number;
        let in_common = entry.account.clone().map(AccountName::in_common);
        let account = in_common.as_ref();
        if let (Event::SignedIn { .. } | Event::AccountRemoved, Some(account)) =
            (&entry.event, account)
        {
            let was_held = entry.event == Event::AccountRemoved && self.held.remove(account);
            return self.lapsed.remove(account) || was_held;
        }
        let Some(notice) = notice else { return false };
        if self.is_news(&notice) {
            self.add(notice);
        }
        true
    }

    /// Time has passed: what was gathered is told. True if something was.
    pub fn pass(&mut self, now: Time) -> bool {
        let (over, quiet) = std::mem::take(&mut self.quiet)
            .into_iter()
            // An end that lies further away than a whole one was set by another clock.
            .partition(|one: &Quiet| one.until <= now || now.until(one.until) > QUIET);
        self.quiet = quiet;
        let some = !over.is_empty();
        for one in over {
            if let Some(notice) = one.gathered {
                self.tell(notice, now);
            }
        }
        some
    }

    /// When something will be told that is only gathered yet.
    pub fn next_change(&self) -> Option<Time> {
        self.quiet.iter().map(|one| one.until).min()
    }

    pub fn is_full(&self) -> bool {
        self.outbox.len() >= MOST_WAITING
    }

    pub fn waiting(&self) -> usize {
        self.outbox.len()
    }

    /// What is to be told next.
    pub fn next(&self) -> Option<&Notice> {
        self.outbox.front()
    }

    /// It was told, or cannot be.
    pub fn strike_out(&mut self) {
        self.outbox.pop_front();
    }

    /// Strikes out what is too old to be told; how many.
    pub fn forget_old(&mut self, now: Time) -> usize {
        let before = self.outbox.len();
        self.outbox.retain(|notice| now.since(notice.at) < TOLD_WITHIN);
        let gone = before - self.outbox.len();
        self.missed += gone as u64;
        gone
    }

    /// Puts something into the outbox that is like nothing else.
    pub fn push(&mut self, notice: Notice) {
        self.outbox.push_back(notice);
    }

    fn is_news(&mut self, notice: &Notice) -> bool {
        let Some(account) = &notice.account else { return true };
        match notice.cause {
            Cause::SignInEnded => self.lapsed.insert(account.clone()),
            Cause::AccountHeld => {
                let first = self.held.insert(account.clone());
                first && !self.lapsed.contains(account)
            }
            Cause::AccountFlows => self.held.remove(account),
            _ => true,
        }
    }

    fn add(&mut self, notice: Notice) {
        let Some(quiet) = self.quiet.iter_mut().find(|one| one.told.is_of_the_same_as(&notice))
        else {
            let now = notice.at;
            return self.tell(notice, now);
        };
        quiet.gathered = Some(match quiet.gathered.take() {
            Some(before) => before.and(notice),
            None => notice,
        });
    }

    fn tell(&mut self, notice: Notice, now: Time) {
        if notice.cause != Cause::Trial {
            self.quiet.push(Quiet { told: notice.clone(), until: now + QUIET, gathered: None });
        }
        self.outbox.push_back(notice);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fault::{Code, Fault};
    use crate::notify::judge;
    use crate::notify::judge::tests::{NOW, entry};

    fn fault() -> Fault {
        Fault::new(Code::SignInNeeded)
    }

    /// Reads entries, each so many seconds after [`NOW`].
    fn read(book: &mut Book, entries: &[(i64, Event)]) {
        for (number, (seconds, event)) in (book.read_to + 1..).zip(entries) {
            let at = Time(NOW.0 + seconds * 1000);
            book.pass(at);
            let entry = Entry { at, ..entry(number, event.clone()) };
            book.take(&entry, judge(&entry, None));
        }
    }

    fn told(book: &Book) -> Vec<(Cause, u32)> {
        book.outbox.iter().map(|notice| (notice.cause, notice.count)).collect()
    }

    #[test]
    fn a_hold_is_told_when_it_begins_and_when_it_ends() {
        let held = || Event::AccountHeld { fault: fault() };
        let mut book = Book::default();
        read(&mut book, &[(0, held()), (1, held()), (2, Event::AccountReleased)]);
        read(&mut book, &[(3, Event::AccountReleased)]);
        assert_eq!(told(&book), [(Cause::AccountHeld, 1), (Cause::AccountFlows, 1)]);
    }

    #[test]
    fn a_sign_in_that_ended_holds_the_account_and_is_told_once() {
        let mut book = Book::default();
        let ended = Event::GrantLapsed { fault: fault() };
        read(
            &mut book,
            &[(0, ended.clone()), (1, Event::AccountHeld { fault: fault() }), (2, ended)],
        );
        assert_eq!(told(&book), [(Cause::SignInEnded, 1)]);
        let signed_in = Event::SignedIn { way: None, signed_in_as: None, scopes: Vec::new() };
        read(&mut book, &[(3, signed_in), (4, Event::AccountReleased)]);
        assert_eq!(told(&book)[1..], [(Cause::AccountFlows, 1)]);
    }

    #[test]
    fn many_of_the_same_become_one_with_a_count() {
        let failed = |seconds| (seconds, Event::JobFailed { fault: None });
        let mut book = Book::default();
        read(&mut book, &[failed(0), failed(10), failed(20), failed(899)]);
        assert_eq!(told(&book), [(Cause::JobFailed, 1)]);
        assert_eq!(book.next_change(), Some(NOW + QUIET));
        assert!(!book.pass(NOW + QUIET - Duration::from_millis(1)));
        assert!(book.pass(NOW + QUIET));
        assert_eq!(told(&book), [(Cause::JobFailed, 1), (Cause::JobFailed, 3)]);
        assert_eq!(book.outbox[1].number, 4, "the newest speaks");
        assert_eq!(book.outbox[1].since, Time(NOW.0 + 10_000));
        // That begins another while; without anything new in it nothing more is told.
        assert!(book.pass(NOW + QUIET + QUIET));
        assert_eq!(book.next_change(), None);
        assert_eq!(book.waiting(), 2);
    }

    #[test]
    fn another_account_another_cause_another_warning_do_not_wait_for_each_other() {
        let mut book = Book::default();
        let warned = |code: Code| Event::Warned { fault: code.into() };
        read(&mut book, &[(0, warned(Code::DiskLow)), (0, warned(Code::CredentialEnds))]);
        read(&mut book, &[(0, Event::JobFailed { fault: None })]);
        let other = Some("other".parse().expect("a name"));
        let entry = Entry { account: other, ..entry(4, Event::JobFailed { fault: None }) };
        book.take(&entry, judge(&entry, None));
        assert_eq!(book.waiting(), 4);
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nothing_quiet_for_long() {
        let mut book = Book::default();
        read(
            &mut book,
            &[(0, Event::JobFailed { fault: None }), (1, Event::JobFailed { fault: None })],
        );
        assert!(book.pass(Time(NOW.0 - 86_400_000)));
        assert_eq!(told(&book), [(Cause::JobFailed, 1), (Cause::JobFailed, 1)]);
    }

    #[test]
    fn what_nobody_took_within_a_day_is_missed_and_counted() {
        let mut book = Book::default();
        read(&mut book, &[(0, Event::JobFailed { fault: None }), (60, Event::NoticeTried)]);
        assert_eq!(book.forget_old(NOW + TOLD_WITHIN), 1);
        assert_eq!(told(&book), [(Cause::Trial, 1)]);
        assert_eq!(book.missed, 1);
    }

    #[test]
    fn so_many_are_made_within_a_day_and_the_next_day_as_many_again() {
        let mut made = Made::default();
        let day = Duration::from_hours(24);
        let within = |made: &mut Made, now| (0..5).filter(|_| made.may_make(3, now)).count();
        assert_eq!(within(&mut made, NOW), 3);
        assert_eq!(within(&mut made, NOW + day - Duration::from_millis(1)), 0);
        assert_eq!(within(&mut made, NOW + day), 3);
        assert_eq!(within(&mut made, NOW), 3, "the clock was set back");
    }

    proptest! {
        /// Whatever happens: each failure is counted in one notice, also when the book is stored and read
        /// again between any two steps; and no two notices of a cause are closer than the quiet time.
        #[test]
        fn nothing_is_lost_and_nothing_is_told_twice(
            gaps in proptest::collection::vec(0..2000_i64, 1..60),
        ) {
            let (mut book, mut seconds) = (Book::default(), 0);
            let mut all: Vec<(i64, u32, Time)> = Vec::new();
            for gap in &gaps {
                seconds += gap;
                let text = serde_json::to_string(&book).expect("text keys");
                book = serde_json::from_str(&text).expect("what was written");
                let before = book.waiting();
                read(&mut book, &[(seconds, Event::JobFailed { fault: None })]);
                let at = Time(NOW.0 + seconds * 1000);
                all.extend(book.outbox.iter().skip(before).map(|one| (one.number, one.count, at)));
            }
            let end = Time(NOW.0 + seconds * 1000) + QUIET;
            let before = book.waiting();
            book.pass(end);
            all.extend(book.outbox.iter().skip(before).map(|one| (one.number, one.count, end)));
            prop_assert_eq!(all.iter().map(|(_, count, _)| *count as usize).sum::<usize>(), gaps.len());
            for pair in all.windows(2) {
                prop_assert!(pair[0].0 < pair[1].0, "{:?}", pair);
                prop_assert!(pair[1].2.since(pair[0].2) >= QUIET, "{:?}", pair);
            }
        }
    }
}
