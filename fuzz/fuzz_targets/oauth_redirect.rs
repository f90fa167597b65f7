//! Feeds any text, as a browser's return or a person's paste, to the readers of the authorization
//! response and of the admin consent. Must hold: what is read is short, without control characters,
//! and can be sent on in a form or stand in an address.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::oauth_redirect::run(input));
