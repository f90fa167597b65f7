# Sharp: what its pages say.

token-status-not-retrieved = Not Retrieved
token-status-waiting-for-authorisation = Waiting for authorisation
token-status-retrieved = Retrieved
token-status-invalid = Invalid
sign-in = Get Token
sign-in-again = Get Token
sign-out = Delete
sign-out-title = Delete the token of { $address }?
sign-out-text = The token is deleted, and the display changes to Not Retrieved. What needs it waits until a token is retrieved again.
sign-out-yes = OK
sign-out-no = Cancel

row-status = Token
row-account = Account Name
row-service = Provider
row-authentication-method = Authentication Method
row-smtp-server = Primary Server
row-smtp-port = Port Number
row-smtp-encryption = Enable SSL/TLS
row-timeout = Timeout (seconds)
row-sender-name = Sender Name
row-sender-address = Sender Address
row-pop-server = POP3 Server
row-pop-port = Port Number
row-pop-encryption = Enable SSL/TLS
row-interval = Check Interval (minutes)
method-oauth = OAuth 2.0

menu-system-settings = System Settings
menu-network-settings = Network Settings
menu-service-settings = Service Settings
menu-smtp = SMTP
menu-system-control = System Control
menu-email-alert-status = E-mail Alert/Status
menu-email-alert = E-mail Alert
menu-email-status = E-mail Status
page-smtp = SMTP
section-smtp = SMTP Settings
section-smtp-authentication = SMTP Authentication Settings
section-pop = POP Settings
section-pop-authentication = POP Authentication Settings

mail-server-ask-title = Get Token
mail-server-ask-text = A token is requested from { $service }. The settings on the page are stored.
mail-server-ask-yes = OK
mail-server-code-title = Get Token

sign-in-needed = To use this function you must sign in to the e-mail service. { fact-the-account } is not signed in.
    .next = Contact your administrator. Administrator: sign in on scanpost’s page; the button is called Get Token. Waiting scans are then sent by themselves.
