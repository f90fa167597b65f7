//! The names of things that are kept one by one: a UUID of version 7 (RFC 9562 §5.7), so ids sort by
//! time.
//!
//! Written as 32 hexadecimal digits everywhere: in JSON, in text, as a file's name. Read with or without
//! hyphens.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::clock::Time;

/// A name that follows from these words: always the same for the same ones. Its form is that of version 7, so
/// that it sorts among the others by time.
pub(crate) fn derived(at: Time, words: &[&str]) -> Uuid {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word);
        hash.update([0]);
    }
    let hash = hash.finalize();
    let mut octets = [0; 16];
    octets.copy_from_slice(&hash[..16]);
    octets[..6].copy_from_slice(&at.0.to_be_bytes()[2..]);
    octets[6] = 0x70 | octets[6] & 0x0f;
    octets[8] = 0x80 | octets[8] & 0x3f;
    Uuid::from_bytes(octets)
}

/// Makes a type of such names.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.0.simple())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = uuid::Error;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                uuid::Uuid::parse_str(text).map(Self)
            }
        }
    };
}
pub(crate) use id;
