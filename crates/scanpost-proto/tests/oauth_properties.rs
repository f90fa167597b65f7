//! What holds for the readers of OAuth answers whatever a server sends, and for every form.

use proptest::prelude::*;
use scanpost_proto::oauth::{
    AdminConsent, AuthorizationRequest, AuthorizationResponse, DeviceAnswer, TokenAnswer,
    device_authorization_form,
};
use secrecy::ExposeSecret as _;

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

/// An address as a mischievous page might send it.
fn odd_address() -> impl Strategy<Value = String> {
    let name = proptest::sample::select(&["code", "state", "iss", "error", "tenant", "%", ""][..]);
    let value =
        proptest::sample::select(&["", "x", "%00", "%C3%A5", "%ff", "%4", "+", "=", "?"][..]);
    let start =
        proptest::sample::select(&["", "?", "http://", "http://x/?", "#", "/", "\u{e5}"][..]);
    let pair = (name, value).prop_map(|(name, value)| format!("{name}={value}"));
    let joint = proptest::sample::select(&["&", "#", "&&", "?"][..]);
    (start, proptest::collection::vec((pair, joint), 0..8)).prop_map(|(start, pairs)| {
        let pairs: String = pairs.into_iter().map(|(pair, joint)| pair + joint).collect();
        format!("{start}{pairs}")
    })
}

proptest! {
    #[test]
    fn no_address_makes_the_readers_panic(odd in odd_address(), any in "\\PC{0,60}") {
        for text in [&odd, &any] {
            let _ = AuthorizationResponse::read(text);
            let _ = AdminConsent::read(text);
        }
    }

    #[test]
    fn a_code_and_a_state_come_back_as_they_were_sent(code in "[ -~]{1,80}", state in "\\PC{1,80}") {
        // The request's own encoder writes the query, the response's reader reads it.
        let sent = AuthorizationRequest {
            endpoint: "http://localhost/return",
            client_id: "app",
            redirect_uri: "",
            scopes: &[],
            state: &state,
            nonce: None,
            challenge: "",
            login_hint: None,
            prompt: None,
            extra: &[("code", &code)],
        };
        match AuthorizationResponse::read(&sent.url()) {
            AuthorizationResponse::Code { code: read, state: read_state, .. } => {
                prop_assert_eq!(read.expose_secret(), code);
                prop_assert_eq!(read_state, state);
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }

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
