//! Feeds an HTTP status and a body, as an authorization server might send them, to the readers of
//! device authorizations, token answers and ID tokens. Must hold: waits, lives, lists and texts stay
//! within their limits, and no token or text holds an octet that could end a header or a SASL pair.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::oauth_answers::run(input));
