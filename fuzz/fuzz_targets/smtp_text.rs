//! Feeds any mail, in any pieces, through the SMTP client into the SMTP server. Must hold: the server
//! reads one mail, the first one with its line ends made regular, so none can be smuggled in another;
//! no bare CR or LF goes out.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::smtp_text::run(input));
