# The doctor (core doctor): its steps, and what it found at each.

## What is looked at

doctor-step-disk = Room on the disk
doctor-step-names = Names of the servers
doctor-step-ipv4 = Connection over IPv4
doctor-step-ipv6 = Connection over IPv6
doctor-step-proxy = Proxy
doctor-step-sign-in-server = Sign-in server
doctor-step-clock = Clock
doctor-step-greeting = Mail server
doctor-step-tls = Encryption and certificate
doctor-step-offers = Ways to log in
doctor-step-token = Sign-in
doctor-step-scopes = Permissions
doctor-step-log-in = Log-in to the mailbox
doctor-step-test-mail = Test mail

## Where a step stands

doctor-finding-waiting = Waiting
doctor-finding-under-way = Under way
doctor-finding-passed = Good
doctor-finding-warned = Warning
doctor-finding-failed = Failed
doctor-finding-not-reached = Not reached
doctor-finding-not-needed = Not needed

## What was found

doctor-passed-disk = { $size } free
doctor-passed-names = Found: { $addresses }
doctor-passed-ipv4 = { $address } answers at port { $port }{ $network ->
    [unknown] { "" }
   *[other] , over the network { $network }
}
doctor-passed-ipv6 = { $address } answers at port { $port }{ $network ->
    [unknown] { "" }
   *[other] , over the network { $network }
}
doctor-passed-proxy = { $proxy } lets scanpost through{ $network ->
    [unknown] { "" }
   *[other] , over the network { $network }
}
doctor-passed-sign-in-server = { $provider } answers
doctor-passed-clock = { $seconds ->
    [0] The same time as the provider’s
    [one] One second from the provider’s
   *[other] { $seconds } seconds from the provider’s
}
doctor-passed-greeting = { $address } greets
doctor-passed-tls = { $version }, { $checked ->
    [no] the certificate was not checked: the settings say so
   *[other] certificate of { $issuer }, good until { $until }
}
doctor-passed-offers = The server offers { $mechanisms }
doctor-passed-token = { $name ->
    [unknown] Renewed
    [app] Renewed, signed in as an app
   *[other] Renewed, signed in as { $name }
}
doctor-passed-scopes = Granted: { $scopes }
doctor-passed-log-in = The server lets { $address } in
doctor-passed-test-mail = Sent to { $address }: look whether it has arrived. The server said: { $reply }

## Why a step has no finding

doctor-not-reached = Only after “{ $step }”
doctor-not-needed-by-proxy = The proxy makes the connection
doctor-not-needed-no-address = The server has no such address
doctor-not-needed-own-address = The mail settings let connections go out from an address of the other kind
doctor-not-needed-no-proxy = No proxy is set
doctor-not-needed-no-date = The sign-in server does not tell the time
doctor-not-needed-not-asked = Nobody asked for one
doctor-not-needed-only-receives = This account only receives
