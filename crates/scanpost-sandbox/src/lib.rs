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
//! It keeps nothing on disk, and trusts whoever reaches it: no password guards a mailbox here.

mod certificate;
mod chance;
mod clock;
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
    SmtpFault, SmtpMoment, Switches, TlsDoes, TlsFault, TlsMoment, UserState, UserSwitch,
};
