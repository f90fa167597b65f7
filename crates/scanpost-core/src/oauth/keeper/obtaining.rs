//! A person comes by browser, or the app by itself: one request for tokens, and the grant is there.
//!
//! A browser that was sent away is waited for in memory. Its return ends that waiting only when it
//! carries the state and the provider gave a definite answer; while nobody answers, the code is good
//! as before and the same return may be tried again.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use scanpost_proto::oauth::{AuthorizationResponse, OauthError, TokenAnswer, Tokens};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::desk::Desk;
use super::{AskedByBrowser, SignedIn};
use crate::fault::{Code, Fault};
use crate::oauth::authorization_code::{Address, Away, Bearer, Returned};
use crate::oauth::grant::Live;
use crate::oauth::provider::Way;
use crate::oauth::refusal;

/// A browser that is away, and who sent it.
#[derive(Clone)]
pub(super) struct Browser {
    away: Arc<Away>,
    by: Option<String>,
}

/// A request for tokens that is under way, and who waits for what comes of it.
pub(super) struct Obtaining {
    pub(super) asking: BoxFuture<'static, Result<TokenAnswer, Fault>>,
    pub(super) answer: oneshot::Sender<SignedIn>,
    origin: Origin,
}

/// Who comes.
enum Origin {
    Browser(Browser),
    App { by: Option<String> },
}

impl Obtaining {
    pub(super) fn by(&self) -> Option<&str> {
        match &self.origin {
            Origin::Browser(browser) => browser.by(),
            Origin::App { by } => by.as_deref(),
        }
    }
}

impl Browser {
    pub(super) fn by(&self) -> Option<&str> {
        self.by.as_deref()
    }

    pub(super) fn deadline(&self) -> Instant {
        self.away.address.deadline
    }
}

impl Desk {
    /// Makes the address for a sign-in by browser. Whatever else was begun is over.
    pub(super) fn send_browser(&mut self, asked: AskedByBrowser) -> Result<Address, Fault> {
        let AskedByBrowser { redirect_uri, login_hint, browser, by } = asked;
        let mut away = Away::begin(
            self.wire.provider(),
            redirect_uri,
            login_hint.as_deref(),
            self.scopes(Way::AuthorizationCode),
            self.account.credential.is_some(),
        )?;
        away.browser = browser;
        self.forget_sign_in();
        let address = away.address.clone();
        self.browser = Some(Browser { away: Arc::new(away), by });
        Ok(address)
    }

    /// Somebody came back, or says so.
    pub(super) fn browser_returned(
        &mut self,
        response: AuthorizationResponse,
        bearer: &Bearer,
        answer: oneshot::Sender<SignedIn>,
    ) {
        let returned = match &self.browser {
            Some(browser) => browser.away.returned(response, bearer),
            None => Returned::Unknown(Code::ReturnUnknown.into()),
        };
        let code = match returned {
            Returned::Code(code) => code,
            Returned::Unknown(fault) => {
                tracing::warn!(event = "grant.return-unknown", account = %self.name);
                let _ = answer.send(Err(fault)); // the asker may have left
                return;
            }
            Returned::NotTheirs(fault) => {
                tracing::warn!(event = "grant.return-of-other-browser", account = %self.name);
                let _ = answer.send(Err(fault)); // the asker may have left
                return;
            }
            Returned::Ended(fault) => {
                self.browser = None;
                self.sign_in_failed(fault.clone());
                let _ = answer.send(Err(fault));
                return;
            }
        };
        let Some(browser) = self.browser.take() else { return };
        let (wire, away) = (self.wire.clone(), browser.away.clone());
        let proof = self.proof(away.proves);
        let asking = Box::pin(async move { wire.redeem(&code, &away, &proof?).await });
        self.obtaining = Some(Obtaining { asking, answer, origin: Origin::Browser(browser) });
    }

    /// The browser's time is over.
    pub(super) fn browser_stayed_away(&mut self) {
        self.browser = None;
        self.sign_in_failed(Code::CodeExpired.into());
    }

    /// The app asks for a token of its own.
    pub(super) fn sign_in_as_app(&mut self, by: Option<String>, answer: oneshot::Sender<SignedIn>) {
        let provider = self.wire.provider();
        if !provider.offers(Way::ClientCredentials) {
            let fault = Fault::new(Code::WayNotOffered).fact("provider", &provider.title);
            let _ = answer.send(Err(fault));
            return;
        }
        if !provider.has_own_tenant() {
            let _ = answer.send(Err(Code::TenantMissing.into()));
            return;
        }
        self.forget_sign_in();
        let (wire, proof) = (self.wire.clone(), self.proof(true));
        let asking = Box::pin(async move { wire.app_token(&proof?).await });
        self.obtaining = Some(Obtaining { asking, answer, origin: Origin::App { by } });
    }

    /// The provider has answered, or could not be asked.
    pub(super) async fn obtained(&mut self, answer: Result<TokenAnswer, Fault>) {
        let Some(Obtaining { answer: asker, origin, .. }) = self.obtaining.take() else { return };
        let refused = match origin {
            Origin::Browser(_) => refusal::of_redemption,
            Origin::App { .. } => refusal::of_app,
        };
        let fault = match tokens(answer, refused) {
            Ok(tokens) => match self.granted(tokens, &origin) {
                Ok((live, by)) => {
                    self.establish(live, by).await;
                    let held = self.unwritten.as_ref().and_then(|held| held.fault.clone());
                    let _ = asker.send(held.map_or(Ok(()), Err));
                    return;
                }
                Err(fault) => fault,
            },
            Err(NoTokens::Passing(fault)) => {
                if let Origin::Browser(browser) = origin {
                    self.browser = Some(browser); // the code is kept by whoever holds the return
                }
                fault
            }
            Err(NoTokens::Definite(fault)) => fault,
        };
        self.sign_in_failed(fault.clone());
        let _ = asker.send(Err(fault));
    }

    /// The grant that the tokens make, and whom it is owed to.
    fn granted(&self, tokens: Tokens, origin: &Origin) -> Result<(Live, Option<String>), Fault> {
        let now = self.clock.now();
        match origin {
            Origin::Browser(Browser { away, by }) => {
                away.belongs(&tokens)?;
                let mut live = Live::granted(tokens, Way::AuthorizationCode, &away.requested, now);
                live.given.proves = away.proves;
                self.may_be_replaced_by(&live)?;
                Ok((live, by.clone()))
            }
            Origin::App { by } => {
                let requested = self.scopes(Way::ClientCredentials);
                let mut live = Live::granted(tokens, Way::ClientCredentials, &requested, now);
                live.given.proves = true;
                Ok((live, by.clone()))
            }
        }
    }
}

/// Why there are no tokens.
enum NoTokens {
    /// Nobody answered, or nobody who could be understood: the same may go well in a moment.
    Passing(Fault),
    /// The provider's word.
    Definite(Fault),
}

fn tokens(
    answer: Result<TokenAnswer, Fault>,
    refused: fn(&OauthError) -> Fault,
) -> Result<Tokens, NoTokens> {
    let nonsense = |what: &str| Fault::new(Code::SignInNonsense).words(what);
    match answer {
        Ok(TokenAnswer::Tokens(tokens)) => Ok(tokens),
        Ok(TokenAnswer::Refused(error)) => Err(NoTokens::Definite(refused(&error))),
        Ok(TokenAnswer::Busy { .. }) => Err(NoTokens::Passing(Code::SignInBusy.into())),
        Ok(TokenAnswer::Nonsense(what)) => Err(NoTokens::Passing(nonsense(&what))),
        Ok(TokenAnswer::Pending | TokenAnswer::SlowDown { .. }) => {
            Err(NoTokens::Definite(nonsense("the answer was that of a device code")))
        }
        Err(fault) => Err(NoTokens::Passing(fault)),
    }
}
