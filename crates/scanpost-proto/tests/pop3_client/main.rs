//! The POP3 client in conversation with servers: the transcripts of Exchange Online and Gmail, servers
//! that misbehave, and our own.

mod conversation;
mod mailbox;
mod our_server;
mod out_of_step;
mod properties;
mod sign_in;
