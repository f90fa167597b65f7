//! The way back from a provider's page, whether it comes to a page of ours, to a program, or is pasted.
//!
//! A sign-in and a consent end at the same address; the state in it tells which one it is.

use scanpost_core::administrator::Actor;
use scanpost_core::fault::Code;
use scanpost_core::gateway::views::ConsentView;
use scanpost_core::gateway::{Gateway, GatewayError};
use secrecy::SecretString;

use crate::wire::CameBack;

/// Ends the sign-in or the consent whose state the address carries, for somebody who may.
pub(crate) async fn finish(
    gateway: &Gateway,
    actor: &Actor,
    address: &str,
) -> Result<CameBack, GatewayError> {
    let by = gateway.by(actor);
    match by.finish_browser_sign_in(address).await {
        Ok(account) => Ok(CameBack::SignIn { account }),
        Err(error) if is_known(&error) => Err(error),
        Err(error) => consented(by.finish_admin_consent(address).await, error),
    }
}

/// The same of a browser at the return address, with the keys that it was given on its way out. To end
/// a consent takes none: it is noted only, and whoever consents may be another person.
pub(crate) async fn finish_of_browser(
    gateway: &Gateway,
    keys: &[SecretString],
    address: &str,
) -> Result<CameBack, GatewayError> {
    match gateway.browser_came_back(address, keys).await.map_err(GatewayError::from) {
        Ok(account) => Ok(CameBack::SignIn { account }),
        Err(error) if is_known(&error) => Err(error),
        Err(error) => {
            let consent = gateway.by(&Actor::Console).finish_admin_consent(address).await;
            consented(consent, error)
        }
    }
}

/// `unknown`: why it is no sign-in.
fn consented(
    consent: Result<ConsentView, GatewayError>,
    unknown: GatewayError,
) -> Result<CameBack, GatewayError> {
    match consent {
        Ok(view) => Ok(CameBack::Consent { account: view.account }),
        Err(error) if is_known(&error) => Err(error),
        // Neither knows it: what the first one said of it is the plainer word.
        Err(_) => Err(unknown),
    }
}

/// It was the return of something that was begun here, however it ended.
fn is_known(error: &GatewayError) -> bool {
    let is_unknown = |code| matches!(code, Code::ReturnUnknown | Code::ReturnUnreadable);
    !matches!(error, GatewayError::Fault(fault) if is_unknown(fault.code))
}
