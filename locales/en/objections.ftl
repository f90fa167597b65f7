# Why something is not done, and what to do instead. The id is the reason's word
# (scanpost-core/src/objection.rs); $about is a name, a number, or what was entered.

no-such-account = There is no account “{ $about }”.
    .next = `scanpost account list` shows the accounts that there are.
no-such-device = There is no device “{ $about }”.
    .next = `scanpost device list` shows the devices that there are.
no-such-job = There is no job { $about }.
    .next = `scanpost job list` shows the jobs that there are.

account-exists = There is an account “{ $about }” already.
    .next = Choose another name, or remove that account first.
account-busy = Mails of the account “{ $about }” are still waiting and would be lost with it.
    .next = Let them go out, or delete them first.
device-exists = There is a device “{ $about }” already.
    .next = Choose another name, or remove that device first.
job-not-waiting = Only a waiting job can be tried again, and the state of this one is: { $about }.
    .next = If it has failed, scan again.
job-under-way = The mail is being sent this moment.
    .next = Delete it when the attempt is over.
changed-meanwhile = Somebody else has changed “{ $about }” in the meantime.
    .next = Look at the new state, then make your change again.

account-name-invalid = “{ $about }” cannot be the name of an account.
    .next = Take letters, digits, dots, hyphens and underscores; begin with a letter or a digit.
address-invalid = “{ $about }” is not a mail address.
    .next = Give one like scans@example.com.
client-id-missing = { $about } does not let scanpost sign in without a client ID.
    .next = Register an app there and give its client ID.
job-number-invalid = “{ $about }” is not the number of a job.
    .next = `scanpost job list` shows the jobs with their numbers.
provider-unreadable = The description of the provider cannot be read: { $about }.
    .next = Correct it there.
provider-endpoint-unsafe = The address “{ $about }” is not safe for tokens: it must begin with https and name the host plainly.
    .next = Give the address as the provider documents it, without user, password or fragment. Plain http is allowed for this machine alone (localhost, 127.0.0.1, [::1]).
provider-connections = The number of connections to the mail server cannot be right.
    .next = Give smtp.connections as 1 to { $about }.
provider-ca-unreadable = The CA certificate of the provider cannot be used: { $about }.
    .next = Give it in PEM, with its BEGIN and END lines.
provider-incomplete = The description of the provider lacks its mail server or its scopes.
    .next = Give smtp.host and oauth.scopes.
device-name-invalid = “{ $about }” cannot be the name of a device.
    .next = Take 1 to 64 letters, digits, blanks, dots, hyphens or underscores; begin with a letter or a digit.
device-user-invalid = “{ $about }” cannot be the user of a device.
    .next = Take 1 to 64 characters, none of them a control character.
device-unidentified = Nobody could tell this device from a stranger.
    .next = Give the range of addresses that it sends from, such as 192.0.2.17/32, or a user.

not-permitted = You are not allowed to change this; it takes the privilege “{ $about }”.
    .next = Ask an administrator with all privileges.
