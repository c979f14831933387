-- Messages: the dialect that SQLite and PostgreSQL share, {identity} standing for an id that the database numbers.

-- One row for each distinct text, shared by all who get it. `sender` is '' for the gateway's own.
CREATE TABLE message_text (
    id {identity},
    text TEXT NOT NULL,
    purpose TEXT NOT NULL,
    language TEXT NOT NULL,
    sender TEXT NOT NULL,
    encoding TEXT NOT NULL CHECK (encoding IN ('gsm7', 'ucs2')),
    segments INTEGER NOT NULL CHECK (segments BETWEEN 1 AND 255),
    UNIQUE (text, purpose, language, sender)
);

-- One row for each message and person. It has a lease while it is sending, and only then. `attempted_at` is when the
-- gateway was last called for it, NULL where a claim has not come to that. `tries` counts how often the gateway said
-- "later", `doubts` how often its answer was lost. `cost` is in millionths of `currency`.
-- The checks are written in the order that SQLite is quickest with: they were half the price of a row.
CREATE TABLE outbox (
    id {identity},
    dedupe TEXT NOT NULL UNIQUE,
    text_id BIGINT NOT NULL REFERENCES message_text (id),
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    profile_id TEXT,
    vacancy_id TEXT,
    unit TEXT NOT NULL DEFAULT '',
    priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 7),
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state = 'queued' OR state IN
        ('queued', 'sending', 'accepted', 'unknown', 'delivered', 'failed', 'expired', 'cancelled')),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held = 0 OR held = 1),
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    lease_until BIGINT,
    attempted_at BIGINT,
    tries INTEGER NOT NULL DEFAULT 0,
    doubts INTEGER NOT NULL DEFAULT 0,
    report_rank INTEGER NOT NULL DEFAULT 0,
    gateway TEXT,
    gateway_id TEXT,
    raw TEXT,
    cost BIGINT,
    currency TEXT
);
CREATE INDEX outbox_queued ON outbox (held, priority, not_before, not_after) WHERE state = 'queued';
-- By a column that never changes: there are few such rows, and a renewed lease need not be written twice.
CREATE INDEX outbox_sending ON outbox (priority) WHERE state = 'sending';
CREATE INDEX outbox_doubt ON outbox (phone) WHERE doubts > 0;
CREATE INDEX outbox_gateway_id ON outbox (gateway_id) WHERE gateway_id IS NOT NULL;

-- Reports about messages whose id we do not know: it may still come, with the gateway's answer.
CREATE TABLE delivery_report (
    gateway TEXT NOT NULL,
    gateway_id TEXT NOT NULL,
    phone TEXT,
    status TEXT NOT NULL,
    rank INTEGER NOT NULL,
    raw TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (gateway, gateway_id)
);

-- What we remember of a gateway between two calls.
CREATE TABLE gateway_state (
    name TEXT PRIMARY KEY,
    stopped_until BIGINT NOT NULL DEFAULT 0,
    reported_at BIGINT NOT NULL DEFAULT 0
);

-- What a unit's messages cost, in millionths of the currency. `month` is the market's own, as "2026-11".
CREATE TABLE spending (
    unit TEXT NOT NULL,
    month TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (unit, month, currency)
);

-- What staff must know, told once for each kind and subject. `code` and `data` (JSON) make the sentence.
CREATE TABLE staff_notice (
    id {identity},
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    code TEXT NOT NULL,
    data TEXT NOT NULL,
    at BIGINT NOT NULL,
    done_at BIGINT,
    UNIQUE (kind, subject)
);
