//! Who gets a token at once, who waits for one, and who is told why there is none.

use tokio::sync::oneshot;

use super::AccessToken;
use super::desk::{Asker, Desk};
use crate::fault::{Code, Fault};
use crate::oauth::Generation;
use crate::oauth::grant::Grant;

/// More than this do not wait for a refresh; an account has no more connections than that.
const MOST_ASKING: usize = 64;

impl Desk {
    /// Gives the token in hand, or starts a refresh and lets the asker wait for it.
    pub(super) fn give_token(&mut self, asker: Asker) {
        let given = match self.token_in_hand(asker.refused) {
            Ok(token) => Ok(token),
            Err(Some(fault)) => Err(fault),
            Err(None) => return self.let_wait(asker),
        };
        let _ = asker.answer.send(given); // the asker may have left
    }

    /// The token in hand is good, and yet a newer one is wanted, now.
    pub(super) fn renew(&mut self, answer: oneshot::Sender<Result<AccessToken, Fault>>) {
        self.not_before = None;
        self.give_token(Asker { refused: Some(self.token_since), answer });
    }

    fn let_wait(&mut self, asker: Asker) {
        self.asking.retain(|asker| !asker.answer.is_closed());
        if self.asking.len() >= MOST_ASKING {
            let full = Fault::new(Code::SignInBusy).words("too many wait for the same token");
            let _ = asker.answer.send(Err(full));
            return;
        }
        self.asking.push(asker);
        if self.refreshing.is_none() && self.unwritten.is_none() {
            self.begin_refresh();
        }
    }

    /// `Err(None)`: a refresh may give one.
    fn token_in_hand(&self, refused: Option<Generation>) -> Result<AccessToken, Option<Fault>> {
        let live = match &self.grant {
            Grant::Absent => {
                let fault = self.unreadable.clone();
                return Err(Some(fault.unwrap_or_else(|| self.account.sign_in_needed())));
            }
            Grant::Lapsed(lapsed) if !lapsed.may_recover() => return Err(Some(lapsed.why.clone())),
            Grant::Lapsed(lapsed) => &lapsed.last,
            Grant::Live(live) => live,
        };
        let left = self.clock.now().until(live.tokens.access_ends_at);
        let enough = left > self.policy.least_left.min(live.life() / 4);
        if enough && refused != Some(self.token_since) {
            let token = live.tokens.access_token.clone();
            return Ok(AccessToken { token, generation: self.token_since });
        }
        // While the wait after a failed refresh runs, more askers do not make more requests.
        let waiting = self.not_before.is_some_and(|moment| moment > self.clock.now());
        Err(self.grant.trouble().filter(|_| waiting).cloned())
    }

    /// The grant has changed, or stays as it is: everybody who waits hears it.
    pub(super) fn answer_all(&mut self) {
        for asker in std::mem::take(&mut self.asking) {
            let given = self.token_in_hand(asker.refused).map_err(|fault| {
                let too_short = "the refreshed token has no life left";
                fault
                    .or_else(|| self.grant.trouble().cloned())
                    .unwrap_or_else(|| Fault::new(Code::SignInNonsense).words(too_short))
            });
            let _ = asker.answer.send(given);
        }
    }

    pub(super) fn refuse_all(&mut self, fault: &Fault) {
        for asker in std::mem::take(&mut self.asking) {
            let _ = asker.answer.send(Err(fault.clone()));
        }
    }
}
