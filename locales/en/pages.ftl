# The pages of the gateway.

skip-to-content = Skip to the content
this-gateway = This gateway
choose-language = Language
copy = Copy
copied = Copied
cancel = Cancel
opens-new-window = (opens in a new window)
nav = Main menu
nav-status = Status
back-to-status = Back to the status

## At a glance

summary-ready = Ready to send
summary-no-account = No account yet
summary-sign-in-needed = An account is waiting to be signed in
summary-signing-in = Sign-in in progress
summary-no-device = No printer may send yet
status-without-device = Printers are refused until scanpost knows them.
summary-resting = Mails wait for the end of a limit
summary-trouble = Something needs your attention
without-account = Devices are refused: no account is chosen for their mails.
without-account-next = Choose the account that sends for them.
without-account-to-settings = To the accounts of the functions
users-without-consent = Users cannot sign in, and their scans wait: the organisation has not consented to the app.
users-without-consent-next = Let an administrator of the organisation consent; the scans then go out by themselves.
users-without-consent-to-users = To the users
summary-counts = Waiting: { $waiting } · Delivered: { $delivered } · Failed: { $failed }

## Accounts

accounts-title = Accounts
accounts-none = scanpost has no account to send mail with yet.
account-token = Token status
account-connection = Connection status
account-receiving = Connection status, mailbox (POP3)
account-connected = Connected
account-not-connected = Failed
account-not-tried = Not tried yet
account-signed-in-as = Signed in as
account-signed-in = Signed in
account-refreshed = Last renewed
account-next-refresh = Next renewal
account-held = Mails on hold since
account-rests = Mails wait for a limit until

## Signing in and out

sign-in = Sign in
sign-in-again = Sign in again
sign-in-new-code = Get a new code
sign-in-connects = This connects { $address } to the gateway { $gateway }.
sign-in-binds = Go on only if you started this sign-in yourself. You are connecting:
sign-in-mailbox = Mailbox
sign-in-account = Account in scanpost
sign-in-open = Open the provider’s page:
sign-in-enter = Enter this code there:
sign-in-approve = Log in as { $address } and approve.
sign-in-qr = Or open the page with a phone. The code is entered there too.
sign-in-qr-label = QR code of the provider’s page
sign-in-valid = The code is valid for another
sign-out = Sign out
sign-out-title = Sign out { $address }?
sign-out-text = scanpost erases the tokens of the account. Scans are still accepted, but they wait until somebody signs in again. To end the sessions at the provider as well, revoke them there.
sign-out-yes = Yes, sign out
sign-out-no = No, stay signed in

## Jobs

jobs-title = Jobs
jobs-none = No scan has come in yet.
jobs-more = All jobs
job-to-one-more = { $first } and { $more ->
    [one] one more
   *[other] { $more } more
}
job-next-attempt = Next attempt
job-retry = Try again now
job-delete = Delete
job-delete-title = Delete this mail?
job-delete-text = The mail to { $recipients } is removed for good. Recipients that have not got it yet will not get it.
job-delete-done-text = The entry of the mail to { $recipients } is removed from the list.
job-delete-yes = Yes, delete
job-delete-no = No, keep it
job-device = Device
job-account = Account
job-sender = Sender
job-no-sender = none (an automatic message)
job-size = Size
job-accepted = Received
job-number = Job number
job-recipients = Recipients
job-story = What happened
job-route-tls = Encryption
job-route-login = Log-in

## A fault

trouble-details = Details for support
trouble-code = Fault code

## The gateway

gateway-title = This gateway
gateway-listens = Listens on
gateway-devices = Known devices
gateway-free = Free on the disk
gateway-started = Running since
gateway-version = Version

## Notices

notice-failed = That did not work
notice-not-found = There is nothing here
notice-not-found-text = The page, account or job does not exist, or no longer does.
notice-wrong-code = This link does not work
notice-wrong-code-text = It has been used already, or it is older than ten minutes. Make a new one on the machine where scanpost runs:
notice-too-many = Too many attempts
notice-too-many-text = Wait a minute. Then make a new link on the machine where scanpost runs:
notice-foreign = This request was refused
notice-foreign-text = It came from another website. If you did it yourself, open scanpost’s page again and repeat it there.

## The API

api-unknown = The API does not know this request.
    .next = Look up path and method in the API’s description: /api/v1/openapi.json.
api-too-large = The request is too large.
    .next = Send less at once. The API’s description says how much a request may hold: /api/v1/openapi.json.
api-unreadable = The request cannot be read. What reads it says: “{ $words }” Nothing was changed.
    .next = Correct it by the API’s description, /api/v1/openapi.json, and send it again.
api-hostless = The request does not say which host it is for, or names more than one.
    .next = Send it with one Host header. A proxy in between may have added another.
api-foreign = The request came from another website, so it was refused.
    .next = Open scanpost’s page again and repeat it there; programs show an API token.

## The status sheet

sheet-page-title = Status sheet
gateway-sheet = Read or print it
sheet-page-pdf = As PDF
sheet-page-print-title = On a printer
sheet-page-printer = Printer’s address
sheet-page-printer-hint = For example ipp://printer.example.com/ipp/print. It is not remembered.
sheet-page-print = Print
sheet-page-printing = Being printed
sheet-page-waits = The printer waits
sheet-page-printed = Printed
sheet-page-failed = Not printed
sheet-page-back = Back to the sheet
