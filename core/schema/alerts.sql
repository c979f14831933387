-- Job alerts: who wants them, the rounds in which they go out, what digits in texts mean, and who wants nothing.

-- How far each reader of events has come. A reader holds its row while it reads, so an event acts once.
CREATE TABLE reader (
    name TEXT PRIMARY KEY,
    cursor BIGINT NOT NULL
);
INSERT INTO reader (name, cursor) VALUES ('subscriptions', 0), ('alerts', 0);

-- One row for each person who ever wanted alerts. Whoever is 'off' (or cannot be reached) leaves only a place in the
-- queue: switching off and on again puts nobody ahead of others. `area` and `unit` are those of the home, which is a
-- place of the market's home level, and `rests_until` is when somebody who got a week's alerts may get the next one.
CREATE TABLE subscription (
    id {identity},
    profile_id TEXT NOT NULL UNIQUE REFERENCES profile (id),
    often TEXT NOT NULL CHECK (often IN ('off', 'instant', 'daily', 'weekly')),
    phone TEXT CHECK (phone LIKE '+%'),
    language TEXT NOT NULL,
    occupation TEXT NOT NULL,
    area TEXT NOT NULL,
    home TEXT NOT NULL,
    unit TEXT NOT NULL,
    least_pay INTEGER NOT NULL,
    last_alerted_at BIGINT NOT NULL DEFAULT 0,
    week_from BIGINT NOT NULL DEFAULT 0,
    week_count INTEGER NOT NULL DEFAULT 0,
    rests_until BIGINT NOT NULL DEFAULT 0,
    CHECK ((often = 'off') = (phone IS NULL))
);
-- The first three find who fits a vacancy, the others are there so that the table itself is not read.
CREATE INDEX subscription_match ON subscription (occupation, area, least_pay, rests_until, home, last_alerted_at,
    often, language, unit, phone, profile_id, id) WHERE often <> 'off';

-- `ring` counts from the vacancy's own surroundings (0) outwards.
CREATE TABLE alert_round (
    id {identity},
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    ring INTEGER NOT NULL DEFAULT 0 CHECK (ring >= 0),
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done', 'cancelled')),
    ran_at BIGINT,
    sent INTEGER NOT NULL DEFAULT 0,
    UNIQUE (vacancy_id, number)
);
CREATE INDEX alert_round_due ON alert_round (due_at) WHERE state = 'due';

-- A vacancy and a person who was chosen for it, once. `tell_at` is the earliest time of the text, `told_at` when that
-- was put into the outbox: a digest waits until then.
CREATE TABLE alert (
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    subscription_id BIGINT NOT NULL REFERENCES subscription (id),
    round_id BIGINT NOT NULL REFERENCES alert_round (id),
    digest INTEGER NOT NULL CHECK (digest IN (0, 1)),
    tell_at BIGINT NOT NULL,
    told_at BIGINT,
    digit INTEGER,
    text_id BIGINT REFERENCES message_text (id),
    PRIMARY KEY (vacancy_id, subscription_id)
);
CREATE INDEX alert_waiting ON alert (tell_at, subscription_id) WHERE told_at IS NULL;
CREATE INDEX alert_subscription ON alert (subscription_id);

-- What a digit in a text means on that phone. `subject` is the id of what it is about, such as a vacancy.
CREATE TABLE offer (
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    digit INTEGER NOT NULL CHECK (digit BETWEEN 1 AND 9),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    profile_id TEXT,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (phone, digit)
);
CREATE INDEX offer_expires ON offer (expires_at);

-- Phones that want nothing they did not ask for. `alerts` (JSON) is how often the people of the phone had alerts.
CREATE TABLE opt_out (
    phone TEXT PRIMARY KEY CHECK (phone LIKE '+%'),
    since BIGINT NOT NULL,
    source TEXT NOT NULL,
    alerts TEXT NOT NULL
);
