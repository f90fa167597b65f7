#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::oauth_redirect::run(input));
