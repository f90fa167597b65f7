//! Log-ins that come one by one leave no memory behind (invariant 9).
//!
//! The test has its process to itself, so that what the system tells is its own.

#![cfg(target_os = "linux")]

use std::fs;

use scanpost_core::password::{self, Checker};

const LOG_INS: usize = 5;

/// One hash fills 7 MiB.
const MOST_GROWTH_KIB: u64 = 2 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_each_log_in_the_memory_of_its_hash_is_given_back() {
    let (checker, password) = (Checker::default(), password::make());
    let kept = checker.hash(&password).await.expect("nobody else waits");
    let before = memory_kib();
    for _ in 0..LOG_INS {
        assert_eq!(checker.is_right(Some(&kept), &password).await, Ok(true));
        let growth = memory_kib().saturating_sub(before);
        println!("memory grew by {growth} KiB");
        assert!(growth <= MOST_GROWTH_KIB, "{growth} KiB");
    }
}

fn memory_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux has it");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let resident = resident.expect("every process has memory");
    resident.trim().trim_end_matches(" kB").parse().expect("a number")
}
