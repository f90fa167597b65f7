//! The POP3 server in conversation with clients, in its own words and in Exchange Online's.

mod conversations;
mod driver;
mod properties;
