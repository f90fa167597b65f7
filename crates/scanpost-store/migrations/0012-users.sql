-- People whose scans go out from their own mailboxes. The address in small letters is the key and the
-- order of lists; the account's name follows from it. The user itself is JSON.
CREATE TABLE users (
    address TEXT    NOT NULL PRIMARY KEY,
    account TEXT    NOT NULL UNIQUE,
    user    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- All that a device may name a user by, in small letters; the address too.
CREATE TABLE user_names (
    name    TEXT NOT NULL PRIMARY KEY,
    address TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX user_names_of ON user_names (address);

-- When a grant was changed last; nothing for those of an earlier time. Users' grants that nobody needs are
-- renewed before the provider ends them, the oldest first.
ALTER TABLE grants ADD COLUMN changed_at INTEGER;

CREATE INDEX grants_of_users ON grants (changed_at, account) WHERE sealed IS NOT NULL AND account GLOB 'user.*';
