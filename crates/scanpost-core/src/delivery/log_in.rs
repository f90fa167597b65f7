//! A log-in at the account's submission server: dial, encrypt, show a token.
//!
//! A refused token is refreshed once and shown once more; what is refused then is the server's word
//! on the account. [`check`] is a log-in for its own sake: a grant is one thing, whether the server
//! takes it is another, and only this tells.

use super::governor::{Place, Share};
use super::line::{Destination, Line, Trouble, primary, route_to};
use super::queue::ConnectionStatus;
use crate::clock::Clock;
use crate::fault::Fault;
use crate::journal::Route;
use crate::oauth::Account;
use crate::oauth::keeper::{AccessToken, Keeper};

/// Logs in and says goodbye, as soon as the mailbox may have one more connection.
pub async fn check(
    account: &Account,
    keeper: &Keeper,
    share: &Share,
    clock: &Clock,
) -> ConnectionStatus {
    let fault = match log_in(account, keeper, share.place().await).await {
        Ok(line) => {
            line.close().await;
            None
        }
        Err((fault, _)) => Some(fault),
    };
    ConnectionStatus { at: clock.now(), fault }
}

/// A connection that has logged in.
pub(super) async fn log_in(
    account: &Account,
    keeper: &Keeper,
    place: Place,
) -> Result<Line, (Fault, Route)> {
    let nowhere = |fault| (fault, nowhere(account));
    let token = keeper.token().await.map_err(nowhere)?;
    let refused = match open(account, keeper, &token, &place).await {
        Ok(line) => return Ok(line),
        Err(Trouble::Failed { fault, route }) => return Err((fault, route)),
        Err(Trouble::LoginRefused { fault, .. }) => fault,
    };
    tracing::warn!(event = "login.refused", account = %account.name, fault = %refused);
    let token = keeper.token_after(token.generation).await.map_err(nowhere)?;
    open(account, keeper, &token, &place).await.map_err(|trouble| match trouble {
        Trouble::LoginRefused { fault, route } => {
            (fault.fact("account", &account.name).fact("address", &account.address), route)
        }
        Trouble::Failed { fault, route } => (fault, route),
    })
}

async fn open(
    account: &Account,
    keeper: &Keeper,
    token: &AccessToken,
    place: &Place,
) -> Result<Line, Trouble> {
    let failed = |fault| Trouble::Failed { fault, route: nowhere(account) };
    let outward = keeper.trust().network().now();
    let tls = keeper.trust().mail_client_config(&outward).await.map_err(failed)?;
    Line::open(&Destination { account, outward: &outward, place, tls }, token).await
}

/// The route of an attempt that did not get as far as dialling.
fn nowhere(account: &Account) -> Route {
    route_to(&primary(&account.provider.smtp))
}
