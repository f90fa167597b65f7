//! POP3 (RFC 1939), by which a device fetches mail.

pub mod server;
