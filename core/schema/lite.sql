-- Browsers in which the owner of a phone acts, and the one-time codes that let them in.

INSERT INTO sequence (name, value) VALUES ('browser_code', 0);

-- `ticket` is a digest of what the browser that asked was given, and `code` a digest that takes the ticket itself to
-- check: whoever reads this table can use neither. `sender` is a digest of the address that asked. `language` is one
-- that was chosen, `aim` what the browser wants afterwards: "job:REFERENCE" or "offer".
CREATE TABLE browser_code (
    ticket TEXT PRIMARY KEY,
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    sender TEXT NOT NULL,
    code TEXT NOT NULL,
    language TEXT,
    aim TEXT,
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX browser_code_created ON browser_code (created_at);

-- `token` is a digest of the cookie's. One browser acts for a phone at a time.
CREATE TABLE browser (
    token TEXT PRIMARY KEY,
    phone TEXT NOT NULL UNIQUE CHECK (phone LIKE '+%'),
    aim TEXT,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX browser_created ON browser (created_at);
