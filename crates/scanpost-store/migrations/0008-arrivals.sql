-- Mails that were taken out of a mailbox; a row stays as history, and so that the same mail is known
-- when it comes again. An id is a UUID of version 7, so the key's order is the order of arrival.
CREATE TABLE arrivals (
    id         BLOB    NOT NULL PRIMARY KEY,
    function   TEXT    NOT NULL,
    account    TEXT    NOT NULL,
    mailbox    TEXT    NOT NULL,
    uidl       TEXT    NOT NULL,
    digest     BLOB    NOT NULL, -- SHA-256 of the octets
    taken_at   INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    in_file    INTEGER NOT NULL, -- 1: the octets lie in mails/<id>, 0: in the table arrival_bodies
    state      TEXT    NOT NULL,
    tries      INTEGER NOT NULL,
    due_at     INTEGER,
    ended_at   INTEGER,
    fault      TEXT,
    place      TEXT
) STRICT, WITHOUT ROWID;

-- What is handed on next.
CREATE INDEX arrivals_waiting ON arrivals (due_at, id) WHERE state = 'waiting';

-- Lists and counts of one state.
CREATE INDEX arrivals_by_state ON arrivals (state, id);

-- Whether a mail was taken in before.
CREATE INDEX arrivals_of_mailbox ON arrivals (mailbox, digest, taken_at);

-- What is forgotten first.
CREATE INDEX arrivals_ended ON arrivals (ended_at) WHERE ended_at IS NOT NULL;

-- Octets of small arrivals that are not in a final state.
CREATE TABLE arrival_bodies (
    arrival BLOB NOT NULL PRIMARY KEY,
    octets  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What is known of the mails that a mailbox may still list.
CREATE TABLE mailbox_ledger (
    mailbox TEXT NOT NULL,
    uidl    TEXT NOT NULL,
    head    BLOB, -- of a mail that was taken in: SHA-256 of its head; null: it is left there
    PRIMARY KEY (mailbox, uidl)
) STRICT, WITHOUT ROWID;
