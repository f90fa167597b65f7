//! SMTP submission: STARTTLS, a token, then mails into the mailboxes.
//!
//! The dialogue is scanpost-proto's server machine in Exchange Online's words; here it gets its
//! socket. Nothing on the way of a mail looks at each octet: chunks go from the socket through the
//! machine into one buffer, and that buffer is what lies in the mailbox.

mod answers;
mod arriving;
mod connection;
mod content;
mod fate;
mod wording;

pub(crate) use self::{
    arriving::Room,
    connection::Connection,
    wording::{GMAIL_CHALLENGE, HOSTNAME},
};
