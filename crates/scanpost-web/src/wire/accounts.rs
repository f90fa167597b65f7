//! Accounts and their sign-in.

use std::fmt;

use scanpost_core::account::AccountName;
use scanpost_core::clock::Time;
pub use scanpost_core::gateway::SlotSignInView;
use scanpost_core::gateway::{ReturnTo, SignInSettings};
use scanpost_core::oauth::{Limits, Needs, Provider, Way};
use scanpost_core::record::Revision;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use scanpost_core::gateway::views::{
    AccountView, BrowserView, ConnectionView, ConsentView, CredentialView, ExaminationView,
    GrantView, SignInView,
};

/// `POST /api/v1/accounts`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddAccount {
    pub name: AccountName,
    /// The mailbox.
    pub address: String,
    pub provider: Provider,
    /// None: the first way that the provider offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
    #[serde(default)]
    pub needs: Needs,
}

/// `POST /api/v1/slots/{slot}/sign-in`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignNewcomerIn {
    /// At which service whoever it is signs in.
    pub provider: Provider,
}

/// `POST /api/v1/accounts/{name}/doctor`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examine {
    /// Who gets a test mail; nothing: nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail_to: Option<String>,
}

/// `PUT /api/v1/accounts/{name}/settings`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeSignIn {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
    #[serde(default)]
    pub needs: Needs,
    pub client_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// What differs from the provider's limits. None: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// An address of this machine or one of its interfaces; empty: as the site. None: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// The one that was read.
    pub revision: Revision,
}

impl From<ChangeSignIn> for SignInSettings {
    fn from(change: ChangeSignIn) -> Self {
        let ChangeSignIn { way, needs, client_id, tenant, limits, network, revision: _ } = change;
        Self { way, needs, client_id, tenant, limits, network }
    }
}

/// `POST /api/v1/accounts/{name}/sign-in/browser` and `…/consent`: where the browser shall end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "back", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Back {
    /// At this whole address of scanpost's own page.
    Page { address: String },
    /// At a port of the machine on which the browser runs.
    Loopback { port: u16 },
    /// At a page from which a person copies the address.
    Pasted,
}

impl From<Back> for ReturnTo {
    fn from(back: Back) -> Self {
        match back {
            Back::Page { address } => ReturnTo::Page(address),
            Back::Loopback { port } => ReturnTo::Loopback { port },
            Back::Pasted => ReturnTo::Pasted,
        }
    }
}

/// `POST /api/v1/sign-in/return`: where the browser ended, a whole address or its query.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    pub address: Zeroizing<String>,
}

/// It holds a code.
impl fmt::Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Returned(…)")
    }
}

/// What a return has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ended", rename_all = "kebab-case")]
pub enum CameBack {
    /// The account is signed in.
    SignIn { account: AccountName },
    /// The account's tenant has consented; now somebody can sign in.
    Consent { account: AccountName },
}

/// `PUT /api/v1/accounts/{name}/secret`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetSecret {
    pub client_secret: Zeroizing<String>,
    /// When it ends, as far as somebody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Time>,
    pub revision: Revision,
}

impl fmt::Debug for SetSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetSecret(…)")
    }
}

/// `PUT /api/v1/accounts/{name}/certificate`. Without `pem` scanpost makes a key pair.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetCertificate {
    /// Certificate and private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pem: Option<Zeroizing<String>>,
    pub revision: Revision,
}

impl fmt::Debug for SetCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetCertificate(…)")
    }
}

/// `GET /api/v1/accounts/{name}/certificate`: what is uploaded at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub pem: String,
}
