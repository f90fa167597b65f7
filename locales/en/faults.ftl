# What went wrong, and the next step. The id is the fault's code (scanpost-core/src/fault.rs).
#
# The sentence says what happened; .next says who does what. Both are read by people in an office and
# by those who service printers. A fact that is not known arrives as "unknown", and the sentence must
# read well without it.

## Parts of sentences

fact-the-account = { $account ->
    [unknown] The account
   *[other] The account “{ $account }”
}
fact-of-the-account = { $account ->
    [unknown] the account
   *[other] the account “{ $account }”
}
fact-the-mailbox = { $address ->
    [unknown] the mailbox
   *[other] the mailbox { $address }
}
fact-the-mailbox-first = { $address ->
    [unknown] The mailbox
   *[other] The mailbox { $address }
}
fact-switch-on-mailbox = { $address ->
    [unknown] `Set-CASMailbox MAILBOX -SmtpClientAuthenticationDisabled $false`
   *[other] `Set-CASMailbox { $address } -SmtpClientAuthenticationDisabled $false`
}
fact-mailbox-in-command = { $address ->
    [unknown] MAILBOX
   *[other] { $address }
}
fact-the-device = { $device ->
    [unknown] The device
   *[other] The device “{ $device }”
}
fact-that-user = { $user ->
    [unknown] The user
   *[other] { $user }
}
fact-that-sender = { $sender ->
    [unknown] somebody else
   *[other] { $sender }
}
fact-that-number = { $number ->
    [unknown] this number
   *[other] { $number }
}
fact-that-number-first = { $number ->
    [unknown] What was dialled
   *[other] “{ $number }”
}
fact-network-name = { $network ->
    [unknown] { "" }
   *[other] { " " }{ $network }
}
fact-why = { $why ->
    [no-taker] no function that reads this mailbox takes it
    [no-report] it is no report on a mail, and no automatic reply
    [no-word] its subject has none of the words
    [author-unclear] it has more than one author, or none
    [sender-not-allowed] its sender is not an allowed one
    [sender-false] the mailbox’s server says that it is not from this sender
    [answer-unclear] an answer would go to more than one address, or to none
    [answer-not-allowed] an answer would go to an address that is not allowed
    [own] it comes from this mailbox itself
    [is-report] it is a report
    [machine-wrote] it says that a machine wrote it
    [no-return] its return path is empty
    [list] a list spread it
    [bulk] it is bulk mail
    [answer-unwished] it asks for no automatic answer
    [mail-server] a mail server is its author
    [too-many-to-one] this sender has had its answers of a day
    [too-many-to-all] all answers of a day were given
   *[other] nothing that it asks for is done here
}
fact-the-server = { $host ->
    [unknown] The mail server
   *[other] The mail server { $host }
}
fact-to-the-server = { $host ->
    [unknown] the mail server
   *[other] { $host }
}
fact-printer-name = { $host ->
    [unknown] { "" }
   *[other] { " " }{ $host }
}
fact-port = { $port ->
    [unknown] the port for mail submission (usually 587)
   *[other] port { $port }
}
fact-with-number = { $number ->
    [unknown] { "" }
   *[other] { " " }({ $number })
}
fact-by-that-name = { $name ->
    [unknown] by that name
   *[other] { $name }
}
fact-with-ids = { $trace ->
    [unknown] { "" }
   *[other] { " " }(trace ID { $trace }, correlation ID { $correlation })
}

## Between the device and scanpost

device-unknown = A device that scanpost does not know tried to send mail.
    .next = Administrator: add the device in scanpost, with its network address or with a user and password. Then scan again.

device-password-wrong = { fact-the-device } gave a user or a password that scanpost does not accept.
    .next = Service person: enter the same user and password in the device as in scanpost. If the password is lost, the administrator makes a new one on the device’s page in scanpost; it is shown once.

device-may-not-fetch = { fact-the-device } came to fetch mail, and its entry in scanpost does not let it.
    .next = Administrator: let it fetch mail in the device’s entry, if it is to read its account’s mailbox. Otherwise, service person: switch off receiving in the device.

device-tls-required = { fact-the-device } tried to send without encryption, and its entry in scanpost demands encryption.
    .next = Service person: switch on STARTTLS or SSL/TLS in the device’s mail settings. If the device cannot do it, the administrator can allow it to send without.

sender-mismatch = { fact-the-device } sent as { fact-that-sender }, and its sender rule lets it send only as { fact-the-mailbox }.
    .next = Service person: enter the address of { fact-the-mailbox } as the sender (From) in the device’s mail settings. Or the administrator chooses another sender rule for the device in scanpost.

sender-is-no-user = { fact-the-device } sends for users, and { fact-that-sender } is not one.
    .next = User: enter your own mail address as the sender on the device. Administrator: add the user, or let the addresses of a domain be users.

too-many-newcomers = { fact-the-device } has named so many new users within a quarter of an hour that no more become users for now.
    .next = User: send again in a quarter of an hour. Administrator: if the device names people who are not there, correct its sender; import the users if so many are new.

fax-server-off = A device sent a mail to a fax number, and faxing is not set up.
    .next = Enter the fax provider’s address under Settings → Fax server, and choose the account under Settings → Functions.

fax-number-invalid = { fact-that-number-first } is not a fax number.
    .next = Correct it in the device’s address book: 2 to 20 digits, with + first if the country code is in it. Blanks, hyphens, dots and parentheses may stand between them.

fax-area-missing = { fact-that-number-first } lacks its area code.
    .next = Enter the number in full on the device, as it is dialled from another town, or with + and the country code.

fax-number-refused = Faxes to { fact-that-number } are not allowed.
    .next = Check the number. If it is right, allow it under Settings → Fax server.

account-missing = A mail arrived, but scanpost has no account to send it with.
    .next = Administrator: add an account in scanpost and sign it in, or, if there are several, choose the one for sending under Settings, “Accounts of the functions”. Then scan again.

mail-loop = A mail keeps coming back to scanpost.
    .next = Administrator: look for a forwarding rule or a connector at the provider that sends mail back to scanpost, and remove it. Then scan again.

too-many-connections = More devices were connected at once than scanpost allows.
    .next = Nobody needs to act: the device is served when it tries again. If it happens often, look for a device that opens connections without end.

too-many-connections-of-address = One network address had more connections open at once than scanpost allows it.
    .next = Nobody needs to act: the device is served when it tries again. If it happens often, the administrator can add the device in scanpost, which allows it more; if it is there already, look for what opens so many connections.

too-many-guesses = Too many wrong passwords came from one network address, so scanpost does not listen to it for a while.
    .next = Service person: wait a minute, then compare user and password in the device with its entry in scanpost.

device-log-in-deferred = So many devices were logging in at once that scanpost could not check all their passwords.
    .next = Nobody needs to act: the device is let in when it tries again. If it happens often, look for a device that logs in without end.

device-unknown-insists = A device that scanpost does not know kept trying to send mail, so scanpost ended the connection.
    .next = Administrator: add the device in scanpost, with its network address or with a user and password. If it had logged in, its entry was removed or changed meanwhile: compare the two. Then scan again.

device-silent = { fact-the-device } fell silent in the middle of a mail, so nothing was kept of it.
    .next = At the device: scan again. If it happens often, check its network cable or its wireless connection.

stopping = scanpost is being stopped and takes no new mail.
    .next = At the device: try again in a minute, when scanpost is running again.

## The disk

disk-full = The disk is so full that scanpost cannot keep another mail safely.
    .next = Administrator: free space on scanpost’s disk. Mails that were accepted are safe; what was refused must be scanned again.

disk-low = There is little room left on scanpost’s disk{ $number ->
    [unknown] {""}
   *[other] : { $number } MB
}. Before long no more mails can be taken.
    .next = Administrator: free space on scanpost’s disk.

jobs-wait-long = Mails have been waiting{ $account ->
    [unknown] {""}
   *[other] {" "}for the account “{ $account }”
} for more than four hours.
    .next = Administrator: look at the account’s state in scanpost, and at what hindered the last attempt of each mail.

storage-failed = scanpost could not read or write its own data.
    .next = Administrator: read scanpost’s log, and check that its disk is healthy and that its data folder belongs to it. What was refused must be scanned again.

## Signing in and staying signed in

sign-in-needed = To use this function you must sign in to the e-mail service. { fact-the-account } is not signed in.
    .next = Contact your administrator. Administrator: sign in on scanpost’s page. Waiting mails are then sent by themselves.

user-sign-in-needed = { fact-that-user } must sign in to { fact-the-mailbox } before the scans are sent.
    .next = User: open the page /me of scanpost and sign in with your own mail address. The scans that wait are then sent by themselves. Nothing else needs to be done.

user-sign-in-other-name = { $name ->
    [unknown] Someone else
   *[other] { $name }
} signed in, but the sign-in was for { fact-the-mailbox }. Nothing was kept of it.
    .next = User: sign in again, with your own mail address. If the provider’s page does not ask who you are, sign out there first.

user-sign-in-nameless = The provider did not say who signed in, so the sign-in for { fact-the-mailbox } was thrown away.
    .next = Administrator: let the sign-in tell the name: the provider’s scopes must hold `openid` with `profile` or `email`.

user-removed = { fact-that-user } was removed while scans waited.
    .next = Administrator: add the user again to send them, or delete the scans.

sign-in-code-expired = The code was not used in time.
    .next = Administrator: get a new code and use it within a quarter of an hour.

sign-in-declined = Someone declined the sign-in on the provider’s page.
    .next = Administrator: if that was a mistake, get a new code and approve it. If nobody at your site did it, find out who had the code.

sign-in-public-client-off = The provider refuses the sign-in because the app registration does not allow this kind of app.
    .next = Tenant administrator: in the Entra admin center, open the app registration, go to Authentication and set “Allow public client flows” to Yes. Then get a new code.

sign-in-device-code-blocked = The organisation does not allow sign-in with a code: security defaults or a Conditional Access policy blocks it.
    .next = Tenant administrator: find the sign-in in Entra’s sign-in log, see which policy blocked it, and exclude this account from that policy. With security defaults there are no exceptions; Conditional Access must take their place, or another way of sign-in be used.

sign-in-device-code-not-offered = { $provider ->
    [unknown] This provider does not
   *[other] { $provider } does not
} give the right to send mail to a sign-in with a code.
    .next = Administrator: sign in another way if scanpost offers one for this provider; otherwise use an account at another provider, such as Microsoft Exchange Online or Outlook.com.

sign-in-consent-needed = The organisation has not yet consented that this app may send mail.
    .next = Tenant administrator: grant admin consent to the app in the Entra admin center, or sign in yourself and tick the box for consent on behalf of the organisation. Then sign in again here.

sign-in-app-unknown = The provider does not know this app or this organisation, or does not let them be used together{ fact-with-number }.
    .next = Administrator: compare the client ID, the tenant and the cloud in the account’s settings with the app registration at the provider.

sign-in-scope-refused = The provider refuses the permissions that scanpost asks for{ fact-with-number }.
    .next = Administrator: check the scopes in the account’s settings, and that the app registration has the permission SMTP.Send of Office 365 Exchange Online.

sign-in-client-refused = The provider does not accept the app’s secret or certificate{ fact-with-number }.
    .next = Administrator: if the app is a public client, remove its secret from the account’s settings. Otherwise make a new secret or certificate at the provider and enter it in scanpost.

sign-in-refused = The provider refused the sign-in{ fact-with-number }.
    .next = Administrator: read the provider’s words below, then sign in again. If it is refused again, look the sign-in up in the provider’s log{ fact-with-ids }.

sign-in-user-unknown = The organisation has no user { fact-by-that-name }{ fact-with-number }.
    .next = Administrator: check the address and the tenant in the account’s settings, and that the user has not been removed. Then sign in again.

sign-in-account-not-allowed = This kind of account may not be used with this app, or belongs to another organisation{ fact-with-number }.
    .next = Administrator: sign in with an account of the organisation itself, or set the tenant in the account’s settings to the one that the account belongs to.

sign-in-partner-blocked = The organisation does not let a partner’s administrator sign in here{ fact-with-number }.
    .next = Administrator: sign in with an account of the organisation itself.

sign-in-user-locked = The user is locked, or signed in from a network address that the provider does not trust{ fact-with-number }.
    .next = Tenant administrator: look the sign-in up in Entra’s sign-in log and unblock the user, or wait for the lock to end. scanpost keeps the sign-in and asks again.

sign-in-user-disabled = The user is switched off in the organisation{ fact-with-number }.
    .next = Tenant administrator: enable the user again (Entra admin center, Users). scanpost keeps the sign-in and asks again.

sign-in-user-not-assigned = The app is only for users to whom it has been assigned{ fact-with-number }.
    .next = Tenant administrator: assign the user to the app (Entra admin center, Enterprise applications, Users and groups), or set “Assignment required” to No.

sign-in-password-expired = The password of { fact-the-mailbox } has expired{ fact-with-number }.
    .next = Administrator: change the password on the provider’s own page, then sign in again here.

sign-in-password-wrong = User or password was wrong on the provider’s page{ fact-with-number }.
    .next = Administrator: sign in again with the right password.

sign-in-mfa-needed = The provider wants a second proof of who signs in{ fact-with-number }. Often a policy or the place of the gateway has changed.
    .next = Administrator: sign in again and answer the second step. Tenant administrator: to spare the printer account that, exclude it from the policy or add the site as a trusted location.

sign-in-mfa-set-up-needed = The user must first register a second proof, such as the Authenticator app{ fact-with-number }.
    .next = Administrator: sign in once in a browser at https://aka.ms/mfasetup as this user and register it. Then sign in again here.

sign-in-mfa-set-up-blocked = The user must register a second proof, and may not do so from here{ fact-with-number }.
    .next = Tenant administrator: let the user register from a trusted place or with a temporary access pass. Then sign in again here.

sign-in-confirmation-needed = The provider wants a person to confirm the sign-in in the browser{ fact-with-number }.
    .next = Administrator: sign in again and answer Yes to “Are you trying to sign in to …?”.

sign-in-security-defaults = The organisation has security defaults on, and they block sign-in with a code without exception{ fact-with-number }.
    .next = Administrator: choose another way of sign-in for this account: in your browser, or as an app with a secret or a certificate. Both work with security defaults.

sign-in-policy-blocked = A Conditional Access policy of the organisation blocks the sign-in{ fact-with-number }.
    .next = Tenant administrator: find the sign-in in Entra’s sign-in log, see under Conditional Access which policy blocked it, and exclude this account from that policy.

sign-in-device-not-managed = A policy of the organisation allows sign-in from managed devices only{ fact-with-number }.
    .next = Tenant administrator: exclude this account from that policy; a sign-in with a code can never satisfy it. Or sign in as an app, which such policies do not concern.

sign-in-risk-blocked = The provider takes the user or the sign-in for endangered and blocks it{ fact-with-number }.
    .next = Tenant administrator: look at the user under Risky users in the Entra admin center, and dismiss the risk if it was a false alarm. Then sign in again here.

sign-in-admin-consent-needed = Only an administrator of the organisation can consent to this app{ fact-with-number }.
    .next = Tenant administrator: open the link for admin consent on scanpost’s page, or sign in yourself and tick the box for consent on behalf of the organisation. Then sign in again here.

sign-in-consent-requested = Consent to this app has been asked for, and an administrator of the organisation has not answered yet{ fact-with-number }.
    .next = Tenant administrator: approve the request (Entra admin center, Enterprise applications, Admin consent requests). Then sign in again here.

sign-in-app-disabled = The app is switched off in the organisation{ fact-with-number }.
    .next = Tenant administrator: enable it (Entra admin center, Enterprise applications, Properties, “Enabled for users to sign-in”). Then sign in again here.

sign-in-app-audience = The app is registered for another kind of account{ fact-with-number }.
    .next = Administrator: choose the provider that fits the account (Exchange Online for work accounts, Outlook.com for personal ones), or change “Supported account types” in the app registration.

sign-in-tenant-missing = The provider does not know in which organisation to look{ fact-with-number }.
    .next = Administrator: enter the organisation’s tenant ID or domain in the account’s settings, then sign in again.

sign-in-tenant-unknown = The provider has no such organisation in this cloud{ fact-with-number }.
    .next = Administrator: check the tenant in the account’s settings, and whether the organisation is in another cloud (US Government, China): then choose that provider.

sign-in-permissions-missing = The app registration lacks a permission, or the organisation lacks the service that it is for{ fact-with-number }.
    .next = Administrator: add the permission of Office 365 Exchange Online in the app registration (API permissions), and check that the organisation has Exchange Online. Then sign in again.

sign-in-way-refused = The app registration does not allow this way of sign-in{ fact-with-number }.
    .next = Administrator: compare the way of sign-in, and the app’s secret or certificate, in the account’s settings with the app registration at the provider.

sign-in-redirect-refused = The provider does not know the address to which the browser shall return{ fact-with-number }.
    .next = Administrator: add the redirect URI that scanpost’s page shows to the app registration (Authentication), letter for letter. Then sign in again.

sign-in-secret-unwanted = The app is registered as a public client and must send no secret{ fact-with-number }.
    .next = Administrator: remove the secret or certificate from the account’s settings, then sign in again.

sign-in-secret-wrong = The client secret is wrong{ fact-with-number }. Often the secret’s ID was copied in place of its value.
    .next = Administrator: copy the value of the secret (it is shown once, when it is made; make a new one if it is lost) and enter it in the account’s settings.

sign-in-secret-expired = The client secret or certificate has expired{ fact-with-number }.
    .next = Administrator: make a new one for the app registration (Certificates & secrets) and enter it in the account’s settings. Nothing is lost: the waiting mails are then sent by themselves.

sign-in-certificate-refused = The provider does not accept the certificate by which the app proves itself{ fact-with-number }.
    .next = Administrator: download the certificate from the account’s page, upload it to the app registration (Certificates & secrets) and compare the thumbprints. Then sign in again.

sign-in-clock-wrong = { $here ->
    [unknown] The clock of this machine is wrong, so the provider does not accept what scanpost signed{ fact-with-number }.
   *[other] The clock of this machine is wrong: here it is { $here }, at the provider { $there }. Sign-ins and certificates may be refused because of it.
}
    .next = Administrator: set the clock of this machine and let it follow a time server (NTP). { $here ->
        [unknown] Then sign in again.
       *[other] Then check again.
    }

sign-in-directory-clock-wrong = The clocks of the organisation’s own sign-in servers differ{ fact-with-number }.
    .next = Tenant administrator: check that the machine with the authentication agent and the domain controllers have the same time. scanpost keeps the sign-in and asks again.

sign-in-directory-unreachable = The provider does not reach the organisation’s own sign-in servers{ fact-with-number }.
    .next = scanpost tries again by itself. If it lasts, the tenant administrator checks the authentication agents and their connection.

sign-in-request-malformed = The provider could not read what scanpost asked{ fact-with-number }. The sign-in is kept.
    .next = Administrator: check the client ID, the scopes and the addresses in the account’s settings. If they are right it is a mistake of scanpost’s: report it with the provider’s words below.

sign-in-start-again = This attempt to sign in is over: its code has been used, or the provider does not accept it any more{ fact-with-number }.
    .next = Administrator: start the sign-in again.

sign-in-return-unknown = This sign-in is not known here any more: it was finished or replaced, its time is over, or scanpost was restarted in the meantime. Nothing was changed.
    .next = Administrator: start the sign-in again. If you did not start one at all, close the page: somebody may have sent you a link.

sign-in-return-unreadable = This is not the address of a finished sign-in. Nothing was changed.
    .next = Administrator: copy the whole address from the browser’s address bar when the provider’s page has ended, and paste it again.

sign-in-return-mixed-up = The provider’s answer belongs to another sign-in than the one that was started here. It was thrown away.
    .next = Administrator: start the sign-in again, in one browser window only. If it happens again, find out who else tries to sign in.

sign-in-return-other-browser = This sign-in was started in another browser, or long ago in this one. Nothing was changed, and it still waits for the browser in which it was started.
    .next = Administrator: if you started it, finish it in the same browser; or log in to scanpost, open the account’s sign-in in the browser and paste the whole address of this page there. If you did not start one at all, close the page: somebody may have sent you a link.

sign-in-other-name = { $name ->
    [unknown] Somebody else
   *[other] { $name }
} signed in, but { fact-of-the-account } works as { $former ->
    [unknown] another one
   *[other] { $former }
}. Nothing was changed: it goes on as before.
    .next = Administrator: sign in as the mailbox itself, or as the same person as before. If it is meant to be somebody else, sign the account out first; then this sign-in is accepted.

sign-in-without-address = The provider did not say which mailbox signed in, so nothing of the sign-in was kept.
    .next = Administrator: enter the address of the mailbox beside the button, and sign in again.

sign-in-overtaken = While somebody signed in here, another account was chosen. Nothing of the sign-in was kept.
    .next = Administrator: look which account is chosen now. If it is the wrong one, sign it out, choose none, and sign in again.

sign-in-beginner-gone = The sign-in was ended: whoever started it has been removed, or may not sign accounts in any more. Nothing was changed.
    .next = Administrator: if it is still needed, start a new sign-in.

sign-in-interrupted = The sign-in was interrupted by a restart of scanpost, or because the account was set up anew: the code that was shown is worth nothing any more, even if the provider accepted it.
    .next = Administrator: get a new code and use that one.

sign-in-way-not-offered = This provider does not offer this way of sign-in.
    .next = Administrator: choose one of the ways that scanpost’s page offers for this provider.

sign-in-redirect-not-allowed = The browser cannot be sent back to scanpost at this address.
    .next = Administrator: open scanpost’s page at its https address or on the gateway itself (http://localhost), or choose to paste the final address.

sign-in-credential-missing = The app has no secret and no certificate with which to sign in.
    .next = Administrator: enter a client secret in the account’s settings, or let scanpost make a certificate and upload it to the app registration.

sign-in-credential-unreadable = The stored secret or key of the app cannot be opened: scanpost’s key is not the one that sealed it.
    .next = Administrator: if you have the earlier key, put it back and restart scanpost. Otherwise enter a new secret or make a new certificate.

sign-in-ends-soon = The sign-in{ $account ->
    [unknown] {""}
   *[other] {" "}of the account “{ $account }”
} ends { $days ->
    [unknown] soon
    [0] today
    [one] tomorrow
   *[other] in { $days } days
}: it could not be renewed for long.
    .next = Administrator: sign in to the account again before that.
sign-in-credential-ends = The secret or certificate of the app ends { $days ->
    [unknown] soon
    [0] today
    [one] tomorrow
   *[other] in { $days } days
}.
    .next = Administrator: make a new one for the app registration at the provider and enter it in the account’s settings before the old one ends.

sign-in-credential-ended = The secret or certificate of the app has ended by its date.
    .next = Administrator: make a new one for the app registration at the provider and enter it in the account’s settings.

grant-revoked = The provider has ended the sign-in of { fact-the-mailbox }. Common reasons are a changed password, sessions that an administrator revoked, or a long time without use.
    .next = Administrator: sign in again on scanpost’s page. Nothing is lost: the waiting mails are then sent by themselves.

grant-unclear = The provider does not renew the sign-in of { fact-the-mailbox } and does not say why.
    .next = scanpost keeps the sign-in and asks again. If it lasts for more than an hour, the administrator signs in again on scanpost’s page.

grant-idle = The sign-in of { fact-the-mailbox } was not used for longer than the provider allows{ fact-with-number }.
    .next = Administrator: sign in again. While scanpost is running and reaches the provider, it uses the sign-in every day so that this does not happen.

grant-too-old = A policy of the organisation wants { fact-the-mailbox } to sign in again from time to time{ fact-with-number }.
    .next = Administrator: sign in again. Tenant administrator: to avoid that, exclude the account from the policy for sign-in frequency, or sign in as an app.

grant-of-web-page = The sign-in of { fact-the-mailbox } was of the kind for web pages, which lasts one day{ fact-with-number }.
    .next = Administrator: move the redirect URI in the app registration from “Single-page application” to “Mobile and desktop applications” or “Web”, then sign in again.

grant-of-other-app = The sign-in of { fact-the-mailbox } was given to another app, in another tenant or at another provider than its account now names.
    .next = Administrator: sign in again on scanpost’s page; the waiting mails are then sent by themselves. With the earlier client ID and tenant the earlier sign-in works again.

grant-of-device-code-blocked = The organisation now blocks sign-ins that were made with a code, also earlier ones{ fact-with-number }.
    .next = Administrator: sign in again in your browser, or as an app with a secret or a certificate. Or the tenant administrator excludes the account from the policy for authentication flows; then sign in again with a code.

grant-scope-missing = The permission { $scope ->
    [unknown] that a configured function needs
   *[other] { $scope }
} was not granted to { fact-the-mailbox }.
    .next = Administrator: check the permissions of the app registration, then sign in again and agree to all that is asked.

grant-not-lasting = The provider gave a sign-in that cannot be renewed, so it ends within hours. The permission offline_access was not granted.
    .next = Administrator: allow offline_access in the app registration, then sign in again and agree to all that is asked.

grant-other-name = { $name ->
    [unknown] Somebody else
   *[other] { $name }
} signed in, and mail is sent as { fact-the-mailbox }.
    .next = Administrator: that is right for a shared mailbox which this person may open and send as. Otherwise sign out, and sign in as the mailbox itself.

tokens-no-room = The sign-in went well, but the disk is so full that scanpost cannot write the new tokens. It holds them in memory and writes them as soon as there is room; until then { fact-of-the-account } waits.
    .next = Administrator: free space on scanpost’s disk; deleting mails in scanpost works on a full disk too. Do not stop scanpost before that, or the sign-in must be repeated.

tokens-not-written = The sign-in went well, but scanpost cannot write the new tokens to its disk. It holds them in memory and tries again every few seconds; until then { fact-of-the-account } waits.
    .next = Administrator: read scanpost’s log, and check that its disk is healthy and that its data folder belongs to it. Do not stop scanpost before that, or the sign-in must be repeated.

setting-unreadable = A sealed setting cannot be opened: scanpost’s key is not the one that sealed it.
    .next = Administrator: put the earlier key back and restart scanpost, or enter the secret again: the proxy’s password in the mail settings, the webhook’s secret under Notices. If a file of settings was to be imported, remove its `sealed-` lines first.

tokens-unreadable = The stored sign-in cannot be opened: scanpost’s key is not the one that sealed it.
    .next = Administrator: if you have the earlier key, put it back and restart scanpost. Otherwise sign in again.

sign-in-server-unreachable = The provider’s sign-in service { $host ->
    [unknown] cannot
   *[other] ({ $host }) cannot
} be reached.
    .next = scanpost tries again by itself. If it lasts, the administrator checks the network, DNS, and that the firewall lets scanpost out by HTTPS (port 443).

sign-in-server-busy = The provider’s sign-in service is busy or has trouble of its own.
    .next = Nobody needs to act: scanpost tries again by itself. If it lasts for hours, look at the provider’s service status.

sign-in-answer-unreadable = The provider’s sign-in service gave an answer that scanpost does not understand.
    .next = scanpost tries again by itself. If it lasts, the administrator checks the addresses in the account’s settings, and that no proxy or log-in page of the network stands in between.

## A mailbox that is read

mailbox-in-use = Somebody else has { fact-the-mailbox } open, and { fact-to-the-server } lets only one in at a time.
    .next = Nobody needs to act: scanpost looks again by itself. If it lasts, look for another program or device that fetches mail from this mailbox.

pop-login-refused = { fact-the-server } does not open { fact-the-mailbox } for fetching mail, although the sign-in itself is in order.
    .next = Exchange administrator: allow POP for the mailbox (Set-CASMailbox -PopEnabled $true), and check that the person who signed in may open it. scanpost sees the change by itself within the hour.

pop-server-missing = Nobody knows from which server mail is to be fetched for { fact-the-mailbox }.
    .next = Administrator: enter the POP server under Settings, “Mail settings”.

mailbox-without-uidl = { fact-the-server } gives its mails no lasting names (UIDL), so nobody could tell which of them were fetched already.
    .next = Administrator: check the POP server under Settings, “Mail settings”; if it is right, ask the provider to switch on UIDL.

mail-not-given = { fact-the-server } lists a mail and does not hand it out.
    .next = Nobody needs to act: the mail stays in the mailbox and is asked for again. If it lasts, open the mailbox in its own mail program and move the oldest mail away.

mail-not-deleted = { fact-the-server } has not confirmed that the mails which were fetched are deleted there.
    .next = Nobody needs to act: the mails are safe here, and the next poll deletes them without fetching them twice.

quarantine-full = So many mails that came in lie in quarantine that no more are fetched.
    .next = Administrator: look at them, have those handed on that are good, and delete the others. What is in the mailbox stays there until then.
arrival-too-large = A mail in the mailbox is larger than scanpost takes in.
    .next = The mail stays in the mailbox: open it in the mailbox’s own mail program, and ask the sender for smaller parts.

mail-for-nobody = A mail in the mailbox is for none of the functions that read it: { fact-why }.
    .next = It stays in the mailbox, or is removed there, as the settings say. If it should have been taken, look at the allowed senders and the words in Settings → Receiving.
    .unanswered = Not answered: { fact-why }

arrival-unreadable = A mail came in that cannot be read.
    .next = Administrator: scanpost keeps it in quarantine. If the sender is known, ask for the fax to be sent again in another way.

fax-missing = A mail came to the fax mailbox in which there is no fax: no TIFF and no PDF.
    .next = Administrator: scanpost keeps it in quarantine; when that is full, the oldest of such mails are deleted. If they come often, let the mailbox take mail from fax senders only.

fax-came-back = This fax was sent on by a scanpost before, and is not sent on once more.
    .next = Administrator: see that the addresses to which faxes are sent on, and what forwards their mail, do not lead to a fax mailbox. It can be put into a folder or printed when that is chosen for faxes; otherwise delete it.
fax-not-sent-on = The fax could not be sent on by mail to everybody.
    .next = Administrator: the words below name the job and say why. Look at the addresses to which faxes are sent on, then try again from the quarantine: it is sent anew to all of them.
fax-on-its-way = The fax is on its way by mail.
    .next = Nothing to do: it counts as handed on once the mail server has taken it. Its job shows how far it is.
fax-folder-unwritable = A fax has arrived and cannot be put into { $folder ->
    [unknown] its folder
   *[other] the folder { $folder }
}.
    .next = Administrator: see that the folder is there and that scanpost may write to it. The fax is safe and is put there by itself as soon as that works.

## Between scanpost and the provider

server-unreachable = { fact-the-server } cannot be reached.
    .next = scanpost tries again by itself. If it lasts, the administrator checks the network, DNS, and that the firewall lets scanpost out on { fact-port }.

network-without-way = The chosen network{ fact-network-name } { $why ->
    [missing] is not there: this machine has neither such an interface nor such an address.
    [down] is not connected.
    [no-address] has no address.
    [this-machine] reaches only this machine itself.
   *[other] does not lead to the provider.
}
    .next = Administrator: connect it, or let the account leave by the default network: leave its field Network empty, under the account’s settings or under Settings → Mail. scanpost tries again by itself.

server-name-unknown = No address is known for { fact-to-the-server }: there is no such name.
    .next = scanpost tries again by itself. If it lasts, the administrator checks the server’s name in the settings, and that the network’s name service (DNS) knows names of the internet.

names-unanswered = The network’s name service (DNS) does not answer, so { fact-to-the-server } cannot be found.
    .next = scanpost tries again by itself. If it lasts, the administrator checks this machine’s network connection and the DNS servers that it is given.

connection-refused = { fact-the-server } does not take connections on { fact-port }.
    .next = scanpost tries again by itself. If it lasts, the administrator checks the server’s name and port, and whether a firewall turns connections away.

connection-timed-out = No connection to { fact-to-the-server } came about in time.
    .next = scanpost tries again by itself. If it lasts, the administrator checks that the firewall lets scanpost out on { fact-port }: one that says nothing lets connections time out.

proxy-refused = The proxy does not let scanpost through to { fact-to-the-server }.
    .next = scanpost tries again by itself. If it lasts, the administrator compares the proxy’s address, user and password in the mail settings, and has it allow { fact-to-the-server } on { fact-port }. The proxy’s words stand below.

server-silent = { fact-the-server } does not answer.
    .next = scanpost tries again by itself. If it lasts, look at the provider’s service status, and for a firewall that holds connections back.

connection-lost = The connection to { fact-to-the-server } broke before the mail had been handed over.
    .next = scanpost tries again by itself. If it happens often, the administrator checks the network between scanpost and the internet.

server-answer-unreadable = { fact-the-server } gave an answer that scanpost cannot read.
    .next = scanpost tries again by itself. If it lasts, the administrator checks the server’s name and { fact-port }, and that no firewall rewrites mail traffic.

server-refused = { fact-the-server } refuses to talk to scanpost.
    .next = Administrator: check the server’s name and { fact-port } against what the provider states for mail submission. The server’s words below say more. scanpost looks again by itself.

certificate-untrusted = The certificate of { fact-to-the-server } is not trusted, so nothing was sent to it.
    .next = Administrator: check the server’s name, the clock of this machine, and whether a firewall opens encrypted connections. For a server of your own, give scanpost the CA certificate that signed it.

certificate-expired = The certificate of { fact-to-the-server } has expired, so nothing was sent to it.
    .next = Administrator: check the clock of this machine: is it right? Then whoever runs the server must renew its certificate. scanpost looks again by itself.

certificate-not-yet-valid = By this machine’s clock the certificate of { fact-to-the-server } is not valid yet, so nothing was sent to it.
    .next = Administrator: set the clock of this machine; it is probably slow. scanpost looks again by itself.

certificate-of-other-name = The certificate that { fact-to-the-server } shows belongs to another server, so nothing was sent to it.
    .next = Administrator: enter the server’s name in the settings as the provider states it, not as a number. If it is right, a firewall opens encrypted connections and must be told not to.

tls-failed = No encrypted connection to { fact-to-the-server } came about.
    .next = scanpost tries again by itself. If it lasts, the administrator checks that the server offers TLS 1.2 or newer and that no firewall interferes.

tls-too-old = { fact-the-server } and scanpost have no safe version of TLS in common.
    .next = Administrator: the server must offer TLS 1.2 or newer. If it is the provider’s own, a firewall or a proxy stands in between and must be renewed or told not to open connections.

starttls-missing = { fact-the-server } offers no encryption, and scanpost sends nothing without it.
    .next = Administrator: check the server’s name and { fact-port }. If they are right, a firewall or a virus scanner removes the offer on the way and must be told not to.

oauth-missing = { fact-the-server } offers no log-in with OAuth 2.0.
    .next = Administrator: check the server’s name and { fact-port } against what the provider states for mail submission.

login-refused = The mail server refuses to let { fact-the-mailbox } log in, although the sign-in itself is in order. Its mails are waiting.
    .next = Exchange administrator: switch on authenticated SMTP for the mailbox with { fact-switch-on-mailbox }, and check that the person who signed in may send from it. scanpost sees the change by itself, usually within the hour.

smtp-auth-off-tenant = The organisation has switched off authenticated SMTP for all its mailboxes, and { fact-the-mailbox } is no exception. Its mails are waiting.
    .next = Exchange administrator: make an exception for this one mailbox with { fact-switch-on-mailbox }. The rest of the organisation can stay switched off. To switch it on for all there is `Set-TransportConfig -SmtpClientAuthenticationDisabled $false`. scanpost sees the change by itself, usually within the hour.

smtp-auth-off-mailbox = Authenticated SMTP is switched off for { fact-the-mailbox }. Its mails are waiting.
    .next = Exchange administrator: switch it on with { fact-switch-on-mailbox }. scanpost sees the change by itself, usually within the hour.

basic-auth-off = The provider does not take passwords any more for { fact-the-mailbox }. Its mails are waiting.
    .next = Exchange administrator: sign the account in with OAuth 2.0 on scanpost’s page; if it is signed in so already, look at the mailbox’s authentication policy with `Get-AuthenticationPolicy`. scanpost sees the change by itself, usually within the hour.

login-security-defaults = The organisation’s security defaults block { fact-the-mailbox } from logging in at the mail server. Its mails are waiting.
    .next = Tenant administrator: sign the account in with OAuth 2.0 in the browser or as an app; security defaults block passwords and codes. Or let Conditional Access take the place of security defaults. scanpost sees the change by itself, usually within the hour.

login-policy-blocked = A policy of the organisation keeps { fact-the-mailbox } from logging in at the mail server. Its mails are waiting.
    .next = Tenant administrator: find the log-in in Entra’s sign-in log, see under Conditional Access which policy blocked it, and exclude this account from that policy. scanpost sees the change by itself, usually within the hour.

login-wrong = The mail server says that what { fact-the-mailbox } logs in with is wrong. Its mails are waiting.
    .next = Administrator: sign in again on scanpost’s page, as somebody who may use this mailbox.

login-directory-unreachable = The provider does not reach the organisation’s own log-in service, so { fact-the-mailbox } cannot log in. Its mails are waiting.
    .next = Tenant administrator: check the organisation’s federation service (AD FS). scanpost looks again by itself, usually within the hour.

login-not-accepted = The mail server does not accept the sign-in for { fact-the-mailbox }. Its mails are waiting.
    .next = Administrator: check that the address is the mailbox that was signed in and that it may send by SMTP, then sign in again on scanpost’s page.

login-other-mailbox = { $name ->
    [unknown] Somebody else
   *[other] { $name }
} signed in, and the mail server does not let them send from { fact-the-mailbox }.
    .next = Administrator: sign in as the mailbox itself. For a shared mailbox, let the Exchange administrator give the person who signs in full access to it and the right to send as it.

login-token-of-other-service = What the sign-in gives is not for this mail server, but for another service of the provider.
    .next = Administrator: check the scopes in the account’s provider file; for Exchange Online it is `https://outlook.office.com/SMTP.Send`. Then sign in again.

login-token-of-other-cloud = { $host ->
    [unknown] The sign-in belongs to another national cloud than the mail server.
   *[other] The sign-in belongs to another national cloud than the mail server { $host }.
}
    .next = Administrator: set the account up with the provider of the cloud that the organisation is in. Each cloud needs an app registration of its own.

login-malformed = { fact-the-server } does not understand how scanpost logs in.
    .next = Administrator: check the server’s name and { fact-port }. If they are right, report this with the server’s words below. scanpost looks again by itself.

login-deferred = { fact-the-server } cannot check the log-in at the moment.
    .next = Nobody needs to act: scanpost tries again by itself.

login-too-often = { fact-the-server } has seen too many log-ins for { fact-the-mailbox } and takes none for a while.
    .next = Nobody needs to act: the mails go out by themselves in about a quarter of an hour. If it happens often, look for another program that logs in as this mailbox.

login-lost = { fact-the-server } forgot in the middle of a connection who had logged in.
    .next = Nobody needs to act: scanpost tries again by itself.

server-busy = { fact-the-server } has too much to do or trouble of its own at the moment.
    .next = Nobody needs to act: scanpost tries again by itself. If it lasts for hours, look at the provider’s service status.

server-tired-of-waiting = { fact-the-server } ended the connection because nothing had happened on it for too long.
    .next = Nobody needs to act: scanpost tries again by itself. If it happens often, the administrator checks the network between scanpost and the internet.

mailbox-unreached = The part of the mail service where { fact-the-mailbox } lives does not answer.
    .next = scanpost tries again by itself. If it lasts for more than a day, the Exchange administrator checks that the mailbox has a licence and is active.

connection-limit = { fact-the-mailbox-first } has as many connections to the mail server open as the provider allows.
    .next = Nobody needs to act: scanpost tries again by itself. If it happens often, another program sends through the same mailbox: give it one of its own, or allow scanpost fewer connections.

rate-limit = { fact-the-mailbox-first } has sent as many mails in a minute as the provider allows.
    .next = Nobody needs to act: the mails go out by themselves, only more slowly.

too-many-errors = { fact-the-server } ended the connection after too many errors on it.
    .next = Nobody needs to act: scanpost tries again by itself. If it happens often, look at the jobs before it: their recipients may be wrong.

organisation-queue-full = The organisation’s own queue at the mail service is full.
    .next = Nobody needs to act: scanpost tries again by itself. If it lasts, the Exchange administrator looks for what else the organisation sends in such numbers.

address-throttled = The provider slows down everything that comes from this site’s internet address.
    .next = scanpost tries again by itself. If it lasts, the administrator looks for another machine of the site that sends unwanted mail.

too-many-recipients = The mail has more recipients than { fact-to-the-server } takes at once.
    .next = Nobody needs to act: the others get it in a mail of their own.

submission-quota = { fact-the-mailbox-first } has sent as much as the provider allows in a day. Its mails are waiting.
    .next = Nobody needs to act: they go out by themselves within 24 hours. If it happens often, the administrator gives some of the devices an account of their own.

external-recipient-limit = The organisation has reached as many recipients outside as the provider allows it in a day. The mails are waiting.
    .next = They go out by themselves within 24 hours. If it happens often, the Exchange administrator looks at the report on the tenant’s outbound external recipients; more licences raise the limit.

sender-blocked = The provider has blocked { fact-the-mailbox } from sending. Its mails are waiting.
    .next = Tenant administrator: find out what was sent (a stranger may have the mailbox), then remove it from the Restricted entities in the Microsoft Defender portal, or with `Remove-BlockedSenderAddress`. scanpost sees the change by itself, usually within the hour.

mailbox-full = { fact-the-mailbox-first } is full, so it cannot keep copies of what it sends. Its mails are waiting.
    .next = Exchange administrator: empty the mailbox’s Sent Items, and keep no copies of scans with `Set-Mailbox { fact-mailbox-in-command } -MessageCopyForSMTPClientSubmissionEnabled $false`. scanpost sees the change by itself, usually within the hour.

sender-banned = The provider has banned { fact-the-mailbox } for what was sent in its name. Its mails are waiting.
    .next = Tenant administrator: find out what was sent, secure the mailbox, then ask Microsoft’s support to lift the ban; their words below name it. scanpost sees the change by itself, usually within the hour.

tenant-blocked = The organisation stands on the provider’s block list. The mails are waiting.
    .next = Tenant administrator: find out which mailbox sent unwanted mail, secure it, then ask Microsoft’s support to take the organisation off the list. scanpost sees the change by itself, usually within the hour.

tenant-threshold = The provider lets the organisation send nothing, because it has sent too much that looks unwanted. The mails are waiting.
    .next = Tenant administrator: find out which mailbox or connector sent it and secure that, then ask Microsoft’s support to lift the block. scanpost sees the change by itself, usually within the hour.

tenant-address-refused = The provider does not let this organisation send from this site’s internet address; it happens to new and to trial tenants. The mails are waiting.
    .next = Tenant administrator: buy a licence if the tenant is a trial, or ask Microsoft’s support to allow the address. scanpost sees the change by itself, usually within the hour.

domain-unregistered = The provider has stopped mail because it comes from a domain that the organisation has not registered. The mails are waiting.
    .next = Exchange administrator: add and verify the domain of { fact-the-mailbox } in the Microsoft 365 admin center, under Settings, Domains. scanpost sees the change by itself, usually within the hour.

relay-refused = { fact-the-server } passes on no mail for this organisation. The mails are waiting.
    .next = Exchange administrator: enter the server for mail submission (smtp.office365.com, port 587) in the account’s settings; or, for a connector, check its certificate or address, and `Get-OrganizationConfig | Format-List RejectDirectSend`. scanpost sees the change by itself, usually within the hour.

mail-deferred = { fact-the-server } asks scanpost to wait.
    .next = Nobody needs to act: scanpost tries again by itself. If it lasts, the provider’s words below say which limit was reached.

recipient-refused = { fact-the-server } refuses this recipient.
    .next = At the device: correct the address in the address book, then scan again. If the address is right, the administrator reads the provider’s words below.

recipient-unknown = { fact-the-server } knows no such recipient.
    .next = At the device: correct the address in the address book, then scan again.

recipient-malformed = { fact-the-server } cannot read a recipient’s address.
    .next = At the device: correct the address in the address book (name@domain, without blanks), then scan again.

recipient-full = A recipient’s mailbox is full.
    .next = At the device: tell the recipient, and scan again later.

recipient-restricted = A recipient does not take mail from everybody, and not from { fact-the-mailbox }.
    .next = Exchange administrator: let the recipient or the group accept mail from this mailbox, with `Set-DistributionGroup GROUP -AcceptMessagesOnlyFromSendersOrMembers` or under the group’s Delivery management. Then scan again.

mail-refused = { fact-the-server } refuses this mail.
    .next = Administrator: the provider’s words below say why. Usual reasons: the mail is too large (scan with a lower resolution), or { fact-the-mailbox } may not send in the name of the sender that the device gives.

send-as-denied = { fact-the-mailbox-first } may not send in the name of the sender that the mail bears. It is tried again before that is believed.
    .next = Administrator: choose the sender rule “from the account” for the device. Or, Exchange administrator: allow it with `Add-RecipientPermission SENDER -Trustee { fact-mailbox-in-command } -AccessRights SendAs`. A mail that still waits then goes out; one that has failed must be scanned again.

sender-malformed = { fact-the-server } cannot read the sender’s address.
    .next = Administrator: correct the account’s address in scanpost. Then scan again.

mail-too-large = The mail is larger than { fact-to-the-server } takes.
    .next = At the device: scan again with a lower resolution, in black and white, or fewer pages at a time.

send-size-limit = The mail is larger than { fact-the-mailbox } may send.
    .next = At the device: scan again with a lower resolution or fewer pages. Or, Exchange administrator: raise the limit with `Set-Mailbox { fact-mailbox-in-command } -MaxSendSize 150MB`. Then scan again.

mail-malformed = { fact-the-server } refuses the mail because its content is not as it must be.
    .next = Administrator: report this with the provider’s words below and the make of the device. At the device: try another file format.

from-malformed = { fact-the-server } refuses the mail because its sender field (From) is not as it must be.
    .next = Service person: enter the sender in the device as a plain address (name@domain). Or the administrator chooses the sender rule “from the account” for the device. Then scan again.

command-refused = { fact-the-server } does not understand what scanpost asked for this mail.
    .next = Administrator: report this with the provider’s words below. Then scan again.

delivery-uncertain = The connection to { fact-to-the-server } broke just as the mail had been handed over, so it is uncertain whether it arrived.
    .next = scanpost sends it again, so the recipient may get it twice. Nobody needs to act.

stayed-uncertain = It is uncertain whether the mail has arrived: each time it was sent, the connection to { fact-to-the-server } broke before the reply came.
    .next = It may have arrived: look in the Sent Items of { fact-the-mailbox }, or ask the recipient, before you scan again. If it happens often, the administrator looks for a firewall that ends long connections.

attempt-interrupted = scanpost was stopped during the attempt, or the power failed.
    .next = Nobody needs to act: scanpost tries again by itself. If the mail had just been handed over, the recipient may get it twice.

gave-up = The mail could not be delivered for so long that scanpost stopped trying.
    .next = Administrator: see in its story what stood in the way, and mend that. Then scan again.

held-too-long = The mail has waited for its account for { $days ->
    [unknown] too long
   *[other] { $days } days
}, so scanpost has given it up.
    .next = Administrator: mend first what kept the account waiting; the words below name it. Then scan again.

body-missing = The mail’s content is missing or damaged on scanpost’s disk.
    .next = At the device: scan again. Administrator: check the disk of this machine.

## A fax that came by mail and is not handed on

fax-mail-overdone = A mail to the fax mailbox has more parts than any fax, or parts that lie too deep in each other.
    .next = Administrator: look at it in the quarantine and delete it unless its sender is known; in that case ask for the fax in a mail of its own.

fax-tiff-broken = A fax came in as a damaged TIFF: it ends too early or contradicts itself.
    .next = Administrator: ask its sender to send it again. If it comes damaged again, the sender’s fax program must be mended, or send PDF.

fax-tiff-unsupported = A fax came in as a TIFF of a kind that fax machines and printers do not understand.
    .next = Administrator: ask its sender to send it as a fax (TIFF-F: black and white, Group 3 or 4) or as PDF. The words below say what is unusual about it.

fax-tiff-overdone = A fax came in with more pages, or larger ones, than a printer could take.
    .next = Administrator: look in the quarantine who sent it. If it is a real fax, ask for it in parts or with a lower resolution; otherwise delete it.

fax-pdf-broken = A fax came in as a damaged PDF: its beginning or its end is missing.
    .next = Administrator: ask its sender to send it again.

fax-pdf-encrypted = A fax came in as a PDF that is locked with a password or against printing.
    .next = Administrator: ask its sender for the PDF without a lock.

## A printer that prints what has come by mail

printer-missing = Mails are to be printed, and no printer is chosen for them.
    .next = Administrator: choose a printer under Settings, “Receiving”. What waits is then printed by itself.

printer-unreachable = The printer{ fact-printer-name } cannot be reached.
    .next = At the printer: see that it is on and on the network. What waits here is safe and is printed by itself once the printer is back.

printer-out-of-paper = The printer{ fact-printer-name } is out of paper.
    .next = At the printer: put paper in. What waits is then printed by itself.

printer-jammed = Paper is jammed in the printer{ fact-printer-name }.
    .next = At the printer: take the jammed paper out. What waits is then printed by itself.

printer-stopped = The printer{ fact-printer-name } has stopped.
    .next = At the printer: look at its display; the words below say what it waits for. Printing goes on by itself.

printer-busy = The printer{ fact-printer-name } takes no print jobs at the moment.
    .next = Nobody has to act: it is tried again. If this lasts, look at the printer’s display and empty its list of jobs.

printer-slow = The printer{ fact-printer-name } has the job and has not finished it yet.
    .next = Nobody has to act: scanpost asks again later and does not print it twice. If this lasts, look at the printer’s display.

printer-locked = The printer{ fact-printer-name } wants to know who prints, and refuses.
    .next = Administrator: let this machine print without a log-in at the printer (its access list or user authentication). What waits is then printed by itself.

printer-address-wrong = At this address there is no printer that understands IPP.
    .next = Administrator: check the printer’s address, such as ipp://printer.example/ipp/print; if the printer demands encryption, write ipps://. See that IPP is switched on in the printer.

printer-format-refused = The printer{ fact-printer-name } does not print documents of this kind.
    .next = Administrator: the document is in the quarantine. Choose a printer that prints PDF, and try again; or let faxes be put into a folder.

print-refused = The printer{ fact-printer-name } refused the print job or gave it up.
    .next = Administrator: the words below say why. Look at the printer, then try again from the quarantine; it is then printed anew.

print-canceled = Somebody removed the print job at the printer{ fact-printer-name }.
    .next = Administrator: if it was a mistake, try again from the quarantine; otherwise delete it there.

print-elsewhere = The printer{ fact-printer-name } was sent this before another printer was chosen; it may print it still.
    .next = Administrator: look whether it is in that printer’s output tray; if so, delete it from the quarantine. If not, remove the job at that printer and try again: it is then printed on the one that is chosen now.
print-uncertain = Nobody knows whether the printer{ fact-printer-name } has printed this: the connection broke or the printer has forgotten the job.
    .next = Administrator: look in the printer’s output tray. If it is there, delete it from the quarantine; if not, try again: it is then printed anew.
