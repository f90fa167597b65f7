-- A job that a person keeps back is in a state of its own.
INSERT INTO counts (state, jobs) VALUES ('held', 0);

-- What was last seen of each device, as JSON; written once a minute at most.
CREATE TABLE sightings (
    device TEXT NOT NULL PRIMARY KEY,
    facts  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
