//! The app on its own: client credentials (RFC 6749 §4.4, provider-facts 1.9).
//!
//! No person, no refresh token. What the token opens is decided by the role that an administrator
//! consented to, and by the service principal's permission to the mailbox: both are there unless a
//! switch takes them away, and without them the token is good and the mail servers refuse it.

use jiff::Timestamp;

use super::{Authority, Caller, TokenSet, refusal::Refusal, tokens::Holder};
use crate::{
    options::TENANT,
    switches::{Quirk, Switches},
};

impl Authority {
    pub(crate) fn app_token(
        &mut self,
        caller: &Caller<'_>,
        scope: &str,
        switches: &Switches,
        now: Timestamp,
    ) -> Result<TokenSet, Refusal> {
        self.check_client(caller.tenant, caller.client)?;
        if caller.tenant != TENANT {
            return Err(Refusal::no_tenant());
        }
        self.prove(caller, true, switches, now)?;
        let resource =
            scope.strip_suffix("/.default").ok_or_else(|| Refusal::scope_not_default(scope))?;
        if !RESOURCES.contains(&resource) {
            return Err(Refusal::invalid_scope(scope));
        }
        let has_roles = resource != GRAPH && !switches.has(Quirk::AdminConsentNeeded);
        self.note("–", "the app got a token for itself", now);
        let holder = Holder::App { has_roles };
        Ok(self.token_set(holder, switches, now))
    }
}

const GRAPH: &str = "https://graph.microsoft.com";
const RESOURCES: [&str; 3] = ["https://outlook.office365.com", "https://outlook.office.com", GRAPH];
