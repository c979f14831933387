-- Vacancies of other systems: where each came from, feeds that are fetched, and what staff must look at first.

-- One posting of one source, by the source's own key. `state`: it is a vacancy; it is a doubt that waits for staff; staff
-- dropped it; it is gone from its source. `leads` 1: this source's word changes the vacancy, of the others it is only known
-- that they tell of it too. `employer_key` and `area` find the same posting of another source. `digest` is of all it says,
-- `words` of what its occupation and place are read from. `body` (JSON, the posting) and `why` (JSON, codes) are of doubts.
-- `missed` counts the full fetches in a row that lacked it.
CREATE TABLE posting (
    id {identity},
    source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 60),
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 300),
    state TEXT NOT NULL CHECK (state IN ('vacancy', 'doubt', 'dropped', 'gone')),
    vacancy_id TEXT REFERENCES vacancy (id),
    employer_id TEXT REFERENCES employer (id),
    leads INTEGER NOT NULL DEFAULT 0 CHECK (leads IN (0, 1)),
    employer_key TEXT NOT NULL,
    area TEXT,
    deadline BIGINT,
    digest TEXT NOT NULL,
    words TEXT NOT NULL,
    url TEXT,
    level TEXT NOT NULL DEFAULT 'unknown'
        CHECK (level IN ('unknown', 'phone_verified', 'document_verified', 'trusted')),
    body TEXT,
    why TEXT,
    missed INTEGER NOT NULL DEFAULT 0,
    seen_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (source, key),
    CHECK (state <> 'doubt' OR (body IS NOT NULL AND why IS NOT NULL)),
    CHECK (state <> 'vacancy' OR vacancy_id IS NOT NULL)
);
CREATE INDEX posting_vacancy ON posting (vacancy_id);
CREATE INDEX posting_employer ON posting (employer_key, area);
CREATE INDEX posting_doubt ON posting (id) WHERE state = 'doubt';
CREATE INDEX posting_seen ON posting (source, seen_at);

-- An address that is fetched. `is_full` 1: it lists everything that is open, so what it no longer lists has ended.
-- `is_inside` 1: its host may be of our own network, and its port any. `failures` counts those in a row since
-- `failing_since`, `failure` is the code of the last. `next_at` is pushed on while it is fetched.
CREATE TABLE feed (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 60),
    url TEXT NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
    format TEXT NOT NULL CHECK (format IN ('csv', 'jsonl', 'jobposting', 'atom')),
    every_seconds INTEGER NOT NULL CHECK (every_seconds >= 900),
    level TEXT NOT NULL CHECK (level IN ('unknown', 'phone_verified', 'document_verified', 'trusted')),
    is_full INTEGER NOT NULL CHECK (is_full IN (0, 1)),
    is_inside INTEGER NOT NULL CHECK (is_inside IN (0, 1)),
    etag TEXT,
    last_modified TEXT,
    next_at BIGINT NOT NULL,
    fetched_at BIGINT,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since BIGINT,
    failure TEXT,
    counts TEXT NOT NULL DEFAULT '{}',
    created_at BIGINT NOT NULL
);
CREATE INDEX feed_next ON feed (next_at);

-- Whoever takes a posting waits at this row for the one before.
INSERT INTO sequence (name, value) VALUES ('posting', 0);
