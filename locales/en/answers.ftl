# What the gateway answers to a person's wish. Ids follow scanpost-core/src/gateway/refusal.rs and
# jobs.rs. The sentence says what is the matter; .next says what to do.

## There is no such thing (gateway::Missing)

missing-account = There is no account “{ $name }”.
    .next = `scanpost account list` shows the accounts that there are.
missing-device = There is no device “{ $name }”.
    .next = `scanpost device list` shows the devices that there are.
missing-job = There is no job { $number }.
    .next = `scanpost job list` shows the jobs that there are.

## It cannot be done as things stand (gateway::Conflict)

conflict-account-exists = There is an account “{ $name }” already.
    .next = Choose another name, or remove that account first.
conflict-account-has-mails = Mails of the account “{ $name }” are still waiting and would be lost with it.
    .next = Let them go out, or delete them first.
conflict-device-exists = There is a device “{ $name }” already.
    .next = Choose another name, or remove that device first.
conflict-job-not-waiting = Only a waiting job can be tried again, and the state of this one is: { $state }.
    .next = If it has failed, scan again.
conflict-job-under-way = The mail is being sent this moment.
    .next = Delete it when the attempt is over.

## What was entered cannot be right (gateway::Invalid)

invalid-account-name = “{ $name }” cannot be the name of an account.
    .next = Use 1 to 64 letters, digits, dots, hyphens or underscores.
invalid-address = “{ $address }” is not a mail address.
    .next = Give one like scans@example.com.
invalid-client-id = { $provider } does not let scanpost sign in without a client ID.
    .next = Register an app there and give its client ID.
invalid-device-name = This name or user cannot be that of a device.
    .next = Use 1 to { $longest } characters, none of them a control character.
invalid-device-unknowable = Nobody could tell this device from a stranger.
    .next = Give the range of addresses that it sends from, such as 192.0.2.17/32, or a user.
invalid-job-number = “{ $number }” is not the number of a job.
    .next = `scanpost job list` shows the jobs with their numbers.

## A provider that cannot be used (oauth::Unfit)

unfit-unreadable = The description of the provider cannot be read: { $words }.
    .next = Correct it there.
unfit-endpoint = The address “{ $endpoint }” is not safe for tokens: it must begin with https and name the host plainly.
    .next = Give the address as the provider documents it, without user, password or fragment. Plain http is allowed for this machine alone (localhost, 127.0.0.1, [::1]).
unfit-connections = The number of connections to the mail server cannot be right.
    .next = Give smtp.connections as 1 to { $most }.
unfit-ca = The CA certificate of the provider cannot be used: { $words }.
    .next = Give it in PEM, with its BEGIN and END lines.
unfit-incomplete = The description of the provider lacks its mail server or its scopes.
    .next = Give smtp.host and oauth.scopes.

## Another attempt was asked for (gateway::Retried)

retried-now = It is tried now.
retried-probing = The provider did not answer before. scanpost tries it again at once with one mail of the account, and the others follow as soon as that gets through.
retried-after-hold = It is not tried yet: its account is on hold, for the reason given here. When that has been mended it is sent by itself.
retried-when-served = It is tried as soon as scanpost serve runs.
