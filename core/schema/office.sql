-- Employers as staff look through them: by how a name begins, and by how far they are verified, newest first. Whole
-- letters and no range of them: collations do not agree on what comes before what.
CREATE INDEX employer_name ON employer (substr(lower(name), 1, 3));
CREATE INDEX employer_level ON employer (level, id);
