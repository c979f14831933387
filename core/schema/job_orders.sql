-- Job orders: vacancies that officers took down for employers, each in the caseload of its officer. What it says is the
-- vacancy's and the employer's own: nothing of it is kept twice. `more` (JSON) are fields that only tablets know.
CREATE TABLE job_order (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    officer_id TEXT NOT NULL REFERENCES officer (id),
    vacancy_id TEXT NOT NULL UNIQUE REFERENCES vacancy (id),
    more TEXT NOT NULL DEFAULT '{}',
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- What officers did for people before this version is told to nobody.
INSERT INTO reader (name, cursor) SELECT 'confirmations', value FROM sequence WHERE name = 'ledger';
