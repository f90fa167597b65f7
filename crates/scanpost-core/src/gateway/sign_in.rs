//! Sign-in and sign-out: an account gets the right to send, and loses it.

use tokio::time::Instant;

use super::views::SignInView;
use super::{By, GatewayError, Inner};
use crate::account::AccountName;
use crate::administrator::Privilege;
use crate::oauth::keeper::ShownCode;

impl By<'_> {
    /// Begins a sign-in by device code, or shows the code that can still be used.
    pub async fn sign_in(&self, name: &AccountName) -> Result<SignInView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let code = self.inner().keeper(name).await?.sign_in(self.stamp().by).await?;
        Ok(self.inner().show(code))
    }

    pub async fn cancel_sign_in(&self, name: &AccountName) -> Result<(), GatewayError> {
        self.may(Privilege::Accounts)?;
        Ok(self.inner().keeper(name).await?.cancel_sign_in().await?)
    }

    /// Erases the account's tokens.
    pub async fn sign_out(&self, name: &AccountName) -> Result<(), GatewayError> {
        self.may(Privilege::Accounts)?;
        Ok(self.inner().keeper(name).await?.sign_out(self.stamp().by).await?)
    }
}

impl Inner {
    pub(super) fn show(&self, code: ShownCode) -> SignInView {
        let left = code.deadline.saturating_duration_since(Instant::now());
        SignInView {
            user_code: code.user_code,
            verification_uri: code.verification_uri,
            expires_at: self.clock.now() + left,
            seconds_left: left.as_secs(),
        }
    }
}
