//! The house of the journeys: everything between a printer that is not ours and a provider that is
//! not ours, with the `scanpost` program in the middle.
//!
//! - [`foreign`] starts the provider out of real parts: oidc-provider, Postfix and Dovecot.
//! - [`gateway`] starts, kills and restarts the program; [`cli`] is the one place that knows its flags.
//! - [`printer`] plays the device: curl, swaks, Python's smtplib, Postfix's smtp-source, and bare bytes.
//! - [`sandbox`] starts scanpost's own stand-in for a provider.
//! - [`browser`] is a person at the pages, in a real Chromium; [`site`] is what the pages stand on.
//! - [`fax`] has pages and the mails that bring them made by libtiff's tools, Python and HylaFAX' form.
//! - [`ipp`] is a printer on the network: CUPS' ippeveprinter.
//! - [`mail`] makes scans and compares what was sent with what arrived; [`reading`] asks another parser.
//! - [`machine`] is what the gateway stands on: a disk that can be full, a clock that can be set.
//! - [`process`], [`ports`] and [`certificates`] are the ground that these stand on.
//!
//! The journeys under `tests/` are marked `#[ignore]`, so that a plain `cargo test` says "ignored"
//! and not "passed" where the foreign parts are not installed. `cargo xtask test` installs the parts
//! and runs them; from then on a missing part is a failure and not a skip.
//!
//! Everything here blocks, is bounded by a number, and is ended by its process id.

#![allow(clippy::unwrap_used)] // test support: a panic is how a journey fails

pub mod browser;
pub mod certificates;
pub mod cli;
pub mod fax;
pub mod foreign;
pub mod gateway;
pub mod ipp;
pub mod machine;
pub mod mail;
pub mod ports;
pub mod printer;
pub mod process;
pub mod reading;
pub mod sandbox;
pub mod site;
pub mod smtp;
