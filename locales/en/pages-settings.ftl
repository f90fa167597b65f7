# The pages of the site's settings.

## The sections

site-settings-title = Settings
mail-title = Mail settings
functions-title = Accounts of the functions
transfer-title = Export and import

## What was done

done-saved = Saved. New connections are made with it.
done-imported = Imported. The certificate is believed from now on.
done-known = The certificate was there already.
done-removed = Removed. The certificate is believed no longer.
done-updated = The root certificates of the system have been read again.
others-title = Stored now
others-text = Somebody else has saved in the meantime. Below stands what you typed; here is what is stored where it differs. Saving again replaces it.

## Sending

sending-title = Sending (SMTP)
primary-server = Primary server
primary-none = There is no account yet. Its provider fills this in.
primary-account = Account
smtp-authentication = SMTP authentication
fixed = fixed
not-used = Password and encryption of the SMTP authentication are not used with OAuth 2.0. Values that were set in a device earlier no longer count.
secondary-host = Secondary server
secondary-host-hint = Tried only when the primary server cannot be reached, for mails of the sending functions. It gets the same sign-in, so it must belong to the same provider. Empty: none.
port = Port
secondary-port-hint = Empty: 587.
encryption = Encryption
encryption-from-the-start = TLS from the start
timeout = Timeout (seconds)
timeout-hint = How long a connection may take to come about: 5 to 300.

## Certificates

tokens-elsewhere-hint = Changing this takes the privilege “Accounts and sign-in” as well: it decides where access tokens go.
certificates-check-title = Certificate validation
certificate-validation = Certificate validation of mail servers
certificate-validation-hint = It is recommended to leave it on. Without it, scanpost connects without confirming that the mail server is who it says; somebody in between could read the mails and use the sign-in. Each job then says so. The provider’s sign-in server is always checked.
switch-on = On
switch-off = Off
unchecked = Certificate validation is off: mail servers are not asked to prove who they are.
unchecked-next = Somebody in between could read mails. Switch it on, and import the CA certificate of your own mail server instead.
unchecked-to-settings = To the mail settings
quarantined = Mails that came in wait in quarantine for a person.
quarantined-next = Look at them: try them again when their cause is mended, or delete them.
quarantined-to-list = To the quarantine
not-receiving = A mailbox could not be looked into.
not-receiving-next = Nothing is fetched there at the moment; what is in it stays there.
not-receiving-to-list = To receiving
certificates-title = CA certificates
certificates-text = Believed beside those of the system, by every account, when signing in and when sending.
certificates-none = No certificate has been imported.
certificate-subject = Issued to
certificate-issuer = Issued by
certificate-ends = Valid until
certificate-fingerprint = SHA-256 fingerprint
certificate-remove = Remove
certificate-pem = Certificate in PEM
certificate-pem-hint = One or several, each with its BEGIN and END lines.
certificate-import = Import
roots-text = After an update of the system’s root certificates, let scanpost read them again.
roots-update = Update root certificates

## The sender

sender-title = Sender and administrator
sender-today = Mails go out as each device’s sender rule says (Devices, “Sender”); as a rule that is the account’s own address. Sender name and address are stored only, and change no mail.
sender-name = Sender name
sender-name-hint = Such as “Copier, second floor”. Stored only.
sender-address = Sender address
sender-address-hint = With OAuth 2.0 it must be an address that the account may send from. Stored only.
administrator-address = Administrator’s address
administrator-address-hint = Who is told when something needs a person, if mail is switched on under Notices.
auto-specify-sender-name = Auto specify sender name
auto-specify-sender-name-hint = On: the administrator’s address is the sender. Off: the device’s user chooses it; it must be one that the account may send from. Stored only.

## Receiving

pop-title = Receiving (POP)
pop-today = For Internet fax receive: the faxes that come to its mailbox are put into the folder “faxes” of scanpost’s data folder.
pop-host = POP server
pop-host-hint = Such as outlook.office365.com. Empty: the provider’s own.
pop-port-hint = Empty: 995, or 110 with STARTTLS.
pop-interval = Interval (minutes)
pop-interval-hint = How often the mailbox is looked at: 1 to 60. Providers ask for no more than once in 1 to 5 minutes. Empty: 5.

## The network

network-title = Network
network = Network interface or own address
account-network-hint = By which network this account’s provider is reached: an address of this machine, or a name such as eth1. Empty: as the site.
account-by-network = by { $network }
network-hint = Where connections to the provider leave this machine: an address that it has, or a name such as eth1. Empty: the system chooses.
proxy-host = HTTP proxy
proxy-host-hint = For sign-in and mail alike; it must allow CONNECT to the mail server’s port. Empty: none.
proxy-port-hint = Empty: 3128.
proxy-user = User at the proxy
proxy-user-hint = Empty: it wants none.
proxy-password = Password at the proxy
proxy-password-hint = Stored sealed and never shown. Empty: the stored one stays.

## Functions and their accounts

functions-text = All sending functions share one account and change together. Each receiving function has its own; signing in for one does not sign in another.
slot-sending-hint = For every device that has no account of its own.
slot-fax-server-hint = Nothing chosen: the account of the sending functions.
slot-notices-hint = Better an account of its own: one that is held cannot tell that it is. Nothing chosen: the account of the sending functions.
slot-fax-receive-hint = Faxes, TIFF or PDF, are taken out of this mailbox and put into a folder, sent on or printed, as set under Settings → Receiving. Sign the account in again after choosing it, so that scanpost may fetch its mail.
slot-email-status-hint = Mails with the right word in the subject, from senders that you allow, are answered with the status. Set both under Settings → Receiving.
slot-print-mail-hint = Mails from senders that you allow go to a printer with what is attached to them. Set both under Settings → Receiving.
slot-delivery-reports-hint = What comes back of sent scans finds its job here, so choose the account that they are sent by.
slot-device-mailbox-hint = Devices that fetch mail by POP3 from scanpost see this mailbox, if their entry lets them. Nothing else should read it.
slot-account = Account
slot-none = Nothing chosen
slot-as-sending = Nothing is chosen, so it is the account of the sending functions.
slot-only-one = Nothing is chosen, so it is the only account there is.
slot-gone = The account “{ $name }” is no longer there. Choose another one.
slot-nothing = Nothing is chosen.
slot-nothing-sends = No account can be taken for it, so devices without an account of their own are refused. Choose one.
slot-last-result = Last log-in at the mail server
deviations-title = Devices with an account of their own
deviations-none = Every device sends by the account of the sending functions.
deviation-gone = (no longer there: its mails are refused)
function-scan-to-email = Scan to e-mail
function-error-notification = Error notification
function-email-notification = E-mail notification
function-internet-fax-send = Send internet fax
function-fax-server = Fax server
function-notices = scanpost’s own notices
function-internet-fax-receive = Receive internet fax
function-email-status = E-mail status
function-print-mail = Print e-mail
function-delivery-reports = Read reports on sent scans
function-device-mailbox = Let old devices fetch e-mail

## Export and import

export-title = Export
export-text = All settings, accounts and devices as one TOML file, to keep. No sign-in and no password is in it in clear: passwords of devices and administrators are hashes, other secrets are sealed with this installation’s key.
export-takes-all = The file is for whoever may do everything: it has the password hashes of all administrators.
export-download = Download the file
import-title = Import
import-text = Adds and changes what the file names and leaves everything else as it is. You see what would change before anything does.
import-file = File of settings
import-file-hint = One that was exported, or written like it.
import-preview = Show what would change
import-apply = Import it
preview-title = This would change
preview-text = Nothing has been done yet.
preview-nothing = Everything is so already; there is nothing to do.
imported-title = Import
imported-text = This has been done.
import-ends-sign-in = A sign-in is under way there; it ends by the import and begins anew.
outcome-added = Added
outcome-changed = Changed
outcome-would-be-added = New
outcome-would-be-changed = Different
outcome-same = The same
outcome-not-done = Not done
thing-mail-settings = Mail settings
thing-slots = Accounts of the functions
thing-history = History
thing-appearance = Appearance
thing-users = Users
thing-user-rules = Who becomes a user
thing-receiving = Receiving
thing-notices = Notices
thing-authorities = CA certificates
thing-account = Account
thing-device = Device
thing-administrator = Administrator

## In a job's story

route-secondary = Secondary server
route-proxy = Proxy
route-sender = Sender
route-mended = Mended: { $what }
route-unchecked = Certificate not validated

# The page of the history.

history-title = History
history-text = What has ended is remembered for a while and then forgotten. The scan itself goes as soon as its job has ended. A job that has not ended is never forgotten.
history-days-title = How long
history-jobs = Jobs, in days
history-jobs-hint = Jobs that have ended and mails that were received and handed on, with their stories. 1 to 3650.
history-people = What people did, in days
history-people-hint = Who changed, held, deleted or downloaded something, and who logged in. Not less than the jobs.

# The page of the appearance.

appearance-title = Appearance
appearance-text = The pages can speak as those of your printers do, and show their menus. What is stored, and what programs read, stays the same.
appearance-words-title = Whose words
appearance-profile = Profile
appearance-profile-hint = The words, the menus and the job codes of this maker. scanpost: its own words.
