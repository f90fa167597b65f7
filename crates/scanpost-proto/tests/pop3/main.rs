//! The POP3 server in conversation with clients, in its own words and in Exchange Online's, and with a
//! provider behind it.

mod conversations;
mod driver;
mod old_devices;
mod passing_on;
mod properties;
