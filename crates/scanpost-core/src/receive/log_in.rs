//! The log-in at a mailbox, with a token of its account that was given for receiving.

use super::line::{Denied, Destination, Line};
use crate::fault::{Code, Fault};
use crate::network::Server;
use crate::oauth::keeper::Keeper;
use crate::oauth::{Account, Needs, Way};

/// Dials and logs in; a token that is refused is refreshed once and shown once more.
pub(super) async fn log_in(
    account: &Account,
    keeper: &Keeper,
    server: &Server,
) -> Result<Line, Fault> {
    may_receive(account, keeper)?;
    let token = keeper.token().await?;
    let outward = keeper.trust().network().now();
    let tls = keeper.trust().mail_client_config(&outward).await?;
    let user = &account.address;
    let to = Destination { server, user, outward: &outward, tls };
    let refused = match Line::open(&to, &token).await {
        Ok(line) => return Ok(line),
        Err(Denied::AllElse(fault)) => return Err(fault),
        Err(Denied::TheToken(fault)) => fault,
    };
    tracing::warn!(event = "login.refused", account = %account.name, fault = %refused);
    let token = keeper.token_after(token.generation).await?;
    Line::open(&to, &token).await.map_err(|denied| match denied {
        Denied::TheToken(fault) => fault.fact("account", &account.name).fact("address", user),
        Denied::AllElse(fault) => fault,
    })
}

/// A token that was not given for receiving is not shown: the server's refusal would not tell why.
fn may_receive(account: &Account, keeper: &Keeper) -> Result<(), Fault> {
    let status = keeper.status();
    let status = status.borrow();
    let Some(given) = status.given.as_ref().filter(|given| given.way != Way::ClientCredentials)
    else {
        return Ok(()); // nobody has signed in, or an app: its rights stand in no list
    };
    let needs = Needs { sending: false, receiving: true };
    let missing = account.provider.oauth.scopes.missing(needs, &given.scopes);
    if missing.is_empty() {
        return Ok(());
    }
    Err(Fault::new(Code::GrantScopeMissing)
        .fact("account", &account.name)
        .fact("scopes", missing.join(" ")))
}
