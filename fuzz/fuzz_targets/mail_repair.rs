//! Any mail, in any pieces, mended for a provider: see [`scanpost_fuzz::mail_repair`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::mail_repair::run(input));
