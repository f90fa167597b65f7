//! When a grant is renewed, and what the answer makes of it.

use std::time::Duration;

use scanpost_proto::oauth::TokenAnswer;

use super::desk::Desk;
use crate::clock::Time;
use crate::fault::{Code, Fault};
use crate::journal::Event;
use crate::oauth::grant::Grant;
use crate::oauth::provider::Way;

/// However short a token lives, it is not renewed by itself more often than this.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

impl Desk {
    /// When the grant is renewed by itself: ahead of the token's end, and so often that it never
    /// lapses for want of use.
    pub(super) fn next_refresh_at(&self) -> Option<Time> {
        let live = match &self.grant {
            Grant::Absent => return None,
            Grant::Lapsed(lapsed) if !lapsed.may_recover() => return None,
            Grant::Lapsed(lapsed) => &lapsed.last,
            Grant::Live(live) => live,
        };
        if self.grant.trouble().is_some() {
            // Whatever the token's age, the trouble is looked into: after its wait, or a restart.
            return Some(self.not_before.unwrap_or(live.refreshed_at));
        }
        if !live.is_lasting() {
            return Some(live.tokens.access_ends_at); // nothing to renew it with: used to its end
        }
        let half = live.life() / 2;
        let earliest = self.policy.first_wait.min(half).max(SHORTEST_PAUSE);
        let wanted = (live.tokens.access_ends_at - self.policy.ahead.min(half))
            .min(live.refreshed_at + self.policy.at_least_every);
        Some(wanted.max(live.refreshed_at + earliest))
    }

    pub(super) fn begin_refresh(&mut self) {
        let Some(live) = self.grant.live() else { return };
        let (wire, refresh_token) = (self.wire.clone(), live.tokens.refresh_token.clone());
        let (way, scopes) = (live.given.way, live.given.requested.clone());
        let proof = self.proof(live.given.proves);
        self.refreshing = Some(Box::pin(async move {
            let proof = proof?;
            match (way, refresh_token) {
                // An app asks anew (RFC 6749 §4.4.3: there is no refresh token).
                (Way::ClientCredentials, _) => wire.app_token(&proof).await,
                (_, Some(refresh_token)) => wire.refresh(&refresh_token, &scopes, &proof).await,
                (_, None) => Err(Fault::new(Code::GrantRevoked).words("there is no refresh token")),
            }
        }));
    }

    /// The provider has answered, or could not be asked.
    pub(super) async fn refreshed(&mut self, answer: Result<TokenAnswer, Fault>) {
        self.refreshing = None;
        let now = self.clock.now();
        let told = match &answer {
            Ok(TokenAnswer::Busy { retry_after }) => *retry_after,
            _ => None,
        };
        let next = match (self.grant.clone(), answer) {
            (Grant::Absent, _) => Grant::Absent,
            (Grant::Live(live), Ok(answer)) => live.refreshed(answer, now),
            (Grant::Live(live), Err(fault)) if fault.code == Code::GrantRevoked => {
                live.ended(fault, now)
            }
            (Grant::Live(live), Err(fault)) => live.hindered(fault),
            (Grant::Lapsed(lapsed), Ok(answer)) => lapsed.refreshed(answer, now),
            (Grant::Lapsed(lapsed), Err(_)) => Grant::Lapsed(lapsed),
        };
        let next = next.named(&self.name, &self.account.address);
        match next.trouble() {
            None => {
                self.failures = 0;
                self.not_before = None;
            }
            Some(fault) => {
                self.failures = self.failures.saturating_add(1);
                let wait = self.policy.wait(self.failures).max(told.unwrap_or_default());
                self.not_before = Some(now + wait);
                tracing::warn!(event = "grant.not-refreshed", account = %self.name, fault = %fault.code);
            }
        }
        let event = self.event_of(&next);
        self.put(next, event, None).await;
    }

    /// What the journal says of a step; nothing where nothing new happened.
    fn event_of(&self, next: &Grant) -> Option<Event> {
        let known = self.grant.trouble().map(|fault| fault.code);
        match (next, next.trouble()) {
            (_, None) => Some(Event::TokenRefreshed),
            (_, Some(fault)) if known == Some(fault.code) => None,
            (Grant::Lapsed(_), Some(fault)) => Some(Event::GrantLapsed { fault: fault.clone() }),
            (_, Some(fault)) => Some(Event::GrantHindered { fault: fault.clone() }),
        }
    }
}
