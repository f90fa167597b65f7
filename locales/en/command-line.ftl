# What the program prints for people; .next is what they should do. Whatever comes from elsewhere
# ($why from the system, for instance) stands in it as it came.

## Why something went wrong, as part of a sentence

why-not-found = there is no such file or folder
why-not-permitted = the system does not permit it
why-address-taken = another program listens there
why-address-not-here = this machine does not have that address
why-disk-full = the disk is full
why-read-only = the disk can only be read
why-a-folder = it is a folder
why-no-folder = a part of the path is not a folder
why-no-text = it is not text in UTF-8
why-hung-up = the other side hung up
why-too-large = it is larger than { $kibibytes } KiB

## The system

threads-missing = The program cannot start its threads: { $why }.
    .next = Free some memory, or raise the limit of processes, then start it again.
signals-unheard = The program cannot hear signals: { $why }.
    .next = Free some memory, then start it again.
chance-missing = The system gives no random octets: { $why }.
    .next = Let the program read /dev/urandom, then start it again.
file-not-read = { $path } cannot be read: { $why }.
    .next = Correct the path or the permissions, then try again.
file-not-written = { $path } cannot be written: { $why }.
    .next = Correct the path or the permissions, or free some space, then try again.

## The data folder

-folder-next = Choose another with --data, or correct its permissions.
folder-not-made = The data folder { $path } cannot be made: { $why }.
    .next = { -folder-next }
folder-not-opened = The data folder { $path } cannot be opened: { $why }.
    .next = { -folder-next }
folder-not-locked = The data folder { $path } cannot be locked: { $why }.
    .next = { -folder-next }
folder-not-read = The data folder { $path } cannot be read: { $why }.
    .next = { -folder-next }
folder-not-closed = The data folder { $path } cannot be closed to others: { $why }.
    .next = { -folder-next }
folder-of-others = The folder { $path } holds other things than scanpost's.
    .next = Choose an empty or a new folder with --data.
folder-of-another-user = The data folder { $path } is open to others and belongs to another user.
    .next = Let that user close it (chmod 700 { $path }), or choose another folder with --data.
folder-nowhere = There is no home folder to keep data in.
    .next = Choose one with --data.
folder-closed = The data folder { $path } was open to others; now it is its owner's alone (0700).
key-open-to-others = Others can read the key { $path }.
    .next = Close it: chmod 600 { $path }
key-unusable = The key in { $source } is not { $octets } octets in base64.
    .next = Make one: head -c { $octets } /dev/urandom | base64
certificate-not-made = No certificate for “{ $hostname }” can be made: { $why }.
    .next = Choose another --hostname.
certificate-unusable = The certificate { $chain } with the key { $key } does not work: { $why }.
    .next = Give a chain and its key in PEM, with --tls-cert and --tls-key.
web-certificate-unusable = The certificate { $chain } with the key { $key } does not work for the page: { $why }.
    .next = Give a chain and its key in PEM, with --web-certificate and --web-key.

## Who works on the data folder

lock-waiting = Waiting for another scanpost process that holds the data folder { $path } ...
lock-waiting-for-gateway = Waiting for the gateway (process { $process }) that holds the data folder { $path } ...
lock-waiting-for-command = Waiting for the scanpost command (process { $process }) that holds the data folder { $path } ...
lock-held = Another scanpost process holds the data folder { $path }.
    .next = Let it end, then try again.
lock-second-gateway = A gateway (process { $process }) runs already on { $path }.
    .next = Stop it first (kill { $process }), or choose another --data.
lock-silent-gateway = The gateway (process { $process }) holds the data folder { $path } and has not answered for { $seconds } seconds.
    .next = Look in its log, or stop it and start it again.
lock-held-by-command = A scanpost command (process { $process }) has held the data folder { $path } for { $seconds } seconds.
    .next = Let it come to its end, or end it (kill { $process }); then try again.

## The gateway

gateway-not-asked = The gateway cannot be asked: { $why }.
    .next = Free some memory, then try again.
gateway-silent = The gateway does not answer: { $why }.
    .next = Is it starting or stopping? Try again.
gateway-of-other-version = The gateway is of another version: { $why }.
    .next = Restart it.
gateway-answered-oddly = The gateway answered { $status }.
    .next = Look in its log.
page-not-served = The page is served by the running gateway.
    .next = Start it: scanpost serve
page-link = For one use, within ten minutes.

## serve

serve-fax-folders = Faxes cannot be put into { $folder }: { $why }. See that the folder is there and that scanpost may write to it. Until then they wait here.
serve-devices = Devices send to
serve-fetching = Devices fetch from
serve-stls = STLS on request
serve-or = or
serve-page = The page
serve-starttls = STARTTLS on request
serve-tls = TLS
serve-fingerprint = Certificate SHA-256
serve-set-up = Nobody can log in yet. Set scanpost up at { $page } with the code { $code }
serve-set-up-hidden = Nobody can log in yet. Set scanpost up at { $page }. The code lies in { $file }; this command shows it: scanpost administrator set-up-code
serve-get-link = get a link: scanpost page
listen-failed = { $option } { $address } cannot be listened on: { $why }.
    .next = Choose another address with { $option }.
listen-not-permitted = { $option } { $address } cannot be listened on: { $why }.
    .next = Ports below 1024 need the capability CAP_NET_BIND_SERVICE; give it to the program, or choose another address with { $option }.
listener-unknown = The system does not say where it listens: { $why }.
    .next = Start it again.
control-socket-not-opened = The control socket { $path } cannot be opened: { $why }.
    .next = Choose a --data with a shorter path.

## The sandbox

sandbox-pages = Sign-in and mailboxes
sandbox-connect = How to connect scanpost
sandbox-smtp = SMTP with STARTTLS
sandbox-pop3 = POP3 with TLS
sandbox-pop3-stls = POP3 with STLS
sandbox-not-started = The sandbox cannot start: { $why }.
    .next = Choose other addresses with --web, --smtp, --pop3, and look into the file of --registration.
registration-unusable = The registration { $path } cannot be used: { $why }.
    .next = Correct it there and start the sandbox again.

## Providers

provider-unknown = “{ $name }” is neither a known provider ({ $known }) nor a file that can be read: { $why }.
    .next = Give one of those names, or correct the file's path.
provider-file-wrong = The provider file { $name } cannot be used: { $why }
    .next = Correct it there and add the account again.
provider-file-at = line { $line }, column { $column }: { $why }.
provider-described-wrong = The description of mail services in { $name } cannot be used: { $why }
    .next = Correct it there, or take the file away, and start scanpost again.
provider-described-many = there are more than { $most } files.
provider-described-badly-named = its name must be of small letters, digits and hyphens, and not “custom”.
provider-described-other-name = the file is called “{ $called }” and its line “name” says “{ $name }”; both must be the same.

## Accounts

show-user-gone = A user who was removed
show-since = since { $at }
show-account-list-empty = No account yet. Add one: scanpost account add --help
show-account-token = Token: { $status }
show-account-signed-in-as = signed in as { $name }
show-account-signed-in-as-other = signed in as { $name } (not { $address }: is that meant?)
show-account-next-refresh = Next refresh: { $at }
show-account-connected = Connection: log-in went well at { $at }
show-account-not-connected = Connection: failed at { $at }. { $why }
show-account-network = Reached by the network { $network }.
show-account-not-tried = Connection: not tried yet
show-account-opened = Mailbox (POP3): opened at { $at }
show-account-not-opened = Mailbox (POP3): not opened at { $at }. { $why }
show-account-on-hold = On hold since { $since }: { $why }
show-account-rests = Waits for a limit until { $until }: { $why }
show-account-last-sign-in = Last sign-in: { $why }
account-next-sign-in = Next: scanpost account sign-in { $name }
show-grant-way = Way of sign-in: { $way } (possible: { $ways })
show-grant-client = Client ID: { $id }
show-grant-granted = Granted: { $scopes }
show-grant-lapses = Ends if it is not used until { $at }
show-grant-certificate = Certificate: { $thumbprint }
show-browser-comes-back = The browser comes back here by itself. From another computer, paste the address of the last page here.
show-browser-paste = Copy the address of the last page and paste it here.
show-browser-registered = The return address must be registered for the app: { $address }
browser-not-awaited = The browser cannot be waited for: { $why }.
    .next = Free some memory, then try again, or use --paste.
browser-done = scanpost: You are signed in. This page can be closed.
browser-not-done = scanpost: That did not work. The terminal says why.
account-changed = To use the new settings, sign in again: scanpost account sign-in { $name }
consent-next = Send it to the administrator. If their browser says at the end that the page cannot be reached, the consent has been given nevertheless.
account-removed = { $name } is removed.
account-removed-users = No account is chosen for sending now. { $users ->
    [1] 1 user
   *[other] { $users } users
} can neither sign in nor send until one is: scanpost slot set sending NAME
doctor-begins = Checking everything for { $name }:
doctor-all-is-well = All is well.
doctor-no-account = There is no account to check.
    .next = Add one: scanpost account add
doctor-broken-off = The check was broken off: the gateway was started anew, or somebody else began another one.
    .next = Check again.
signed-out =
    { $name } is signed out; its tokens are erased. Mails wait until somebody signs in.
    To end all of the user's sessions, revoke them at the provider.
sign-in-still-open = The waiting is over. The code was begun elsewhere and can still be used.
    .next = See scanpost account show { $name }.
sign-in-broken-off = The sign-in was cancelled; its code leads to nothing any more.
    .next = Begin it anew: scanpost account sign-in { $name }
slot-sign-in-still-open = The waiting is over. The code was begun elsewhere and can still be used.
    .next = See scanpost slot list.
slot-sign-in-broken-off = The sign-in was cancelled; its code leads to nothing any more.
    .next = Begin it anew: scanpost slot sign-in { $slot } --provider NAME
sign-in-cancelled = The sign-in was cancelled.
    .next = Begin it anew when it suits you.
show-code-open = Open { $address }
show-code-enter = Enter { $code }
show-code-log-in = Log in as { $address }
show-code-log-in-anybody = Log in to the mailbox that is to be used
show-code-binds = This connects scanpost to that mailbox, to send mail. Not you? Do nothing.
show-code-waiting = { $minutes ->
    [one] The code ends in a minute. Waiting ...
   *[other] The code ends in { $minutes } minutes. Waiting ...
}

## Devices

show-device-list-empty = No device yet, so nobody may send. Add one: scanpost device add --help
show-device-from-anywhere = from anywhere
show-device-has-user = user { $user }
show-device-must-encrypt = must encrypt
show-device-sends-by = sends by { $account }
show-device-fetches = fetches mail
show-device-sender-must-match = must send as its account
show-device-sender-per-user = sends for users, from their own mailboxes
show-device-sender-keep = keeps its own sender
show-device-sender-alias = sends as: { $table }
show-device-seen = last seen { $at } at { $address }, encryption: { $tls }, log-in: { $mechanism }
show-device-fetched = last fetched mail { $at }
show-device-pop-here = this machine’s address
show-device-pop-stls = POP3 server { $server }, port { $port }, STLS
show-device-pop-tls = POP3 server { $server }, port { $port }, TLS from the start
show-device-pop-mailbox = reads the mailbox { $address }
show-device-pop-no-door = It cannot fetch yet: no POP3 server is open. Start one: scanpost serve --pop3 0.0.0.0:2110 (STLS), or --pop3s 0.0.0.0:2995 (TLS)
show-device-pop-no-way = It cannot fetch yet: the POP3 server listens only on this machine. Start it where the device reaches it: scanpost serve --pop3 0.0.0.0:2110 (STLS), or --pop3s 0.0.0.0:2995 (TLS)
show-device-pop-no-mailbox = It cannot fetch yet: no mailbox is chosen. Choose one: scanpost slot set device-mailbox NAME, or scanpost device edit with --account NAME
show-device-not-seen = not seen yet
show-device-in-clear = none
show-device-no-log-in = none
show-device-refused = last refused { $at } at { $address }: { $why }
show-check-firmware = Its firmware: { $firmware }
show-check-by-both = It answered by SNMP and by IPP.
show-check-by-snmp = It answered by SNMP.
show-check-by-ipp = It answered by IPP.
show-check-by-none = It answered neither by SNMP nor by IPP.
show-check-by-unclear = What it answered is neither SNMP nor IPP.
show-check-known = Its address belongs to the device { $device }.
show-check-itself = To let it sign in itself, enter on the device:
show-check-through = To let it send through scanpost, enter on the device (user and password of its entry, or none if its address is entered there):
show-check-unreachable = Nothing yet: no scanpost listens where the device could reach it. Start it with scanpost serve --smtp 0.0.0.0:2525, or with --smtp '[::]:2525' where the device was asked by IPv6.
show-check-starttls = SMTP server { $server }, port { $port }, STARTTLS
show-check-starttls-or-none = SMTP server { $server }, port { $port }, STARTTLS, or none where the device cannot
show-check-tls = SMTP server { $server }, port { $port }, SSL/TLS from the start
show-check-account = OAuth 2.0, account and sender { $account }
show-search-empty = No device has answered. Printers in other parts of the network are not found this way: scanpost device check ADDRESS
show-strangers-none = Nobody has tried.
show-stranger = { $times } times, last { $at }: { $why }
show-device-enter = Enter this in the device now; the password is not shown again:
show-device-user = User
show-device-password = Password
device-removed = { $name } is removed and will be refused.

## Jobs

show-job-list-empty = No jobs.
show-job = Job
show-job-accepted = Accepted
show-job-state = State
show-job-size = Size
show-job-device = Device
show-job-about = from { $device } by { $account }, { $size }, accepted { $at }
show-job-recipient = to { $address }: { $state }
show-job-due = next attempt: { $at }
show-job-account-on-hold = The account is on hold since { $since }: { $why }
job-downloaded = The mail is in { $path }.
output-not-written = It cannot be written: { $why }.
    .next = Give another file in a folder that you may write to.
job-deleted = { $id } is deleted, with its mail.

## receiving

arrival-is-deleted = { $id } is deleted.
arrival-may-print = { $id } is deleted here. The printer { $printer } may still print it: nobody could call it back. Cancel the job at the printer.
arrival-may-arrive = { $id } is deleted here. Its mail could not be called back and may be with its recipients: scanpost job show { $job }
arrival-unknown = { $id } is deleted here. What had been sent on of it before could not be called back: look at the printer, or ask its recipients.
arrivals-are-deleted = Mails that were deleted: { $count }
arrivals-not-recalled = May still be printed or be with their recipients: { $count }. Cancel the jobs at the printer; scanpost job list shows the mails.
receiving-goes-on = The mailbox is being looked into. What comes of it: scanpost receiving list
show-receiving-off = No account is chosen for it, so no mail is fetched. Choose one: scanpost slot set { $function } NAME
show-receiving-from = Fetched from { $server }, check interval in minutes: { $minutes }
show-receiving-not-polled = Not looked into at { $at }: { $why }
show-receiving-nothing-new = Looked into at { $at }: nothing new
show-receiving-nothing-taken = Looked into at { $at }: nothing taken in
show-receiving-polled = Looked into at { $at }: { $count ->
    [1] one new mail
   *[other] { $count } new mails
}
show-receiving-waiting = Waiting in the mailbox: { $count }
show-receiving-next = Next poll at { $at }
show-arrivals-empty = No mail here.
show-arrival-place = Handed on to { $place }
show-arrival-says = By its sender’s own word: from { $from }, subject { $subject }, date { $date }
show-arrival-unsaid = none

## status

show-status-version = scanpost { $version }, since { $since }
show-status-not-serving = not serving: start it with scanpost serve
show-status-devices = Devices: { $count }
show-status-jobs = Jobs: { $jobs }
show-status-no-jobs = none
show-status-without-consent = Users cannot sign in, and their scans wait, because the organisation has not consented to the app. Let an administrator of the organisation open the link that this prints: scanpost account consent NAME
show-status-without-account = Devices that are refused, because no account is chosen for their mails: { $count }. Choose one: scanpost slot set sending NAME
show-status-free = Free on the disk: { $size }
show-status-arrivals = Mails that came in: { $arrivals }
show-status-receiving = Not received for { $function }: { $why }

## The demo

demo-ok = ok
demo-failed = FAIL
demo-sandbox = Starting the sandbox, a provider on this machine
demo-scanpost = Starting scanpost
demo-prepare = Adding the mailbox and the printer
demo-sign-in = Signing { $address } in with the code { $code }
demo-send = The printer sends { $name } ({ $octets } octets) by plain SMTP
demo-deliver = scanpost keeps it as job { $job } and delivers it
demo-look = Looking into Anna's mailbox
demo-delivered = Delivered in { $milliseconds } ms, unchanged: SHA-256 { $digest }
demo-fax-prepare = Adding a mailbox for faxes, with a token of its own
demo-fax-fetch = A fax lies in the mailbox { $address }; scanpost fetches it by POP3
demo-fax-hand-on = scanpost looks it through and puts it into its folder
demo-fax-print = scanpost prints it at { $printer } and waits until that is done
demo-fax-look = Looking into the folder
demo-fax-kept = The fax, one page of TIFF ({ $octets } octets), lies unchanged in { $place }
demo-fax-goes = The fax, one page of TIFF ({ $octets } octets), lay unchanged in { $place }. It has gone with the demo; --faxes FOLDER keeps it.
demo-fax-printed = The fax, one page of TIFF ({ $octets } octets), was printed: { $place }
demo-fax-file = the fax that came in
demo-around = Look around:
demo-page = scanpost's page
demo-sandbox-page = the sandbox's page
demo-more = send more scans to
demo-plain-smtp = plain SMTP, from this machine
demo-end = Ctrl-C ends it; nothing is kept.
demo-stopped = The demo was stopped before its end.
    .next = Start it again: scanpost demo
demo-no-folder = No throw-away folder can be made: { $why }.
    .next = Free some space in TMPDIR.
demo-no-sandbox = The sandbox cannot start: { $why }.
    .next = Let programs listen on 127.0.0.1, then try again.
demo-file-unreadable = { $path } cannot be sent: { $why }.
    .next = Choose another file.
demo-file-too-large = { $path } cannot be sent: it is larger than any mail may be.
    .next = Choose another file.
demo-no-scan = The mail cannot be built: { $why }.
    .next = Choose another file.
-demo-next = This is a mistake in scanpost; please report it with the lines above.
demo-code-unknown = The sandbox does not know the code that it gave.
    .next = { -demo-next }
demo-scanpost-stopped = scanpost has stopped.
    .next = { -demo-next }
demo-no-job = scanpost took the scan and has no job.
    .next = { -demo-next }
demo-differs = The attachment in the mailbox differs from the file.
    .next = { -demo-next }
demo-no-mail = There is no mail with an attachment in the mailbox.
    .next = { -demo-next }
demo-fax-hindered = The fax was not handed on: { $why }
    .next = Set that right, or choose another place with --faxes or --printer, and start the demo again. The fax was the demo’s own; nothing of yours is lost.
demo-fax-waits = The fax has not been handed on within three minutes, and nothing says why.
    .next = Start the demo again; with --printer, look at what the printer shows.
demo-fax-not-there = The fax does not lie in its folder: { $why }
    .next = { -demo-next }
demo-fax-differs = The fax in the folder differs from the one that was sent.
    .next = { -demo-next }
demo-connection-lost = The connection to scanpost broke: { $why }.
    .next = { -demo-next }
demo-refused = scanpost refused the scan: { $reply }.
    .next = { -demo-next }
demo-silent = scanpost does not answer its printer.
    .next = { -demo-next }
demo-hung-up = scanpost hung up on its printer.
    .next = { -demo-next }

## Administrators and API tokens

administrator-can-log-in = { $name } can log in on the page.
administrator-list-empty = Nobody can log in yet. Add somebody: scanpost administrator add --help
administrator-password-reset = { $name } has another password; log-ins with the old one have ended.
administrator-removed = { $name } is removed and logged out.
api-token-made = The API token { $name } is made.
api-token-list-empty = No API token yet. Make one: scanpost token add --help
api-token-withdrawn = The API token { $name } is withdrawn.
shown-once = It is shown this once:
may-everything = everything
may-look-only = look only
password-not-read = The password cannot be read from standard input: { $why }.
    .next = Give it in the first line: scanpost administrator add anna --password-stdin < file

## Settings

settings-dry-run = Nothing has been done.
settings-not-all-imported = Not everything was stored: the storage failed, or somebody else was faster.
    .next = Import the same file again; it does the rest. The log says why.

## The status sheet
sheet-written = Written: { $path }
sheet-file-exists = { $path } is there already and was left as it is.
    .next = Give another name, or --replace to write over it.
sheet-goes = The sheet is on its way to { $printer }.
sheet-waits = The printer waits: { $why } scanpost looks on.
sheet-is-printed = Printed.
sheet-not-printed = The sheet was not printed: { $why }

imported-users = Users: { $added } added, { $changed } changed, { $same } as before.
removed-user = { $name } is removed (scans kept: { $kept }, deleted: { $deleted }).
show-users-none = There are no users.
show-user-signed-in = signed in since { $at }
show-user-not-signed-in = not signed in
show-user-scans = scans that wait: { $scans }
show-user-sends-as = devices also send as { $names }
