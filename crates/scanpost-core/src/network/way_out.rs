//! Whether a chosen network leads out of this machine at all.
//!
//! Asked where a connection by it came to nothing, and when an account is shown, so that nobody looks for
//! the trouble at the provider. What the kernel says of interfaces and routes stands in files (Linux); elsewhere
//! only an address that is not ours is noticed. A route beside the main table is not seen, so nothing is kept
//! from being tried.

use std::fs::File;
use std::io::Read as _;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::Path;

use super::Exit;
use crate::fault::{Code, Fault};

/// Why a network leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoWay {
    /// There is no such interface, or the address is not one of this machine.
    Missing,
    /// It is switched off, or no cable is in.
    Down,
    NoAddress,
    /// It is the way from this machine to itself.
    ThisMachine,
    /// Nothing says that it leads further than to its neighbours.
    NoRoute,
}

impl NoWay {
    pub const ALL: [NoWay; 5] =
        [NoWay::Missing, NoWay::Down, NoWay::NoAddress, NoWay::ThisMachine, NoWay::NoRoute];

    /// The word by which its sentence is found.
    pub const fn as_str(self) -> &'static str {
        match self {
            NoWay::Missing => "missing",
            NoWay::Down => "down",
            NoWay::NoAddress => "no-address",
            NoWay::ThisMachine => "this-machine",
            NoWay::NoRoute => "no-route",
        }
    }
}

/// What is wrong with a network that was chosen; nothing as far as anybody can tell.
pub fn fault_of(exit: &Exit) -> Option<Fault> {
    let why = no_way(exit)?;
    Some(Fault::new(Code::NetworkWithoutWay).fact("network", exit).fact("why", why.as_str()))
}

/// The fault of a connection, or that of the network that it was to leave by. `is_near`: what was to be
/// reached is this machine, where no way out is needed.
pub fn explained(fault: Fault, exit: Option<&Exit>, is_near: bool) -> Fault {
    use Code::{ConnectionTimedOut, ServerUnreachable, SignInUnreachable};
    let is_of_the_way =
        matches!(fault.code, ServerUnreachable | ConnectionTimedOut | SignInUnreachable);
    let Some(found) = exit.filter(|_| is_of_the_way).and_then(fault_of) else { return fault };
    let is_missing = found.facts.get("why").is_some_and(|why| why == NoWay::Missing.as_str());
    if is_near && !is_missing {
        return fault;
    }
    match &fault.words {
        Some(words) => found.words(words),
        None => found,
    }
}

/// Whether all of them are this machine.
pub(super) fn are_near(addresses: &[SocketAddr]) -> bool {
    addresses.iter().all(|address| address.ip().to_canonical().is_loopback())
}

fn no_way(exit: &Exit) -> Option<NoWay> {
    match exit {
        Exit::Address(address) => of_an_address(*address),
        Exit::Interface(name) => of_an_interface(name),
    }
}

fn of_an_address(address: IpAddr) -> Option<NoWay> {
    if UdpSocket::bind((address, 0)).is_err() {
        return Some(NoWay::Missing);
    }
    address.to_canonical().is_loopback().then_some(NoWay::ThisMachine)
}

/// Nothing where the system has no such files.
fn of_an_interface(name: &str) -> Option<NoWay> {
    let interfaces = Path::new(INTERFACES);
    if !interfaces.exists() {
        return None;
    }
    if !interfaces.join(name).exists() {
        return Some(NoWay::Missing);
    }
    Interface::read(name).no_way()
}

/// What the kernel says of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Interface {
    is_up: bool,
    leads_here: bool,
    over_4: Family,
    over_6: Family,
}

impl Interface {
    fn read(name: &str) -> Self {
        let of_interface = |file: &str| text(&Path::new(INTERFACES).join(name).join(file));
        let [routes, routes_6, addresses_6] = ["route", "ipv6_route", "if_inet6"]
            .map(|file| text(&Path::new("/proc/net").join(file)));
        let flags = flags(&of_interface("flags"));
        Self {
            is_up: is_up(flags, &of_interface("operstate")),
            leads_here: flags & LOOPBACK != 0,
            over_4: by_ipv4(&routes, name),
            over_6: by_ipv6(&routes_6, &addresses_6, name),
        }
    }

    fn no_way(self) -> Option<NoWay> {
        let families = [self.over_4, self.over_6];
        if !self.is_up {
            Some(NoWay::Down)
        } else if self.leads_here {
            Some(NoWay::ThisMachine)
        } else if !families.iter().any(|family| family.has_address) {
            Some(NoWay::NoAddress)
        } else if !families.iter().any(|family| family.leads_further) {
            Some(NoWay::NoRoute)
        } else {
            None
        }
    }
}

/// What one family of addresses says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Family {
    has_address: bool,
    leads_further: bool,
}

/// Lines of `/proc/net/route`: interface, destination, gateway, flags, … mask at the eighth place. Whoever has
/// an address has a route to its neighbours.
fn by_ipv4(routes: &str, name: &str) -> Family {
    let lines = routes.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let own: Vec<_> = lines.filter(|line| line.first() == Some(&name)).collect();
    let is_default =
        |line: &Vec<&str>| line.get(1) == Some(&"00000000") && line.get(7) == Some(&"00000000");
    Family { has_address: !own.is_empty(), leads_further: own.iter().any(is_default) }
}

/// Lines of `/proc/net/ipv6_route`, the destination and its bits first and the interface last, and of
/// `/proc/net/if_inet6`, the scope at the fourth place: `00` is the world.
fn by_ipv6(routes: &str, addresses: &str, name: &str) -> Family {
    let of_name = |line: &&str| line.split_whitespace().last() == Some(name);
    let is_default = |line: &str| {
        let mut words = line.split_whitespace();
        let is_any = words.next().is_some_and(|to| to.chars().all(|c| c == '0'));
        is_any && words.next() == Some("00")
    };
    let of_the_world = |line: &str| line.split_whitespace().nth(3) == Some("00");
    let has_address = addresses.lines().filter(of_name).any(of_the_world);
    let leads_further = has_address && routes.lines().filter(of_name).any(is_default);
    Family { has_address, leads_further }
}

/// Hexadecimal, as `0x1003`.
fn flags(text: &str) -> u32 {
    u32::from_str_radix(text.trim().trim_start_matches("0x"), 16).unwrap_or(0)
}

/// `operstate`: a driver that says nothing is `unknown`.
fn is_up(flags: u32, operstate: &str) -> bool {
    let is_cut_off = ["down", "lowerlayerdown", "notpresent"].contains(&operstate.trim());
    flags & SWITCHED_ON != 0 && !is_cut_off
}

/// Empty where it cannot be read.
fn text(path: &Path) -> String {
    let mut text = String::new();
    if let Ok(file) = File::open(path) {
        let _ = file.take(LONGEST_TABLE).read_to_string(&mut text); // what was read is what there is
    }
    text
}

/// Bits of an interface's flags (`netdevice(7)`: `IFF_UP`, `IFF_LOOPBACK`).
const SWITCHED_ON: u32 = 1;
const LOOPBACK: u32 = 8;

/// A folder for each interface.
const INTERFACES: &str = "/sys/class/net";

/// Octets of a table of routes that are looked at.
const LONGEST_TABLE: u64 = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &str = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\n\
        eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\n\
        eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\n\
        eth1\t0002A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\n";
    const ROUTES_6: &str = "\
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 wlan0\n\
        fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001 eth2\n\
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200 lo\n";
    const ADDRESSES_6: &str = "\
        20010db8000000000000000000000007 04 40 00 80 wlan0\n\
        fe800000000000000000000000000007 03 40 20 80 eth2\n\
        00000000000000000000000000000001 01 80 10 80 lo\n";

    #[test]
    fn an_interface_leads_out_if_a_route_says_so() {
        for (name, flags, operstate, no_way) in [
            ("eth0", "0x1003", "up", None),
            ("wlan0", "0x1003", "up", None),
            ("eth0", "0x1003", "unknown", None),
            ("eth0", "0x1002", "down", Some(NoWay::Down)),
            ("eth0", "0x1003", "lowerlayerdown", Some(NoWay::Down)),
            ("eth1", "0x1003", "up", Some(NoWay::NoRoute)),
            ("eth2", "0x1003", "up", Some(NoWay::NoAddress)),
            ("eth3", "0x1003", "up", Some(NoWay::NoAddress)),
            ("lo", "0x9", "unknown", Some(NoWay::ThisMachine)),
            ("lo", "0x8", "down", Some(NoWay::Down)),
        ] {
            let flags = super::flags(flags);
            let interface = Interface {
                is_up: is_up(flags, operstate),
                leads_here: flags & LOOPBACK != 0,
                over_4: by_ipv4(ROUTES, name),
                over_6: by_ipv6(ROUTES_6, ADDRESSES_6, name),
            };
            assert_eq!(interface.no_way(), no_way, "{name} {flags} {operstate}");
        }
    }

    #[test]
    fn what_is_not_there_or_ends_at_this_machine_leads_nowhere() {
        for (exit, why) in
            [("192.0.2.1", "missing"), ("127.0.0.2", "this-machine"), ("::1", "this-machine")]
        {
            let fault = fault_of(&exit.parse().expect("an address")).expect(exit);
            assert_eq!((&*fault.facts["network"], &*fault.facts["why"]), (exit, why));
        }
        #[cfg(target_os = "linux")]
        for (exit, why) in [("no-such-one", "missing"), ("lo", "this-machine")] {
            let fault = fault_of(&exit.parse().expect("a name")).expect(exit);
            assert_eq!(fault.facts["why"], why);
        }
    }

    #[test]
    fn a_fault_of_the_provider_stays_one_and_this_machine_needs_no_way_out() {
        let near: Exit = "127.0.0.2".parse().expect("an address");
        let missing: Exit = "192.0.2.1".parse().expect("an address");
        for (code, exit, is_near, explained_as) in [
            (Code::ServerUnreachable, Some(&near), false, Code::NetworkWithoutWay),
            (Code::ConnectionTimedOut, Some(&near), false, Code::NetworkWithoutWay),
            (Code::SignInUnreachable, Some(&missing), true, Code::NetworkWithoutWay),
            (Code::ConnectionTimedOut, Some(&near), true, Code::ConnectionTimedOut),
            (Code::ConnectionRefused, Some(&near), false, Code::ConnectionRefused),
            (Code::ServerUnreachable, None, false, Code::ServerUnreachable),
        ] {
            let fault = explained(Fault::new(code).words("as the system says"), exit, is_near);
            assert_eq!(fault.code, explained_as, "{code:?} {exit:?}");
            assert_eq!(fault.words.as_deref(), Some("as the system says"));
        }
    }
}
