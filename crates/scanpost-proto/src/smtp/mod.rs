//! SMTP (RFC 5321) from both ends, and the reply that both speak of.

pub mod client;
mod reply;
pub mod server;

pub use reply::{Enhanced, Reply};
