# States and events, in the words of the printers' own pages.

## The token (oauth::TokenStatus)

token-status-not-retrieved = Not retrieved
token-status-waiting-for-authorisation = Waiting for authorisation
token-status-retrieved = Retrieved
token-status-invalid = Invalid

## A job (spool::JobState)

job-state-waiting = Waiting
job-state-held = On hold
job-state-delivering = Sending
job-state-delivered = Delivered
job-state-partly-delivered = Partly delivered
job-state-uncertain = Uncertain
job-state-failed = Failed

## A slot: what its functions are called together (site::Slot)

slot-sending = Sending
slot-fax-server = Fax server
slot-notices = Notices
slot-internet-fax-receive = Receiving internet fax
slot-email-status = Status by e-mail
slot-print-mail = Printing of e-mail
slot-delivery-reports = Reports on sent scans
slot-device-mailbox = Mailbox of old devices

## A mail that came in (receive::ArrivalState)

arrival-state-waiting = Waiting
arrival-state-handing-on = Being handed on
arrival-state-handed-on = Handed on
arrival-state-quarantined = In quarantine
arrival-state-deleted = Deleted

## A recipient (spool::RecipientState)

recipient-state-waiting = Waiting
recipient-state-uncertain = Uncertain
recipient-state-delivered = Delivered
recipient-state-failed = Failed

## The journal (journal::Event)

event-job-accepted = Received from { $device }: { $size } for { $recipients ->
    [one] one recipient
   *[other] { $recipients } recipients
}
event-attempt-started = Attempt { $number } began
event-attempt-ended = Attempt over: { $delivered } delivered, { $failed } failed, { $waiting } waiting{ $uncertain ->
    [0] { "" }
   *[other] , { $uncertain } uncertain
}
event-job-delivered = Done: delivered to every recipient
event-job-failed = Done: not delivered to every recipient
event-job-uncertain = Done: uncertain whether it has arrived
event-job-reported = { $what ->
    [failed] The mail to { $recipient } came back
    [delayed] The mail to { $recipient } is late: other servers are still trying
    [delivered] A report says that the mail reached { $recipient }
    [relayed] A report says that the mail to { $recipient } went on to a server that does not report
    [expanded] A report says that the mail to { $recipient } went on to the members of a list
   *[automatic-reply] The mailbox of { $recipient } answered by itself (out of office, for example)
}
reported-somebody = a recipient
event-job-retried = Another attempt was asked for
event-job-deleted = Deleted
event-job-held = A person put the job on hold
event-job-released = A person released the job
event-job-downloaded = A person downloaded the mail
event-account-held = The account’s mails wait for a person
event-account-released = The account’s mails flow again
event-account-rests = A limit is reached: the account’s mails wait until { $until }
event-account-rested = The account’s mails go out again: the limit is over
event-account-added = Account added
event-account-changed = Account changed
event-account-removed = Account removed
event-account-examined = { $address ->
    [unknown] Everything checked
   *[other] Everything checked, with a test mail to { $address }
}
event-signed-in = { $name ->
    [unknown] Signed in
   *[other] Signed in as { $name }
}{ $way ->
    [device-code] {" "}with a code
    [authorization-code] {" "}in a browser
    [client-credentials] {" "}as an app
   *[unknown] {""}
}
event-sign-in-begun = A code to sign in the account { $account } was asked for
event-sign-in-ended = The code for the account { $account } is on no screen any more
event-sign-in-interrupted = A restart interrupted the sign-in of the account { $account }
event-token-refreshed = Sign-in renewed
event-grant-hindered = The sign-in could not be renewed for the moment
event-grant-lapsed = The sign-in has ended
event-signed-out = Signed out; the tokens were erased
event-device-added = Device { $device } added
event-device-changed = Device { $device } changed
event-device-removed = Device { $device } removed
event-user-added = User { $user } added
event-user-changed = User { $user } changed
event-user-removed = User { $user } removed (scans kept: { $kept }, deleted: { $deleted })
event-users-imported = Users imported ({ $added } new, { $changed } changed)
event-user-settings-changed = Settings of the users changed
event-consent-given = The organisation { $organisation } has consented to the app of the account { $account }
event-administrator-added = Administrator { $administrator } added
event-administrator-changed = Administrator { $administrator } changed
event-administrator-removed = Administrator { $administrator } removed
event-administrator-password-changed = Password of administrator { $administrator } changed
event-logged-in = Logged in
event-log-in-refused = { $name ->
    [unknown] Not let in
   *[other] Not let in as { $name }
}{ $attempts ->
    [one] {""}
   *[other] {" "}({ $attempts } attempts)
}
event-api-token-added = API token { $token } made
event-api-token-removed = API token { $token } withdrawn
event-slots-changed = Accounts of the functions changed
event-mail-settings-changed = Mail settings changed
event-settings-imported = Settings imported
event-receiving-changed = Settings of receiving changed
event-appearance-changed = In whose words the pages speak was changed
event-fax-server-changed = Settings of the fax server changed
event-panel-changed = Settings of the control panel changed
event-history-changed = How long the history is kept was changed
event-notices-changed = Settings of the notices changed
event-notice-tried = A notice was sent for trial
event-mail-left = A mail stays in its mailbox
event-mail-removed = A mail that no function takes is removed from its mailbox
event-deleted-by-device = { $mails ->
    [one] The device { $device } deleted a mail in its mailbox
   *[other] The device { $device } deleted { $mails } mails in its mailbox
}
event-mails-gone = { $mails ->
    [1] 1 mail is out of the mailbox
   *[other] { $mails } mails are out of the mailbox
}
arrival-taken-in = A mail was taken in ({ $size })
arrival-came-again = The mailbox gave a mail once more; it is kept once
arrival-handing-on = Attempt { $number } to hand the mail on begins
arrival-handed-on = Handed on: { $place }
arrival-not-handed-on = Not handed on yet
arrival-not-confirmed = The sender of a fax asked what became of it, and could not be told
arrival-quarantined = Put in quarantine: a person must look at it
arrival-retried = Another attempt to hand the mail on was asked for
arrival-downloaded = A person downloaded a mail that had come in
arrival-deleted = A person deleted a mail that had come in
event-warned = Warned ahead
event-clock-set = The machine’s clock was set by { $seconds } seconds

## Sizes and spans of time

size = { $unit ->
    [gigabytes] { $number } GB
    [megabytes] { $number } MB
    [kilobytes] { $number } kB
   *[bytes] { $number } bytes
}
ago = { $unit ->
    [days] { $number ->
        [one] a day ago
       *[other] { $number } days ago
    }
    [hours] { $number ->
        [one] an hour ago
       *[other] { $number } hours ago
    }
    [minutes] { $number ->
        [one] a minute ago
       *[other] { $number } minutes ago
    }
   *[seconds] just now
}
ahead = { $unit ->
    [days] { $number ->
        [one] in a day
       *[other] in { $number } days
    }
    [hours] { $number ->
        [one] in an hour
       *[other] in { $number } hours
    }
    [minutes] { $number ->
        [one] in a minute
       *[other] in { $number } minutes
    }
   *[seconds] in a moment
}

## Another attempt was asked for

retried-now = It is tried now.
retried-probing = The account’s mails were waiting for the reason given here. scanpost tries it again at once with one mail of the account, and the others follow as soon as that gets through.
retried-after-hold = It is not tried yet: its account is on hold, for the reason given here. When that has been mended it is sent by itself.
retried-after-rest = It is not tried yet: the mailbox has sent as much as it may for now. It is sent by itself when the limit is over; the account’s page shows when that is.
retried-when-served = It is tried as soon as scanpost serve runs.

## What an administrator may change

privilege-accounts = Accounts and sign-in
privilege-mail-settings = Mail settings
privilege-devices = Devices
privilege-jobs = Jobs
privilege-job-contents = Contents of jobs
privilege-administrators = Administrators and all settings

## What was mended in a mail before it went out

mended-line-ends = line ends made regular
mended-long-lines = long lines broken
mended-header-ended = missing empty line before the text added
mended-message-id-added = Message-ID added
mended-message-id-bracketed = Message-ID put in brackets
mended-date-added = Date added
mended-date-replaced = Date that nobody can read replaced (it was “{ $was }”)
mended-from-added = sender added
mended-from-replaced = sender changed (it was { $was })
mended-reply-to-added = replies go to the sender that the device gave
mended-sender-dropped = the field Sender removed (it was { $was })
mended-to-added = To added, as nobody was named
mended-addresses-written = addresses in { $field } written rightly
mended-repeated-dropped = repeated { $field } removed
mended-repeated-joined = repeated { $field } joined
mended-empty-dropped = empty { $field } removed
mended-header-too-long = nothing mended: the mail’s header is too long
mended-cover-added = a cover put before it

## What a device can do itself (support::Support)

support-itself = { $device } can sign in itself with OAuth 2.0 (Modern Authentication).
    .next = Set it up on the device at { $menu }, or let it send through scanpost: then no scan is lost, and you see here what became of each.
support-needs-firmware = { $device } can sign in itself only with newer firmware: it has { $has }, and needs at least { $least }.
    .next = Ask the dealer of the device for the newer firmware, or let it send through scanpost as it is.
support-firmware-unknown = { $device } can sign in itself with firmware { $least } or newer; which one it has it does not say.
    .next = Look up the version on the device and compare, or let it send through scanpost as it is.
support-perhaps = { $device }: some machines of its maker can sign in itself with OAuth 2.0, depending on model and firmware.
    .next = Look on the device at { $menu } whether OAuth 2.0 is offered there; install the newest firmware first. If it is not offered, let the device send through scanpost.
support-use-scanpost = Not supported: { $device } is not among the machines that are known to sign in themselves.
    .next = Let it send through scanpost.
support-unknown = It does not say what it is.
    .next = Check that the address is the printer’s and that the printer is switched on, and switch on SNMP or IPP in its network settings. It can send through scanpost in any case.
