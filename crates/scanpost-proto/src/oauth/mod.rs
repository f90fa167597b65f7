//! OAuth 2.0: the requests to an authorization server and what its answers mean.
//!
//! - [`AuthorizationRequest`], [`Pkce`]: where a browser begins a sign-in (RFC 6749 §4.1, RFC 7636)
//! - [`AuthorizationResponse`], [`AdminConsent`]: how it comes back
//! - [`Form`]: a request's parameters, with its secrets redacted and wiped; one function for each
//!   grant type makes one
//! - [`ClientAuth`], [`ClientAssertion`]: how the client proves who it is (RFC 7523)
//! - [`DeviceAnswer`]: the code pair of the device authorization grant (RFC 8628 §3.2)
//! - [`TokenAnswer`]: what a token request brought (RFC 6749 §5, RFC 8628 §3.5)
//! - [`OauthError`]: the server's refusal, with all that Entra's support will ask for
//! - [`IdToken`]: whose sign-in it was, for a person to read; [`AccessClaims`]: what a token is for
//!
//! An answer comes as HTTP status, `Retry-After` in seconds and body. It is read as servers are,
//! not as they should be: an `error` counts whatever the status says (Entra's device endpoint may
//! send it with 200, GitHub always does), numbers come as strings, members are missing, a proxy
//! puts an HTML page in between. Nothing that a server sends can make these readers panic, and
//! nothing they quote in a message holds a secret.
//!
//! Not here: the HTTP request itself, private keys, when to ask again, and what becomes of the grant.

mod access_token;
mod authorization;
mod client_auth;
mod device;
mod error;
mod form;
mod id_token;
mod json;
mod percent;
mod pkce;
mod redirect;
mod response;
mod token;
mod token_request;

pub use access_token::AccessClaims;
pub use authorization::{AuthorizationRequest, Prompt, admin_consent_url};
pub use client_auth::{AssertionAlgorithm, ClientAssertion, ClientAuth};
pub use device::{DeviceAnswer, DeviceAuthorization, device_authorization_form};
pub use error::OauthError;
pub use form::Form;
pub use id_token::{IdToken, signed_in_name};
pub use pkce::Pkce;
pub use redirect::{AdminConsent, AuthorizationResponse};
pub use token::{TokenAnswer, Tokens};
pub use token_request::{client_credentials_form, code_form, poll_form, refresh_form};
