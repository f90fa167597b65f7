//! A run of wrong passwords leaves no memory behind (invariant 9).
//!
//! The test has its process to itself, so that what the system tells is its own.

#![cfg(target_os = "linux")]

use std::fs;
use std::sync::{Arc, Barrier};

use futures_util::future::join_all;
use scanpost_core::device::TlsFloor;
use scanpost_store::MemoryStore;
use stage::{Stage, auth_plain};

#[path = "submission/stage.rs"]
#[expect(dead_code, reason = "it is the stage of the submission tests, and this story is short")]
mod stage;

const GUESSERS: usize = 10;
const GUESSES: usize = 10;

/// Hashing takes one block of 7 MiB, and the connections a little.
const MOST_GROWTH_KIB: u64 = 12 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundreds_of_guesses_take_the_memory_of_one() {
    let stage =
        Stage::set_with(MemoryStore::new(), |settings| settings.most_guesses = u32::MAX).await;
    stage.add("copier", "127.0.0.0/8", Some("copier"), TlsFloor::Optional).await;
    have_many_threads().await;
    let before = memory_kib();
    join_all((0..GUESSERS).map(|_| guess(&stage))).await;
    let growth = memory_kib().saturating_sub(before);
    println!("memory grew by {growth} KiB");
    assert!(growth <= MOST_GROWTH_KIB, "{growth} KiB");
}

async fn guess(stage: &Stage) {
    let mut printer = stage.printer().await;
    for n in 0..GUESSES {
        let reply = auth_plain(&mut printer, "copier", &format!("guess {n}")).await;
        assert!(reply.starts_with("535 "), "{reply}");
    }
}

/// A gateway that has worked has threads for blocking work, each with its own part of the heap.
async fn have_many_threads() {
    const THREADS: usize = 16;
    let barrier = Arc::new(Barrier::new(THREADS));
    let met = (0..THREADS).map(|_| {
        let barrier = barrier.clone();
        tokio::task::spawn_blocking(move || {
            barrier.wait();
        })
    });
    for met in join_all(met).await {
        met.expect("it only waits");
    }
}

fn memory_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux has it");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let resident = resident.expect("every process has memory");
    resident.trim().trim_end_matches(" kB").parse().expect("a number")
}
