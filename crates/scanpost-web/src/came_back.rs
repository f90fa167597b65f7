//! The way back from a provider's page, whether it comes to a page of ours, to a program, or is pasted.
//!
//! A sign-in and a consent end at the same address; the state in it tells which one it is.

use scanpost_core::administrator::Actor;
use scanpost_core::fault::Code;
use scanpost_core::gateway::{Gateway, GatewayError};

use crate::wire::CameBack;

/// Ends the sign-in or the consent whose state the address carries.
pub(crate) async fn finish(
    gateway: &Gateway,
    actor: &Actor,
    address: &str,
) -> Result<CameBack, GatewayError> {
    let by = gateway.by(actor);
    let unknown = match by.finish_browser_sign_in(address).await {
        Ok(account) => return Ok(CameBack::SignIn { account }),
        Err(error) if is_known(&error) => return Err(error),
        Err(error) => error,
    };
    match by.finish_admin_consent(address) {
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
