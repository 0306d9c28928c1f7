-- Who has a claim open just now, for colleagues of the same house. Of no account once until_ms is past.
CREATE TABLE presence (
    no TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    unit TEXT NOT NULL,
    name TEXT NOT NULL,
    until_ms BIGINT NOT NULL,
    PRIMARY KEY (no, account_id)
);
CREATE INDEX presence_until ON presence (until_ms, no, account_id);
