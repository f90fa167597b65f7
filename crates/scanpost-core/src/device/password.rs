//! A device's password: made by us, kept as a hash, checked without haste or waste.
//!
//! Hash: Argon2id with 7 MiB, 5 passes, 1 lane (one of the settings that OWASP's password storage
//! advice names as equal), so that one check costs little memory on a small machine. Checks run one
//! at a time, and a password that was right is remembered under a key of this process, so a printer
//! that logs in for every scan costs one hash, not hundreds.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Memory in KiB, passes and lanes of Argon2id.
const COST: (u32, u32, u32) = (7 * 1024, 5, 1);

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// A made password has this many letters and digits: 20 of 32 is 100 bits.
const MADE_LENGTH: usize = 20;

/// No 0, 1, i, o: people type it at a printer's panel.
const MADE_FROM: &[u8; 32] = b"abcdefghjklmnpqrstuvwxyz23456789";

/// More remembered passwords than this and the memory starts anew.
const MOST_REMEMBERED: usize = 1000;

/// Salt and Argon2id hash.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordHash {
    salt: String,
    hash: String,
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl PasswordHash {
    /// Hashes a password with a salt of its own. Takes some ten milliseconds: not for an async task.
    pub fn of(password: &SecretString) -> Self {
        let mut salt = [0u8; SALT_BYTES];
        getrandom::fill(&mut salt).expect("the system gives random octets");
        let hash = hash(password, &salt);
        Self { salt: STANDARD_NO_PAD.encode(salt), hash: STANDARD_NO_PAD.encode(hash) }
    }

    /// Whether this is the password. As slow as [`PasswordHash::of`].
    fn matches(&self, password: &SecretString) -> bool {
        let (Ok(salt), Ok(kept)) =
            (STANDARD_NO_PAD.decode(&self.salt), STANDARD_NO_PAD.decode(&self.hash))
        else {
            return false;
        };
        equal(&hash(password, &salt), &kept)
    }
}

/// A new password that nobody has chosen.
pub fn make() -> SecretString {
    let mut chances = [0u8; MADE_LENGTH];
    getrandom::fill(&mut chances).expect("the system gives random octets");
    let letters: String =
        chances.iter().map(|chance| char::from(MADE_FROM[usize::from(chance % 32)])).collect();
    SecretString::from(letters)
}

/// Checks passwords, one at a time.
pub struct Checker {
    /// Draws the remembered digests; lives and dies with the process.
    key: [u8; 32],
    remembered: Mutex<HashSet<[u8; 32]>>,
    one_at_a_time: tokio::sync::Semaphore,
}

impl fmt::Debug for Checker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Checker(…)")
    }
}

impl Default for Checker {
    fn default() -> Self {
        let mut key = [0u8; 32];
        getrandom::fill(&mut key).expect("the system gives random octets");
        Self { key, remembered: Mutex::default(), one_at_a_time: tokio::sync::Semaphore::new(1) }
    }
}

impl Checker {
    /// Whether `password` belongs to `kept`.
    pub async fn is_right(&self, kept: &PasswordHash, password: &SecretString) -> bool {
        let digest = self.digest(kept, password);
        if self.remembered.lock().unwrap_or_else(PoisonError::into_inner).contains(&digest) {
            return true;
        }
        let _turn = self.one_at_a_time.acquire().await.expect("the semaphore is never closed");
        let (kept, password) = (kept.clone(), password.clone());
        let right =
            tokio::task::spawn_blocking(move || kept.matches(&password)).await.unwrap_or(false);
        if right {
            let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() >= MOST_REMEMBERED {
                remembered.clear();
            }
            remembered.insert(digest);
        }
        right
    }

    fn digest(&self, kept: &PasswordHash, password: &SecretString) -> [u8; 32] {
        Sha256::new()
            .chain_update(self.key)
            .chain_update(kept.salt.as_bytes())
            .chain_update(kept.hash.as_bytes())
            .chain_update(password.expose_secret().as_bytes())
            .finalize()
            .into()
    }
}

fn hash(password: &SecretString, salt: &[u8]) -> [u8; HASH_BYTES] {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, Some(HASH_BYTES))
        .expect("the cost is within Argon2's limits");
    let mut hash = [0u8; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.expose_secret().as_bytes(), salt, &mut hash)
        .expect("salt and output have lengths that Argon2 allows");
    hash
}

/// Compares without telling by its time where the difference lies.
fn equal(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).fold(0, |differ, (l, r)| differ | (l ^ r)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_is_right_again_and_a_wrong_one_is_not() {
        let password = make();
        let kept = PasswordHash::of(&password);
        let checker = Checker::default();
        assert!(checker.is_right(&kept, &password).await);
        assert!(checker.is_right(&kept, &password).await, "remembered");
        assert!(!checker.is_right(&kept, &SecretString::from("guess")).await);
        assert!(!checker.is_right(&PasswordHash::of(&make()), &password).await);
    }

    #[test]
    fn made_passwords_differ_and_can_be_typed() {
        let (one, other) = (make(), make());
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_eq!(one.expose_secret().len(), MADE_LENGTH);
        assert!(one.expose_secret().bytes().all(|letter| MADE_FROM.contains(&letter)));
    }
}
