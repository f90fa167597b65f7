# The help of every command, and what the program answers when the command line is not understood.
#
# A command's text stands under help-<command>, those of its arguments as attributes. An argument that
# several commands share stands once, at the message above them (help-account, help). .more is said
# below the command's text. value-… is what stands for a value.

help = The OAuth 2.0 mail system of printers and scanners.
    .more =
        Printers send their scans to scanpost by plain SMTP; scanpost keeps each one safely and delivers it through Exchange Online, Outlook.com or any other provider with OAuth 2.0.

        `scanpost demo` shows the whole of it without a tenant, `scanpost serve` runs the gateway.

        Exit codes: 0 done, 1 it failed, 2 not understood, 3 no such account, device or job.
    .data = The folder that holds everything scanpost keeps.
    .language = The language of texts for people; without it the terminal's (LC_ALL, LC_MESSAGES, LANG).
    .json = Print JSON. Its keys and codes are the same in every language.
    .log_level = How much is logged.
    .log_form = In which form.
    .help = Show this help.
    .version = Show the version.
help-help = Show the help of a command.

help-serve = Run the gateway until it is told to stop (Ctrl-C or SIGTERM).
    .more = Told to stop, it takes nothing new and gives mails that are under way 5 seconds to come to their end. Accepted mails are kept and go out after the next start.
    .smtp = Where devices connect, with STARTTLS on request.
    .smtps = Where devices connect that encrypt from the first octet.
    .web = Where the page is. Within this machine it is plain HTTP; everywhere else, and with a certificate, HTTPS.
    .hostname = The name scanpost greets devices with.
    .largest_mail = The largest mail that is accepted, in MiB.
    .disk_reserve = What must stay free on the disk before a mail is begun, in MiB.
    .tls_cert = The certificate chain that devices are shown, in PEM. Without it one is made.
    .tls_key = The private key of that certificate, in PEM.
    .web_certificate = The certificate chain that browsers are shown, in PEM. Without it one is made, and its fingerprint printed. SIGHUP has it read again.
    .web_key = The private key of that certificate, in PEM.
    .json = Print the addresses as one line of JSON.

help-sandbox = Run a stand-in for the provider: sign-in, SMTP, POP3 and a page that shows the mailboxes.
    .web = Where the sign-in pages and the mailbox pages are. Anybody who reaches them may use them.
    .smtp = Where mails are submitted, with STARTTLS.
    .pop3 = Where mails are fetched, encrypted from the first octet.
    .mailbox = A mailbox; may be given several times.
    .seed = Decides what is left to chance, such as how long a token lives.
    .with = A bad day to begin with, by its name on the sandbox's page; may be given several times.
    .with-security-defaults = Security defaults refuse device codes in the browser (AADSTS530035)
    .with-security-defaults-at-poll = Security defaults refuse device codes only when the app polls (AADSTS530035)
    .with-ca-blocks-device-code = Conditional Access refuses device codes in the browser (AADSTS53003)
    .with-ca-blocks-device-code-at-poll = Conditional Access refuses device codes only when the app polls (AADSTS53003)
    .with-ca-blocks-refresh = Conditional Access refuses to refresh what came from a device code (AADSTS530036)
    .with-ca-blocks-sign-in = Conditional Access refuses every sign-in and refresh (AADSTS53003)
    .with-public-client-flows-off = The app does not allow public client flows (AADSTS7000218)
    .with-consent-withdrawn = Consent is gone until somebody consents again (AADSTS65001)
    .with-admin-consent-needed = Only an administrator can consent (AADSTS90094)
    .with-client-secret-expired = The client secrets have expired (AADSTS7000222)
    .with-no-mailbox-permission = The service principal may open no mailbox (535 5.7.3 for app-only tokens)
    .with-gmail = The provider speaks as Gmail's
    .with-clock-ahead = The provider's clock is ten minutes ahead (AADSTS700024 for assertions)
    .with-clock-behind = The provider's clock is ten minutes behind (AADSTS700024 for assertions)
    .with-user-disabled = Every user is disabled (AADSTS50057)
    .with-user-locked = Every user is locked out of signing in (AADSTS50053)
    .with-password-expired = Every user's password has expired (AADSTS50055)
    .with-mfa-needed = A second factor is needed: older sign-ins end (AADSTS50076)
    .with-user-not-assigned = No user is assigned to the app (AADSTS50105)
    .with-short-codes = A device code lives for ten seconds
    .with-slow-down = Whoever polls too early is told slow_down
    .with-strict-rotation = A refresh token works once; its second use revokes the sign-in
    .with-keeps-refresh-token = A refresh gives no new refresh token
    .with-short-tokens = An access token lives for one minute
    .with-bare-invalid-grant = The next refresh is refused with invalid_grant and nothing more
    .with-errors-with-200 = An OAuth error comes with HTTP 200
    .with-numbers-as-strings = Numbers in OAuth answers are strings
    .with-no-interval = The answer with the device code names no interval
    .with-verification-uri-complete = The answer with the device code has an address with the code in it
    .with-scope-encoded = The granted scope is percent-encoded
    .with-scope-missing = The granted scope is left out
    .with-sign-in-away = The token endpoint is away (503)
    .with-sign-in-busy = The token endpoint is busy (429, come back in 30 seconds)
    .with-sign-in-hangs = The token endpoint does not answer
    .with-sign-in-resets = The token endpoint breaks off in the middle of its answer
    .with-sign-in-html = The token endpoint answers with a page for people (502)
    .with-pages-slow = The sign-in pages take three seconds
    .with-pages-broken = The sign-in pages fail (500)
    .with-pages-hang = The sign-in pages never come
    .with-recipient-refused = Recipients nobody@… do not exist (550 5.1.10)
    .with-recipient-deferred = Recipients later@… are put off (451 4.7.500)
    .with-auth-refused = Every SMTP log-in is refused (535 5.7.3)
    .with-smtp-auth-off-for-tenant = SMTP AUTH is switched off for the tenant (535 5.7.139)
    .with-smtp-auth-off-for-mailbox = SMTP AUTH is switched off for the mailbox (535 5.7.139)
    .with-no-licence = The mailbox has no licence (451 4.7.0 PRX4 to every mail)
    .with-send-as-denied = The mailbox may not send as this sender (554 5.2.252 after the mail)
    .with-mail-away = SMTP is not available (421 4.3.2 instead of a greeting)
    .with-mail-hangs = SMTP takes the connection and says nothing
    .with-mail-slow = SMTP takes two seconds for each recipient
    .with-drop-in-body = The next mail is broken off in its middle
    .with-drop-before-250 = The next mail is kept, but its 250 never arrives
    .registration = How the app is registered, as JSON: `redirects`, `secrets`, `certificates`.
    .provider_file = Write the sandbox's provider file here, for `scanpost account add --provider`.
    .json = Print the addresses as one line of JSON.

help-demo = See the main job: a scan travels from a printer through scanpost into a mailbox.
    .file = The file to send; without it a small scan that comes along.
    .once = End when the mail lies in the mailbox: 0 if its attachment is the same to the last octet.
    .manual = Let a person approve the sign-in at the sandbox's page.
    .json = Print one JSON object on the last line, whatever comes of it.

help-account = The mailboxes that scanpost sends for.
    .name = The account, such as `scans`.
    .client_id = The id of the app that is registered at the provider.
    .tenant = The tenant at Microsoft: its id or domain.
    .way = The way to sign in.
    .receive = Whether mail is received too.
    .client_secret_file = The file with the app's secret; - is standard input.
    .certificate = The file with a certificate and its private key in PEM; - is standard input.
    .make_certificate = Make a key pair and its certificate.
help-account-add = Add a mailbox. Nobody is signed in yet.
    .name = What to call it, such as `scans`.
    .address = The mailbox.
    .provider = exchange-online, outlook, gmail, or a file that describes another provider.
help-account-change = Change how an account signs in. What is not given stays as it is.
help-account-list = List all accounts.
help-account-show = Show one account: token status, connection status, what must be done.
help-account-sign-in = Sign in, and wait until it is done: with a code, in a browser, or as an app.
    .paste = In the browser: give the address of the last page here, instead of waiting for it.
help-account-check = Log in at the mail server now, and say how that went.
help-account-consent = Show the address at which an administrator of the tenant consents for all users.
help-account-certificate = Show the certificate to upload at the provider.
help-account-sign-out = Sign out: erases the account's tokens. Mails wait until somebody signs in again.
help-account-remove = Remove an account that has no waiting mails.

help-device = The printers and scanners that may send.
    .name = The device, such as `copier`.
help-device-add = Add a device, known by its address, by user and password, or by both.
    .name = What to call it, such as `copier`.
    .range = The addresses it comes from; may be given several times.
    .user = The user it logs in with. A password is made and shown this once.
    .tls = Whether it must encrypt.
    .account = The account its mails go out by; without it that of all sending functions.
    .wide = That a very wide range is meant: strangers in it can send without a password.
help-device-show = Show one device: what may come from where, and what was last seen of it.
help-device-edit = Change a device. What is not given stays as it is.
    .range = The addresses it comes from, in place of those that it has; may be given several times.
    .any_address = It may come from anywhere; it needs a user then.
    .user = The user it logs in with. A device that had none gets a password, shown this once.
    .no_user = Its address alone makes it known. Its password ends.
    .tls = Whether it must encrypt.
    .account = The account its mails go out by.
    .first_account = Its mails go out by the account of all sending functions.
    .wide = That a very wide range is meant: strangers in it can send without a password.
help-device-new-password = Make a new password, shown this once. The old one ends at once.
help-device-strangers = Show the addresses that no device accounts for and that were refused since the start, 50 at most.
help-device-list = List all devices.
help-device-remove = Remove a device. It is refused from then on.

help-job = The scans that were taken, and what became of them.
    .id = The job, by the number that `scanpost job list` shows.
help-job-list = List jobs, newest first.
    .state = Only jobs in this state.
    .account = Only jobs of this account.
    .device = Only jobs of this device.
    .search = Only jobs with this in a recipient, the sender or the device, or whose number begins so. Looked for among 20,000 jobs; go on with --before.
    .period = Only jobs of the last hour, day, 7 days (week) or 30 days (month).
    .before = Only jobs older than this one.
    .most = At most so many.
    .csv = Print a table for spreadsheets (CSV) of all that fit.
help-job-show = Show one job's whole story.
help-job-retry = Try a waiting job now.
help-job-hold = Keep a waiting job back until somebody releases it.
help-job-release = Let a held job go on.
help-job-download = Write a job's mail to a file. Who does it is written down.
    .to = The file; one that is there is not overwritten.
help-job-delete = Remove a job and its mail.

help-administrator = Who can log in on the page.
    .name = The administrator, such as `anna`.
    .may = What they may change; may be given several times. Without it, everything.
    .look_only = They may look, and change nothing.
    .password_stdin = Read the password from the first line of standard input. Without it one is made and shown this once.
help-administrator-add = Add an administrator.
    .may-accounts = Accounts and their sign-in
    .may-mail-settings = Mail settings
    .may-devices = Devices
    .may-jobs = To try, hold, release and delete jobs
    .may-job-contents = To download mails
    .may-administrators = Administrators, API tokens, all settings, the audit
help-administrator-list = List all administrators with what they may change.
help-administrator-reset-password = Give an administrator another password. Whoever is logged in with the old one is logged out.
help-administrator-remove = Remove an administrator. They are logged out at once.

help-token = API tokens, for programs that ask.
    .name = The token, such as `monitoring`.
    .may = What its user may change; may be given several times. Without it, everything.
    .look_only = Its user may look, and change nothing.
help-token-add = Make an API token, shown this once.
    .may-accounts = Accounts and their sign-in
    .may-mail-settings = Mail settings
    .may-devices = Devices
    .may-jobs = To try, hold, release and delete jobs
    .may-job-contents = To download mails
    .may-administrators = Administrators, API tokens, all settings, the audit
help-token-list = List all API tokens with what their users may change.
help-token-remove = Withdraw an API token. The next request with it is refused.

help-slot = Which account each function of the devices uses.
    .slot = The functions that share it.
help-slot-list = List all functions with their accounts.
help-slot-set = Choose the account of a slot.
    .slot-sending = everything that sends
    .slot-fax-server = the fax server
    .slot-internet-fax-receive = receiving internet fax
    .slot-email-status = status by e-mail
    .account = The account, such as `scans`.
    .none = Choose none.

help-settings = What is set for the whole site.
    .file = The file of settings, in TOML.
help-settings-show = Show the mail settings.
help-settings-export = Write all settings, accounts and devices as TOML; without a file to the terminal.
    .more = No password and no sign-in is in it in clear.
help-settings-import = Add and change what a file names; all else stays as it is.
    .more = With - as the file it is read from standard input.
    .dry_run = Only show what would change.

help-status = Everything at a glance.
help-page = A link to the page, for one use within ten minutes.

## Headings and labels

help-heading-usage = Usage
help-heading-commands = Commands
help-heading-arguments = Arguments
help-heading-options = Options
help-heading-example = Example
help-options = OPTIONS
help-command = COMMAND
help-variable = variable: { $value }
help-default = default: { $value }
help-possible = possible: { $value }

## What stands for a value

value-account = ACCOUNT
value-address = ADDRESS
value-answer = ANSWER
value-dir = FOLDER
value-file = FILE
value-file-pdf = FILE.pdf
value-floor = FLOOR
value-form = FORM
value-id = ID
value-language = LANGUAGE
value-level = LEVEL
value-mib = MIB
value-name = NAME
value-name-file = NAME|FILE
value-number = NUMBER
value-period = PERIOD
value-privilege = PRIVILEGE
value-range = RANGE
value-state = STATE
value-tenant = TENANT
value-text = TEXT
value-user = USER
value-way = WAY

## Not understood

misuse-unknown-argument = “{ $argument }” cannot be given here.
misuse-unknown-command = There is no command “{ $command }”.
misuse-value-missing = { $argument } needs a value.
misuse-value-wrong = “{ $value }” does not go with { $argument }.
misuse-missing = Something is missing that must be given: { $argument }.
misuse-twice = { $argument } can be given only once.
misuse-conflict = { $argument } and { $other } cannot be given together.
misuse-not-text = There are octets on the command line that are no text in UTF-8.
misuse-unclear = The command line cannot be understood.
misuse-suggestion = Did you mean “{ $suggestion }”?
misuse-possible = Give one of these: { $possible }.
misuse-help = `{ $command } --help` shows what can be given.

slip-account = Give 1 to 64 letters, digits, dots, hyphens or underscores; begin with a letter or a digit.
slip-address = Give an address and a port, such as 127.0.0.1:8025.
slip-range = Give a range such as 192.0.2.0/24, or an address.
slip-number = Give a whole number from { $least } to { $most }.
slip-job = A job's number has 32 hexadecimal digits; `scanpost job list` shows the jobs that there are.
slip-keeps-nothing = This command keeps nothing: leave --data out.
