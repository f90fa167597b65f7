//! Mails that machines wrote about a mail: it came back, it waits, its reader is away.
//!
//! - [`Head`]: what the header of any mail says before its body is here: who wrote it, what it answers,
//!   whether it is a report or an automatic reply, and what the mailbox's own server found out about
//!   its author ([`SenderCheck`])
//! - [`Automatic`]: why no machine may answer it (RFC 3834 §2)
//! - [`Reader`]: a report in pieces goes in, a [`Report`] comes out: which mail, which recipients, what
//!   became of them (RFC 3464), or only which mail, where the report is prose
//!
//! Reports come in three dialects. Postfix, Gmail, Exchange Online and today's Exim write
//! `multipart/report` with `message/delivery-status` (RFC 6522, RFC 3464) and bring back the mail or its
//! header. Older Exim, qmail and their like write prose, with a copy of the mail's header in it and often
//! `X-Failed-Recipients`. And some servers return nothing of the mail, and only name it in In-Reply-To.
//!
//! A report is text of a stranger. It names mails and recipients and decides nothing; how much of it is
//! read, and how much of what it says is kept, has a limit.

mod authentication;
mod automatic;
mod head;
mod reader;
mod status;

pub use authentication::SenderCheck;
pub(crate) use authentication::sender_check;
pub use automatic::Automatic;
pub(crate) use automatic::automatic;
pub use head::{Head, Kind, LONGEST_ID, MOST_ANSWERED};
pub use reader::{MOST_RECIPIENTS, Reader, Report};
pub use status::{Action, LONGEST_WORDS, Told};
