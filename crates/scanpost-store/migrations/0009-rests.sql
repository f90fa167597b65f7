-- Until when an account's queue waits for the end of a limit; no row where it does not.
CREATE TABLE rests (
    account TEXT    NOT NULL PRIMARY KEY,
    fault   TEXT    NOT NULL,
    until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
