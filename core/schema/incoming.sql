-- What people wrote to us. `intent` is what it was taken for, '' where we failed at it.
CREATE TABLE incoming (
    gateway TEXT NOT NULL,
    gateway_id TEXT NOT NULL,
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    text TEXT NOT NULL,
    intent TEXT NOT NULL DEFAULT '',
    answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1)),
    at BIGINT NOT NULL,
    PRIMARY KEY (gateway, gateway_id)
);
CREATE INDEX incoming_phone ON incoming (phone, at);
