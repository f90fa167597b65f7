# Ricoh: what Web Image Monitor says.

token-status-not-retrieved = (Not authenticated)
token-status-waiting-for-authorisation = (Waiting for authentication)
token-status-retrieved = (Authenticated)
token-status-invalid = (Authentication is no longer valid)
sign-in = Start Authentication
sign-in-again = Start Authentication
sign-out = Cancel Authentication
sign-out-title = Cancel the authentication of { $address }?
sign-out-text = The machine cannot send e-mail until somebody authenticates again. Scans that are sent until then wait.
sign-out-yes = Yes
sign-out-no = No

row-authentication-method = Authentication Method for Sending Email
row-administrator-address = Administrator Email Address
row-auto-sender = Auto Specify Sender Name
row-smtp-server = SMTP Server Name
row-smtp-port = SMTP Port No.
row-smtp-encryption = Use Secure Connection (SSL)
row-smtp-authentication = SMTP Authentication
row-account = Authentication Email Address
row-user-name = Authentication User Name
row-password = Authentication Password
row-smtp-authentication-encryption = SMTP Auth. Encryption
row-status = OAuth 2.0 Authentication
method-oauth = OAuth 2.0 (for Exchange Online)

menu-device-management = Device Management
menu-configuration = Configuration
menu-device-settings = Device Settings
menu-email = Email
section-smtp = SMTP
log-out = Logout

mail-server-code-title = OAuth 2.0 (for Exchange Online)
mail-server-code-done = After the authentication is complete, press [OK].
mail-server-open = Microsoft

sign-in-needed = To use this function you must sign in to the e-mail service. { fact-the-account } is not signed in.
    .next = Contact your administrator. Administrator: sign in on scanpost’s page; the button is called Start Authentication. Waiting scans are then sent by themselves.
