-- What people typed that was not sure: its words as they are compared, without numbers, and the occupation chosen when
-- asked back, '' where nothing was understood or chosen. Nobody's name, phone or time of day is with it.
CREATE TABLE typed (
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 80),
    choice TEXT NOT NULL,
    language TEXT NOT NULL,
    times INTEGER NOT NULL CHECK (times > 0),
    last_at BIGINT NOT NULL,
    PRIMARY KEY (text, choice, language)
);
CREATE INDEX typed_last ON typed (last_at);
