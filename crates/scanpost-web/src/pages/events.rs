//! Tells an open page that something has changed (Server-Sent Events, HTML §9.2). The page then
//! fetches itself again and puts the new parts in the place of the old ones.
//!
//! Bounded: so many followers at once, which have places of their own beside those of other
//! connections, so many events a second however much happens, an end with the session, and an end
//! after ten minutes, when the browser connects again and shows its session anew.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep, timeout_at};

use super::Pages;
use crate::admission;
use crate::serve::Place;

pub(super) async fn follow(
    State(pages): State<Pages>,
    connection: Option<Extension<Place>>,
    headers: HeaderMap,
) -> Response {
    let Ok(place) = pages.followers.clone().try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    if let Some(Extension(connection)) = connection {
        connection.give_back();
    }
    let follower = Follower {
        changes: pages.gateway.changes(),
        endings: pages.access.endings(),
        ends_at: Instant::now() + LONGEST_FOLLOW,
        pages,
        headers,
        _place: place,
    };
    let events = stream::unfold(follower, Follower::next);
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    // The connection has no place to go on with.
    ([(header::CONNECTION, "close")], events).into_response()
}

struct Follower {
    changes: watch::Receiver<u64>,
    endings: watch::Receiver<u64>,
    ends_at: Instant,
    pages: Pages,
    /// They show the session.
    headers: HeaderMap,
    _place: OwnedSemaphorePermit,
}

impl Follower {
    /// The next change; nothing when it is time to connect again, when the session or the gateway has
    /// ended.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            sleep(LEAST_GAP).await;
            let next = async {
                tokio::select! {
                    changed = self.changes.changed() => changed.is_ok().then_some(true),
                    ended = self.endings.changed() => ended.is_ok().then_some(false),
                }
            };
            let is_change = timeout_at(self.ends_at, next).await.ok()??;
            let Pages { gateway, access, .. } = &self.pages;
            if !admission::is_still_admitted(gateway, access, &self.headers) {
                return None;
            }
            if is_change {
                let count = *self.changes.borrow_and_update();
                return Some((Ok(Event::default().event("change").data(count.to_string())), self));
            }
        }
    }
}

/// Pages that follow at once; others look again now and then.
pub(super) const MOST_FOLLOWERS: usize = 32;

const LONGEST_FOLLOW: Duration = Duration::from_mins(10);

/// Between two events of one follower.
const LEAST_GAP: Duration = Duration::from_millis(300);

const HEARTBEAT: Duration = Duration::from_secs(20);
