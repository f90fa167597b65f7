# Epson: what Web Config and the control panel say.

token-status-not-retrieved = Not signed in
token-status-waiting-for-authorisation = Signing in
token-status-retrieved = Signed in
token-status-invalid = Sign-in has expired
sign-in = Sign In
sign-in-again = Sign In Again
sign-out = Sign Out
sign-out-title = Sign out { $address }?
sign-out-text = E-mail functions cannot be used until an administrator signs in again. Scans that are sent until then wait.
sign-out-yes = Yes
sign-out-no = No

row-certificate-notice = A secure function of the email server needs the certificate: see CA Certificate and Root Certificate Update.
row-authentication-method = Authentication Method
row-service = Email service
row-status = Current Status
row-account = Authenticated Account
row-password = Authenticated Password
row-sender-address = Sender’s Email Address
row-smtp-server = SMTP Server Address
row-smtp-port = SMTP Server Port Number
row-smtp-encryption = Secure Connection
row-certificate-validation = Certificate Validation
row-pop-server = POP3 Server Address
row-pop-port = POP3 Server Port Number
method-oauth = OAuth2

menu-network = Network
menu-email-server = Email Server
menu-basic = Basic
menu-fax = Fax
menu-fax-server = Fax Server
menu-fax-email-server = Email Server Settings
menu-setup = Settings
menu-general = General Settings
menu-network-settings = Network Settings
menu-network-status = Network Status
menu-email-server-status = Email Server Status
menu-status-sheet = Status Sheet
menu-job-status = Job Status
menu-job-status-list = Job Status
page-basic = Email Server > Basic
page-fax-server = Fax Server > Email Server Settings

code-360 = Not connected to the cloud service or the mail service.
    .next = Connect to the cloud service or the mail service: check the network cable, the proxy and the firewall.
code-361 = The connection to the cloud service or the mail service has timed out.
    .next = Connect to the cloud service or the mail service again: check that nothing on the way drops the connection.
code-370 = You need to sign in to the cloud service again.
    .next = An administrator signs in to the cloud service; for a scan of a user’s own the user does, on the page /me. Waiting scans are then sent by themselves.

sign-in-needed = The function needs the printer to be signed in to the mail service. { fact-the-account } is not signed in.
    .next = Contact your administrator. Administrator: open Network > Email Server > Basic. If the button Sign In is there, sign in. Waiting scans are then sent by themselves.
grant-idle = The sign-in for { fact-the-mailbox } has expired: e-mail has not been sent for a long time{ fact-with-number }.
    .next = Administrator: open Network > Email Server > Basic and sign in again. Waiting scans are then sent by themselves.

mail-server-ask-title = Sign In
mail-server-ask-text = Sign in to { $service } as the printer’s administrator mailbox.
mail-server-ask-yes = Sign in with Microsoft
mail-server-code-title = Authentication Code
me-title = To My Email
