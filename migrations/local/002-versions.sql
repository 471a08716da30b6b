-- A document may be another version of one that was there before: by its file name, or by its title.
ALTER TABLE document ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN previous TEXT REFERENCES document (id);
