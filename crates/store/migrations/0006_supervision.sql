-- Supervisions (C37): the folded state beside the columns that boards and the guard against doubles need.
CREATE TABLE supervision (
    id BIGINT NOT NULL PRIMARY KEY,
    no TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    chain BYTEA NOT NULL,
    doc TEXT NOT NULL,
    agency TEXT NOT NULL,
    unit TEXT NOT NULL,
    ground TEXT NOT NULL,
    claim_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    stage TEXT NOT NULL,
    is_key BIGINT NOT NULL,
    key_pending BIGINT NOT NULL,
    issued_at_ms BIGINT NOT NULL,
    due_at_ms BIGINT,
    closed_at_ms BIGINT
);
-- Two open supervisions of one ground on one order do not exist (law.md, section 4).
CREATE UNIQUE INDEX supervision_open ON supervision (claim_id, order_id, ground) WHERE closed_at_ms IS NULL;
CREATE INDEX supervision_board ON supervision (agency, issued_at_ms, id);
CREATE INDEX supervision_claim ON supervision (claim_id, order_id, id);
-- Who is supervised: the first unit and those joined.
CREATE TABLE supervised (
    root_id BIGINT NOT NULL,
    unit TEXT NOT NULL,
    issued_at_ms BIGINT NOT NULL,
    PRIMARY KEY (root_id, unit)
);
CREATE INDEX supervised_unit ON supervised (unit, issued_at_ms, root_id);
