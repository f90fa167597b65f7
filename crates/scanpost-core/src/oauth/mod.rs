//! The right to send, and its life: from a person's consent to the token in a SASL answer.
//!
//! - [`provider`]: a mail service as data
//! - [`account`]: one mailbox at a provider, and its storage verbs
//! - [`grant`]: the right to act for an account, as an enum; every arrow of its life is a pure function
//! - `refusal`: what the provider's word "no" means, number by number
//! - [`device_code`]: how a machine without a browser gets a grant (RFC 8628)
//! - [`keeper`]: keeps each account's grant fresh, one refresh at a time
//! - [`seal`]: how tokens lie on the disk
//! - [`wire`]: the HTTPS calls to the authorization server

pub mod account;
pub mod device_code;
pub mod grant;
pub mod keeper;
pub mod provider;
mod refusal;
pub mod seal;
pub mod wire;

pub use account::{Account, AccountName, Accounts, Generation, PutGrant, StoredGrant};
pub use grant::{Grant, TokenStatus};
pub use provider::{Provider, Unfit, Way};
