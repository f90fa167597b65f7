//! Mails as devices and programs write them, mended for a provider.
//!
//! - `firmware`: what the makes of printers write, octet by octet
//! - `mends`: each mend by itself
//! - `properties`: any mail, in any pieces
//! - `parsed`: a parser that is not ours reads the same before and behind

mod firmware;
mod mends;
mod parsed;
mod plans;
mod properties;
