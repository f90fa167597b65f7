# The pages of receiving: the functions that fetch mail, and what came in by them.

receiving-title = Receiving
receiving-text = Each function that receives has an account and a token of its own. Trouble with one never stops the others.
receiving-functions = The functions that receive
receiving-get-token = Get token
receiving-poll = Poll now
receiving-server = POP3 server
receiving-interval = Check interval
receiving-every = { $minutes ->
    [1] every minute
   *[other] every { $minutes } minutes
}
receiving-last = Last poll
receiving-next = Next poll
receiving-not-yet = none since scanpost was started
receiving-waiting = Waiting in the mailbox
receiving-nothing-new = nothing new
receiving-nothing-taken = nothing taken in
receiving-taken = { $count ->
    [1] one new mail
   *[other] { $count } new mails
}
receiving-broke-off = not looked into: { $why }
receiving-polled = The mailbox has just been looked into; below stands what came of it.
receiving-poll-goes-on = The mailbox is being looked into. That takes a while; what comes of it will stand below.
receiving-off = Not used
receiving-off-text = No account is chosen for it, so no mail is fetched.
receiving-choose = Choose an account
receiving-polling = Polling now
receiving-failed = Not fetched
receiving-before-first = Before the first poll
receiving-well = Fetching
back-to-receiving = Back to receiving

## What came in

arrivals-title = What has come in
arrivals-text = The mails that scanpost has taken out of mailboxes. It keeps each until it has been handed on or somebody deletes it.
arrivals-none = No mail here.
arrivals-older = Older mails
arrivals-newest = Back to the newest
arrival-place = Handed on to
arrival-says-from = From (its sender’s own word)
arrival-says-subject = Subject
arrival-says-date = Date of the mail
arrival-retry = Try again
arrival-done-retried = The mail is handed on again now.
arrival-done-deleted = The mail was deleted.
arrival-done-may-print = The mail was deleted here. The printer that it was sent to did not call it back, and may still print it or has done so: cancel the job at the printer.
arrival-done-unknown = The mail was deleted here. What had been sent on of it before could not be called back: look at the printer, or ask its recipients.
arrival-done-may-arrive = The mail was deleted here. What was sent on of it could not be called back and may be with its recipients.
arrival-done-all-deleted = The mails were deleted.
arrival-done-not-recalled = The mails were deleted here. Some of them could not be called back: a printer may still print them, or they are with their recipients.
arrival-delete-title = Delete this mail?
arrival-delete-text = { $about }. It was taken out of the mailbox, so nobody has it afterwards.
quarantine-title = Quarantine
quarantine-text = Mails that could not be handed on and wait for a person. Nothing of them is lost: download one to look at it, try it again when its cause is mended, or delete it.
quarantine-empty = No mail is in quarantine.
quarantine-delete-all = Delete all of this kind: { $what }
quarantine-delete-title = Delete all mails of this kind?
quarantine-delete-text = All mails that lie in quarantine for this reason: { $what } They were taken out of the mailbox, so nobody has them afterwards.

## The settings

receiving-settings-text = What becomes of received mail, and how often mailboxes are looked into. A function receives as soon as an account is chosen for it.
receiving-standing = How it stands
receiving-fax-title = Internet fax
receiving-fax-to = Faxes go to
receiving-fax-to-hint = Only the field of the chosen way counts.
receiving-to-folder = a folder
receiving-to-printer = a printer
receiving-to-mail = e-mail addresses
receiving-fax-path = Folder
receiving-fax-path-hint = Below { $folder }, such as office. Empty: that folder itself.
receiving-printer = Printer
receiving-printer-hint = Its address for IPP, such as ipp://printer.example.com/ipp/print. With ipps:// it must prove who it is: a certificate that it made itself is first imported under Settings → Mail.
receiving-fax-mail = E-mail addresses
receiving-fax-mail-hint = One a line, at most 20. Faxes go there by the account of the sending functions.
receiving-confirm = Confirm faxes
receiving-confirm-hint = A sender who asks for it is told by mail what became of the fax.
receiving-status-title = Status by e-mail
receiving-words = Words in the subject
receiving-words-hint = One of them must stand in the subject of a question, commas between them. Empty: status.
receiving-senders = Senders
receiving-senders-hint = One a line: anna@example.com, or @example.com for everybody there. Empty: nobody.
receiving-others = Other mails in the mailbox
receiving-others-hint = Mails of anybody else, and those that ask for nothing.
receiving-others-leave = stay there
receiving-others-remove = are removed
receiving-print-title = Printing of e-mail
receiving-print-printer-hint = Its address for IPP, such as ipp://printer.example.com/ipp/print. Empty: nothing is printed.
receiving-intervals-title = Check intervals
receiving-intervals-text = In minutes, from 1 to 1440. Empty: as the mail settings say for the POP3 server, else every 5 minutes.
