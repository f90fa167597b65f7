//! Loopback ports for servers that must be told theirs.
//!
//! They are taken below the range that the kernel gives to outgoing connections (32768 up), so that
//! none is lent to somebody between our look and the server's bind. Each test process begins at its
//! own place, so that two of them seldom look at the same one.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

/// A port that nobody listens on.
pub fn free() -> u16 {
    for _ in 0..RANGE {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let offset = std::process::id().wrapping_mul(PORTS_A_PROCESS).wrapping_add(step) % RANGE;
        let port = u16::try_from(FIRST + offset).expect("the range ends below 32768");
        if TcpListener::bind((HOST, port)).is_ok() {
            return port;
        }
    }
    panic!("every port from {FIRST} on is taken");
}

/// Where every part of a journey listens.
pub const HOST: &str = "127.0.0.1";

const FIRST: u32 = 10_240;
const RANGE: u32 = 22_000;
const PORTS_A_PROCESS: u32 = 16;
static NEXT: AtomicU32 = AtomicU32::new(0);
