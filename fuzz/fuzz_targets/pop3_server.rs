//! Feeds a device's octets, in any reads, to the POP3 server session under a driver of any mind.
//! Must hold: no mail is reached before a sign-in, each is deleted once at most, replies are limited
//! lines, and the same octets in other reads tell the same story.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::pop3_server::run(input));
