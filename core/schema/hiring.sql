-- Employers who post by phone, what makes a vacancy doubtful, interviews, and who did what.

-- `area` as of profiles: the place one level above homes. `core.areas` fills it for what was there before.
ALTER TABLE employer ADD COLUMN area TEXT;
ALTER TABLE employer ADD COLUMN language TEXT;
ALTER TABLE employer ADD COLUMN contact_name TEXT CHECK (length(contact_name) BETWEEN 1 AND 80);
ALTER TABLE employer ADD COLUMN note TEXT;
ALTER TABLE employer ADD COLUMN blocked_at BIGINT;
CREATE INDEX employer_phone ON employer (phone) WHERE phone IS NOT NULL;
CREATE INDEX employer_area ON employer (area, name, id);

-- `starts_on` is a day ("2026-12-01"). `reason` is the code of why it is held or refused. `source` is how it came in:
-- phone, staff, import or tablet. `asked_filled_at` is when its employer was last asked whether it is filled.
ALTER TABLE vacancy ADD COLUMN area TEXT;
ALTER TABLE vacancy ADD COLUMN starts_on TEXT CHECK (length(starts_on) = 10);
ALTER TABLE vacancy ADD COLUMN reason TEXT;
ALTER TABLE vacancy ADD COLUMN source TEXT NOT NULL DEFAULT 'staff'
    CHECK (source IN ('phone', 'staff', 'import', 'tablet'));
ALTER TABLE vacancy ADD COLUMN asked_filled_at BIGINT;
CREATE INDEX employer_no_area ON employer (place) WHERE area IS NULL;
CREATE INDEX vacancy_no_area ON vacancy (place) WHERE area IS NULL;
-- What staff look through: what waits, oldest first, in all or in some areas.
CREATE INDEX vacancy_status ON vacancy (status, created_at, id);
CREATE INDEX vacancy_area_status ON vacancy (area, status, created_at, id);

-- A person's short number: eight digits, so that none is taken for that of a vacancy.
ALTER TABLE profile ADD COLUMN reference TEXT;
CREATE UNIQUE INDEX profile_reference ON profile (reference);
INSERT INTO sequence (name, value) VALUES ('person', 1000000);

-- Why a vacancy looks doubtful. `data` (JSON) are the values of the sentence that says so. No personal data.
CREATE TABLE vacancy_flag (
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    code TEXT NOT NULL,
    data TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (vacancy_id, code)
);
CREATE INDEX vacancy_report_phone ON vacancy_report (phone, at);

-- An employer asked somebody who had not applied whether they would.
CREATE TABLE approach (
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    profile_id TEXT NOT NULL REFERENCES profile (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (vacancy_id, profile_id)
);
CREATE INDEX approach_profile ON approach (profile_id, at);

-- A day and a place to which applicants of a vacancy are invited. `at` is UTC seconds; `told_at` is when its employer
-- was told, the evening before, who comes.
CREATE TABLE interview (
    id TEXT PRIMARY KEY,
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    at BIGINT NOT NULL,
    venue TEXT NOT NULL CHECK (length(venue) BETWEEN 1 AND 80),
    seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 1000),
    told_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX interview_vacancy ON interview (vacancy_id, at);
CREATE INDEX interview_at ON interview (at);

-- An application's last invitation; the application's own status says whether the person comes.
CREATE TABLE invitation (
    application_id TEXT PRIMARY KEY REFERENCES application (id),
    interview_id TEXT NOT NULL REFERENCES interview (id),
    at BIGINT NOT NULL,
    answered_at BIGINT,
    reminded_at BIGINT
);
CREATE INDEX invitation_interview ON invitation (interview_id);

-- A text passed on between an employer and a person who see no number of each other. The words are not kept here.
CREATE TABLE relay (
    id {identity},
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    profile_id TEXT NOT NULL REFERENCES profile (id),
    sent_by TEXT NOT NULL CHECK (sent_by IN ('employer', 'person')),
    at BIGINT NOT NULL
);
CREATE INDEX relay_pair ON relay (vacancy_id, profile_id, at);

-- Who saw or changed what, and why: ids and codes alone, so that it can outlive an erasure. Rows are only ever added.
-- `actor` is "staff:ID", "employer:ID", "person:ID", "phone" (who reported, unnamed) or "service".
CREATE TABLE audit (
    id {identity},
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT,
    data TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_subject ON audit (kind, subject, id);
CREATE INDEX audit_actor ON audit (actor, id);

-- What happened before this version is told to nobody.
INSERT INTO reader (name, cursor)
    SELECT told, value FROM sequence,
        (SELECT 'employers' AS told UNION ALL SELECT 'applicants' UNION ALL SELECT 'trust') AS readers
    WHERE name = 'ledger';
