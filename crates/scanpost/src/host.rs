//! Under which names and addresses others reach this machine.

use std::ffi::CStr;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Addresses for documentation (RFC 5737, RFC 3849): nobody has them, so the way to them is the way
/// to everywhere.
const ELSEWHERE: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)), 9),
];

/// The machine's own name. Nothing: it has none that others could know.
pub(crate) fn name() -> Option<String> {
    of_others_use(rustix::system::uname().nodename())
}

/// The machine's own address on its way to everywhere, of each IP version that has one.
pub(crate) fn addresses() -> impl Iterator<Item = IpAddr> {
    ELSEWHERE.into_iter().filter_map(address_towards)
}

/// What a certificate has to name for a listener at this address, the machine's own name first.
/// `hostname` is the name that the administrator chose.
pub(crate) fn names(hostname: &str, listener: IpAddr) -> Vec<String> {
    let mut names: Vec<String> = name().into_iter().collect();
    names.extend([hostname.to_owned(), "localhost".to_owned()]);
    if listener.is_unspecified() {
        names.extend(addresses().map(|address| address.to_string()));
        names.extend([Ipv4Addr::LOCALHOST.to_string(), Ipv6Addr::LOCALHOST.to_string()]);
    } else {
        names.push(listener.to_string());
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.to_lowercase()));
    names
}

/// A name of letters, digits and hyphens (RFC 1123 §2.1) that does not mean whoever says it.
fn of_others_use(name: &CStr) -> Option<String> {
    let name = name.to_str().ok()?;
    let is_label = |label: &str| {
        let is_whole = !label.starts_with('-') && !label.ends_with('-');
        let mut letters = label.bytes();
        (1..64).contains(&label.len())
            && is_whole
            && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
    };
    let means_itself = name == "localhost" || name.starts_with("localhost.");
    (name.len() < 254 && !means_itself && name.split('.').all(is_label)).then(|| name.to_owned())
}

/// Connecting a UDP socket sends nothing; it makes the system choose the way, and so the address.
fn address_towards(there: SocketAddr) -> Option<IpAddr> {
    let any = match there {
        SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0)).ok()?;
    socket.connect(there).ok()?;
    let here = socket.local_addr().ok()?.ip();
    (!here.is_loopback() && !here.is_unspecified()).then_some(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_that_others_can_use() {
        for (name, is_one) in [
            (c"printserver", true),
            (c"scans.contoso.example", true),
            (c"3f2a9c", true),
            (c"localhost", false),
            (c"localhost.localdomain", false),
            (c"(none)", false),
            (c"", false),
            (c"my_server", false),
            (c"-x", false),
            (c"a..b", false),
        ] {
            assert_eq!(of_others_use(name).is_some(), is_one, "{name:?}");
        }
    }

    #[test]
    fn a_listener_is_named_as_chosen_and_by_its_own_address_once() {
        let at = |address: &str| names("Localhost", address.parse().expect("an address"));
        assert!(at("192.0.2.7").ends_with(&["Localhost".to_owned(), "192.0.2.7".to_owned()]));
        let everywhere = at("0.0.0.0");
        assert!(everywhere.contains(&"127.0.0.1".to_owned()), "{everywhere:?}");
        assert!(!everywhere.contains(&"0.0.0.0".to_owned()), "{everywhere:?}");
    }
}
