//! Any mail as a report on delivery, in any pieces: see [`scanpost_fuzz::mail_report`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::mail_report::run(input));
