//! Feeds a device's octets, in any reads, to the SMTP server session under a driver of any mind. Must
//! hold: a mail ends at the five octets alone, there is no `250` for it without a receipt, and the same
//! octets in other reads tell the same story.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::smtp_server::run(input));
