-- Officers and their tablets: who may keep a copy of what, what tablets told us, and what had to wait for staff.

-- Names that stand for one value each: the epoch of the cursors, what the reference documents were made from.
CREATE TABLE sync_state (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- `scope` counts the changes of an officer's places: a cursor of an older scope is told what it lost and gained.
CREATE TABLE officer (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 80),
    scope INTEGER NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
-- The buckets (JSON) of each scope that an officer ever had.
CREATE TABLE officer_scope (
    officer_id TEXT NOT NULL REFERENCES officer (id),
    scope INTEGER NOT NULL,
    places TEXT NOT NULL,
    buckets TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (officer_id, scope)
);

-- Codes are kept as digests. A code is for one tablet, once.
CREATE TABLE enrolment (
    code TEXT PRIMARY KEY,
    officer_id TEXT NOT NULL REFERENCES officer (id),
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    device_id TEXT
);
-- Tokens are kept as digests. `next_token` was sent and not used yet: until it is, the old one counts.
CREATE TABLE device (
    id TEXT PRIMARY KEY,
    officer_id TEXT NOT NULL REFERENCES officer (id),
    token TEXT NOT NULL UNIQUE,
    next_token TEXT UNIQUE,
    token_since BIGINT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    seen_at BIGINT,
    unsent INTEGER NOT NULL DEFAULT 0,
    client TEXT NOT NULL DEFAULT '',
    clock_offset BIGINT NOT NULL DEFAULT 0,
    revoked_at BIGINT,
    wiped_at BIGINT
);
CREATE INDEX device_officer ON device (officer_id);

-- What tablets sent, each operation once. `source` is made by the tablet's copy, which numbers what it sends; `last` is
-- the highest number that was answered, and stays when the results are forgotten.
CREATE TABLE operation_source (
    source TEXT PRIMARY KEY,
    officer_id TEXT NOT NULL REFERENCES officer (id),
    last BIGINT NOT NULL
);
CREATE TABLE operation (
    source TEXT NOT NULL REFERENCES operation_source (source),
    number BIGINT NOT NULL,
    profile_id TEXT,
    result TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (source, number)
);
CREATE INDEX operation_profile ON operation (profile_id) WHERE profile_id IS NOT NULL;
CREATE INDEX operation_at ON operation (at);

-- At which version of a document each of its fields was changed last, and by whom: 'person' from the own phone, else
-- the id of an officer, or 'staff'.
CREATE TABLE edit (
    collection TEXT NOT NULL,
    document TEXT NOT NULL,
    field TEXT NOT NULL,
    version INTEGER NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (collection, document, field)
);

-- Ids that tablets made for what turned out to be there already.
CREATE TABLE alias (
    alias TEXT PRIMARY KEY,
    document TEXT NOT NULL
);
CREATE INDEX alias_document ON alias (document);

-- Who looks after whom. `filled` is 0 until the person's documents were put into the officer's bucket.
CREATE TABLE caseload (
    officer_id TEXT NOT NULL REFERENCES officer (id),
    profile_id TEXT NOT NULL REFERENCES profile (id),
    since BIGINT NOT NULL,
    filled INTEGER NOT NULL DEFAULT 0 CHECK (filled IN (0, 1)),
    PRIMARY KEY (officer_id, profile_id)
);
CREATE INDEX caseload_profile ON caseload (profile_id, officer_id);
CREATE INDEX caseload_unfilled ON caseload (officer_id) WHERE filled = 0;

-- `more` (JSON) are fields that tablets of another version know and we do not.

-- An outreach day at a place. `met` (JSON) are ids of people, `people_met` counts those who are not registered too.
CREATE TABLE visit (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    officer_id TEXT NOT NULL REFERENCES officer (id),
    place TEXT NOT NULL,
    planned_for TEXT,
    done_at BIGINT,
    purpose TEXT CHECK (length(purpose) <= 500),
    met TEXT NOT NULL DEFAULT '[]',
    people_met INTEGER NOT NULL DEFAULT 0,
    more TEXT NOT NULL DEFAULT '{}',
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX visit_officer ON visit (officer_id);

-- What an officer wrote down about a person. `written_at` is what the tablet's clock said.
CREATE TABLE note (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    officer_id TEXT NOT NULL REFERENCES officer (id),
    profile_id TEXT NOT NULL REFERENCES profile (id),
    text TEXT NOT NULL CHECK (length(text) <= 2000),
    written_at BIGINT,
    more TEXT NOT NULL DEFAULT '{}',
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX note_profile ON note (profile_id);

-- What a tablet sent and is not shown: refused operations (`field` is ''), and values that lost to another.
CREATE TABLE quarantine (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'dropped', 'sent_back')),
    device_id TEXT,
    officer_id TEXT NOT NULL REFERENCES officer (id),
    profile_id TEXT,
    collection TEXT NOT NULL,
    document TEXT NOT NULL,
    base INTEGER NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    shown TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    why TEXT
);
CREATE INDEX quarantine_waiting ON quarantine (at) WHERE state = 'waiting';
CREATE INDEX quarantine_profile ON quarantine (profile_id) WHERE profile_id IS NOT NULL;

-- Two profiles that may be one person, `first` the smaller id. `score` is from 0 to 100, `reasons` a JSON list of codes.
CREATE TABLE duplicate (
    first TEXT NOT NULL REFERENCES profile (id),
    second TEXT NOT NULL REFERENCES profile (id),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100),
    reasons TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'merged', 'different')),
    at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    PRIMARY KEY (first, second),
    CHECK (first < second)
);
CREATE INDEX duplicate_waiting ON duplicate (at) WHERE state = 'waiting';
CREATE INDEX duplicate_second ON duplicate (second);
-- How names sound, so that people are found whose names are written in other ways: a row for each word, and one for each
-- two words, which few people share. `area` and `birth_year` are the person's own.
CREATE TABLE name_sound (
    profile_id TEXT NOT NULL REFERENCES profile (id),
    sound TEXT NOT NULL,
    area TEXT,
    birth_year INTEGER,
    PRIMARY KEY (profile_id, sound)
);
CREATE INDEX name_sound_area ON name_sound (sound, area, birth_year, profile_id);
CREATE INDEX name_sound_year ON name_sound (sound, birth_year, profile_id);
INSERT INTO reader (name, cursor) VALUES ('duplicates', 0);
-- A person's profile that was merged into another: all that was moved and changed (JSON), so that it can be undone.
CREATE TABLE merge (
    id TEXT PRIMARY KEY,
    kept TEXT NOT NULL REFERENCES profile (id),
    gone TEXT NOT NULL REFERENCES profile (id),
    moved TEXT NOT NULL,
    at BIGINT NOT NULL,
    author TEXT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX merge_kept ON merge (kept);
CREATE INDEX merge_gone ON merge (gone);

-- How far the ledger had come at times, to know how old a change is.
CREATE TABLE ledger_mark (
    at BIGINT PRIMARY KEY,
    sequence BIGINT NOT NULL
);

-- First copies of buckets, compressed and never changed: a newer one has another digest. `whole` is one frame of zstd,
-- `parts` has one for each part.
CREATE TABLE snapshot (
    digest TEXT NOT NULL,
    encoding TEXT NOT NULL CHECK (encoding IN ('whole', 'parts', 'gzip')),
    bucket TEXT NOT NULL,
    position BIGINT NOT NULL,
    documents INTEGER NOT NULL,
    parts TEXT NOT NULL,
    body {blob} NOT NULL,
    built_at BIGINT NOT NULL,
    PRIMARY KEY (digest, encoding)
);
CREATE INDEX snapshot_bucket ON snapshot (bucket, position);

-- A tablet keeps one state of the consent to a purpose: `version` counts the person's words about it.
ALTER TABLE consent ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
UPDATE consent SET version = (SELECT count(*) FROM consent AS earlier WHERE earlier.profile_id = consent.profile_id
    AND earlier.purpose = consent.purpose
    AND (earlier.at < consent.at OR (earlier.at = consent.at AND earlier.id <= consent.id)));
-- The phones of a person as the links have them, the first linked first.
ALTER TABLE profile ADD COLUMN phones TEXT NOT NULL DEFAULT '[]';
ALTER TABLE profile ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
ALTER TABLE consent ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
ALTER TABLE application ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
-- People are kept in the caseloads of officers from now on, vacancies under the reference that phones know.
DELETE FROM changes WHERE bucket LIKE 'people/%' OR bucket LIKE 'vacancies/%' OR bucket LIKE 'employers/%';
