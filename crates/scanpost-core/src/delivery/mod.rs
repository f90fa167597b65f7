//! SMTP out: how a kept scan reaches the provider.
//!
//! - [`queue`]: one account's queue: which job goes next, when to wait, when to hold
//! - [`mood`]: whether it flows, waits, rests or is held (pure)
//! - [`attempt`]: one attempt at one job, from the claim to the settlement
//! - [`governor`] with [`window`]: how much a mailbox may send, across all that send by it (pure)
//! - [`settlement`]: what is written down when an attempt has ended (pure)
//! - [`log_in`]: a log-in, for a mail or for its own sake
//! - [`line`]: one connection to the provider: dial, encrypt, log in, hand over
//! - [`lone_mail`]: a mail that is no job
//! - [`outgoing`]: a mail as it goes out: mended, and by the device's sender rule
//! - [`verdict`]: what the provider's replies mean for a job (pure)
//!
//! Two kinds of trouble are kept apart. What concerns one mail (a refused recipient, "too large")
//! is settled with that job. What concerns the account (no network, no token, a refused log-in, a quota,
//! a block) stops its whole queue: for a while where time heals it, or on hold until a person has acted.
//! Nothing is dropped either way. Which of the two it is follows from the cause ([`crate::fault::Class`])
//! and is decided nowhere else.

mod attempt;
pub mod governor;
mod line;
mod log_in;
mod lone_mail;
mod mood;
mod outgoing;
pub mod queue;
mod settlement;
mod verdict;
mod window;

pub use attempt::Tools;
pub use governor::{Governor, Limit, Room, Share, Usage};
pub use line::primary;
pub(crate) use line::{Denied, Destination, Line};
pub use log_in::check;
pub(crate) use lone_mail::send_lone;
pub use queue::{ConnectionStatus, Flow, Queue};
pub(crate) use verdict::worst;
