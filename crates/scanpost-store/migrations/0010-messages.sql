-- The Message-ID under which a mail went out, without its brackets; nothing before the first attempt that
-- showed the mail. A report on it names the mail so. Firmware may write the same one into every mail.
ALTER TABLE jobs ADD COLUMN message_id TEXT;

CREATE INDEX jobs_of_message ON jobs (message_id, id) WHERE message_id IS NOT NULL;
