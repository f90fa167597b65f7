# People whose scans go out from their own mailboxes, and the page where they sign in.

users-title = Users
users-text = Their scans go out from their own mailboxes, by devices with the sender rule “the user’s own mailbox”. Each signs in once, on the page /me of this gateway.
users-known-only = Only the users of this list can scan so.
users-of-domains = Besides, whoever has an address of these domains becomes a user by scanning: { $domains }
users-no-app = Users sign in with the app of the account that the site sends by. None is chosen.
users-no-app-link = Choose the account
users-consent-unknown = That the organisation has consented is not known here. Without its consent the provider may refuse each user. Let an administrator of the organisation consent; if that was done on the provider’s own pages, nothing needs to be done.
users-consent-missing = The provider refuses users because the organisation has not consented, or not any more. Let an administrator of the organisation consent; the scans that wait then go out by themselves.
users-consent-given = The organisation { $organisation } has consented; the link was made by { $by }
users-search = Name or address
users-find = Find
users-none = There are no users yet.
users-none-found = No user is called so.
users-next = More users
users-import = Import users
users-import-text = Existing users with the same address are changed, new ones are added. If a line is wrong, nothing of the table is taken.
users-table = Table (CSV)
users-table-hint = One user a line: name, address and, if needed, the other addresses or names that devices send as.
users-imported = Users: { $added } added, { $changed } changed, { $same } as before.
users-removed = The user was removed.
users-removed-kept = The user was removed. { $scans ->
    [1] 1 scan stays and waits
   *[other] { $scans } scans stay and wait
}. Add a user with the same address to send them, or delete them in the list of jobs.
users-removed-deleted = The user was removed. { $scans ->
    [1] 1 scan was
   *[other] { $scans } scans were
} deleted.
users-rules = Who becomes a user
users-rules-saved = Saved.
users-domains = Domains
users-domains-hint = Whoever has an address of one of these domains becomes a user by scanning. Empty: only users of the list.
users-ask = Ask by mail to sign in
users-ask-hint = A user whose scan waits gets a mail with a link, once a day at most.
users-page = Address of this gateway
users-page-hint = As users open it, like https://scanpost.contoso.example. It stands in that mail; without it none is sent.
user-add = Add user
user-edit = Edit
user-save = Save
user-name = Name
user-address = Mail address
user-address-hint = The mailbox that the scans go out from.
user-matches = Devices also send as
user-matches-hint = Other addresses, or what stands before the @ in the sender that a device writes. One on each line.
user-since = Signed in
user-scans = Scans that wait
user-signed-in = Signed in
user-not-signed-in = Not signed in
user-waits = Must sign in
user-sign-out = Sign out
user-remove = Remove
user-remove-title = Remove { $name }?
user-remove-text = The user’s sign-in is erased, and devices cannot send for the user any more.
user-remove-scans = Scans of this user that wait to be sent: { $scans }. What becomes of them?
user-remove-keep = Remove, keep the scans until the user comes back
user-remove-delete = Remove, delete the scans
job-user = User
job-user-gone = A user who was removed

me-title = My scans
me-text = Sign in once to your own mailbox; then your scans are sent from it. scanpost does not see your password.
me-address = Your mail address
me-address-hint = The one that your scans are to be sent from.
me-in-browser = Sign in here
me-with-code = Sign in with a code on another screen
me-no-way = Nobody can sign in here yet. Contact your administrator.
me-not-user = Does it not work? Ask your administrator whether your address is entered as a user.
me-signed-in = Signed in as { $address }
me-signed-out = { $address } is signed out. Scans wait until you sign in again.
me-since = Since
me-scans = Your scans that wait
me-done = Done
me-sign-out = Sign out of my mailbox
me-again = Begin again
me-failed-next = Begin again. If that does not help, tell your administrator what stands here.
me-code-open = Open this page, on your phone with the picture:
me-code-as = Sign in there as { $address }. Then come back here.
me-nothing-happens = If nothing happens here although you have signed in, your address is not entered as a user. Ask your administrator.
me-go-text = You are sent to the sign-in page of your mail service, and come back here.
me-go = Go on to the sign-in
me-away = Sign in in the other window. This page goes on by itself.
