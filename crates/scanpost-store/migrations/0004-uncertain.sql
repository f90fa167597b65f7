-- Attempts that ended between the final dot and the reply: a mail is not sent again without end.
ALTER TABLE jobs ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0;

-- A job that ends without anybody knowing whether the mail has arrived.
INSERT INTO counts (state, jobs) VALUES ('uncertain', 0);
