# The pages of log-in, administrators, API tokens and the audit.

who-console = At the machine

## Log-in and log-out

log-in = Log in
log-in-name = Name
log-in-otherwise = No password at hand? On the machine where scanpost runs, this makes a link that lets you in:
log-out = Log out

## The first start

set-up = Set up scanpost
set-up-text = You are the first one here. Make yourself an administrator; you can add others later.
set-up-code = Set-up code
set-up-code-hint = Four groups of four letters and digits. It stands where scanpost was started, and is shown by the command: scanpost administrator set-up-code
set-up-name = Your name
set-up-otherwise = No code at hand? On the machine where scanpost runs, this makes a link that lets you in:
set-up-do = Set up

## Passwords

password = Password
password-hint = At least 12 characters. A few words that do not belong together make a good one.
password-again = The same password again
password-new = New password
password-current = Present password
password-change = Change password
password-change-text = You are logged in as { $name }. With a new password, your log-ins in other browsers end.

## Administrators

administrators = Administrators
administrators-people = Who can log in
administrators-none = Nobody can log in yet. You are here by a link that was made on the machine itself.
administrator-you = (you)
administrator-added = added
administrator-add = Add an administrator
administrator-add-do = Add
administrator-edit = Edit
administrator-edit-label = Edit { $name }
administrator-name = Name
administrator-password-hint = Leave it empty, and one is made and shown once.
administrator-save = Save
administrator-reset = New password
administrator-reset-title = Make a new password for { $name }?
administrator-reset-text = The old password stops working, and whoever is logged in with it is logged out. The new one is shown once.
administrator-reset-yes = Yes, make a new one
administrator-reset-no = No, keep the old one
administrator-remove = Remove
administrator-remove-title = Remove { $name }?
administrator-remove-text = They are logged out at once and cannot log in any more. What they did stays in the audit.
administrator-remove-yes = Yes, remove
administrator-remove-no = No, keep
administrator-password-made = The password of { $name }
administrator-password-made-text = It is shown this once. Pass it on by a safe way; it can be changed after the log-in.
privileges = What they may do
privileges-all = Everything
privileges-custom = Only what is ticked here
privileges-none = Look only
privileges-hint = Everybody who can log in sees how things stand. To lead access tokens another way (secondary server, proxy, CA certificates, validation off) takes “Accounts and sign-in” beside “Mail settings”; to export all settings takes everything.

## API tokens

tokens = API tokens
tokens-none = No program has an API token.
token-add = Make an API token
token-add-text = A program shows the token with each request: Authorization: Bearer scp_…
token-add-do = Make
token-name = Name
token-name-hint = What it is for: monitoring, backup.
token-added-here = made at the machine
token-added-by = made by { $name }
token-used = last used
token-not-used = not used since the last start
token-made = The API token { $name }
token-made-text = It is shown this once. Put it where the program keeps its secrets.
token-remove = Withdraw
token-remove-label = Withdraw { $name }
token-remove-title = Withdraw the API token { $name }?
token-remove-text = Whatever uses it is refused from the next request on.
token-remove-yes = Yes, withdraw
token-remove-no = No, keep
secret-noted = I have noted it

## The audit

audit = Audit
audit-text = What people did, newest first.
audit-none = Nobody has changed anything yet.
audit-job = the job
audit-older = Older
audit-newest = Newest

## Refusals

notice-not-permitted = You may not do this
notice-too-large = This is too much
notice-too-large-text = The form is larger than any of scanpost’s forms can be. Nothing was changed.
notice-not-understood = This was not understood
notice-not-understood-text = The request does not fit the page. Nothing was changed; open the page again and repeat it there.
