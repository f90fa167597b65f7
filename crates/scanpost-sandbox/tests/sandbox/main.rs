//! The sandbox as its clients meet it: over sockets, octet by octet where it imitates.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails there")]

mod oauth;
mod smtp;
mod support;
mod web;
