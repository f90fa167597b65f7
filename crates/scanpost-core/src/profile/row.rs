//! The lines that can stand on a maker's page of the mail server.
//!
//! Each shows, and many change, something that scanpost really has: the account of a slot, the mail
//! settings of the site. A profile says which of them stand where; it invents none.

use serde::{Deserialize, Serialize};

use crate::site::Slot;

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $label:literal, $for:ident;)*) => {
        /// One line of a page of the mail server.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Row { $($(#[$doc])* $name,)* }

        impl Row {
            pub const ALL: &'static [Row] = &[$(Row::$name,)*];

            /// The word as it stands in a profile's file.
            pub const fn as_str(self) -> &'static str {
                match self { $(Row::$name => $word,)* }
            }

            /// The id of its label.
            pub const fn label(self) -> &'static str {
                match self { $(Row::$name => $label,)* }
            }

            const fn of(self) -> For {
                match self { $(Row::$name => For::$for,)* }
            }
        }
    };
}

/// On which pages a row has something to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    All,
    Sending,
    Receiving,
    /// Shown, and of no use: there is no password any more.
    NotUsed,
}

rows! {
    /// Certificates are needed, and where they are.
    CertificateNotice = "certificate-notice", "row-certificate-notice", All;
    /// OAuth 2.0, or the slot is left empty.
    AuthenticationMethod = "authentication-method", "row-authentication-method", All;
    /// The provider.
    Service = "service", "row-service", All;
    /// How the sign-in stands, with its button.
    Status = "status", "row-status", All;
    /// The address of the mailbox.
    Account = "account", "row-account", All;
    UserName = "user-name", "row-user-name", All;
    Password = "password", "row-password", NotUsed;
    SmtpAuthenticationEncryption = "smtp-authentication-encryption", "row-smtp-authentication-encryption", NotUsed;
    SenderName = "sender-name", "row-sender-name", Sending;
    SenderAddress = "sender-address", "row-sender-address", Sending;
    AdministratorAddress = "administrator-address", "row-administrator-address", Sending;
    /// Whether the administrator's address is the sender.
    AutoSender = "auto-sender", "row-auto-sender", Sending;
    SmtpServer = "smtp-server", "row-smtp-server", Sending;
    SmtpPort = "smtp-port", "row-smtp-port", Sending;
    SmtpEncryption = "smtp-encryption", "row-smtp-encryption", Sending;
    SmtpAuthentication = "smtp-authentication", "row-smtp-authentication", Sending;
    Timeout = "timeout", "row-timeout", All;
    CertificateValidation = "certificate-validation", "row-certificate-validation", All;
    PopServer = "pop-server", "row-pop-server", Receiving;
    PopPort = "pop-port", "row-pop-port", Receiving;
    PopEncryption = "pop-encryption", "row-pop-encryption", Receiving;
    /// How often mail is fetched.
    Interval = "interval", "row-interval", Receiving;
}

impl Row {
    /// Whether it can be used on a page of this slot.
    pub(super) fn fits(self, slot: Slot) -> bool {
        let sends = matches!(slot, Slot::Sending | Slot::FaxServer | Slot::Notices);
        match self.of() {
            For::All => true,
            For::Sending => sends,
            For::Receiving => !sends,
            For::NotUsed => false,
        }
    }
}
