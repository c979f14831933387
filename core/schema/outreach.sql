-- Texts that staff send to the people of a place and kind of work, and the figures of reports.

-- `work` is '' for any, an occupation, or like "sector:repair". Whoever fits is gone through in the order of their ids,
-- `cursor` being the last one; `counts` (JSON) says how many get it by unit and language, and why others do not.
-- Messages of the outbox are those between `first_id` and `last_id` that have its texts.
CREATE TABLE outreach (
    id {identity},
    staff_id TEXT NOT NULL REFERENCES staff (id),
    place TEXT NOT NULL,
    work TEXT NOT NULL,
    alerts_only INTEGER NOT NULL CHECK (alerts_only IN (0, 1)),
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 31),
    state TEXT NOT NULL DEFAULT 'counting' CHECK (state IN
        ('counting', 'ready', 'sending', 'sent', 'stopping', 'stopped', 'dropped')),
    cursor TEXT NOT NULL DEFAULT '',
    counts TEXT NOT NULL DEFAULT '{}',
    queued INTEGER NOT NULL DEFAULT 0,
    left_out INTEGER NOT NULL DEFAULT 0,
    first_id BIGINT,
    last_id BIGINT,
    created_at BIGINT NOT NULL,
    counted_at BIGINT,
    sent_at BIGINT,
    not_after BIGINT,
    looked_at BIGINT,
    ended_at BIGINT
);

-- `words` are those of staff, '' where there are none in a language. `progress` (JSON) is how many messages are in
-- which state, and their cost in millionths, as of `looked_at`.
CREATE TABLE outreach_text (
    outreach_id BIGINT NOT NULL REFERENCES outreach (id),
    language TEXT NOT NULL,
    words TEXT NOT NULL,
    text_id BIGINT,
    progress TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (outreach_id, language)
);

-- Who still is to get it, a phone once. Rows go as the messages come into the outbox.
CREATE TABLE outreach_person (
    outreach_id BIGINT NOT NULL REFERENCES outreach (id),
    profile_id TEXT NOT NULL REFERENCES profile (id),
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    language TEXT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (outreach_id, profile_id),
    UNIQUE (outreach_id, phone)
);
CREATE INDEX outreach_person_profile ON outreach_person (profile_id);

-- When somebody who got one may get the next.
CREATE TABLE outreach_rest (
    profile_id TEXT PRIMARY KEY REFERENCES profile (id),
    outreach_id BIGINT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX outreach_rest_until ON outreach_rest (until);

-- What happened, counted: `period` is a month ("2026-11") or a week ("2026-W48") of the market's calendar, `sector` is
-- '' where work is in none. '*' is all areas, or all sectors: sums that are kept so that a page reads few rows.
CREATE TABLE tally (
    period TEXT NOT NULL,
    sector TEXT NOT NULL,
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (period, sector, area, name)
);
-- By days (JSON, "3": 2) how many vacancies took so many to be filled. One row, as medians need all of them.
CREATE TABLE tally_days (
    period TEXT NOT NULL,
    sector TEXT NOT NULL,
    area TEXT NOT NULL,
    days TEXT NOT NULL,
    PRIMARY KEY (period, sector, area)
);
-- How far the messages of the outbox have been counted.
INSERT INTO sequence (name, value) VALUES ('tallied_messages', 0);
INSERT INTO reader (name, cursor) VALUES ('tallies', 0);
