//! A person signs in to the own mailbox, from a page that anybody can open; or to one that is nobody's yet.
//!
//! The code, or the browser that is away, belongs to one visit and to nobody else: who looks at the same
//! page at the same time sees nothing of it, and ends nothing. Nothing is stored before the account's
//! keeper has compared who signed in with whose account it is ([`super::keeper::Keeper::adopt`]).
//!
//! A visit for an address that is no user's asks the provider for the same and then waits for nothing: no
//! token of it can come here, and nobody learns from the page who is a user (`docs/decisions/0019`).

use std::sync::Arc;

use futures_util::future::BoxFuture;
use scanpost_proto::oauth::TokenAnswer;
use secrecy::SecretString;
use tokio::time::sleep_until;

use super::account::Account;
use super::authorization_code::Away;
use super::credential::Shown;
use super::device_code;
use super::grant::Live;
use super::keeper::ShownCode;
use super::provider::Way;
use super::refusal;
use super::scopes::Needs;
use super::seal::Sealer;
use super::wire::Wire;
use crate::clock::Clock;
use crate::fault::{Code, Fault};

/// A code on the screen, and what will come of it.
pub struct WithCode {
    pub shown: ShownCode,
    /// Dropping it ends the polling.
    pub granted: BoxFuture<'static, Result<Live, Fault>>,
}

impl std::fmt::Debug for WithCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WithCode(…)")
    }
}

/// Asks for a code pair. `is_awaited`: the provider is asked what became of it.
pub async fn with_code(
    wire: Arc<Wire>,
    needs: Needs,
    clock: Clock,
    is_awaited: bool,
) -> Result<WithCode, Fault> {
    let scopes = wire.provider().oauth.scopes.asked(Way::DeviceCode, needs);
    let device_code::Begun { asked, requested, deadline } =
        device_code::begin(&wire, scopes).await?;
    let shown = ShownCode {
        user_code: asked.user_code.clone(),
        verification_uri: asked.verification_uri.clone(),
        deadline,
    };
    let granted = async move {
        if !is_awaited {
            sleep_until(deadline).await;
            return Err(Code::CodeExpired.into());
        }
        let poll = async move |asked: &_| poll(&wire, asked).await;
        let tokens = device_code::until_granted(asked, deadline, poll).await?;
        Ok(Live::granted(tokens, Way::DeviceCode, &requested, clock.now()))
    };
    Ok(WithCode { shown, granted: Box::pin(granted) })
}

async fn poll(wire: &Wire, asked: &super::grant::Asked) -> Result<TokenAnswer, Fault> {
    wire.poll(&asked.device_code).await
}

/// Makes the address for a sign-in in the person's browser.
pub fn in_browser(account: &Account, redirect_uri: String) -> Result<Away, Fault> {
    let scopes = account.provider.oauth.scopes.asked(Way::AuthorizationCode, account.needs);
    let hint = Some(account.address.as_str());
    Away::begin(&account.provider, redirect_uri, hint, scopes, account.credential.is_some())
}

/// The browser has come back with this code.
pub async fn redeem(
    wire: &Wire,
    account: &Account,
    sealer: &Sealer,
    (away, code): (&Away, &SecretString),
    clock: &Clock,
) -> Result<Live, Fault> {
    let proof = if away.proves {
        let missing = || Fault::new(Code::CredentialMissing).fact("account", &account.name);
        let credential = account.credential.as_ref().ok_or_else(missing)?;
        let (client_id, url) = (&account.provider.oauth.client_id, account.provider.token_url());
        credential.show(account.app_account(), sealer, client_id, &url, clock.now())?
    } else {
        Shown::Nothing
    };
    let tokens = match wire.redeem(code, away, &proof).await? {
        TokenAnswer::Tokens(tokens) => tokens,
        TokenAnswer::Refused(error) => return Err(refusal::of_redemption(&error)),
        TokenAnswer::Busy { .. } => return Err(Code::SignInBusy.into()),
        TokenAnswer::Nonsense(what) => return Err(Fault::new(Code::SignInNonsense).words(what)),
        TokenAnswer::Pending | TokenAnswer::SlowDown { .. } => {
            let what = "the answer was that of a device code";
            return Err(Fault::new(Code::SignInNonsense).words(what));
        }
    };
    away.belongs(&tokens)?;
    let mut live = Live::granted(tokens, Way::AuthorizationCode, &away.requested, clock.now());
    live.given.proves = away.proves;
    Ok(live)
}
