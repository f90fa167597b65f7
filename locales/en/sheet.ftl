# The status sheet: printed, on a page, by mail.

status-mail-subject = Status of scanpost on { $host }
sheet-none = none

sheet-scanpost = scanpost
sheet-version = Version
sheet-now = Date of this sheet
sheet-since = Running since
sheet-disk = Free on the disk

# One for each mail server. $of is what it is used for: Sending, Fax server, or some devices.
sheet-mail-server = E-mail server: { $of }
sheet-authentication = Authentication method
sheet-service = E-mail service
sheet-status = Current status
sheet-log-in = Last log-in at the server
sheet-log-in-well = { $at }: went well
sheet-log-in-badly = { $at }: { $why }
sheet-held = on hold since { $since }: { $why }
sheet-rests = a limit is reached: waits until { $until }
sheet-account = Authenticated account
sheet-password = Authenticated password
sheet-not-used = not used with OAuth 2.0
sheet-sender = Sender’s e-mail address
sheet-mailbox = Mailbox
sheet-smtp = SMTP server address
sheet-smtp-port = SMTP server port number
sheet-secondary = Secondary SMTP server
sheet-secondary-port = Its port number
sheet-secure = Secure connection
sheet-validation = Certificate validation
sheet-switched-on = on
sheet-switched-off = off: mail servers need not prove who they are
sheet-pop = POP3 server address
sheet-pop-port = POP3 server port number

sheet-receiving = Receiving
sheet-functions = Functions in use
sheet-every = { $minutes ->
    [1] every minute
   *[other] every { $minutes } minutes
}
sheet-polled-well = last poll { $at }: went well, { $waiting } mails for later
sheet-polled-badly = last poll { $at }: { $why }
sheet-not-polled = not polled: { $why }
sheet-never-polled = not polled since the start
sheet-arrivals-waiting = Mails that wait here to be handed on
sheet-arrivals-quarantined = Mails in quarantine

sheet-network = Network
sheet-host = Host name
sheet-addresses = Own addresses
sheet-listens = Listens for { $what }
sheet-proxy = Proxy
sheet-exit = Way out
sheet-exit-system = as the system chooses

sheet-jobs = Jobs
sheet-last-accepted = Last mail from a device
sheet-last-delivered = Last mail delivered

sheet-faults = Last faults
sheet-last-faults = Faults

sheet-devices = Devices
sheet-devices-count = Number
sheet-devices-more = And further ones
sheet-seen = last seen { $at }
sheet-never-seen = not seen yet
