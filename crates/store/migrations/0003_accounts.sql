-- Staff accounts, their sessions, and the limits on guessing.

CREATE TABLE account (
    id BIGINT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    region TEXT NOT NULL,
    roles TEXT NOT NULL,
    password TEXT NOT NULL,
    disabled BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    locked_until_ms BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX account_unit ON account (unit, login);

CREATE TABLE session (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL,
    csrf_secret BYTEA NOT NULL,
    created_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    addr TEXT NOT NULL
);
CREATE INDEX session_account ON session (account_id, created_at_ms);
CREATE INDEX session_expiry ON session (expires_at_ms);

-- Tries in the present window of a subject: a query code, an address, a login.
CREATE TABLE track_try (
    subject TEXT NOT NULL PRIMARY KEY,
    window_at_ms BIGINT NOT NULL,
    tries BIGINT NOT NULL
);
