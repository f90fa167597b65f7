//! Feeds any text, as a provider's file that an administrator wrote, to its reader. Must hold: what
//! is taken sends no token in the clear over a network, stays within the limits, and is the same when
//! it is written and read again.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::provider_file::run(input));
