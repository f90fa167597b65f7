//! The sandbox as its clients meet it: over sockets, octet by octet where it imitates.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails there")]

mod app_only;
mod bad_days;
mod browser;
mod contents;
mod limits;
mod oauth;
mod pop3;
mod pop3_faults;
mod pop3_inbox;
mod smtp;
mod smtp_faults;
mod support;
mod tenant;
mod tls_faults;
mod web;
