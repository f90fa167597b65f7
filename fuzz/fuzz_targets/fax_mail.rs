//! Any mail to a fax mailbox, in any pieces: see [`scanpost_fuzz::fax_mail`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::fax_mail::run(input));
