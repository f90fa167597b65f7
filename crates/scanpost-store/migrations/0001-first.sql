-- The jobs, one row each; a row stays as history when its job has ended.
-- An id is a UUID of version 7, so the key's order is the order of acceptance (RFC 9562 §5.7).
-- Moments are milliseconds since 1970-01-01T00:00:00Z. Recipients and faults are JSON.
CREATE TABLE jobs (
    id          BLOB    NOT NULL PRIMARY KEY,
    account     TEXT    NOT NULL,
    device      TEXT    NOT NULL,
    accepted_at INTEGER NOT NULL,
    size_bytes  INTEGER NOT NULL,
    sender      TEXT    NOT NULL,
    recipients  TEXT    NOT NULL,
    eight_bit   INTEGER NOT NULL,
    in_file     INTEGER NOT NULL, -- 1: the octets lie in mails/<id>, 0: in the table bodies
    state       TEXT    NOT NULL,
    tries       INTEGER NOT NULL,
    due_at      INTEGER,
    ended_at    INTEGER,
    fault       TEXT
) STRICT, WITHOUT ROWID;

-- What a claim looks for, in its order.
CREATE INDEX jobs_waiting ON jobs (account, due_at, id) WHERE state = 'waiting';

-- Lists of one state; what has not ended, among a long history.
CREATE INDEX jobs_by_state ON jobs (state, id);

-- How many jobs are in each state, kept up to date so that nobody counts a long history.
CREATE TABLE counts (
    state TEXT    NOT NULL PRIMARY KEY,
    jobs  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO counts (state, jobs) VALUES
    ('waiting', 0), ('delivering', 0), ('delivered', 0), ('partly-delivered', 0), ('failed', 0);

CREATE TRIGGER count_new_job AFTER INSERT ON jobs BEGIN
    UPDATE counts SET jobs = jobs + 1 WHERE state = new.state;
END;

CREATE TRIGGER count_changed_job AFTER UPDATE OF state ON jobs WHEN old.state <> new.state BEGIN
    UPDATE counts SET jobs = jobs - 1 WHERE state = old.state;
    UPDATE counts SET jobs = jobs + 1 WHERE state = new.state;
END;

CREATE TRIGGER count_deleted_job AFTER DELETE ON jobs BEGIN
    UPDATE counts SET jobs = jobs - 1 WHERE state = old.state;
END;

-- Octets of small mails whose job has not ended.
CREATE TABLE bodies (
    job    BLOB NOT NULL PRIMARY KEY,
    octets BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Accounts whose queue waits for a person.
CREATE TABLE holds (
    account TEXT    NOT NULL PRIMARY KEY,
    fault   TEXT    NOT NULL,
    since   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- In the order in which they were added; the account itself is JSON.
CREATE TABLE accounts (
    number  INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL
) STRICT;

-- Sealed grants. A row outlives its grant and its account, because generations never repeat.
CREATE TABLE grants (
    account    TEXT    NOT NULL PRIMARY KEY,
    generation INTEGER NOT NULL,
    sealed     BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL
) STRICT;

CREATE TABLE journal (
    number  INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    job     BLOB,
    account TEXT,
    event   TEXT NOT NULL
) STRICT;

CREATE INDEX journal_of_job ON journal (job) WHERE job IS NOT NULL;
