//! OAuth 2.0: the requests to an authorization server and what its answers mean.
//!
//! - [`form`](Form): the request's parameters, with its secrets redacted and wiped
//! - [`DeviceAnswer`]: the code pair of the device authorization grant (RFC 8628 §3.2)
//! - [`TokenAnswer`]: what a poll or a refresh brought (RFC 6749 §5, RFC 8628 §3.5)
//! - [`OauthError`]: the server's refusal, with all that Entra's support will ask for
//! - [`signed_in_name`]: whose sign-in it was, for a person to read
//!
//! An answer comes as HTTP status, `Retry-After` in seconds and body. It is read as servers are,
//! not as they should be: an `error` counts whatever the status says (Entra's device endpoint may
//! send it with 200, GitHub always does), numbers come as strings, members are missing, a proxy
//! puts an HTML page in between. Nothing that a server sends can make these readers panic, and
//! nothing they quote in a message holds a secret.
//!
//! Not here: the HTTP request itself, when to ask again, and what becomes of the grant.

mod device;
mod error;
mod form;
mod id_token;
mod json;
mod response;
mod token;

pub use device::{DeviceAnswer, DeviceAuthorization, device_authorization_form};
pub use error::OauthError;
pub use form::Form;
pub use id_token::signed_in_name;
pub use token::{TokenAnswer, Tokens, poll_form, refresh_form};
