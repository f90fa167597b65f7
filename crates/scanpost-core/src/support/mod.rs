//! Which devices can sign in to a mail service themselves (Modern Authentication), and which need scanpost.
//!
//! - [`Question`]: which device is asked, and how
//! - `snmp`: what it says by SNMP; by IPP it is asked by [`crate::printer`]
//! - [`judge`] holds what it says against the table (pure); `firmware` compares versions
//! - [`table`]: what the makers' guides say, as data
//! - [`found`]: the devices that make themselves known on the local network, when somebody asks
//!
//! Nothing is changed on a device, and nothing is asked of it but what it is.

mod firmware;
pub mod found;
mod judge;
mod snmp;
pub mod table;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use reqwest::Url;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::fault::{Code, Fault};
use crate::objection::{Objection, Reason};
use crate::printer::{Description, Printers};
pub use judge::{Judged, Said, Support, judge};
use table::Table;

/// The word that devices want to hear by SNMP unless an administrator has changed it.
pub const COMMUNITY: &str = "public";

/// SNMP's port (RFC 3417 §3.1).
pub const SNMP_PORT: u16 = 161;

/// Where printers are by IPP (RFC 8011 leaves it open; PWG 5100.14 §4.2.2, and where older ones are).
const IPP_PATHS: [&str; 2] = ["/ipp/print", "/ipp/printer"];

/// How long finding an address may take.
const LOOK_UP: Duration = Duration::from_secs(5);

/// A longer name no host has (RFC 1035 §2.3.4).
const LONGEST_ADDRESS: usize = 255;

/// A longer community no device takes, in octets.
const LONGEST_COMMUNITY: usize = 64;

/// Characters of a text of a device that are kept.
const LONGEST_TEXT: usize = 200;

/// Which device is asked, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// A name or IP address, or `ipp://…` for a printer that has IPP elsewhere than usual.
    pub address: String,
    #[serde(default = "snmp_port")]
    pub snmp_port: u16,
    #[serde(default = "community")]
    pub community: String,
}

fn snmp_port() -> u16 {
    SNMP_PORT
}

fn community() -> String {
    COMMUNITY.to_owned()
}

/// How a device was heard in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heard {
    Answered,
    /// No answer came.
    Silent,
    /// What came was no answer.
    Unclear,
}

/// What was found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its name or address, as it was asked.
    pub host: String,
    pub judged: Judged,
    /// What it says of its firmware.
    pub firmware: Vec<String>,
    pub by_snmp: Heard,
    pub by_ipp: Heard,
    /// Its address.
    pub address: IpAddr,
    /// This machine's address, as seen from there.
    pub seen_from_there: Option<IpAddr>,
}

/// Where a question goes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    host: String,
    /// In the order in which they are tried.
    ipp: Vec<String>,
}

impl Target {
    /// Of a name, an IP address or the URI of a printer; nothing where it is none of these. A URI with a
    /// user or password in it is none, as everywhere: it would be shown and kept.
    fn of(address: &str) -> Option<Self> {
        let address = address.trim();
        if address.is_empty() || address.len() > LONGEST_ADDRESS {
            return None;
        }
        if address.contains("://") {
            let uri = Url::parse(address).ok()?;
            let host = uri.host_str()?.trim_matches(['[', ']']).to_owned();
            let is_nameless = uri.username().is_empty() && uri.password().is_none();
            let is_printer = is_nameless && matches!(uri.scheme(), "ipp" | "ipps");
            return is_printer.then(|| Self { host, ipp: vec![address.to_owned()] });
        }
        let bare = address.trim_matches(['[', ']']);
        let shown = match bare.parse() {
            Ok(IpAddr::V6(_)) => format!("[{bare}]"),
            Ok(IpAddr::V4(_)) => bare.to_owned(),
            Err(_) if is_host_name(bare) => bare.to_owned(),
            Err(_) => return None,
        };
        let ipp = IPP_PATHS.map(|path| format!("ipp://{shown}{path}")).to_vec();
        Some(Self { host: bare.to_owned(), ipp })
    }
}

fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            && !label.starts_with('-')
    };
    text.trim_end_matches('.').split('.').all(is_label)
}

/// Asks a device by SNMP and by IPP at once. That it says nothing is an outcome too.
pub async fn check(printers: &Printers, question: &Question) -> Result<Checked, Objection> {
    // What stands before an "@" may be a password.
    let shown = question.address.rsplit('@').next().unwrap_or_default();
    let wrong = || Objection::new(Reason::DeviceAddressInvalid, shown);
    let target = Target::of(&question.address).ok_or_else(wrong)?;
    if question.snmp_port == 0 || question.community.len() > LONGEST_COMMUNITY {
        return Err(Objection::new(Reason::SnmpInvalid, question.snmp_port));
    }
    let unknown = || Objection::new(Reason::DeviceAddressUnknown, &target.host);
    let address = look_up(&target.host, question.snmp_port).await.ok_or_else(unknown)?;
    let (by_snmp, by_ipp) =
        tokio::join!(snmp::ask(address, &question.community), ask_by_ipp(printers, &target));
    let mut said = Said::default();
    // By IPP the model is a name; by SNMP it may be prose.
    let by_ipp = match by_ipp {
        Ok(described) => {
            said.add(described);
            Heard::Answered
        }
        Err(fault) if fault.code == Code::PrinterUnreachable => Heard::Silent,
        Err(_) => Heard::Unclear,
    };
    let by_snmp = match by_snmp {
        snmp::Heard::Answer(answer) => {
            said.add(answer);
            Heard::Answered
        }
        snmp::Heard::Silence => Heard::Silent,
        snmp::Heard::Nonsense => Heard::Unclear,
    };
    Ok(Checked {
        host: target.host,
        judged: judge(Table::of_guides(), &said),
        firmware: said.firmware,
        by_snmp,
        by_ipp,
        address: address.ip(),
        seen_from_there: seen_from(address),
    })
}

async fn ask_by_ipp(printers: &Printers, target: &Target) -> Result<Said, Fault> {
    let mut last = Fault::new(Code::PrinterUnreachable).fact("host", &target.host);
    for uri in &target.ipp {
        match printers.printer(uri).await?.description().await {
            Ok(described) => return Ok(described.into()),
            Err(fault) => last = fault,
        }
        // Only another path may help, and only where something answers.
        if last.code == Code::PrinterUnreachable {
            break;
        }
    }
    Err(last)
}

async fn look_up(host: &str, port: u16) -> Option<SocketAddr> {
    let found = timeout(LOOK_UP, tokio::net::lookup_host((host, port))).await;
    let found = found.ok()?.ok()?.next()?;
    // An IPv4 address in the form of IPv6 is reached by IPv4, and typed as such.
    Some(SocketAddr::new(found.ip().to_canonical(), found.port()))
}

/// By which address of this machine the way leads there; no packet is sent.
fn seen_from(device: SocketAddr) -> Option<IpAddr> {
    let any: IpAddr = match device {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect(device).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

impl Said {
    fn add(&mut self, other: Said) {
        for (all, more) in [
            (&mut self.maker, other.maker),
            (&mut self.model, other.model),
            (&mut self.firmware, other.firmware),
        ] {
            for text in more {
                if !all.contains(&text) {
                    all.push(text);
                }
            }
        }
    }
}

impl From<Description> for Said {
    fn from(described: Description) -> Self {
        let plain = |texts: Vec<String>| {
            texts.iter().map(|text| plain(text)).filter(|text| !text.is_empty()).collect()
        };
        Self {
            maker: plain(described.maker),
            model: plain(described.model),
            firmware: plain(described.firmware),
        }
    }
}

/// Text of a device on one line, of bounded length, without what would move a terminal.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_by_name_address_or_uri() {
        let of = |address: &str| Target::of(address).map(|target| (target.host, target.ipp));
        let usual = |host: &str| {
            let paths = IPP_PATHS.map(|path| format!("ipp://{host}{path}"));
            Some((host.trim_matches(['[', ']']).to_owned(), paths.to_vec()))
        };
        assert_eq!(of(" 192.0.2.17 "), usual("192.0.2.17"));
        assert_eq!(of("copier.example.com"), usual("copier.example.com"));
        assert_eq!(of("EPSON1A2B3C.local."), usual("EPSON1A2B3C.local."));
        assert_eq!(of("2001:db8::17"), usual("[2001:db8::17]"));
        assert_eq!(of("[2001:db8::17]"), usual("[2001:db8::17]"));
        let own = "ipp://[::1]:8631/ipp/print";
        assert_eq!(of(own), Some(("::1".to_owned(), vec![own.to_owned()])));
        let longest = "x".repeat(LONGEST_ADDRESS + 1);
        for bad in ["", "  ", "a b", "a/b", "http://copier/", "-copier", "a..b", "ipp://", &longest]
        {
            assert_eq!(of(bad), None, "{bad:?}");
        }
        for named in ["ipp://anna@copier/ipp/print", "ipps://anna:secret@copier/ipp/print"] {
            assert_eq!(of(named), None, "{named}");
        }
    }

    #[tokio::test]
    async fn a_mapped_address_is_taken_for_the_one_that_it_stands_for() {
        let found = look_up("::ffff:127.0.0.1", 161).await;
        assert_eq!(found, Some(SocketAddr::from(([127, 0, 0, 1], 161))));
    }

    #[test]
    fn a_text_of_a_device_is_one_line_of_bounded_length() {
        assert_eq!(plain(" TOSHIBA\r\n\x1b[2J e-STUDIO\0 "), "TOSHIBA [2J e-STUDIO");
        assert_eq!(plain(&"x".repeat(1_000_000)).len(), LONGEST_TEXT);
    }
}
