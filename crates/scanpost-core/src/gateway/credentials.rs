//! What an account's app proves itself with: a secret is entered, a certificate made or imported.
//!
//! Secret and key go in and never come out again; the certificate may be shown to anybody.

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::views::GrantView;
use super::{By, Gateway, GatewayError};
use crate::account::AccountName;
use crate::administrator::Privilege;
use crate::clock::Time;
use crate::oauth::credential::{AppCredential, BadCertificate, Proof};
use crate::objection::{Objection, Reason};
use crate::record::Revision;

impl Gateway {
    /// The certificate to upload at the provider, in PEM; nothing if the account has none.
    pub async fn certificate(&self, name: &AccountName) -> Result<Option<String>, GatewayError> {
        let (account, _) = self.inner.account_and_keeper(name).await?;
        Ok(match account.credential.map(|credential| credential.proof) {
            Some(Proof::Certificate(certificate)) => Some(certificate.pem),
            Some(Proof::Secret) | None => None,
        })
    }
}

impl By<'_> {
    /// Enters a client secret. When it ends the provider says where it was made; if it is entered
    /// here too, scanpost warns ahead.
    pub async fn set_secret(
        &self,
        name: &AccountName,
        secret: SecretString,
        ends_at: Option<Time>,
        seen: Revision,
    ) -> Result<GrantView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let (sealer, now) = (self.inner().sealer.clone(), self.inner().clock.now());
        self.change_account(name, seen, |account| {
            let entered = AppCredential::of_secret(&account.name, &secret, ends_at, &sealer, now);
            let wrong = || Objection::new(Reason::ClientSecretInvalid, "");
            account.credential = Some(entered.ok_or_else(wrong)?);
            Ok(())
        })
        .await
    }

    /// Makes a key pair and its certificate, which is then to be uploaded at the provider.
    pub async fn make_certificate(
        &self,
        name: &AccountName,
        seen: Revision,
    ) -> Result<GrantView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let (sealer, now) = (self.inner().sealer.clone(), self.inner().clock.now());
        let for_account = name.clone();
        let made =
            tokio::task::spawn_blocking(move || AppCredential::make(&for_account, &sealer, now));
        let made = made.await.expect("making a key does not panic");
        self.set_credential(name, made, seen).await
    }

    /// Imports a certificate with its private key, both in PEM.
    pub async fn import_certificate(
        &self,
        name: &AccountName,
        pem: Zeroizing<String>,
        seen: Revision,
    ) -> Result<GrantView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let (sealer, now) = (self.inner().sealer.clone(), self.inner().clock.now());
        let imported = AppCredential::import(name, &pem, &sealer, now).map_err(|bad| {
            let reason = match bad {
                BadCertificate::TooLong | BadCertificate::NoCertificate => {
                    Reason::CertificateUnreadable
                }
                BadCertificate::NoKey => Reason::CertificateWithoutKey,
                BadCertificate::NotRsa => Reason::CertificateNotRsa,
                BadCertificate::OtherKey => Reason::CertificateOfOtherKey,
            };
            Objection::new(reason, "")
        })?;
        self.set_credential(name, imported, seen).await
    }

    pub async fn remove_credential(
        &self,
        name: &AccountName,
        seen: Revision,
    ) -> Result<GrantView, GatewayError> {
        self.change_account(name, seen, |account| {
            account.credential = None;
            Ok(())
        })
        .await
    }

    async fn set_credential(
        &self,
        name: &AccountName,
        credential: AppCredential,
        seen: Revision,
    ) -> Result<GrantView, GatewayError> {
        self.change_account(name, seen, |account| {
            account.credential = Some(credential);
            Ok(())
        })
        .await
    }
}
