-- Who did it; nothing: scanpost itself, a device or the provider.
ALTER TABLE journal ADD COLUMN person TEXT;

-- What people did, newest first.
CREATE INDEX journal_of_people ON journal (number) WHERE person IS NOT NULL;

-- What an administrator edits and has no table of its own: administrators, API tokens, the site's
-- settings. The body is JSON; its secrets are hashes, or sealed.
CREATE TABLE records (
    kind     TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    body     TEXT    NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
