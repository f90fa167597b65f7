# The pages of devices.

back-to-devices = Back to the devices
devices-title = Devices
devices-text = The printers and scanners that may send mail through scanpost. Everybody else is refused.
devices-none = No device yet, so nobody may send.

## One device

device-add = Add a device
device-edit = Change
device-jobs = Its jobs
device-new-password = New password
device-remove = Remove
device-name = Name
device-addresses = Addresses
device-anywhere = from anywhere
device-user = User
device-no-user = none
device-tls = Encryption
device-tls-on = Required
device-tls-off = Optional
device-first-account = That of the sending functions
device-fetching = Fetching mail
device-fetches = May fetch its mail
device-fetches-not = May not
device-fetched = Last fetched mail
device-pop-server = POP3 server
device-pop-here = this machine’s address
device-pop-stls = STLS
device-pop-tls = TLS from the start
device-pop-mailbox = Reads the mailbox
device-pop-no-door = It cannot fetch yet: scanpost has opened no POP3 server. Start it with `serve --pop3 0.0.0.0:2110` (STLS) or `--pop3s 0.0.0.0:2995` (TLS).
device-pop-no-way = It cannot fetch yet: scanpost’s POP3 server listens only on this machine, so the device cannot reach it. Start it with `--pop3 0.0.0.0:2110` (STLS) or `--pop3s 0.0.0.0:2995` (TLS).
device-pop-no-mailbox = It cannot fetch yet: no mailbox is chosen. Choose an account in its entry, or one for all old devices under Settings, “Accounts of the functions”.
device-sender = Sender
device-sender-account = The account’s address
device-sender-must-match = Must be the account’s address
device-sender-per-user = The user’s own mailbox
device-sender-keep = As the device writes it
device-sender-alias = By a table
device-seen = Last seen
device-seen-address = Last address
device-seen-tls = Encryption used
device-seen-clear = none, in clear
device-seen-login = Log-in used
device-seen-no-login = none, known by its address
device-refused = Last refused
device-is-refused = Refused
device-is-seen = Sends
device-not-seen = Not seen yet

## The form

device-add-title = Add a device
device-edit-title = Change { $device }
device-save = Save
device-name-hint = As you call it, for instance “Copier 2nd floor”. It stays: jobs refer to it.
device-addresses-hint = One a line: an address such as 192.0.2.17, or a range such as 192.0.2.0/24 or 2001:db8::/64. Empty: from anywhere, with user and password.
device-wide = So wide a range is meant, although strangers in it can send without a password.
device-user-hint = With a user, scanpost makes a password that is shown once. Empty: the address alone makes the device known.
device-tls-on-choice = Required: what is not encrypted is refused
device-tls-off-choice = Optional: also without, for old devices
device-account-hint = The mails go out by this account, which also is the sender on the envelope.
device-fetches-choice = May fetch mail by POP3 with its user and password
device-fetches-hint = It reads and deletes in the mailbox of its account, else in that of the old devices (Settings → Functions).
device-sender-account-choice = From becomes the account’s address; replies go to the address that the device writes
device-sender-must-match-choice = From must be the account’s address; other mails are refused
device-sender-per-user-choice = From is a user, and each mail goes out from the user’s own mailbox
device-sender-keep-choice = From stays as the device writes it; the account needs the right “Send as”
device-sender-alias-choice = From is replaced by the table below; what is not in it becomes the account’s address
device-aliases = Table of senders
device-aliases-hint = What the device writes, and what it becomes: copier@old.example = copier@example.com. One a line.

## Its password

device-password-title = The password of { $device }
device-password = Password
device-password-text = Enter both in the device’s mail settings now, for SMTP authentication.
device-password-once = The password is not shown again; scanpost keeps only its fingerprint.
device-password-done = I have entered it
device-new-password-title = Make a new password for { $device }?
device-new-password-text = The old one ends at once: the device is refused until the new one has been entered in it.
device-new-password-yes = Yes, make a new one
device-new-password-no = No, keep the old one
device-remove-title = Remove { $device }?
device-remove-text = The device is refused from then on. Mails that it has handed over already still go out.
device-remove-yes = Yes, remove
device-remove-no = No, keep it

## Strangers

strangers-title = Strangers who tried
strangers-text = Addresses that no device accounts for, and that were refused since scanpost started; the last 50.
strangers-none = Nobody has tried.
stranger-times = { $count ->
    [one] Once
   *[other] { $count } times
}
stranger-last = last
stranger-add = Add as a device

device-profile = Profile of the maker
device-profile-of-site = As the site
device-profile-hint = Whose codes its jobs show, and in whose words they are explained.

## What a device can do itself

device-check = Can a device sign in itself?
device-check-title = Can a device sign in itself?
device-check-text = Scanpost asks a printer by SNMP and IPP what it is, and holds that against what the makers say of their machines. Nothing is changed on it.
device-check-address = Address of the device
device-check-address-hint = A name or an IP address, which the device shows in its network settings.
device-check-snmp = SNMP
device-check-port = Port
device-check-community = Community
device-check-community-hint = Usually “public”. It is not kept.
device-check-ask = Ask the device
device-check-search = Search the local network
device-check-search-text = Devices that make themselves known (Bonjour) are found in a few seconds.
device-check-maker = Maker
device-check-model = Model
device-check-firmware = Firmware
device-check-not-said = not said
device-check-known = Entry in scanpost
device-check-heard = Answered
device-check-by-snmp = by SNMP
device-check-by-ipp = by IPP
device-check-by-both = by SNMP and IPP
device-check-by-none = not at all
device-check-by-unclear = with something that is neither SNMP nor IPP
device-check-itself = What to enter on the device so that it signs in itself
device-check-through = What to enter on the device so that it sends through scanpost
device-check-unreachable = Scanpost does not listen where the device can reach it. Start it with `--smtp 0.0.0.0:2525`, or with `--smtp [::]:2525` if the device was asked by IPv6.
device-check-server = SMTP server
device-check-encryption = Encryption
device-check-starttls = STARTTLS
device-check-starttls-or-none = STARTTLS, or none where the device cannot
device-check-tls = SSL/TLS from the start
device-check-authentication = Authentication
device-check-oauth = OAuth 2.0
device-check-account = Account
device-check-own-login = User and password of its entry in scanpost, or none if its address is entered there
device-check-sender = Sender’s address
device-check-sender-any = Any; the account’s address is put in its place
device-check-add = Add this device
device-found-title = Found on the local network
device-found-none = No device has answered. Printers in other parts of the network are not found this way: enter the address.
device-found-ask = Ask
