-- Where the look log of each root ends: a log cut short is seen.
CREATE TABLE look_head (
    root_id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO look_head (root_id, seq, hash)
SELECT l.root_id, l.seq, l.hash FROM look l WHERE l.seq = (SELECT max(m.seq) FROM look m WHERE m.root_id = l.root_id);
