//! SMTP (RFC 5321) from both ends, and the reply that both speak of.

pub mod client;
mod reply;
mod reports;
pub mod server;

pub use reply::{Enhanced, Reply};
pub use reports::{Notify, Reports, Ret, Wanted};
