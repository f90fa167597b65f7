//! The addresses of a device as a person writes them: `192.0.2.17`, `192.0.2.0/24`, `2001:db8::/64`.

use std::net::IpAddr;

use ipnet::IpNet;

/// Ranges of one device.
pub const MOST_RANGES: usize = 64;

/// A range holds this many leading bits at least, or it is a wide one: nobody has so many printers.
const NARROWEST_WIDE_V4: u8 = 7;
const NARROWEST_WIDE_V6: u8 = 31;

/// One range; what stands behind its network part does not matter.
pub fn parse(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let one = || text.parse::<IpAddr>().ok().map(|address| IpNet::from(address.to_canonical()));
    text.parse().ok().or_else(one).map(|range| range.trunc())
}

/// Ranges, one a line or separated by commas; else the first part that is none.
pub fn parse_all(text: &str) -> Result<Vec<IpNet>, String> {
    text.split(['\n', ','])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| parse(part).ok_or_else(|| part.to_owned()))
        .collect()
}

/// Whether it holds the addresses of half the world: an entry for it lets strangers in.
pub fn is_wide(range: &IpNet) -> bool {
    let widest = match range {
        IpNet::V4(_) => NARROWEST_WIDE_V4,
        IpNet::V6(_) => NARROWEST_WIDE_V6,
    };
    range.prefix_len() <= widest
}

/// Whether some address lies in both.
pub fn overlap(one: &IpNet, other: &IpNet) -> bool {
    one.contains(other) || other.contains(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_an_address_or_a_network_of_either_family() {
        for (text, range) in [
            ("192.0.2.17", "192.0.2.17/32"),
            (" 192.0.2.17/24 ", "192.0.2.0/24"),
            ("2001:db8::17", "2001:db8::17/128"),
            ("2001:db8::17/64", "2001:db8::/64"),
            ("::ffff:192.0.2.17", "192.0.2.17/32"),
        ] {
            assert_eq!(parse(text).map(|range| range.to_string()).as_deref(), Some(range));
        }
        for bad in ["", "192.0.2", "192.0.2.7/33", "printer", "192.0.2.1-9", "::1%eth0", "=1+1"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn ranges_stand_one_a_line_and_the_first_wrong_one_is_named() {
        let two = parse_all("192.0.2.1\r\n\n 192.0.2.2 \n").expect("two ranges");
        assert_eq!(two.len(), 2);
        assert_eq!(parse_all("192.0.2.1, 192.0.2.2").map(|ranges| ranges.len()), Ok(2));
        assert_eq!(parse_all("192.0.2.1\nnot one\nnor this"), Err("not one".to_owned()));
        assert_eq!(parse_all(""), Ok(Vec::new()));
    }

    #[test]
    fn a_private_network_is_not_wide_and_half_the_world_is() {
        for (text, wide) in [
            ("10.0.0.0/8", false),
            ("127.0.0.0/8", false),
            ("fd00::/32", false),
            ("0.0.0.0/0", true),
            ("0.0.0.0/1", true),
            ("::/0", true),
            ("2000::/3", true),
        ] {
            assert_eq!(is_wide(&parse(text).expect("a range")), wide, "{text}");
        }
    }
}
