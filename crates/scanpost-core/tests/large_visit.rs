//! A large mail passes from the provider to a slow device in pieces: memory does not grow with its size
//! (invariant 9), and the provider is slowed down with the device.
//!
//! The test has its process to itself, so that the peak that the system tells is its own. The sandbox is
//! in it, too; it makes the mail while it is read.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

#[expect(dead_code, reason = "shared with the other visits")]
#[path = "visits/device.rs"]
mod device;
#[expect(dead_code, reason = "shared with the other visits")]
#[path = "visits/stage.rs"]
mod stage;

use std::fs;

use device::Device;
use scanpost_sandbox::Generated;
use stage::{MAILBOX, Stage};

const MAIL_BYTES: u64 = 100 * 1024 * 1024;

/// The buffers of both connections, their TLS and the sockets' own.
const MOST_GROWTH_KIB: u64 = 8 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_of_a_hundred_megabytes_passes_in_less_than_a_tenth_of_its_size() {
    let stage = Stage::set().await;
    stage.sandbox.put_generated(MAILBOX, Generated::text(MAIL_BYTES), 1).unwrap();
    let mut device = Device::come_in(&stage).await;
    assert!(device.say("STAT").await.starts_with("+OK 1 "));

    fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = peak_kib();
    device.write("RETR 1").await;
    let mut octets = 0;
    while !is_the_end(&mut device.unread) {
        let read = device.read().await;
        assert!(read > 0, "it broke off after {octets} octets");
        octets += read as u64;
    }
    let growth = peak_kib() - before;
    println!("memory grew by {growth} KiB");
    assert!(octets > MAIL_BYTES, "{octets}");
    assert!(growth <= MOST_GROWTH_KIB, "{growth} KiB");
    assert!(device.say("QUIT").await.starts_with("+OK"));
}

/// Throws away what has come; true if that was the end of a mail.
fn is_the_end(unread: &mut Vec<u8>) -> bool {
    let ends = unread.ends_with(b"\r\n.\r\n");
    let kept = if ends { 0 } else { unread.len().min(5) }; // the dot may come in pieces
    unread.drain(..unread.len() - kept);
    ends
}

fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}
