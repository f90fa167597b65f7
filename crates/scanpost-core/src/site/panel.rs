//! The page for a printer's control panel: from which addresses it is seen without a log-in, and which printer
//! it prints the status sheet on.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::receiving::PrinterUri;
use crate::objection::{Objection, Reason};

/// Ranges of addresses that are kept.
const MOST_ADDRESSES: usize = 64;

/// A range that holds more than a campus is a slip: bits that must be fixed, of IPv4 and IPv6.
const LEAST_FIXED: (u8, u8) = (16, 48);

/// Where the panel is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Panel {
    /// Whoever is there sees the panel without a log-in. Default: nobody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<IpNet>,
    /// Prints the status sheet for whoever stands at the panel. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printer: Option<PrinterUri>,
}

/// As a person types it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PanelEntered {
    /// One a line, or with commas between them.
    pub addresses: String,
    pub printer: String,
}

impl Panel {
    /// Whether the panel is shown at this address without a log-in.
    pub fn admits(&self, address: IpAddr) -> bool {
        self.addresses.iter().any(|range| range.contains(&address.to_canonical()))
    }

    pub fn entered(&self) -> PanelEntered {
        let addresses: Vec<String> = self.addresses.iter().map(ToString::to_string).collect();
        let printer = self.printer.as_ref().map(ToString::to_string).unwrap_or_default();
        PanelEntered { addresses: addresses.join("\n"), printer }
    }

    /// The rules of [`PanelEntered::check`], for settings that nobody has typed.
    pub fn check(&self) -> Result<(), Vec<Objection>> {
        self.entered().check().map(|_| ())
    }
}

impl PanelEntered {
    /// The settings, or what is wrong with each field.
    pub fn check(&self) -> Result<Panel, Vec<Objection>> {
        let mut wrong = Vec::new();
        let mut addresses = Vec::new();
        let parts = self.addresses.split([',', '\n', '\r', ' ']).map(str::trim);
        for part in parts.filter(|part| !part.is_empty()) {
            match range(part) {
                Ok(range) if !addresses.contains(&range) => addresses.push(range),
                Ok(_) => {}
                Err(objection) => wrong.push(objection.at("addresses")),
            }
        }
        if addresses.len() > MOST_ADDRESSES {
            wrong.push(Objection::new(Reason::TooManyEntries, MOST_ADDRESSES).at("addresses"));
        }
        let printer = match self.printer.trim() {
            "" => None,
            text => {
                let uri = text.parse().map_err(|_| {
                    let invalid = Objection::new(Reason::PrinterUriInvalid, text.escape_debug());
                    wrong.push(invalid.at("printer"));
                });
                uri.ok()
            }
        };
        if wrong.is_empty() { Ok(Panel { addresses, printer }) } else { Err(wrong) }
    }
}

/// A range, or a single address.
fn range(text: &str) -> Result<IpNet, Objection> {
    let single = || text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
    let range: IpNet = text
        .parse()
        .or_else(|_| single())
        .map_err(|_| Objection::new(Reason::DeviceRangeInvalid, text.escape_debug()))?;
    let least = match range {
        IpNet::V4(_) => LEAST_FIXED.0,
        IpNet::V6(_) => LEAST_FIXED.1,
    };
    if range.prefix_len() < least {
        return Err(Objection::new(Reason::PanelRangeWide, range));
    }
    Ok(range.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(addresses: &str, printer: &str) -> PanelEntered {
        PanelEntered { addresses: addresses.to_owned(), printer: printer.to_owned() }
    }

    #[test]
    fn nobody_is_admitted_until_somebody_is_named() {
        let admits = |panel: &Panel, address: &str| panel.admits(address.parse().expect("one"));
        assert!(!admits(&Panel::default(), "127.0.0.1"));
        let panel = entered("192.0.2.7, 198.51.100.9/24\n2001:db8::1", "").check().expect("right");
        for (address, is_admitted) in [
            ("192.0.2.7", true),
            ("::ffff:192.0.2.7", true),
            ("192.0.2.8", false),
            ("198.51.100.1", true),
            ("2001:db8::1", true),
            ("127.0.0.1", false),
        ] {
            assert_eq!(admits(&panel, address), is_admitted, "{address}");
        }
        assert_eq!(panel.entered().check(), Ok(panel));
    }

    #[test]
    fn what_cannot_be_right_is_said_at_its_field() {
        let many = (0..=MOST_ADDRESSES).map(|at| format!("192.0.2.{at}")).collect::<Vec<_>>();
        for (addresses, printer, wrong) in [
            ("", "", vec![]),
            ("192.0.2.7", "ipps://printer.example/ipp/print", vec![]),
            ("somewhere", "", vec![Reason::DeviceRangeInvalid]),
            ("0.0.0.0/0", "", vec![Reason::PanelRangeWide]),
            ("2001:db8::/32", "", vec![Reason::PanelRangeWide]),
            (&many.join(","), "", vec![Reason::TooManyEntries]),
            ("x", "printer", vec![Reason::DeviceRangeInvalid, Reason::PrinterUriInvalid]),
        ] {
            let found = entered(addresses, printer).check().err().unwrap_or_default();
            assert_eq!(
                found.iter().map(|one| one.reason).collect::<Vec<_>>(),
                wrong,
                "{addresses}"
            );
        }
    }
}
