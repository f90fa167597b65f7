-- What is known of the mails that a mailbox may still list, by the fingerprints of their UIDLs. What was
-- known before is not needed: a mail that was taken in is known by its octets when it is read again, and
-- one that was left is looked at anew, by the rules of today.
DROP TABLE mailbox_ledger;

CREATE TABLE mailbox_ledger (
    mailbox TEXT NOT NULL,
    uidl    BLOB NOT NULL, -- its fingerprint
    head    BLOB NOT NULL, -- the fingerprint of the mail's head
    rules   BLOB,          -- of a mail that is left there: by which rules; null: it was taken in
    PRIMARY KEY (mailbox, uidl)
) STRICT, WITHOUT ROWID;
