//! Feeds a provider's octets, in turn and out of turn, to the SMTP client session under a driver of
//! any mind. Must hold: no token goes out in the clear or into a text, commands are limited lines, and
//! a mail counts as delivered only when its final dot went out.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::smtp_client::run(input));
