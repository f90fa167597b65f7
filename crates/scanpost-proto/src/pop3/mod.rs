//! POP3 (RFC 1939) from both ends, and the reply that a server gives.

pub mod client;
mod reply;
pub mod server;

pub use reply::{Code, Reply};
