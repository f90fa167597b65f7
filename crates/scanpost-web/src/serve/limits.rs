//! How many connections there are at once, and how long each may take for what: every number of the
//! listeners, with its reason.
//!
//! Nobody has to log in to open a connection. So one that says nothing, or an octet now and then, must
//! not keep its place, and one address must not have all of them.

use std::time::Duration;

/// Connections at once, over which pages and API are asked. Each holds some KiB; a site has a handful of
/// administrators, whose browsers open six each. Pages that follow the events count apart.
pub(super) const MOST_CONNECTIONS: usize = 128;

/// Of these, from one address (of IPv6: from one network of 64 bits, which one machine has for itself).
/// Two browsers open twelve; it takes eight addresses to fill all places.
pub(super) const MOST_CONNECTIONS_OF_ADDRESS: usize = 16;

/// For a TLS handshake, or to say in clear what was meant. It takes some round trips.
pub(super) const HANDSHAKE_WAIT: Duration = Duration::from_secs(10);

/// For the head of a request, from the moment at which one may begin: so it also ends a connection that
/// is kept for a next request. A head fits into some packets.
pub(super) const HEAD_WAIT: Duration = Duration::from_secs(10);

/// For the body of a request. A form has some KiB.
pub(super) const BODY_WAIT: Duration = Duration::from_secs(30);

/// Beyond that a body has as much time as it takes at this rate, in octets a second: half of the
/// slowest line that anybody administers over (64 kbit/s).
pub(super) const LEAST_RATE: u64 = 4 * 1024;

/// Without an octet in either direction, whatever is under way. Longer than the longest request and the
/// heartbeat of the events.
pub(super) const SILENCE: Duration = Duration::from_secs(75);

/// How long open requests may take to end after the shutdown began.
pub(super) const GRACE: Duration = Duration::from_secs(2);
