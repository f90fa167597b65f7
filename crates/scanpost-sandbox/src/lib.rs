//! The sandbox: a stand-in for the provider, so that everything runs with no tenant and no
//! internet.
//!
//! It has the doors of Entra ID and Exchange Online and behaves on the wire as they do
//! (provider-facts 1 to 5 and 9), on purpose with their odd sides:
//!
//! - `oauth`: sign-in by device code, by browser and by the app itself, tokens, refresh, policies
//! - [`registration`](Registration): where the app may return to, and by what it proves itself
//! - `smtp`: submission with STARTTLS and XOAUTH2
//! - `pop3`: the inbox in Exchange's ways or Gmail's, with TLS from the start or by STLS
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
//! | A reply of POP3 at any moment ([`Pop3Moment::ALL`]): `-ERR` and its close, Gmail's challenge, close or reset, silence, a late reply, one in pieces, nonsense, a line too long | `pop3_faults`: [`Pop3Does`] | `pop3-in-use`, `pop3-hangs`, `pop3-slow` |
//! | A list or a mail that stops at an octet: closed, reset, silent, or with its dot | [`Pop3Does::Stop`] | `pop3-drop-in-retr`, `pop3-cut-short` |
//! | QUIT that deletes or not, and is not answered | at [`Pop3Moment::Deleted`], at [`Pop3Moment::Quit`] | `pop3-drop-after-quit`, `pop3-drop-before-quit` |
//! | No STLS, XOAUTH2, UIDL or TOP in the list of CAPA | [`Pop3Does::Unlist`] | `pop3-no-stls`, `pop3-no-uidl` |
//! | Wrong sizes, UIDLs that change or repeat | `inbox_faults`: [`InboxSays`] | `pop3-sizes-estimated`, `pop3-uidls-repeat` |
//! | POP3 sessions at once, log-ins a minute | `limits`: [`Limits`] | `pop3-limits`, `pop3-one-session` |
//! | OAuth endpoints and pages | `http_faults`, `quirks`, `users` | `sign-in-away`, `security-defaults` |
//!
//! Each [`Fault`] can be narrowed: [`next`](Fault::next) and [`first`](Fault::first) times,
//! [`only`](Fault::only) some addresses, [`of_mailbox`](Fault::of_mailbox),
//! [`on_connection`](Fault::on_connection), [`per_mille`](Fault::per_mille) with a seed; a
//! situation by [`When`], which is the query of `POST /situations/{name}` too. What mailboxes sent
//! at most is in [`Sandbox::load`] and `GET /loads`, what they fetched in [`Sandbox::pop3_load`] and
//! `GET /pop3-loads`, whether or not limits are on. Mails to fetch come by SMTP, or by
//! [`Sandbox::put_mail`] and, 50,000 or 100 MB at once, [`Sandbox::put_generated`].
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

pub use mailboxes::{Attachment, Delivery, Folder, Generated, Mail, Summary};
pub use meters::{Load, Pop3Load};
pub use oauth::SignIn;
pub use options::{CLIENT_ID, Options, TENANT};
pub use registration::{
    NATIVE_CLIENT, NotRegistered, Platform, REDIRECT_PATH, Redirect, Registration,
};
pub use sandbox::Sandbox;
pub use situations::{SITUATIONS, Situation, auth_refused};
pub use switches::{
    ContentFault, Ending, EnhancedCode, Fault, HttpDoes, HttpFault, HttpMoment, InboxFault,
    InboxMoment, InboxSays, Limits, MailboxLimits, Mistake, OverConnections, OverPop3Sessions,
    OverQuota, Pop3Does, Pop3Fault, Pop3Moment, Quirk, Return, ReturnDoes, ReturnMoment, SendAs,
    SmtpDoes, SmtpFault, SmtpMoment, Switches, TlsDoes, TlsFault, TlsMoment, UserState, UserSwitch,
    When,
};
