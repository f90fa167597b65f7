//! Tells an open page that something has changed (Server-Sent Events, HTML §9.2). The page then
//! fetches itself again and puts the new parts in the place of the old ones.
//!
//! Bounded: so many followers at once, so many events a second however much happens, and an end
//! after ten minutes, when the browser connects again and shows its session anew.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep, timeout_at};

use super::Pages;

pub(super) async fn follow(State(pages): State<Pages>) -> Response {
    let Ok(place) = pages.followers.try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let follower = Follower {
        changes: pages.gateway.changes(),
        ends_at: Instant::now() + LONGEST_FOLLOW,
        _place: place,
    };
    let events = stream::unfold(follower, Follower::next);
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response()
}

struct Follower {
    changes: watch::Receiver<u64>,
    ends_at: Instant,
    _place: OwnedSemaphorePermit,
}

impl Follower {
    /// The next change; nothing when it is time to connect again or the gateway has ended.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        sleep(LEAST_GAP).await;
        timeout_at(self.ends_at, self.changes.changed()).await.ok()?.ok()?;
        let count = *self.changes.borrow_and_update();
        Some((Ok(Event::default().event("change").data(count.to_string())), self))
    }
}

/// Pages that follow at once; others look again now and then.
pub(super) const MOST_FOLLOWERS: usize = 32;

const LONGEST_FOLLOW: Duration = Duration::from_mins(10);

/// Between two events of one follower.
const LEAST_GAP: Duration = Duration::from_millis(300);

const HEARTBEAT: Duration = Duration::from_secs(20);
