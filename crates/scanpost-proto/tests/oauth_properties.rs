//! What holds for the readers of OAuth answers whatever a server sends, and for every form.

use proptest::prelude::*;
use scanpost_proto::oauth::{DeviceAnswer, TokenAnswer, device_authorization_form};

const NAMES: &[&str] = &[
    "error",
    "error_code",
    "error_description",
    "error_codes",
    "interval",
    "expires_in",
    "scope",
    "access_token",
    "refresh_token",
    "token_type",
    "device_code",
    "user_code",
    "verification_uri",
    "suberror",
    "trace_id",
];
const VALUES: &[&str] = &[
    "null",
    "true",
    "-1",
    "1e999",
    "0.5",
    "18446744073709551616",
    "\"\"",
    "\"x\"",
    "\"AADSTS99999999999 AADSTS7 AADSTS\"",
    "\"%\u{e5}%e5%\"",
    "\"https://\\u0000\"",
    "[]",
    "[[1,\"2\",null]]",
    "{}",
    "{\"message\":{}}",
    "\"Trace ID: \"",
];

/// JSON as a mischievous server might send it: the right names, any kind of value.
fn odd_json() -> impl Strategy<Value = String> {
    let member = (proptest::sample::select(NAMES), proptest::sample::select(VALUES));
    proptest::collection::vec(member, 0..12).prop_map(|members| {
        let members: Vec<String> = members.iter().map(|(n, v)| format!("\"{n}\":{v}")).collect();
        format!("{{{}}}", members.join(","))
    })
}

proptest! {
    #[test]
    fn no_answer_makes_the_readers_panic(status in any::<u16>(), retry in any::<Option<u64>>(), json in odd_json(), cut in 0..400_usize) {
        let body = &json.as_bytes()[..json.len().min(cut)];
        for body in [body, json.as_bytes()] {
            let _ = DeviceAnswer::read(status, retry, body);
            let _ = TokenAnswer::read(status, retry, body);
        }
    }

    #[test]
    fn an_encoded_form_is_decoded_to_the_same(value in "\\PC{0,40}") {
        let form = device_authorization_form(&value, &[]).encode();
        let encoded = form.strip_prefix("client_id=").unwrap();
        prop_assert!(encoded.bytes().all(|b| b.is_ascii_graphic() && b != b'&'));
        prop_assert_eq!(decoded(encoded), Some(value));
    }
}

/// An independent reader of %XX.
fn decoded(encoded: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = encoded.chars();
    while let Some(c) = rest.next() {
        match c {
            '%' => {
                let hex: String = rest.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&hex, 16).ok()?);
            }
            c => bytes.push(u8::try_from(c).ok()?),
        }
    }
    String::from_utf8(bytes).ok()
}
