//! Feeds octets that nobody sealed, and sealed grants damaged anywhere, to the opener of the token
//! store. Must hold: only what was sealed is opened, it is then the same, and no token shows through
//! the seal.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::sealed_grant::run(input));
