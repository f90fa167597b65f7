//! By which addresses of its own the machine would reach the world now.
//!
//! A datagram socket that is connected sends nothing; the kernel only chooses the route, and with it the own
//! address. The other end is an address that is nobody's (RFC 5737, RFC 3849).

use std::net::{IpAddr, SocketAddr, UdpSocket};

/// The own addresses towards the world, over IPv4 and IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach([Option<IpAddr>; 2]);

impl Reach {
    pub fn now() -> Self {
        Self(WAYS.map(|(own, world)| own_address(own, world)))
    }

    /// Those that there are.
    pub fn addresses(self) -> impl Iterator<Item = IpAddr> {
        self.0.into_iter().flatten()
    }

    /// There is a way that there was not before: a cable is in again, or it is another network.
    pub fn is_new_since(self, before: Reach) -> bool {
        self.0.iter().any(|address| address.is_some() && !before.0.contains(address))
    }
}

const WAYS: [(&str, &str); 2] = [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")];

fn own_address(own: &str, world: &str) -> Option<IpAddr> {
    let (own, world): (SocketAddr, SocketAddr) = (own.parse().ok()?, world.parse().ok()?);
    let socket = UdpSocket::bind(own).ok()?;
    socket.connect(world).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_that_comes_or_is_another_one_is_new_and_one_that_goes_is_not() {
        let [a, b, six]: [Option<IpAddr>; 3] =
            ["192.0.2.7", "198.51.100.7", "2001:db8::7"].map(|address| address.parse().ok());
        for (before, now, new) in [
            ([None, None], [None, None], false),
            ([None, None], [a, None], true),
            ([a, None], [a, None], false),
            ([a, None], [b, None], true),
            ([a, None], [a, six], true),
            ([a, six], [a, None], false),
            ([a, None], [None, None], false),
        ] {
            assert_eq!(Reach(now).is_new_since(Reach(before)), new, "{before:?} {now:?}");
        }
    }

    #[test]
    fn looking_twice_at_a_machine_at_rest_finds_nothing_new() {
        assert!(!Reach::now().is_new_since(Reach::now()));
    }
}
