# The pages about accounts: providers, sign-in, what each account is used for.

account-add = Add an account
account-state = State
account-way = Way of sign-in
account-lapses = Ends if it is not used until
account-scopes = Permissions that were granted
account-scope-missing = needed, but not granted
account-settings = Settings
account-used-for = Used for
account-sends = Sending
account-sends-and-receives = Sending and receiving
account-check = Check the connection now
account-change = Change the settings
account-remove = Remove
account-remove-title = Remove { $address }?
account-remove-text = scanpost forgets the account with its sign-in. Devices that send by it are then refused. An account with waiting mails stays until they are gone.
account-remove-users = { $users ->
    [1] 1 user signs in
   *[other] { $users } users sign in
} with its app: they can neither sign in nor send then, until another account is chosen for sending.
account-remove-yes = Yes, remove
account-remove-no = No, keep it
save = Save

## Adding an account

add-choose = Where is the mailbox that your scans are to be sent from?
add-other-provider = Another provider
add-address = Mailbox address
add-address-hint = Scans are sent from it, so it is best a mailbox of its own, such as scans@example.com. It needs authenticated SMTP (SMTP AUTH) switched on.
add-address-missing = Enter the address of the mailbox.
add-name = Name in scanpost
add-name-hint = A short name for lists and commands. Left empty, it is what stands before the @.
add-client-id = Client ID
add-client-id-where = What the provider calls the app, at Microsoft the “Application (client) ID”. { $where }
add-client-id-hint = It is needed here: this provider lets no app in that is not registered.
add-client-id-optional = Leave it empty to use the one that the provider’s description has.
add-client-id-missing = Enter the client ID of the app registration.
add-tenant = Tenant
add-tenant-hint = The organisation’s tenant ID or domain. Left empty it is “{ $tenant }”; to sign in as an app it must be given.
add-receiving = Receive mail as well (POP3)
add-receiving-hint = For internet fax and status by mail. Tick it only if you need it: many organisations let people agree to sending, but not to this.
add-description = Description of the provider
add-description-hint = Paste your provider’s file here; the sandbox shows its own under “Connect scanpost”. Or replace the addresses below with those of your provider, and leave out what it does not have.
add-servers = Filled in by the provider
add-smtp-host = SMTP server
add-smtp-port = Port
add-smtp-security = Encryption
add-smtp-login = SMTP authentication
add-smtp-login-on = On, OAuth 2.0
add-fixed = fixed
add-not-used = With OAuth 2.0, earlier settings no longer count: the authentication password, its encryption, and any other port.
add-go-on = Go on to the sign-in

## Registering an app at Entra

register-title = No client ID yet? How to get one
register-new = In the Microsoft Entra admin center, open App registrations and choose New registration. Any name will do.
register-for-tenant = Supported account types: accounts in this organizational directory only.
register-for-persons = Supported account types: personal Microsoft accounts.
register-return = Open Authentication, Add a platform, “Mobile and desktop applications”, and enter this redirect URI for sign-in on the machine that scanpost runs on:
register-return-pasted = For sign-in from any other computer, also tick
register-public = Also under Authentication, set “Allow public client flows” to Yes. The sign-in with a code needs it.
register-permission = Open API permissions, Add a permission, Microsoft Graph, Delegated permissions, and add
register-permission-receiving = To receive mail as well, also
register-mailbox = In Exchange Online PowerShell, switch on authenticated SMTP for the mailbox. It is needed with OAuth, too, and may take some hours.
register-copy-ids = From the registration’s Overview, copy the Application (client) ID and the Directory (tenant) ID into this form.
register-copy-id = From the registration’s Overview, copy the Application (client) ID into this form.

## Providers

provider-exchange-online = Work and school accounts of Microsoft 365 and Office 365, also GCC.
provider-outlook = Personal accounts: Outlook.com, Hotmail, Live.
provider-gmail = Gmail and Google Workspace.
provider-gcc-high = Microsoft 365 for US authorities: GCC High.
provider-dod = Microsoft 365 for the US Department of Defense.
provider-china-21vianet = Microsoft 365 in China.
provider-hve = Many mails to recipients inside your own organisation. An app signs in, no person.
provider-custom = Another provider
provider-custom-text = Any mail service with OAuth 2.0, described by a file.

## Ways of sign-in

ways-title = Sign in { $address }
ways-text = Choose how. If one way is blocked by your organisation, another one works.
ways-back = Ways of sign-in
ways-consent = Does the organisation demand an administrator’s consent?
way-proposed = proposed
way-device-code = With a code
way-device-code-text = You enter a code on the provider’s page, on any computer or phone. Blocked in Microsoft 365 tenants made since July 2026, and wherever security defaults or Conditional Access forbid it.
way-device-code-not = Not possible here: { $provider } does not give the right to send mail for a code.
way-device-code-button = Get a code
way-browser = In this browser
way-browser-text = You log in on the provider’s page with this browser. Works with security defaults, from this computer.
way-browser-not = Not possible here: at { $provider } no person signs in, only an app.
way-browser-button = Sign in with this browser
way-app = As an app
way-app-text = No user and no expiry by disuse: an administrator of the tenant sets it up once. Works where people’s sign-ins are blocked.
way-app-not = Not possible here: { $provider } has no organisation in which an app could be given the right.
way-app-button = Sign in as an app
way-app-set-up = Set up the app
sign-in-go-on = Go on with the sign-in
sign-in-otherwise = Sign in another way

## In the browser

browser-open = Open the provider’s page:
browser-open-at = Open { $host }
browser-comes-back = The browser then comes back here by itself.
browser-paste = The browser ends on an empty page, or says that the page cannot be reached. That is as it should be. Copy the whole address from its address bar and paste it here:
browser-address = Address of the last page
browser-finish = Finish the sign-in
browser-valid = The browser is waited for another
browser-away = A browser has been sent to the provider and is waited for another
browser-begin-anew = Begin anew
browser-return = Return address
browser-return-text = This address must be registered for the app at the provider, letter for letter (at Microsoft: Authentication, “Mobile and desktop applications”; for an https address of your own, “Web”).
browser-rather-paste = Paste the last address instead
browser-rather-page = Come back to { $page } instead
return-signed-in = Signed in
return-signed-in-text = scanpost has the right to send. Now it logs in at the mail server once, to be sure.
return-consented = The organisation has consented
return-consented-text = Now somebody can sign in, or the app can.
return-not-signed-in = The sign-in was not finished
return-not-signed-in-text = Nothing has changed in scanpost.
return-going-on = One moment
return-on = Go on to scanpost
return-again = Try again

## Consent of an administrator

consent-title = Consent for the organisation
consent-text = An administrator of the tenant (Privileged Role, Cloud Application or Application Administrator) agrees once for all users. After that, sign in as usual.
consent-make = Make the link
consent-send = Or send this address to the administrator. If their browser says at the end that the page cannot be reached, the consent has been given nevertheless:

## As an app

app-text = The app proves itself with a certificate or a secret. An administrator of the tenant permits it once; after that nobody has to sign in again.
app-certificate = Certificate
app-secret = Client secret
app-secret-hint = The secret’s value (not its ID), as the provider showed it when it was made. scanpost keeps it sealed and never shows it.
app-secret-ends = It ends on
app-secret-ends-hint = The provider shows the day where the secret was made. scanpost warns 30 days ahead.
app-secret-ends-wrong = That is not a day. Write it as 2028-11-21, or leave it empty.
app-other = Or instead
app-make = Make a key pair
app-make-text = scanpost makes a private key, which never leaves it, and a certificate, which you upload at the provider.
app-import = A certificate of your own
app-import-pem = Certificate and private key
app-import-hint = Both in PEM, with their BEGIN and END lines; the key RSA and without a password.
app-thumbprint = Thumbprint
app-ends-title = Valid
app-ends = ends
app-end-unknown = end unknown
app-download = Download the certificate
app-remove = Remove
app-remove-title = Remove what the app proves itself with?
app-remove-text = scanpost forgets the secret or the private key for good. The app can then not get new tokens.
app-remove-yes = Yes, remove
app-remove-no = No, keep it
app-steps = What the tenant’s administrator does
app-step-upload = In the Entra admin center, open the app registration, Certificates & secrets, Certificates, and upload the certificate. Compare the thumbprint.
app-step-permission = Add the application permission and grant admin consent:
app-step-permission-where = API permissions, Add a permission, APIs my organization uses, Office 365 Exchange Online, Application permissions; then “Grant admin consent”.
app-step-object = Under Enterprise applications (not App registrations), open the app and copy its Object ID.
app-object-id = Object ID
app-object-id-hint = It is filled into the commands below. The object ID of the registration is another one and does not work.
app-fill = Fill in
app-step-exchange = In Exchange Online PowerShell, let the app into the mailbox:
app-sign-in-text = When all of it is done, let the app sign in. Exchange may take half an hour to know the app.

## Settings of an account

settings-title = Sign-in settings
settings-client-id-hint = The “Application (client) ID” of the app registration at the provider.
settings-tenant-hint = The organisation’s tenant ID or domain. To sign in as an app it must be given.
settings-asked = The next sign-in asks for:
settings-later = The sign-in that there is goes on as it was given; to use new settings, sign in again.

limits-title = What the provider takes of this mailbox
limits-hint = scanpost sends no faster, so that no mail is refused for it. Leave a field empty to use the provider’s own limit.
limit-connections = Connections at once
limit-minute = Mails a minute
limit-day = Mails in 24 hours
limit-recipients = Recipients in 24 hours
limit-recipients-a-mail = Recipients of one mail
limit-usual = The provider’s limit: { $usual }
limit-none = No limit is known.

## Check everything

doctor-title = Check everything
doctor-text = scanpost walks the whole way of a scan: disk, names, connections, proxy, clock, encryption, sign-in, permissions and the log-in to the mailbox. Each step is ticked, and the first that fails says what to do.
doctor-mail-to = Send a test mail to
doctor-mail-to-hint = As the last step. Leave it empty to send none.
doctor-again = Check again
doctor-begun = Begun
doctor-steps = Steps
doctor-under-way = Under way
doctor-good = All is well
doctor-warned = It works, with a warning
doctor-failed = Something must be done
