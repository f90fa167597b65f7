//! Which of a server's addresses answers first (happy eyeballs, RFC 8305).
//!
//! The families take turns, beginning with the one that the system prefers (§4). Each address gets a
//! head start; whoever connects first wins and the others are dropped (§5). An attempt that fails
//! lets the next one begin at once.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, sleep_until};

/// How long an address is tried alone (RFC 8305 §8: 250 ms is recommended).
const HEAD_START: Duration = Duration::from_millis(250);

/// More addresses of one server are not tried.
const MOST_ADDRESSES: usize = 16;

/// The connection of the first address that answers, or the failure that says most.
pub(super) async fn race<T, F>(
    addresses: &[SocketAddr],
    connect: impl Fn(SocketAddr) -> F,
) -> io::Result<T>
where
    F: Future<Output = io::Result<T>>,
{
    let mut waiting = in_turn(addresses).into_iter();
    let mut trying = FuturesUnordered::new();
    let mut failure: Option<io::Error> = None;
    let mut next_at = Instant::now();
    loop {
        tokio::select! {
            biased;
            Some(result) = trying.next() => match result {
                Ok(connection) => return Ok(connection),
                Err(error) => {
                    failure = Some(more_telling(failure, error));
                    next_at = Instant::now();
                }
            },
            () = sleep_until(next_at), if waiting.len() > 0 => {
                trying.extend(waiting.next().map(&connect));
                next_at = Instant::now() + HEAD_START;
            }
            else => return Err(failure.unwrap_or_else(|| {
                io::Error::other("the name has no address that can be reached from here")
            })),
        }
    }
}

/// IPv6 and IPv4 in turn, each family in its own order.
fn in_turn(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) =
        addresses.iter().copied().partition(|address| address.is_ipv6() == first_is_v6);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut turns = Vec::with_capacity(addresses.len().min(MOST_ADDRESSES));
    while turns.len() < MOST_ADDRESSES {
        let pair = [first.next(), second.next()];
        if pair.iter().all(Option::is_none) {
            break;
        }
        turns.extend(pair.into_iter().flatten());
    }
    turns
}

/// Somebody who refuses is there; that there is no way to another family of addresses says little.
fn more_telling(known: Option<io::Error>, new: io::Error) -> io::Error {
    let weight = |error: &io::Error| match error.kind() {
        io::ErrorKind::ConnectionRefused => 2,
        io::ErrorKind::TimedOut => 1,
        _ => 0,
    };
    match known {
        Some(known) if weight(&known) > weight(&new) => known,
        _ => new,
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Mutex;

    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().expect("an address")).collect()
    }

    #[test]
    fn the_families_take_turns_beginning_with_the_preferred_one() {
        let given =
            addresses(&["[2001:db8::1]:1", "[2001:db8::2]:1", "192.0.2.1:1", "192.0.2.2:1"]);
        let turns =
            addresses(&["[2001:db8::1]:1", "192.0.2.1:1", "[2001:db8::2]:1", "192.0.2.2:1"]);
        assert_eq!(in_turn(&given), turns);
        let given = addresses(&["192.0.2.1:1", "[2001:db8::1]:1", "192.0.2.2:1"]);
        assert_eq!(in_turn(&given), given);
        assert!(in_turn(&[]).is_empty());
        assert!(in_turn(&vec![turns[0]; 40]).len() <= MOST_ADDRESSES);
    }

    /// Who answers, and when each was asked, in milliseconds.
    async fn asked(
        given: &[&str],
        answers: impl Fn(&str) -> Option<io::Result<()>>,
    ) -> (io::Result<String>, Vec<(String, u128)>) {
        let (begun, log) = (Instant::now(), Mutex::new(Vec::new()));
        let connect = |address: SocketAddr| {
            let name = address.to_string();
            log.lock().expect("no panic").push((name.clone(), begun.elapsed().as_millis()));
            let answer = answers(&name);
            async move {
                match answer {
                    Some(result) => result.map(|()| name),
                    None => pending().await,
                }
            }
        };
        let won = race(&addresses(given), connect).await;
        (won, log.into_inner().expect("no panic"))
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_address_costs_a_quarter_of_a_second() {
        let given = ["[2001:db8::1]:1", "192.0.2.1:1", "192.0.2.2:1"];
        let only_v4 = |name: &str| (!name.contains("db8")).then_some(Ok(()));
        let (won, asked) = asked(&given, only_v4).await;
        assert_eq!(won.expect("one answers"), "192.0.2.1:1");
        let names = [(given[0].to_owned(), 0), (given[1].to_owned(), 250)];
        assert_eq!(asked, names, "the third is not asked any more");
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_fails_lets_the_next_begin_at_once() {
        let given = ["[2001:db8::1]:1", "192.0.2.1:1"];
        let no_v6 = |name: &str| {
            let dead = name.contains("db8");
            Some(if dead { Err(io::ErrorKind::NetworkUnreachable.into()) } else { Ok(()) })
        };
        let (won, asked) = asked(&given, no_v6).await;
        assert!(won.is_ok());
        assert!(asked.iter().all(|(_, at)| *at == 0), "{asked:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn of_several_failures_the_one_that_says_most_is_told() {
        let refused_by_v4 = |name: &str| {
            let kind = if name.contains("db8") {
                io::ErrorKind::NetworkUnreachable
            } else {
                io::ErrorKind::ConnectionRefused
            };
            Some(Err(kind.into()))
        };
        for given in [["192.0.2.1:1", "[2001:db8::1]:1"], ["[2001:db8::1]:1", "192.0.2.1:1"]] {
            let (won, _) = asked(&given, refused_by_v4).await;
            assert_eq!(won.expect_err("nobody").kind(), io::ErrorKind::ConnectionRefused);
        }
        assert!(asked(&[], |_| None).await.0.is_err(), "no address at all");
    }
}
