-- What became of a notice on its way to the claimant. free_at_ms: when it is to be tried (again); null when nothing is
-- left to be done. handle: under which the gateway reports.
CREATE TABLE delivery (
    root_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    n BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    way TEXT NOT NULL,
    tries BIGINT NOT NULL,
    free_at_ms BIGINT,
    handle TEXT,
    said TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (root_id, seq, n)
);
CREATE INDEX delivery_free ON delivery (free_at_ms, root_id, seq, n) WHERE free_at_ms IS NOT NULL;
CREATE INDEX delivery_handle ON delivery (way, handle) WHERE handle IS NOT NULL;
CREATE INDEX delivery_failed ON delivery (changed_at_ms, root_id, seq, n) WHERE state = 'failed';

-- Where mail reaches a person, sealed like the number.
ALTER TABLE person ADD COLUMN mail_enc BYTEA;
