//! What goes out as a fax: a provider takes a mail to an address with the number in it, and sends it on.
//!
//! - [`desk`]: whom a recipient means: a mailbox, or somebody's fax
//! - [`number`]: what people type, and the one form that comes of it
//! - [`range`]: which numbers may be faxed to
//! - [`server`]: what an administrator sets for it
//!
//! Not here: faxes that come by mail ([`crate::receive`]), and how a mail gets its cover
//! ([`crate::delivery`]).

pub mod desk;
pub mod number;
pub mod range;
pub mod server;

pub use desk::{Desk, Fax};
pub use number::{Dialling, Number, WrongNumber};
pub use range::Range;
pub use server::{FaxServer, FaxServerEntered};
