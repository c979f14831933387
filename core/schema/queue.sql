-- When each job that runs at intervals is due next. Whoever moves `due_at` on is the one to run it.
CREATE TABLE schedule (
    name TEXT PRIMARY KEY,
    due_at BIGINT NOT NULL
);

-- What is left with gateways that are paid in advance, in millionths of the currency, as they last told.
CREATE TABLE credit (
    gateway TEXT PRIMARY KEY,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    at BIGINT NOT NULL
);
