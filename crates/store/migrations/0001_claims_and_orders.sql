-- The record (event), the folded claim, and what is projected from it in the same commit.
-- Root key first: root_id is the aggregate's id, for a claim the claim's own.

CREATE TABLE event (
    root_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    aggregate TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    clause TEXT NOT NULL,
    policy TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (root_id, seq)
);

CREATE TABLE claim (
    id BIGINT NOT NULL PRIMARY KEY,
    no TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    chain BYTEA NOT NULL,
    doc TEXT NOT NULL,
    stage TEXT NOT NULL,
    kind TEXT,
    category TEXT,
    division TEXT,
    county TEXT,
    agency TEXT NOT NULL,
    channel TEXT NOT NULL,
    title TEXT NOT NULL,
    confidential BIGINT NOT NULL,
    enterprise BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    label TEXT NOT NULL,
    phone_index BYTEA,
    lead_unit TEXT,
    received_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    archived_at_ms BIGINT,
    next_due_at_ms BIGINT
);
CREATE INDEX claim_caller ON claim (phone_index, received_at_ms, id) WHERE phone_index IS NOT NULL;
CREATE INDEX claim_person ON claim (person_id, received_at_ms, id);
CREATE INDEX claim_updated ON claim (updated_at_ms, id);
CREATE INDEX claim_received ON claim (received_at_ms, id);
CREATE INDEX claim_stage ON claim (stage, received_at_ms, id);
CREATE INDEX claim_county ON claim (county, stage, received_at_ms, id);
CREATE INDEX claim_queue ON claim (stage, next_due_at_ms, id) WHERE archived_at_ms IS NULL;

-- id is the order's place in its claim, from 1.
CREATE TABLE work_order (
    root_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    no TEXT NOT NULL UNIQUE,
    unit TEXT NOT NULL,
    agency TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT,
    title TEXT NOT NULL,
    category TEXT,
    division TEXT,
    county TEXT,
    place TEXT NOT NULL,
    hop BIGINT NOT NULL,
    round BIGINT NOT NULL,
    handed_at_ms BIGINT NOT NULL,
    signed_at_ms BIGINT,
    sign_due_at_ms BIGINT,
    due_at_ms BIGINT,
    due_started_at_ms BIGINT,
    due_limit TEXT,
    due_basis TEXT,
    due_provisional BIGINT NOT NULL,
    under_review BIGINT NOT NULL,
    extension_pending BIGINT NOT NULL,
    review_due_at_ms BIGINT,
    done_at_ms BIGINT,
    PRIMARY KEY (root_id, id)
);
CREATE INDEX work_order_inbox ON work_order (unit, due_at_ms, root_id, id) WHERE done_at_ms IS NULL;
CREATE INDEX work_order_unit ON work_order (unit, handed_at_ms, root_id, id);
CREATE INDEX work_order_review ON work_order (agency, review_due_at_ms, root_id, id) WHERE under_review = 1;

-- order_id 0 is the claim's own. fired_at_ms: its expiry is on record.
CREATE TABLE clock (
    root_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    started_at_ms BIGINT NOT NULL,
    limit_text TEXT NOT NULL,
    basis TEXT NOT NULL,
    provisional BIGINT NOT NULL,
    held BIGINT NOT NULL,
    fired_at_ms BIGINT,
    owner TEXT NOT NULL,
    lease_until_ms BIGINT NOT NULL,
    PRIMARY KEY (root_id, order_id, kind)
);
CREATE INDEX clock_due ON clock (due_at_ms, root_id) WHERE fired_at_ms IS NULL AND held = 0;

-- One row for each event that has not been carried on yet; id is the event's seq.
CREATE TABLE outbox (
    root_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    aggregate TEXT NOT NULL,
    lease_until_ms BIGINT NOT NULL,
    owner TEXT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (root_id, id)
);
CREATE INDEX outbox_lease ON outbox (lease_until_ms, root_id, id);

-- A command's own row: present = done. id is the idempotency key, scoped by the account that sent it.
CREATE TABLE command (
    id TEXT NOT NULL PRIMARY KEY,
    root_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    verb TEXT NOT NULL,
    request BYTEA NOT NULL,
    answer TEXT NOT NULL
);
CREATE INDEX command_age ON command (at_ms, id);

-- What somebody is to be told because of an event; n counts the notices of one event.
CREATE TABLE notice (
    root_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    n BIGINT NOT NULL,
    to_kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    code TEXT NOT NULL,
    clause TEXT NOT NULL,
    body TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    read_at_ms BIGINT,
    PRIMARY KEY (root_id, seq, n)
);
CREATE INDEX notice_recipient ON notice (to_kind, recipient, at_ms, root_id, seq, n);
