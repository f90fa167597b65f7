//! The queue's open connections without work: which are kept for the next mail, and when they are hung up.

use std::time::Duration;

use super::Desk;
use crate::delivery::line::Line;

impl Desk {
    pub(super) fn idle_wait(&self) -> Duration {
        self.tools.settings.idle_wait
    }

    /// Keeps a connection for the next mail, unless it has carried enough, nobody is signed in, somebody else
    /// waits for one, or the way out is another now.
    pub(super) fn keep_line(&mut self, line: Line) {
        let signed_in = self.tools.keeper.status().borrow().given.is_some();
        let is_free = signed_in && !self.tools.share.must_yield();
        let is_good = line.way == self.way_out();
        if is_free && is_good && line.mails < self.tools.settings.mails_per_connection {
            self.idle.push(line);
        } else {
            tokio::spawn(line.close());
        }
    }

    /// Idle connections are in the way of somebody who shares the mailbox, or of a log-in.
    pub(super) fn make_way(&mut self) {
        if self.tools.share.must_yield() {
            self.hang_up(self.idle.len());
        }
    }

    pub(super) fn hang_up_idle(&mut self) {
        let way = self.way_out();
        let is_old = |line: &Line| line.way != way || line.idle_since.elapsed() >= self.idle_wait();
        let old = self.idle.iter().take_while(|line| is_old(line)).count();
        self.hang_up(old);
    }

    /// Connections leave by it from now on; those that left by another carry no more mails.
    fn way_out(&self) -> u64 {
        self.tools.keeper.trust().network().now().change
    }

    pub(super) fn hang_up(&mut self, count: usize) {
        for line in self.idle.drain(..count) {
            tokio::spawn(line.close());
        }
    }
}
