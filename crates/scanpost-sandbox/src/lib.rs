//! The sandbox: a stand-in for the provider, so that everything runs with no tenant and no
//! internet.
//!
//! It has the doors of Entra ID and Exchange Online and behaves on the wire as they do
//! (provider-facts 1 to 5 and 9), on purpose with their odd sides:
//!
//! - `oauth`: sign-in by device code, by browser and by the app itself, tokens, refresh, policies
//! - [`registration`](Registration): where the app may return to, and by what it proves itself
//! - `smtp`: submission with STARTTLS and XOAUTH2
//! - `pop3`: the inbox, with TLS from the start
//! - `mailboxes`: what was delivered, in bounded memory
//! - [`switches`](Switches) and [`situations`](SITUATIONS): bad days on demand
//! - `web`: the pages on which a person signs in and consents; mailboxes, switches and registration
//!   as pages and in JSON
//!
//! # Which fault, and how to switch it on
//!
//! In Rust by [`Sandbox::change_switches`], over HTTP by `POST /switches` with the same fields in
//! JSON; under a name ([`SITUATIONS`]) by [`Situation::turn_on`], `POST /situations/{name}`, the
//! page `/switchboard` and `scanpost sandbox --with NAME`.
//!
//! | Fault | Switch | Some of its names |
//! |---|---|---|
//! | A reply of SMTP at any moment ([`SmtpMoment::ALL`]), 421 with its close | `smtp_faults`: [`SmtpDoes::Answer`] | `send-as-denied`, `criteria-not-met`, `auth-deferred` |
//! | Gmail's 334 before its 535 | [`SmtpDoes::Challenge`] | `gmail-token-refused` |
//! | Close or reset, silence, a late reply, one in pieces, nonsense | [`SmtpDoes::Close`], `Reset`, `Hang`, `Wait`, `Pieces`, `Nonsense` | `mail-hangs`, `mail-in-pieces`, `mail-nonsense` |
//! | The same before the mail is kept, or after it and before the 250 | at [`SmtpMoment::FinalDot`], at [`SmtpMoment::Kept`] | `reset-before-dot`, `drop-before-250`, `silent-after-dot` |
//! | No STARTTLS, no XOAUTH2, no SIZE in the list of EHLO | [`SmtpDoes::Unlist`] | `no-starttls`, `no-xoauth2` |
//! | A certificate of a wrong name, expired, not yet valid, untrusted; old TLS, alerts | `tls_faults`: [`TlsDoes`] | `certificate-expired`, `tls-only-old` |
//! | Connections, mails a minute, recipients a day and a mail, size | `limits`: [`Limits`] | `exchange-limits`, `few-recipients` |
//! | Bare line ends, long lines, no From or Date, another's name | `content_faults`: [`ContentFault::refused`]; `send_as` | `contents-checked`, `sender-checked` |
//! | A report of failure or an out-of-office reply after the 250 | `returns`: [`ReturnDoes`] | `bounces`, `out-of-office` |
//! | OAuth endpoints and pages | `http_faults`, `quirks`, `users` | `sign-in-away`, `security-defaults` |
//!
//! Each [`Fault`] can be narrowed: [`next`](Fault::next) and [`first`](Fault::first) times,
//! [`only`](Fault::only) some addresses, [`of_mailbox`](Fault::of_mailbox),
//! [`on_connection`](Fault::on_connection), [`per_mille`](Fault::per_mille) with a seed; a
//! situation by [`When`], which is the query of `POST /situations/{name}` too. What mailboxes sent
//! at most is in [`Sandbox::load`] and `GET /loads`, whether or not limits are on.
//!
//! It keeps nothing on disk, and trusts whoever reaches it: no password guards a mailbox here.

mod certificate;
mod chance;
mod clock;
mod description;
mod door;
mod mailboxes;
mod meters;
mod oauth;
mod options;
mod pop3;
mod provider;
mod registration;
mod returns;
mod sandbox;
mod situations;
mod smtp;
mod switchboard;
mod switches;
mod tls;
mod web;

pub use mailboxes::{Attachment, Delivery, Folder, Mail, Summary};
pub use meters::Load;
pub use oauth::SignIn;
pub use options::{CLIENT_ID, Options, TENANT};
pub use registration::{
    NATIVE_CLIENT, NotRegistered, Platform, REDIRECT_PATH, Redirect, Registration,
};
pub use sandbox::Sandbox;
pub use situations::{SITUATIONS, Situation, auth_refused};
pub use switches::{
    ContentFault, EnhancedCode, Fault, HttpDoes, HttpFault, HttpMoment, Limits, MailboxLimits,
    Mistake, OverConnections, OverQuota, Quirk, Return, ReturnDoes, ReturnMoment, SendAs, SmtpDoes,
    SmtpFault, SmtpMoment, Switches, TlsDoes, TlsFault, TlsMoment, UserState, UserSwitch, When,
};
