-- Whether a mail was taken in before, from a mailbox of the same address: its server may have got another
-- name.
DROP INDEX arrivals_of_mailbox;
CREATE INDEX arrivals_by_digest ON arrivals (digest, taken_at);
