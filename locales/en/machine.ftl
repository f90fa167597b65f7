# The lines of the pages of the mail server, as scanpost calls them; a profile (profiles/) may call them otherwise.

row-certificate-notice = A certificate is needed for a secure connection to the mail server.
row-authentication-method = Authentication method
row-service = Mail service
row-status = Token status
row-account = Mailbox
row-user-name = User name
row-password = Password
row-smtp-authentication-encryption = Encryption of the SMTP authentication
row-sender-name = Sender name
row-sender-address = Sender address
row-administrator-address = Administrator’s address
row-auto-sender = Auto specify sender name
row-smtp-server = SMTP server
row-smtp-port = SMTP port
row-smtp-encryption = Encryption
row-smtp-authentication = SMTP authentication
row-timeout = Timeout in seconds
row-certificate-validation = Certificate validation
row-pop-server = POP3 server
row-pop-port = POP3 port
row-pop-encryption = POP3 encryption
row-interval = Check interval in minutes

method-oauth = OAuth 2.0
