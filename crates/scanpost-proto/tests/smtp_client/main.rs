//! The SMTP client in conversation with servers: the transcripts of Exchange Online and Gmail, and
//! servers that misbehave.

mod conversation;
mod mails;
mod out_of_step;
mod properties;
mod sign_in;
