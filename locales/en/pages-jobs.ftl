# The pages of jobs.

back-to-jobs = Back to the jobs

## The list

jobs-state = State
jobs-all = All
jobs-search = Search
jobs-search-hint = recipient, sender, device or job number
jobs-any = All
jobs-period = Period
jobs-period-all = Any time
jobs-period-hour = The last hour
jobs-period-day = The last 24 hours
jobs-period-week = The last 7 days
jobs-period-month = The last 30 days
jobs-show = Show
jobs-show-all = Show all
jobs-none-found = No job fits.
jobs-stopped = None of { $count } jobs fits. The search has gone back no further yet.
jobs-search-on = Search further back
jobs-older = Older jobs
jobs-newest = Back to the newest
jobs-search-link = Search all jobs
jobs-table = Download as a table
jobs-table-text = (CSV, all jobs that fit, for a spreadsheet)

## What can be done to some of them

jobs-choose = Choose the job to { $recipients }
jobs-chosen = With those that are ticked:
jobs-none-chosen = No job was ticked, so nothing was done.
jobs-retried = { $count ->
    [one] One job is tried again.
   *[other] { $count } jobs are tried again.
}
jobs-held = { $count ->
    [one] One job was put on hold.
   *[other] { $count } jobs were put on hold.
}
jobs-released = { $count ->
    [one] One job was released.
   *[other] { $count } jobs were released.
}
jobs-deleted = { $count ->
    [one] One job was deleted.
   *[other] { $count } jobs were deleted.
}
jobs-refused = { $count ->
    [one] With one other that did not go, because of its state.
   *[other] With { $count } others that did not go, because of their state.
}
jobs-delete-title = { $count ->
    [one] Delete one mail?
   *[other] Delete { $count } mails?
}
jobs-delete-text = They are removed for good. Recipients that have not got them yet will not get them.
jobs-delete-no = No, keep them

## One job

job-attempts = Attempts
job-hold = Hold
job-release = Release
job-held-text = A person holds this job back. The mail is kept and is not sent before somebody releases it.
job-reason-above = The reason stands above.
job-mail = The mail
job-mail-kept = scanpost keeps the mail until it has been delivered. Who downloads it is written down.
job-mail-of-user = scanpost keeps the mail until it has been delivered. It is the user’s own: nobody can download it.
job-mail-gone = The mail itself is not kept any more; this is its history.
job-download = Download the mail
job-delete-entry = Delete from the list

job-code = Error code
job-code-status = Status
job-code-remedy = Remedy
