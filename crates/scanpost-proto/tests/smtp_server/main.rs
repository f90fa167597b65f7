//! The SMTP server's side of a conversation, told from the wire: what a client sends, what it
//! hears, and what the driver is asked meanwhile.
//!
//! - `dialogue`: the order of commands and the limits of a conversation
//! - `syntax`: how a command is written: strictly, as devices do, and wrong
//! - `sign_in`: AUTH and STARTTLS
//! - `mail`: the text of a mail, its end, its size, and what happens when it can't be kept
//! - `providers`: speaking exactly as Exchange Online and Gmail do
//! - `properties`: any octets, in any state, in any reads

mod dialogue;
mod driver;
mod mail;
mod properties;
mod providers;
mod sign_in;
mod syntax;
