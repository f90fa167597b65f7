# Why something is not done, and what to do instead. The id is the reason's word
# (scanpost-core/src/objection.rs); $about is a name, a number, or what was entered.

no-such-account = There is no account “{ $about }”.
    .next = `scanpost account list` shows the accounts that there are.
no-such-device = There is no device “{ $about }”.
    .next = `scanpost device list` shows the devices that there are.
no-such-job = There is no job { $about }.
    .next = `scanpost job list` shows the jobs that there are.

no-such-arrival = There is no mail { $about } that came in.
    .next = Look at the list of the mails that came in: it may have been handed on long ago.

arrival-gone = The mail { $about } itself is not kept any more: it was handed on or deleted.
    .next = `scanpost receiving show { $about }` says what became of it.
arrival-not-waiting = The mail { $about } neither waits nor is in quarantine.
    .next = Look at it again: it is being handed on, or that has happened already.

not-polled = No mailbox is read for { $about } at the moment.
    .next = Choose an account for it: under Settings, “Accounts of the functions”, or by `scanpost slot set { $about } NAME`; or wait until the gateway has finished changing it.
not-a-receiving-function = “{ $about }” is no function that receives.
    .next = Those that do are internet-fax-receive, email-status, print-mail and delivery-reports.

account-exists = There is an account “{ $about }” already.
    .next = Choose another name, or remove that account first.
no-such-slot = There is no slot “{ $about }”.
    .next = See which there are: scanpost slot list
slot-has-account = The account “{ $about }” is chosen there already.
    .next = Sign that one in, or choose none first.
account-busy = Mails of the account “{ $about }” are still waiting and would be lost with it.
    .next = Choose another account for what sends by it, and they go out by that one; or let them go out, or delete them.
device-exists = There is a device “{ $about }” already.
    .next = Choose another name, or remove that device first.
job-not-waiting = Only a waiting job can be tried again, and the state of this one is: { $about }.
    .next = Release it if a person holds it. If it has failed, scan again; if it is uncertain, ask the recipient first.
job-under-way = The mail is being sent this moment.
    .next = Delete it when the attempt is over.
job-not-held = Only a job that a person holds can be released, and the state of this one is: { $about }.
    .next = Nothing needs to be done.
mail-of-user = The mail of job { $about } is a user’s own. scanpost shows it to nobody.
    .next = Ask the user: after the sign-in it goes out by itself, and lies in the user’s own mailbox.
mail-gone = The mail of job { $about } is not kept any more: its job has ended.
    .next = Look for it in the sender’s mailbox at the provider, or scan again.
jobs-too-many = So many jobs are not changed at once.
    .next = Choose { $about } at most, then the next ones.
changed-meanwhile = Somebody else has changed “{ $about }” in the meantime.
    .next = Look at the new state, then make your change again.

account-name-invalid = “{ $about }” cannot be the name of an account.
    .next = Take letters, digits, dots, hyphens and underscores; begin with a letter or a digit.
webhook-url-unsafe = Notices cannot be posted to “{ $about }”.
    .next = Give an address that begins with https://, without a user and a password in it; http:// is for this machine only.
webhook-secret-invalid = That cannot be the secret of a webhook.
    .next = Take letters, digits and signs without blanks, 1024 at most.
webhook-secret-missing = The stored secret belongs to another receiver and is not shown to this one.
    .next = Enter the secret of the new receiver. If it has none, save without an address first, then with the new one.
address-invalid = “{ $about }” is not a mail address.
    .next = Give one like scans@example.com.
client-id-invalid = That cannot be a client ID of an app at { $about }.
    .next = Copy the client ID from the app’s registration there: it is neither the app’s name nor its secret.
client-id-not-guid = That cannot be a client ID of an app at { $about }.
    .next = Copy the “Application (client) ID” from the app registration’s overview: 32 digits and letters in five groups, such as 00001111-aaaa-2222-bbbb-3333cccc4444.
client-id-missing = { $about } does not let scanpost sign in without a client ID.
    .next = Register an app there and give its client ID.
job-number-invalid = “{ $about }” is not the number of a job.
arrival-number-invalid = “{ $about }” is not the number of a mail that came in.
    .next = `scanpost receiving arrivals` shows the mails that came in, with their numbers.

tenant-invalid = “{ $about }” is no tenant.
    .next = Enter the tenant’s ID or one of its domains, such as contoso.onmicrosoft.com.

client-secret-invalid = That cannot be a client secret.
    .next = Copy the value of the secret from the app registration, without blanks before or behind it.

certificate-unreadable = That is not a certificate in PEM.
    .next = Paste the certificate and its private key as text, with their BEGIN and END lines.

certificate-without-key = The private key of the certificate is missing, or it is locked with a password.
    .next = Paste the private key too, without a password; scanpost stores it sealed.

certificate-not-rsa = The key is not an RSA key, and the provider accepts no other.
    .next = Make a certificate with an RSA key of 2048 bits or more, or let scanpost make one.

certificate-of-other-key = The private key belongs to another certificate.
    .next = Paste the certificate and the key that were made together.

provider-unreadable = The description of the provider cannot be read. What reads it says: “{ $about }”
    .next = Correct it there.
provider-endpoint-unsafe = The address “{ $about }” is not safe for tokens: it must begin with https and name the host plainly.
    .next = Give the address as the provider documents it, without user, password or fragment. Plain http is allowed for this machine alone (localhost, 127.0.0.1, [::1]).
limit-out-of-range = One of the limits of what may be sent cannot be right.
    .next = Give { $about }.
provider-ca-unreadable = The CA certificate of the provider cannot be used: { $about }.
    .next = Give it in PEM, with its BEGIN and END lines.
provider-incomplete = The description of the provider lacks its mail server or its scopes.
    .next = Give smtp.host and oauth.scopes.
device-name-invalid = “{ $about }” cannot be the name of a device.
    .next = Take 1 to 64 letters, digits, blanks, dots, hyphens or underscores; begin with a letter or a digit.
device-address-invalid = “{ $about }” is no address of a device.
    .next = Enter its name or IP address, for instance 192.0.2.17, or the address of a printer such as ipp://192.0.2.17/ipp/print. The device shows it in its network settings. Give it without a user or password in it.
device-address-unknown = No device is found under the name “{ $about }”.
    .next = Enter the IP address instead; the device shows it in its network settings.
snmp-invalid = The device cannot be asked by SNMP in this way.
    .next = Enter a port from 1 to 65535 (usually 161), and a community of at most 64 characters (usually public).
search-not-possible = The local network cannot be searched now: { $about }
    .next = Enter the address of the printer instead. A search needs a network interface that allows multicast.
device-user-invalid = “{ $about }” cannot be the user of a device.
    .next = Take 1 to 64 characters, none of them a control character.
device-user-taken = The device “{ $about }” logs in with this user already, from the same addresses.
    .next = Choose another user, or let the two come from different addresses.
device-without-user = The device “{ $about }” has no user, and so no password.
    .next = Give it a user first; a password is then made for it.
device-range-invalid = “{ $about }” is no address and no range of addresses.
    .next = Write one a line, such as 192.0.2.17, 192.0.2.0/24 or 2001:db8::/64.
device-range-wide = The range { $about } is very wide: whoever is in it could send mail through scanpost, without a password.
    .next = Narrow the range, give the device a user, or confirm that it is meant.
device-ranges-too-many = These are more ranges than one device can have.
    .next = Give at most { $about }; a wider range can take the place of several.
sender-alias-invalid = “{ $about }” is no e-mail address.
    .next = Write what the device sends as, and what it becomes: copier@old.example = copier@example.com. One a line.
sender-aliases-number = The table of senders is empty or too long.
    .next = Give 1 to { $about } senders, or choose another rule.
device-fetches-without-user = A device that fetches mail must log in, and this one has no user.
    .next = Give it a user; a password is then made for it. Or do not let it fetch mail.
device-unidentified = Nobody could tell this device from a stranger.
    .next = Give the range of addresses that it sends from, such as 192.0.2.17/32, or a user.

no-such-user = There is no user “{ $about }”.
    .next = `scanpost user list` shows the users that there are.

user-exists = There is a user with the address { $about } already.
    .next = Change that one, or enter another address.

user-name-invalid = “{ $about }” cannot be a user’s name.
    .next = Use 1 to 100 characters, without line breaks.

user-match-invalid = “{ $about }” is nothing a device can name a user by.
    .next = Enter a mail address, or what stands before the @ in the sender that the device gives.

user-matches-too-many = A user can be known by { $about } other names at most.
    .next = Enter only those that devices really send as.

user-match-taken = Two users would share { $about }.
    .next = Give each address and each name to one user only.

too-many-users = scanpost keeps { $about } users, and there would be more.
    .next = Remove users who are gone, or add fewer.

user-scans-wait = { $about } scans of this user wait to be sent.
    .next = Say whether they are kept until the user comes back, or deleted.

user-scans-under-way = A scan of this user is on its way this moment.
    .next = Wait until it has been sent, and remove the user then.

account-name-of-users = “{ $about }” cannot be an account’s name: names that begin with “user.” belong to users.
    .next = Choose another name.

user-domain-invalid = “{ $about }” is no domain of mail addresses.
    .next = Enter what stands behind the @, like contoso.example, one on each line.

users-file-empty = There is no user in the file.
    .next = Write one user on each line: name, address and, if needed, other addresses, with commas between them.

users-file-too-large = The file is larger than { $about } MiB.
    .next = Import the users in several files.

user-line-short = Line { $about } has no address.
    .next = Write one user on each line: name, address and, if needed, other addresses, with commas between them.

user-line-name = Line { $about } has no name that can be used.
    .next = Write the user’s name first, 1 to 100 characters.

user-line-address = Line { $about }: the second field is not a mail address.
    .next = Correct the address and import the file again. Nothing of it was taken.

user-line-match = Line { $about }: one of the other addresses is none.
    .next = Enter mail addresses, or what stands before the @. Nothing of the file was taken.

user-line-long = Line { $about }: a user has no more other addresses than that.
    .next = Leave out those that devices do not send as. Nothing of the file was taken.

user-line-twice = Line { $about }: a line above has this already.
    .next = Give each address and each name to one user only. Nothing of the file was taken.

user-line-quotes = Line { $about } has a quotation mark where none can be.
    .next = Save the table as CSV again. Nothing of the file was taken.

sign-in-too-often = Too many sign-ins were begun.
    .next = Wait { $about } minutes and try again. If you did not begin them yourself, tell your administrator.

ticket-unknown = This link does not work any more.
    .next = A link works once and for a quarter of an hour. Type your mail address on the page “My scans” (/me) instead.

visit-ended = The time on this page is over.
    .next = Type your mail address again.

page-address-invalid = “{ $about }” is no address of pages.
    .next = Enter it as users open it, like https://scanpost.contoso.example.

no-such-administrator = There is no administrator “{ $about }”.
    .next = Look at the list of administrators: on their page, or with `scanpost administrator list`.
no-such-api-token = There is no API token “{ $about }”.
    .next = Look at the list of API tokens: on the page of administrators, or with `scanpost token list`.
administrator-exists = There is an administrator “{ $about }” already.
    .next = Choose another name.
api-token-exists = There is an API token “{ $about }” already.
    .next = Choose another name, or withdraw that one first.
last-administrator = “{ $about }” is the only administrator with all privileges.
    .next = Give all privileges to somebody else first.
too-many-accounts = There are { $about } accounts already; more are not kept.
    .next = Remove some that are not used any more. For more mailboxes than that, run a second scanpost.
too-many-devices = There are { $about } devices already; more are not kept.
    .next = Remove some that are gone, or let one entry hold the whole network range of several.
too-many-administrators = There are { $about } administrators already; more are not kept.
    .next = Remove some that are not needed any more.
too-many-api-tokens = There are { $about } API tokens already; more are not kept.
    .next = Withdraw some that are not used any more.
set-up-done = scanpost has been set up already.
    .next = Log in. If you have no password, an administrator can make one for you.
administrator-name-invalid = “{ $about }” cannot be the name of an administrator.
    .next = Take 1 to 64 letters, digits, blanks, dots, hyphens, underscores, @ or +; begin with a letter.
api-token-name-invalid = “{ $about }” cannot be the name of an API token.
    .next = Take 1 to 64 letters, digits, blanks, dots, hyphens or underscores; begin with a letter or a digit.
set-up-code-wrong = This is not the set-up code.
    .next = It stands where scanpost was started, and is a new one after each start.
password-too-short = This password is too short.
    .next = Take at least { $about } characters; a few words make a good one.
password-too-long = This password is too long.
    .next = Take one of at most { $about } bytes.
password-too-common = This password is one of those that are tried first.
    .next = Take a few words that do not belong together.
password-is-name = This password is hardly more than the name.
    .next = Take a few words that do not belong together.
passwords-differ = The two passwords are not the same.
    .next = Enter the new password twice.
password-wrong = This is not your present password.
    .next = Enter the one that you logged in with.
log-in-refused = Name or password is wrong.
    .next = Try again. Capital and small letters are different in a password.
log-in-needed = This takes a log-in.
    .next = Log in on the page, or send an API token: `Authorization: Bearer scp_…`.
api-token-unknown = This API token does not exist, or was withdrawn.
    .next = Make a new one on the page of administrators, or with `scanpost token add`.
log-in-too-often = There were too many wrong attempts.
    .next = { $about ->
        [one] Try again in a minute.
       *[other] Try again in { $about } minutes.
    }
log-in-busy = Too many are logging in at this moment.
    .next = Try again in a few seconds.
privileges-beyond-own = This would give or touch privileges that you do not have yourself.
    .next = Ask an administrator with all privileges.

host-invalid = “{ $about }” is not the name or the address of a server.
    .next = Give a name such as smtp.example.com, or an IP address, without “://” and without a port.
number-invalid = This is not a number that is allowed here.
    .next = Give a whole number in the range { $about }.
name-invalid = “{ $about }” cannot be used here.
    .next = Take at most 64 characters; none of them a control character, and no colon in a user.
network-invalid = “{ $about }” is neither an address of this machine nor one of its network interfaces.
    .next = Give an address that this machine has, or the name of an interface such as eth1. Leave it empty to let the system choose.
fax-pattern-invalid = With a number in it, “{ $about }” is no e-mail address.
    .next = Write the address that the provider has told you, with the word number in braces once where the number belongs.
fax-country-code-missing = “{ $about }” takes numbers with their country code, and no country code is set.
    .next = Enter the country code of the numbers that are dialled without one, such as 46.
fax-prefix-invalid = “{ $about }” cannot be dialled before a number.
    .next = Enter digits alone: at most three for a country code, without 0 in front; at most five for the others.
fax-prefixes-alike = “{ $about }” before a country code is how every number of this country begins, too.
    .next = Enter what is dialled for a call abroad, such as 00 or 011.
fax-range-invalid = No number can be “{ $about }”.
    .next = Write a number, or its beginning and a star: +46*, 08*, or * for every number. Where a country code is set, begin with + or with what is dialled before an area code.
fax-range-denied = Every number of “{ $about }” is among those that may not be faxed to.
    .next = Remove it from the allowed numbers, or narrow what is denied.
fax-numbers-missing = Nobody could be faxed to: no number is allowed.
    .next = Write * to allow every number, or ranges such as +46*.
fax-domain-invalid = “{ $about }” cannot stand behind the @ of an address.
    .next = Enter one word such as fax, or a domain.
fax-domain-of-account = People have mail addresses at “{ $about }”: an account of scanpost is there.
    .next = Enter a word of its own, such as fax: whatever is sent to that domain is taken for a fax number.
fax-cover-invalid = The cover is longer than { $about } octets, or has braces around a word that it does not know.
    .next = Shorten it; in braces it knows the words sender, device and subject.
fax-path-invalid = This folder is not within { $about }.
    .next = Give a path below it, such as office, without “..”. Where folders for faxes may lie is said at the start: serve --fax-folders.
fax-way-unknown = Faxes cannot go to “{ $about }”.
    .next = Choose folder, printer or mail.
status-word-invalid = “{ $about }” cannot be a word in a subject.
    .next = Take at most 64 characters; none of them a control character.
fax-address-missing = Nobody is named who is to get the faxes.
    .next = Give at least one e-mail address.
no-such-print = There is no sheet { $about } on its way to a printer, and none that went there lately.
    .next = Look whether it was printed; if not, print the sheet again.
no-panel-printer = No printer is chosen for the control panel.
    .next = Administrator: choose one under Settings → Control panel.
panel-range-wide = The range { $about } is very wide: whoever is in it would see the control panel without a log-in.
    .next = Name the addresses of the panels, such as 192.0.2.17 or 192.0.2.0/24.
print-under-way = A status sheet is on its way to { $about } already.
    .next = Look at the printer: it may want paper. The sheet is printed when it goes on.
too-many-prints = { $about } sheets are on their way to printers already.
    .next = Wait until one of them is printed, then try again.
printer-uri-invalid = “{ $about }” is not the address of a printer.
    .next = Give it as ipp://printer.example.com/ipp/print, or with ipps://, and without a user or password in it.
sender-entry-invalid = “{ $about }” is neither an e-mail address nor a domain.
    .next = Give an address such as anna@example.com, or @example.com for everybody there.
too-many-entries = These are more than { $about } entries.
    .next = Take some out; @example.com stands for all addresses of a domain.
proxy-password-missing = The password of “{ $about }” at this proxy is not known.
    .next = Enter it. The stored one belongs to another proxy or user and is not shown to this one.
ca-unreadable = The certificate cannot be used: { $about }.
    .next = Give it in PEM, with its BEGIN and END lines.
too-many-authorities = More than { $about } imported certificates are not kept.
    .next = Remove some that are no longer needed.
no-such-authority = There is no imported certificate with the fingerprint “{ $about }”.
    .next = The page of the mail settings shows those that there are.
slot-account-unknown = There is no account “{ $about }” to choose.
    .next = Choose one that is there, or add it first.
settings-unreadable = The file of settings cannot be read. What reads it says: “{ $about }”
    .next = Correct it, or export the settings anew and begin with that file.
settings-of-another-schema = The file of settings is of schema { $about }, which this version of scanpost does not know.
    .next = Import it with the version that wrote it, or a newer one.

tokens-elsewhere = This decides where scanpost shows the accounts’ access tokens, so it takes the privilege “Accounts and sign-in” beside “Mail settings”.
    .next = Leave it as it was, or ask an administrator who has both.

not-permitted = You are not allowed to change this; it takes the privilege “{ $about }”.
    .next = Ask an administrator with all privileges.

profile-unknown = This profile does not exist: { $about }.
    .next = Choose one of those.

fixed-by-profile = This is fixed to { $about } with OAuth 2.0 for the printers of the chosen profile.
    .next = Enter that, or choose another profile under Settings → Appearance.
