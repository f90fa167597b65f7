-- Devices are served in turn: which have something due, and each one's oldest.
CREATE INDEX jobs_of_devices ON jobs (account, device, due_at, id) WHERE state = 'waiting';

-- What providers took, so that a limit of a day outlasts a restart. A row covers the minute that begins
-- at its moment; rows older than a day go by themselves.
CREATE TABLE sent (
    at         INTEGER NOT NULL,
    account    TEXT    NOT NULL,
    mails      INTEGER NOT NULL,
    recipients INTEGER NOT NULL
) STRICT;

CREATE INDEX sent_in_order ON sent (at);
