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
