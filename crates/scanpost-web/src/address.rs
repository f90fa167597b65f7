//! Addresses of our own: what a name or a filter looks like in one.

use std::fmt::Write;

/// A text as a part of a path or a query (RFC 3986 §2.1).
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, octet| {
        if octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(octet));
        } else {
            let _ = write!(encoded, "%{octet:02X}"); // writing to a String does not fail
        }
        encoded
    })
}

/// `?a=1&b=2` of the fields that hold something; empty if none does.
pub(crate) fn query(fields: &[(&str, &str)]) -> String {
    let mut query = String::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        let sign = if query.is_empty() { '?' } else { '&' };
        let _ = write!(query, "{sign}{name}={}", encoded(value));
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_place_in_an_address() {
        assert_eq!(encoded("Plan 2/å?#&\"<"), "Plan%202%2F%C3%A5%3F%23%26%22%3C");
        assert_eq!(query(&[("a", "1&2"), ("b", ""), ("c", "x y")]), "?a=1%262&c=x%20y");
        assert_eq!(query(&[("a", "")]), "");
    }
}
