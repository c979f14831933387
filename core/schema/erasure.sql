-- Who was erased, by the phones that reached them, until all that was sent there is forgotten too. `profile_id` is ''
-- for a phone that never reached anybody, whose holder wants nothing kept.
CREATE TABLE erasure (
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    profile_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (phone, profile_id)
);
CREATE INDEX erasure_at ON erasure (at);

-- Answers and notices alone: with alerts in it, this would double what it costs to queue one.
CREATE INDEX outbox_phone ON outbox (phone) WHERE priority < 5;
-- Whether anybody still has a text, and a round its alerts.
CREATE INDEX outbox_text ON outbox (text_id);
CREATE INDEX alert_text ON alert (text_id);
CREATE INDEX alert_of_round ON alert (round_id);
