-- Staff accounts, who is signed in, and one-time codes by which a phone's owner acts in a browser.

-- `places` (JSON) are codes of areas or wider places; empty: the whole market. `password` is an argon2id hash and NULL
-- until one is chosen with the one-time `invite` (a digest). `totp` is the shared secret of the second factor, `totp_step`
-- the last step that was used: a code works once.
CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 40),
    role TEXT NOT NULL CHECK (role IN ('moderator', 'officer', 'employer_desk', 'analyst', 'administrator')),
    places TEXT NOT NULL DEFAULT '[]',
    language TEXT,
    phone TEXT CHECK (phone LIKE '+%'),
    password TEXT,
    invite TEXT,
    invite_until BIGINT,
    totp TEXT,
    totp_step BIGINT NOT NULL DEFAULT 0,
    signed_in_at BIGINT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);

-- `token` is a digest of the cookie's. `passed` 0: the password was right, the second factor is still to come.
CREATE TABLE staff_session (
    token TEXT PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX staff_session_staff ON staff_session (staff_id);
CREATE INDEX staff_session_expires ON staff_session (expires_at);

-- Attempts that may be counted and limited, such as wrong passwords: by what was tried and by whom.
CREATE TABLE attempt (
    kind TEXT NOT NULL,
    sender TEXT NOT NULL,
    since BIGINT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (kind, sender)
);
CREATE INDEX attempt_since ON attempt (since);

-- What staff say of a text that people typed: the occupation that it means, '' where it is no name of work. `times` is how
-- often it had been typed.
CREATE TABLE lesson (
    text TEXT PRIMARY KEY CHECK (length(text) BETWEEN 1 AND 80),
    language TEXT NOT NULL,
    occupation TEXT NOT NULL,
    times INTEGER NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX lesson_at ON lesson (at);
CREATE INDEX typed_times ON typed (times, text);

-- What waits for staff, oldest first.
CREATE INDEX call_request_waiting ON call_request (id) WHERE done_at IS NULL;
CREATE INDEX staff_notice_waiting ON staff_notice (id) WHERE done_at IS NULL;
CREATE INDEX device_unsent ON device (seen_at) WHERE unsent > 0;
