-- What a mail's sender wants to hear of it; nothing where it did not say.
ALTER TABLE jobs ADD COLUMN reports TEXT;
