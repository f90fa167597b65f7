//! Feeds an answer, a user and a token to the readers and writers of SASL answers. Must hold: what is
//! read names a user where one is needed and has a token; what is written is one line of base64, out
//! of which the same user and token are read.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::sasl::run(input));
