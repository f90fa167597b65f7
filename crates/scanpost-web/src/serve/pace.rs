//! The body of a request, which must come at some pace: [`BODY_WAIT`] in all, and longer only as far as
//! octets come at [`LEAST_RATE`].

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::limits::{BODY_WAIT, LEAST_RATE};

type Error = Box<dyn std::error::Error + Send + Sync>;

pub(super) struct Paced<B> {
    body: B,
    /// Nothing, until somebody waits for it.
    clock: Option<PaceClock>,
}

struct PaceClock {
    began_at: Instant,
    octets: u64,
    end: Pin<Box<Sleep>>,
}

impl<B> Paced<B> {
    pub(super) fn new(body: B) -> Self {
        Self { body, clock: None }
    }
}

impl<B> Body for Paced<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Error>,
{
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        let clock = self.clock.get_or_insert_with(PaceClock::start);
        match polled {
            Poll::Ready(frame) => {
                let octets = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
                clock.came(octets.map_or(0, Bytes::len));
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending => {
                ready!(clock.end.as_mut().poll(cx));
                Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::TimedOut).into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl PaceClock {
    fn start() -> Self {
        let began_at = Instant::now();
        Self { began_at, octets: 0, end: Box::pin(sleep_until(began_at + BODY_WAIT)) }
    }

    fn came(&mut self, octets: usize) {
        self.octets += octets as u64;
        let earned = Duration::from_secs(self.octets / LEAST_RATE);
        self.end.as_mut().reset(self.began_at + BODY_WAIT + earned);
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body as AnyBody;
    use futures_util::stream;

    use super::*;

    /// Pieces of this size, one a second, so many.
    fn trickle(size: usize, times: usize) -> Paced<AnyBody> {
        let pieces = stream::unfold(0, move |n| async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            (n < times).then(|| (Ok::<_, io::Error>(Bytes::from(vec![b'x'; size])), n + 1))
        });
        Paced::new(AnyBody::from_stream(pieces))
    }

    async fn taken(body: Paced<AnyBody>) -> Option<usize> {
        axum::body::to_bytes(AnyBody::new(body), usize::MAX).await.ok().map(|octets| octets.len())
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_in_time_is_taken_and_an_octet_now_and_then_is_none() {
        let begin = Instant::now();
        assert_eq!(taken(trickle(1, 20)).await, Some(20));
        assert_eq!(taken(trickle(1, 600)).await, None);
        assert!(begin.elapsed() < Duration::from_mins(1), "ten minutes were not waited for");
    }

    #[tokio::test(start_paused = true)]
    async fn a_large_body_has_the_time_that_it_takes_at_the_least_rate() {
        let rate = usize::try_from(LEAST_RATE).expect("a small number");
        assert_eq!(taken(trickle(rate, 200)).await, Some(200 * rate));
        assert_eq!(taken(trickle(rate / 2, 200)).await, None);
    }
}
