//! How much has passed within a window of time that slides. Pure: time is a value.
//!
//! What came close together is one sum, and ends together, with the last of it: never too early. So the
//! memory of a window is its span over its grain.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

#[derive(Debug)]
pub(super) struct Window {
    span: Duration,
    /// What comes within so long of the first is one sum.
    grain: Duration,
    sums: VecDeque<Sum>,
    used: u32,
    /// What may be used at any moment, and has no moment yet.
    reserved: u32,
}

#[derive(Debug)]
struct Sum {
    /// What comes before then belongs to it.
    open_until: Instant,
    ends_at: Instant,
    count: u32,
}

impl Window {
    pub(super) fn new(span: Duration, grain: Duration) -> Self {
        Self { span, grain, sums: VecDeque::new(), used: 0, reserved: 0 }
    }

    /// Time passes: what is older than the span counts no more.
    pub(super) fn pass_to(&mut self, now: Instant) {
        while let Some(sum) = self.sums.pop_front_if(|sum| sum.ends_at <= now) {
            self.used -= sum.count;
        }
    }

    /// Time has passed that its clock has not seen.
    pub(super) fn slept(&mut self, time: Duration) {
        for sum in &mut self.sums {
            sum.open_until = sum.open_until.checked_sub(time).unwrap_or(sum.open_until);
            sum.ends_at = sum.ends_at.checked_sub(time).unwrap_or(sum.ends_at);
        }
    }

    /// What counts now, without what is reserved.
    pub(super) fn used(&self) -> u32 {
        self.used
    }

    /// How much more fits.
    pub(super) fn left(&self, most: Option<u32>) -> u32 {
        let taken = self.used.saturating_add(self.reserved);
        most.map_or(u32::MAX, |most| most.saturating_sub(taken))
    }

    /// When something more fits, if nothing is given back before. None: that is not known, because what
    /// fills it is reserved.
    pub(super) fn frees_at(&self, most: Option<u32>) -> Option<Instant> {
        let taken = self.used.saturating_add(self.reserved);
        let mut too_much = taken.saturating_add(1).saturating_sub(most?);
        for sum in &self.sums {
            too_much = too_much.saturating_sub(sum.count);
            if too_much == 0 {
                return Some(sum.ends_at);
            }
        }
        None
    }

    pub(super) fn reserve(&mut self, count: u32) {
        self.reserved = self.reserved.saturating_add(count);
    }

    pub(super) fn give_back(&mut self, count: u32) {
        self.reserved = self.reserved.saturating_sub(count);
    }

    /// What was reserved came to pass.
    pub(super) fn use_reserved(&mut self, count: u32, at: Instant) {
        self.give_back(count);
        self.count(count, at);
    }

    /// What came before this start, and began so long ago.
    pub(super) fn recall(&mut self, count: u32, age: Duration, now: Instant) {
        // A sum of the storage lasts a grain.
        let left = (self.span + self.grain).saturating_sub(age);
        if left.is_zero() || count == 0 {
            return;
        }
        let ends_at = now + left.min(self.span);
        let place = self.sums.partition_point(|sum| sum.ends_at <= ends_at);
        self.sums.insert(place, Sum { open_until: now, ends_at, count });
        self.used = self.used.saturating_add(count);
    }

    fn count(&mut self, count: u32, at: Instant) {
        if count == 0 {
            return;
        }
        self.used = self.used.saturating_add(count);
        let (open_until, ends_at) = (at + self.grain, at + self.span);
        match self.sums.back_mut() {
            // What is said late belongs to the last sum too: it ends a little later than it must.
            Some(last) if at < last.open_until => {
                last.count = last.count.saturating_add(count);
                last.ends_at = last.ends_at.max(ends_at);
            }
            _ => self.sums.push_back(Sum { open_until, ends_at, count }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SPAN: Duration = Duration::from_mins(1);
    const GRAIN: Duration = Duration::from_secs(1);

    fn after(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    #[test]
    fn what_came_counts_for_the_span_and_no_longer() {
        let (mut window, start) = (Window::new(SPAN, GRAIN), Instant::now());
        window.reserve(2);
        assert_eq!(window.left(Some(3)), 1, "what is reserved is taken");
        window.use_reserved(2, start);
        assert_eq!((window.left(Some(3)), window.frees_at(Some(2))), (1, Some(start + SPAN)));
        window.pass_to(after(start, 59_999));
        assert_eq!(window.used(), 2);
        window.pass_to(start + SPAN);
        assert_eq!((window.used(), window.left(Some(3)), window.left(None)), (0, 3, u32::MAX));
    }

    #[test]
    fn more_fits_when_enough_has_ended() {
        let (mut window, start) = (Window::new(SPAN, GRAIN), Instant::now());
        for second in 0..5 {
            window.use_reserved(2, after(start, second * 1000));
        }
        assert_eq!(window.frees_at(Some(10)), Some(start + SPAN));
        assert_eq!(window.frees_at(Some(7)), Some(after(start, 61_000)));
        window.reserve(10);
        assert_eq!(window.frees_at(Some(10)), None, "only reserved ones stand in the way");
        window.give_back(10);
        assert_eq!(window.left(Some(11)), 1);
    }

    #[test]
    fn a_recalled_sum_ends_a_span_after_its_end() {
        let (mut window, now) = (Window::new(SPAN, GRAIN), Instant::now());
        window.recall(7, Duration::from_secs(61), now);
        assert_eq!(window.used(), 0);
        window.recall(5, Duration::from_secs(40), now);
        window.recall(3, Duration::from_secs(50), now);
        window.recall(1, Duration::ZERO, now); // also one that a wrong clock puts into the future
        assert_eq!((window.used(), window.frees_at(Some(9))), (9, Some(after(now, 11_000))));
        window.use_reserved(1, now);
        assert_eq!(window.frees_at(Some(10)), Some(after(now, 11_000)), "a new sum is another one");
        window.pass_to(after(now, 21_000));
        assert_eq!(window.used(), 2);
        window.pass_to(now + SPAN);
        assert_eq!(window.used(), 0);
    }

    proptest! {
        #[test]
        fn never_more_than_the_limit_in_any_span(
            waits in prop::collection::vec(0..5_000_u64, 1..300),
            most in 1..20_u32,
        ) {
            let (mut window, start) = (Window::new(SPAN, GRAIN), Instant::now());
            let (mut millis, mut sent) = (0, Vec::new());
            for wait in waits {
                millis += wait;
                let now = after(start, millis);
                window.pass_to(now);
                if window.left(Some(most)) > 0 {
                    window.reserve(1);
                    window.use_reserved(1, now);
                    sent.push(millis);
                }
                prop_assert!(window.sums.len() <= 61, "{} sums", window.sums.len());
            }
            let span = u64::try_from(SPAN.as_millis()).expect("small");
            for (first, begun) in sent.iter().enumerate() {
                let within = sent[first..].iter().filter(|at| **at < begun + span).count();
                prop_assert!(within <= most as usize);
            }
        }
    }
}
