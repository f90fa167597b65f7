//! Any octets as a TIFF that came by fax: see [`scanpost_fuzz::fax_tiff`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scanpost_fuzz::fax_tiff::run(input));
