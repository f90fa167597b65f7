# Toshiba A4: what its web page says.

token-status-not-retrieved = Registration required
token-status-waiting-for-authorisation = Registration in progress
token-status-retrieved = Registered
token-status-invalid = Registration required again
sign-in = Register
sign-in-again = Register again
sign-out = Deregister
sign-out-title = Deregister { $address }?
sign-out-text = With Yes, the e-mail address that was used for OAuth 2.0 is deregistered, and scans wait until somebody registers again. With No, it stays registered.
sign-out-yes = Yes
sign-out-no = No

row-status = Status
row-account = E-mail address
row-service = E-mail service
row-smtp-server = Primary SMTP gateway
row-smtp-port = Primary SMTP gateway port
row-timeout = SMTP timeout (seconds)
row-sender-address = Reply address
row-smtp-encryption = Use SSL/TLS
row-certificate-validation = Require trusted certificate
row-authentication-method = SMTP server authentication
method-oauth = OAuth 2.0

menu-settings = Settings
menu-email = Email
menu-oauth = Set Up OAuth 2.0 for Email Server
menu-email-setup = Email Setup
section-smtp = SMTP

mail-server-code-title = Register
mail-server-code-done = When the registration is complete, press OK.

sign-in-needed = To use this function you must sign in to the e-mail service. { fact-the-account } is not signed in.
    .next = Contact your administrator. Administrator: sign in on scanpost’s page; the button is called Register. Waiting scans are then sent by themselves.
