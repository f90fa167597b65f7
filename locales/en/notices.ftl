# What people are told: by mail, webhook and syslog. The id is that of the cause
# (scanpost-core/src/notify/mod.rs); a fault's own sentences stand in faults.ftl.

notice-account-held = { fact-named-account } waits for a person
notice-account-flows = { fact-named-account } sends again
notice-sign-in-ended = The sign-in of { fact-named-account-within } has ended
notice-warning = A warning
notice-job-failed = { $count ->
    [1] A mail was not delivered to everybody
   *[other] { $count } mails were not delivered to everybody
}
    .next = Look at the job in scanpost: it says which recipients did not get it, and why.
notice-mail-returned = { $count ->
    [1] A mail that was sent came back
   *[other] { $count } mails that were sent came back
}
    .next = Look at the job in scanpost: it says which recipients did not get it, and why.
notice-job-uncertain = { $count ->
    [1] A mail may or may not have arrived
   *[other] { $count } mails may or may not have arrived
}
    .next = Look in the mailbox’s Sent Items before you scan again.
notice-job-relayed = { $count ->
    [1] A mail was handed over
   *[other] { $count } mails were handed over
}
notice-arrival-quarantined = { $count ->
    [1] A mail that came in lies in quarantine
   *[other] { $count } mails that came in lie in quarantine
}
notice-summary = What scanpost did within a day
notice-trial = This notice is a trial
    .next = Nothing needs to be done: notices arrive.

fact-named-account = { $account ->
    [unknown] An account
   *[other] The account “{ $account }”
}
fact-named-account-within = { $account ->
    [unknown] an account
   *[other] the account “{ $account }”
}

## A mail that tells it

notice-mail-when = When: { $at }
notice-mail-since = Since: { $at }
notice-mail-account = Account: { $account }
notice-mail-device = Device: { $device }
notice-mail-job = Job: { $job }
notice-mail-code = Code: { $code }
notice-mail-said = What the other side said:
notice-mail-foot = scanpost on { $host } sent this by itself, because you are its administrator. There is no use in answering.

## The summary of a day

summary-accepted = Taken from devices: { $number }
summary-delivered = Delivered: { $number }
summary-failed = Failed, in whole or in part: { $number }
summary-uncertain = Uncertain: { $number }

## To the sender of a mail that failed

bounce-subject = Your mail was not delivered
bounce-text = Your mail, which scanpost took from the device “{ $device }” on { $at }, did not reach these recipients:
bounce-others = The others are not affected.
bounce-subject-relayed = Your mail was handed over
bounce-relayed = Your mail, which scanpost took from the device “{ $device }” on { $at }, was handed over to the mail provider for these recipients, as you asked to be told. What becomes of it there is not reported any more:
disposition-subject-displayed = Your fax was seen
disposition-displayed = Your fax “{ $subject }” was seen by a person.
disposition-subject-processed = Your fax was handed on
disposition-processed = Your fax “{ $subject }” came in whole and was handed on. That does not say that a person has read it.
disposition-subject-error = Your fax could not be handed on
disposition-error = Your fax “{ $subject }” came in and could not be handed on. Please send it again as the next lines say, or tell its recipient in another way.
disposition-subject-deleted = Your fax was deleted
disposition-deleted = Your fax “{ $subject }” came in and was deleted without having been handed on. If it mattered, tell its recipient in another way.
fax-mail-subject = Fax from { $from }
fax-mail-subject-unknown = A fax
fax-mail-text = This fax came in at { $at }. It is attached.
fax-mail-title = Its subject: { $subject }
fax-mail-cover = Its sender wrote beside it:
fax-mail-cut = Its text goes on; the rest was too long to be sent on.
bounce-foot = scanpost on { $host } sent this by itself; there is no use in answering.

# The answer to a question about the status, and what became of mails that come in
report-of-job = job { $job }
report-of-no-job = about no job of this scanpost
report-not-believed = not believed: the mail server says that its sender is a false one
# On the page that is printed of a mail.
print-from = From
print-to = To
print-date = Date
print-left-out = Not printed
print-rest = the rest of the text, which is very long
print-letters = letters that this page cannot show; they stand as ?
print-without-subject = (no subject)

## A mail to a user whose scan waits

ask-subject = Sign in once, so that your scan can be sent
ask-hello = Hello { $name },
ask-what = you have scanned, and the scan waits to be sent from your own mailbox { $address }. For that you sign in once at { $provider }. Open this link within a quarter of an hour; it works once:
ask-later = Later, open { $page } and type your mail address. The scan is kept until then and goes out by itself when you have signed in.
ask-not-you = If you have not scanned anything, you need not do anything: nothing is sent in your name without your sign-in.
