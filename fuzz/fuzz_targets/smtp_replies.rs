//! Feeds any octets, as one reply of a provider, to the SMTP client's reader of replies. Must hold:
//! it is a reply, a broken dialogue or a wait for more; what is kept is limited and can forge nothing;
//! a reply that is written and read again stays what it is.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::smtp_replies::run(input));
