//! The one keeper of a mailbox's limits, across all devices and accounts that send by it.
//!
//! A provider counts by mailbox, so there is one [`Governor`] for each address. Every account of it has
//! a [`Share`]. Before anything is claimed, a share reserves [`Pass`]es; what a pass does not use it gives
//! back, however it ends. So a limit that was reached is a wait with an end ([`Room`]), and costs no try.
//!
//! Connections are counted as they are open ([`Place`]), the rest in windows that slide. A mail counts in
//! its minute from the reply to MAIL on, recipients in their day from the reply to the final dot on: later
//! than the provider counts them, so that ours ends later too. Who finds no room stands in line; what gets
//! free belongs to the first of it, and whoever has idle connections then hangs up.
//!
//! Time is a value, of a clock that nobody sets. Memory is bounded: a window is at most some hundred sums.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::window::Window;
use crate::account::AccountName;
use crate::fault::Code;
use crate::oauth::Limits;

/// A minute, and a second for two clocks that do not run alike.
const MINUTE: Duration = Duration::from_secs(61);
/// A day, and a minute for the same.
const DAY: Duration = Duration::from_mins(24 * 60 + 1);

/// Of what there is no more for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    MessagesAMinute,
    MessagesADay,
    RecipientsADay,
}

impl Limit {
    /// As a cause, the same as when the provider says it.
    pub const fn code(self) -> Code {
        match self {
            Limit::MessagesAMinute => Code::RateLimit,
            Limit::MessagesADay | Limit::RecipientsADay => Code::SubmissionQuota,
        }
    }
}

/// What may be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Mails with one recipient each.
    pub messages: u32,
    /// When there is more, if it is known; attempts under way may give something back before.
    pub until: Option<Instant>,
    /// Why there is none.
    pub limit: Option<Limit>,
}

/// What counts against the limits of a mailbox now, whichever account sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    pub connections: usize,
    pub messages_a_minute: u32,
    pub messages_a_day: u32,
    pub recipients_a_day: u32,
}

/// The keeper of one mailbox's limits.
#[derive(Debug, Default)]
pub struct Governor {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Connections that are open or being opened.
    connections: usize,
    minute: Window,
    day: Window,
    recipients: Window,
    /// Who found no room, in order.
    line: VecDeque<u64>,
    members: BTreeMap<u64, Arc<Notify>>,
    last_number: u64,
    /// Whose past is counted already.
    recalled: Vec<AccountName>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            connections: 0,
            minute: Window::new(MINUTE, Duration::from_millis(100)),
            day: Window::new(DAY, Duration::from_mins(1)),
            recipients: Window::new(DAY, Duration::from_mins(1)),
            line: VecDeque::new(),
            members: BTreeMap::new(),
            last_number: 0,
            recalled: Vec::new(),
        }
    }
}

/// An account's share in a mailbox. Clones are the same share.
#[derive(Clone, Debug)]
pub struct Share {
    member: Arc<Member>,
    limits: Arc<Mutex<Limits>>,
}

/// Somebody who can stand in line.
#[derive(Debug)]
struct Member {
    governor: Arc<Governor>,
    number: u64,
    woken: Arc<Notify>,
}

/// A connection that may be open. The last clone gives it back.
#[derive(Clone, Debug)]
pub struct Place {
    _held: Arc<Held>,
}

#[derive(Debug)]
struct Held {
    governor: Arc<Governor>,
}

/// The right to send one mail, once. What is not used of it is given back.
#[derive(Debug)]
pub struct Pass {
    share: Share,
    /// Nothing: it goes over a connection that is open already.
    place: Option<Place>,
    /// MAIL was not said yet.
    message: bool,
    recipients: u32,
}

impl Governor {
    /// An account begins to send by this mailbox.
    pub fn share(self: &Arc<Self>, limits: Limits) -> Share {
        Share { member: Arc::new(self.member()), limits: Arc::new(Mutex::new(limits)) }
    }

    /// Counts what an account sent before this start: ages, mails and recipients. Once an account.
    pub fn recall(
        &self,
        account: &AccountName,
        sent: impl IntoIterator<Item = (Duration, u32, u32)>,
        now: Instant,
    ) {
        let mut state = self.state();
        if state.recalled.contains(account) {
            return;
        }
        state.recalled.push(account.clone());
        for (age, messages, recipients) in sent {
            state.day.recall(messages, age, now);
            state.recipients.recall(recipients, age, now);
        }
    }

    /// The machine slept, and the provider's windows went on: there may be room now.
    pub fn slept(&self, time: Duration) {
        let mut state = self.state();
        state.minute.slept(time);
        state.day.slept(time);
        state.recipients.slept(time);
        state.members.values().for_each(|woken| woken.notify_one());
    }

    /// Nobody sends by it, and nothing of the past matters.
    pub(crate) fn is_idle(self: &Arc<Self>, now: Instant) -> bool {
        let mut state = self.state();
        state.pass_to(now);
        Arc::strong_count(self) == 1 && state.day.used() == 0 && state.recipients.used() == 0
    }

    fn member(self: &Arc<Self>) -> Member {
        let (mut state, woken) = (self.state(), Arc::new(Notify::new()));
        state.last_number += 1;
        let number = state.last_number;
        state.members.insert(number, woken.clone());
        Member { governor: self.clone(), number, woken }
    }

    /// No holder changes anything before it has decided everything.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// From now on these hold.
    pub fn set_limits(&self, limits: Limits) {
        *self.limits.lock().unwrap_or_else(PoisonError::into_inner) = limits;
        self.member.woken.notify_one();
    }

    pub fn limits(&self) -> Limits {
        *self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What may be sent now.
    pub fn room(&self, now: Instant) -> Room {
        let mut state = self.state();
        state.pass_to(now);
        state.room(&self.limits())
    }

    /// What counts now.
    pub fn usage(&self, now: Instant) -> Usage {
        let mut state = self.state();
        state.pass_to(now);
        Usage {
            connections: state.connections,
            messages_a_minute: state.minute.used(),
            messages_a_day: state.day.used(),
            recipients_a_day: state.recipients.used(),
        }
    }

    /// The right to send up to `most` mails, over the `idle` connections that this account has open and
    /// over new ones. Nothing while somebody else is first in line.
    pub(super) fn reserve(&self, most: usize, idle: usize, now: Instant) -> Vec<Pass> {
        let limits = self.limits();
        let mut state = self.state();
        state.pass_to(now);
        let ahead = state.ahead_of(self.member.number);
        let messages = usize::try_from(state.room(&limits).messages).unwrap_or(usize::MAX);
        let free = limits.connections().saturating_sub(state.connections).saturating_sub(ahead);
        let count = most.min(messages.saturating_sub(ahead)).min(idle.saturating_add(free));
        if count > 0 {
            state.leave(self.member.number);
        }
        let passes = (0..count).map(|number| {
            state.minute.reserve(1);
            state.day.reserve(1);
            state.recipients.reserve(1);
            let place = (number >= idle).then(|| self.member.take_place(&mut state));
            Pass { share: self.clone(), place, message: true, recipients: 1 }
        });
        passes.collect()
    }

    /// There was no room for something that is due: stands in line.
    pub(super) fn wait(&self) {
        self.member.wait();
    }

    /// There is nothing to send for now.
    pub(super) fn leave(&self) {
        self.state().leave(self.member.number);
    }

    /// Somebody else waits for a connection, and there is none but those that are open.
    pub(super) fn must_yield(&self) -> bool {
        let (limits, state) = (self.limits(), self.state());
        let others = state.line.iter().any(|number| *number != self.member.number);
        others && state.connections >= limits.connections()
    }

    /// Something has changed: there may be room, or somebody waits for a connection.
    pub(super) async fn changed(&self) {
        self.member.woken.notified().await;
    }

    /// A connection for a log-in for its own sake, as soon as one is free.
    pub(crate) async fn place(&self) -> Place {
        let in_line = self.member.governor.member();
        loop {
            if let Some(place) = in_line.try_place(&self.limits()) {
                return place;
            }
            in_line.wait();
            in_line.woken.notified().await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.member.governor.state()
    }
}

impl Member {
    fn try_place(&self, limits: &Limits) -> Option<Place> {
        let mut state = self.governor.state();
        let free = limits.connections().saturating_sub(state.connections);
        if free <= state.ahead_of(self.number) {
            return None;
        }
        state.leave(self.number);
        Some(self.take_place(&mut state))
    }

    fn take_place(&self, state: &mut State) -> Place {
        state.connections += 1;
        Place { _held: Arc::new(Held { governor: self.governor.clone() }) }
    }

    /// Stands in line; the others hear of it, so that they hang up what is idle.
    fn wait(&self) {
        let mut state = self.governor.state();
        if state.line.contains(&self.number) {
            return;
        }
        state.line.push_back(self.number);
        let others = state.members.iter().filter(|(number, _)| **number != self.number);
        others.for_each(|(_, woken)| woken.notify_one());
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let mut state = self.governor.state();
        state.members.remove(&self.number);
        state.leave(self.number);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut state = self.governor.state();
        state.connections -= 1;
        state.wake_first();
    }
}

impl Pass {
    /// The place of a new connection; nothing where an open one is to be used.
    pub(super) fn take_place(&mut self) -> Option<Place> {
        self.place.take()
    }

    /// How many recipients the mail may have now, of so many that it wants.
    pub(super) fn recipients(&mut self, wanted: usize) -> usize {
        let limits = self.share.limits();
        let mut state = self.share.state();
        let wanted = u32::try_from(wanted).unwrap_or(u32::MAX);
        let of_one = wanted.min(limits.recipients_a_message.unwrap_or(u32::MAX));
        let more = of_one.saturating_sub(self.recipients);
        let more = more.min(state.recipients.left(limits.recipients_a_day));
        state.recipients.reserve(more);
        self.recipients += more;
        drop(state);
        usize::try_from(self.recipients.min(wanted)).unwrap_or(usize::MAX)
    }

    /// The provider has counted the mail by then.
    pub(super) fn said(&mut self, at: Instant) {
        if std::mem::take(&mut self.message) {
            let mut state = self.share.state();
            state.minute.use_reserved(1, at);
            state.day.use_reserved(1, at);
        }
    }

    /// The mail is to be said once more, over another connection. False if there is no room for that.
    pub(super) fn again(&mut self, now: Instant) -> bool {
        let limits = self.share.limits();
        let mut state = self.share.state();
        state.pass_to(now);
        let fits = self.message || state.room(&limits).messages > 0;
        if fits && !self.message {
            state.minute.reserve(1);
            state.day.reserve(1);
            self.message = true;
        }
        fits
    }

    /// The provider took the mail, or may have taken it, for so many recipients.
    pub(super) fn taken(&mut self, recipients: usize, at: Instant) {
        let taken = u32::try_from(recipients).unwrap_or(u32::MAX).min(self.recipients);
        self.recipients -= taken;
        self.share.state().recipients.use_reserved(taken, at);
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = self.share.state();
        let unused = u32::from(self.message);
        state.minute.give_back(unused);
        state.day.give_back(unused);
        state.recipients.give_back(self.recipients);
        state.wake_first();
    }
}

impl State {
    fn pass_to(&mut self, now: Instant) {
        self.minute.pass_to(now);
        self.day.pass_to(now);
        self.recipients.pass_to(now);
    }

    fn room(&self, limits: &Limits) -> Room {
        let windows = [
            (Limit::MessagesAMinute, &self.minute, limits.messages_a_minute),
            (Limit::MessagesADay, &self.day, limits.messages_a_day),
            (Limit::RecipientsADay, &self.recipients, limits.recipients_a_day),
        ];
        let left = windows.map(|(_, window, most)| window.left(most));
        let messages = left.into_iter().min().unwrap_or(u32::MAX);
        // Of several that are reached, the one that lasts longest is the one to be shown.
        let reached = windows
            .into_iter()
            .filter(|(_, window, most)| window.left(*most) == 0)
            .map(|(limit, window, most)| (window.frees_at(most), limit))
            .max_by_key(|(frees_at, _)| *frees_at);
        let (until, limit) = reached.map_or((None, None), |(at, limit)| (at, Some(limit)));
        Room { messages, until, limit }
    }

    /// How many stand in line before this one.
    fn ahead_of(&self, number: u64) -> usize {
        self.line.iter().take_while(|other| **other != number).count()
    }

    fn leave(&mut self, number: u64) {
        let before = self.line.len();
        self.line.retain(|other| *other != number);
        if self.line.len() < before {
            self.wake_first();
        }
    }

    fn wake_first(&self) {
        if let Some(woken) = self.line.front().and_then(|first| self.members.get(first)) {
            woken.notify_one();
        }
    }
}

#[cfg(test)]
mod tests;
