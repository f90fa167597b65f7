//! The right to send, and its life: from a person's consent to the token in a SASL answer.
//!
//! - [`provider`]: a mail service as data
//! - [`services`]: which of them are known here
//! - [`registration`]: client id and tenant, as they are entered
//! - [`limits`]: how much a provider takes of one mailbox
//! - [`scopes`]: what is asked for, by what it is for
//! - [`account`]: one mailbox at a provider, and its storage verbs
//! - [`grant`]: the right to act for an account, as an enum; every arrow of its life is a pure function
//! - `refusal`: what the provider's word "no" means; [`aadsts`]: the same by Entra's numbers
//! - [`device_code`]: how a machine without a browser gets a grant (RFC 8628)
//! - [`authorization_code`]: how a person's browser brings one (RFC 6749 §4.1, RFC 7636)
//! - [`credential`]: what an app proves itself with, also to get a token for itself (§4.4)
//! - [`notice`]: what a person should know of a grant that works
//! - [`keeper`]: keeps each account's grant fresh, one refresh at a time
//! - [`seal`]: how tokens lie on the disk
//! - [`wire`]: the HTTPS calls to the authorization server

pub mod aadsts;
pub mod account;
pub mod authorization_code;
pub mod credential;
pub mod device_code;
pub mod grant;
pub mod keeper;
pub mod limits;
pub mod notice;
pub mod provider;
mod refusal;
pub mod registration;
pub mod scopes;
pub mod seal;
pub mod services;
pub mod visit;
pub mod wire;

pub use account::{Account, AccountName, Accounts, Generation, Owner, PutGrant, StoredGrant};
pub use authorization_code::BrowserMark;
pub use credential::AppCredential;
pub use grant::{Grant, TokenStatus};
pub use limits::Limits;
pub use provider::{Provider, Unfit, Way};
pub(crate) use refusal::of_authorization as refused_consent;
pub use scopes::{Needs, Scopes};
pub use services::Services;
