//! Feeds a provider's octets, in turn and out of turn, to the POP3 client session under a driver of
//! any mind. Must hold: no token goes out in the clear or into a text, commands are limited lines, a
//! mail ends where it ends, and no reply counts for a command that was written after it began.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::pop3_client::run(input));
