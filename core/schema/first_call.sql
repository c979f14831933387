-- People, phones and sessions, employers, vacancies and applications, and what is told to others.

CREATE TABLE sequence (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO sequence (name, value) VALUES ('ledger', 0), ('reference', 999);

CREATE TABLE profile (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    status TEXT NOT NULL CHECK (status IN ('registering', 'active', 'erased')),
    language TEXT NOT NULL,
    name TEXT CHECK (length(name) BETWEEN 1 AND 80),
    birth_year INTEGER CHECK (birth_year BETWEEN 1900 AND 2200),
    place TEXT,
    sector TEXT,
    occupation TEXT CHECK (length(occupation) = 4),
    experience TEXT CHECK (experience IN ('none', 'under_1', '1_to_2', '3_to_5', 'over_5')),
    least_pay INTEGER CHECK (least_pay >= 0),
    skills TEXT NOT NULL DEFAULT '[]',
    alerts TEXT NOT NULL DEFAULT 'off' CHECK (alerts IN ('off', 'instant', 'daily', 'weekly')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE phone_link (
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    profile_id TEXT NOT NULL REFERENCES profile (id),
    since BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (phone, profile_id, since)
);
CREATE INDEX phone_link_profile ON phone_link (profile_id);

CREATE TABLE session (
    phone TEXT NOT NULL,
    channel TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (phone, channel)
);

CREATE TABLE consent (
    id TEXT PRIMARY KEY,
    profile_id TEXT NOT NULL REFERENCES profile (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'alerts')),
    given INTEGER NOT NULL CHECK (given IN (0, 1)),
    text_version TEXT NOT NULL,
    language TEXT NOT NULL,
    channel TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX consent_profile ON consent (profile_id, purpose, at);

CREATE TABLE employer (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    phone TEXT CHECK (phone LIKE '+%'),
    place TEXT NOT NULL,
    sector TEXT NOT NULL,
    level TEXT NOT NULL DEFAULT 'unknown'
        CHECK (level IN ('unknown', 'phone_verified', 'document_verified', 'trusted')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE vacancy (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    reference TEXT NOT NULL UNIQUE,
    employer_id TEXT NOT NULL REFERENCES employer (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    occupation TEXT NOT NULL CHECK (length(occupation) = 4),
    place TEXT NOT NULL,
    posts INTEGER NOT NULL DEFAULT 1 CHECK (posts BETWEEN 1 AND 10000),
    pay INTEGER CHECK (pay > 0),
    pay_period TEXT CHECK (pay_period IN ('hour', 'day', 'week', 'month')),
    pay_month INTEGER CHECK (pay_month > 0),
    skills TEXT NOT NULL DEFAULT '[]',
    contact TEXT NOT NULL DEFAULT 'service' CHECK (contact IN ('service', 'call', 'visit')),
    contact_detail TEXT,
    status TEXT NOT NULL CHECK (status IN
        ('draft', 'pending', 'open', 'held', 'refused', 'filled', 'expired', 'closed')),
    opened_at BIGINT,
    deadline BIGINT NOT NULL,
    applications INTEGER NOT NULL DEFAULT 0 CHECK (applications >= 0),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((pay IS NULL) = (pay_period IS NULL))
);
CREATE INDEX vacancy_employer ON vacancy (employer_id);
CREATE INDEX vacancy_deadline ON vacancy (status, deadline);

CREATE TABLE vacancy_area (
    place TEXT NOT NULL,
    occupation TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    pay_month INTEGER,
    deadline BIGINT NOT NULL,
    PRIMARY KEY (place, occupation, opened_at, vacancy_id)
);
CREATE INDEX vacancy_area_recent ON vacancy_area (place, opened_at, vacancy_id);
CREATE INDEX vacancy_area_vacancy ON vacancy_area (vacancy_id);

CREATE TABLE application (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    profile_id TEXT NOT NULL REFERENCES profile (id),
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    status TEXT NOT NULL CHECK (status IN
        ('applied', 'seen', 'shortlisted', 'invited', 'coming', 'not_coming', 'hired', 'refused', 'withdrawn')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (profile_id, vacancy_id)
);
CREATE INDEX application_vacancy ON application (vacancy_id);

CREATE TABLE application_status (
    application_id TEXT NOT NULL REFERENCES application (id),
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (application_id, version)
);

CREATE TABLE vacancy_report (
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    phone TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('asks_money', 'not_real', 'unsafe', 'other')),
    at BIGINT NOT NULL,
    PRIMARY KEY (vacancy_id, phone)
);

CREATE TABLE call_request (
    id TEXT PRIMARY KEY,
    phone TEXT NOT NULL,
    profile_id TEXT REFERENCES profile (id),
    language TEXT NOT NULL,
    at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE UNIQUE INDEX call_request_open ON call_request (phone) WHERE done_at IS NULL;

CREATE TABLE event (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE changes (
    bucket TEXT NOT NULL,
    collection TEXT NOT NULL,
    document TEXT NOT NULL,
    sequence BIGINT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    body TEXT NOT NULL,
    PRIMARY KEY (bucket, collection, document)
);
CREATE INDEX changes_bucket ON changes (bucket, sequence);
