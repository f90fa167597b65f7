-- Where each reader of the journal has come to; only the reader understands its place.
CREATE TABLE bookmarks (
    reader TEXT NOT NULL PRIMARY KEY,
    place  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
