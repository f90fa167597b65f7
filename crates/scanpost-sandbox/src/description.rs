//! The sandbox as a provider's file: what scanpost has to know to sign in and send here.

use std::net::SocketAddr;

use crate::options::TENANT;

/// Where the doors are, and who may come in.
pub(crate) struct Doors<'a> {
    pub(crate) web: &'a str,
    pub(crate) smtp: SocketAddr,
    pub(crate) pop3: SocketAddr,
    pub(crate) client_id: &'a str,
    /// The authority that signed the certificate of the mail servers.
    pub(crate) ca_pem: &'a str,
}

impl Doors<'_> {
    pub(crate) fn described(&self) -> String {
        let Self { web, smtp, pop3, client_id, ca_pem } = self;
        let (ip, port, pop3_port) = (smtp.ip(), smtp.port(), pop3.port());
        let host = if ip.is_loopback() { "localhost".to_owned() } else { ip.to_string() };
        format!(
            r#"name = "sandbox"
title = "Sandbox"
ca_pem = """
{ca_pem}"""

[oauth]
device_authorization_endpoint = "{web}/{TENANT}/oauth2/v2.0/devicecode"
authorization_endpoint = "{web}/{TENANT}/oauth2/v2.0/authorize"
token_endpoint = "{web}/{TENANT}/oauth2/v2.0/token"
admin_consent_endpoint = "{web}/{TENANT}/v2.0/adminconsent"
client_id = "{client_id}"
sign_in = ["device-code", "authorization-code", "client-credentials"]
idle_days = 90

[oauth.scopes]
sending = ["https://outlook.office.com/SMTP.Send"]
receiving = ["https://outlook.office.com/POP.AccessAsUser.All"]
always = ["offline_access", "openid", "profile"]
app_only = ["https://outlook.office365.com/.default"]

[oauth.redirect]
loopback = "http://localhost"
pasted = "{web}/common/oauth2/nativeclient"

[oauth.authorize]
prompt = "select_account"

[smtp]
host = "{host}"
port = {port}
security = "starttls"
fixed = ["port", "security", "authentication"]

[pop]
host = "{host}"
port = {pop3_port}
"#
        )
    }
}
