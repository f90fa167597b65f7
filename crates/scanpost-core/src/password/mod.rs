//! Passwords, of devices and of administrators: kept as a hash, checked without haste or waste.
//!
//! Hash: Argon2id with 7 MiB, 5 passes, 1 lane (one of the settings that OWASP's password storage
//! advice names as equal), so that one check costs little memory on a small machine. Checks run one
//! at a time, in `hasher.rs`, whoever it is that logs in. A device's password that was right is
//! remembered under a key of this process, so a printer that logs in for every scan costs one hash,
//! not hundreds; an administrator's is not. A user who does not exist costs a hash too: from the time
//! of an answer nobody learns which users there are.

mod hasher;

use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use hasher::Busy;
use hasher::Hasher;

/// Memory in KiB, passes and lanes of Argon2id.
const COST: (u32, u32, u32) = (7 * 1024, 5, 1);

/// Room for so many blocks is asked for, though only those of [`COST`] are ever touched and so take
/// memory. glibc gives back at once what it has mapped by itself, and that is sure only above 32 MiB
/// (mallopt(3), `DEFAULT_MMAP_THRESHOLD_MAX`): the first smaller piece that is freed raises the limit
/// above its own size, and from then on its like stay in the heap.
const MAPPED_BLOCKS: usize = 33 * 1024;

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
    /// Hashes a password with a salt of its own. Takes some ten milliseconds: not for an async task,
    /// which asks [`Checker::hash`].
    pub fn of(password: &SecretString) -> Self {
        let salt = chance::<SALT_BYTES>();
        let hash = hash(password, &salt);
        Self { salt: STANDARD_NO_PAD.encode(salt), hash: STANDARD_NO_PAD.encode(hash) }
    }

    /// One that no password has; to check against it takes as long as against any other.
    fn of_nobody() -> Self {
        let (salt, hash) = (chance::<SALT_BYTES>(), chance::<HASH_BYTES>());
        Self { salt: STANDARD_NO_PAD.encode(salt), hash: STANDARD_NO_PAD.encode(hash) }
    }

    /// What tells this password from every other, also from the same one entered anew; no secret.
    pub(crate) fn mark(&self) -> &str {
        &self.salt
    }

    /// Salt and hash; nothing if what was stored is none.
    fn octets(&self) -> Option<([u8; SALT_BYTES], [u8; HASH_BYTES])> {
        let salt = STANDARD_NO_PAD.decode(&self.salt).ok()?.try_into().ok()?;
        let hash = STANDARD_NO_PAD.decode(&self.hash).ok()?.try_into().ok()?;
        Some((salt, hash))
    }
}

/// A new password that nobody has chosen.
pub fn make() -> SecretString {
    let letters: String = chance::<MADE_LENGTH>()
        .iter()
        .map(|chance| char::from(MADE_FROM[usize::from(chance % 32)]))
        .collect();
    SecretString::from(letters)
}

/// Hashes and checks passwords, one at a time. There is one for all of scanpost.
pub struct Checker {
    /// Draws the remembered digests; lives and dies with the process.
    key: [u8; 32],
    remembered: Mutex<HashSet<[u8; 32]>>,
    hasher: Hasher,
    nobody: PasswordHash,
}

impl fmt::Debug for Checker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Checker(…)")
    }
}

impl Default for Checker {
    fn default() -> Self {
        Self {
            key: chance(),
            remembered: Mutex::default(),
            hasher: Hasher::default(),
            nobody: PasswordHash::of_nobody(),
        }
    }
}

impl Checker {
    /// The hash of a new password.
    pub async fn hash(&self, password: &SecretString) -> Result<PasswordHash, Busy> {
        let salt = chance::<SALT_BYTES>();
        let hash = self.hasher.hash(password, salt).await?;
        Ok(PasswordHash { salt: STANDARD_NO_PAD.encode(salt), hash: STANDARD_NO_PAD.encode(hash) })
    }

    /// Whether `password` belongs to `kept`. Where there is no such user and so no hash, the answer
    /// is no and takes as long.
    pub async fn is_right(
        &self,
        kept: Option<&PasswordHash>,
        password: &SecretString,
    ) -> Result<bool, Busy> {
        let kept = kept.unwrap_or(&self.nobody);
        let Some((salt, hash)) = kept.octets() else {
            return Ok(false);
        };
        Ok(equal(&self.hasher.hash(password, salt).await?, &hash))
    }

    /// The same, for whoever logs in for every mail: what was right is remembered.
    pub async fn is_right_as_before(
        &self,
        kept: Option<&PasswordHash>,
        password: &SecretString,
    ) -> Result<bool, Busy> {
        let kept = kept.unwrap_or(&self.nobody);
        let digest = self.digest(kept, password);
        if self.remembered.lock().unwrap_or_else(PoisonError::into_inner).contains(&digest) {
            return Ok(true);
        }
        let right = self.is_right(Some(kept), password).await?;
        if right {
            let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() >= MOST_REMEMBERED {
                remembered.clear();
            }
            remembered.insert(digest);
        }
        Ok(right)
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

/// Argon2id. The memory that it fills goes back to the system with the answer.
fn hash(password: &SecretString, salt: &[u8; SALT_BYTES]) -> [u8; HASH_BYTES] {
    let mut memory = Vec::with_capacity(MAPPED_BLOCKS);
    memory.resize(params().block_count(), Block::new());
    let mut hash = [0u8; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params())
        .hash_password_into_with_memory(
            password.expose_secret().as_bytes(),
            salt,
            &mut hash,
            &mut memory,
        )
        .expect("salt, output and memory have lengths that Argon2 allows");
    hash
}

fn params() -> Params {
    let (memory, passes, lanes) = COST;
    Params::new(memory, passes, lanes, Some(HASH_BYTES))
        .expect("the cost is within Argon2's limits")
}

fn chance<const OCTETS: usize>() -> [u8; OCTETS] {
    let mut octets = [0u8; OCTETS];
    getrandom::fill(&mut octets).expect("the system gives random octets");
    octets
}

/// Compares without telling by its time where the difference lies.
fn equal(left: &[u8; HASH_BYTES], right: &[u8; HASH_BYTES]) -> bool {
    left.iter().zip(right).fold(0, |differ, (l, r)| differ | (l ^ r)) == 0
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::hasher::MOST_WAITING;
    use super::*;

    #[tokio::test]
    async fn the_right_password_is_right_again_and_a_wrong_one_is_not() {
        let password = make();
        let kept = PasswordHash::of(&password);
        let checker = Checker::default();
        assert_eq!(checker.is_right(Some(&kept), &password).await, Ok(true));
        assert!(checker.remembered.lock().expect("nobody panicked").is_empty());
        for _ in 0..2 {
            assert_eq!(checker.is_right_as_before(Some(&kept), &password).await, Ok(true));
        }
        assert_eq!(
            checker.is_right_as_before(Some(&kept), &SecretString::from("guess")).await,
            Ok(false)
        );
        let entered_anew = checker.hash(&password).await.expect("nobody else waits");
        assert_ne!(entered_anew.mark(), kept.mark());
        assert_eq!(checker.is_right(Some(&entered_anew), &password).await, Ok(true));
        let other = PasswordHash::of(&make());
        assert_eq!(checker.is_right(Some(&other), &password).await, Ok(false), "a changed one");
    }

    #[tokio::test]
    async fn where_there_is_no_user_a_password_is_wrong_and_waits_its_turn_like_any_other() {
        let (checker, password) = (Checker::default(), make());
        let asked = (0..20 * MOST_WAITING).map(|_| checker.is_right(None, &password));
        let answers = join_all(asked).await;
        assert!(answers.contains(&Ok(false)) && !answers.contains(&Ok(true)));
        assert!(answers.contains(&Err(Busy)), "each is hashed, so the queue is full some time");
    }

    #[test]
    fn made_passwords_differ_and_can_be_typed() {
        let (one, other) = (make(), make());
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_eq!(one.expose_secret().len(), MADE_LENGTH);
        assert!(one.expose_secret().bytes().all(|letter| MADE_FROM.contains(&letter)));
    }
}
